/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-dispatch - brings messages of the outbox to where they go
 *
 * What is sent are exactly the bytes whose SHA-256 the registrar recorded: the file is read once,
 * into memory that nobody can change, and that is hashed and sent.
 */
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "net/smtp.h"
#include "net/tls.h"
#include "net/transport.h"
#include "proc/probe.h"
#include "proc/proc.h"

/* The longest name the registrar gives a file of the outbox. */
#define MAX_NAME_BYTES 200
/* A notice with files of 7 MiB, or a document issued: never more than a message may have, encoded.
 */
#define MAX_OUT_BYTES   (2ull * VT_MAX_MESSAGE_BYTES)
#define MESSAGES_A_LIFE 10000
#define MAX_FAULT_BYTES 900 /* of VT_KIND_SENT */

typedef struct dispatch {
	int outbox;
	vt_transport *transport;
	vt_smtp_setup *setup; /* NULL = Maildirs */
	vt_mode mode;
	char *redirect; /* of mode redirect */
	int signals;    /* readable when we are told to end: stops every wait for a server */
	unsigned timer, sent;
} dispatch;

typedef struct order {
	uint64_t request;
	char *name, *sha256, *recipient, *sender, *envid;
} order;

static void order_clear(order *o)
{
	g_free(o->name);
	g_free(o->sha256);
	g_free(o->recipient);
	g_free(o->sender);
	g_free(o->envid);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(order, order_clear)

static bool read_order(const vt_packet *packet, order *o)
{
	vt_reader r = vt_packet_reader(packet);

	o->request = vt_read_u64(&r);
	o->name = vt_read_text(&r, MAX_NAME_BYTES);
	o->sha256 = vt_read_text(&r, 64);
	o->recipient = vt_read_text(&r, VT_MAX_ADDRESS_BYTES);
	o->sender = vt_read_text(&r, VT_MAX_ADDRESS_BYTES);
	o->envid = vt_read_text(&r, VT_MAX_ENVID_BYTES);
	return vt_reader_done(&r, NULL) && o->name != NULL && o->sha256 != NULL
	       && o->recipient != NULL && o->sender != NULL;
}

/* A sealed copy of the file, when it is the one that was meant. */
static int open_checked(const dispatch *d, const order *o, GError **error)
{
	vt_published copied = { .bytes = 0 };
	vt_autofd int file = -1, copy = -1;

	if (o->name[0] == '.' || o->name[0] == '\0' || strchr(o->name, '/') != NULL) {
		vt_error_set(error, VT_NEVER, "'%s' is no file of the outbox", o->name);
		return -1;
	}
	file = openat(d->outbox, o->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0) {
		vt_error_errno(error, "cannot open '%s'", o->name);
		return -1;
	}
	copy = vt_io_memfd("out", error);
	if (copy < 0 || !vt_io_copy(file, copy, MAX_OUT_BYTES, &copied, error)
	    || !vt_io_seal(copy, error))
		return -1;
	if (strcmp(copied.sha256, o->sha256) != 0) {
		vt_error_set(error, VT_NEVER, "'%s' is not what was recorded: SHA-256 is %s",
			     o->name, copied.sha256);
		return -1;
	}
	return vt_fd_steal(&copy);
}

/* The registrar knows the mode, too; nothing leaves by the mistake of one program. */
static bool may_leave(const dispatch *d, const order *o, GError **error)
{
	if (d->mode == VT_MODE_HOLD)
		return vt_error_set(error, VT_RETRY_LATER, "cannot send: dispatch.mode is hold");
	if (d->mode == VT_MODE_REDIRECT && g_strcmp0(o->recipient, d->redirect) != 0)
		return vt_error_set(error, VT_RETRY_LATER,
				    "cannot send to anybody but the address of dispatch.redirect");
	return true;
}

static bool deliver(const dispatch *d, const order *o, GError **error)
{
	vt_autofd int message = may_leave(d, o, error) ? open_checked(d, o, error) : -1;

	if (message < 0)
		return false;
	if (lseek(message, 0, SEEK_SET) != 0)
		return vt_error_errno(error, "cannot read '%s'", o->name);
	return d->transport->ops->deliver(
		d->transport, &(vt_outgoing){ message, o->name, o->recipient, o->sender, o->envid },
		error);
}

/* What the packet holds; a server may have said more. */
static char *fault_text(const char *message)
{
	g_autofree char *valid = g_utf8_make_valid(message, -1);
	const char *end = valid;

	while (*end != '\0' && g_utf8_next_char(end) - valid <= MAX_FAULT_BYTES)
		end = g_utf8_next_char(end);
	return g_strndup(valid, (gsize)(end - valid));
}

static void rest_later(vt_run *run, dispatch *d);

static void rest(vt_run *run, void *data)
{
	dispatch *d = data;

	d->timer = 0;
	rest_later(run, d);
}

/* So that a connection without work is closed in time. */
static void rest_later(vt_run *run, dispatch *d)
{
	int64_t wait = d->transport->ops->rest != NULL ? d->transport->ops->rest(d->transport) : 0;

	if (d->timer != 0)
		vt_run_cancel(run, d->timer);
	d->timer = wait > 0 ? vt_run_after(run, wait, rest, d) : 0;
}

static void on_send(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	dispatch *d = vt_run_data(run);
	g_auto(order) o = { 0 };
	g_auto(vt_writer) w = vt_writer_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *fault = NULL;
	bool sent;

	if (!read_order(packet, &o)) {
		vt_peer_broken(peer, "bad send");
		return;
	}
	vt_crashpoint("dispatch.begin");
	sent = deliver(d, &o, &error);
	vt_crashpoint("dispatch.delivered");
	fault = sent ? NULL : fault_text(error->message);
	vt_write_u64(&w, o.request);
	vt_write_bool(&w, sent);
	vt_write_u32(&w, sent ? VT_RETRY_NOW : (uint32_t)error->code);
	vt_write_text(&w, sent ? NULL : fault);
	if (sent) {
		vt_log(VT_LOG_INFO, o.name, "sent", "to=%s by=%s", o.recipient,
		       d->transport->ops->name);
	} else {
		g_autofree char *why = vt_log_value(error->message);
		g_autofree char *to = vt_log_value(o.recipient);

		vt_log(VT_LOG_WARNING, o.name[0] != '\0' ? o.name : "-", "not-sent", "to=%s why=%s",
		       to, why);
	}
	vt_peer_send(peer, VT_KIND_SENT, &w, -1);
	rest_later(run, d);
	if (++d->sent >= MESSAGES_A_LIFE)
		vt_run_stop(run, 0);
}

static void dispatch_free(dispatch *d)
{
	vt_fd_close(&d->outbox);
	if (d->transport != NULL)
		d->transport->ops->close(d->transport);
	vt_smtp_setup_free(d->setup);
	vt_fd_close(&d->signals);
	g_free(d->redirect);
	g_free(d);
}

static bool prepare_maildir(vt_run *run, dispatch *d, GError **error)
{
	const vt_office *office = vt_run_office(run);
	const char *folder =
		vt_block_text(vt_settings_one(office->settings, "dispatch"), "maildir");

	d->transport = vt_maildir_transport_open(folder, error);
	if (d->transport == NULL)
		return false;
	vt_run_allow(run, folder, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	return true;
}

static bool prepare_smtp(vt_run *run, dispatch *d, GError **error)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	const vt_office *office = vt_run_office(run);

	d->setup = vt_smtp_setup_read(vt_settings_one(office->settings, "smtp"), faults);
	if (d->setup == NULL)
		return vt_error_set(error, VT_NEVER, "%s",
				    vt_faults_count(faults) > 0 ? vt_faults_get(faults, 0)
								: "the smtp block is no good");
	d->signals = vt_run_end_fd();
	if (d->signals < 0)
		return vt_error_errno(error, "cannot watch signals");
	d->transport = vt_smtp_transport_open(d->setup, d->signals);
	vt_run_may(run, VT_MAY_SUBMIT);
	vt_run_allow_resolver(run);
	return true;
}

static bool dispatch_prepare(vt_run *run, GError **error)
{
	const vt_office *office = vt_run_office(run);
	g_autofree char *outbox = g_build_filename(office->state, "outbox", NULL);
	dispatch *d = g_new0(dispatch, 1);

	d->signals = -1;
	d->mode = office->mode;
	d->redirect = g_strdup(office->redirect);
	vt_run_set_data(run, d, (GDestroyNotify)dispatch_free);
	d->outbox = vt_io_open_dir(outbox, true, 0700, error);
	if (d->outbox < 0)
		return false;
	vt_run_allow(run, outbox, VT_PATH_READ);
	return office->by_smtp ? prepare_smtp(run, d, error) : prepare_maildir(run, d, error);
}

static void dispatch_check(const vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "dispatch");
	const char *folder = vt_block_text(block, "maildir");
	g_autofree char *parent = folder != NULL ? g_path_get_dirname(folder) : NULL;
	const char *needed = folder;

	if (office->by_smtp)
		vt_smtp_setup_free(
			vt_smtp_setup_read(vt_settings_one(office->settings, "smtp"), faults));
	if (folder == NULL)
		return; /* told by the office */
	if (access(folder, F_OK) != 0 && errno == ENOENT)
		needed = parent;
	if (access(needed, R_OK | W_OK | X_OK) != 0 || !g_file_test(needed, G_FILE_TEST_IS_DIR))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "maildir", 0),
			      "cannot write mail below '%s'", folder);
}

