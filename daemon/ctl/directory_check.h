/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_check - vanthud -n on the office as it would be with another directory.conf
 */
#ifndef VT_CTL_DIRECTORY_CHECK_H
#define VT_CTL_DIRECTORY_CHECK_H

#include "base/settings.h"

typedef struct vt_directory_files {
	const char *conf;          /* vanthu.conf, absolute */
	const char *directory;     /* directory.conf, absolute */
	const vt_settings *office; /* of vanthu.conf */
} vt_directory_files;

/* Every fault that the office does not have today is added. false: it could not be asked. Files it
 * makes beside those are gone afterwards. */
bool vt_directory_check(const vt_directory_files *files, GBytes *text, vt_faults *faults,
			GError **error);

#endif
