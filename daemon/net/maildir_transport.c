/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maildir_transport - one Maildir per address
 *
 * The name in the Maildir is made from the name in the outbox: a repeat finds what is there, read
 * or unread, and does not deliver it again.
 */
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/io.h"
#include "net/maildir.h"
#include "net/transport.h"

typedef struct maildir_transport {
	vt_transport transport;
	char *folder;
} maildir_transport;

/* What fails below our own folder is our set-up or disk, and somebody will mend it: no mail is
 * given up for that. */
static bool put_into(const char *path, const char *file, int message_fd, GError **error)
{
	g_auto(vt_maildir) maildir = VT_MAILDIR_INIT;
	g_autoptr(GError) cause = NULL;

	if (vt_maildir_open(path, &maildir, &cause)
	    && (vt_maildir_has(&maildir, file)
		|| vt_maildir_deliver(&maildir, file, message_fd, &cause)))
		return true;
	return vt_error_set(error, cause->code == VT_RETRY_NOW ? VT_RETRY_NOW : VT_RETRY_LATER,
			    "%s", cause->message);
}

static bool maildir_transport_deliver(vt_transport *transport, const vt_outgoing *mail,
				      GError **error)
{
	const maildir_transport *t = (const maildir_transport *)transport;
	g_autofree char *normal = vt_address_normal(mail->address, -1);
	g_autofree char *path = NULL;
	g_autofree char *file = g_strdup_printf("%s.vanthu", mail->name);

	if (normal == NULL || normal[0] == '.' || strchr(normal, '/') != NULL)
		return vt_error_set(error, VT_NEVER, "'%s' cannot be the name of a Maildir",
				    mail->address);
	if (mail->name[0] == '.' || strpbrk(mail->name, "/:") != NULL)
		return vt_error_set(error, VT_NEVER, "'%s' cannot be the name of a message",
				    mail->name);
	path = g_build_filename(t->folder, normal, NULL);
	return put_into(path, file, mail->message_fd, error);
}

static void maildir_transport_close(vt_transport *transport)
{
	maildir_transport *t = (maildir_transport *)transport;

	g_free(t->folder);
	g_free(t);
}

static const vt_transport_ops maildir_ops = {
	.name = "maildir",
	.deliver = maildir_transport_deliver,
	.close = maildir_transport_close,
};

vt_transport *vt_maildir_transport_open(const char *folder, GError **error)
{
	maildir_transport *t;
	vt_autofd int fd = vt_io_open_dir(folder, true, 0700, error);

	if (fd < 0)
		return NULL;
	t = g_new0(maildir_transport, 1);
	t->transport.ops = &maildir_ops;
	t->folder = g_strdup(folder);
	return &t->transport;
}
