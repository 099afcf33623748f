/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_form - held mail comes to the clerk as a form: one mail, or rows of a table
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/rates.h"
#include "work/asking.h"
#include "work/form_mail.h"
#include "work/reasons.h"

#define RATE        "form"
#define HOUR        3600
#define MOST_ROWS   50 /* of a table; fewer than what a reply may name (doc/said.h) */
#define NAME_CHARS  60
#define SHOWN_CHARS 120

/* ---- which messages ---- */

static bool has_file(const GPtrArray *parts)
{
	for (guint i = 0; i < parts->len; i++)
		if (((const vt_part *)g_ptr_array_index(parts, i))->attachment)
			return true;
	return false;
}

/* Nobody has looked at it, or it is what one of our own people said. */
static bool is_no_document(const GPtrArray *whys)
{
	bool person = false, scan = false, blind = false;

	for (guint i = 0; i < whys->len; i++) {
		const char *word = ((const vt_why *)g_ptr_array_index(whys, i))->word;

		person |= g_str_equal(word, vt_reason_word(VT_REASON_PERSON));
		scan |= g_str_equal(word, vt_reason_word(VT_REASON_OWN_SCAN));
		blind |= g_str_equal(word, vt_reason_word(VT_REASON_NOT_INSPECTED));
	}
	return blind || (person && !scan);
}

bool vt_form_is_wanted(const vt_noticing *n, const vt_arrival *arrival, bool *wanted_out,
		       GError **error)
{
	*wanted_out = false;
	if (!n->office->forms || arrival->own == NULL || arrival->state != VT_STATE_HELD
	    || arrival->secret || arrival->automatic || vt_arrival_is_unsafe(arrival))
		return true;
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(n->store, arrival->id, error);
	g_autoptr(GPtrArray) parts =
		whys != NULL ? vt_arrivals_parts(n->store, arrival->id, NULL, error) : NULL;
	if (parts == NULL)
		return false;
	*wanted_out =
		!is_no_document(whys) && (has_file(parts) || vt_notice_agency(n, arrival) != NULL);
	return true;
}

/* ---- a row of the table ---- */

static bool is_empty(const char *text)
{
	return text == NULL || *text == '\0';
}

/* "Số: 12; Ký hiệu: QĐ-UBND", and the labels of what the register cannot do without. */
static void add_lines(vt_mail *mail, const char *arrival, const vt_form *form)
{
	static const vt_form_key keys[] = { VT_FORM_NUMBER, VT_FORM_NOTATION, VT_FORM_ISSUED,
					    VT_FORM_TYPE,   VT_FORM_ISSUER,   VT_FORM_SUBJECT };
	g_autoptr(GString) filled = g_string_new(NULL), missing = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *label = vt_form_get(keys[i])->label, *text = form->lines[keys[i]];

		if (is_empty(text))
			g_string_append_printf(missing, "%s%s", missing->len > 0 ? ", " : "",
					       label);
		else
			g_string_append_printf(filled, "%s%s: %s", filled->len > 0 ? "; " : "",
					       label, text);
	}
	vt_mail_add_about(mail, arrival, "pg_da_dien", filled->str);
	vt_mail_add_about(mail, arrival, "pg_thieu", missing->str);
}

