/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_setup - the smtp block, checked
 */
#include "net/smtp_setup.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "base/secret.h"
#include "net/sasl.h"
#include "net/smtp_command.h"

#define MAX_PASSWORD_BYTES 255

typedef struct reading {
	const vt_block *block;
	vt_faults *faults;
	vt_smtp_setup *setup;
	bool good;
} reading;

static void fault(reading *r, const char *key, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void fault(reading *r, const char *key, const char *format, ...)
{
	g_autofree char *why = NULL;
	va_list args;

	va_start(args, format);
	why = g_strdup_vprintf(format, args);
	va_end(args);
	r->good = false;
	vt_faults_add(r->faults, vt_block_file(r->block), vt_block_key_line(r->block, key, 0), "%s",
		      why);
}

static bool is_here(const char *server)
{
	return server[0] == '/' || strcmp(server, "127.0.0.1") == 0 || strcmp(server, "::1") == 0;
}

static void read_server(reading *r)
{
	static const uint16_t ports[] = {
		[VT_SMTP_IMPLICIT_TLS] = 465, [VT_SMTP_WITH_STARTTLS] = 587, [VT_SMTP_NO_TLS] = 25
	};
	static const char *const names[] = { [VT_SMTP_IMPLICIT_TLS] = "implicit",
					     [VT_SMTP_WITH_STARTTLS] = "starttls",
					     [VT_SMTP_NO_TLS] = "off" };
	const char *server = vt_block_text(r->block, "server");
	const char *mode = vt_block_text(r->block, "tls");
	vt_smtp_setup *setup = r->setup;

	G_STATIC_ASSERT(G_N_ELEMENTS(ports) == VT_SMTP_N_TLS);
	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_SMTP_N_TLS);
	for (unsigned i = 0; i < VT_SMTP_N_TLS; i++)
		if (mode != NULL && strcmp(mode, names[i]) == 0)
			setup->mode = (vt_smtp_tls)i;
	setup->port = (uint16_t)vt_block_int(r->block, "port");
	if (setup->port == 0)
		setup->port = ports[setup->mode];
	setup->server = g_strdup(server != NULL ? server : "");
	if (server == NULL)
		return; /* told already: it is a required key */
	if (!vt_smtp_is_helo(server))
		fault(r, "server", "'%s' is no host name, address or path", server);
	if (setup->mode == VT_SMTP_NO_TLS && !is_here(server))
		fault(r, "tls",
		      "tls = off is for 127.0.0.1, ::1 or a UNIX socket; '%s' needs implicit or "
		      "starttls",
		      server);
}

static void read_tls(reading *r)
{
	const char *roots = vt_block_text(r->block, "roots");
	const char *pin = vt_block_text(r->block, "tls-pin");
	g_autoptr(GError) error = NULL;

	if (r->setup->mode == VT_SMTP_NO_TLS)
		return;
	r->setup->tls = vt_tls_new(pin != NULL ? NULL : roots, pin, &error);
	if (r->setup->tls == NULL)
		fault(r, pin != NULL ? "tls-pin" : "roots", "%s", error->message);
}

/* The first line of the file, which nobody else may read. */
static char *read_password(reading *r, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	struct stat status;
	char *password;

	if (stat(path, &status) == 0 && !vt_secret_is_private(path, status.st_mode)) {
		fault(r, "password-file", "'%s' can be read by others: chmod 600", path);
		return NULL;
	}
	bytes = vt_io_read_file(AT_FDCWD, path, 4096, &error);
	if (bytes == NULL) {
		fault(r, "password-file", "%s", error->message);
		return NULL;
	}
	password = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	password[strcspn(password, "\r\n")] = '\0';
	if (password[0] != '\0' && strlen(password) <= MAX_PASSWORD_BYTES)
		return password;
	fault(r, "password-file", "the first line of '%s' is no password", path);
	g_free(password);
	return NULL;
}

static void read_login(reading *r)
{
	const char *user = vt_block_text(r->block, "user");
	const char *file = vt_block_text(r->block, "password-file");

	if (user == NULL && file == NULL)
		return;
	if (user == NULL || file == NULL) {
		fault(r, user != NULL ? "user" : "password-file", "%s",
		      "user and password-file go together");
		return;
	}
	if (r->setup->mode == VT_SMTP_NO_TLS)
		fault(r, "user", "%s", "no password is sent without TLS");
	if (strlen(user) > MAX_PASSWORD_BYTES)
		fault(r, "user", "%s", "user is too long");
	r->setup->plain_only = g_strcmp0(vt_block_text(r->block, "auth"), "plain") == 0;
	r->setup->user = g_strdup(user);
	r->setup->password = read_password(r, file);
}

vt_smtp_setup *vt_smtp_setup_read(const vt_block *block, vt_faults *faults)
{
	g_autoptr(vt_smtp_setup) setup = g_new0(vt_smtp_setup, 1);
	reading r = { block, faults, setup, true };
	const char *helo = vt_block_text(block, "helo");

	read_server(&r);
	read_tls(&r);
	read_login(&r);
	/* RFC 5321 §4.1.3: who has no name says an address. */
	setup->helo = g_strdup(helo != NULL ? helo : "[127.0.0.1]");
	if (!vt_smtp_is_helo(setup->helo))
		fault(&r, "helo", "'%s' is no host name", setup->helo);
	setup->timeout_ms = vt_block_int(block, "timeout") * 1000;
	setup->idle_ms = vt_block_int(block, "idle") * 1000;
	setup->reuse = (unsigned)vt_block_int(block, "reuse");
	return r.good ? g_steal_pointer(&setup) : NULL;
}

void vt_smtp_setup_free(vt_smtp_setup *setup)
{
	if (setup == NULL)
		return;
	vt_sasl_wipe(setup->password);
	g_free(setup->server);
	g_free(setup->user);
	g_free(setup->helo);
	vt_tls_free(setup->tls);
	g_free(setup);
}
