/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-smtp - replies in every form and malformation, offers, commands that are refused to be built
 */
#include "net/sasl.h"
#include "net/smtp_command.h"
#include "net/smtp_reply.h"

#include <string.h>

/* ---- replies ---- */

/* Fed in pieces of that size; the reply, or NULL and *why_out. */
static char *read_one(const char *text, size_t piece, const char **why_out)
{
	g_autoptr(vt_smtp_reader) reader = vt_smtp_reader_new();
	g_auto(vt_smtp_reply) reply = { 0 };
	size_t size = strlen(text);

	for (size_t at = 0; at < size; at += piece) {
		vt_smtp_reader_feed(reader, (const uint8_t *)text + at, MIN(piece, size - at));
		if (vt_smtp_reader_next(reader, &reply, why_out))
			return vt_smtp_reply_text(&reply);
		if (*why_out != NULL)
			return NULL;
	}
	return NULL;
}

static void test_replies(void)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = {
		{ "250 OK\r\n", "250 OK" },
		{ "250 OK\n", "250 OK" },
		{ "250\r\n", "250" },
		{ "250-\r\n250 \r\n", "250" },
		{ "550-5.1.1 no such\r\n550 5.1.1 user\r\n", "550 5.1.1 no such user" },
		{ "421 4.3.2 c\xc3\xb3 l\xe1\xbb\x97i\r\n", "421 4.3.2 c\xc3\xb3 l\xe1\xbb\x97i" },
		{ "451 a\x1b[31m\tb\r\n", "451 a [31m b" },
		{ "450 \xff\r\n", "450 \xef\xbf\xbd" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (size_t piece = 1; piece < 40; piece += 3) {
			const char *why = NULL;
			g_autofree char *text = read_one(cases[i].bytes, piece, &why);

			g_assert_cmpstr(why, ==, NULL);
			g_assert_cmpstr(text, ==, cases[i].text);
		}
}

static void test_bad_replies(void)
{
	static const char *const cases[] = {
		"HTTP/1.1 200 OK\r\n",
		"99 x\r\n",
		"199 x\r\n",
		"650 x\r\n",
		"260 x\r\n",
		"250x\r\n",
		"\r\n",
		"250-a\r\n251 b\r\n",
		"250 a\rb\r\n",
		"* OK IMAP4 here\r\n",
		"250-a\r\n\r\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *why = NULL;
		g_autofree char *text = read_one(cases[i], 7, &why);

		if (text != NULL || why == NULL)
			g_error("'%s' was taken for a reply", cases[i]);
	}
}

static void test_endless_replies(void)
{
	g_autofree char *line = g_strnfill(VT_MAX_REPLY_LINE_BYTES + 1, '2');
	GString *lines = g_string_new(NULL);
	const char *why = NULL;

	g_assert_null(read_one(line, 512, &why));
	g_assert_nonnull(why);
	for (unsigned i = 0; i < VT_MAX_REPLY_LINES + 1; i++)
		g_string_append(lines, "250-x\r\n");
	why = NULL;
	g_assert_null(read_one(lines->str, 4096, &why));
	g_assert_cmpstr(why, ==, "the server's reply has too many lines");
	g_string_free(lines, TRUE);
}

/* What is fed behind a fault changes nothing; several replies in one piece come one by one. */
static void test_stream_of_replies(void)
{
	static const char three[] = "250 a\r\n250-b\r\n250 c\r\n354 d\r\n25";
	g_autoptr(vt_smtp_reader) reader = vt_smtp_reader_new();
	g_auto(vt_smtp_reply) reply = { 0 };
	const char *why = NULL;
	unsigned n = 0;

	vt_smtp_reader_feed(reader, (const uint8_t *)three, sizeof three - 1);
	while (vt_smtp_reader_next(reader, &reply, &why)) {
		n++;
		vt_smtp_reply_clear(&reply);
	}
	g_assert_cmpuint(n, ==, 3);
	g_assert_cmpuint(vt_smtp_reader_rest(reader), ==, 2);
	vt_smtp_reader_feed(reader, (const uint8_t *)"x\r\n", 3);
	g_assert_false(vt_smtp_reader_next(reader, &reply, &why));
	g_assert_nonnull(why);
	vt_smtp_reader_feed(reader, (const uint8_t *)"250 OK\r\n", 8);
	g_assert_false(vt_smtp_reader_next(reader, &reply, &why));
	g_assert_nonnull(why);
}

static vt_smtp_offers offers_of(const char *text)
{
	g_autoptr(vt_smtp_reader) reader = vt_smtp_reader_new();
	g_auto(vt_smtp_reply) reply = { 0 };
	const char *why = NULL;

	vt_smtp_reader_feed(reader, (const uint8_t *)text, strlen(text));
	g_assert_true(vt_smtp_reader_next(reader, &reply, &why));
	return vt_smtp_offers_of(&reply);
}

static void test_offers(void)
{
	vt_smtp_offers all = offers_of("250-PIPELINING\r\n250-pipelining\r\n250-SIZE 10240000\r\n"
				       "250-STARTTLS\r\n250-AUTH CRAM-MD5 plain\tLOGIN\r\n"
				       "250-8BITMIME\r\n250-DSN\r\n250 SMTPUTF8\r\n");

	g_assert_cmpuint(all.set, ==,
			 VT_SMTP_PIPELINING | VT_SMTP_8BITMIME | VT_SMTP_SMTPUTF8 | VT_SMTP_SIZE
				 | VT_SMTP_DSN | VT_SMTP_STARTTLS | VT_SMTP_AUTH
				 | VT_SMTP_AUTH_PLAIN | VT_SMTP_AUTH_LOGIN);
	g_assert_cmpuint(all.max_size, ==, 10240000);
	/* The name in the first line offers nothing; half words neither. */
	g_assert_cmpuint(offers_of("250 DSN\r\n").set, ==, 0);
	g_assert_cmpuint(offers_of("250-x\r\n250-DSNX\r\n250 X-STARTTLS\r\n").set, ==, 0);
	/* The tab that made another client loop. */
	g_assert_cmpuint(offers_of("250-x\r\n250 AUTH \tFOO\r\n").set, ==, VT_SMTP_AUTH);
	g_assert_cmpuint(offers_of("250-x\r\n250 AUTH\t\r\n").set, ==, VT_SMTP_AUTH);
	g_assert_cmpuint(offers_of("250-x\r\n250 AUTH=LOGIN PLAIN\r\n").set, ==,
			 VT_SMTP_AUTH | VT_SMTP_AUTH_PLAIN | VT_SMTP_AUTH_LOGIN);
	g_assert_cmpuint(offers_of("250-x\r\n250 SIZE\r\n").max_size, ==, 0);
	g_assert_cmpuint(offers_of("250-x\r\n250 SIZE 99999999999999999999999\r\n").max_size, ==,
			 0);
	g_assert_cmpuint(offers_of("250-x\r\n250 SIZE -1\r\n").max_size, ==, 0);
}

/* ---- commands ---- */

static const vt_smtp_look plain_look = { .bytes = 10 };
static const vt_smtp_offers nothing = { 0 };
static const vt_smtp_offers everything = {
	VT_SMTP_SIZE | VT_SMTP_DSN | VT_SMTP_8BITMIME | VT_SMTP_SMTPUTF8, 1000
};

static void test_envelope(void)
{
	static const vt_smtp_envelope full = { "robot@kimson.example", "lan+a=b@kimson.example",
					       "k7m2+=x" };
	static const vt_smtp_envelope null_sender = { "", "lan@kimson.example", "k7m2" };
	const char *why = NULL;
	g_autofree char *mail = vt_smtp_mail_from(&full, &plain_look, &everything, &why);
	g_autofree char *rcpt = vt_smtp_rcpt_to(&full, &everything, &why);
	g_autofree char *bare = vt_smtp_mail_from(&full, &plain_look, &nothing, &why);
	g_autofree char *null_mail =
		vt_smtp_mail_from(&null_sender, &plain_look, &everything, &why);
	g_autofree char *null_rcpt = vt_smtp_rcpt_to(&null_sender, &everything, &why);

	g_assert_cmpstr(mail, ==,
			"MAIL FROM:<robot@kimson.example> SIZE=10 RET=HDRS ENVID=k7m2+2B+3Dx\r\n");
	g_assert_cmpstr(rcpt, ==,
			"RCPT TO:<lan+a=b@kimson.example> NOTIFY=SUCCESS,FAILURE,DELAY"
			" ORCPT=rfc822;lan+2Ba+3Db@kimson.example\r\n");
	g_assert_cmpstr(bare, ==, "MAIL FROM:<robot@kimson.example>\r\n");
	/* Nobody reports to the null sender. */
	g_assert_cmpstr(null_mail, ==, "MAIL FROM:<> SIZE=10\r\n");
	g_assert_cmpstr(null_rcpt, ==, "RCPT TO:<lan@kimson.example>\r\n");
}

static void assert_refused(const char *sender, const char *recipient, const char *envid)
{
	const vt_smtp_envelope envelope = { sender, recipient, envid };
	const char *why = NULL;
	g_autofree char *mail = vt_smtp_mail_from(&envelope, &plain_look, &everything, &why);
	g_autofree char *rcpt = vt_smtp_rcpt_to(&envelope, &everything, &why);

	g_assert_true(mail == NULL || rcpt == NULL);
	g_assert_nonnull(why);
}

static void test_refused(void)
{
	static const char *const bad[] = {
		"a\r\nRSET@x.example",
		"a@x.example\r\nDATA",
		"a@x.example\n",
		"a b@x.example",
		"a@x.example> SIZE=1",
		"<a@x.example",
		"a",
		"@x.example",
		"a@",
		"a\xff@x.example",
		"\"a b\"@x.ex",
		"a@[127.0.0.1]",
	};
	g_autofree char *long_local = g_strnfill(400, 'a');
	g_autofree char *long_address = g_strconcat(long_local, "@x.example", NULL);
	g_autofree char *long_envid = g_strnfill(101, 'a');
	g_autofree char *coded_envid = g_strnfill(34, '+');

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		assert_refused(bad[i], "b@x.example", NULL);
		assert_refused("b@x.example", bad[i], NULL);
	}
	assert_refused("b@x.example", "", NULL);
	assert_refused(long_address, "b@x.example", NULL);
	assert_refused("b@x.example", long_address, NULL);
	/* 100 characters, counted as they are said. */
	assert_refused("b@x.example", "b@x.example", long_envid);
	assert_refused("b@x.example", "b@x.example", coded_envid);
	g_assert_true(vt_smtp_is_helo("mail.kimson.example"));
	g_assert_false(vt_smtp_is_helo(""));
	g_assert_false(vt_smtp_is_helo("a b"));
	g_assert_false(vt_smtp_is_helo("a\r\nQUIT"));
}

