/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * addressee - is the document meant for one of our agencies (NĐ 30/2020 Đ21.2.b)
 *
 * Named in To or Cc by address, or in Kính gửi or Nơi nhận of page 1 or of the mail by name or
 * alias. Not asked when the directory has no own agency. After vt_parts_run() and vt_pdf_run().
 * Finding 430.
 */
#ifndef VT_FILTERS_ADDRESSEE_H
#define VT_FILTERS_ADDRESSEE_H

#include "filters/filter.h"

void vt_addressee_run(vt_case *c, vt_contents *contents);

#endif
