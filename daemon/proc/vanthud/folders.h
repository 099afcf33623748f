/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folders - the state directory: what is in it, who may enter, to whom it belongs
 */
#ifndef VT_PROC_FOLDERS_H
#define VT_PROC_FOLDERS_H

#include <glib.h>
#include <stdbool.h>

#include "doc/office.h"

/* Makes what is missing. By root each new folder is given to its user, and those between two users
 * (proc/user.h), old ones too, to both. */
bool vt_folders_make(const vt_office *office, GError **error);

/* When root: the file behind fd goes to the group of that user (NULL = nobody) and, unless
 * group_only, to the user. */
bool vt_give_to_user(int fd, const char *user, bool group_only, GError **error);

#endif
