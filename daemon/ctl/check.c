/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check - asks the registrar; where nobody answers says so in the words of monitoring
 */
#include "ctl/check.h"

#include <glib.h>
#include <stdio.h>
#include <sysexits.h>

#include "ctl/client.h"
#include "ctl/where.h"

#define CRITICAL 2
#define UNKNOWN  3

int vt_ctl_check(const vt_ctl *ctl, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *socket_path = vt_where_socket(ctl->conf, &error);
	int status;

	(void)argc;
	if (socket_path == NULL) {
		printf("VANTHU UNKNOWN - %s\n", error->message);
		return UNKNOWN;
	}
	status = vt_client_run(socket_path, (const char *const *)argv, ctl->json);
	if (status == EX_UNAVAILABLE) {
		printf("VANTHU CRITICAL - the office does not answer\n");
		return CRITICAL;
	}
	if (status > UNKNOWN) {
		printf("VANTHU UNKNOWN - the office did not understand the question\n");
		return UNKNOWN;
	}
	return status;
}
