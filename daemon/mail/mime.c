/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime - GMime's reading of the message
 */
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/html.h"
#include "mail/scan.h"

#define MAX_WARNINGS 16

void vt_mime_start(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	vt_charset_start();
	g_mime_init();
}

void vt_leaf_free(void *data)
{
	vt_leaf *leaf = data;

	if (!leaf)
		return;
	g_free(leaf->path);
	g_free(leaf->within);
	g_free(leaf->declared);
	g_free(leaf->name);
	g_free(leaf->disposition);
	g_free(leaf->charset);
	g_clear_pointer(&leaf->content, g_bytes_unref);
	g_free(leaf);
}

void vt_mime_free(vt_mime *mime)
{
	if (!mime)
		return;
	g_free(mime->subject);
	g_free(mime->message_id);
	g_free(mime->in_reply_to);
	g_ptr_array_unref(mime->recipients);
	g_ptr_array_unref(mime->leaves);
	g_ptr_array_unref(mime->warnings);
	g_free(mime);
}

/* Warnings that mean another program may read another message. The rest is what real clients do
 * (raw UTF-8 in a header, a clumsy address list, a part without a body) or what our scanner says
 * better (no last boundary, fields and parameters twice: a filename beside its RFC 2231 form is
 * what Gmail writes). */
static const char *const warnings_of_substance[] = {
	[GMIME_WARN_INVALID_CONTENT_TYPE] = "invalid content type",
	[GMIME_WARN_MALFORMED_MULTIPART] = "malformed multipart",
	[GMIME_WARN_MALFORMED_MESSAGE] = "malformed message",
	[GMIME_CRIT_INVALID_HEADER_NAME] = "invalid header name",
	[GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY] = "multipart without boundary",
	[GMIME_CRIT_NESTING_OVERFLOW] = "nesting overflow",
	[GMIME_CRIT_PART_WITHOUT_HEADERS_OR_CONTENT] = "part without headers or content",
};

/* GMime 3.2's signature: the item is a header name or value, never trusted and not kept. */
static void warning_note(gint64 offset, GMimeParserWarning warning, const gchar *item,
			 gpointer user_data)
{
	GPtrArray *warnings = user_data;

	(void)item;
	if ((size_t)warning >= G_N_ELEMENTS(warnings_of_substance)
	    || !warnings_of_substance[warning] || warnings->len >= MAX_WARNINGS)
		return;
	g_ptr_array_add(warnings, g_strdup_printf("%s at byte %" G_GINT64_FORMAT,
						  warnings_of_substance[warning], offset));
}

/* A stream over bytes that are not ours: nothing is copied, nothing written, nothing freed. */
static GMimeStream *stream_over(const void *bytes, size_t size, GByteArray **array_out)
{
	/* GMime has no read-only memory stream */
	union {
		const void *given;
		guint8 *taken;
	} input = { .given = bytes };
	*array_out = g_byte_array_new_take(input.taken, size);
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), *array_out);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	return stream;
}

static GBytes *content_decode(GMimePart *part)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	g_autoptr(GByteArray) array = g_byte_array_new();

	if (wrapper) {
		GMimeStream *stream = g_mime_stream_mem_new();

		g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), array);
		g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
		g_mime_data_wrapper_write_to_stream(wrapper, stream);
		g_object_unref(stream);
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&array));
}

/* The same fall-back as the scanner's: what is no type is text. */
static char *declared_type(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autofree char *full = type ? g_mime_content_type_get_mime_type(type) : NULL;

	g_autofree char *utf8 = full ? vt_text_utf8(full, -1) : NULL;

	if (!utf8 || strlen(utf8) > VT_MAX_TYPE_BYTES)
		return g_strdup("text/plain");
	return g_ascii_strdown(utf8, -1);
}

/* A logo in a signature block: a picture that an HTML part refers to, not a file somebody attached.
 */
