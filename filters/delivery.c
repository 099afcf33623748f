/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delivery - what this message tells of mail that we sent
 */
#include "filters/delivery.h"

#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/text.h"
#include "mail/dsn.h"

typedef vt_dsn *reader(const void *bytes, size_t size);

static const struct {
	const char *type;
	reader *read;
} machine_parts[] = {
	{ "message/delivery-status", vt_dsn_delivery },
	{ "message/global-delivery-status", vt_dsn_delivery },
	{ "message/disposition-notification", vt_dsn_disposition },
	{ "message/global-disposition-notification", vt_dsn_disposition },
};

/* RFC 3464 §2.3.3, RFC 8098 §3.2.6; words of RFC 3798 too. Anything else is unclear. */
static const struct {
	const char *word;
	vt_delivery state;
} actions[] = {
	{ "failed", VT_DELIVERY_FAILED },       { "delayed", VT_DELIVERY_DELAYED },
	{ "relayed", VT_DELIVERY_RELAYED },     { "expanded", VT_DELIVERY_RELAYED },
	{ "delivered", VT_DELIVERY_DELIVERED }, { "displayed", VT_DELIVERY_DISPLAYED },
	{ "deleted", VT_DELIVERY_DELIVERED },   { "dispatched", VT_DELIVERY_DELIVERED },
	{ "processed", VT_DELIVERY_DELIVERED }, { "denied", VT_DELIVERY_DELIVERED },
};

static vt_delivery state_of(const char *action)
{
	for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
		if (strcmp(actions[i].word, action) == 0)
			return actions[i].state;
	return VT_DELIVERY_UNCLEAR;
}

static reader *reader_of(const vt_entity *leaf)
{
	for (size_t i = 0; i < G_N_ELEMENTS(machine_parts); i++)
		if (strcmp(machine_parts[i].type, leaf->type) == 0)
			return machine_parts[i].read;
	return NULL;
}

static char *name_in(const vt_scan *scan, const vt_entity *entity, const char *field)
{
	g_autofree char *value = vt_scan_header(scan, entity, field, 0);

	return value != NULL ? vt_mail_name_find(value) : NULL;
}

/* The Message-ID of what a part of the report returns: the whole message, or its header. */
static char *name_of_returned(vt_scan *scan, const vt_entity *part)
{
	if (part->children != NULL && part->children->len > 0
	    && g_str_has_prefix(part->type, "message/"))
		return name_in(scan, g_ptr_array_index(part->children, 0), "Message-ID");
	if (strcmp(part->type, "text/rfc822-headers") != 0
	    && strcmp(part->type, "message/global-headers") != 0)
		return NULL;
	g_autoptr(GBytes) bytes = vt_scan_decode(scan, part);
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	g_autoptr(vt_scan) inner = vt_scan_new(data, size);
	return name_in(inner, inner->root, "Message-ID");
}

/* Of the mail a machine part speaks about: what it says itself, then what stands beside it, then
 * what the message answers. */
static char *name_of(const vt_case *c, const vt_entity *leaf, const vt_dsn *dsn)
{
	const GPtrArray *beside = leaf->parent != NULL ? leaf->parent->children : NULL;
	char *name = NULL;

	if (dsn->envelope_id != NULL && vt_mail_name_is(dsn->envelope_id, strlen(dsn->envelope_id)))
		return g_strdup(dsn->envelope_id);
	if (dsn->message_id != NULL)
		name = vt_mail_name_find(dsn->message_id);
	for (guint i = 0; name == NULL && beside != NULL && i < beside->len; i++)
		name = name_of_returned(c->scan, g_ptr_array_index(beside, i));
	if (name == NULL && leaf->parent == c->scan->root)
		name = name_in(c->scan, c->scan->root, "In-Reply-To");
	if (name == NULL && leaf->parent == c->scan->root)
		name = name_in(c->scan, c->scan->root, "References");
	return name;
}

static void tell(vt_contents *contents, vt_told *take_told)
{
	if (take_told->words == NULL)
		take_told->words = g_strdup("");
	if (contents->told->len < VT_MAX_TOLD && vt_told_fault(take_told) == NULL)
		g_ptr_array_add(contents->told, take_told);
	else
		vt_told_free(take_told);
}

static void tell_part(const vt_case *c, const vt_entity *leaf, vt_contents *contents)
{
	g_autoptr(GBytes) bytes = vt_scan_decode(c->scan, leaf);
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	g_autoptr(vt_dsn) dsn = reader_of(leaf)(data, size);
	g_autofree char *name = dsn != NULL ? name_of(c, leaf, dsn) : NULL;

	for (guint i = 0; dsn != NULL && i < dsn->recipients->len; i++) {
		const vt_dsn_recipient *recipient = g_ptr_array_index(dsn->recipients, i);
		vt_told *told = g_new0(vt_told, 1);

		told->state = state_of(recipient->action);
		told->name = g_strdup(name);
		told->recipient = g_strdup(recipient->address);
		told->status = g_strdup(recipient->status);
		told->words = g_strdup(recipient->diagnostic);
		tell(contents, told);
	}
}

