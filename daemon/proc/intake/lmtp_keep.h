/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp_keep - one message of an LMTP client on its way into spool/
 */
#ifndef VT_PROC_LMTP_KEEP_H
#define VT_PROC_LMTP_KEEP_H

#include "doc/office.h"
#include "net/lmtp.h"

typedef struct vt_keep vt_keep;
/* account: name of the block; own: its agency or NULL. */
vt_keep *vt_keep_new(const vt_office *office, int spool_dir, const char *account, const char *own);
void vt_keep_free(vt_keep *keep);

/* full_out: it was the disk. */
bool vt_keep_begin(vt_keep *keep, bool *full_out);
bool vt_keep_write(vt_keep *keep, const uint8_t *bytes, size_t size, bool *full_out);
void vt_keep_whole(vt_keep *keep, const vt_lmtp_envelope *envelope);
/* What is not kept yet disappears. */
void vt_keep_drop(vt_keep *keep);

/* keeps: vt_keep * that are whole. All become durable, with one fsync of the folder; each has its
 * own fate. */
void vt_keep_commit(int spool_dir, const GPtrArray *keeps);
vt_lmtp_fate vt_keep_fate(const vt_keep *keep);
/* Arrival id, once whole. */
const char *vt_keep_id(const vt_keep *keep);

#endif