static bool is_logo(GMimeObject *object, GMimeObject *parent, const vt_leaf *leaf)
{
	if (!parent || !GMIME_IS_MULTIPART(parent) || !g_str_has_prefix(leaf->declared, "image/"))
		return false;
	GMimeContentType *type = g_mime_object_get_content_type(parent);
	return g_mime_content_type_is_type(type, "multipart", "related")
	       && g_mime_multipart_index_of(GMIME_MULTIPART(parent), object) > 0
	       && g_strcmp0(leaf->disposition, "attachment") != 0;
}

/* "us-ascii (Plain text)": GMime keeps the comment (RFC 2045 §5.1). */
static char *charset_read(GMimeObject *object)
{
	const char *charset = g_mime_object_get_content_type_parameter(object, "charset");

	return charset ? vt_text_utf8(charset, (gssize)strcspn(charset, " \t(;")) : NULL;
}

/* An empty filename is none: then the name of Content-Type counts. */
static char *name_read(GMimePart *part)
{
	const char *name = g_mime_part_get_filename(part);

	if (!name || !*name)
		name = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "name");
	return name && *name ? vt_text_utf8(name, -1) : NULL;
}

static bool has_parameter(GMimeObject *object, const char *name, const char *wanted)
{
	const char *value = g_mime_object_get_content_type_parameter(object, name);

	return value && g_ascii_strcasecmp(value, wanted) == 0;
}

static void leaf_add(vt_mime *mime, GMimeObject *object, GMimeObject *parent, const char *path)
{
	vt_leaf *leaf = g_new0(vt_leaf, 1);
	const char *disposition = g_mime_object_get_disposition(object);

	leaf->path = g_strdup(path);
	leaf->declared = declared_type(object);
	leaf->disposition = disposition ? g_ascii_strdown(disposition, -1) : NULL;
	leaf->charset = charset_read(object);
	leaf->is_flowed = has_parameter(object, "format", "flowed");
	leaf->is_delsp = has_parameter(object, "delsp", "yes");
	if (GMIME_IS_PART(object)) {
		leaf->name = name_read(GMIME_PART(object));
		leaf->content = content_decode(GMIME_PART(object));
	} else {
		leaf->content = g_bytes_new_static("", 0);
	}
	leaf->is_related = is_logo(object, parent, leaf);
	g_ptr_array_add(mime->leaves, leaf);
}

static char *path_join(const char *prefix, int index)
{
	return *prefix ? g_strdup_printf("%s.%d", prefix, index) : g_strdup_printf("%d", index);
}

static void part_walk(vt_mime *mime, GMimeObject *object, GMimeObject *parent, const char *path,
		      unsigned depth);

/* RFC 3501 §6.4.5, as scan.c counts. */
static void message_walk(vt_mime *mime, GMimeObject *root, const char *prefix, unsigned depth)
{
	g_autofree char *path = GMIME_IS_MULTIPART(root) ? g_strdup(prefix) : path_join(prefix, 1);

	part_walk(mime, root, NULL, path, depth);
}

static void part_walk(vt_mime *mime, GMimeObject *object, GMimeObject *parent, const char *path,
		      unsigned depth)
{
	/* The scan before has counted; this is for what GMime alone sees. No report holds a longer
	 * path. */
	if (depth > 2 * VT_MAX_DEPTH || mime->leaves->len > VT_MAX_PARTS
	    || strlen(path) > VT_MAX_PATH_BYTES)
		return;
	if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);
		int count = g_mime_multipart_get_count(multipart);

		for (int i = 0; i < count; i++) {
			g_autofree char *below = path_join(path, i + 1);
			part_walk(mime, g_mime_multipart_get_part(multipart, i), object, below,
				  depth + 1);
		}
		return;
	}
	if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		GMimeObject *root = inner ? g_mime_message_get_mime_part(inner) : NULL;

		if (root) {
			guint first = mime->leaves->len;

			message_walk(mime, root, path, depth + 1);
			for (guint i = first; i < mime->leaves->len; i++)
				((vt_leaf *)g_ptr_array_index(mime->leaves, i))->in_message = true;
			return;
		}
	}
	leaf_add(mime, object, parent, path);
}

