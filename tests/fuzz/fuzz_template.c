/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_template - any bytes as a template and as its values; then as a file name and a body
 *
 * The first byte says where template and value part.
 */
#include <string.h>

#include "base/io.h"
#include "mail/compose.h"
#include "mail/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compose(const char *subject, const vt_compose_body *body, const char *value)
{
	static const char id[] = "<abcdefgh@kimson.example>";
	g_autoptr(GBytes) bytes = g_bytes_new(value, strlen(value));
	vt_compose_file file = { value, value, bytes };
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	vt_compose_head head = { .from = "a@b.example",
				 .from_name = value,
				 .to = "c@d.example",
				 .subject = subject,
				 .date = 1795363200,
				 .message_id = id,
				 .in_reply_to = value,
				 .references = value };

	g_ptr_array_add(files, &file);
	vt_autofd int entity_fd = vt_io_memfd("entity", NULL), fd = vt_io_memfd("message", NULL);
	g_autoptr(GBytes) entity = vt_compose_entity_html(id, body, files, entity_fd, NULL);
	if (entity == NULL)
		return;
	g_autoptr(GBytes) message = vt_compose_message(&head, entity, bytes, fd, NULL);
	if (message == NULL)
		return;
	const unsigned char *at = g_bytes_get_data(message, NULL);
	for (size_t i = 0; i < g_bytes_get_size(message); i++) {
		g_assert(at[i] < 0x7f && at[i] != '\0');
		g_assert(at[i] != '\n' || at[i - 1] == '\r');
	}
}

/* No element but ours, and only links that lead to a mail. */
static void check_html(const char *html)
{
	static const char *const ours[] = { "html", "head", "meta",  "body", "div", "p",  "h1",
					    "h2",   "pre",  "table", "col",  "tr",  "th", "td",
					    "ul",   "li",   "a",     "br",   "hr",  NULL };

	g_assert(g_utf8_validate(html, -1, NULL));
	for (const char *at = strchr(html + 1, '<'); at != NULL; at = strchr(at + 1, '<')) {
		const char *begin = at + 1 + (at[1] == '/');
		g_autofree char *name = g_strndup(begin, strcspn(begin, " >\n"));

		g_assert(g_strv_contains(ours, name));
	}
	for (const char *at = strstr(html, "<a "); at != NULL; at = strstr(at + 1, "<a "))
		g_assert(g_str_has_prefix(at, "<a href=\"mailto:"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_filling) filling = vt_filling_new();
	g_autofree char *subject = NULL, *body = NULL;

	if (size < 2)
		return 0;
	size_t cut = 1 + data[0] * (size - 1) / 256;
	g_autofree char *value = g_strndup((const char *)data + cut, size - cut);
	g_autoptr(vt_template) one =
		vt_template_parse((const char *)data + 1, cut - 1, "fuzz",
				  data[0] & 1 ? "van-thu-giu" : "phieu-vao-so", faults);
	vt_filling_add(filling, "so_thu", value);
	vt_filling_add(filling, "chan_thu", value);
	vt_filling_add(filling, "giu_ma", value);
	vt_filling_add(filling, "giu_ma", "{giu_ma}");
	vt_filling_add(filling, "phieu", value);
	vt_filling_add(filling, "lien_ket_ok", value);
	if (!vt_template_fill(one, filling, &subject, &body, NULL))
		return 0;
	g_assert(g_utf8_validate(subject, -1, NULL) && g_utf8_validate(body, -1, NULL));
	g_assert(strpbrk(subject, "\r\n") == NULL && strchr(body, '\r') == NULL);
	g_autofree char *html = vt_template_fill_html(one, filling, "vi");
	const vt_compose_body both = { .text = body, .html = html };
	if (html != NULL)
		check_html(html);
	compose(subject, &both, value);
	return 0;
}
