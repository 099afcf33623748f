/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_send - composed mails to dispatch, one act for each result
 */
#ifndef VT_PROC_MAIL_SEND_H
#define VT_PROC_MAIL_SEND_H

#include "proc/registrar/registrar.h"

typedef struct vt_mail_send vt_mail_send;
vt_mail_send *vt_mail_send_new(void);
void vt_mail_send_free(vt_mail_send *send);

/* Hands over what is composed, due and has room. */
void vt_mail_send_pump(vt_registrar *registrar);
unsigned vt_mail_send_busy(const vt_mail_send *send);
/* dispatch is gone: what was with it is tried again. */
void vt_mail_send_lost(vt_registrar *registrar);
void vt_on_sent(vt_run *run, vt_peer *peer, vt_packet *packet);

#endif
