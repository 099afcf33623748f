/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-reply - new, quoted, closing: plain text and HTML of many clients
 */
#include "mail/reply.h"

#include <string.h>

/* Each line with a letter of its part in front: n new, c closing, q quoted. Empty ones left out. */
static char *shown(const vt_reply *reply)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < reply->lines->len; i++) {
		const vt_reply_line *line = g_ptr_array_index(reply->lines, i);

		if (*line->text != '\0')
			g_string_append_printf(text, "%c%s\n", "ncq"[line->part], line -> text);
	}
	return g_string_free(text, FALSE);
}

static void check_plain(const char *body, const char *wanted)
{
	g_autoptr(vt_reply) reply = vt_reply_plain(body, false, false);
	g_autofree char *got = shown(reply);

	g_assert_cmpstr(got, ==, wanted);
}

static void check_html(const char *body, const char *wanted)
{
	g_autoptr(vt_reply) reply = vt_reply_html(body);
	g_autofree char *got = shown(reply);

	g_assert_false(reply->hidden);
	g_assert_cmpstr(got, ==, wanted);
}

static void test_plain(void)
{
	check_plain("OK\n> a\n> > b\nc\n", "nOK\nqa\nqb\nnc\n");
	check_plain("OK\r\n\r\n-- \r\nAn\r\n", "nOK\nc-- \ncAn\n");
	check_plain(
		"OK\nVào Th 2, 23 thg 11, 2026 vào lúc 08:15 An <a@b.vn>\nđã viết:\n> a\nb\n",
		"nOK\nqVào Th 2, 23 thg 11, 2026 vào lúc 08:15 An <a@b.vn>\nqđã viết:\nqa\nnb\n");
	check_plain("OK\nOn Mon, 23 Nov 2026 at 08:15, An <a@b.vn> wrote:\n\na\nb\n",
		    "nOK\nqOn Mon, 23 Nov 2026 at 08:15, An <a@b.vn> wrote:\nqa\nqb\n");
	check_plain("OK\n\n-----Original Message-----\nFrom: An\na\n",
		    "nOK\nq-----Original Message-----\nqFrom: An\nqa\n");
	check_plain("OK\n________________________________\nTừ: An\n",
		    "nOK\nq________________________________\nqTừ: An\n");
	check_plain("OK\n\nTừ: An <a@b.vn>\nĐã gửi: Thứ Hai\nĐến: B\nChủ đề: X\n\na\n",
		    "nOK\nqTừ: An <a@b.vn>\nqĐã gửi: Thứ Hai\nqĐến: B\nqChủ đề: X\nqa\n");
	check_plain("OK\nĐã gửi từ iPhone của tôi\n", "nOK\ncĐã gửi từ iPhone của tôi\n");
	check_plain("OK\nTrân trọng./.\nAn\nSố: 12 Trần Phú\n",
		    "nOK\ncTrân trọng./.\ncAn\ncSố: 12 Trần Phú\n");
	check_plain("Từ: hôm nay tôi đồng ý\nOK\n", "nTừ: hôm nay tôi đồng ý\nnOK\n");
	check_plain("", "");
}

static void test_flowed(void)
{
	g_autoptr(vt_reply) reply =
		vt_reply_plain("a \nb\n> c \n> d\n> e\n> f \n>> g\n-- \nx\n From\n", true, false);
	g_autofree char *got = shown(reply);
	g_autoptr(vt_reply) joined = vt_reply_plain("a \nb\n", true, true);
	g_autofree char *together = shown(joined);

	g_assert_cmpstr(got, ==, "na b\nqc d\nqe\nqf\nqg\nc-- \ncx\ncFrom\n");
	g_assert_cmpstr(together, ==, "nab\n");
}

static void test_html(void)
{
	check_html("<div>OK</div><div class=\"gmail_quote\"><div class=gmail_attr>Vào 1 đã "
		   "viết:</div><blockquote class=\"gmail_quote\"><div>a</div></blockquote></div>",
		   "nOK\nqVào 1 đã viết:\nqa\n");
	check_html("OK<br><br>Đã gửi từ iPhone của tôi<div>Vào 08:15 An &lt;a@b.vn&gt; đã "
		   "viết:<br></div><blockquote type=\"cite\">a<br>b</blockquote>c",
		   "nOK\ncĐã gửi từ iPhone của tôi\nqVào 08:15 An <a@b.vn> đã viết:\nqa\nqb\nnc\n");
	check_html("<p class=MsoNormal>OK</p><div><div style='border:none;border-top:solid #E1E1E1 "
		   "1.0pt'><p><b>From:</b> An</p></div></div><p>a</p>",
		   "nOK\nqFrom: An\nqa\n");
	check_html("<p>OK</p><hr tabindex=\"-1\"><div id=\"divRplyFwdMsg\">Từ: An</div>a",
		   "nOK\nqTừ: An\nqa\n");
	check_html("OK<div class=\"gmail_signature\">Số: 12<br>An</div>b",
		   "nOK\ncSố: 12\ncAn\nnb\n");
	check_html("<table><tr><td>Số</td><td>13</td></tr><tr><td>Ký hiệu</td></tr></table>",
		   "nSố\t13\nnKý hiệu\n");
	check_html("<pre>a\nb</pre><p>c &lt; d<p>e", "na\nnb\nnc < d\nne\n");
	check_html("<blockquote style=\"margin:0 0 0 40px;border:none;padding:0\">OK</blockquote>",
		   "nOK\n");
	check_html("<style>.x{color:red}</style><script>x</script><!-- y --><b>O</b>K", "nOK\n");
}

