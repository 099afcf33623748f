/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-lmtp - a session in one piece, byte by byte, and as attackers write it
 */
#include "net/lmtp.h"

#include <string.h>

#include "base/limits.h"

typedef struct house {
	vt_lmtp_house face;
	GString *written;   /* of the message under way */
	GPtrArray *kept;    /* char *: whole messages */
	GPtrArray *senders; /* char * */
	unsigned recipients, dropped;
	bool refuses_begin, refuses_write, full;
} house;

static bool knows(const char *address, void *data)
{
	(void)data;
	return g_str_has_suffix(address, "@kimson.example") && address[0] != 'x';
}

static bool begin(void *data, bool *full_out)
{
	house *h = data;

	g_string_truncate(h->written, 0);
	*full_out = h->full;
	return !h->refuses_begin;
}

static bool put(const uint8_t *bytes, size_t size, void *data, bool *full_out)
{
	house *h = data;

	g_string_append_len(h->written, (const char *)bytes, (gssize)size);
	*full_out = h->full;
	return !h->refuses_write;
}

static void whole(const vt_lmtp_envelope *envelope, void *data)
{
	house *h = data;

	g_ptr_array_add(h->kept, g_strdup(h->written->str));
	g_ptr_array_add(h->senders, g_strdup(envelope->mail_from));
	h->recipients += envelope->rcpt_to->len;
}

static void drop(void *data)
{
	((house *)data)->dropped++;
}

static void house_init(house *h)
{
	*h = (house){ .face = { .name = "mx.kimson.example",
				.max_bytes = 1000,
				.knows = knows,
				.begin = begin,
				.write = put,
				.whole = whole,
				.drop = drop,
				.data = h },
		      .written = g_string_new(NULL),
		      .kept = g_ptr_array_new_with_free_func(g_free),
		      .senders = g_ptr_array_new_with_free_func(g_free) };
}

static void house_clear(house *h)
{
	g_string_free(h->written, TRUE);
	g_ptr_array_unref(h->kept);
	g_ptr_array_unref(h->senders);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(house, house_clear)

static void answer_if_waiting(vt_lmtp *lmtp, vt_lmtp_fate fate, GString *out)
{
	while (vt_lmtp_is_waiting(lmtp))
		vt_lmtp_answer(lmtp, fate, "01JD", out);
}

/* The replies to all of text, fed in pieces of that size. */
static char *talk_as(house *h, const char *text, size_t size, size_t piece, vt_lmtp_fate fate)
{
	GString *out = g_string_new(NULL);
	g_autoptr(vt_lmtp) lmtp = vt_lmtp_new(&h->face, out);

	for (size_t at = 0; at < size; at += piece) {
		vt_lmtp_feed(lmtp, (const uint8_t *)text + at, MIN(piece, size - at), out);
		answer_if_waiting(lmtp, fate, out);
	}
	return g_string_free(out, FALSE);
}

static char *talk(house *h, const char *text)
{
	return talk_as(h, text, strlen(text), strlen(text), VT_LMTP_KEPT);
}

/* The codes alone: "220 250 250 354 250". */
static char *codes(const char *replies)
{
	g_auto(GStrv) lines = g_strsplit(replies, "\r\n", -1);
	GString *out = g_string_new(NULL);

	for (unsigned i = 0; lines[i] != NULL; i++)
		if (strlen(lines[i]) > 3 && lines[i][3] == ' ')
			g_string_append_printf(out, "%s%.3s", out->len ? " " : "", lines[i]);
	return g_string_free(out, FALSE);
}

#define BEGIN "LHLO mta\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<vanthu@kimson.example>\r\n"
#define CHAT(h, text, want)                                                                        \
	do {                                                                                       \
		g_autofree char *said = talk(h, text);                                             \
		g_autofree char *got = codes(said);                                                \
		g_assert_cmpstr(got, ==, want);                                                    \
	} while (0)

static void test_whole_session(void)
{
	static const char text[] = BEGIN "RCPT TO:<Vanthu+T0K@KIMSON.example>\r\n"
					 "DATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n";

	for (size_t piece = 1; piece <= sizeof text; piece++) {
		g_auto(house) h;
		g_autofree char *replies = NULL;
		g_autofree char *got = NULL;

		house_init(&h);
		replies = talk_as(&h, text, sizeof text - 1, piece, VT_LMTP_KEPT);
		got = codes(replies);
		g_assert_cmpstr(got, ==, "220 250 250 250 250 354 250 250 221");
		g_assert_nonnull(strstr(replies, "250 2.0.0 <Vanthu+T0K@kimson.example> 01JD"));
		g_assert_cmpuint(h.kept->len, ==, 1);
		g_assert_cmpstr(h.kept->pdata[0], ==, "Subject: x\r\n\r\n.dot\r\n");
		g_assert_cmpstr(h.senders->pdata[0], ==, "a@b.example");
		g_assert_cmpuint(h.recipients, ==, 2);
		g_assert_cmpuint(h.dropped, ==, 0);
	}
}

static void test_extensions_told(void)
{
	static const char *const names[] = { "PIPELINING", "8BITMIME", "SMTPUTF8",
					     "SIZE 1000",  "CHUNKING", "ENHANCEDSTATUSCODES" };
	g_auto(house) h;
	g_autofree char *replies = NULL;

	house_init(&h);
	replies = talk(&h, "LHLO mta\r\n");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_nonnull(strstr(replies, names[i]));
}

/* Every way to end a message that is not CRLF.CRLF, with a second message smuggled behind it. */
static void test_smuggling(void)
{
	static const char *const ends[] = { "\n.\n",   "\n.\r\n", "\r.\r",    "\r.\r\n",
					    "\r\n.\n", "\r\n.\r", "\n\n.\r\n" };

	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_auto(house) h;
		g_autofree char *text = g_strconcat(
			BEGIN "DATA\r\nSubject: x\r\n\r\nfirst", ends[i],
			"MAIL FROM:<boss@gov.example>\r\nRCPT TO:<vanthu@kimson.example>\r\n"
			"DATA\r\nsmuggled\r\n.\r\n",
			NULL);
		g_autofree char *replies = NULL;

		house_init(&h);
		replies = talk(&h, text);
		g_assert_nonnull(strstr(replies, "\r\n554 5.6.0 <vanthu@kimson.example>"));
		g_assert_cmpuint(h.kept->len, ==, 0);
		g_assert_cmpuint(h.dropped, ==, 1);
	}
}

