/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop - automatic mail, bounces, lists, our own addresses and notices: nobody answers those
 */
#include "filters/loop.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "mail/compose.h"

static char *field(const vt_case *c, const char *name)
{
	char *value = vt_scan_header(c->scan, c->scan->root, name, 0);
	char *lower = value ? g_ascii_strdown(value, -1) : NULL;

	g_free(value);
	return lower ? g_strstrip(lower) : NULL;
}

static bool has(const vt_case *c, const char *name)
{
	return vt_scan_header_count(c->scan, c->scan->root, name) > 0;
}

/* What responders without any field of their own put before the subject; folded. */
static bool has_subject_of_machine(const vt_contents *contents)
{
	static const char *const heads[] = {
		"automatic reply:", "auto reply:",         "auto-reply:",
		"autoreply:",       "out of office:",      "out of the office:",
		"tra loi tu dong:", "tu dong tra loi:",    "thu tra loi tu dong:",
		"vang mat:",        "thong bao vang mat:",
	};
	g_autofree char *folded =
		contents->subject != NULL ? vt_text_fold(contents->subject) : NULL;

	for (size_t i = 0; folded != NULL && i < G_N_ELEMENTS(heads); i++)
		if (g_str_has_prefix(folded, heads[i]))
			return true;
	return false;
}

/* RFC 3834 §5 and what older responders write instead. */
static bool is_automatic(const vt_case *c, const vt_contents *contents)
{
	g_autofree char *submitted = field(c, "Auto-Submitted");
	g_autofree char *precedence = field(c, "Precedence");

	if (submitted && strncmp(submitted, "no", 2) != 0)
		return true;
	if (precedence && strncmp(precedence, "auto", 4) == 0)
		return true;
	if (has_subject_of_machine(contents))
		return true;
	return has(c, "X-Autoreply") || has(c, "X-Autorespond") || has(c, "X-Auto-Reply-From");
}

static bool is_list(const vt_case *c)
{
	g_autofree char *precedence = field(c, "Precedence");

	if (precedence
	    && (strcmp(precedence, "bulk") == 0 || strcmp(precedence, "list") == 0
		|| strcmp(precedence, "junk") == 0))
		return true;
	return has(c, "List-Id") || has(c, "List-Post") || has(c, "List-Unsubscribe");
}

/* multipart/report of that kind (RFC 6522): delivery-status RFC 3464, disposition-notification RFC
 * 8098. */
static bool is_report(const vt_case *c, const char *kind)
{
	g_autofree char *type = field(c, "Content-Type");

	return type && strcmp(c->scan->root->type, "multipart/report") == 0 && strstr(type, kind);
}

static bool is_from_daemon(const vt_case *c)
{
	g_autofree char *from = field(c, "From");

	return from && (strstr(from, "mailer-daemon@") || g_str_has_prefix(from, "mailer-daemon"));
}

static bool is_bounce(const vt_case *c)
{
	g_autofree char *path = field(c, "Return-Path");

	if (c->mail_from && *c->mail_from == '\0')
		return true;
	/* without an envelope the field that delivery wrote stands for it */
	if (!c->mail_from && path && strcmp(path, "<>") == 0)
		return true;
	return is_report(c, "delivery-status") || is_from_daemon(c);
}

static bool carries_purpose(const vt_scan *scan, const vt_entity *entity)
{
	unsigned n = vt_scan_header_count(scan, entity, "X-Vanthu-Purpose");

	/* An issued document is there to be registered; whatever else it says is a notice. */
	for (unsigned i = 0; i < n; i++) {
		g_autofree char *purpose = vt_scan_header(scan, entity, "X-Vanthu-Purpose", i);

		if (purpose == NULL || strcmp(g_strstrip(purpose), "document") != 0)
			return true;
	}
	for (guint i = 0; entity->children && i < entity->children->len; i++) {
		if (carries_purpose(scan, g_ptr_array_index(entity->children, i)))
			return true;
	}
	return false;
}

static bool is_own_notice(const vt_case *c)
{
	if (c->signed_entity && carries_purpose(c->scan, c->signed_entity))
		return true;
	/* compressed outside everything: nothing of it is signed as a whole */
	if (c->cms && c->cms->state == VT_CMS_COMPRESSED)
		return false;
	for (guint i = 0; c->opened && i < c->opened->len; i++) {
		const vt_opened *opened = g_ptr_array_index(c->opened, i);

		if (carries_purpose(opened->scan, opened->scan->root))
			return true;
	}
	return false;
}

/* "04" of a notice that is signed; not in what was opened: nothing of ours is. */
static int own_status(const vt_case *c)
{
	g_autofree char *text =
		c->signed_entity != NULL
				&& vt_scan_header_count(c->scan, c->signed_entity, VT_STATUS_HEADER)
					   == 1
			? vt_scan_header(c->scan, c->signed_entity, VT_STATUS_HEADER, 0)
			: NULL;
	gint64 status = 0;

	if (text == NULL || strlen(g_strstrip(text)) != 2
	    || !g_ascii_string_to_signed(text, 10, 1, VT_MAX_STATUS, &status, NULL))
		return 0;
	return (int)status;
}

/* From names one of our own agencies or their robots. */
static bool is_our_address(const vt_case *c)
{
	g_autofree char *from = vt_scan_header(c->scan, c->scan->root, "From", 0);
	const char *open = from ? strrchr(from, '<') : NULL;
	const char *close = open ? strchr(open, '>') : NULL;
	g_autofree char *address = NULL;

	if (!from || !c->office->directory)
		return false;
	address =
		close ? vt_address_normal(open + 1, close - open - 1) : vt_address_normal(from, -1);
	return address && vt_directory_own_at(c->office->directory, address);
}

void vt_loop_run(vt_case *c, vt_contents *contents)
{
	bool receipt = is_report(c, "disposition-notification");
	bool automatic = is_automatic(c, contents);

	contents->bounce = is_bounce(c) && !receipt;
	contents->own_purpose = is_own_notice(c);
	contents->own_status = contents->own_purpose ? own_status(c) : 0;
	contents->automatic = automatic || receipt || contents->bounce || contents->own_purpose;
	if (contents->own_purpose)
		vt_findings_add(contents->findings, VT_CODE_OUR_NOTICE, "%s", "");
	if (contents->bounce)
		vt_findings_add(contents->findings, VT_CODE_BOUNCE, "%s", "");
	else if (automatic || receipt)
		vt_findings_add(contents->findings, VT_CODE_AUTO_SUBMITTED, "%s", "");
	if (is_list(c))
		vt_findings_add(contents->findings, VT_CODE_LIST_MAIL, "%s", "");
	if (is_our_address(c))
		vt_findings_add(contents->findings, VT_CODE_OUR_ADDRESS, "%s", "");
}
