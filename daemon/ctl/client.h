/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - one command put to the registrar over the control socket
 */
#ifndef VT_CTL_CLIENT_H
#define VT_CTL_CLIENT_H

#include <stdbool.h>

/* arguments: command first, NULL-terminated. Prints the answer to stdout and its message to stderr.
 * Returns the exit status: the registrar's, or EX_UNAVAILABLE when nobody answers. */
int vt_client_run(const char *socket_path, const char *const *arguments, bool json);

#endif
