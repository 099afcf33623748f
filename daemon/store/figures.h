/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figures - counts for who watches the office; no id, no name, no content
 */
#ifndef VT_STORE_FIGURES_H
#define VT_STORE_FIGURES_H

#include <glib.h>

#include "store/db.h"

typedef enum {
	VT_FIGURES_ARRIVALS,  /* key: state; label: code, "0" = none */
	VT_FIGURES_MAILS,     /* key: state */
	VT_FIGURES_DOCUMENTS, /* key: state */
	VT_N_FIGURES,
} vt_figures_of;

typedef struct vt_figure {
	char *key, *label; /* label NULL = none */
	int64_t n;
	int64_t oldest; /* UTC seconds of the oldest of them */
} vt_figure;

/* vt_figure *, in the order of their keys. NULL with error. */
GPtrArray *vt_figures(vt_store *store, vt_figures_of which, GError **error);
/* Of those with that key, over all labels: how many, and seconds since the oldest (0 = none). */
int64_t vt_figures_sum(const GPtrArray *figures, const char *key);
int64_t vt_figures_age(const GPtrArray *figures, const char *key, int64_t now);

#endif
