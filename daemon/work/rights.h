/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rights - who may see a document, and the note that he did
 *
 * Default deny. Nobody sees a document of another own agency, nor one that is sealed. Of the rest:
 * clerks, leaders and heads of the office see all; who has a task of it, and the head of that unit,
 * while the task stands; who was told of it by a notice. A role that only looks after the machine
 * (admin, security, device) gives no right. Every view is a line of the ledger (PL VI.I.III.5).
 */
#ifndef VT_WORK_RIGHTS_H
#define VT_WORK_RIGHTS_H

#include "doc/office.h"
#include "store/documents.h"
#include "store/outgoing.h"
#include "store/tasks.h"

/* Why somebody may; the first that holds. */
typedef enum {
	VT_RIGHT_NONE,
	VT_RIGHT_OFFICE, /* clerk, leader, head of the office */
	VT_RIGHT_TASK,   /* to carry it out, support it, or to be informed */
	VT_RIGHT_UNIT,   /* head of the unit of whoever has a task */
	VT_RIGHT_TOLD,
	VT_N_RIGHTS,
} vt_right;
const char *vt_right_name(vt_right right); /* of the ledger: "office" */

/* Who looks; borrowed. */
typedef struct vt_viewer {
	vt_store *store;
	const vt_office *office;
	const vt_person *person;
	int64_t now;
} vt_viewer;
bool vt_right_to(const vt_viewer *viewer, const vt_document *document, vt_right *right_out,
		 GError **error);
/* The same for one known to be the viewer's own agency's and not sealed, as hits of a search are.
 */
bool vt_right_to_id(const vt_viewer *viewer, int64_t document, vt_right *right_out, GError **error);
/* Of an outgoing document or a draft: who handed it in and his unit, who agrees to it or signs it,
 * who gets it inside the office, and clerks, leaders, heads of the office. */
bool vt_right_to_outgoing(const vt_viewer *viewer, const vt_outgoing *outgoing);
/* Line "view" of the ledger. Inside an act. */
bool vt_right_note_outgoing(const vt_viewer *viewer, const vt_outgoing *outgoing, const char *how,
			    const char *proof, GError **error);
/* Is the task the viewer's own, or of the unit he is head of? */
bool vt_right_to_task(const vt_viewer *viewer, const vt_task_row *task);
/* May he read what clerk and leader say to each other about it? */
bool vt_right_is_office(const vt_person *person);

/* Line "view" of the ledger. how: name of the verb. Inside an act. */
bool vt_right_note_view(const vt_viewer *viewer, int64_t document, const char *how,
			const char *proof, GError **error);

#endif
