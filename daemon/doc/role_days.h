/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * role_days - a role, and the days on which somebody has it
 *
 *   leader
 *   leader from 2026-12-01 until 2026-12-31
 *   lãnh đạo từ 01/12/2026 đến hết ngày 31/12/2026
 */
#ifndef VT_DOC_ROLE_DAYS_H
#define VT_DOC_ROLE_DAYS_H

#include <stdint.h>

#include "doc/directory.h"

typedef struct vt_role_days {
	vt_role role;
	int64_t from, until; /* until: 00:00 behind the last day; VT_TIME_NONE = always */
} vt_role_days;

/* Roles by the names of directory.conf or as people call them; days as vt_day_read(). fault_out:
 * what is wrong, caller frees; NULL = read. */
bool vt_role_days_read(const char *text, vt_role_days *out, char **fault_out);
/* As directory.conf has it; caller frees. */
char *vt_role_days_text(const vt_role_days *days);
bool vt_role_days_hold(const vt_role_days *days, int64_t at);

/* dd/mm/yyyy, also with '-' or '.', or yyyy-mm-dd: 00:00 of that day in +07:00. */
bool vt_day_read(const char *text, int64_t *at_out);

#endif
