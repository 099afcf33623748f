/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * registrar - the state of the one program that opens the database
 *
 * Everything here is driven by packets and clocks; every change of the database is an act in
 * a batch (proc/registrar/batch.h). Nothing is acknowledged, sent or shown before the COMMIT.
 */
#ifndef VT_PROC_REGISTRAR_H
#define VT_PROC_REGISTRAR_H

#include "doc/office.h"
#include "proc/registrar/batch.h"
#include "proc/proc.h"
#include "store/db.h"

typedef struct vt_registrar {
	vt_run *run;
	const vt_office *office;
	vt_store *store;
	vt_batch *batch;
	struct vt_arrival_flow *arrivals;     /* proc/registrar/arrival_flow.c */
	struct vt_extractions *extractions;   /* proc/registrar/extraction.c */
	struct vt_keeping *keeping;           /* proc/registrar/keeping.c */
	struct vt_scanning *scanning;         /* proc/registrar/scanning.c */
	struct vt_mail_flow *mails;           /* proc/registrar/mail_flow.c */
	struct vt_mail_send *sends;           /* proc/registrar/mail_send.c */
	struct vt_control *control;           /* proc/registrar/control.c */
	struct vt_rechecking *rechecking;     /* proc/registrar/recheck.c */
	struct vt_metrics *metrics;           /* proc/registrar/metrics.c */
	struct vt_backup_clock *backup_clock; /* proc/registrar/backup_clock.c */
	struct vt_time_clock *time_clock;     /* proc/registrar/time_clock.c */
	struct vt_importing *importing;       /* proc/registrar/import.c; NULL = none */
	int64_t started_at;
	int64_t inspect_heard_us; /* monotonic: proc/registrar/inspect_watch.h */
	uint64_t next_request;
	bool seal_unfinished; /* a timer is set */
	unsigned purged;      /* by the last act of retention */
	char *state_path;
} vt_registrar;

vt_registrar *vt_registrar_of(vt_run *run);
/* Never 0, never twice. */
uint64_t vt_registrar_request(vt_registrar *registrar);

/* After the COMMIT of a seal: no trace stays in the files of the database. What a reader in the way
 * prevents is tried again until it is done; false then. */
bool vt_registrar_finish_seal(vt_registrar *registrar, GError **error);

#endif
