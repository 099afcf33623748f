/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tar - plain files in a POSIX ustar archive
 */
#ifndef VT_CTL_TAR_H
#define VT_CTL_TAR_H

#include <glib.h>
#include <stdint.h>

/* name: at most 99 bytes; mode 0600, owner 0. */
void vt_tar_add(GByteArray *tar, const char *name, const void *bytes, size_t size, int64_t at);
void vt_tar_end(GByteArray *tar);

#endif
