/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names - what a file name pretends
 */
#ifndef VT_FILTERS_NAMES_H
#define VT_FILTERS_NAMES_H

#include <stdbool.h>

/* The last extension, lower-case, without its dot; "" when there is none. Caller frees. */
char *vt_names_extension(const char *name);
/* The last extension is one of a program or a script: the shipped minimum, which no configuration
 * can shorten. */
bool vt_names_is_program(const char *name);
/* The same for Office files that exist only to carry macros: docm, xlsm ... */
bool vt_names_is_macro(const char *name);
/* Why a name deceives the eye, as an English key word; NULL = it does not. Controls, bidi and
 * zero-width characters, look-alikes of the dot, a path, an extension pushed out of sight, a
 * program's extension before a harmless one. */
const char *vt_names_odd(const char *name);

#endif