/* "<id>" when id is one: printable, no blanks, bounded. */
static char *id_wrap(const char *id)
{
	size_t length = id ? strlen(id) : 0;

	if (length == 0 || length + 2 > VT_MAX_MESSAGE_ID_BYTES)
		return NULL;
	for (const char *c = id; *c; c++)
		if (!g_ascii_isgraph(*c) || *c == '<' || *c == '>')
			return NULL;
	return g_strdup_printf("<%s>", id);
}

static char *reference_read(GMimeMessage *message, const char *name, bool last)
{
	const char *raw = g_mime_object_get_header(GMIME_OBJECT(message), name);
	char *found = NULL;

	if (!raw)
		return NULL;
	GMimeReferences *ids = g_mime_references_parse(NULL, raw);
	int count = g_mime_references_length(ids);
	if (count > 0)
		found = id_wrap(g_mime_references_get_message_id(ids, last ? count - 1 : 0));
	g_mime_references_free(ids);
	return found;
}

static void recipients_add(GPtrArray *recipients, InternetAddressList *list, unsigned depth)
{
	int count = list ? internet_address_list_length(list) : 0;

	for (int i = 0; i < count && recipients->len <= VT_MAX_RECIPIENTS; i++) {
		InternetAddress *each = internet_address_list_get_address(list, i);

		if (INTERNET_ADDRESS_IS_MAILBOX(each)) {
			char *normal = vt_address_normal(
				internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each)),
				-1);
			if (normal)
				g_ptr_array_add(recipients, normal);
		} else if (depth == 0) { /* RFC 5322 §3.4: groups do not nest */
			recipients_add(
				recipients,
				internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each)),
				1);
		}
	}
}

static void headers_read(vt_mime *mime, GMimeMessage *message)
{
	const char *subject = g_mime_message_get_subject(message);
	GDateTime *date = g_mime_message_get_date(message);

	if (subject) {
		g_autofree char *utf8 = vt_text_utf8(subject, -1);
		mime->subject = vt_text_tidy(utf8);
	}
	if (date)
		mime->date = g_date_time_to_unix(date);
	mime->message_id = id_wrap(g_mime_message_get_message_id(message));
	mime->in_reply_to = reference_read(message, "In-Reply-To", false);
	if (!mime->in_reply_to)
		mime->in_reply_to = reference_read(message, "References", true);
	recipients_add(mime->recipients,
		       g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO), 0);
	recipients_add(mime->recipients,
		       g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_CC), 0);
}

static vt_mime *mime_empty(void)
{
	vt_mime *mime = g_new0(vt_mime, 1);

	mime->date = VT_TIME_NONE;
	mime->recipients = g_ptr_array_new_with_free_func(g_free);
	mime->leaves = g_ptr_array_new_with_free_func(vt_leaf_free);
	mime->warnings = g_ptr_array_new_with_free_func(g_free);
	return mime;
}

/* GMime needs 1.4 KB a part and 0.5 KB a header: what our own scanner finds too much it never sees
 * (libraries §4). */
static bool is_affordable(const vt_scan *scan)
{
	return !vt_scan_has(scan, VT_ODD_PARTS) && !vt_scan_has(scan, VT_ODD_DEPTH)
	       && !vt_scan_has(scan, VT_ODD_HEADER_SIZE) && !vt_scan_has(scan, VT_ODD_HEADER_COUNT)
	       && !vt_scan_has(scan, VT_ODD_LONG_LINE);
}