static bool add_row(const vt_noticing *n, vt_mail *mail, int row, const vt_form_ask *ask,
		    GError **error)
{
	const vt_arrival *arrival = ask->arrival;
	int main = -1;
	g_autoptr(GPtrArray) parts = vt_arrivals_parts(n->store, arrival->id, &main, error);

	if (parts == NULL)
		return false;
	const vt_part *part = main >= 0 ? g_ptr_array_index(parts, main) : NULL;
	g_autofree char *number = g_strdup_printf("%d", row);
	g_autofree char *name = part != NULL && part->name != NULL
					? vt_text_quoted(part->name, NAME_CHARS)
					: vt_notice_sentence(n, "phieu_khong_tep");
	g_autofree char *at = vt_clock_stamp_vietnam(arrival->received_at);
	g_autofree char *from = arrival->from != NULL ? vt_text_quoted(arrival->from, SHOWN_CHARS)
						      : vt_notice_sentence(n, "chua_ro");
	g_autofree char *sentence = vt_notice_code(n, arrival->code);
	const vt_code_info *info = vt_code_find(arrival->code);
	const char *const values[][2] = {
		{ "pg_stt", number },
		{ "pg_ma_phieu", ask->form->code },
		{ "pg_tep", name },
		{ "pg_gio", at },
		{ "pg_dia_chi", from },
		{ "pg_cau", sentence },
		{ "pg_viec", info != NULL ? info->next_step : "" },
		{ "pg_ma_thu", arrival->id },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		vt_mail_add_about(mail, arrival->id, values[i][0], values[i][1]);
	add_lines(mail, arrival->id, ask->form);
	return true;
}

/* The first number that no row has. */
static bool next_row(const vt_noticing *n, int64_t table, int *row_out, GError **error)
{
	GError *fault = NULL;
	int row = 0;
	bool taken = true;

	while (taken && row < MOST_ROWS + 1) {
		g_autoptr(vt_asking) there = vt_askings_of_row(n->store, table, ++row, &fault);

		taken = there != NULL;
	}
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	*row_out = row;
	return true;
}

/* The table that grows; table_out 0: there is none, or it is full. */
static bool open_table(const vt_noticing *n, const vt_mail *mail, int64_t *draft_out,
		       int64_t *table_out, int *row_out, GError **error)
{
	*table_out = 0;
	*row_out = 1;
	if (!vt_outbox_open_draft(n->store, mail->own, mail->kind, mail->recipient, draft_out,
				  error)
	    || *draft_out == 0)
		return *draft_out == 0 && (error == NULL || *error == NULL);
	g_autoptr(vt_mail) draft = vt_outbox_get(n->store, *draft_out, error);
	if (draft == NULL || !next_row(n, draft->asking, row_out, error))
		return false;
	*table_out = *row_out <= MOST_ROWS ? draft->asking : 0;
	return true;
}

static bool begin_table(const vt_noticing *n, const vt_form_ask *ask, vt_mail *mail,
			int64_t *table_out, GError **error)
{
	g_autoptr(vt_asking) table = vt_asking_new(VT_ASKING_DIGEST, ask->own, ask->person->key);

	g_free(table->version);
	table->version = g_strdup_printf("%s %" G_GINT64_FORMAT, ask->arrival->id, n->now);
	mail->due_at = vt_notice_next_digest(n);
	if (!vt_asking_put(n->store, table, NULL, mail, n->now, error))
		return false;
	*table_out = table->id;
	g_autofree char *key = g_strdup_printf("%s %s", mail->own, mail->recipient);
	return vt_rates_note(n->store, RATE, key, mail->due_at, error);
}

/* A table of one row would be a form with more words: the first that waits for the hour is a form
 * of its own, until there is another. */
static bool send_later(const vt_noticing *n, const vt_form_ask *ask, GError **error)
{
	g_autoptr(vt_mail) mail = NULL;
	int64_t asking = 0;

	if (!vt_form_put(n, ask, &asking, &mail, error))
		return false;
	if (mail == NULL)
		return true;
	g_autofree char *key = g_strdup_printf("%s %s", mail->own, mail->recipient);
	mail->due_at = vt_notice_next_digest(n);
	return vt_notice_insert(n, mail, error)
	       && vt_rates_note(n->store, RATE, key, mail->due_at, error);
}

/* The form that waits becomes row 1, its mail goes nowhere. */
static bool take_single(const vt_noticing *n, const vt_form_ask *ask, vt_mail *table_mail,
			int64_t single, int64_t *table_out, GError **error)
{
	g_autoptr(vt_mail) mail = vt_outbox_get(n->store, single, error);
	g_autoptr(vt_asking) asking =
		mail != NULL ? vt_askings_get(n->store, mail->asking, error) : NULL;
	g_autoptr(vt_arrival) arrival =
		asking != NULL ? vt_arrivals_get(n->store, asking->arrival, error) : NULL;
	g_autoptr(vt_form) form = asking != NULL ? vt_form_kept(asking->proposal) : NULL;
	const vt_form_ask one = {
		.own = ask->own, .person = ask->person, .arrival = arrival, .form = form
	};

	if (arrival == NULL || form == NULL)
		return false;
	return vt_outbox_withdraw(n->store, single, "table", error)
	       && begin_table(n, &one, table_mail, table_out, error)
	       && add_row(n, table_mail, 1, &one, error)
	       && vt_askings_add_row(n->store, *table_out, 1, asking->id, error);
}

/* single_out 0: none waits that could be a row. */
static bool find_single(const vt_noticing *n, const vt_mail *table_mail, int64_t *single_out,
			GError **error)
{
	const vt_mail like = { .own = table_mail->own,
			       .kind = (char *)(guintptr)VT_FORM_MAIL,
			       .recipient = table_mail->recipient };

	return vt_outbox_later_draft(n->store, &like, n->now, single_out, error);
}

static bool add_to_table(const vt_noticing *n, vt_form_ask *ask, GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, VT_FORM_TABLE, ask->own, ask->person);
	g_autoptr(vt_mail) none = NULL;
	int64_t draft = 0, table = 0, asking = 0, single = 0;
	int row = 1;

	if (mail == NULL)
		return true;
	if (!open_table(n, mail, &draft, &table, &row, error)
	    || (table == 0 && !find_single(n, mail, &single, error)))
		return false;
	bool fresh = table == 0;
	if (fresh && single == 0)
		return send_later(n, ask, error);
	if (fresh && !take_single(n, ask, mail, single, &table, error))
		return false;
	row = fresh ? 2 : row;
	ask->of_table = true;
	if (!vt_form_put(n, ask, &asking, &none, error) || !add_row(n, mail, row, ask, error)
	    || !vt_askings_add_row(n->store, table, row, asking, error))
		return false;
	return fresh ? vt_notice_insert(n, mail, error)
		     : vt_outbox_extend(n->store, draft, mail->values, mail->attachments, error);
}

