/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliveries - what came back about each mail of the outbox, one row a recipient
 *
 * Claims of reports (doc/delivery.h). Nothing else in the database follows from them, not the state
 * of a mail, not a document; but that a task was seen (work/absence.h).
 */
#ifndef VT_STORE_DELIVERIES_H
#define VT_STORE_DELIVERIES_H

#include "doc/delivery.h"
#include "store/outbox.h"

typedef struct vt_told_row {
	int64_t mail;
	vt_delivery state;
	char *recipient, *status, *words; /* status "" when it was not told */
	char *arrival;                    /* the report */
	int64_t at;
} vt_told_row;
void vt_told_row_free(vt_told_row *row);

/* The mail with this name (doc/delivery.h), once it was composed: it may have left. NULL with error
 * unset: none. */
vt_mail *vt_deliveries_find(vt_store *store, const char *name, GError **error);
/* Which arrival tells what, and when; borrowed. */
typedef struct vt_telling {
	const vt_told *told;
	const char *arrival;
	int64_t now;
} vt_telling;
/* Inside an act. A claim below what is known changes nothing. About a mail whose content was taken
 * away no words are kept: a server may quote its subject. At most VT_MAX_TOLD recipients of one
 * mail are kept, its own among them. failed_out: it is failed now and no recipient of that mail was
 * before. */
bool vt_deliveries_note(vt_store *store, const vt_mail *mail, const vt_telling *telling,
			bool *failed_out, GError **error);
/* The words are content: of reports that an arrival brought (sealed), mail 0; or about a mail whose
 * content is taken away, arrival NULL. State and status stay. */
bool vt_deliveries_strip(vt_store *store, const char *arrival, int64_t mail, GError **error);
/* It goes out once more: what was told is of the time before. */
bool vt_deliveries_forget(vt_store *store, int64_t mail, GError **error);

/* In order of recipient; vt_told_row *. NULL on failure. */
GPtrArray *vt_deliveries_of(vt_store *store, int64_t mail, GError **error);
/* Of all mails about an arrival or a document (vt_outbox_about()), and of those an arrival reports
 * on. */
GPtrArray *vt_deliveries_about(vt_store *store, const char *arrival, int64_t document,
			       GError **error);
/* What a list shows of a mail: failed when that was told of any recipient, else the highest. -1 =
 * nothing was told. */
int vt_deliveries_sum(const GPtrArray *rows);

#endif
