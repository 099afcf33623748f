/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore_newer - what the office has that the backup does not know; for work/restore.c
 */
#ifndef VT_WORK_RESTORE_NEWER_H
#define VT_WORK_RESTORE_NEWER_H

#include "work/restore.h"

/* Messages in store/ of which no row knows go back to spool/; so do those that wait according to
 * their row. Outside of an act; what a crash leaves half done is done by the next start or restore.
 */
bool vt_restore_newer(vt_store *store, const vt_restore_order *order, vt_restored *out,
		      GError **error);
/* Inside an act: messages whose bytes lie in sealed/ and whose rows do not say so. */
bool vt_restore_reseal(vt_store *store, const vt_restore_order *order, vt_restored *out,
		       GError **error);
/* Whose bytes are nowhere. */
bool vt_restore_missing(vt_store *store, vt_restored *out, GError **error);

#endif
