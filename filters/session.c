/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session - the login that our own server names, above everything that a sender can write
 */
#include "filters/session.h"

#include <string.h>

#include "base/network.h"
#include "mail/authres.h"
#include "mail/compose.h"
#include "mail/hops.h"
#include "mail/originator.h"
#include "mail/received.h"

/* The one method auth of these fields: its login when it passed; a second one and nobody knows
 * which of them is meant. NULL = none. */
static char *login_of_results(const GPtrArray *fields)
{
	const vt_authres_method *only = NULL;

	for (guint i = 0; i < fields->len; i++) {
		const vt_authres *results = g_ptr_array_index(fields, i);

		for (guint k = 0; k < results->methods->len; k++) {
			const vt_authres_method *method = g_ptr_array_index(results->methods, k);

			if (strcmp(method->name, "auth") != 0)
				continue;
			if (only != NULL)
				return NULL;
			only = method;
		}
	}
	if (only == NULL || strcmp(only->result, "pass") != 0)
		return NULL;
	return g_strdup(vt_authres_value(only, "smtp", "auth"));
}

static char *login_by_results(const vt_scan *scan, const vt_session *session)
{
	g_autoptr(GPtrArray) fields = vt_authres_trusted(scan, session->server, session->own_hops);

	return login_of_results(fields);
}

static char *login_by_received(const vt_scan *scan, const vt_session *session)
{
	/* Below our own there must be the one our server wrote when the message was given in. */
	g_autoptr(vt_received) received = vt_received_nth(scan, session->own_hops);

	if (received == NULL || g_strcmp0(received->by, session->server) != 0
	    || !vt_received_is_authenticated(received))
		return NULL;
	return g_strdup(received->login);
}

static char *find_login(const vt_case *c)
{
	const vt_session *session = &c->office->session;

	if (session->server == NULL)
		return NULL;
	return session->by_received ? login_by_received(c->scan, session)
				    : login_by_results(c->scan, session);
}

static void find_session(const vt_case *c, vt_identity *identity)
{
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);
	g_autofree char *login = find_login(c);

	if (login != NULL && from != NULL
	    && vt_directory_session(c->office->directory, login, from) != NULL)
		identity->session = g_steal_pointer(&login);
}

/* ---- the weaker proof ---- */

static bool is_own(const vt_session *session, const vt_received *received)
{
	const GPtrArray *others = session->servers;
	bool own = g_strcmp0(received->by, session->server) == 0;

	for (guint i = 0; others != NULL && received->by != NULL && i < others->len; i++)
		own |= g_str_equal(g_ptr_array_index(others, i), received->by);
	return own;
}

/* From the top: our own hand-overs, then the field of the server it was given in at, by somebody
 * who had logged in there. Whoever logs in may send it from a webmail of ours; a field of anybody
 * else's says that it came from elsewhere. */
static bool is_ours_alone(const vt_scan *scan, const vt_session *session)
{
	unsigned count = 0;
	bool authenticated = false;

	for (;; count++) {
		g_autoptr(vt_received) received = vt_received_nth(scan, count);

		if (received == NULL)
			break;
		if (count >= VT_MAX_HOPS || !is_own(session, received))
			return false;
		if (count == session->own_hops)
			authenticated = vt_received_is_authenticated(received);
	}
	return count > session->own_hops && authenticated;
}

/* The server named a login, and it is another one's. */
static bool is_contradicted(const vt_case *c)
{
	const vt_session *session = &c->office->session;
	g_autofree char *of_results = login_by_results(c->scan, session);
	g_autofree char *of_received = login_by_received(c->scan, session);
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);
	const vt_directory *d = c->office->directory;

	return (of_results != NULL && vt_directory_session(d, of_results, from) == NULL)
	       || (of_received != NULL && vt_directory_session(d, of_received, from) == NULL);
}

static void find_mailbox(const vt_case *c, vt_identity *identity)
{
	const vt_session *session = &c->office->session;
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);

	if (session->server == NULL || !session->mailbox || from == NULL
	    || vt_directory_person_at(c->office->directory, from) == NULL)
		return;
	identity->mailbox = is_ours_alone(c->scan, session) && !is_contradicted(c);
}

/* ---- a scanner ---- */

static const vt_person *device_of(const vt_case *c)
{
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);
	const char *from = vt_originator_one(originator);
	const vt_person *person =
		from != NULL ? vt_directory_person_at(c->office->directory, from) : NULL;

	return person != NULL && person->networks != NULL ? person : NULL;
}

static void find_network(const vt_case *c, vt_identity *identity)
{
	const vt_session *session = &c->office->session;
	const vt_person *device = session->server != NULL ? device_of(c) : NULL;
	g_autoptr(vt_received) received = vt_received_nth(c->scan, session->own_hops);

	if (device == NULL || received == NULL || received->client == NULL
	    || g_strcmp0(received->by, session->server) != 0)
		return;
	for (guint i = 0; i < device->networks->len; i++)
		identity->network |=
			vt_network_holds(g_ptr_array_index(device->networks, i), received->client);
}

void vt_session_identify(vt_case *c, vt_identity *identity)
{
	if (c->office == NULL)
		return;
	find_session(c, identity);
	find_mailbox(c, identity);
	find_network(c, identity);
	if (vt_scan_header_count(c->scan, c->scan->root, VT_ROUNDTRIP_HEADER) == 1)
		vt_hops_list(c->scan, identity->hops, VT_MAX_HOPS);
}
