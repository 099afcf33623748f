/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * where - from vanthu.conf to the control socket
 */
#ifndef VT_CTL_WHERE_H
#define VT_CTL_WHERE_H

#include <glib.h>

/* STATE/run/control.sock of the office of this file; only the office block is read, faults
 * elsewhere do not matter. NULL: not readable, or it names no state directory. Caller frees. */
char *vt_where_socket(const char *conf_path, GError **error);
/* The same of a known state directory; never NULL. */
char *vt_where_socket_of(const char *state);

#endif
