/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-session - the login our own server vouches for: where it counts, where anybody can have
 * written it
 */
#include "filters/session.h"

#include <string.h>

#include "mail/compose.h"

#define OURS    "Received: from a (b [1.2.3.4]) by mx.example (Postfix) with ESMTPSA id 1; x\r\n"
#define LOCAL   "Received: from mx.example by mx.example with LMTP id 2; x\r\n"
#define THEIRS  "Received: from z by elsewhere with ESMTP id 3; x\r\n"
#define WEBMAIL "Received: from w by webmail.example with HTTP id 4; x\r\n"
#define PLAIN   "Received: from a (b [1.2.3.4]) by mx.example with ESMTP id 5; x\r\n"
#define LOGIN   "Authentication-Results: mx.example; auth=pass smtp.auth=binh\r\n"
#define OTHER   "Authentication-Results: mx.example; auth=pass smtp.auth=tu\r\n"
#define FAILED  "Authentication-Results: mx.example; auth=fail smtp.auth=binh\r\n"
#define FOREIGN "Authentication-Results: elsewhere; auth=pass smtp.auth=binh\r\n"
#define SPF     "Authentication-Results: mx.example; spf=pass smtp.mailfrom=a@b.vn\r\n"
#define WRITTEN                                                                                    \
	"Received: from a (b [1.2.3.4]) (Authenticated sender: binh)\r\n"                          \
	"\tby mx.example (Postfix) with ESMTPSA id 1; x\r\n"
#define UNSAFE                                                                                     \
	"Received: from a (b [1.2.3.4]) (Authenticated sender: binh)\r\n"                          \
	"\tby mx.example (Postfix) with ESMTP id 1; x\r\n"
#define WRITTEN_ELSEWHERE                                                                          \
	"Received: from a (b [1.2.3.4]) (Authenticated sender: binh) by elsewhere with "           \
	"ESMTPSA\r\n"
#define FROM "From: binh@x.vn\r\n"

static const struct {
	const char *header;
	unsigned own_hops;
	bool by_received, counts;
} samples[] = {
	{ LOGIN OURS FROM, 0, false, true },
	{ SPF LOGIN OURS THEIRS FROM, 0, false, true },
	{ OURS LOGIN FROM, 0, false, false },
	{ LOGIN FROM, 0, false, false },
	{ LOGIN LOGIN OURS FROM, 0, false, false },
	{ LOGIN OTHER OURS FROM, 0, false, false },
	{ OTHER OURS FROM, 0, false, false },
	{ FAILED OURS FROM, 0, false, false },
	{ FOREIGN OURS FROM, 0, false, false },
	{ LOGIN OURS FROM FROM, 0, false, false },
	{ LOGIN OURS "From: binh@x.vn, tu@x.vn\r\n", 0, false, false },
	{ LOGIN OURS FROM "Sender: tu@x.vn\r\n", 0, false, false },
	{ LOGIN OURS "From: tu@x.vn\r\n", 0, false, false },
	{ LOGIN OURS "From: nobody@x.vn\r\n", 0, false, false },
	/* a Dovecot above */
	{ LOCAL LOGIN OURS FROM, 1, false, true },
	{ LOCAL OURS LOGIN FROM, 1, false, false },
	{ LOCAL LOGIN FROM, 1, false, false },
	{ LOCAL LOGIN OURS FROM, 0, false, false },
	/* in Received itself */
	{ WRITTEN FROM, 0, true, true },
	{ LOCAL WRITTEN FROM, 1, true, true },
	{ LOCAL WRITTEN FROM, 0, true, false },
	{ OURS WRITTEN FROM, 0, true, false },
	{ UNSAFE FROM, 0, true, false },
	{ WRITTEN_ELSEWHERE FROM, 0, true, false },
	{ WRITTEN FROM, 0, false, false },
	{ LOGIN OURS FROM, 0, true, false },
};

static void add_person(vt_office *office, const char *login)
{
	vt_person *person = g_new0(vt_person, 1);

	person->addresses = g_ptr_array_new_with_free_func(g_free);
	person->logins = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@x.vn", login));
	g_ptr_array_add(person->logins, g_strdup(login));
	g_ptr_array_add(office->directory->people, person);
}

