/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - the files, the machine, and each program that has something to look at
 */
#include "proc/vanthud/doctor.h"

#include <glib.h>

#include "base/install.h"
#include "proc/environment.h"
#include "proc/probe.h"
#include "proc/vanthud/doctor_host.h"
#include "proc/vanthud/vanthud_check.h"
#include "wire/kinds.h"

/* Who is asked, with --probe. block: one process for each block of that kind of vanthu.conf. */
static const struct {
	vt_program program;
	const char *block;
} asked[] = {
	{ VT_PROGRAM_SIGNER, NULL }, { VT_PROGRAM_INSPECT, NULL }, { VT_PROGRAM_DISPATCH, NULL },
	{ VT_PROGRAM_SCAN, NULL },   { VT_PROGRAM_TOKEN, NULL },   { VT_PROGRAM_IMAP, "imap" },
};

static void ask(vt_program program, const char *which, const char *conf, bool is_deep)
{
	g_autofree char *path = vt_install_program(vt_program_name(program));
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autofree char *output = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	g_ptr_array_add(argv, path);
	g_ptr_array_add(argv, (gpointer)(uintptr_t) "--probe");
	if (is_deep)
		g_ptr_array_add(argv, (gpointer)(uintptr_t) "--deep");
	if (which != NULL) {
		g_ptr_array_add(argv, (gpointer)(uintptr_t) "-i");
		g_ptr_array_add(argv, (gpointer)(uintptr_t)which);
	}
	g_ptr_array_add(argv, (gpointer)(uintptr_t) "-c");
	g_ptr_array_add(argv, (gpointer)(uintptr_t)conf);
	g_ptr_array_add(argv, NULL);
	if (!g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
			  &output, NULL, &status, &error)) {
		vt_probe_say(VT_HEALTH_FAULT, vt_program_name(program), "install vanthu anew",
			     "cannot ask this program: %s", error->message);
		return;
	}
	/* Its own lines; it said them through vt_probe_say(). */
	vt_say(1, output);
	if (status != 0)
		vt_probe_say(VT_HEALTH_FAULT, vt_program_name(program), "vanthud -n says more",
			     "it ended without an answer (status %#x)", (unsigned)status);
}

static void ask_programs(const vt_office *office, const char *conf, bool is_deep)
{
	for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
		if (asked[i].block == NULL) {
			ask(asked[i].program, NULL, conf, is_deep);
			continue;
		}
		for (unsigned k = 0; k < vt_settings_count(office->settings, asked[i].block); k++)
			ask(asked[i].program,
			    vt_block_name(vt_settings_nth(office->settings, asked[i].block, k)),
			    conf, is_deep);
	}
}

int vt_doctor_run(const char *conf, bool is_deep)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_office) office = vt_office_load(conf, faults);
	bool readable;

	vt_check_files(office, faults);
	readable = vt_faults_count(faults) == 0;
	if (readable)
		vt_check_changed(conf, faults);
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		vt_probe_say(VT_HEALTH_FAULT, "files", "mend that line, then vanthud -n", "%s",
			     vt_faults_get(faults, i));
	if (vt_faults_count(faults) == 0)
		vt_probe_say(VT_HEALTH_GOOD, "files", NULL, "%s and what it names read well",
			     office->conf_path);
	vt_doctor_host(office);
	/* With files that do not read no program would say anything else. */
	if (readable)
		ask_programs(office, conf, is_deep);
	return 0;
}
