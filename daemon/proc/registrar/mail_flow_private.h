/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_flow_private - a mail being composed, for the files that do so
 */
#ifndef VT_PROC_MAIL_FLOW_PRIVATE_H
#define VT_PROC_MAIL_FLOW_PRIVATE_H

#include "base/error.h"
#include "base/io.h"
#include "mail/compose.h"
#include "proc/registrar/registrar.h"
#include "store/outbox.h"
#include "work/notices.h"

/* One mail on its way from draft to composed. */
typedef struct vt_composing {
	vt_registrar *registrar;
	vt_mail *mail;
	guint n_values;    /* of the draft; behind them what is made while it is composed */
	guint next_file;   /* index in mail->attachments */
	GPtrArray *files;  /* vt_compose_file *, owned */
	vt_notice *notice; /* rendered: head and entity */
	int entity;        /* the file with what the signer signs; -1 = not rendered */
	vt_program
		with; /* the one that signs it, once it is asked; 0 = vanthud, which never does */
	uint64_t request; /* with the signer; 0 = not */
	char *file, sha256[VT_SHA256_HEX];
	uint64_t bytes;
} vt_composing;

/* The next of its attachments, or, when it has all, vt_mail_render(). */
void vt_mail_gather(vt_composing *job);
void vt_mail_gather_file(vt_composing *job, const char *name, const char *type, GBytes *bytes);
/* Everything is at hand: the text and its files become the entity to sign. */
void vt_mail_render(vt_composing *job);
/* The mail could not be made this time: its row says why and when it is tried again. */
void vt_compose_failed(vt_composing *job, vt_retry retry, const char *text);

#endif