static void test_capabilities(void)
{
	static const vt_smtp_envelope envelope = { "a@x.example", "b@x.example", NULL };
	static const vt_smtp_envelope utf8 = { "a@x.example", "l\xc3\xa0n@x.example", NULL };
	static const vt_smtp_look eight = { .bytes = 10, .body_8bit = true };
	static const vt_smtp_look header = { .bytes = 10, .header_8bit = true };
	static const vt_smtp_look big = { .bytes = 1001 };
	const char *why = NULL;
	g_autofree char *mail = vt_smtp_mail_from(&envelope, &eight, &everything, &why);
	g_autofree char *utf8_mail = vt_smtp_mail_from(&utf8, &plain_look, &everything, &why);

	g_assert_cmpstr(mail, ==, "MAIL FROM:<a@x.example> SIZE=10 BODY=8BITMIME\r\n");
	g_assert_cmpstr(utf8_mail, ==, "MAIL FROM:<a@x.example> SIZE=10 SMTPUTF8\r\n");
	g_assert_null(vt_smtp_mail_from(&envelope, &eight, &nothing, &why));
	g_assert_nonnull(strstr(why, "8BITMIME"));
	g_assert_null(vt_smtp_mail_from(&envelope, &header, &nothing, &why));
	g_assert_nonnull(strstr(why, "SMTPUTF8"));
	g_assert_null(vt_smtp_mail_from(&utf8, &plain_look, &nothing, &why));
	g_assert_nonnull(strstr(why, "SMTPUTF8"));
	g_assert_null(vt_smtp_mail_from(&envelope, &big, &everything, &why));
	g_assert_nonnull(strstr(why, "SIZE"));
}

