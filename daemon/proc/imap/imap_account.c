/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_account - an imap block: whom we call, whom we believe, who we are
 */
#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "proc/imap/imap_private.h"

#define MAX_PASSWORD_BYTES 1024
#define PORT_TLS           993
#define PORT_STARTTLS      143

static bool has_starttls(const vt_block *block)
{
	return g_strcmp0(vt_block_text(block, "tls"), "starttls") == 0;
}

static char *read_password(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = vt_io_read_file(AT_FDCWD, path, MAX_PASSWORD_BYTES, error);
	gsize size = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *line = NULL;

	if (bytes == NULL)
		return NULL;
	line = g_strndup(size > 0 ? data : "", size);
	line[strcspn(line, "\r\n")] = '\0';
	if (line[0] != '\0' && g_utf8_validate(line, -1, NULL))
		return g_steal_pointer(&line);
	vt_error_set(error, VT_NEVER, "no password in '%s'", path);
	return NULL;
}

/* What is sealed must not lie where everybody looks. */
static void check_apart(const vt_block *block, vt_faults *faults)
{
	static const char *const closed[] = { "sealed", "infected" };
	static const char *const open[] = { "done", "parked" };

	for (size_t i = 0; i < G_N_ELEMENTS(closed); i++)
		for (size_t k = 0; k < G_N_ELEMENTS(open); k++)
			if (g_strcmp0(vt_block_text(block, closed[i]),
				      vt_block_text(block, open[k]))
			    == 0)
				vt_faults_add(faults, vt_block_file(block),
					      vt_block_key_line(block, closed[i], 0),
					      "imap '%s': %s and %s are the same folder",
					      vt_block_name(block), closed[i], open[k]);
}

static void check_block(const vt_block *block, vt_faults *faults)
{
	static const char *const folders[] = { "done", "parked", "sealed", "infected" };
	const char *path = vt_block_text(block, "password-file");
	g_autoptr(GError) no_tls = NULL;
	g_autoptr(GError) no_password = NULL;
	g_autofree char *password = path != NULL ? read_password(path, &no_password) : NULL;
	vt_tls *tls =
		vt_tls_new(vt_block_text(block, "roots"), vt_block_text(block, "tls-pin"), &no_tls);

	vt_tls_free(tls);
	if (no_tls != NULL)
		vt_faults_add(faults, vt_block_file(block), vt_block_line(block), "imap '%s': %s",
			      vt_block_name(block), no_tls->message);
	if (no_password != NULL)
		vt_faults_add(faults, vt_block_file(block),
			      vt_block_key_line(block, "password-file", 0), "imap '%s': %s",
			      vt_block_name(block), no_password->message);
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
		if (g_strcmp0(vt_block_text(block, folders[i]), vt_block_text(block, "folder"))
		    == 0)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, folders[i], 0),
				      "imap '%s': %s is the folder that mail comes into",
				      vt_block_name(block), folders[i]);
	check_apart(block, faults);
}

void vt_mailbox_check(const vt_office *office, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_settings_count(office->settings, "imap"); i++)
		check_block(vt_settings_nth(office->settings, "imap", i), faults);
}

bool vt_mailbox_configure(vt_mailbox *mailbox, const vt_office *office, const vt_block *block,
			  GError **error)
{
	int64_t port = vt_block_int(block, "port");

	mailbox->server.cancel_fd = -1;
	mailbox->account = vt_block_name(block);
	mailbox->own = vt_block_text(block, "agency");
	mailbox->folder = vt_block_text(block, "folder");
	mailbox->done = vt_block_text(block, "done");
	mailbox->parked = vt_block_text(block, "parked");
	mailbox->sealed = vt_block_text(block, "sealed");
	mailbox->infected = vt_block_text(block, "infected");
	mailbox->poll_ms = vt_block_int(block, "poll") * 1000;
	mailbox->renew_ms = vt_block_int(block, "idle-renew") * 1000;
	mailbox->batch = (guint)vt_block_int(block, "batch");
	mailbox->max_bytes = office->max_bytes;
	mailbox->tls =
		vt_tls_new(vt_block_text(block, "roots"), vt_block_text(block, "tls-pin"), error);
	if (mailbox->tls == NULL)
		return false;
	mailbox->password = read_password(vt_block_text(block, "password-file"), error);
	if (port == 0)
		port = has_starttls(block) ? PORT_STARTTLS : PORT_TLS;
	mailbox->server =
		(vt_imap_server){ .host = vt_block_text(block, "server"),
				  .port = (uint16_t)port,
				  .has_starttls = has_starttls(block),
				  .tls = mailbox->tls,
				  .plain_only =
					  g_strcmp0(vt_block_text(block, "auth"), "plain") == 0,
				  .user = vt_block_text(block, "user"),
				  .password = mailbox->password,
				  .command_ms = vt_block_int(block, "timeout") * 1000,
				  .cancel_fd = -1 };
	return mailbox->password != NULL;
}

void vt_mailbox_unconfigure(vt_mailbox *mailbox)
{
	vt_tls_free(mailbox->tls);
	if (mailbox->password != NULL)
		explicit_bzero(mailbox->password, strlen(mailbox->password));
	g_free(mailbox->password);
}