/* ---- the mail ---- */

static bool send_alone(const vt_noticing *n, const vt_form_ask *ask, GError **error)
{
	g_autoptr(vt_mail) mail = NULL;
	int64_t asking = 0;

	if (!vt_form_put(n, ask, &asking, &mail, error))
		return false;
	if (mail == NULL)
		return true;
	g_autofree char *key = g_strdup_printf("%s %s", mail->own, mail->recipient);
	return vt_notice_insert(n, mail, error)
	       && vt_rates_note(n->store, RATE, key, n->now, error);
}

/* Who scanned it answers for it; of a device its clerk. */
static bool find_person(const vt_noticing *n, const vt_arrival *arrival, vt_role role,
			const vt_person **person_out, GError **error)
{
	const vt_directory *directory = n->office->directory;
	GError *fault = NULL;
	g_autofree char *key =
		role == VT_ROLE_CLERK ? vt_form_scanned_by(n->store, arrival->id, &fault) : NULL;
	const vt_person *scanner = key != NULL ? vt_directory_person(directory, key) : NULL;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (scanner != NULL && vt_person_has(scanner, VT_ROLE_DEVICE))
		scanner = scanner->clerk != NULL ? vt_directory_person(directory, scanner->clerk)
						 : NULL;
	*person_out = scanner != NULL && vt_person_has(scanner, VT_ROLE_CLERK)
			      ? scanner
			      : vt_directory_first(directory, arrival->own, role);
	return true;
}

/* "Hỏa tốc" is what anybody writes on what he sends: not every letter of an hour is. */
static bool is_calm(const vt_noticing *n, const char *key, bool *calm_out, GError **error)
{
	unsigned count = 0;

	if (!vt_rates_count(n->store, RATE, key, n->now - HOUR, &count, error))
		return false;
	*calm_out = count < vt_notice_limit_of(n, VT_LIMIT_RECEIPTS);
	return true;
}

bool vt_form_tell(const vt_noticing *n, const vt_arrival *arrival, vt_role role, int urgency,
		  GError **error)
{
	const vt_person *person = NULL;
	g_autofree char *sources = NULL;
	unsigned count = 0;

	if (!find_person(n, arrival, role, &person, error))
		return false;
	if (person == NULL || person->addresses->len == 0)
		return true;
	g_autoptr(vt_form) form = vt_form_propose(n, arrival, &sources, error);
	if (form == NULL)
		return false;
	vt_form_ask ask = { .own = arrival->own,
			    .person = person,
			    .arrival = arrival,
			    .form = form,
			    .sources = sources };
	g_autofree char *key = g_strdup_printf(
		"%s %s", arrival->own, (const char *)g_ptr_array_index(person->addresses, 0));
	int64_t since = vt_notice_last_digest(n);
	if (!vt_rates_count(n->store, RATE, key, since, &count, error))
		return false;
	bool urgent = urgency > 0;
	if (urgent && !vt_notice_is_proved(arrival) && !is_calm(n, key, &urgent, error))
		return false;
	return count > 0 && !urgent ? add_to_table(n, &ask, error) : send_alone(n, &ask, error);
}