static void test_order(void)
{
	g_auto(house) h;

	house_init(&h);
	CHAT(&h, "MAIL FROM:<a@b.example>\r\n", "220 503");
	CHAT(&h, "LHLO\r\nEHLO mta\r\nHELO mta\r\n", "220 501 500 500");
	CHAT(&h, "LHLO mta\r\nRCPT TO:<vanthu@kimson.example>\r\nDATA\r\n", "220 250 503 503");
	CHAT(&h, "LHLO mta\r\nMAIL FROM:<>\r\nDATA\r\n", "220 250 250 503");
	CHAT(&h, BEGIN "MAIL FROM:<c@d.example>\r\nRSET\r\nDATA\r\n",
	     "220 250 250 250 503 250 503");
	CHAT(&h, "LHLO mta\r\nNOOP x\r\nVRFY a\r\nEXPN b\r\n", "220 250 250 252 500");
	g_assert_cmpuint(h.kept->len, ==, 0);
}

static void test_addresses(void)
{
	g_auto(house) h;

	house_init(&h);
	CHAT(&h, "LHLO m\r\nMAIL FROM:a@b.example\r\n", "220 250 501");
	CHAT(&h, "LHLO m\r\nMAIL FROM:<no-at>\r\n", "220 250 501");
	CHAT(&h, "LHLO m\r\nMAIL FROM:<\"a b\"@c.example>\r\n", "220 250 250");
	CHAT(&h, "LHLO m\r\nMAIL FROM:<@x,@y:a@b.example> BODY=8BITMIME SMTPUTF8 SIZE=10\r\n",
	     "220 250 250");
	CHAT(&h, "LHLO m\r\nMAIL FROM:<a@b.example> RET=HDRS\r\n", "220 250 555");
	CHAT(&h, "LHLO m\r\nMAIL FROM:<a@b.example> SIZE=1001\r\n", "220 250 552");
	CHAT(&h, "LHLO m\r\nMAIL FROM:<a@b.example> SIZE=-1\r\n", "220 250 555");
	CHAT(&h, BEGIN "RCPT TO:<xavier@kimson.example>\r\nRCPT TO:<vanthu@other.example>\r\n",
	     "220 250 250 250 550 550");
	CHAT(&h, BEGIN "RCPT TO:<vanthu@kimson.example> NOTIFY=NEVER\r\n", "220 250 250 250 501");
}

