/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * install - installed places, and how a build tree stands in for them
 */
#include "base/install.h"

#include <glib.h>
#include <unistd.h>

#ifndef VT_DATADIR
#define VT_DATADIR "/usr/share/vanthu"
#endif
#ifndef VT_LIBEXECDIR
#define VT_LIBEXECDIR "/usr/libexec/vanthu"
#endif
#ifndef VT_SBINDIR
#define VT_SBINDIR "/usr/sbin"
#endif

static char *beside_ourselves(const char *name)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self != NULL ? g_path_get_dirname(self) : NULL;

	return folder != NULL ? g_build_filename(folder, name, NULL) : NULL;
}

/* The source tree around build/, when that is where we were built and run from. */
static char *source_tree(void)
{
	g_autofree char *status = beside_ourselves("config.status");
	g_autofree char *tables = beside_ourselves("../config/types.tsv");

	if (status == NULL || access(status, F_OK) != 0 || access(tables, R_OK) != 0)
		return NULL;
	return beside_ourselves("..");
}

const char *vt_install_data(void)
{
	static char *tree; /* kept for the life of the program: a borrowed answer */
	const char *folder = g_getenv("VANTHU_DATADIR");

	if (folder != NULL)
		return folder;
	if (tree == NULL)
		tree = source_tree();
	return tree != NULL ? tree : VT_DATADIR;
}

char *vt_install_program(const char *name)
{
	const char *folder = g_getenv("VANTHU_LIBEXECDIR");
	g_autofree char *beside = NULL;

	if (folder != NULL)
		return g_build_filename(folder, name, NULL);
	beside = beside_ourselves(name);
	if (beside != NULL && access(beside, X_OK) == 0)
		return g_steal_pointer(&beside);
	return g_build_filename(VT_LIBEXECDIR, name, NULL);
}

char *vt_install_daemon(void)
{
	g_autofree char *beside = beside_ourselves("vanthud");

	return beside != NULL && access(beside, X_OK) == 0
		       ? g_steal_pointer(&beside)
		       : g_build_filename(VT_SBINDIR, "vanthud", NULL);
}
