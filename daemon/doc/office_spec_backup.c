/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_backup - keys of vanthu.conf: copies for the day on which the disk dies
 */
#include "doc/office_private.h"

/* clang-format off */
const vt_key vt_conf_backup[] = {
	{ .name = "to",
	  .type = VT_SET_PATH,
	  .required = true,
	  .help = "Folder the backups go into, on another disk than the state; it must exist." },
	{ .name = "full",
	  .type = VT_SET_TEXT,
	  .fallback = "sunday 02:00",
	  .help = "When everything is copied: a weekday and an hour, an hour, or a span as 7d." },
	{ .name = "incremental",
	  .type = VT_SET_TEXT,
	  .fallback = "02:30",
	  .help = "When the register and the files that came since are copied, in the same form." },
	{ .name = "keep",
	  .type = VT_SET_INT,
	  .fallback = "4",
	  .min = 1,
	  .max = 1000,
	  .help = "So many full backups are kept, each with the incremental ones after it." },
	{ 0 },
};
/* clang-format on */

static void read_one(vt_schedule *out, const vt_block *block, const char *key, vt_faults *faults)
{
	if (!vt_schedule_read(vt_block_text(block, key), out))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, key, 0),
			      "%s takes a time as 'sunday 02:00', '02:00' or '7d'", key);
}

void vt_office_read_backup(vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "backup");

	if (vt_settings_count(office->settings, "backup") == 0)
		return;
	office->backup_to = vt_block_text(block, "to");
	office->backup_keep = (int)vt_block_int(block, "keep");
	read_one(&office->backup_full, block, "full", faults);
	read_one(&office->backup_incremental, block, "incremental", faults);
}
