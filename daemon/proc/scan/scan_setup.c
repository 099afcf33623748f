/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_setup - where clamd is and how it is asked
 */
#include "proc/scan/scan_setup.h"

#include <arpa/inet.h>
#include <string.h>

static bool read_path(const char *where, vt_scan_setup *setup)
{
	if (strlen(where) >= sizeof setup->address.path.sun_path)
		return false;
	setup->address.path.sun_family = AF_UNIX;
	g_strlcpy(setup->address.path.sun_path, where, sizeof setup->address.path.sun_path);
	setup->address_size = sizeof setup->address.path;
	return true;
}

static bool read_host(const char *host, in_port_t port, vt_scan_setup *setup)
{
	if (inet_pton(AF_INET, host, &setup->address.ip4.sin_addr) == 1) {
		setup->address.ip4.sin_family = AF_INET;
		setup->address.ip4.sin_port = port;
		setup->address_size = sizeof setup->address.ip4;
		return true;
	}
	if (inet_pton(AF_INET6, host, &setup->address.ip6.sin6_addr) != 1)
		return false;
	setup->address.ip6.sin6_family = AF_INET6;
	setup->address.ip6.sin6_port = port;
	setup->address_size = sizeof setup->address.ip6;
	return true;
}

/* No names: this program looks nothing up. */
static bool read_port(const char *where, vt_scan_setup *setup)
{
	const char *colon = strrchr(where, ':');
	g_autofree char *host = NULL;
	guint64 port;

	if (colon == NULL || colon == where
	    || !g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &port, NULL))
		return false;
	host = where[0] == '[' && colon[-1] == ']'
		       ? g_strndup(where + 1, (gsize)(colon - where) - 2)
		       : g_strndup(where, (gsize)(colon - where));
	return read_host(host, htons((in_port_t)port), setup);
}

bool vt_scan_setup_read(const vt_block *block, vt_scan_setup *setup_out, vt_faults *faults)
{
	const char *server = vt_block_text(block, "server");
	const char *pass = vt_block_text(block, "pass");
	bool is_path = server != NULL && server[0] == '/';
	bool stream = pass != NULL ? strcmp(pass, "stream") == 0 : !is_path;

	memset(setup_out, 0, sizeof *setup_out);
	if (server == NULL)
		return false; /* told already: it is a required key */
	if (!(is_path ? read_path(server, setup_out) : read_port(server, setup_out))) {
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "server", 0),
			      "'%s' is neither the path of a socket nor an address with a port, as "
			      "127.0.0.1:3310",
			      server);
		return false;
	}
	if (!stream && !is_path) {
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "pass", 0),
			      "a descriptor passes through a UNIX socket only: say stream");
		return false;
	}
	setup_out->pass = stream ? VT_CLAMD_STREAM : VT_CLAMD_DESCRIPTOR;
	setup_out->timeout_ms = vt_block_int(block, "timeout") * 1000;
	return true;
}
