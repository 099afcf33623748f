/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose - a mail as bytes
 */
#include "mail/compose.h"

#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "mail/compose_private.h"

#define BASE64_LINE  57 /* bytes in, 76 out */
#define QP_LINE      76
#define PIECE_BYTES  ((size_t)BASE64_LINE * 4096) /* of a file, encoded and written at a time */
#define HEADER_BYTES (1024u * 1024)               /* what stands around an entity, at most */

/* ---- encodings ---- */

static void append_base64(GString *out, const void *bytes, size_t size)
{
	const guchar *at = bytes;

	for (size_t done = 0; done < size; done += BASE64_LINE) {
		char line[80];
		int state = 0, save = 0;
		size_t take = MIN(size - done, BASE64_LINE);
		size_t made = g_base64_encode_step(at + done, take, FALSE, line, &state, &save);

		made += g_base64_encode_close(FALSE, line + made, &state, &save);
		g_string_append_len(out, line, (gssize)made);
		g_string_append(out, "\r\n");
	}
}

/* What may stand as it is: printable ASCII, a blank inside a line; not what mail servers touch: a
 * dot alone, "From ". */
static bool qp_literal(const char *at, bool begins)
{
	unsigned char c = (unsigned char)*at;

	if (c == ' ')
		return at[1] != '\n' && at[1] != '\0';
	if (begins && (c == '.' || g_str_has_prefix(at, "From ")))
		return false;
	return c > ' ' && c < 0x7f && c != '=';
}

static void append_quoted_printable(GString *out, const char *text)
{
	size_t column = 0;
	bool begins = true;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\n') {
			g_string_append(out, "\r\n");
			column = 0;
			begins = true;
			continue;
		}
		bool literal = qp_literal(at, begins);
		size_t width = literal ? 1 : 3;
		if (column + width > QP_LINE - 1) {
			g_string_append(out, "=\r\n");
			column = 0;
			literal = qp_literal(at, true);
			width = literal ? 1 : 3;
		}
		if (literal)
			g_string_append_c(out, *at);
		else
			g_string_append_printf(out, "=%02X", (unsigned char)*at);
		column += width;
		begins = false;
	}
	if (column > 0)
		g_string_append(out, "\r\n");
}

/* ---- the entity ---- */

/* What a vanthu must not register, and what it is to: the signer has a key for each. */
static const char notice[] = "X-Vanthu-Purpose: notice\r\n";
static const char document[] = "X-Vanthu-Purpose: document\r\n";

static void append_text(GString *out, const char *type, const char *body)
{
	g_string_append_printf(out,
			       "Content-Type: %s; charset=UTF-8\r\n"
			       "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
			       type);
	append_quoted_printable(out, body);
}

/* The last part is the one that is shown. */
static void append_body(GString *out, const char *message_id, const vt_compose_body *body)
{
	g_autofree char *boundary = vt_compose_boundary(message_id, "alt");

	if (body->html == NULL) {
		append_text(out, "text/plain", body->text);
		return;
	}
	g_string_append_printf(out,
			       "Content-Type: multipart/alternative;\r\n\tboundary=\"%s\"\r\n\r\n"
			       "--%s\r\n",
			       boundary, boundary);
	append_text(out, "text/plain", body->text);
	g_string_append_printf(out, "\r\n--%s\r\n", boundary);
	append_text(out, "text/html", body->html);
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
}

static bool type_word(const char *word, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!g_ascii_isalnum(word[i]) && strchr("+.-_", word[i]) == NULL)
			return false;
	}
	return size > 0 && size <= 90;
}

/* Text would be touched on its way, message and multipart must not be base64 (RFC 2046 §5). */
static const char *file_type(const char *type)
{
	static const char *const apart[] = { "text/", "message/", "multipart/" };
	const char *slash = type != NULL ? strchr(type, '/') : NULL;

	if (slash == NULL || !type_word(type, (size_t)(slash - type))
	    || !type_word(slash + 1, strlen(slash + 1)))
		return "application/octet-stream";
	for (size_t i = 0; i < G_N_ELEMENTS(apart); i++) {
		if (g_ascii_strncasecmp(type, apart[i], strlen(apart[i])) == 0)
			return "application/octet-stream";
	}
	return type;
}

/* What was composed so far goes to the file. */
static bool write_out(GString *out, int fd, GError **error)
{
	bool well = vt_io_write_full(fd, out->str, out->len, error);

	g_string_truncate(out, 0);
	return well;
}