static const char *const hidden[] = {
	"a<span style=\"display:none\">b</span>",
	"a<span style=\"DISPLAY : None\">b</span>",
	"a<span hidden>b</span>",
	"a<span style='visibility:hidden'>b</span>",
	"a<span style='font-size:0'>b</span>",
	"a<span style='font-size:0px'>b</span>",
	"a<span style='font-size:1px'>b</span>",
	"a<span style='color:#fff'>b</span>",
	"a<font color=white>b</font>",
	"a<div style='background-color:#123456'><i style='color:rgb(18,52,86)'>b</i></div>",
	"<style>.x{display:none}</style>a<span class='y x'>b</span>",
	"<style>#x{font-size:0}</style>a<span id=x>b</span>",
	"<style>@media screen{p.x{display:none}}</style>a<p class=x>b</p>",
	"a<span style='opacity:0'>b</span>",
	"a<div style='height:0;overflow:hidden'>b</div>",
	"a<span style='mso-hide:all'>b</span>",
	"<blockquote>a<span style='display:none'>b</span></blockquote>",
	"a<span style='display&#58;none'>b</span>",
	"a<span style='display:/* x */none'>b</span>",
	"a<span style='d\\69splay:none'>b</span>",
	"<style>.x{display:/**/none}</style>a<span class=x>b</span>",
	"a<span style='font:0/0 a'>b</span>",
	"a<span style='font-size:12px;font-size:0'>b</span>",
	"a<span style='color:rgba(0,0,0,0)'>b</span>",
	"a<span style='color:hsl(0,0%,100%)'>b</span>",
	"a<div style='position:absolute;left:-500px'>b</div>",
	"a<div style='text-indent:-1000px'>b</div>",
	"a<div style='margin-left:-99em'>b</div>",
	"a<div style='transform:scale(0)'>b</div>",
	"a<details><summary>x</summary>b</details>",
};
static const char *const seen[] = {
	"a<span style='display:none'> &nbsp; </span>",
	"a<span style='color:#fff;background-color:#00f'>b</span>",
	"<td bgcolor='#003366'><font color='#ffffff'>b</font></td>",
	"<style>@media print{p{display:none}}</style><p>a</p>",
	"a<span style='font-size:10.0pt;color:black'>b</span>",
	"a<span style='color:windowtext'>b</span>",
	"a<span style='font-size:0.9em'>b</span>",
	"a<div style='height:0'>b</div>",
	"a<p style='margin-left:-9.0pt;text-indent:-18.0pt'>b</p>",
	"a<span style='background-color:rgba(0,0,0,0)'>b</span>",
	"a<span style='font:11pt Arial'>b</span>",
	"<style>p{font-family:\"\\@MS Gothic\"}</style><p>a</p>",
};

static void test_hidden(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
		g_autoptr(vt_reply) reply = vt_reply_html(hidden[i]);

		g_test_message("%s", hidden[i]);
		g_assert_true(reply->hidden);
		g_assert_cmpuint(reply->lines->len, ==, 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(seen); i++) {
		g_autoptr(vt_reply) reply = vt_reply_html(seen[i]);

		g_test_message("%s", seen[i]);
		g_assert_false(reply->hidden);
	}
}

static void test_marks(void)
{
	g_autoptr(vt_reply) forwarded = vt_reply_plain(
		"FYI\n---------- Forwarded message ---------\nFrom: a\n", false, false);
	g_autoptr(vt_reply) phone = vt_reply_plain("OK\nGửi từ iPhone của tôi\n", false, false);
	g_autoptr(vt_reply) zimbra = vt_reply_html("OK<hr id=\"zwchr\"><div>Từ: a</div>");

	g_assert_true(forwarded->forwarded_inline);
	g_assert_false(phone->forwarded_inline);
	g_assert_cmpstr(phone->client, ==, "ios-mail");
	g_assert_cmpstr(zimbra->client, ==, "zimbra");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reply/plain", test_plain);
	g_test_add_func("/reply/flowed", test_flowed);
	g_test_add_func("/reply/html", test_html);
	g_test_add_func("/reply/hidden", test_hidden);
	g_test_add_func("/reply/marks", test_marks);
	return g_test_run();
}