/* ---- the message ---- */

static vt_smtp_look look_at(const char *text)
{
	return vt_smtp_look_at((const uint8_t *)text, strlen(text));
}

static void test_look(void)
{
	g_autofree char *long_line = g_strnfill(998, 'a');
	g_autofree char *fits = g_strconcat("A: b\r\n\r\n", long_line, "\r\n", NULL);
	g_autofree char *too_long = g_strconcat("A: b\r\n\r\n", long_line, "a\r\n", NULL);

	g_assert_null(look_at("A: b\r\n\r\nc\r\n").fault);
	g_assert_null(look_at(fits).fault);
	g_assert_nonnull(look_at(too_long).fault);
	g_assert_nonnull(look_at("A: b\r\n\r\nc").fault);
	g_assert_nonnull(look_at("A: b\r\n\r\nc\n").fault);
	g_assert_nonnull(look_at("A: b\n\r\n").fault);
	g_assert_nonnull(look_at("A: b\rc\r\n").fault);
	g_assert_nonnull(look_at("A: b\r\n\r").fault);
	g_assert_nonnull(look_at("").fault);
	g_assert_nonnull(vt_smtp_look_at((const uint8_t *)"a\0b\r\n", 5).fault);
	g_assert_true(look_at("A: \xc3\xa0\r\n\r\nb\r\n").header_8bit);
	g_assert_false(look_at("A: \xc3\xa0\r\n\r\nb\r\n").body_8bit);
	g_assert_true(look_at("A: b\r\n\r\n\xc3\xa0\r\n").body_8bit);
	g_assert_false(look_at("A: b\r\n\r\n\xc3\xa0\r\n").header_8bit);
}

