/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-dsn - the machine part of reports as servers write it
 */
#include "mail/dsn.h"

#include <stdbool.h>
#include <string.h>

#include "base/limits.h"

/* "envelope|message-id" then for each recipient "|address action status words". */
static char *written(const vt_dsn *dsn)
{
	GString *out = g_string_new(NULL);

	if (dsn == NULL)
		return g_string_free(out, FALSE);
	g_string_append_printf(out, "%s|%s", dsn->envelope_id != NULL ? dsn->envelope_id : "",
			       dsn->message_id != NULL ? dsn->message_id : "");
	for (guint i = 0; i < dsn->recipients->len; i++) {
		const vt_dsn_recipient *r = g_ptr_array_index(dsn->recipients, i);

		g_string_append_printf(out, "|%s %s %s %s", r->address != NULL ? r->address : "-",
				       r->action, r->status != NULL ? r->status : "-",
				       r->diagnostic);
	}
	return g_string_free(out, FALSE);
}

static const struct {
	bool disposition;
	const char *part, *read;
} parts[] = {
	/* Postfix */
	{ false,
	  "Reporting-MTA: dns; mx\r\nOriginal-Envelope-Id: abc\r\n\r\nFinal-Recipient: rfc822; "
	  "A@B.vn\r\nOriginal-Recipient: rfc822;c@d.vn\r\nAction: failed\r\nStatus: 5.1.1\r\n"
	  "Diagnostic-Code: smtp; 550 5.1.1 no\r\n such user\r\n",
	  "abc||A@b.vn failed 5.1.1 550 5.1.1 no such user" },
	/* Exchange: no diagnostic, a blank line more; LF only */
	{ false,
	  "Reporting-MTA: dns;x\n\n\nFinal-recipient: RFC822;a@b.vn\nAction: Delivered\n"
	  "Status: 2.0.0\n",
	  "||a@b.vn delivered 2.0.0 " },
	{ false, "Final-Recipient: <a@b.vn>\nAction: delayed (a while)\nStatus: 4.4.1 (busy)\n",
	  "||a@b.vn delayed 4.4.1 " },
	{ false, "Original-Recipient: rfc822;a@b.vn\nAction: relayed\n", "||a@b.vn relayed - " },
	{ false, "A: b\n\nFinal-Recipient: x400; /c=vn\nAction: failed\nStatus: 9.1.1\n",
	  "||- failed - " },
	{ false, "Final-Recipient: rfc822; a@b.vn\nStatus: 5.1\n", "||a@b.vn  - " },
	{ false, "Reporting-MTA: dns; mx\n", "" },
	{ false, "", "" },
	{ false, "Action: failed\nAction: delivered\n", "||- failed - " },
	{ false, "Action: failed\nDiagnostic-Code: x; a\xff\x01\tb\n",
	  "||- failed - a\xef\xbf\xbd b" },
	{ true,
	  "Reporting-UA: x\r\nFinal-Recipient: rfc822;a@b.vn\r\nOriginal-Message-ID: <m@x>\r\n"
	  "Disposition: manual-action/MDN-sent-manually; displayed\r\n",
	  "|<m@x>|a@b.vn displayed - " },
	{ true,
	  "Disposition: automatic-action/MDN-sent-automatically; deleted/error\nError: full\n",
	  "||- deleted - full" },
	{ true, "Final-Recipient: rfc822;a@b.vn\n", "" },
};

static void test_forms(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		const char *part = parts[i].part;
		g_autoptr(vt_dsn) dsn = parts[i].disposition
						? vt_dsn_disposition(part, strlen(part))
						: vt_dsn_delivery(part, strlen(part));
		g_autofree char *read = written(dsn);

		g_assert_cmpstr(read, ==, parts[i].read);
	}
}

static void test_bounds(void)
{
	for (unsigned n = VT_MAX_TOLD; n <= VT_MAX_TOLD + 1; n++) {
		g_autoptr(GString) part = g_string_new(NULL);

		for (unsigned i = 0; i < n; i++)
			g_string_append(part, "Action: failed\n\n");
		g_autoptr(vt_dsn) dsn = vt_dsn_delivery(part->str, part->len);
		g_assert_cmpuint(dsn->recipients->len, ==, VT_MAX_TOLD);
	}
	g_autofree char *many = g_strnfill(VT_MAX_DETAIL_BYTES - 1, 'x');
	g_autofree char *part = g_strconcat("Action: failed\nDiagnostic-Code: smtp; ", many,
					    "\xe1\xbb\x87\n", NULL);
	g_autoptr(vt_dsn) dsn = vt_dsn_delivery(part, strlen(part));
	const vt_dsn_recipient *recipient = g_ptr_array_index(dsn->recipients, 0);
	g_assert_cmpstr(recipient->diagnostic, ==, many);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dsn/forms", test_forms);
	g_test_add_func("/dsn/bounds", test_bounds);
	return g_test_run();
}
