/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status_mail - the sending agency is told how far its document is: 04, 05, 06 (QĐ 28/2018 Đ9.2)
 *
 * 03 is the receipt, 02 the refusal (work/notices.h). As notices.status says; under the same rules
 * as receipts: nobody but an agency whose signature held or for whom our own server vouches, never
 * an automatic mail or a list. Each status goes once, and never one below what was told.
 */
#ifndef VT_WORK_STATUS_MAIL_H
#define VT_WORK_STATUS_MAIL_H

#include "doc/workflow.h"
#include "work/notices_private.h"

/* A document's stage from now on, and its status to who sent it at counts_at: what may be undone is
 * not told before. Inside the act. */
bool vt_stage_set(const vt_noticing *n, int64_t document, vt_stage stage, int64_t due_at,
		  int64_t counts_at, GError **error);
/* What was not told yet is not told: it was undone. */
bool vt_status_withdraw(const vt_noticing *n, int64_t document, GError **error);

#endif
