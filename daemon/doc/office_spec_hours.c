/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_hours - the block hours of vanthu.conf, and holidays.tsv
 */
#include "doc/office_private.h"

/* clang-format off: tables */
const vt_key vt_conf_hours[] = {
	{ .name = "morning",
	  .type = VT_SET_HOUR,
	  .fallback = "07:30",
	  .help = "The office opens." },
	{ .name = "noon", .type = VT_SET_HOUR, .fallback = "11:30", .help = "The break begins." },
	{ .name = "afternoon",
	  .type = VT_SET_HOUR,
	  .fallback = "13:30",
	  .help = "The break ends; the same as noon: there is none." },
	{ .name = "evening",
	  .type = VT_SET_HOUR,
	  .fallback = "17:00",
	  .help = "The office closes; a deadline that names a day ends then." },
	{ 0 },
};
/* clang-format on */

void vt_office_read_holidays(vt_office *office, const char *path, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "hours");
	vt_work_hours hours = {
		.morning = (int)vt_block_int(block, "morning"),
		.noon = (int)vt_block_int(block, "noon"),
		.afternoon = (int)vt_block_int(block, "afternoon"),
		.evening = (int)vt_block_int(block, "evening"),
	};

	if (!vt_work_hours_are_good(&hours)) {
		vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
			      "morning, noon, afternoon and evening must follow each other");
		hours = vt_work_hours_default;
	}
	office->worktime = vt_worktime_load(path, &hours, faults);
}
