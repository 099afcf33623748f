/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block - one block of a settings file while it is filled, for settings.c alone
 */
#ifndef VT_BASE_BLOCK_H
#define VT_BASE_BLOCK_H

#include "base/settings.h"

/* name may be NULL; spec is borrowed for the life of the block. */
vt_block *vt_block_new(const vt_kind_spec *spec, const char *name, const char *file, unsigned line);
void vt_block_free(vt_block *block);
/* One "key = value" line. */
void vt_block_add(vt_block *block, const char *key, const char *value, unsigned line,
		  vt_faults *faults);
/* Puts defaults in. With faults, reports required keys that no line named. */
void vt_block_finish(vt_block *block, vt_faults *faults);
/* "kind name" or "kind". Caller frees. */
char *vt_block_title(const vt_kind_spec *spec, const char *name);

#endif
