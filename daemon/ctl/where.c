/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * where - find the office
 */
#include "ctl/where.h"

#include "base/error.h"
#include "base/settings.h"
#include "doc/office.h"

char *vt_where_socket(const char *conf_path, GError **error)
{
	g_autofree char *path = g_canonicalize_filename(conf_path, NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) settings = vt_settings_load(path, vt_office_spec(), faults);
	const char *state = vt_block_text(vt_settings_one(settings, "office"), "state");

	if (state == NULL) {
		vt_error_set(error, VT_NEVER, "cannot find the office: %s",
			     vt_faults_count(faults) > 0 ? vt_faults_get(faults, 0)
							 : "no state directory");
		return NULL;
	}
	return vt_where_socket_of(state);
}

char *vt_where_socket_of(const char *state)
{
	return g_build_filename(state, "run", "control.sock", NULL);
}
