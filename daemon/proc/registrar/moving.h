/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moving - what was sealed or holds malicious code goes on in the mailbox it came from
 *
 * The order is a row (store/moves.h), written in the act that seals; it is sent after that COMMIT,
 * and again to every vanthu-imap that comes, until MOVED_ON says that it is over.
 */
#ifndef VT_PROC_MOVING_H
#define VT_PROC_MOVING_H

#include "proc/registrar/registrar.h"

/* All that is open, to all mailboxes. */
void vt_moving_pump(vt_registrar *registrar);
/* The same, to the one that has just come. */
void vt_moving_begin(vt_registrar *registrar, vt_peer *imap);
void vt_on_moved(vt_run *run, vt_peer *peer, vt_packet *packet);
void vt_on_moved_on(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