/* --- vanthuctl doctor --- */

#define PROBE_MS 20000
#define SUBJECT  "smtp"

/* From another of our people to ourselves: a server that takes that lets everybody speak for
 * everybody. */
static void probe_other(vt_smtp *smtp, const vt_office *office)
{
	const vt_own *own = g_ptr_array_index(office->directory->own, 0);
	const vt_person *other = office->directory->people->len > 0
					 ? g_ptr_array_index(office->directory->people, 0)
					 : NULL;
	g_autoptr(GError) error = NULL;

	if (other == NULL)
		return;
	if (vt_smtp_would_take(smtp, g_ptr_array_index(other->addresses, 0), own->robot, &error))
		vt_probe_say(VT_HEALTH_WARNING, SUBJECT " sender",
			     "reject_sender_login_mismatch, see config/postfix; until then session "
			     "alone tells who wrote",
			     "our login may send as %s: the server lets one user write as another",
			     (char *)g_ptr_array_index(other->addresses, 0));
	else
		vt_probe_say(VT_HEALTH_GOOD, SUBJECT " sender", NULL,
			     "the server does not let our login write as another: %s",
			     error->message);
}

static void probe_offers(vt_smtp *smtp, const vt_office *office)
{
	const vt_smtp_offers *offers = vt_smtp_get_offers(smtp);
	const vt_own *own = g_ptr_array_index(office->directory->own, 0);
	g_autoptr(GError) error = NULL;

	if ((offers->set & VT_SMTP_DSN) == 0)
		vt_probe_say(VT_HEALTH_WARNING, SUBJECT " reports", "ask for DSN (RFC 3461)",
			     "the server offers no reports of delivery");
	else
		vt_probe_say(VT_HEALTH_GOOD, SUBJECT " reports", NULL,
			     "the server offers reports of delivery");
	if (!vt_smtp_would_take(smtp, own->robot, own->robot, &error))
		vt_probe_say(VT_HEALTH_FAULT, SUBJECT " robot",
			     "let the login of the smtp block send as that address",
			     "mail from %s is not taken: %s", own->robot, error->message);
}

