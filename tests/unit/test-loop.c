/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-loop - what nobody may answer, and whose notice this is
 */
#include "filters/loop.h"

#include "tests/unit/fixture.h"

static vt_office *office;

static void test_headers(void)
{
	static const struct {
		const char *headers, *mail_from;
		int code;
		bool automatic, bounce;
	} cases[] = {
		{ "From: a@b.example\n", NULL, 0, false, false },
		{ "Auto-Submitted: no\n", NULL, 0, false, false },
		{ "Auto-Submitted: auto-replied (vacation)\n", NULL, VT_CODE_AUTO_SUBMITTED, true,
		  false },
		{ "Precedence: auto_reply\n", NULL, VT_CODE_AUTO_SUBMITTED, true, false },
		{ "Precedence: bulk\n", NULL, VT_CODE_LIST_MAIL, false, false },
		{ "List-Id: <x.example>\n", NULL, VT_CODE_LIST_MAIL, false, false },
		{ "From: a@b.example\n", "", VT_CODE_BOUNCE, true, true },
		{ "Return-Path: <>\n", NULL, VT_CODE_BOUNCE, true, true },
		{ "Return-Path: <>\n", "a@b.example", 0, false, false },
		{ "From: Mail <MAILER-DAEMON@mx.example>\n", NULL, VT_CODE_BOUNCE, true, true },
		{ "From: x <robot@kimson.example>\n", NULL, VT_CODE_OUR_ADDRESS, false, false },
		{ "X-Vanthu-Purpose: notice\n", NULL, 0, false, false },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		fixture f;
		g_test_message("%s", cases[i].headers);
		fixture_open(&f, office, cases[i].headers, "x", NULL);
		f.c.mail_from = cases[i].mail_from;
		vt_loop_run(&f.c, f.contents);
		g_assert_true(f.contents->automatic == cases[i].automatic);
		g_assert_true(f.contents->bounce == cases[i].bounce);
		g_assert_false(f.contents->own_purpose);
		if (cases[i].code)
			g_assert_true(fixture_has(&f, (vt_code)cases[i].code));
		else
			g_assert_cmpuint(f.contents->findings->len, ==, 0);
		fixture_close(&f);
	}
}

static void read_message(const char *raw, vt_case *c, vt_contents *contents)
{
	c->bytes = (const uint8_t *)raw;
	c->size = strlen(raw);
	c->office = office;
	c->scan = vt_scan_new(raw, c->size);
	if (c->scan->root->children && c->scan->root->children->len > 0)
		c->signed_entity = g_ptr_array_index(c->scan->root->children, 0);
	vt_loop_run(c, contents);
	vt_scan_free(c->scan);
}

static void test_reports(void)
{
	g_autoptr(vt_contents) bounce = vt_contents_new();
	g_autoptr(vt_contents) receipt = vt_contents_new();
	vt_case c = { 0 };

	read_message("Content-Type: multipart/report; report-type=delivery-status; "
		     "boundary=b\n\n--b\n\nx\n--b--\n",
		     &c, bounce);
	g_assert_true(bounce->bounce);
	c = (vt_case){ .mail_from = "" };
	read_message("Content-Type: multipart/report; report-type=disposition-notification; "
		     "boundary=b\n\n--b\n\nx\n--b--\n",
		     &c, receipt);
	g_assert_true(receipt->automatic && !receipt->bounce);
}

static void test_purpose(void)
{
	static const char inside[] =
		"From: a@b.example\nContent-Type: multipart/signed; boundary=b\n\n--b\n"
		"X-Vanthu-Purpose: notice\nContent-Type: text/plain\n\nx\n--b\n\ny\n--b--\n";
	static const char outside[] =
		"X-Vanthu-Purpose: notice\nContent-Type: multipart/signed; boundary=b\n\n--b\n"
		"Content-Type: text/plain\n\nx\n--b\nX-Vanthu-Purpose: notice\n\ny\n--b--\n";
	g_autoptr(vt_contents) ours = vt_contents_new();
	g_autoptr(vt_contents) forged = vt_contents_new();
	g_autoptr(vt_contents) opaque = vt_contents_new();
	g_autoptr(GPtrArray) opened = g_ptr_array_new();
	vt_opened layer = { 0 };
	vt_case c = { 0 };

	read_message(inside, &c, ours);
	g_assert_true(ours->own_purpose && ours->automatic);
	g_assert_true(vt_findings_have(ours->findings, VT_CODE_OUR_NOTICE));
	c = (vt_case){ 0 };
	read_message(outside, &c, forged);
	g_assert_false(forged->own_purpose);
	layer.scan = vt_scan_new("X-Vanthu-Purpose: notice\n\nx\n", 29);
	g_ptr_array_add(opened, &layer);
	c = (vt_case){ .opened = opened };
	read_message("From: a@b.example\n\nx\n", &c, opaque);
	g_assert_true(opaque->own_purpose);
	vt_scan_free(layer.scan);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	vt_mime_start();
	office = fixture_office();
	fixture_add_own(office, "UBND xã Kim Sơn", "Kim Sơn");
	g_test_add_func("/loop/headers", test_headers);
	g_test_add_func("/loop/reports", test_reports);
	g_test_add_func("/loop/purpose", test_purpose);
	result = g_test_run();
	vt_office_free(office);
	return result;
}
