/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders_private - what the clock for people looks at, one file an area
 */
#ifndef VT_WORK_REMINDERS_PRIVATE_H
#define VT_WORK_REMINDERS_PRIVATE_H

#include "work/notices_private.h"

/* reminders_outgoing.c; told counts mails. */
bool vt_reminders_outgoing(const vt_noticing *n, const char *own, unsigned *told, GError **error);
/* reminders_receipts.c: issued documents that a recipient has not confirmed. */
bool vt_reminders_receipts(const vt_noticing *n, const char *own, unsigned *told, GError **error);

#endif
