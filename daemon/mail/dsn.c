/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dsn - the machine part of a report, in blocks of fields
 */
#include "mail/dsn.h"

#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/text.h"
#include "mail/scan_reader.h"

#define MAX_ENVELOPE_ID 100 /* RFC 3461 §4.4 */
#define MAX_WORD        32

static void recipient_free(void *data)
{
	vt_dsn_recipient *recipient = data;

	g_free(recipient->address);
	g_free(recipient->action);
	g_free(recipient->status);
	g_free(recipient->diagnostic);
	g_free(recipient);
}

void vt_dsn_free(vt_dsn *dsn)
{
	if (dsn == NULL)
		return;
	g_free(dsn->envelope_id);
	g_free(dsn->message_id);
	g_ptr_array_unref(dsn->recipients);
	g_free(dsn);
}

/* One line of UTF-8, cut on a character. */
static char *line_of(const char *raw, size_t max_bytes)
{
	g_autofree char *utf8 = vt_text_utf8(raw, -1);
	char *line = NULL;

	for (char *c = utf8; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	line = vt_text_tidy(utf8);
	vt_text_cut(line, max_bytes);
	return line;
}

/* What stands behind the type: "rfc822; a@b.vn", "smtp; 550 no". */
static const char *behind_type(const char *value)
{
	const char *end = strchr(value, ';');

	value = end != NULL ? end + 1 : value;
	return value + strspn(value, " \t");
}

/* NULL when it is no address that we know; some servers write it in angles. */
static char *address_of(const char *value)
{
	const char *why;
	const char *from = behind_type(value);
	size_t size = strlen(from);

	while (size > 0 && g_ascii_isspace(from[size - 1]))
		size--;
	if (size > 2 && from[0] == '<' && from[size - 1] == '>')
		return vt_address_mailbox(from + 1, (gssize)size - 2, &why);
	return size > 0 && size <= VT_MAX_ADDRESS_BYTES
		       ? vt_address_mailbox(from, (gssize)size, &why)
		       : NULL;
}

/* "5.1.1 (no such user)": the digits alone; NULL when they are not those of RFC 3463. */
static char *status_of(const char *value)
{
	size_t size = strspn(value, "0123456789.");
	unsigned dots = 0;

	for (size_t i = 0; i < size; i++)
		dots += value[i] == '.';
	if (dots != 2 || size > VT_MAX_STATUS_BYTES || strchr("245", value[0]) == NULL)
		return NULL;
	return g_strndup(value, size);
}

/* Of a comment, a list or a mode only the word itself: "failed (forever)", "displayed/error". */
static char *word_of(const char *value)
{
	size_t size = 0;

	while (size < MAX_WORD && (g_ascii_isalpha(value[size]) || value[size] == '-'))
		size++;
	return g_ascii_strdown(value, (gssize)size);
}

static void put(char **place, char *take_text)
{
	if (*place == NULL)
		*place = take_text;
	else
		g_free(take_text); /* the first one counts */
}

/* One block of fields: the message's, or a recipient's. */
typedef struct block {
	char *final, *original, *action, *status, *diagnostic;
	char *envelope_id, *message_id, *disposition, *failure;
} block;

static void block_clear(block *b)
{
	char *const texts[] = { b->final,      b->original,    b->action,
				b->status,     b->diagnostic,  b->envelope_id,
				b->message_id, b->disposition, b->failure };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	memset(b, 0, sizeof(*b));
}

/* The fields up to a blank line; where the next block may begin. */
static size_t block_read(const vt_scan *view, size_t at, block *b)
{
	static const struct {
		const char *name;
		size_t place;
	} fields[] = {
		{ "Final-Recipient", offsetof(block, final) },
		{ "Original-Recipient", offsetof(block, original) },
		{ "Action", offsetof(block, action) },
		{ "Status", offsetof(block, status) },
		{ "Diagnostic-Code", offsetof(block, diagnostic) },
		{ "Original-Envelope-Id", offsetof(block, envelope_id) },
		{ "Original-Message-ID", offsetof(block, message_id) },
		{ "Disposition", offsetof(block, disposition) },
		{ "Failure", offsetof(block, failure) },
		{ "Error", offsetof(block, failure) },
	};
	vt_header header;
	vt_line line;

	while (vt_header_read(view, at, view->size, &header)) {
		for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
			if (vt_header_is(view, &header, fields[i].name))
				put((char **)(void *)((char *)b + fields[i].place),
				    vt_header_value(view, &header));
		at = header.next;
	}
	return vt_line_read(view->bytes, at, view->size, &line) ? line.next : view->size;
}

static vt_dsn *dsn_new(void)
{
	vt_dsn *dsn = g_new0(vt_dsn, 1);

	dsn->recipients = g_ptr_array_new_with_free_func(recipient_free);
	return dsn;
}

static void add_recipient(vt_dsn *dsn, const block *b, const char *action, const char *words)
{
	vt_dsn_recipient *recipient = NULL;

	if (dsn->recipients->len >= VT_MAX_TOLD)
		return;
	recipient = g_new0(vt_dsn_recipient, 1);
	if (b->final != NULL)
		recipient->address = address_of(b->final);
	if (recipient->address == NULL && b->original != NULL)
		recipient->address = address_of(b->original);
	recipient->action = word_of(action);
	recipient->status = b->status != NULL ? status_of(b->status) : NULL;
	recipient->diagnostic =
		line_of(words != NULL ? behind_type(words) : "", VT_MAX_DETAIL_BYTES);
	g_ptr_array_add(dsn->recipients, recipient);
}

static vt_scan view_of(const void *bytes, size_t size)
{
	return (vt_scan){ .bytes = bytes, .size = MIN(size, VT_MAX_DSN_BYTES) };
}

static vt_dsn *done(vt_dsn *take_dsn)
{
	if (take_dsn->recipients->len > 0)
		return take_dsn;
	vt_dsn_free(take_dsn);
	return NULL;
}

vt_dsn *vt_dsn_delivery(const void *bytes, size_t size)
{
	const vt_scan view = view_of(bytes, size);
	vt_dsn *dsn = dsn_new();
	block b = { 0 };

	for (size_t at = 0; at < view.size;) {
		at = block_read(&view, at, &b);
		if (b.envelope_id != NULL && dsn->envelope_id == NULL)
			dsn->envelope_id = line_of(b.envelope_id, MAX_ENVELOPE_ID);
		if (b.action != NULL || b.final != NULL)
			add_recipient(dsn, &b, b.action != NULL ? b.action : "", b.diagnostic);
		block_clear(&b);
	}
	return done(dsn);
}

vt_dsn *vt_dsn_disposition(const void *bytes, size_t size)
{
	const vt_scan view = view_of(bytes, size);
	vt_dsn *dsn = dsn_new();
	block b = { 0 };

	for (size_t at = 0; at < view.size;) {
		at = block_read(&view, at, &b);
		if (b.message_id != NULL && dsn->message_id == NULL)
			dsn->message_id = line_of(b.message_id, VT_MAX_MESSAGE_ID_BYTES);
		/* "manual-action/MDN-sent-manually; displayed" */
		if (b.disposition != NULL)
			add_recipient(dsn, &b, behind_type(b.disposition), b.failure);
		block_clear(&b);
	}
	return done(dsn);
}
