/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-authres - Authentication-Results as servers write it, and as forgers do
 */
#include "mail/authres.h"

#include <string.h>

/* RFC 8601 appendix B, OpenDKIM, OpenDMARC, policyd-spf, rspamd, Postfix with PREPEND. */
static const struct {
	const char *value;
	const char *read; /* "server method=result,type.name=value;..." */
} forms[] = {
	{ "example.org 1; none", "example.org " },
	{ "example.org; none", "example.org " },
	{ "example.com; spf=pass smtp.mailfrom=example.net",
	  "example.com spf=pass,smtp.mailfrom=example.net;" },
	{ "example.com;\r auth=pass (cram-md5) smtp.auth=sender@example.net", NULL },
	{ "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net;"
	  " spf=pass smtp.mailfrom=example.net",
	  "example.com auth=pass,smtp.auth=sender@example.net;"
	  "spf=pass,smtp.mailfrom=example.net;" },
	{ "foo.example.net (foobar) 1 (baz);  dkim (Because I like it) / 1 (One yay) = (wait for "
	  "it) fail  policy (A dot can go here) . (like that) expired  (this surprised me) = (as I "
	  "wasn't expecting it) 1362471462",
	  "foo.example.net dkim=fail,policy.expired=1362471462;" },
	{ "MX.Kimson.Example; dkim=pass (2048-bit key; unprotected) header.d=hason.example "
	  "header.i=@hason.example header.a=rsa-sha256 header.s=s1 header.b=\"a/b+c=\"",
	  "mx.kimson.example dkim=pass,header.d=hason.example,header.i=@hason.example,"
	  "header.a=rsa-sha256,header.s=s1,header.b=a/b+c=;" },
	{ "mx; dkim=pass header.i=@x.vn header.b=Ab/c=; dmarc=pass (p=none dis=none) "
	  "header.from=x.vn",
	  "mx dkim=pass,header.i=@x.vn,header.b=Ab/c=;dmarc=pass,header.from=x.vn;" },
	{ "mx; spf=pass (sender SPF authorized) smtp.mailfrom=prvs=123=a@b.vn (client-ip=1.2.3.4; "
	  "helo=x)",
	  "mx spf=pass,smtp.mailfrom=prvs=123=a@b.vn;" },
	{ "mx; iprev=pass policy.iprev=2001:db8::1;", "mx iprev=pass,policy.iprev=2001:db8::1;" },
	{ "\"mx.vn\"; spf=fail reason=\"no; spf=pass\" smtp.helo=x",
	  "mx.vn spf=fail,smtp.helo=x;" },
	{ "mx.vn; auth=pass smtp.auth=binh", "mx.vn auth=pass,smtp.auth=binh;" },
	{ "mx; spf=pass (forged; dkim=pass header.d=x.vn) smtp.helo=h",
	  "mx spf=pass,smtp.helo=h;" },

	{ "", NULL },
	{ "mx", NULL },
	{ "mx;", NULL },
	{ "mx 2; spf=pass", NULL },
	{ "mx; none; spf=pass", NULL },
	{ "mx; spf", NULL },
	{ "mx; spf=", NULL },
	{ "mx; =pass", NULL },
	{ "mx; spf=pass smtp.mailfrom", NULL },
	{ "mx; spf=pass smtp.mailfrom=", NULL },
	{ "mx; spf=pass smtp=x", NULL },
	{ "mx; spf=pass (open", NULL },
	{ "mx; spf=pass smtp.mailfrom=\"open", NULL },
	{ "mx; spf=pass smtp.mailfrom=\"a\"smtp.helo=x", NULL },
	{ "mx; spf=pass smtp.mailfrom=a@b.vn, c", NULL },
	{ "mx spf=pass", NULL },
	{ "mx; spf=pass \x01", NULL },
	{ "mx; spf=pass smtp.helo=\xff", NULL },
	{ "mx; dkim/2=pass", NULL },
	{ "mx; spf=pass smtp.helo=x reason=late", NULL },
	{ "spf=pass; dkim=none header.d=none;dmarc=none action=none", NULL },
	{ "(((((((((deep))))))))) mx; spf=pass", NULL },
};

static char *written(const vt_authres *results)
{
	GString *out = g_string_new(results->server);

	g_string_append_c(out, ' ');
	for (guint i = 0; i < results->methods->len; i++) {
		const vt_authres_method *method = g_ptr_array_index(results->methods, i);

		g_string_append_printf(out, "%s=%s", method->name, method->result);
		for (guint k = 0; k < method->properties->len; k++) {
			const vt_authres_property *p = g_ptr_array_index(method->properties, k);

			g_string_append_printf(out, ",%s.%s=%s", p->type, p->name, p->value);
		}
		g_string_append_c(out, ';');
	}
	return g_string_free(out, FALSE);
}

static void test_forms(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		const char *fault = NULL;
		g_autoptr(vt_authres) results = vt_authres_parse(forms[i].value, &fault);
		g_autofree char *read = results != NULL ? written(results) : NULL;

		g_assert_cmpstr(read, ==, forms[i].read);
		g_assert((results == NULL) == (fault != NULL));
	}
}

