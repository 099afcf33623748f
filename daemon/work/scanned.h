/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scanned - a message that is infected, or that nobody could scan; inside incoming
 *
 * Both are held: regulation Đ10.1.đ wants the head of the office told, who decides; a refusal by
 * itself would answer a sender whose address may be forged, and end the matter.
 */
#ifndef VT_WORK_SCANNED_H
#define VT_WORK_SCANNED_H

#include "work/judging.h"

/* Held with VT_CODE_INFECTED: of what it holds nothing goes into the tables, only who signed it. */
bool vt_scanned_infected(vt_judging *j, GError **error);
/* Held with VT_CODE_SCAN_FAILED, whatever else is known of it. */
bool vt_scanned_failed(vt_judging *j, GError **error);
/* A doubt that clamd left joins the findings: too big, signatures too old. 0: nothing. */
void vt_scanned_doubt(vt_judging *j);
/* Of a secret: the name of the virus joins what is told of it. */
void vt_scanned_add(const vt_judging *j, GPtrArray *findings);

#endif
