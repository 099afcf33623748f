/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * originator - exactly one From field with exactly one plain mailbox, or a fault
 */
#include "mail/originator.h"

#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/text.h"
#include "mail/field.h"
#include "mail/scan_reader.h"

#define MAX_ENCODED_NAME 8192

typedef enum { MAILBOX_ONE, MAILBOX_NONE, MAILBOX_SEVERAL, MAILBOX_MALFORMED } mailbox;

typedef struct reader {
	const char *at;
	GString *display; /* quoted text and words before '<' */
	GString *comments;
	char *angle;    /* between < and >, as it stands; NULL */
	bool commented; /* a comment behind a word */
	bool inside;    /* and another word behind the comment */
	const char *fault;
} reader;

static bool fail(reader *r, const char *fault)
{
	r->fault = fault;
	return false;
}

/* RFC 5322 §3.2.2. An address in a comment is an address for somebody else's reader: old ones show
 * the comment as the name. */
static bool comment_skip(reader *r)
{
	unsigned depth = 0;

	for (; *r->at; r->at++) {
		bool quoted = *r->at == '\\' && r->at[1];

		r->at += quoted;
		if (*r->at == '@')
			return fail(r, "address in a comment");
		g_string_append_c(r->comments, *r->at);
		if (quoted)
			continue;
		if (*r->at == '(')
			depth++;
		else if (*r->at == ')' && --depth == 0) {
			r->at++;
			return true;
		}
	}
	return fail(r, "open comment");
}

static bool quoted_read(reader *r)
{
	for (r->at++; *r->at && *r->at != '"'; r->at++) {
		if (*r->at == '\\' && r->at[1])
			r->at++;
		g_string_append_c(r->display, *r->at);
	}
	if (*r->at != '"')
		return fail(r, "open quote");
	r->at++;
	return true;
}

static bool angle_read(reader *r)
{
	const char *end = strchr(r->at, '>');

	if (r->angle)
		return fail(r, "two angle addresses");
	if (!end)
		return fail(r, "open angle");
	r->angle = g_strndup(r->at + 1, (size_t)(end - r->at - 1));
	r->at = end + 1;
	return true;
}

/* RFC 5322 §3.2.3 atext and dots, '@' for a bare address, and raw UTF-8 in names. */
static bool is_word(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.@", c))
	       || (unsigned char)c >= 0x80;
}

/* One step; false: a fault. Commas, colons and semicolons outside quotes make a list or a group. */
static bool step(reader *r)
{
	if (*r->at == ' ' || *r->at == '\t') {
		g_string_append_c(r->display, ' ');
		r->at++;
		return true;
	}
	if (*r->at == '(') {
		r->commented |= strspn(r->display->str, " ") < r->display->len;
		return comment_skip(r);
	}
	if (strchr(",;:", *r->at))
		return fail(r, "several mailboxes or a group");
	if (r->angle)
		return fail(r, "text after the address");
	if (*r->at == '"')
		return quoted_read(r);
	if (*r->at == '<')
		return angle_read(r);
	if (!is_word(*r->at))
		return fail(r, "bytes that no mailbox holds");
	r->inside |= r->commented;
	g_string_append_c(r->display, *r->at++);
	return true;
}

/* U+FE6B and U+FF20 look like '@'. */
static bool has_at_sign(const char *text)
{
	return strchr(text, '@') || strstr(text, "\xef\xb9\xab") || strstr(text, "\xef\xbc\xa0");
}

/* A display name may repeat its own address, as many programs write it (quoted as RFC 5322 has it,
 * or bare as some do: both readings are one address), and hold no other: people see the name alone.
 */
static bool names_another(const char *display, const char *written, const char *address)
{
	g_auto(GStrv) words = g_strsplit_set(display, " \t,;:<>()[]\"'|/", -1);

	for (unsigned i = 0; words[i]; i++)
		if (has_at_sign(words[i]) && g_ascii_strcasecmp(words[i], address) != 0
		    && strcmp(words[i], written) != 0)
			return true;
	return false;
}

/* written: the address as it stands between the angles; address: its normal form. */
static bool speaks_of_another(const char *display, const char *written, const char *address)
{
	g_autofree char *read = NULL, *twice = NULL;

	if (!strstr(display, "=?"))
		return names_another(display, written, address);
	/* reading costs the square of it; nobody has such a name */
	if (strlen(display) > MAX_ENCODED_NAME)
		return true;
	read = vt_words_decode(display);
	twice = vt_words_decode(read);
	return names_another(display, written, address) || names_another(read, written, address)
	       || names_another(twice, written, address);
}

