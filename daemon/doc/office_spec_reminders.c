/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_reminders - the block reminders of vanthu.conf: who hears of what is late, and when
 */
#include "doc/office_private.h"

#define MAX_DAYS 30

/* clang-format off: tables */
const vt_key vt_conf_reminders[] = {
	{ .name = "clerk-days",
	  .type = VT_SET_INT,
	  .fallback = "1",
	  .min = 0,
	  .max = MAX_DAYS,
	  .help = "Working days in which what came is to be registered and submitted (Nghị định "
		  "30/2020, art. 22-23); what is later is listed for the office head each working "
		  "day. 0 = no list." },
	{ .name = "confirm-days",
	  .type = VT_SET_INT,
	  .fallback = "2",
	  .min = 0,
	  .max = MAX_DAYS,
	  .help = "Working days in which a leader confirms what a clerk wrote down for him (GHI Ý "
		  "KIẾN); later it stands on the same list. 0 = never." },
	{ .name = "receipt-days",
	  .type = VT_SET_INT,
	  .fallback = "3",
	  .min = 0,
	  .max = MAX_DAYS,
	  .help = "Working days in which a recipient of an issued document confirms that it has "
		  "it; "
		  "later the clerk hears of it, once. 0 = never." },
	{ .name = "urgent-after",
	  .type = VT_SET_SPAN,
	  .fallback = "30m",
	  .max = 7 * 86400,
	  .help = "An urgent document of which the next step was not taken so long, or that is so "
		  "long overdue, is told to the office head, at any hour. 0s = never." },
	{ .name = "before",
	  .type = VT_SET_INT,
	  .fallback = "1",
	  .min = 0,
	  .max = MAX_DAYS,
	  .help = "Working days before the deadline of a task its assignee is reminded; 0 = not." },
	{ .name = "unit-head-after",
	  .type = VT_SET_INT,
	  .fallback = "3",
	  .min = 0,
	  .max = MAX_DAYS,
	  .help = "Working days after it the head of the unit hears, too; 0 = never." },
	{ .name = "office-head-after",
	  .type = VT_SET_INT,
	  .fallback = "5",
	  .min = 0,
	  .max = MAX_DAYS,
	  .help = "Working days after it the office head hears, too; 0 = never." },
	{ .name = "week-list",
	  .type = VT_SET_BOOL,
	  .fallback = "yes",
	  .help = "On the first working day of a week every head of a unit gets the list of its "
		  "open "
		  "tasks, the office head the whole." },
	{ 0 },
};
/* clang-format on */

void vt_office_read_reminders(vt_office *office)
{
	const vt_block *block = vt_settings_one(office->settings, "reminders");

	office->reminders = (vt_reminders_conf){
		.clerk_days = (int)vt_block_int(block, "clerk-days"),
		.confirm_days = (int)vt_block_int(block, "confirm-days"),
		.receipt_days = (int)vt_block_int(block, "receipt-days"),
		.urgent_after = vt_block_int(block, "urgent-after"),
		.before = (int)vt_block_int(block, "before"),
		.unit_head_after = (int)vt_block_int(block, "unit-head-after"),
		.office_head_after = (int)vt_block_int(block, "office-head-after"),
		.week_list = vt_block_int(block, "week-list") != 0,
	};
}
