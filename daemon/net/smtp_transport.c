/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_transport - one server, one connection that is kept
 *
 * One message has one recipient here: the outbox has a row for each, so every result is that
 * recipient's own. A server that could not be reached is left alone for a moment, so that a long
 * queue does not knock once for each mail.
 */
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "net/smtp.h"
#include "net/transport.h"

/* Short against the pauses of the schedule: a mail's try is seldom spent on another's. */
#define DOWN_PAUSE_US (2 * G_USEC_PER_SEC)
/* A connection that lay still longer is asked whether it is there. */
#define FRESH_US         (10 * G_USEC_PER_SEC)
#define MAX_BYTES_TO_SAY (2ull * VT_MAX_MESSAGE_BYTES)

typedef struct smtp_transport {
	vt_transport transport;
	const vt_smtp_setup *setup;
	int cancel_fd;
	vt_smtp *session;
	unsigned said; /* messages through the session */
	int64_t used_us;
	/* The server could not be used: why, and until when nobody tries. */
	GError *down;
	int64_t down_until_us;
} smtp_transport;

static void drop(smtp_transport *t)
{
	g_clear_pointer(&t->session, vt_smtp_close);
}

static bool is_down(const smtp_transport *t, GError **error)
{
	if (t->down == NULL || g_get_monotonic_time() >= t->down_until_us)
		return false;
	g_propagate_error(error, g_error_copy(t->down));
	return true;
}

static bool connect_anew(smtp_transport *t, GError **error)
{
	g_autoptr(GError) cause = NULL;

	drop(t);
	t->session = vt_smtp_open(t->setup, t->cancel_fd, &cause);
	g_clear_error(&t->down);
	if (t->session != NULL) {
		t->said = 0;
		vt_log(VT_LOG_INFO, "-", "smtp-open", "server=%s port=%u", t->setup->server,
		       t->setup->port);
		return true;
	}
	t->down_until_us = g_get_monotonic_time() + DOWN_PAUSE_US;
	t->down = g_error_copy(cause);
	g_propagate_error(error, g_steal_pointer(&cause));
	return false;
}

/* Is there a connection that may be used once more? */
static bool is_usable(const smtp_transport *t)
{
	if (t->session == NULL || t->said >= t->setup->reuse || !vt_smtp_is_open(t->session))
		return false;
	return g_get_monotonic_time() - t->used_us < FRESH_US || vt_smtp_reset(t->session);
}

static bool say(smtp_transport *t, const vt_smtp_envelope *envelope, GBytes *message,
		GError **error)
{
	bool sent = vt_smtp_send(t->session, envelope, message, error);

	t->said++;
	t->used_us = g_get_monotonic_time();
	return sent;
}

static bool smtp_transport_deliver(vt_transport *transport, const vt_outgoing *mail, GError **error)
{
	smtp_transport *t = (smtp_transport *)transport;
	const vt_smtp_envelope envelope = { mail->sender, mail->address, mail->envid };
	g_autoptr(GBytes) message = vt_io_map_fd(mail->message_fd, MAX_BYTES_TO_SAY, error);
	g_autoptr(GError) cause = NULL;
	bool kept;

	if (message == NULL || is_down(t, error))
		return false;
	kept = is_usable(t);
	if (!kept && !connect_anew(t, error))
		return false;
	if (say(t, &envelope, message, &cause))
		return true;
	/* A server may end a kept connection at any time; that is no fault of the message, as long
	 * as it did not have all of it. */
	if (kept && cause->code == VT_RETRY_LATER && vt_smtp_was_early(t->session)
	    && !vt_smtp_is_open(t->session)) {
		g_clear_error(&cause);
		if (!connect_anew(t, error))
			return false;
		if (say(t, &envelope, message, &cause))
			return true;
	}
	if (!vt_smtp_is_open(t->session))
		drop(t);
	g_propagate_error(error, g_steal_pointer(&cause));
	return false;
}

static int64_t smtp_transport_rest(vt_transport *transport)
{
	smtp_transport *t = (smtp_transport *)transport;
	int64_t still_ms = (g_get_monotonic_time() - t->used_us) / 1000;

	if (t->session == NULL)
		return 0;
	if (still_ms < t->setup->idle_ms && vt_smtp_is_open(t->session))
		return t->setup->idle_ms - still_ms;
	drop(t);
	return 0;
}

static void smtp_transport_close(vt_transport *transport)
{
	smtp_transport *t = (smtp_transport *)transport;

	drop(t);
	g_clear_error(&t->down);
	g_free(t);
}

static const vt_transport_ops smtp_ops = {
	.name = "smtp",
	.deliver = smtp_transport_deliver,
	.rest = smtp_transport_rest,
	.close = smtp_transport_close,
};

vt_transport *vt_smtp_transport_open(const vt_smtp_setup *setup, int cancel_fd)
{
	smtp_transport *t = g_new0(smtp_transport, 1);

	t->transport.ops = &smtp_ops;
	t->setup = setup;
	t->cancel_fd = cancel_fd;
	return &t->transport;
}
