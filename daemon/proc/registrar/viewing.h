/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * viewing - that somebody looked at a document with vanthuctl is a line of the ledger
 *
 * Looking runs in a child that cannot write: the line is written before, in an act of its own.
 */
#ifndef VT_PROC_VIEWING_H
#define VT_PROC_VIEWING_H

#include "proc/registrar/command.h"

/* Act of a vt_change (proc/registrar/control.h): a line for a search, or for the document that the
 * first word behind the command names, by number or by the id of its message; none when there is no
 * such document. */
bool vt_viewing_note(const vt_call *call, void *unused, GError **error);

#endif