static void test_dots(void)
{
	static const char *const cases[][2] = {
		{ "a\r\n", "a\r\n.\r\n" },
		{ ".\r\n", "..\r\n.\r\n" },
		{ "a\r\n.b\r\n..\r\nc.\r\n", "a\r\n..b\r\n...\r\nc.\r\n.\r\n" },
		{ "\r\n.\r\n\r\n", "\r\n..\r\n\r\n.\r\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) out = g_byte_array_new();

		vt_smtp_append_data(out, (const uint8_t *)cases[i][0], strlen(cases[i][0]));
		g_byte_array_append(out, (const guint8 *)"", 1);
		g_assert_cmpstr((const char *)out->data, ==, cases[i][1]);
	}
}

static void test_plain(void)
{
	g_autofree char *text = vt_sasl_plain("tim", "tanstaaftanstaaf");

	/* RFC 4616 §4 */
	g_assert_cmpstr(text, ==, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/smtp/replies", test_replies);
	g_test_add_func("/smtp/bad-replies", test_bad_replies);
	g_test_add_func("/smtp/endless-replies", test_endless_replies);
	g_test_add_func("/smtp/stream-of-replies", test_stream_of_replies);
	g_test_add_func("/smtp/offers", test_offers);
	g_test_add_func("/smtp/envelope", test_envelope);
	g_test_add_func("/smtp/refused", test_refused);
	g_test_add_func("/smtp/capabilities", test_capabilities);
	g_test_add_func("/smtp/look", test_look);
	g_test_add_func("/smtp/dots", test_dots);
	g_test_add_func("/smtp/plain", test_plain);
	return g_test_run();
}
