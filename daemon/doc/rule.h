/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule - the office's own rules for mail that needs nobody: the blocks `rule` of vanthu.conf; pure
 *
 * A rule holds when all that it names holds. What it may never touch stands with who asks
 * (work/ruling.h).
 */
#ifndef VT_DOC_RULE_H
#define VT_DOC_RULE_H

#include "doc/office.h"
#include "doc/report.h"

typedef enum {
	VT_RULED_ANY,    /* whatever the signature says */
	VT_RULED_NONE,   /* nobody signed it */
	VT_RULED_BROKEN, /* signed, and it does not hold as a whole */
	VT_RULED_VALID,
	VT_N_RULED,
} vt_ruled_signature;

typedef struct vt_rule {
	char *name;
	GPtrArray *from; /* char *: an address, or "@domain"; empty = anybody */
	vt_ruled_signature signature;
	GPtrArray *header; /* vt_rule_field *; all of them must be there */
	unsigned own_hops; /* Received fields of our own servers, above which a field is believed */
} vt_rule;
typedef struct vt_rule_field {
	char *name;
	char *value; /* lower-case; ends in "*": whatever begins so */
} vt_rule_field;

/* What a message shows to the rules. */
typedef struct vt_ruled {
	const char *from; /* the one address of From; NULL = not exactly one */
	vt_status status;
	const GPtrArray *above; /* char *, doc/arrived.h; NULL = none */
} vt_ruled;
/* The first rule that holds; NULL = none. */
const vt_rule *vt_rule_for(const vt_office *office, const vt_ruled *ruled);

/* Names of the fields that doors must note (char *, borrowed), and below how many Received at most.
 * Caller frees the array. */
GPtrArray *vt_rule_fields(const vt_office *office, unsigned *most_received_out);

#endif
