/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_propose - what the clerk's form says before anybody has answered it, and where from
 */
#include <string.h>

#include "base/base32.h"
#include "base/clock.h"
#include "base/text.h"
#include "work/enter.h"
#include "work/form_mail.h"
#include "work/forwarded.h"
#include "work/reasons.h"

#define CODE_CHARS 6

/* "P" and 30 bits: short enough to be typed. */
static char *code_of(const char *own, const char *key)
{
	g_autofree char *text = g_strdup_printf("%s\n%s", own, key);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	char digits[CODE_CHARS + 1];
	uint8_t digest[32] = { 0 };
	gsize size = sizeof(digest);

	g_checksum_update(sum, (const guchar *)text, -1);
	g_checksum_get_digest(sum, digest, &size);
	vt_base32(digest, sizeof(digest), CODE_CHARS, digits);
	g_autofree char *upper = g_ascii_strup(digits, -1);
	return g_strconcat("P", upper, NULL);
}

/* Dates and urgency as people write them; NULL: what was found is not in the field's form. */
static char *written(vt_field field, const char *text)
{
	g_autofree char *normal = NULL;
	int64_t at = 0;

	if (!vt_field_normal(field, text, &normal, NULL))
		return NULL;
	if (vt_field_get(field)->form == VT_FIELD_IS_DATE && vt_clock_parse_iso(normal, &at))
		return vt_clock_day_vietnam(at);
	if (vt_field_get(field)->form == VT_FIELD_IS_URGENCY)
		return g_strdup(vt_urgency_label(vt_urgency_parse(normal)));
	/* A stranger's words: one line, nothing unseen, and nothing that looks like a fence. */
	g_autofree char *shown = vt_text_shown(normal, vt_field_get(field)->max_chars);
	g_auto(GStrv) pieces = g_strsplit(shown, "==", -1);
	return g_strjoinv("=", pieces);
}

/* The marks keep it from being read as a line of the form, when it comes back without its hyphen.
 */
static char *line_source(const vt_noticing *n, vt_form_key key, const char *origin)
{
	g_autofree char *name = g_strdup_printf("nguon_%s", origin);
	g_autofree char *where = vt_notice_sentence(n, name);

	return g_strdup_printf("- \"%s\": %s", vt_form_get(key)->label, where);
}

static void set_line(vt_form *form, vt_form_key key, const char *text)
{
	g_free(form->lines[key]);
	form->lines[key] = g_strdup(text);
}

/* Of the office's own scan only what stands outside the picture. */
static bool may_show(const vt_value *value, bool is_scan)
{
	return !is_scan || value->origin == VT_ORIGIN_SUBJECT
	       || value->origin == VT_ORIGIN_FILENAME;
}

static void fill_found(const vt_noticing *n, const vt_value fields[VT_N_FIELDS], bool is_scan,
		       vt_form *form, GPtrArray *sources)
{
	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		int field = vt_form_get((vt_form_key)i)->field;

		if (field < 0 || field == VT_FIELD_ARRIVED || fields[field].text == NULL)
			continue;
		if (field != VT_FIELD_PAGES && !may_show(&fields[field], is_scan))
			continue;
		g_autofree char *text = written((vt_field)field, fields[field].text);
		if (text == NULL)
			continue;
		set_line(form, (vt_form_key)i, text);
		g_ptr_array_add(sources, line_source(n, (vt_form_key)i,
						     vt_origin_name(fields[field].origin)));
	}
}

/* What the office itself knows: the agency at that address, the day, who decides. */
static void fill_known(const vt_noticing *n, const vt_arrival *arrival, bool is_scan, vt_form *form,
		       GPtrArray *sources)
{
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(n->store, arrival->id, NULL);
	const vt_agency *original = findings != NULL ? vt_forwarded_agency(n, findings) : NULL;
	const vt_agency *agency = original != NULL ? original : vt_notice_agency(n, arrival);
	const char *issuer = form->lines[VT_FORM_ISSUER];
	g_autofree char *day = vt_clock_day_vietnam(arrival->received_at);
	g_autofree char *paper = vt_notice_sentence(n, is_scan ? "phieu_co" : "phieu_khong");

	if ((issuer == NULL || *issuer == '\0') && agency != NULL) {
		set_line(form, VT_FORM_ISSUER, agency->name);
		g_ptr_array_add(sources, line_source(n, VT_FORM_ISSUER,
						     original != NULL ? "forwarded" : "directory"));
	}
	set_line(form, VT_FORM_ARRIVED, day);
	set_line(form, VT_FORM_PAPER, paper);
}

/* "OK" must not stumble over two of one name: then the address says whom. */
static char *leader_shown(const vt_directory *directory, const vt_person *leader)
{
	unsigned count = 0;
	g_autofree char *wanted = vt_text_fold(leader->name);

	for (guint i = 0; i < directory->people->len; i++) {
		const vt_person *one = g_ptr_array_index(directory->people, i);
		g_autofree char *folded = vt_text_fold(one->name);

		count += g_str_equal(one->own, leader->own) && g_str_equal(folded, wanted);
	}
	if (count < 2 || leader->addresses->len == 0)
		return g_strdup(leader->name);
	return g_strdup_printf("%s (%s)", leader->name,
			       (const char *)g_ptr_array_index(leader->addresses, 0));
}

