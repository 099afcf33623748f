/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offline - vanthu-registrar --offline, started by vanthuctl: a backup checked or restored
 *
 * The registrar is the only program that opens a database; so also the copy of one. No office is
 * read, nobody but that vanthuctl is at the other end; the jail is the registrar's, around the two
 * folders that were named.
 */
#ifndef VT_PROC_OFFLINE_H
#define VT_PROC_OFFLINE_H

#include "proc/proc.h"

/* --check FOLDER --in DIR | --restore FOLDER --to STATE [--damaged yes] */
extern const vt_proc vt_registrar_offline;

#endif