static mailbox mailbox_read(const char *field, char **address_out, const char **fault_out)
{
	g_autoptr(GString) display = g_string_new(NULL);
	g_autoptr(GString) comments = g_string_new(NULL);
	reader r = { .at = field, .display = display, .comments = comments };
	bool list = false;

	if (!*field)
		return MAILBOX_NONE;
	if (vt_field_has_control(field))
		fail(&r, "control bytes");
	while (!r.fault && *r.at) {
		list = strchr(",;:", *r.at) != NULL;
		step(&r);
	}
	g_autofree char *angle = r.angle;
	if (r.fault) {
		*fault_out = r.fault;
		return list ? MAILBOX_SEVERAL : MAILBOX_MALFORMED;
	}
	g_autofree char *bare = g_strstrip(g_strdup(display->str));
	g_autofree char *address = vt_address_mailbox(angle ? angle : bare, -1, fault_out);
	if (!address)
		return MAILBOX_MALFORMED;
	if (angle && speaks_of_another(display->str, angle, address))
		*fault_out = "address in the display name";
	else if (speaks_of_another(comments->str, "", ""))
		*fault_out = "address in a comment";
	else if (!angle && r.inside)
		*fault_out = "comment inside an address";
	else if (!angle && strchr(field, '"'))
		*fault_out = "quotes around an address";
	if (*fault_out)
		return MAILBOX_MALFORMED;
	*address_out = g_steal_pointer(&address);
	return MAILBOX_ONE;
}

/* For the report only, when the field is not one plain mailbox: whatever looks like an address. */
static void addresses_collect(const char *field, GPtrArray *from)
{
	g_auto(GStrv) words = g_strsplit_set(field, " \t\r\n,;:<>()\"\\[]", -1);

	for (unsigned i = 0; words[i] && from->len < VT_MAX_ADDRESSES; i++) {
		if (!strchr(words[i], '@'))
			continue;
		const char *why;
		char *normal = vt_address_mailbox(words[i], -1, &why);
		char *word = normal ? normal : vt_text_utf8(words[i], -1);

		/* Bytes that are no UTF-8 grow. */
		if (strlen(word) <= VT_MAX_ADDRESS_BYTES)
			g_ptr_array_add(from, word);
		else
			g_free(word);
	}
}

static void from_read(vt_originator *o, const vt_scan *scan)
{
	unsigned count = vt_scan_header_count(scan, scan->root, "From");
	g_autofree char *field = vt_scan_header(scan, scan->root, "From", 0);
	g_autofree char *address = NULL;
	const char *fault = NULL;

	if (!field) {
		o->orig = VT_ORIG_NONE;
		o->detail = g_strdup("no From field");
		return;
	}
	mailbox one = mailbox_read(field, &address, &fault);
	if (count == 1 && one == MAILBOX_ONE) {
		g_ptr_array_add(o->from, g_steal_pointer(&address));
		return;
	}
	for (unsigned n = 0; n < MIN(count, VT_MAX_ADDRESSES); n++) {
		g_autofree char *each = vt_scan_header(scan, scan->root, "From", n);
		addresses_collect(each, o->from);
	}
	if (count > 1) {
		o->orig = VT_ORIG_SEVERAL;
		o->detail = g_strdup_printf("%u From fields", count);
	} else if (one == MAILBOX_NONE) {
		o->orig = VT_ORIG_NONE;
		o->detail = g_strdup("empty From field");
	} else {
		o->orig = one == MAILBOX_SEVERAL ? VT_ORIG_SEVERAL : VT_ORIG_MALFORMED;
		o->detail = g_strdup(fault);
	}
}

/* RFC 5322 §3.6.2: one mailbox. Here it may only repeat From (RFC 8550 §3). */
static void sender_read(vt_originator *o, const vt_scan *scan)
{
	unsigned count = vt_scan_header_count(scan, scan->root, "Sender");
	g_autofree char *field = vt_scan_header(scan, scan->root, "Sender", 0);
	g_autofree char *address = NULL;
	const char *fault = NULL;

	if (!field)
		return;
	mailbox one = mailbox_read(field, &address, &fault);
	g_autofree char *utf8 = vt_text_utf8(field, -1);
	o->sender = address ? g_strdup(address) : vt_text_shown(utf8, 120);
	if (o->orig != VT_ORIG_OK)
		return;
	if (count == 1 && one == MAILBOX_ONE
	    && vt_address_equal(address, g_ptr_array_index(o->from, 0)))
		return;
	o->orig = VT_ORIG_SENDER_DIFFERS;
	g_free(o->detail);
	if (count > 1)
		o->detail = g_strdup_printf("%u Sender fields", count);
	else
		o->detail = one == MAILBOX_ONE
				    ? g_strdup(address)
				    : g_strdup_printf("Sender: %s", fault ? fault : "empty");
}

vt_originator *vt_originator_read(const vt_scan *scan)
{
	vt_originator *o = g_new0(vt_originator, 1);

	o->from = g_ptr_array_new_with_free_func(g_free);
	from_read(o, scan);
	if (!o->detail)
		o->detail = g_strdup("");
	sender_read(o, scan);
	return o;
}

const char *vt_originator_one(const vt_originator *originator)
{
	return originator->orig == VT_ORIG_OK && originator->from->len == 1
		       ? g_ptr_array_index(originator->from, 0)
		       : NULL;
}

void vt_originator_free(vt_originator *originator)
{
	if (!originator)
		return;
	g_ptr_array_unref(originator->from);
	g_free(originator->sender);
	g_free(originator->detail);
	g_free(originator);
}
