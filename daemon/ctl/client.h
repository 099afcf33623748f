/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - one command put to the registrar over the control socket
 */
#ifndef VT_CTL_CLIENT_H
#define VT_CTL_CLIENT_H

#include <stdbool.h>
#include <stdio.h>

#include "ctl/table.h"
#include "wire/channel.h"

/* arguments: command first, NULL-terminated. Prints the answer to stdout and its message to stderr.
 * Returns the exit status: the registrar's, or EX_UNAVAILABLE when nobody answers. */
int vt_client_run(const char *socket_path, const char *const *arguments, bool json);

/* The same, printed to out. */
int vt_client_ask(const char *socket_path, const char *const *arguments, bool json, FILE *out);
/* The same for people, all of it on stderr: stdout holds JSON of another kind. */
int vt_client_tell(const char *socket_path, const char *const *arguments);

/* false: nobody listens there. */
bool vt_client_is_heard(const char *socket_path);

/* One packet of the answer; a file goes into folder (NULL = none was asked for). false: no
 * registrar of ours says that. The last one sets status_out and message_out (NULL = none; caller
 * frees). */
bool vt_client_take(const vt_packet *packet, vt_answer *answer, const char *folder, int *status_out,
		    char **message_out);

#endif
