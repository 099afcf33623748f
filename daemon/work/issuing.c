/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuing - the issue version of an outgoing document, and its way to the recipients
 */
#include "work/issuing.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "store/deliveries.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "work/asking.h"

#define MAIL_OUT     "phat-hanh"
#define MAIL_COMPARE "phat-hanh-so-sanh"
#define SHOWN_CHARS  500

/* ---- is it what was approved? ---- */

/* The part, or what it was before something was appended to it. */
static bool begins_with(const vt_part *part, const vt_outgoing_file *approved)
{
	if (strcmp(part->sha256, approved->sha256) == 0)
		return true;
	for (guint i = 0; part->prefixes != NULL && i < part->prefixes->len; i++) {
		const vt_prefix *prefix = &g_array_index(part->prefixes, vt_prefix, i);

		if (prefix->bytes == (uint64_t)approved->bytes
		    && strcmp(prefix->sha256, approved->sha256) == 0)
			return true;
	}
	return false;
}

/* Another file that says the same, but for number, date and marks. */
static bool says_the_same(const vt_part *part, const vt_outgoing_file *approved)
{
	return approved->text != NULL && *approved->text != '\0'
	       && (strcmp(part->text, approved->text) == 0
		   || strcmp(part->marked, approved->text) == 0);
}

/* What was appended adds number, date and signatures; it may not put other words on the pages.
 * Where the approved file has no text layer nobody can tell. */
static bool keeps_its_words(const vt_part *part, const vt_outgoing_file *approved)
{
	return approved->text == NULL || *approved->text == '\0' || says_the_same(part, approved);
}

static const vt_part *part_of(const GPtrArray *parts, const vt_outgoing_file *file)
{
	for (guint i = 0; i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (strcmp(part->path, file->path) == 0)
			return part;
	}
	return NULL;
}

/* Read from page 1 of the file that came; the number as it was drawn, the day as it was dated. */
static bool has_number(const vt_outgoing *o, const vt_contents *contents)
{
	const vt_value *number = &contents->fields[VT_FIELD_NUMBER];
	const vt_value *notation = &contents->fields[VT_FIELD_NOTATION];
	const vt_value *issued = &contents->fields[VT_FIELD_ISSUED];
	vt_date day = vt_clock_vietnam(o->dated_at);
	g_autofree char *date = g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
	gint64 read = 0;

	return number->text != NULL && notation->text != NULL
	       && g_ascii_string_to_signed(number->text, 10, 1, G_MAXINT64, &read, NULL)
	       && read == o->number && g_strcmp0(notation->text, o->notation) == 0
	       && g_strcmp0(issued->text, date) == 0;
}

/* Each approved file in a file of its own, in the order in which they were approved. */
static vt_issue_likeness compare(const vt_outgoing *o, const vt_contents *contents,
				 const GPtrArray *files)
{
	vt_issue_likeness likeness = VT_ISSUE_SAME;

	if (files->len != o->files->len)
		return VT_ISSUE_OTHER;
	for (guint i = 0; i < files->len; i++) {
		const vt_outgoing_file *approved = g_ptr_array_index(o->files, i);
		const vt_part *part = part_of(contents->parts, g_ptr_array_index(files, i));

		if (part == NULL)
			return VT_ISSUE_OTHER;
		if (begins_with(part, approved) && keeps_its_words(part, approved))
			continue;
		if (!says_the_same(part, approved) || (i == 0 && !has_number(o, contents)))
			return VT_ISSUE_OTHER;
		likeness = VT_ISSUE_SAME_TEXT;
	}
	return likeness;
}

bool vt_issuing_compare(vt_store *store, const vt_outgoing *o, const vt_contents *contents,
			const GPtrArray *files, vt_issue_likeness *likeness_out, GError **error)
{
	bool foreign = false;

	*likeness_out = compare(o, contents, files);
	for (guint i = 0; *likeness_out == VT_ISSUE_OTHER && i < files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(files, i);

		if (!vt_outgoings_is_file_of_another(store, o->id, file->sha256, &foreign, error))
			return false;
		if (foreign)
			*likeness_out = VT_ISSUE_FOREIGN;
	}
	return true;
}

/* ---- the clerk ---- */

bool vt_issuing_ask_clerk(const vt_noticing *n, const vt_outgoing *o, vt_mail *mail, GError **error)
{
	g_autoptr(vt_asking) asking = NULL;

	if (mail->person == NULL) /* nobody is clerk: the administrator hears of it */
		return true;
	asking = vt_asking_new(VT_ASKING_ISSUE, o->own, mail->person);
	asking->outgoing = o->id;
	vt_judging_put(&asking->version, o->version_sha256);
	return vt_asking_put(n->store, asking, NULL, mail, n->now, error);
}

/* ---- what is written ---- */