static void test_limits(void)
{
	g_auto(house) h;
	g_autofree char *long_line = g_strnfill(VT_MAX_LMTP_LINE_BYTES, 'a');
	g_autofree char *text = g_strconcat("NOOP ", long_line, "\r\nNOOP\r\n", NULL);
	g_autoptr(GString) many = g_string_new("LHLO m\r\nMAIL FROM:<>\r\n");
	g_autoptr(GString) faults = g_string_new(NULL);
	g_autofree char *replies = NULL;

	house_init(&h);
	CHAT(&h, text, "220 500 250");
	for (unsigned i = 0; i <= VT_MAX_ENVELOPE_RECIPIENTS; i++)
		g_string_append_printf(many, "RCPT TO:<v%u@kimson.example>\r\n", i);
	replies = talk(&h, many->str);
	g_assert_nonnull(strstr(replies, "452 4.5.3"));
	g_assert_cmpstr(strstr(replies, "452 4.5.3"), ==, "452 4.5.3 too many recipients\r\n");
	for (unsigned i = 0; i < VT_MAX_LMTP_FAULTS + 5; i++)
		g_string_append(faults, "WHAT\r\n");
	g_free(replies);
	replies = talk(&h, faults->str);
	g_assert_true(g_str_has_suffix(replies, "421 4.3.2 mx.kimson.example too many errors\r\n"));
}

static char *message_of(size_t bytes)
{
	g_autofree char *filled = g_strnfill(bytes - 2, 'a');

	return g_strconcat(BEGIN "DATA\r\n", filled, "\r\n.\r\n", NULL);
}

static void test_size(void)
{
	g_auto(house) h;
	g_autofree char *fits = message_of(1000);
	g_autofree char *over = message_of(1001);

	house_init(&h);
	CHAT(&h, fits, "220 250 250 250 354 250");
	CHAT(&h, over, "220 250 250 250 354 552");
	g_assert_cmpuint(h.kept->len, ==, 1);
	g_assert_cmpuint(h.dropped, ==, 1);
}

static void test_chunks(void)
{
	g_auto(house) h;

	house_init(&h);
	CHAT(&h, BEGIN "BDAT 8\r\nS: x\r\n\r\nBDAT 5 LAST\r\n.ab\r\nNOOP\r\n",
	     "220 250 250 250 250 250 250");
	g_assert_cmpstr(h.kept->pdata[0], ==, "S: x\r\n\r\n.ab\r\n");
	CHAT(&h, BEGIN "BDAT 6\r\nS: x\r\nBDAT 0 LAST\r\n", "220 250 250 250 250 250");
	CHAT(&h, "LHLO m\r\nBDAT 6\r\nQUIT\r\nNOOP\r\n", "220 250 503 250");
	CHAT(&h, BEGIN "BDAT 4 LAST\r\na\nb\r", "220 250 250 250 554");
	CHAT(&h, BEGIN "BDAT 4\r\nab\r\nDATA\r\nRSET\r\nNOOP\r\n",
	     "220 250 250 250 250 503 250 250");
	CHAT(&h, BEGIN "BDAT many\r\n", "220 250 250 250 421");
	g_assert_cmpuint(h.kept->len, ==, 2);
}

static void test_faults_of_ours(void)
{
	g_auto(house) h;
	g_autofree char *text = message_of(10);
	g_autofree char *replies = NULL;

	house_init(&h);
	h.refuses_begin = true;
	CHAT(&h, text, "220 250 250 250 354 451");
	h.full = true;
	CHAT(&h, text, "220 250 250 250 354 452");
	h.refuses_begin = false;
	h.refuses_write = true;
	CHAT(&h, text, "220 250 250 250 354 452");
	h.refuses_write = h.full = false;
	replies = talk_as(&h, text, strlen(text), 7, VT_LMTP_LATER);
	g_assert_nonnull(strstr(replies, "\r\n451 4.3.0 <vanthu@kimson.example>"));
}

static void test_bare_in_commands(void)
{
	static const char *const lines[] = { "NOOP\nNOOP\r\n", "NO\rOP\r\n", "NOOP\r\r\n" };

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_auto(house) h;

		house_init(&h);
		CHAT(&h, lines[i], "220 421");
	}
}

static void test_gone_in_the_middle(void)
{
	g_auto(house) h;

	house_init(&h);
	CHAT(&h, BEGIN "DATA\r\nSubject: half", "220 250 250 250 354");
	g_assert_cmpuint(h.dropped, ==, 1);
	g_assert_cmpuint(h.kept->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lmtp/whole-session", test_whole_session);
	g_test_add_func("/lmtp/extensions-told", test_extensions_told);
	g_test_add_func("/lmtp/smuggling", test_smuggling);
	g_test_add_func("/lmtp/order", test_order);
	g_test_add_func("/lmtp/addresses", test_addresses);
	g_test_add_func("/lmtp/limits", test_limits);
	g_test_add_func("/lmtp/size", test_size);
	g_test_add_func("/lmtp/chunks", test_chunks);
	g_test_add_func("/lmtp/faults-of-ours", test_faults_of_ours);
	g_test_add_func("/lmtp/bare-in-commands", test_bare_in_commands);
	g_test_add_func("/lmtp/gone-in-the-middle", test_gone_in_the_middle);
	return g_test_run();
}
