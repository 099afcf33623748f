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

const char *vt_install_data(void)
{
	const char *folder = g_getenv("VANTHU_DATADIR");

	return folder != NULL ? folder : VT_DATADIR;
}

static char *beside_ourselves(const char *name)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self != NULL ? g_path_get_dirname(self) : NULL;

	return folder != NULL ? g_build_filename(folder, name, NULL) : NULL;
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
