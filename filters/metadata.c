/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata - the fields of the document, each with its origin and confidence
 */
#include "filters/metadata.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/number.h"
#include "filters/closing.h"
#include "filters/dates.h"
#include "filters/masthead.h"
#include "filters/pdf.h"
#include "filters/subject.h"

/* How far each source is trusted; VT_CONFIDENT (80) is the bar for registering. */
#define SURE      95
#define GOOD      88
#define FAIR      70 /* also: what contradicts a value at all */
#define PROPOSAL  40 /* never registers by itself, and looks less than likely */
#define AGREEMENT 12 /* two independent sources */
#define SOURCES   4

typedef struct {
	char *text; /* owned */
	vt_origin origin;
	int confidence;
} candidate;

typedef struct {
	vt_field field;
	candidate list[SOURCES];
	gsize n;
} candidates;

static void add(candidates *all, const char *text, vt_origin origin, int confidence)
{
	if (!text || !*text || confidence <= 0 || all->n == SOURCES)
		return;
	all->list[all->n++] = (candidate){ g_strdup(text), origin, confidence };
}

static bool same_value(const char *a, const char *b)
{
	g_autofree char *left = vt_text_fold(a);
	g_autofree char *right = vt_text_fold(b);

	return strcmp(left, right) == 0;
}

static const candidate *best_of(const candidates *all)
{
	const candidate *best = NULL;

	for (gsize i = 0; i < all->n; i++) {
		if (!best || all->list[i].confidence > best->confidence)
			best = &all->list[i];
	}
	return best;
}

static void put(vt_contents *contents, vt_field field, const char *text, vt_origin origin,
		int confidence)
{
	g_autofree char *normal = NULL;

	/* what is too long for the register is refused, never cut */
	if (text && vt_field_normal(field, text, &normal, NULL))
		vt_value_propose(&contents->fields[field], normal, origin, confidence);
}

/* The winner's confidence after hearing the others. */
static int weigh(const candidates *all, const candidate *best, bool contradicts,
		 vt_contents *contents)
{
	int confidence = best->confidence;

	for (gsize i = 0; i < all->n; i++) {
		const candidate *other = &all->list[i];
		if (other == best)
			continue;
		if (same_value(best->text, other->text)) {
			confidence = MIN(99, confidence + AGREEMENT);
		} else if (contradicts && other->confidence >= FAIR) {
			vt_findings_add(contents->findings, VT_CODE_FIELDS_DISAGREE, "%s %s %s",
					vt_field_get(all->field)->key, vt_origin_name(best->origin),
					vt_origin_name(other->origin));
			return MIN(best->confidence, FAIR);
		}
	}
	return confidence;
}

static void candidates_clear(candidates *all)
{
	for (gsize i = 0; i < all->n; i++)
		g_free(all->list[i].text);
	all->n = 0;
}

static void settle(candidates *all, bool contradicts, vt_contents *contents)
{
	const candidate *best = best_of(all);

	if (best)
		put(contents, all->field, best->text, best->origin,
		    weigh(all, best, contradicts, contents));
	candidates_clear(all);
}

/* The page has its notation and a blank before it: a number under another one is not its own. */
static void drop_strangers(const vt_masthead *m, vt_hint *hint, vt_contents *contents)
{
	g_autofree char *own = NULL, *other = NULL;

	if (m->number || !m->notation || !hint->number || !hint->notation)
		return;
	own = vt_number_key(hint->number, m->notation);
	other = vt_number_key(hint->number, hint->notation);
	if (same_value(own, other))
		return;
	vt_findings_add(contents->findings, VT_CODE_FIELDS_DISAGREE, "%s",
			vt_field_get(VT_FIELD_NOTATION)->key);
	hint->confidence = 0;
	g_clear_pointer(&hint->number, g_free);
	g_clear_pointer(&hint->notation, g_free);
	g_clear_pointer(&hint->issued, g_free);
}