static bool write_ledger(const vt_outgoing_way *way, const char *act, const GPtrArray *files,
			 const char *same, GError **error)
{
	const vt_outgoing *o = way->o;
	g_autoptr(vt_entry) entry = vt_entry_new(act, way->by->person, way->by->proof, way->by->at);
	g_autofree char *subject = vt_outgoing_subject(o);
	g_autoptr(GString) hashes = g_string_new(NULL);

	vt_entry_int(entry, "outgoing", o->id);
	vt_entry_int(entry, "year", o->year);
	vt_entry_int(entry, "number", o->number);
	vt_entry_text(entry, "approved", o->version_sha256);
	for (guint i = 0; files != NULL && i < files->len; i++)
		g_string_append_printf(
			hashes, "%s%s", i > 0 ? " " : "",
			((const vt_outgoing_file *)g_ptr_array_index(files, i))->sha256);
	vt_entry_text(entry, "files", hashes->str);
	vt_entry_text(entry, "same", same);
	vt_entry_text(entry, "arrival", way->by->arrival);
	return vt_ledger_append(way->n.store, entry, subject, error);
}

static bool void_questions(const vt_outgoing_way *way, vt_asking_kind kind, int64_t except,
			   GError **error)
{
	const vt_asking_filter filter = { .kind = (int)kind,
					  .outgoing = way->o->id,
					  .except = except };

	return vt_askings_void(way->n.store, &filter, "issue-version", NULL, error);
}

static bool step(const vt_outgoing_way *way, vt_outgoing_step next, GError **error)
{
	if (!vt_outgoing_after(way->o->state, next, &way->o->state))
		return vt_error_set(error, VT_NEVER,
				    "outgoing document %" G_GINT64_FORMAT " is '%s'", way->o->id,
				    vt_outgoing_state_name(way->o->state));
	way->o->state_at = way->by->at;
	return true;
}

/* ---- to the recipients ---- */

bool vt_issuing_is_mail(const char *kind)
{
	return strcmp(kind, MAIL_OUT) == 0;
}

static void attach(vt_mail *mail, const GPtrArray *files)
{
	for (guint i = 0; i < files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(files, i);

		vt_mail_attach(mail, file->arrival, file->path);
	}
}

static void add_plain(vt_mail *mail, const char *key, const char *text)
{
	g_autofree char *shown = vt_text_shown(text, SHOWN_CHARS);

	vt_mail_add(mail, key, shown);
}

static bool send_to(const vt_outgoing_way *way, vt_outgoing_recipient *to, const GPtrArray *files,
		    GError **error)
{
	const vt_noticing *n = &way->n;
	const vt_own *own = vt_directory_own(n->office->directory, way->o->own);
	g_autoptr(vt_mail) mail = vt_notice_to_address(n, MAIL_OUT, way->o->own, to->address);

	if (mail == NULL)
		return vt_error_set(error, VT_NEVER, "no own agency '%s'", way->o->own);
	/* From the agency itself, whose key signs it: not from the robot of the notices. */
	g_free(mail->sender);
	mail->sender = g_strdup(g_ptr_array_index(own->addresses, 0));
	/* Our own words, agreed to by who signs: not marked as somebody's. */
	add_plain(mail, "ph_noi_nhan", to->name);
	add_plain(mail, "ten_loai", way->o->type);
	add_plain(mail, "trich_yeu", way->o->abstract);
	add_plain(mail, "trich_yeu_ngan", way->o->abstract);
	if (!vt_outgoing_fill(n, mail, way->o, error))
		return false;
	attach(mail, files);
	/* One row, one Message-ID: whatever is tried again is the same mail. */
	if (!vt_outbox_insert(n->store, mail, n->now, error))
		return false;
	to->state = VT_RECIPIENT_QUEUED;
	to->state_at = n->now;
	to->mail = mail->id;
	return vt_outgoings_set_recipient(n->store, way->o->id, to, error);
}

static bool tell_author(const vt_outgoing_way *way, GError **error)
{
	const vt_outgoing_told told = { .sentence = "dt_da_phat_hanh", .due_at = way->n.now };

	return vt_outgoing_tell_author(&way->n, way->o, &told, error);
}

bool vt_issuing_issue(vt_outgoing_way *way, GPtrArray *files, const char *same, GError **error)
{
	vt_outgoing *o = way->o;

	if (!step(way, VT_OUTGOING_STEP_ISSUE, error))
		return false;
	o->issued_at = way->by->at;
	if (!vt_outgoings_set_issue(way->n.store, o->id, same, files, way->by, error)
	    || !vt_outgoings_change(way->n.store, o, error)
	    || !write_ledger(way, "issue", files, same, error)
	    || !void_questions(way, VT_ASKING_COMPARE, way->asked, error))
		return false;
	/* What travels is the issue version. */
	g_ptr_array_unref(o->files);
	o->files = g_ptr_array_ref(files);
	for (guint i = 0; i < o->recipients->len; i++) {
		vt_outgoing_recipient *to = g_ptr_array_index(o->recipients, i);

		if (to->address != NULL && !send_to(way, to, files, error))
			return false;
	}
	return tell_author(way, error);
}

/* ---- what became of it ---- */

