/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_spool - a claimed message becomes ID.eml and then ID.env in spool/, both or not yet
 */
#ifndef VT_PROC_INTAKE_SPOOL_H
#define VT_PROC_INTAKE_SPOOL_H

#include <glib.h>
#include <stdbool.h>

#include "doc/office.h"
#include "net/door.h"

typedef enum { VT_SPOOLED, VT_SPOOL_TOO_BIG, VT_SPOOL_FAILED } vt_spooled;

/* Idempotent: what is there already, whole, stays as it is. VT_SPOOL_FAILED sets error; the other
 * two do not. ID.env is the mark that both are complete. */
vt_spooled vt_spool_take(const vt_office *office, int spool_dir, const vt_door *door,
			 const vt_claim *claim, GError **error);

/* Calls tell with the id of every message that lies whole in spool/. */
void vt_spool_each(int spool_dir, void (*tell)(const char *id, void *data), void *data);
/* Removes what a crash left half-written under a temporary name, when whoever began it is dead;
 * called before the jail, which lets nobody ask for that. */
void vt_spool_sweep(int spool_dir);

#endif
