/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway_private - what the files about gateways share: the signed entity in units, and edits
 *
 * A unit is a range of the signed entity that a gateway changes as one: a leaf, the header of a
 * multipart, what stands before its first or behind its last part. An edit undoes one change of a
 * unit. Offsets are into the entity in its canonical form (CRLF).
 */
#ifndef VT_FILTERS_GATEWAY_PRIVATE_H
#define VT_FILTERS_GATEWAY_PRIVATE_H

#include "mail/scan.h"
#include "verify/cms.h"

/* ---- gateway_cuts.c ---- */

/* A range of a text that may have been put there. rank: the lower, the likelier. */
typedef struct vt_gateway_cut {
	size_t from, to;
	bool front;     /* at the head of the text; else at its end */
	bool plus_line; /* a line end that went with it comes back */
	unsigned rank;
} vt_gateway_cut;
#define VT_GATEWAY_UNLIKELY 100 /* one class of rank */
/* Sorted by rank; at most VT_MAX_GATEWAY_LINES lines and as many HTML tags at each place. */
GArray *vt_gateway_cuts(const uint8_t *text, size_t size, bool is_html);
/* Lines of that range that hold more than blanks. */
unsigned vt_gateway_lines(const uint8_t *text, size_t from, size_t to);

/* ---- gateway_header.c ---- */

typedef enum {
	VT_HEAD_KEEP,
	VT_HEAD_8BIT, /* Content-Transfer-Encoding as it may have been */
	VT_HEAD_7BIT,
	VT_HEAD_BASE64,
	VT_HEAD_NO_ENCODING,
	VT_HEAD_DROP,                     /* + n: without its nth field */
	VT_HEAD_FOLD = VT_HEAD_DROP + 12, /* + n: parameters folded in the nth manner */
	VT_N_HEADS = VT_HEAD_FOLD + 14,
} vt_gateway_head;
/* bytes: a whole header with its blank line. NULL: it would not change. */
GString *vt_gateway_header(const uint8_t *bytes, size_t size, unsigned head);

/* ---- gateway_units.c, gateway_edits.c ---- */

typedef struct vt_gateway_unit {
	size_t from, body, to;   /* header [from, body), body [body, to) */
	const vt_entity *entity; /* NULL: before the first or behind the last part */
	char *place;             /* "part 1.2", "the epilogue" */
	bool is_text; /* one of the few small texts: its content as it is, with CRLF, with LF */
	GBytes *text, *crlf, *lf;
	size_t width;   /* of the first line of base64; 0 = none */
	unsigned tails; /* line ends behind the base64 */
} vt_gateway_unit;

typedef enum {
	VT_EDIT_RAW,    /* the body as it stands, without the cuts */
	VT_EDIT_TEXT,   /* source instead of the body */
	VT_EDIT_BASE64, /* source in base64 instead of the body */
	VT_EDIT_REWRAP, /* base64 at another width */
	VT_EDIT_BLANKS, /* no blanks at line ends */
	VT_EDIT_DASHES, /* "-- " of a mail's signature, whose blank went */
	VT_EDIT_GONE,   /* a whole part left out */
	VT_EDIT_ALONE,  /* one part was all there was */
	/* the same for every unit that it fits */
	VT_EDIT_ALL_TEXT,
	VT_EDIT_ALL_REWRAP,
	VT_EDIT_ALL_FOLD,
	VT_N_EDITS,
} vt_gateway_form;

typedef struct vt_gateway_edit {
	vt_gateway_form form;
	unsigned unit;      /* index */
	size_t start, next; /* the range it stands for */
	unsigned head;      /* vt_gateway_head */
	GBytes *source;     /* borrowed from the unit */
	unsigned width;     /* of base64 */
	unsigned tails;     /* line ends behind it */
	unsigned n_cuts;
	vt_gateway_cut cuts[2]; /* in order, of source or body */
	unsigned rank;
} vt_gateway_edit;

typedef struct vt_gateway_entity {
	const uint8_t *bytes; /* borrowed */
	size_t size;
	vt_scan *scan;
	GPtrArray *units; /* vt_gateway_unit *, rising */
	GArray *edits;    /* vt_gateway_edit, by rank */
} vt_gateway_entity;

vt_gateway_entity *vt_gateway_entity_new(const uint8_t *bytes, size_t size);
void vt_gateway_entity_free(vt_gateway_entity *entity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_gateway_entity, vt_gateway_entity_free)
/* Fills entity->edits. */
void vt_gateway_edits_make(vt_gateway_entity *entity);
/* For VT_EDIT_ALL_*: what it is for that unit; false = it leaves it alone. */
bool vt_gateway_edit_of(const vt_gateway_entity *entity, const vt_gateway_edit *all, unsigned unit,
			vt_gateway_edit *out);
/* "footer of 5 lines in part 1.1". Caller frees. */
char *vt_gateway_describe(const vt_gateway_entity *entity, const vt_gateway_edit *edit);

/* ---- gateway_write.c ---- */

/* What was hashed, and no more than that. */
typedef struct vt_gateway_tally {
	uint64_t hashed, most;
	unsigned variants;
	bool full;
} vt_gateway_tally;

void vt_gateway_hash(vt_gateway_tally *tally, vt_cms_claim *claim, const void *bytes, size_t size);
/* What the edit makes of its range; false: nothing, as it would not change. */
bool vt_gateway_write(const vt_gateway_entity *entity, const vt_gateway_edit *edit,
		      vt_gateway_tally *tally, vt_cms_claim *claim);

#endif
