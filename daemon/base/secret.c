/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret - the mode of a secret file
 */
#include "base/secret.h"

#include <glib.h>

bool vt_secret_is_private(const char *path, mode_t mode)
{
	mode_t open_to_others = g_str_has_prefix(path, "/run/credentials/") ? 07137 : 07177;

	return (mode & open_to_others) == 0;
}