static bool is_within(const vt_entity *entity, const vt_entity *around)
{
	for (; entity != NULL; entity = entity->parent)
		if (entity == around)
			return true;
	return false;
}

/* What may stand around a report that a person passes on: words, other reports, a signature. A file
 * makes it that person's letter. */
static bool is_only_passed_on(const vt_case *c, const GPtrArray *leaves, const vt_entity *report)
{
	static const char *const around[] = { "text/plain",
					      "text/html",
					      "text/rfc822-headers",
					      "application/pkcs7-signature",
					      "application/x-pkcs7-signature",
					      "application/pgp-signature" };

	if (report->parent == NULL || report->parent == c->scan->root)
		return true;
	for (guint i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);
		bool allowed = is_within(leaf, report->parent) || reader_of(leaf) != NULL;

		for (size_t k = 0; !allowed && k < G_N_ELEMENTS(around); k++)
			allowed = strcmp(leaf->type, around[k]) == 0
				  && (leaf->name == NULL || strstr(leaf->type, "signature"));
		if (!allowed)
			return false;
	}
	return true;
}

static bool tell_parts(const vt_case *c, vt_contents *contents)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(c->scan);
	bool automatic = contents->automatic || contents->bounce;

	for (guint i = 0; i < leaves->len && contents->told->len < VT_MAX_TOLD; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);

		if (reader_of(leaf) != NULL && (automatic || is_only_passed_on(c, leaves, leaf)))
			tell_part(c, leaf, contents);
	}
	return contents->told->len > 0;
}

/* A message within this one, as old servers return it; NULL = none of ours. */
static char *name_within(const vt_case *c, const vt_entity *entity)
{
	char *name = entity->parent != NULL ? name_in(c->scan, entity, "Message-ID") : NULL;

	for (guint i = 0; name == NULL && entity->children != NULL && i < entity->children->len;
	     i++)
		name = name_within(c, g_ptr_array_index(entity->children, i));
	return name;
}

static char *first_address(const char *value)
{
	g_autofree char *first = g_strndup(value, strcspn(value, ", \t"));
	const char *open = strchr(value, '<');
	const char *close = open != NULL ? strchr(open, '>') : NULL;

	return close != NULL ? vt_address_normal(open + 1, close - open - 1)
			     : vt_address_normal(first, -1);
}

static char *cut_subject(const vt_contents *contents)
{
	char *words = g_strdup(contents->subject != NULL ? contents->subject : "");

	g_strdelimit(words, "\r\n", ' ');
	vt_text_cut(words, VT_MAX_DETAIL_BYTES);
	return words;
}

/* No machine part: the message as a whole answers a mail, or returns one. */
static void tell_whole(const vt_case *c, vt_contents *contents, bool from_daemon)
{
	const vt_entity *root = c->scan->root;
	bool returned = contents->bounce && from_daemon;
	g_autofree char *failed = vt_scan_header(c->scan, root, "X-Failed-Recipients", 0);
	g_autofree char *from = vt_scan_header(c->scan, root, "From", 0);
	vt_told *told = g_new0(vt_told, 1);

	told->name = name_in(c->scan, root, "In-Reply-To");
	if (told->name == NULL)
		told->name = name_in(c->scan, root, "References");
	if (told->name == NULL && returned)
		told->name = name_within(c, root);
	if (told->name == NULL && returned && c->body_text != NULL)
		told->name = vt_mail_name_find(c->body_text);
	if (told->name == NULL && !returned) {
		vt_told_free(told);
		return;
	}
	told->state = !returned        ? VT_DELIVERY_AUTO_REPLIED
		      : failed != NULL ? VT_DELIVERY_FAILED
				       : VT_DELIVERY_UNCLEAR;
	if (failed != NULL || !returned)
		told->recipient = failed != NULL ? first_address(failed)
				  : from != NULL ? first_address(from)
						 : NULL;
	told->words = cut_subject(contents);
	tell(contents, told);
}

void vt_delivery_run(vt_case *c, vt_contents *contents)
{
	g_autofree char *from = vt_scan_header(c->scan, c->scan->root, "From", 0);
	g_autofree char *lower = from != NULL ? g_ascii_strdown(from, -1) : g_strdup("");
	bool from_daemon =
		strstr(lower, "mailer-daemon") != NULL || strstr(lower, "postmaster@") != NULL;

	/* What a vanthu wrote itself is a notice, not a report. */
	if (contents->own_purpose || tell_parts(c, contents))
		return;
	if (contents->automatic || contents->bounce)
		tell_whole(c, contents, from_daemon);
}
