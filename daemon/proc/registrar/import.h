/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import - vanthuctl intake import: mail that lay in a mailbox before our first day
 *
 * The mailboxes do it; we ask them, and pass on what they say until all of them are done. Without a
 * listener, or without us, they go on by themselves.
 */
#ifndef VT_PROC_IMPORT_H
#define VT_PROC_IMPORT_H

#include "proc/registrar/command.h"
#include "proc/registrar/registrar.h"

void vt_run_import(const vt_call *call);
void vt_on_imported(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
