/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * late - what waits for a person for too long, and what the clock has done about it
 */
#ifndef VT_STORE_LATE_H
#define VT_STORE_LATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "doc/workflow.h"
#include "store/db.h"

/* A thing happens once for each (what, key, stage): first_out false: it did before. Inside an act,
 * rolled back with it. */
typedef struct vt_ring {
	const char *what, *key, *stage;
} vt_ring;
bool vt_rings_first(vt_store *store, const vt_ring *ring, int64_t now, bool *first_out,
		    GError **error);
/* The same without noting it. */
bool vt_rings_has(vt_store *store, const vt_ring *ring, bool *has_out, GError **error);

typedef enum {
	VT_LATE_STEP,      /* the next step of a held message, or of a document at its stage */
	VT_LATE_OPINION,   /* a leader has not confirmed it */
	VT_LATE_NOT_TAKEN, /* of a unit: the person it was passed on to has not accepted */
	VT_LATE_OVERDUE,   /* its deadline has passed */
	VT_N_LATES,
} vt_late_kind;

/* A held message (document 0), a document at a stage, or what a clerk wrote down for a leader about
 * one (GHI Ý KIẾN). */
typedef struct vt_late {
	char *arrival; /* id; NULL: on paper */
	int64_t document;
	vt_stage stage; /* of the document */
	int64_t since;  /* since when it waits */
	int urgency;    /* 1..3 of an urgent one */
	vt_late_kind kind;
} vt_late;
void vt_late_free(vt_late *late);

typedef struct vt_late_filter {
	const char *own;
	int64_t before; /* waits since before that */
	bool documents; /* those that nobody has laid before a leader, too */
	unsigned limit;
} vt_late_filter;
/* Held, or registered and not submitted; never what is sealed. vt_late *, oldest first. */
GPtrArray *vt_late_clerk(vt_store *store, const vt_late_filter *filter, GError **error);
/* Questions to a leader whether he said so, still open; documents is not looked at. */
GPtrArray *vt_late_opinions(vt_store *store, const vt_late_filter *filter, GError **error);
/* Urgent ones of which the next step has not been taken: held, not submitted, not decided upon,
 * not accepted by who leads or by the person his unit passed it on to; or the deadline has passed.
 * Only those that have no ring VT_RING_URGENT. */
#define VT_RING_URGENT "urgent"
GPtrArray *vt_late_urgent(vt_store *store, const vt_late_filter *filter, GError **error);
/* Key and stage of its ring. Caller frees the key. */
char *vt_late_key(const vt_late *late);
const char *vt_late_stage(const vt_late *late);

#endif
