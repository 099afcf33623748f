/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder - files that the registrar hands over, written where the person said
 */
#ifndef VT_CTL_FOLDER_H
#define VT_CTL_FOLDER_H

#include <glib.h>
#include <stdbool.h>

/* The value of --to among the arguments, NULL without; borrowed. */
const char *vt_folder_asked(const char *const *arguments);
/* Makes the folder when there is none, 0700. A name that is no plain file name, or that stands
 * there already, is an error. fd is read from its beginning and stays the caller's. */
bool vt_folder_put(const char *folder, const char *name, int fd, GError **error);

#endif