static void parse(vt_mime *mime, const uint8_t *bytes, size_t size, const char *path_prefix)
{
	GByteArray *array;
	GMimeStream *stream = stream_over(bytes, size, &array);
	GMimeParserOptions *options = g_mime_parser_options_new();
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	g_mime_parser_options_set_warning_callback(options, warning_note, mime->warnings);
	GMimeMessage *message = g_mime_parser_construct_message(parser, options);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
	if (root) {
		mime->readable = true;
		headers_read(mime, message);
		message_walk(mime, root, path_prefix, 0);
	}
	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
	g_mime_parser_options_free(options);
	gsize length;
	g_byte_array_steal(array, &length); /* the bytes stay their owner's */
	g_byte_array_unref(array);
}

/* A last boundary that nothing follows, not even a line end: valid and common, but GMime then takes
 * the line end before it into the part. */
static bool lacks_line_end(const vt_scan *scan)
{
	const uint8_t *newline = memrchr(scan->bytes, '\n', scan->size);
	size_t last = newline ? (size_t)(newline - scan->bytes) + 1 : scan->size;

	return scan->root->boundary && scan->size - last > 2
	       && memcmp(scan->bytes + last, "--", 2) == 0;
}

/* GMime judges the line end before a boundary by the one after it: they must be of one kind. */
static void parse_ended(vt_mime *mime, const uint8_t *bytes, size_t size, const char *path_prefix)
{
	const uint8_t *newline = memrchr(bytes, '\n', size);
	g_autoptr(GByteArray) ended = g_byte_array_sized_new((guint)size + 2);

	g_byte_array_append(ended, bytes, (guint)size);
	if (newline && newline > bytes && newline[-1] == '\r')
		g_byte_array_append(ended, (const guint8 *)"\r", 1);
	g_byte_array_append(ended, (const guint8 *)"\n", 1);
	parse(mime, ended->data, ended->len, path_prefix);
}

/* GMime 3.2 joins encoded words of one kind before it decodes them and stops at the padding of the
 * first: the rest of the subject is lost, and the tag at its end. What no word is left in is our
 * own reading. */
static void subject_read(vt_mime *mime, const vt_scan *scan)
{
	g_autofree char *words = vt_scan_words(scan, scan->root, "Subject", vt_charset_utf8);

	if (!words || !mime->subject || strstr(words, "=?"))
		return;
	g_free(mime->subject);
	mime->subject = vt_text_tidy(words);
}

vt_mime *vt_mime_new_entity(const void *bytes, size_t size, const char *path_prefix)
{
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);
	vt_mime *mime = mime_empty();

	vt_mime_start();
	/* an mbox line or blank lines before the header are the structure filter's business */
	size_t skip = scan->root->header;
	if (!is_affordable(scan) || skip >= size)
		return mime;
	if (lacks_line_end(scan))
		parse_ended(mime, scan->bytes + skip, size - skip, path_prefix);
	else
		parse(mime, scan->bytes + skip, size - skip, path_prefix);
	subject_read(mime, scan);
	return mime;
}

vt_mime *vt_mime_new(const void *bytes, size_t size)
{
	return vt_mime_new_entity(bytes, size, "");
}

bool vt_mime_knows_charset(const char *charset)
{
	return vt_charset_known(charset);
}

char *vt_mime_source(const vt_leaf *leaf, const char **unknown_out)
{
	const char *charset = leaf->charset && *leaf->charset ? leaf->charset : "us-ascii";
	size_t size;
	const char *bytes = g_bytes_get_data(leaf->content, &size);

	vt_mime_start();
	char *text = vt_charset_utf8(charset, bytes ? bytes : "", size);
	if (!text)
		*unknown_out = leaf->charset;
	return text;
}

char *vt_mime_text(const vt_leaf *leaf, const char **unknown_out)
{
	g_autofree char *text = vt_mime_source(leaf, unknown_out);

	if (!text || strcmp(leaf->declared, "text/html") != 0)
		return g_steal_pointer(&text);
	return vt_html_plain(text);
}
