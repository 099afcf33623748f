/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing_mail - what people read of an outgoing document on its way
 */
#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "doc/fields.h"
#include "doc/verb.h"
#include "store/arrivals.h"
#include "store/documents.h"
#include "work/asking.h"
#include "work/delegating.h"
#include "work/enter.h"
#include "work/issuing.h"
#include "work/outgoing.h"

#define ASK_MAIL   "du-thao-trinh"
#define TELL_MAIL  "du-thao-bao"
#define CLERK_MAIL "cap-so"
#define LATE_MAIL  "so-di-cham"

#define SHOWN_CHARS   500
#define SUBJECT_CHARS 60
#define WORDS_CHARS   1000
#define FILES_SHOWN   20
#define LATE_SHOWN    50

static void add_int(vt_mail *mail, const char *key, int64_t value)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, value);

	vt_mail_add(mail, key, text);
}

static void add_sentence(const vt_noticing *n, vt_mail *mail, const char *key, const char *sentence)
{
	g_autofree char *text = vt_notice_sentence(n, sentence);

	vt_mail_add(mail, key, text);
}

static void add_day(vt_mail *mail, const char *key, int64_t at)
{
	g_autofree char *day = at != VT_TIME_NONE ? vt_clock_day_vietnam(at) : g_strdup("");

	vt_mail_add(mail, key, day);
}

/* ---- files ---- */

static void add_files(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < o->files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(o->files, i);
		g_autofree char *name = vt_text_quoted(file->name, SUBJECT_CHARS);
		g_autofree char *size = vt_notice_size(n, (uint64_t)file->bytes);

		if (i == FILES_SHOWN) {
			g_string_append(list, "; …");
			break;
		}
		g_string_append_printf(list, "%s%s (%s)", i > 0 ? "; " : "", name, size);
	}
	vt_mail_add(mail, "danh_sach_tep", list->str);
}

/* Not known is not well. */
static bool is_infected(const vt_noticing *n, const char *id, GError **error)
{
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(n->store, id, error);
	bool infected = true;

	if (arrival != NULL)
		(void)vt_arrivals_are_infected(n->store, arrival->sha256, &infected, NULL);
	return infected;
}

/* All of them or none; key of the sentence that says so. */
static const char *attach(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o)
{
	int64_t most = vt_notice_limit_of(n, VT_LIMIT_ATTACH_MAX), total = 0;
	const char *looked_at = NULL;

	for (guint i = 0; i < o->files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(o->files, i);

		total += file->bytes / 3 * 4 + file->bytes / 57 + 4; /* base64 */
		if (g_strcmp0(looked_at, file->arrival) != 0 && is_infected(n, file->arrival, NULL))
			return "tep_co_ma_doc";
		looked_at = file->arrival;
	}
	if (total > most)
		return "dt_tep_qua_lon";
	for (guint i = 0; i < o->files->len; i++) {
		const vt_outgoing_file *file = g_ptr_array_index(o->files, i);

		vt_mail_attach(mail, file->arrival, file->path);
	}
	return "dt_tep_gui_kem";
}

/* ---- values ---- */

static char *recipients_of(const vt_outgoing *o)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < o->recipients->len; i++) {
		const vt_outgoing_recipient *one = g_ptr_array_index(o->recipients, i);
		g_autofree char *name = vt_text_shown(one->name, SHOWN_CHARS);

		g_string_append_printf(list, "%s%s", i > 0 ? "; " : "", name);
		if (one->address != NULL)
			g_string_append_printf(list, " <%s>", one->address);
		else if (one->postal != NULL)
			g_string_append_printf(list, " (%s)", one->postal);
	}
	return g_string_free(list, FALSE);
}

static bool add_answered(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o, GError **error)
{
	g_autoptr(vt_document) document =
		o->answers != 0 ? vt_documents_get(n->store, o->answers, error) : NULL;

	if (o->answers != 0 && document == NULL)
		return false;
	g_autofree char *number = document != NULL ? vt_enter_number(document) : g_strdup("");
	vt_mail_add(mail, "dt_tra_loi_so", number);
	return true;
}

static void add_people(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o)
{
	const vt_person *author = vt_directory_person(n->office->directory, o->author);
	/* TUQ., TL.: who approved it signs in the place of who was asked. */
	const char *key = o->approved_by != NULL ? o->approved_by : o->signer;
	const vt_person *signer = vt_directory_person(n->office->directory, key);

	vt_mail_add(mail, "dt_nguoi_soan", author != NULL ? author->name : o->author);
	vt_mail_add(mail, "dt_don_vi", o->unit);
	g_autofree char *name =
		g_strdup_printf("%s%s%s", o->form != NULL ? o->form : "",
				o->form != NULL ? " " : "", signer != NULL ? signer->name : key);
	vt_mail_add(mail, "nguoi_ky", name);
	vt_mail_add(mail, "chuc_vu_nguoi_ky", signer != NULL ? signer->position : "");
}

