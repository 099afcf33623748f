/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secrecy - marks of state secrecy: MẬT, TỐI MẬT, TUYỆT MẬT
 *
 * A short line of its own above the running text of page 1 (of every PDF) or of the mail, a prefix
 * or bracket of the subject, a mark in a file name; never inside "bảo mật" and the like. Needs
 * contents->parts, c->main_text, c->body_text. Findings 701-703, whose detail says only where the
 * mark stood.
 */
#ifndef VT_FILTERS_SECRECY_H
#define VT_FILTERS_SECRECY_H

#include "filters/filter.h"

void vt_secrecy_run(vt_case *c, vt_contents *contents);

/* 0 none, 1 mật, 2 tối mật, 3 tuyệt mật. Pure, for tests. */
int vt_secrecy_of_page(const vt_office *office, const char *text);
int vt_secrecy_of_subject(const vt_office *office, const char *subject);
int vt_secrecy_of_name(const vt_office *office, const char *name);

#endif
