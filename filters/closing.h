/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * closing - what stands below the running text: who signed as what, who receives it (NĐ 30/2020 PL
 * I.II, slots 7 and 9)
 *
 * Pure; of page 1 only, so that a longer document gives nothing.
 */
#ifndef VT_FILTERS_CLOSING_H
#define VT_FILTERS_CLOSING_H

#include "filters/page.h"

typedef struct vt_closing {
	char *signer, *position; /* NULL = not found */
	char *receivers;         /* "Nơi nhận", entries joined by "; " */
	char *addressed;         /* folded text of "Kính gửi" and "Nơi nhận" */
} vt_closing;

void vt_closing_read(const vt_page *page, vt_closing *closing_out);
void vt_closing_clear(vt_closing *closing);

#endif
