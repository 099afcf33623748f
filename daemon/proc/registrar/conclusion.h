/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conclusion - ONE act: verdict, document, number, ledger, notices (design §2)
 */
#ifndef VT_PROC_CONCLUSION_H
#define VT_PROC_CONCLUSION_H

#include "doc/arrived.h"
#include "doc/report.h"
#include "proc/registrar/registrar.h"

/* What a message would become if it were inspected anew. */
typedef void vt_tried(vt_registrar *registrar, bool would_register, void *data);

/* Everything is taken over. */
typedef struct vt_conclusion_task {
	char *id;
	vt_arrived *arrived;   /* NULL: its envelope could not be read */
	vt_identity *identity; /* NULL: none came, or it was refused */
	vt_contents *contents; /* NULL likewise */
	char *text;
	char *evidence_missing; /* SHA-256 of what cannot be kept; NULL: all lies in the store */
	vt_code jail_code;
	unsigned denied;
	vt_code scan_code; /* 0 = clean, or the office has no clamd */
	char *scan_detail; /* name of the virus or limit; NULL = none */
	void (*done)(vt_registrar *registrar,
		     const char *id); /* after the COMMIT, or when it failed for good */
	vt_tried *tried;              /* not NULL: only tried out, nothing of it is kept */
	void *tried_data;
} vt_conclusion_task;

void vt_conclusion_task_clear(vt_conclusion_task *task);

/* Queues the act for the next batch. */
void vt_conclusion_add(vt_registrar *registrar, vt_conclusion_task *take_task);
/* A door could not take something in: the administrator is told. */
void vt_conclusion_door_fault(vt_registrar *registrar, const char *door, const char *reason,
			      const char *detail);

#endif
