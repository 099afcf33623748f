/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * environment - what a program keeps of its environment, and the few words it says without a log
 */
#ifndef VT_PROC_ENVIRONMENT_H
#define VT_PROC_ENVIRONMENT_H

#include "base/settings.h"

/* Keeps what tests need (preloaded shims, crash points, sanitizers' options), and LANG as C.UTF-8;
 * all else is gone, so that no library is told something by a stranger. also: NULL-terminated names
 * kept besides, or NULL. */
void vt_environment_clean(const char *const *also);

/* One fault a line on stderr. */
void vt_say_faults(const vt_faults *faults);
/* Both return 0. */
int vt_say_version(const char *program);
int vt_say_usage(const char *program, int fd);
void vt_say(int fd, const char *text);

#endif
