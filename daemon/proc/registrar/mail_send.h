/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_send - composed mails to dispatch, one act for each result
 */
#ifndef VT_PROC_MAIL_SEND_H
#define VT_PROC_MAIL_SEND_H

#include "base/error.h"
#include "proc/registrar/registrar.h"

typedef struct vt_mail_send vt_mail_send;
vt_mail_send *vt_mail_send_new(void);
void vt_mail_send_free(vt_mail_send *send);

/* Inside an act: the mail could not be made or sent this time. Given up for good: its people are
 * told. */
bool vt_mail_not_gone(vt_registrar *registrar, int64_t id, vt_retry retry, const char *text,
		      GError **error);
/* Hands over what is composed, due and has room, to the dispatch with the least to do. */
void vt_mail_send_pump(vt_registrar *registrar);
unsigned vt_mail_send_busy(const vt_mail_send *send);
/* That dispatch is gone: what was with it is tried again. */
void vt_mail_send_lost(vt_registrar *registrar, const vt_peer *peer);
void vt_on_sent(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