/* Number and notation belong together: one is never taken from here and the other from there. */
static void settle_number(const vt_masthead *m, const vt_hint *subject, const vt_hint *file,
			  int page, vt_contents *contents)
{
	candidates all = { .field = VT_FIELD_NUMBER };
	g_autofree char *pdf = m->number ? vt_number_key(m->number, m->notation) : NULL;
	g_autofree char *mail =
		subject->number ? vt_number_key(subject->number, subject->notation) : NULL;
	g_autofree char *name = file->number ? vt_number_key(file->number, file->notation) : NULL;
	const candidate *best;
	int confidence;

	add(&all, pdf, VT_ORIGIN_PDF, page);
	add(&all, mail, VT_ORIGIN_SUBJECT, subject->confidence);
	add(&all, name, VT_ORIGIN_FILENAME, file->confidence);
	best = best_of(&all);
	if (!best) {
		put(contents, VT_FIELD_NOTATION, m->notation, VT_ORIGIN_PDF, MIN(page, FAIR));
		return;
	}
	confidence = weigh(&all, best, true, contents);
	if (best->origin == VT_ORIGIN_PDF) {
		put(contents, VT_FIELD_NUMBER, m->number, best->origin, confidence);
		put(contents, VT_FIELD_NOTATION, m->notation, best->origin, confidence);
	} else {
		const vt_hint *hint = best->origin == VT_ORIGIN_SUBJECT ? subject : file;
		put(contents, VT_FIELD_NUMBER, hint->number, best->origin, confidence);
		put(contents, VT_FIELD_NOTATION, hint->notation, best->origin, confidence);
	}
	candidates_clear(&all);
}

static void settle_date(const vt_case *c, const vt_masthead *m, const vt_hint *subject, int page,
			vt_contents *contents)
{
	candidates all = { .field = VT_FIELD_ISSUED };
	vt_date day = vt_clock_vietnam(c->received_at > 0 ? c->received_at + 2 * 86400 : 0);
	g_autofree char *latest = g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
	int cap = 100;

	/* later than the mail that brings it: misread or misdated */
	if (m->issued && c->received_at > 0 && strcmp(m->issued, latest) > 0)
		cap = PROPOSAL;
	add(&all, m->issued, VT_ORIGIN_PDF, MIN(page, cap));
	add(&all, subject->issued, VT_ORIGIN_SUBJECT, 75);
	settle(&all, true, contents);
}

static void settle_type(const vt_case *c, const vt_masthead *m, int page, vt_contents *contents)
{
	candidates all = { .field = VT_FIELD_TYPE };
	const char *notation = contents->fields[VT_FIELD_NOTATION].text;
	const vt_type *noted = vt_masthead_type_of(c->office, notation);

	add(&all, m->type, VT_ORIGIN_PDF, m->type_agrees ? page : MIN(page, 85));
	if (noted)
		add(&all, noted->name, contents->fields[VT_FIELD_NOTATION].origin,
		    MIN(contents->fields[VT_FIELD_NOTATION].confidence, 85));
	settle(&all, true, contents);
}

static void settle_texts(const vt_masthead *m, const vt_hint *subject, int page,
			 vt_contents *contents)
{
	candidates title = { .field = VT_FIELD_SUBJECT };
	int urgency = MAX(m->urgency, subject->urgency);

	put(contents, VT_FIELD_ISSUER, m->issuer, VT_ORIGIN_PDF,
	    m->issuer_known ? MIN(page, GOOD) : MIN(page, PROPOSAL));
	add(&title, m->subject, VT_ORIGIN_PDF, MIN(page, GOOD));
	add(&title, subject->title, VT_ORIGIN_SUBJECT, FAIR);
	settle(&title, false, contents);
	if (urgency > 0) {
		g_autofree char *level = g_strdup_printf("%d", urgency);
		put(contents, VT_FIELD_URGENCY, level,
		    m->urgency >= subject->urgency ? VT_ORIGIN_PDF : VT_ORIGIN_SUBJECT, GOOD);
		vt_findings_add(contents->findings, VT_CODE_URGENT, "%d", urgency);
	}
}

static void settle_closing(const vt_page *page_one, int page, vt_contents *contents)
{
	vt_closing closing;

	vt_closing_read(page_one, &closing);
	put(contents, VT_FIELD_SIGNER, closing.signer, VT_ORIGIN_PDF, MIN(page, 85));
	put(contents, VT_FIELD_POSITION, closing.position, VT_ORIGIN_PDF, MIN(page, 85));
	put(contents, VT_FIELD_RECEIVERS, closing.receivers, VT_ORIGIN_PDF, MIN(page, 80));
	vt_closing_clear(&closing);
}

static void settle_due(const vt_case *c, vt_contents *contents)
{
	const struct {
		const char *text;
		vt_origin origin;
	} sources[] = { { c->main_text, VT_ORIGIN_PDF },
			{ contents->subject, VT_ORIGIN_SUBJECT },
			{ c->body_text, VT_ORIGIN_SUBJECT } };

	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autofree char *folded = sources[i].text ? vt_text_fold(sources[i].text) : NULL;
		g_autofree char *due = folded ? vt_dates_due(folded) : NULL;
		if (due) {
			put(contents, VT_FIELD_DUE, due, sources[i].origin, PROPOSAL);
			return;
		}
	}
}