bool vt_outgoing_fill(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o, GError **error)
{
	g_autofree char *recipients = recipients_of(o);

	mail->outgoing = o->id;
	add_int(mail, "dt_so", o->id);
	add_int(mail, "dt_phien_ban", o->version);
	vt_mail_add(mail, "dt_sha256", o->version_sha256);
	vt_mail_add(mail, "dt_tinh_trang", vt_outgoing_state_shown(o->state));
	vt_notice_add_quoted(mail, "ten_loai", o->type, SHOWN_CHARS);
	vt_notice_add_quoted(mail, "trich_yeu", o->abstract, SHOWN_CHARS);
	vt_notice_add_quoted(mail, "trich_yeu_ngan", o->abstract, SUBJECT_CHARS);
	vt_mail_add(mail, "muc_do_khan", vt_urgency_label(o->urgency));
	if (o->urgency > 0) {
		g_autofree char *key = g_strdup_printf("the_khan_%d", o->urgency);

		add_sentence(n, mail, "the_khan", key);
	}
	vt_mail_add(mail, "dt_noi_nhan", recipients);
	add_day(mail, "dt_han_tra_loi", o->due_at);
	vt_notice_add_quoted(mail, "dt_ban_giay", o->paper_reason, SHOWN_CHARS);
	if (o->number != 0) {
		g_autofree char *number = vt_outgoing_shown(o);

		vt_mail_add(mail, "so_ky_hieu", number);
		vt_mail_add(mail, "dt_ma_dinh_danh", o->ident);
		add_day(mail, "ngay_van_ban", o->dated_at);
	}
	add_people(n, mail, o);
	add_files(n, mail, o);
	return add_answered(n, mail, o, error);
}

/* ---- to the author ---- */

bool vt_outgoing_tell_author(const vt_noticing *n, const vt_outgoing *o,
			     const vt_outgoing_told *told, GError **error)
{
	const vt_person *author = vt_directory_person(n->office->directory, o->author);
	g_autoptr(vt_mail) mail =
		author != NULL ? vt_notice_to_person(n, TELL_MAIL, o->own, author) : NULL;
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_DRAFT, o->own, o->author);
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *shown = vt_outgoing_shown(o);

	if (mail == NULL)
		return true;
	vt_filling_add(values, "noi_dung", shown);
	g_autofree char *sentence =
		vt_templates_sentence(n->templates, vt_notice_language(n), told->sentence, values);
	if (!vt_outgoing_fill(n, mail, o, error))
		return false;
	vt_mail_add(mail, "dt_cau", sentence);
	vt_notice_add_quoted(mail, "dt_y_kien", told->words, WORDS_CHARS);
	mail->due_at = told->due_at;
	if (o->state > VT_OUTGOING_RETURNED) /* nothing more to hand in */
		return vt_notice_insert(n, mail, error);
	vt_mail_add(mail, "dt_sua_duoc", "1");
	asking->outgoing = o->id;
	asking->about = told->about;
	vt_judging_put(&asking->version, o->version_sha256);
	return vt_asking_put(n->store, asking, NULL, mail, n->now, error)
	       && vt_notice_insert(n, mail, error);
}

/* ---- to whom it stands before ---- */

/* Does policy.conf let that person decide without a signature of his own? */
static bool needs_signature(const vt_noticing *n, const vt_outgoing *o, const vt_person *person)
{
	const unsigned weaker =
		1u << VT_PROOF_TOKEN | 1u << VT_PROOF_SESSION | 1u << VT_PROOF_MAILBOX;
	vt_action action = o->state == VT_OUTGOING_LEADER ? VT_ACTION_ISSUE : VT_ACTION_CHECK_DRAFT;

	if (n->office->policy == NULL)
		return false;
	vt_allowance allowance = vt_policy_ask(n->office->policy, action, person->roles, weaker);
	bool allowed = allowance.allowed;
	vt_allowance_clear(&allowance);
	return !allowed;
}

/* The question to that person, or to who acts for him; not inserted. NULL with error unset: the
 * directory has no address. */
static vt_mail *question(const vt_outgoing_way *way, const vt_person *person, const vt_person *to,
			 GError **error)
{
	const vt_noticing *n = &way->n;
	const vt_outgoing *o = way->o;
	g_autoptr(vt_mail) mail = vt_notice_to_person(n, ASK_MAIL, o->own, to);

	if (mail == NULL || !vt_outgoing_fill(n, mail, o, error))
		return NULL;
	vt_mail_add(mail, "cau_tep_gui_kem", attach(n, mail, o));
	add_sentence(n, mail, "dt_viec",
		     o->state == VT_OUTGOING_UNIT     ? "dt_viec_don_vi"
		     : o->state == VT_OUTGOING_OFFICE ? "dt_viec_van_phong"
						      : "dt_viec_lanh_dao");
	add_sentence(n, mail, "yeu_cau_xac_thuc",
		     needs_signature(n, o, person) ? "can_ky_so" : "dt_khong_can_ky_so");
	vt_notice_add_quoted(mail, "dt_y_kien", way->answer, WORDS_CHARS);
	vt_mail_add(mail, "dia_chi_nguoi_nhan", mail->recipient);
	if (to != person)
		vt_mail_add(mail, "thay_mat", person->name);
	mail->due_at = way->counts_at;
	return g_steal_pointer(&mail);
}

