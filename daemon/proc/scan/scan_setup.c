/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_setup - where clamd is and how it is asked
 */
#include "proc/scan/scan_setup.h"

#include <string.h>

#include "base/error.h"

/* Zones reach from -12:00 to +14:00. */
#define SLACK_SECONDS 86400

int64_t vt_scan_setup_made(const vt_scan_setup *setup, const vt_date *made)
{
	if (made->year == 0)
		return 0;
	return setup->slack_seconds == 0 ? vt_clock_from_local(made)
					 : vt_clock_from_vietnam(made) + VT_VIETNAM_SECONDS;
}

bool vt_scan_setup_read(const vt_block *block, vt_scan_setup *setup_out, vt_faults *faults)
{
	const char *server = vt_block_text(block, "server");
	const char *pass = vt_block_text(block, "pass");
	bool is_path = server != NULL && server[0] == '/';
	bool stream = pass != NULL ? strcmp(pass, "stream") == 0 : !is_path;

	memset(setup_out, 0, sizeof *setup_out);
	if (server == NULL)
		return false; /* told already: it is a required key */
	if (!vt_place_read(server, &setup_out->place)) {
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "server", 0),
			      "'%s' is neither the path of a socket nor an address with a port, as "
			      "127.0.0.1:3310",
			      server);
		return false;
	}
	if (!stream && !is_path) {
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "pass", 0),
			      "a descriptor passes through a UNIX socket only: say stream");
		return false;
	}
	setup_out->pass = stream ? VT_CLAMD_STREAM : VT_CLAMD_DESCRIPTOR;
	setup_out->timeout_ms = vt_block_int(block, "timeout") * 1000;
	setup_out->slack_seconds = vt_place_is_here(&setup_out->place) ? 0 : SLACK_SECONDS;
	vt_clock_keep_zone();
	return true;
}

bool vt_scan_setup_load(const vt_block *block, vt_scan_setup *setup_out, GError **error)
{
	g_autoptr(vt_faults) faults = vt_faults_new();

	return vt_scan_setup_read(block, setup_out, faults)
	       || vt_error_set(error, VT_NEVER, "%s",
			       vt_faults_count(faults) > 0 ? vt_faults_get(faults, 0)
							   : "the clamd block is no good");
}

const vt_block *vt_scan_block(const vt_office *office)
{
	return vt_settings_count(office->settings, "clamd") > 0
		       ? vt_settings_one(office->settings, "clamd")
		       : NULL;
}