/* Letters that only Vietnamese has, in a text of some length. */
static void settle_language(const vt_case *c, vt_contents *contents)
{
	unsigned marks = 0;

	for (const char *p = c->main_text; p && *p && marks < 20;
	     p += g_utf8_skip[(unsigned char)*p]) {
		gunichar ch = g_utf8_get_char(p);
		marks += ch >= 0x1ea0 && ch <= 0x1ef9 ? 1 : 0;
		marks += ch == 0x1a1 || ch == 0x1b0 || ch == 0x111 || ch == 0x103 ? 1 : 0;
	}
	if (marks >= 20)
		put(contents, VT_FIELD_LANGUAGE, "Tiếng Việt", VT_ORIGIN_PDF, 90);
	if (contents->pages > 0 && contents->pages <= 999) {
		g_autofree char *pages = g_strdup_printf("%d", contents->pages);
		put(contents, VT_FIELD_PAGES, pages, VT_ORIGIN_PDF, SURE);
	}
}

/* What stands on the page only because something was laid over it is a proposal (libraries P2). */
static const char *overlaid_value(const vt_case *c, const vt_contents *contents,
				  const vt_masthead *m)
{
	const vt_leaf *leaf;
	g_autofree char *bare = NULL;
	g_autoptr(vt_page) page = NULL;
	vt_masthead under;
	vt_pdf_look look;
	gsize size;
	const void *bytes;
	const char *overlaid = NULL;

	if (!c->mime || contents->main_part < 0 || (!m->number && !m->issued)
	    || (guint)contents->main_part >= c->mime->leaves->len)
		return NULL;
	leaf = g_ptr_array_index(c->mime->leaves, (guint)contents->main_part);
	bytes = g_bytes_get_data(leaf->content, &size);
	vt_pdf_look_at(bytes, size, &look);
	if (!look.overlay)
		return NULL;
	bare = look.overlay_packed ? NULL : vt_pdf_bare_text(bytes, size);
	if (!bare)
		return "not to be told apart";
	page = vt_page_new(bare);
	vt_masthead_read(page, c->office, &under);
	if (g_strcmp0(under.number, m->number) != 0 || g_strcmp0(under.notation, m->notation) != 0)
		overlaid = "number";
	else if (g_strcmp0(under.issued, m->issued) != 0)
		overlaid = "issued";
	vt_masthead_clear(&under);
	return overlaid;
}

void vt_metadata_missing(vt_contents *contents)
{
	static const vt_field needed[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED,
					   VT_FIELD_ISSUER, VT_FIELD_SUBJECT };
	g_autoptr(GString) missing = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		const vt_value *value = &contents->fields[needed[i]];
		if (!value->text || value->confidence < VT_CONFIDENT)
			g_string_append_printf(missing, "%s%s", missing->len > 0 ? " " : "",
					       vt_field_get(needed[i])->key);
	}
	if (missing->len > 0)
		vt_findings_add(contents->findings, VT_CODE_FIELD_MISSING, "%s", missing->str);
}

void vt_metadata_run(vt_case *c, vt_contents *contents)
{
	g_autoptr(vt_page) page = vt_page_new(c->main_text);
	vt_masthead masthead;
	vt_hint subject, file;
	int trust = SURE, decisive;
	const char *overlaid;

	vt_masthead_read(page, c->office, &masthead);
	vt_subject_read(contents->subject, c->office, &subject);
	file = (vt_hint){ 0 };
	if (contents->main_part >= 0) {
		const vt_part *part =
			g_ptr_array_index(contents->parts, (guint)contents->main_part);
		vt_file_name_read(part->name, c->office, &file);
	}
	if (page->national < 0)
		trust = FAIR;
	if (!contents->text_layer)
		trust = PROPOSAL;
	decisive = trust;
	overlaid = overlaid_value(c, contents, &masthead);
	if (overlaid) {
		vt_findings_add(contents->findings, VT_CODE_OVERLAID_VALUE, "%s", overlaid);
		decisive = MIN(trust, PROPOSAL);
	}
	drop_strangers(&masthead, &subject, contents);
	drop_strangers(&masthead, &file, contents);
	settle_number(&masthead, &subject, &file, decisive, contents);
	settle_date(c, &masthead, &subject, decisive, contents);
	settle_type(c, &masthead, trust, contents);
	settle_texts(&masthead, &subject, trust, contents);
	settle_closing(page, trust, contents);
	settle_due(c, contents);
	settle_language(c, contents);
	if (contents->main_part >= 0)
		vt_metadata_missing(contents);
	vt_masthead_clear(&masthead);
	vt_hint_clear(&subject);
	vt_hint_clear(&file);
}
