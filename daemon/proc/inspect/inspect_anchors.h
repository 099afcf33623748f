/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_anchors - the trust an inspection starts from: which folders, which pins, and whether
 * they changed
 */
#ifndef VT_PROC_INSPECT_ANCHORS_H
#define VT_PROC_INSPECT_ANCHORS_H

#include <glib.h>
#include <stdbool.h>

#include "base/settings.h"
#include "doc/office.h"
#include "verify/trust.h"

typedef struct vt_anchors {
	char *roots, *intermediates, *crls; /* folders; NULL = none */
	bool crl_required;
	const vt_office *office; /* its lists, classes and algorithms; borrowed, NULL = none */
	GPtrArray *owners;       /* char *: agency keys ... */
	GPtrArray *pins; /* char *: ... and the files that stand for them; one more NULL at the
			    end */
	char *stamp;     /* when they were loaded */
} vt_anchors;

vt_anchors *vt_anchors_new(const char *roots, const char *intermediates, const char *crls,
			   bool crl_required);
/* The folders of the office and the certificates its directory pins. */
vt_anchors *vt_anchors_of_office(const vt_office *office);
void vt_anchors_free(vt_anchors *anchors);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_anchors, vt_anchors_free)

/* Never NULL; what could not be read is in warnings (char *, may be NULL). */
vt_trust *vt_anchors_load(vt_anchors *anchors, GPtrArray *warnings);
bool vt_anchors_changed(const vt_anchors *anchors);
/* Everything that is wrong with them now: unreadable, expired, no root at all. */
void vt_anchors_check(const vt_anchors *anchors, vt_faults *faults);

#endif
