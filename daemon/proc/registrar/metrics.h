/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics - the office in numbers: for vanthu-watch, and for `vanthuctl check`
 *
 * What only this process knows is kept here since its start; what the database knows is asked in a
 * child. Text in the exposition format of Prometheus 0.0.4; labels hold states, codes, names of
 * blocks and of files, nothing of a message or a person.
 */
#ifndef VT_PROC_METRICS_H
#define VT_PROC_METRICS_H

#include "proc/registrar/registrar.h"

typedef struct vt_metrics vt_metrics;
vt_metrics *vt_metrics_new(void);
void vt_metrics_free(vt_metrics *metrics);

/* One inspection took so long. */
void vt_metrics_inspected(vt_metrics *metrics, int64_t microseconds);
/* A program is there (again): what it said before about certificates is over. */
void vt_metrics_came(vt_registrar *registrar, const vt_peer *peer);

void vt_on_validity(vt_run *run, vt_peer *peer, vt_packet *packet);
void vt_on_fetched(vt_run *run, vt_peer *peer, vt_packet *packet);
void vt_on_measure(vt_run *run, vt_peer *peer, vt_packet *packet);

/* Inside a child. unwell: what vt_metrics_unwell() says. Caller frees. */
char *vt_metrics_text(vt_registrar *registrar, vt_store *store, const char *unwell, GError **error);
/* One line, NULL = all is well. Caller frees. */
char *vt_metrics_unwell(vt_registrar *registrar);

/* What certificates and CRLs said of themselves, and what was fetched; for `check`. */
typedef struct vt_validity {
	char *what; /* own root intermediate crl */
	char *name;
	int64_t from, until;
	vt_program said_by;
} vt_validity;
const GPtrArray *vt_metrics_validities(const vt_metrics *metrics); /* vt_validity * */
/* char * account -> int64_t * UTC seconds */
GHashTable *vt_metrics_fetched(const vt_metrics *metrics);

#endif
