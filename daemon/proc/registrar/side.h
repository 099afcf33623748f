/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * side - work beside the loop, in a child of the registrar that says one packet and ends
 */
#ifndef VT_PROC_SIDE_H
#define VT_PROC_SIDE_H

#include "proc/registrar/registrar.h"

typedef struct vt_side vt_side;

typedef struct vt_side_work {
	const char *name; /* for the log */
	int nice;
	/* In the child: opens its own reader; what it leaves in body is sent. */
	void (*run)(vt_registrar *registrar, void *data, vt_writer *body);
	/* In the registrar, once: packet NULL = the child ended without a word. The side is gone
	 * afterwards. */
	void (*over)(vt_registrar *registrar, void *data, const vt_packet *packet);
	vt_kind kind; /* of that packet */
	void *data;   /* borrowed */
} vt_side_work;

/* NULL with error. */
vt_side *vt_side_start(vt_registrar *registrar, const vt_side_work *work, GError **error);
/* Ends the child; over() is not called. NULL is fine. */
void vt_side_free(vt_side *side);

#endif