bool vt_issuing_state(vt_store *store, const vt_outgoing_recipient *to,
		      vt_recipient_state *state_out, GError **error)
{
	g_autoptr(vt_mail) mail = NULL;
	g_autoptr(GPtrArray) told = NULL;

	*state_out = to->state;
	if (to->mail == 0 || to->state > VT_RECIPIENT_QUEUED)
		return true;
	mail = vt_outbox_get(store, to->mail, error);
	told = mail != NULL ? vt_deliveries_of(store, to->mail, error) : NULL;
	if (told == NULL)
		return false;
	int sum = vt_deliveries_sum(told);
	if (mail->state == VT_MAIL_FAILED || sum == VT_DELIVERY_FAILED)
		*state_out = VT_RECIPIENT_FAILED;
	else if (sum == VT_DELIVERY_DELIVERED || sum == VT_DELIVERY_DISPLAYED)
		*state_out = VT_RECIPIENT_DELIVERED;
	else if (mail->state == VT_MAIL_SENT)
		*state_out = VT_RECIPIENT_SENT;
	return true;
}

static bool is_listed(const GArray *positions, int position)
{
	for (guint i = 0; i < positions->len; i++) {
		if (g_array_index(positions, int, i) == position)
			return true;
	}
	return positions->len == 0;
}

/* false: it gets no paper, or has it. What came of the mail beside the paper stays. */
static bool hand_over(const vt_outgoing_way *way, vt_outgoing_recipient *to)
{
	if (to->address != NULL) {
		bool waits = vt_issuing_gets_paper(way->o, to) && to->paper_at == 0;

		to->paper_at = waits ? way->by->at : to->paper_at;
		return waits;
	}
	if (to->state >= VT_RECIPIENT_RECEIVED)
		return false;
	to->state = VT_RECIPIENT_RECEIVED;
	to->state_at = way->by->at;
	return true;
}

static bool note_handed_over(const vt_outgoing_way *way, const char *positions, GError **error)
{
	g_autoptr(vt_entry) entry =
		vt_entry_new("handed-over", way->by->person, way->by->proof, way->by->at);
	g_autofree char *subject = vt_outgoing_subject(way->o);

	vt_entry_int(entry, "outgoing", way->o->id);
	vt_entry_text(entry, "recipients", positions);
	vt_entry_text(entry, "arrival", way->by->arrival);
	return vt_ledger_append(way->n.store, entry, subject, error);
}

bool vt_issuing_handed_over(vt_outgoing_way *way, const GArray *positions, unsigned *done_out,
			    GError **error)
{
	g_autoptr(GString) listed = g_string_new(NULL);

	*done_out = 0;
	for (guint i = 0; i < way->o->recipients->len; i++) {
		vt_outgoing_recipient *to = g_ptr_array_index(way->o->recipients, i);

		if (!is_listed(positions, to->position) || !hand_over(way, to))
			continue;
		if (!vt_outgoings_set_recipient(way->n.store, way->o->id, to, error))
			return false;
		++*done_out;
		g_string_append_printf(listed, "%s%d", listed->len > 0 ? " " : "", to->position);
	}
	return *done_out == 0 || note_handed_over(way, listed->str, error);
}

/* ---- who approved it ---- */

bool vt_issuing_ask_approver(vt_outgoing_way *way, GPtrArray *files, GError **error)
{
	static const int verbs[] = { VT_VERB_AGREE, VT_VERB_RETURN };
	const vt_noticing *n = &way->n;
	const vt_person *approver = vt_directory_person(n->office->directory, way->o->approved_by);
	g_autoptr(vt_mail) mail =
		approver != NULL ? vt_notice_to_person(n, MAIL_COMPARE, way->o->own, approver)
				 : NULL;
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));

	if (!step(way, VT_OUTGOING_STEP_COMPARE, error)
	    || !vt_outgoings_set_issue(n->store, way->o->id, "waiting", files, way->by, error)
	    || !vt_outgoings_change(n->store, way->o, error)
	    || !write_ledger(way, "compare-issue", files, "waiting", error)
	    || !void_questions(way, VT_ASKING_COMPARE, 0, error))
		return false;
	if (mail == NULL)
		return true;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_COMPARE, way->o->own, approver->key);
	g_array_append_vals(links, verbs, G_N_ELEMENTS(verbs));
	asking->outgoing = way->o->id;
	/* What is confirmed is these files. */
	vt_judging_put(&asking->version, way->by->arrival);
	if (!vt_outgoing_fill(n, mail, way->o, error))
		return false;
	attach(mail, files);
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error);
}

bool vt_issuing_deny(vt_outgoing_way *way, const char *reason, GError **error)
{
	return step(way, VT_OUTGOING_STEP_RETURN, error)
	       && vt_outgoings_opine(way->n.store, way->o, "return", reason, way->by, error)
	       && vt_outgoings_change(way->n.store, way->o, error)
	       && write_ledger(way, "deny-issue", NULL, "waiting", error)
	       && void_questions(way, VT_ASKING_ISSUE, 0, error)
	       && vt_outgoing_tell_clerk(&way->n, way->o, reason, error);
}