static void test_bounds(void)
{
	for (unsigned n = VT_MAX_AUTHRES_METHODS; n <= VT_MAX_AUTHRES_METHODS + 1; n++) {
		g_autoptr(GString) value = g_string_new("mx");

		for (unsigned i = 0; i < n; i++)
			g_string_append(value, "; spf=pass");
		g_autoptr(vt_authres) results = vt_authres_parse(value->str, NULL);
		g_assert((results != NULL) == (n == VT_MAX_AUTHRES_METHODS));
	}
	for (unsigned n = VT_MAX_AUTHRES_PROPERTIES; n <= VT_MAX_AUTHRES_PROPERTIES + 1; n++) {
		g_autoptr(GString) value = g_string_new("mx; spf=pass");

		for (unsigned i = 0; i < n; i++)
			g_string_append(value, " smtp.helo=x");
		g_autoptr(vt_authres) results = vt_authres_parse(value->str, NULL);
		g_assert((results != NULL) == (n == VT_MAX_AUTHRES_PROPERTIES));
	}
	for (unsigned n = VT_MAX_AUTHRES_BYTES; n <= VT_MAX_AUTHRES_BYTES + 1; n++) {
		g_autofree char *blanks = g_strnfill(n - strlen("mx; spf=pass"), ' ');
		g_autofree char *value = g_strconcat("mx; spf=pass", blanks, NULL);
		g_autoptr(vt_authres) results = vt_authres_parse(value, NULL);

		g_assert((results != NULL) == (n == VT_MAX_AUTHRES_BYTES));
	}
}

static void test_value(void)
{
	g_autoptr(vt_authres) results = vt_authres_parse(
		"mx; spf=pass smtp.helo=a smtp.helo=b smtp.mailfrom=c smtp.mailfrom=c", NULL);
	const vt_authres_method *method = g_ptr_array_index(results->methods, 0);

	g_assert_null(vt_authres_value(method, "smtp", "helo"));
	g_assert_cmpstr(vt_authres_value(method, "smtp", "mailfrom"), ==, "c");
	g_assert_null(vt_authres_value(method, "header", "d"));
}

#define OURS   "Authentication-Results: mx.vn; spf=pass smtp.mailfrom=x\r\n"
#define THEIRS "Authentication-Results: other.vn; spf=pass smtp.mailfrom=x\r\n"
#define HOP    "Received: from a by b; Mon, 1 Jan 2026 00:00:00 +0700\r\n"

static const struct {
	const char *header;
	unsigned hops, trusted;
} places[] = {
	{ OURS HOP, 0, 1 },
	{ HOP OURS, 0, 0 },
	{ HOP OURS, 1, 0 }, /* it came past that server: the field may be the sender's */
	{ HOP OURS HOP, 1, 1 },
	{ HOP HOP OURS, 1, 0 },
	{ OURS, 0, 0 }, /* no server wrote that top */
	{ OURS, 1, 0 },
	{ OURS HOP, 2, 0 },
	{ THEIRS HOP, 0, 0 },
	{ THEIRS OURS OURS HOP OURS, 0, 2 },
	{ "Authentication-Results:\r\n\tMX.VN;\r\n\tspf=pass\r\n" HOP, 0, 1 },
	{ "Authentication-Results : mx.vn; spf=pass\r\nreceived:x\r\n", 0, 1 },
	{ "X-Authentication-Results: mx.vn; spf=pass\r\n" HOP, 0, 0 },
};

static void test_places(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *message =
			g_strconcat(places[i].header, "From: a@b.vn\r\n\r\n" OURS, NULL);
		g_autoptr(vt_scan) scan = vt_scan_new(message, strlen(message));
		g_autoptr(GPtrArray) trusted = vt_authres_trusted(scan, "mx.vn", places[i].hops);

		g_test_message("place %zu", i);
		g_assert_cmpuint(trusted->len, ==, places[i].trusted);
	}
}

static void test_many(void)
{
	for (unsigned n = VT_MAX_AUTHRES_FIELDS; n <= VT_MAX_AUTHRES_FIELDS + 1; n++) {
		g_autoptr(GString) message = g_string_new(NULL);

		for (unsigned i = 0; i < n; i++)
			g_string_append(message, OURS);
		g_string_append(message, HOP "\r\n");
		g_autoptr(vt_scan) scan = vt_scan_new(message->str, message->len);
		g_autoptr(GPtrArray) trusted = vt_authres_trusted(scan, "mx.vn", 0);
		g_assert_cmpuint(trusted->len, ==, n == VT_MAX_AUTHRES_FIELDS ? n : 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/authres/forms", test_forms);
	g_test_add_func("/authres/bounds", test_bounds);
	g_test_add_func("/authres/value", test_value);
	g_test_add_func("/authres/places", test_places);
	g_test_add_func("/authres/many", test_many);
	return g_test_run();
}