static bool write_file(GString *out, const vt_compose_file *file, int fd, GError **error)
{
	g_autofree char *name = vt_compose_file_name(file->name != NULL ? file->name : "");
	gsize size = 0;
	const guchar *bytes = g_bytes_get_data(file->bytes, &size);

	g_string_append_printf(out,
			       "Content-Type: %s\r\n"
			       "Content-Transfer-Encoding: base64\r\n"
			       "Content-Disposition: attachment",
			       file_type(file->type));
	vt_header_filename(out, name);
	g_string_append(out, "\r\n\r\n");
	for (size_t done = 0; done < size; done += PIECE_BYTES) {
		append_base64(out, bytes + done, MIN(size - done, PIECE_BYTES));
		if (!write_out(out, fd, error))
			return false;
	}
	return true;
}

static bool fits(const vt_compose_body *body, const GPtrArray *files, GError **error)
{
	uint64_t total = 3 * (uint64_t)strlen(body->text);

	if (body->html != NULL)
		total += 3 * (uint64_t)strlen(body->html);

	if (files != NULL && files->len > VT_COMPOSE_MAX_FILES)
		return vt_error_set(error, VT_NEVER, "cannot compose mail: %u files", files->len);
	for (unsigned i = 0; files != NULL && i < files->len; i++) {
		const vt_compose_file *file = g_ptr_array_index(files, i);

		total += g_bytes_get_size(file->bytes) / 54 * 76 + 2000;
	}
	return total <= VT_COMPOSE_MAX_BYTES
	       || vt_error_set(error, VT_NEVER, "cannot compose mail: more than %u bytes",
			       VT_COMPOSE_MAX_BYTES);
}

static bool may_compose(const char *message_id, const vt_compose_body *body, const GPtrArray *files,
			GError **error)
{
	if (!vt_compose_id_is_valid(message_id))
		return vt_error_set(error, VT_NEVER, "cannot compose mail: bad message id");
	if (!g_utf8_validate(body->text, -1, NULL)
	    || (body->html != NULL && !g_utf8_validate(body->html, -1, NULL)))
		return vt_error_set(error, VT_NEVER, "cannot compose mail: body is not UTF-8");
	return fits(body, files, error);
}

/* first: the body, with its header. */
static bool write_mixed(GString *out, const char *message_id, const GString *first,
			const GPtrArray *files, int fd, GError **error)
{
	g_autofree char *boundary = vt_compose_boundary(message_id, "mix");

	g_string_append_printf(out, "Content-Type: multipart/mixed;\r\n\tboundary=\"%s\"\r\n\r\n",
			       boundary);
	g_string_append_printf(out, "--%s\r\n", boundary);
	g_string_append_len(out, first->str, (gssize)first->len);
	for (unsigned i = 0; i < files->len; i++) {
		g_string_append_printf(out, "\r\n--%s\r\n", boundary);
		if (!write_file(out, g_ptr_array_index(files, i), fd, error))
			return false;
	}
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
	return true;
}

GBytes *vt_compose_entity_html(const char *message_id, const vt_compose_body *body,
			       const GPtrArray *files, int fd, GError **error)
{
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) out = g_string_new(body->is_document ? document : notice);

	if (!may_compose(message_id, body, files, error))
		return NULL;
	if (body->status > 0)
		g_string_append_printf(out, VT_STATUS_HEADER ": %02d\r\n", body->status);
	append_body(first, message_id, body);
	if (files == NULL || files->len == 0)
		g_string_append_len(out, first->str, (gssize)first->len);
	else if (!write_mixed(out, message_id, first, files, fd, error))
		return NULL;
	return write_out(out, fd, error) ? vt_io_map_fd(fd, VT_COMPOSE_MAX_BYTES, error) : NULL;
}

GBytes *vt_compose_entity(const char *message_id, const char *body, const GPtrArray *files, int fd,
			  GError **error)
{
	const vt_compose_body text = { .text = body };

	return vt_compose_entity_html(message_id, &text, files, fd, error);
}