static void probe_server(vt_run *run, const dispatch *d)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_smtp) smtp = NULL;
	vt_probe_shown shown = { .pinned_at = VT_TIME_NONE };

	d->setup->timeout_ms = MIN(d->setup->timeout_ms, PROBE_MS);
	smtp = vt_smtp_open(d->setup, d->signals, &error);
	if (smtp == NULL) {
		vt_probe_say(
			VT_HEALTH_FAULT, SUBJECT,
			"look at server, port, tls, roots or tls-pin, user and password-file of "
			"smtp",
			"%s", error->message);
		return;
	}
	vt_probe_say(VT_HEALTH_GOOD, SUBJECT, NULL, "%s answers%s",
		     vt_stream_peer(vt_smtp_get_stream(smtp)),
		     d->setup->user != NULL ? ", and takes our login" : "");
	shown.key = vt_stream_key(vt_smtp_get_stream(smtp));
	shown.pin = vt_block_text(vt_settings_one(vt_run_office(run)->settings, "smtp"), "tls-pin");
	if (shown.pin != NULL)
		(void)vt_tls_is_pin(shown.pin, &shown.pinned_at);
	if (vt_stream_validity(vt_smtp_get_stream(smtp), &shown.from, &shown.until))
		vt_probe_server(SUBJECT, &shown);
	probe_offers(smtp, vt_run_office(run));
	if (vt_run_is_deep(run))
		probe_other(smtp, vt_run_office(run));
}

static void dispatch_probe(vt_run *run)
{
	const dispatch *d = vt_run_data(run);

	if (d->setup != NULL)
		probe_server(run, d);
	else
		vt_probe_say(VT_HEALTH_GOOD, "dispatch", NULL, "mail goes out to Maildirs");
}

static const vt_handler handlers[] = {
	{ VT_PROGRAM_REGISTRAR, VT_KIND_SEND, on_send },
	{ 0 },
};

int main(int argc, char **argv)
{
	static const vt_proc dispatch_proc = {
		.program = VT_PROGRAM_DISPATCH,
		.may = VT_MAY_DELIVER,
		.nice = 5,
		.is_many = true,
		.handlers = handlers,
		.check = dispatch_check,
		.prepare = dispatch_prepare,
		.probe = dispatch_probe,
	};

	return vt_proc_main(&dispatch_proc, argc, argv);
}