static void fill_leader(const vt_noticing *n, const char *own, vt_form *form)
{
	const vt_person *leader = vt_directory_first(n->office->directory, own, VT_ROLE_LEADER);

	g_autofree char *shown = leader != NULL ? leader_shown(n->office->directory, leader) : NULL;

	if (shown != NULL)
		set_line(form, VT_FORM_LEADER, shown);
	if (form->lines[VT_FORM_URGENCY] == NULL || *form->lines[VT_FORM_URGENCY] == '\0')
		set_line(form, VT_FORM_URGENCY, vt_urgency_label(0));
}

static void set_names(const vt_noticing *n, vt_form *form, vt_form_key key, const GPtrArray *names)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
				       vt_route_shown(n->office, g_ptr_array_index(names, i)));
	set_line(form, key, text->str);
}

/* What routing.conf proposes, by what stands in the form. */
static void fill_routing(const vt_noticing *n, const vt_arrival *arrival, vt_form *form)
{
	const vt_agency *agency = vt_notice_agency(n, arrival);
	const vt_routed what = { .own = arrival->own,
				 .agency = agency != NULL ? agency->key : NULL,
				 .type = form->lines[VT_FORM_TYPE],
				 .subject = form->lines[VT_FORM_SUBJECT],
				 .urgency = form->lines[VT_FORM_URGENCY] };
	const vt_route *route = vt_office_proposing(n->office, &what);

	if (route == NULL)
		return;
	set_line(form, VT_FORM_LEAD, vt_route_shown(n->office, route->lead));
	set_names(n, form, VT_FORM_SUPPORT, route->support);
	set_names(n, form, VT_FORM_INFORM, route->inform);
}

char *vt_form_scanned_by(vt_store *store, const char *arrival, GError **error)
{
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(store, arrival, error);

	for (guint i = 0; whys != NULL && i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);

		if (g_str_equal(why->word, vt_reason_word(VT_REASON_OWN_SCAN)))
			return g_strdup(why->detail);
	}
	return NULL;
}

vt_form *vt_form_propose(const vt_noticing *n, const vt_arrival *arrival, char **sources_out,
			 GError **error)
{
	vt_value fields[VT_N_FIELDS] = { 0 };
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(g_free);
	GError *fault = NULL;
	g_autofree char *scanned = vt_form_scanned_by(n->store, arrival->id, &fault);

	if (fault != NULL || !vt_arrivals_fields(n->store, arrival->id, fields, &fault)) {
		g_propagate_error(error, fault);
		return NULL;
	}
	g_autofree char *code = code_of(arrival->own, arrival->id);
	vt_form *form = vt_form_new(code);
	vt_enter_type(n->office, fields);
	fill_found(n, fields, scanned != NULL, form, sources);
	fill_known(n, arrival, scanned != NULL, form, sources);
	fill_leader(n, arrival->own, form);
	fill_routing(n, arrival, form);
	set_line(form, VT_FORM_SECRECY, "");
	vt_values_clear(fields);
	g_ptr_array_add(sources, NULL);
	*sources_out = g_strjoinv("\n", (char **)sources->pdata);
	return form;
}

vt_form *vt_form_of_paper(const vt_noticing *n, const char *own, const char *key)
{
	g_autofree char *code = code_of(own, key);
	g_autofree char *day = vt_clock_day_vietnam(n->now);
	g_autofree char *paper = vt_notice_sentence(n, "phieu_co");
	vt_form *form = vt_form_new(code);

	set_line(form, VT_FORM_ARRIVED, day);
	set_line(form, VT_FORM_PAPER, paper);
	fill_leader(n, own, form);
	return form;
}

vt_form *vt_form_of_entry(const vt_noticing *n, const vt_document *entry)
{
	g_autofree char *key =
		g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, entry->id, n->now);
	g_autofree char *code = code_of(entry->own, key);
	vt_form *form = vt_form_new(code);

	for (int i = 0; i < VT_N_FORM_LINES; i++) {
		int field = vt_form_get((vt_form_key)i)->field;
		g_autofree char *text =
			field >= 0 && entry->fields[field].text != NULL
				? written((vt_field)field, entry->fields[field].text)
				: NULL;

		if (text != NULL)
			set_line(form, (vt_form_key)i, text);
	}
	return form;
}

vt_form *vt_form_of_piece(const vt_noticing *n, const vt_arrival *arrival, const vt_form *whole,
			  const vt_piece *piece)
{
	static const vt_form_key kept[] = { VT_FORM_ARRIVED, VT_FORM_PAPER, VT_FORM_LEADER,
					    VT_FORM_URGENCY };
	g_autofree char *key = g_strdup_printf("%s %u-%u", arrival->id, piece->from, piece->to);
	g_autofree char *code = code_of(arrival->own, key);
	g_autofree char *pages = g_strdup_printf("%u", piece->to - piece->from + 1);
	g_autofree char *range = g_strdup_printf("%u-%u", piece->from, piece->to);
	g_autoptr(vt_filling) values = vt_filling_new();
	vt_form *form = vt_form_new(code);

	vt_filling_add(values, "noi_dung", range);
	g_autofree char *note = vt_templates_sentence(n->templates, vt_notice_language(n),
						      "phieu_trang_cua", values);
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
		set_line(form, kept[i], whole->lines[kept[i]]);
	set_line(form, VT_FORM_PAGES, pages);
	set_line(form, VT_FORM_NOTE, note);
	return form;
}