GBytes *vt_compose_invitation(const char *message_id, const char *body, const char *calendar,
			      bool cancels, int fd, GError **error)
{
	g_autofree char *boundary = vt_compose_boundary(message_id, "alt");
	g_autoptr(GString) out = g_string_new(notice);

	const vt_compose_body text = { .text = body };

	if (!may_compose(message_id, &text, NULL, error))
		return NULL;
	g_string_append_printf(out,
			       "Content-Type: multipart/alternative;\r\n\tboundary=\"%s\"\r\n\r\n"
			       "--%s\r\n",
			       boundary, boundary);
	append_text(out, "text/plain", body);
	/* The last part is the one to be shown: the calendar, by those that know one. */
	g_string_append_printf(out,
			       "\r\n--%s\r\n"
			       "Content-Type: text/calendar; charset=UTF-8; method=%s\r\n"
			       "Content-Transfer-Encoding: base64\r\n\r\n",
			       boundary, cancels ? "CANCEL" : "REQUEST");
	append_base64(out, calendar, strlen(calendar));
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
	return write_out(out, fd, error) ? vt_io_map_fd(fd, VT_COMPOSE_MAX_BYTES, error) : NULL;
}

/* ---- the message ---- */

static bool append_head(GString *out, const vt_compose_head *head, GError **error)
{
	if (!vt_compose_id_is_valid(head->message_id))
		return vt_error_set(error, VT_NEVER, "cannot compose mail: bad message id");
	if (!vt_header_address(out, "From", head->from_name, head->from, error)
	    || !vt_header_address(out, "To", head->to_name, head->to, error)
	    || (head->reply_to != NULL
		&& !vt_header_address(out, "Reply-To", NULL, head->reply_to, error))
	    || !vt_header_text(out, "Subject", head->subject, error)
	    || !vt_header_date(out, "Date", head->date, error)
	    || !vt_header_token(out, "Message-ID", head->message_id, error))
		return false;
	if (head->in_reply_to != NULL)
		vt_header_ids(out, "In-Reply-To", head->in_reply_to);
	if (head->references != NULL)
		vt_header_ids(out, "References", head->references);
	if (!head->is_document)
		g_string_append_printf(out, "Auto-Submitted: %s\r\n",
				       head->replied ? "auto-replied" : "auto-generated");
	if (!head->wants_receipt && !head->is_document)
		g_string_append(out, "X-Auto-Response-Suppress: All\r\n");
	if (head->wants_receipt
	    && !vt_header_address(out, "Disposition-Notification-To", NULL, head->from, error))
		return false;
	if (head->is_test)
		g_string_append(out, VT_ROUNDTRIP_HEADER ": yes\r\n");
	/* Whose notice it is: mail that comes back with it is ours (the loop filter reads it). */
	return vt_header_address(out, "X-Vanthu-Loop", NULL, head->from, error);
}

static bool write_signed(GString *out, const vt_compose_head *head, GBytes *entity, GBytes *der,
			 int fd, GError **error)
{
	g_autofree char *boundary = vt_compose_boundary(head->message_id, "sig");
	gsize size = 0, der_size = 0;
	const char *bytes = g_bytes_get_data(entity, &size);
	const void *der_bytes = g_bytes_get_data(der, &der_size);

	g_string_append_printf(out,
			       "Content-Type: multipart/signed; micalg=sha-256;\r\n"
			       "\tprotocol=\"application/pkcs7-signature\";\r\n"
			       "\tboundary=\"%s\"\r\n\r\n--%s\r\n",
			       boundary, boundary);
	if (!write_out(out, fd, error) || !vt_io_write_full(fd, bytes, size, error))
		return false;
	/* The CRLF before the delimiter belongs to it (RFC 2046 §5.1.1), not to what is signed. */
	g_string_append_printf(out,
			       "\r\n--%s\r\n"
			       "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
			       "Content-Transfer-Encoding: base64\r\n"
			       "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n",
			       boundary);
	append_base64(out, der_bytes, der_size);
	g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
	return write_out(out, fd, error);
}

static bool write_plain(GString *out, GBytes *entity, int fd, GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(entity, &size);

	return write_out(out, fd, error) && vt_io_write_full(fd, bytes, size, error);
}

GBytes *vt_compose_message(const vt_compose_head *head, GBytes *entity, GBytes *der, int fd,
			   GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (!append_head(out, head, error))
		return NULL;
	g_string_append(out, "MIME-Version: 1.0\r\n");
	if (!(der != NULL ? write_signed(out, head, entity, der, fd, error)
			  : write_plain(out, entity, fd, error)))
		return NULL;
	return vt_io_map_fd(fd, VT_COMPOSE_MAX_BYTES + HEADER_BYTES, error);
}
