/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recipient_status - the vanthu of a recipient tells how far our document is there
 *
 * QĐ 28/2018: 01 đã đến to 06 đã hoàn thành. Its receipts, refusals and status mails are notices of
 * a machine, and never documents; what they tell is heard when they answer the mail that carried
 * our document (128 random bits, which only its recipient has), and their signature holds for an
 * address in the recipient's own domain.
 */
#ifndef VT_WORK_RECIPIENT_STATUS_H
#define VT_WORK_RECIPIENT_STATUS_H

#include "work/judging.h"

/* Inside the act that concludes an arrival. told_out: it was one, and the arrival is concluded: the
 * recipient's state has risen, a refusal was put to the clerk as well. */
bool vt_recipient_status(vt_judging *j, bool *told_out, GError **error);

#endif
