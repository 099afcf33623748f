/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_flow - a mail from its draft row to "sent"
 *
 * draft due -> attachments gathered (decoded in the jail) -> entity -> signer -> outbox/NAME -> act
 * composed
 * -> (COMMIT) -> dispatch -> act sent. Dispatch sends exactly the bytes whose SHA-256 the row
 * holds. What fails is tried again as the outbox says; a repeat carries the same Message-ID.
 */
#ifndef VT_PROC_MAIL_FLOW_H
#define VT_PROC_MAIL_FLOW_H

#include "proc/registrar/registrar.h"

typedef struct vt_mail_flow vt_mail_flow;
vt_mail_flow *vt_mail_flow_new(void);
void vt_mail_flow_free(vt_mail_flow *flow);

/* Starts what is due and has room; sets a timer for what comes due later. Cheap when nothing is. */
void vt_mail_flow_pump(vt_registrar *registrar);
/* The same, as settled() of an act that may have written mails and has nothing else to tell. */
void vt_mail_flow_settled(vt_registrar *registrar, void *data, bool kept, const GError *error);
/* Mails being composed or signed. */
unsigned vt_mail_flow_busy(const vt_mail_flow *flow);
/* The signer is gone: what was with it waits again. */
void vt_mail_flow_lost(vt_registrar *registrar, vt_program signer);

void vt_on_signed(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
