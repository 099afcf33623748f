/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * people - an office of people, who write to it
 */
#include "tests/unit/people.h"

#include <string.h>

#include "doc/instruction.h"
#include "store/askings_private.h"
#include "store/store_private.h"
#include "work/notices.h"

static const char policy_text[] =
	"register-incoming\tagency\tsmime\n"
	"register\tclerk\tlocal\nregister-old-year\tclerk\tlocal\n"
	"refuse\tclerk\tlocal\nvoid\tclerk\tlocal\nretry\tclerk\tlocal\n"
	"release\tsecurity\tlocal\nseal\tclerk\tlocal\n"
	"sealed-list\tsecurity\tlocal\nsealed-destroy\tsecurity\tlocal\n"
	"agree\tleader\t(smime | session) & token\n"
	"assign\tleader\t(smime | session) & token\n"
	"return\tleader\t(smime | session) & token\n"
	"ask\tleader\t(smime | session) & token\n"
	"submit\tclerk\t(smime | session)\n"
	"work\tunit-head,office-head,staff\t(smime | session)\n"
	"note-opinion\tclerk\tsmime\n"
	"join\tstaff\tsmime\ndelegate\tleader\tsmime\nunlock\tadmin\tlocal\nsecond\toffice-"
	"head\tsmime\nlook\tclerk\tlocal\n";

static void add(bed *b, const char *key, const char *name, const char *unit, unsigned roles)
{
	vt_person *person = g_new0(vt_person, 1);

	person->key = g_strdup(key);
	person->own = g_strdup("kimson");
	person->name = g_strdup(name);
	person->position = g_strdup("Công chức");
	person->unit = g_strdup(unit);
	person->addresses = g_ptr_array_new_with_free_func(g_free);
	person->logins = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(person->addresses, g_strdup_printf("%s@kimson.example", key));
	g_ptr_array_add(person->logins, g_strdup(key));
	person->roles = roles;
	g_ptr_array_add(b->office->directory->people, person);
}

void people_init(bed *b)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_faults) faults = vt_faults_new();

	bed_init(b);
	add(b, "binh", "Trần Thị Bình", "Văn phòng", 1u << VT_ROLE_CLERK);
	add(b, "an", "Lê Văn An", "", 1u << VT_ROLE_LEADER);
	add(b, "minh", "Phạm Văn Minh", "Văn phòng", 1u << VT_ROLE_OFFICE_HEAD);
	add(b, "kien", "Vũ Trung Kiên", "Phòng Kinh tế", 1u << VT_ROLE_UNIT_HEAD);
	add(b, "hoa", "Nguyễn Thị Hoa", "Phòng Kinh tế", 1u << VT_ROLE_STAFF);
	add(b, "duc", "Đỗ Minh Đức", "Phòng Tài chính - Kế hoạch", 1u << VT_ROLE_UNIT_HEAD);
	b->office->templates = g_test_build_filename(G_TEST_DIST, "templates", NULL);
	g_assert_true(vt_notices_prepare(b->office, &error));
	b->office->policy =
		vt_policy_parse(policy_text, strlen(policy_text), "policy.conf", faults);
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_test_message("%s", vt_faults_get(faults, i));
	b->office->submit = true;
	b->office->reply.delimiter = g_strdup("+");
	b->office->reply.in_address = b->office->reply.in_subject = true;
	b->office->reply.undo_time = 900;
	b->office->session.server = g_strdup("mx.kimson.example");
}

static void fill_said(bed *b, const people_letter *letter, vt_said *said)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) lines = g_strsplit(letter->text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		vt_instruction_read(said, *line, false, letter->smime);
	g_free(said->words);
	said->words = g_strdup(letter->text);
	said->words_signed = letter->smime;
	said->body = VT_BODY_PLAIN;
	if (letter->token != NULL)
		g_ptr_array_add(said->tokens, g_strdup(letter->token));
	if (letter->asking == 0)
		return;
	char token[VT_TOKEN_CHARS + 1], reference[VT_REFERENCE_CHARS + 1];
	g_autoptr(vt_asking) asking = vt_askings_get(b->store, letter->asking, &error);
	g_assert_no_error(error);
	/* Also of a verb that it has no link for. */
	vt_token_make(b->store, letter->asking, letter->verb, token, &error);
	g_assert_no_error(error);
	g_ptr_array_add(said->tokens, g_strdup(token));
	vt_askings_reference(b->store, asking, reference, &error);
	g_assert_no_error(error);
	if (letter->smime && !letter->no_reference)
		g_ptr_array_add(said->references, g_strdup(reference));
}

static void be_from(bed_report *r, const people_letter *letter)
{
	vt_identity *identity = r->identity;
	g_autofree char *address = g_strdup_printf("%s@kimson.example", letter->from);

	g_ptr_array_set_size(identity->from, 0);
	g_ptr_array_add(identity->from, g_strdup(address));
	g_clear_pointer(&identity->agency, g_free);
	if (!letter->smime) {
		identity->status = VT_STATUS_NONE;
		identity->has_signer = false;
		g_clear_pointer(&identity->signer_sha256, g_free);
		g_clear_pointer(&identity->digest, g_free);
		if (!letter->no_proof)
			identity->session = g_strdup(letter->from);
	} else if (letter->digest != NULL) {
		g_free(identity->digest);
		identity->digest = g_strdup(letter->digest);
	}
	r->contents->main_part = -1;
	g_ptr_array_set_size(r->contents->parts, 0);
	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		bed_field(r, (vt_field)i, NULL, 0);
}

const char *people_write(bed *b, const people_letter *letter)
{
	static int serial;
	g_autofree char *id = g_strdup_printf("P%d", ++serial);
	vt_conclusion conclusion;
	bed_report report;

	bed_arrive(b, id, id, letter->at);
	bed_report_init(&report, id);
	be_from(&report, letter);
	report.contents->said = vt_said_new();
	fill_said(b, letter, report.contents->said);
	bed_conclude(b, id, &report, letter->at, &conclusion);
	const char *state = vt_state_name(conclusion.state);
	vt_conclusion_clear(&conclusion);
	bed_report_clear(&report);
	return state;
}

vt_asking *people_asked(bed *b, vt_asking_kind kind, const char *person)
{
	g_autoptr(GError) error = NULL;
	const vt_asking_filter filter = { .kind = (int)kind, .person = person };
	g_autoptr(GPtrArray) list = vt_askings_open(b->store, &filter, &error);

	g_assert_no_error(error);
	g_ptr_array_set_free_func(list, NULL);
	vt_asking *one = list->len > 0 ? g_ptr_array_index(list, list->len - 1) : NULL;
	for (guint i = 0; i + 1 < list->len; i++)
		vt_asking_free(g_ptr_array_index(list, i));
	return one;
}

char *people_heard(bed *b, const char *person, const char *kind, const char *place)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_query) query = vt_query_new(
		b->store,
		"SELECT id FROM mail WHERE person = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1");
	int64_t id = 0;

	vt_query_text(query, 1, person);
	vt_query_text(query, 2, kind);
	vt_query_one(query, &id, &error);
	g_assert_no_error(error);
	if (id == 0)
		return NULL;
	g_autoptr(vt_mail) mail = vt_outbox_get(b->store, id, &error);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		if (g_str_equal(value->key, place))
			g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "",
					       value->text);
	}
	return g_strdup(text->str);
}

int64_t people_count(bed *b, const char *sql)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_query) query = vt_query_new(b->store, sql);
	int64_t count = 0;

	vt_query_one(query, &count, &error);
	g_assert_no_error(error);
	return count;
}