static bool ask_takers(const vt_outgoing_way *way, const vt_person *person, const vt_asking *asking,
		       GError **error)
{
	g_autoptr(GPtrArray) takers =
		vt_delegating_takers(&way->n, person->key, VT_ASKING_OUTGOING, error);
	GError *fault = NULL;

	/* Only what the leader himself signs is delegated, not that he checks a draft. */
	for (guint i = 0; takers != NULL && way->o->state == VT_OUTGOING_LEADER && i < takers->len;
	     i++) {
		const vt_person *taker = g_ptr_array_index(takers, i);
		/* Nobody signs his own draft. */
		g_autoptr(vt_mail) mail = g_str_equal(taker->key, way->o->author)
						  ? NULL
						  : question(way, person, taker, &fault);

		if (mail != NULL)
			mail->asking = asking->id;
		if (fault != NULL || (mail != NULL && !vt_notice_insert(&way->n, mail, &fault))) {
			g_propagate_error(error, fault);
			return false;
		}
	}
	return takers != NULL;
}

bool vt_outgoing_ask(const vt_outgoing_way *way, const vt_person *person, GError **error)
{
	static const vt_verb verbs[] = { VT_VERB_AGREE, VT_VERB_RETURN, VT_VERB_ASK };
	const vt_noticing *n = &way->n;
	const vt_outgoing *o = way->o;
	GError *fault = NULL;
	g_autoptr(vt_mail) mail = question(way, person, person, &fault);
	g_autoptr(vt_asking) asking = vt_asking_new(VT_ASKING_OUTGOING, o->own, person->key);
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));

	if (mail == NULL) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
		int verb = (int)verbs[i];

		g_array_append_val(links, verb);
	}
	asking->outgoing = o->id;
	vt_judging_put(&asking->version, o->version_sha256);
	vt_judging_put(&asking->proposal, vt_outgoing_state_name(o->state));
	return vt_asking_put(n->store, asking, links, mail, n->now, error)
	       && vt_notice_insert(n, mail, error) && ask_takers(way, person, asking, error);
}

/* ---- numbered ---- */

bool vt_outgoing_tell_clerk(const vt_noticing *n, const vt_outgoing *o, const char *words,
			    GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_role(n, CLERK_MAIL, o->own, VT_ROLE_CLERK);
	const vt_person *by = vt_directory_person(n->office->directory, o->approved_by);

	if (mail == NULL)
		return true;
	if (!vt_outgoing_fill(n, mail, o, error))
		return false;
	vt_mail_add(mail, "cau_tep_gui_kem", attach(n, mail, o));
	vt_mail_add(mail, "dt_nguoi_duyet", by != NULL ? by->name : o->approved_by);
	vt_mail_add(mail, "chung_minh_duyet", o->proof);
	vt_notice_add_quoted(mail, "dt_y_kien", words, WORDS_CHARS);
	return vt_issuing_ask_clerk(n, o, mail, error) && vt_notice_insert(n, mail, error);
}

bool vt_outgoing_tell_late(const vt_noticing *n, const char *own, const GPtrArray *late,
			   GError **error)
{
	g_autoptr(vt_mail) mail = vt_notice_to_role(n, LATE_MAIL, own, VT_ROLE_OFFICE_HEAD);

	if (mail == NULL)
		return true;
	add_int(mail, "so_viec", late->len);
	for (guint i = 0; i < late->len && i < LATE_SHOWN; i++) {
		const vt_outgoing *o = g_ptr_array_index(late, i);
		const vt_person *author = vt_directory_person(n->office->directory, o->author);
		g_autofree char *number = vt_outgoing_shown(o);
		g_autofree char *at = vt_clock_stamp_vietnam(o->approved_at);
		g_autofree char *abstract = vt_text_quoted(o->abstract, SHOWN_CHARS);

		g_autofree char *row = g_strdup_printf("%u", i + 1);
		g_autofree char *why = vt_notice_sentence(
			n, o->state == VT_OUTGOING_ISSUED ? "sd_chua_gui_di" : "sd_chua_phat_hanh");
		const char *about =
			o->files->len > 0
				? ((const vt_outgoing_file *)g_ptr_array_index(o->files, 0))
					  ->arrival
				: NULL;

		vt_mail_add_about(mail, about, "sd_stt", row);
		vt_mail_add_about(mail, about, "sd_so_ky_hieu", number);
		vt_mail_add_about(mail, about, "sd_trich_yeu", abstract);
		vt_mail_add_about(mail, about, "sd_tu", at);
		vt_mail_add_about(mail, about, "sd_vi_sao", why);
		vt_mail_add_about(mail, about, "sd_nguoi_soan",
				  author != NULL ? author->name : o->author);
	}
	return vt_notice_insert(n, mail, error);
}