static char *session_of(vt_office *office, const char *header)
{
	g_autofree char *raw = g_strconcat(header, "\r\nx\r\n", NULL);
	vt_case c = { .bytes = (const uint8_t *)raw, .size = strlen(raw), .office = office };
	g_autoptr(vt_identity) identity = vt_identity_new();

	c.scan = vt_scan_new(c.bytes, c.size);
	vt_session_identify(&c, identity);
	vt_case_clear(&c);
	return g_strdup(identity->session);
}

static void test_samples(void)
{
	vt_office office = { .directory = vt_directory_new() };
	char server[] = "mx.example";

	add_person(&office, "binh");
	add_person(&office, "tu");
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *off = NULL;
		g_autofree char *login = NULL;

		office.session = (vt_session){ .own_hops = samples[i].own_hops,
					       .by_received = samples[i].by_received };
		off = session_of(&office, samples[i].header);
		g_assert_null(off);
		office.session.server = server;
		login = session_of(&office, samples[i].header);
		g_assert_cmpstr(login, ==, samples[i].counts ? "binh" : NULL);
	}
	vt_directory_free(office.directory);
}

static void test_hops(void)
{
	static const char raw[] = VT_ROUNDTRIP_HEADER ": yes\r\n" LOGIN OURS FROM "\r\nx\r\n";
	vt_office office = { .directory = vt_directory_new() };
	vt_case c = { .bytes = (const uint8_t *)raw, .size = strlen(raw), .office = &office };
	g_autoptr(vt_identity) identity = vt_identity_new();

	c.scan = vt_scan_new(c.bytes, c.size);
	vt_session_identify(&c, identity);
	g_assert_cmpuint(identity->hops->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(identity->hops, 0), ==, "results 0 mx.example auth binh");
	vt_case_clear(&c);
	vt_directory_free(office.directory);
}

/* ---- the weaker proof ---- */

static const struct {
	const char *header;
	unsigned own_hops;
	bool holds;
} mailboxes[] = {
	{ OURS FROM, 0, true },
	{ LOCAL OURS FROM, 1, true },
	{ OURS WEBMAIL FROM, 0, true },
	{ LOCAL OURS FROM, 0, false }, /* LMTP is no login */
	{ PLAIN FROM, 0, false },
	{ PLAIN OURS FROM, 0, false }, /* from outside, ours is forged below */
	{ OURS THEIRS FROM, 0, false },
	{ THEIRS OURS FROM, 0, false },
	{ THEIRS OURS FROM, 1, false },
	{ LOCAL FROM, 1, false },
	{ FROM, 0, false },
	{ OURS FROM FROM, 0, false },
	{ OURS "From: binh@x.vn, tu@x.vn\r\n", 0, false },
	{ OURS "From: nobody@x.vn\r\n", 0, false },
	{ OURS FROM "Sender: tu@x.vn\r\n", 0, false },
	{ OTHER OURS FROM, 0, false }, /* the server says who it was */
	{ LOGIN OURS FROM, 0, true },
	{ WRITTEN "From: tu@x.vn\r\n", 0, false },
};

static bool mailbox_of(vt_office *office, const char *header)
{
	g_autofree char *raw = g_strconcat(header, "\r\nx\r\n", NULL);
	vt_case c = { .bytes = (const uint8_t *)raw, .size = strlen(raw), .office = office };
	g_autoptr(vt_identity) identity = vt_identity_new();

	c.scan = vt_scan_new(c.bytes, c.size);
	vt_session_identify(&c, identity);
	vt_case_clear(&c);
	return identity->mailbox;
}

static void test_mailbox(void)
{
	vt_office office = { .directory = vt_directory_new() };
	char server[] = "mx.example", webmail[] = "webmail.example";

	add_person(&office, "binh");
	add_person(&office, "tu");
	office.session.servers = g_ptr_array_new();
	g_ptr_array_add(office.session.servers, webmail);
	for (size_t i = 0; i < G_N_ELEMENTS(mailboxes); i++) {
		office.session.own_hops = mailboxes[i].own_hops;
		office.session.server = server;
		office.session.mailbox = false;
		g_assert_false(mailbox_of(&office, mailboxes[i].header));
		office.session.mailbox = true;
		if (mailbox_of(&office, mailboxes[i].header) != mailboxes[i].holds)
			g_error("%zu: %s", i, mailboxes[i].header);
	}
	g_ptr_array_unref(office.session.servers);
	vt_directory_free(office.directory);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/session/samples", test_samples);
	g_test_add_func("/session/hops", test_hops);
	g_test_add_func("/session/mailbox", test_mailbox);
	return g_test_run();
}
