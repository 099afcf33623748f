/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_compose - a draft of the outbox as bytes
 */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "mail/compose.h"
#include "work/notices_invite.h"
#include "work/issuing.h"
#include "work/notices_private.h"
#include "work/roundtrip.h"

#define ROWS_SHOWN 200 /* of a digest; a flood is a number, not a mail of a megabyte */

typedef struct shown_rows {
	const char *first; /* a key that every row has */
	const char *rest;  /* place for the number of rows left out; NULL = all are shown */
	const char *index; /* place for 1, 2, 3; NULL = none */
} shown_rows;
static const shown_rows sections[] = {
	{ "giu_ma", "giu_con_lai", "giu_stt" },
	{ "la_ma", "la_con_lai", NULL },
	{ "bn_sha256", NULL, "bn_stt" },
	{ "vb_so_den", "vb_con_lai", NULL },
	{ "kg_so", "kg_con_lai", "kg_stt" },
	{ "md_ten", "md_con_lai", "md_stt" },
	{ "vct_so_den", "vct_con_lai_khac", NULL },
	{ "cham_ten", "cham_con_lai", "cham_stt" },
	{ "bt_so_den", "bt_con_lai", NULL },
	{ "tm_van_ban", "tm_con_lai", NULL },
	{ "vi_so_den", "vi_con_lai", "vi_stt" },
};

static unsigned count_of(const vt_mail *mail, const char *key)
{
	unsigned count = 0;

	for (unsigned i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		count += strcmp(value->key, key) == 0;
	}
	return count;
}

static void add_number(vt_filling *filling, const char *key, unsigned number)
{
	g_autofree char *text = g_strdup_printf("%u", number);

	vt_filling_add(filling, key, text);
}

static void add_counts(vt_filling *filling, const vt_mail *mail)
{
	unsigned held = count_of(mail, "giu_ma") + count_of(mail, "la_ma");

	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
		unsigned rows = count_of(mail, sections[i].first);

		for (unsigned row = 0; row < rows && sections[i].index != NULL; row++) {
			if (sections[i].rest == NULL || row < ROWS_SHOWN)
				add_number(filling, sections[i].index, row + 1);
		}
		if (sections[i].rest != NULL && rows > ROWS_SHOWN)
			add_number(filling, sections[i].rest, rows - ROWS_SHOWN);
	}
	held += count_of(mail, "kg_so") + count_of(mail, "md_ten") + count_of(mail, "pg_stt")
		+ count_of(mail, "tr_stt");
	if (held > 0)
		add_number(filling, "so_thu", held);
	if (count_of(mail, "bt_so_den") > 0)
		add_number(filling, "so_tin", count_of(mail, "bt_so_den"));
	if (count_of(mail, "tm_van_ban") > 0)
		add_number(filling, "so_thay_mat", count_of(mail, "tm_van_ban"));
	if (count_of(mail, "bn_sha256") > 0)
		add_number(filling, "so_van_ban", count_of(mail, "bn_sha256"));
}

/* The values of the draft; rows of a digest beyond ROWS_SHOWN are left out. */
static void add_values(vt_filling *filling, const vt_mail *mail)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);
		unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, value->key));
		const vt_slot *place = vt_slot_find(value->key);
		bool row = place != NULL && place->section != NULL;

		g_hash_table_insert(seen, value->key, GUINT_TO_POINTER(n + 1));
		if (strcmp(value->key, "cau_tep_gui_kem") != 0
		    && (!row || n < ROWS_SHOWN || strcmp(place->section, "bn") == 0))
			vt_filling_add(filling, value->key, value->text);
	}
}

/* What the directory does not say must not leave a hole in a sentence. */
static void add_or(vt_filling *filling, const vt_noticing *n, const char *key, const char *text,
		   const char *fallback)
{
	g_autofree char *sentence = vt_notice_sentence(n, fallback);

	vt_filling_add(filling, key, text != NULL && *text != '\0' ? text : sentence);
}

static void add_own(vt_filling *filling, const vt_noticing *n, const vt_own *own)
{
	const vt_directory *directory = n->office->directory;
	const vt_person *contact =
		own->contact != NULL ? vt_directory_person(directory, own->contact) : NULL;

	if (contact == NULL)
		contact = vt_directory_first(directory, own->key, VT_ROLE_CLERK);
	vt_filling_add(filling, "ten_co_quan", own->name);
	add_or(filling, n, "ten_van_phong", own->office, "van_phong");
	add_or(filling, n, "dia_chi_co_quan", own->postal != NULL ? own->postal : own->place,
	       "chua_ro");
	add_or(filling, n, "dien_thoai_co_quan", own->phone, "chua_ro");
	add_or(filling, n, "dau_moi_dien_thoai", own->phone, "chua_ro");
	add_or(filling, n, "dau_moi_ho_ten", contact != NULL ? contact->name : own->office,
	       "van_phong");
	vt_filling_add(filling, "dau_moi_thu_dien_tu",
		       contact != NULL && contact->addresses->len > 0
			       ? g_ptr_array_index(contact->addresses, 0)
			       : g_ptr_array_index(own->addresses, 0));
	vt_filling_add(filling, "dia_chi_tiep_nhan", g_ptr_array_index(own->addresses, 0));
	vt_filling_add(filling, "can_cu_xac_nhan", vt_office_legal(n->office, "receipt"));
	vt_filling_add(filling, "can_cu_kiem_tra", vt_office_legal(n->office, "refusal"));
}

static const vt_person *person_of(const vt_noticing *n, const vt_mail *mail)
{
	return mail->person != NULL ? vt_directory_person(n->office->directory, mail->person)
				    : NULL;
}

/* "k7m2q9xw..." of "<k7m2q9xw...@kimson.example>" */
static char *short_id(const vt_mail *mail)
{
	return g_strndup(mail->message_id + 1, strcspn(mail->message_id + 1, "@"));
}

static bool add_footers(vt_filling *filling, const vt_noticing *n, const vt_mail *mail,
			GError **error)
{
	static const char *const footers[][2] = { { "chan-thu", "chan_thu" },
						  { "chan-thu-doi-ngoai", "chan_thu_doi_ngoai" } };

	for (size_t i = 0; i < G_N_ELEMENTS(footers); i++) {
		const vt_template *footer =
			vt_templates_get(n->templates, mail->language, footers[i][0]);
		g_autofree char *subject = NULL, *body = NULL;

		if (footer == NULL)
			continue;
		if (!vt_template_fill(footer, filling, &subject, &body, error))
			return false;
		vt_filling_add(filling, footers[i][1], body);
	}
	return true;
}

static bool make_filling(const vt_noticing *n, const vt_mail *mail, vt_filling *filling,
			 GError **error)
{
	const vt_own *own = vt_directory_own(n->office->directory, mail->own);
	const vt_person *person = person_of(n, mail);
	g_autofree char *id = short_id(mail);
	g_autofree char *hour = vt_notice_hour(n, mail->due_at);
	g_autofree char *day = vt_clock_day_vietnam(mail->due_at);
	const char *files = vt_mail_value_of(mail, "cau_tep_gui_kem");

	if (own == NULL)
		return vt_error_set(error, VT_NEVER, "cannot compose mail: no own agency '%s'",
				    mail->own);
	add_own(filling, n, own);
	vt_filling_add(filling, "ma_thu", id);
	vt_filling_add(filling, "gio_lap", hour);
	vt_filling_add(filling, "ngay_lap", day);
	vt_filling_add(filling, "ten_nguoi_nhan", person != NULL ? person->name : mail->recipient);
	vt_filling_add(filling, "chuc_vu_nguoi_nhan", person != NULL ? person->position : "");
	add_values(filling, mail);
	add_counts(filling, mail);
	if (*files != '\0') {
		g_autofree char *sentence =
			vt_templates_sentence(n->templates, mail->language, files, filling);

		vt_filling_add(filling, "cau_tep_gui_kem", sentence);
	}
	return add_footers(filling, n, mail, error);
}

/* html_out: NULL for what machines read (an invitation, the test of a round trip), or as the office
 * wants it. */
static bool fill(const vt_noticing *n, const vt_mail *mail, char **subject_out, char **body_out,
		 char **html_out, GError **error)
{
	g_autoptr(vt_filling) filling = vt_filling_new();
	const vt_template *one = vt_templates_get(n->templates, mail->language, mail->kind);

	if (one == NULL)
		return vt_error_set(error, VT_NEVER, "cannot compose mail: no template '%s'",
				    mail->kind);
	if (!make_filling(n, mail, filling, error)
	    || !vt_template_fill(one, filling, subject_out, body_out, error))
		return false;
	if (n->office->html && strcmp(mail->kind, VT_NOTICE_INVITE) != 0
	    && strcmp(mail->kind, VT_ROUNDTRIP_KIND) != 0)
		*html_out = vt_template_fill_html(one, filling, mail->language);
	return true;
}

struct vt_notice {
	vt_compose_head head; /* its strings are kept below */
	GPtrArray *strings;
	GBytes *entity;
	bool is_unsigned;
};

void vt_notice_free(vt_notice *notice)
{
	if (notice == NULL)
		return;
	g_ptr_array_unref(notice->strings);
	g_clear_pointer(&notice->entity, g_bytes_unref);
	g_free(notice);
}

static const char *keep(vt_notice *notice, const char *text)
{
	char *copy = g_strdup(text);

	if (copy != NULL)
		g_ptr_array_add(notice->strings, copy);
	return copy;
}

/* What is given to somebody to carry out or to know: he signs for it (ký nhận). */
static bool wants_receipt(const vt_mail *mail)
{
	return strcmp(mail->kind, "giao-viec") == 0 || strcmp(mail->kind, "de-biet") == 0;
}

static void make_head(const vt_noticing *n, vt_notice *notice, const vt_mail *mail,
		      const char *subject)
{
	const vt_own *own = vt_directory_own(n->office->directory, mail->own);
	const vt_person *person = person_of(n, mail);

	notice->head = (vt_compose_head){
		.from = keep(notice, mail->sender),
		.from_name = keep(notice, own->name),
		.to = keep(notice, mail->recipient),
		.to_name = keep(notice, person != NULL ? person->name : NULL),
		.reply_to = keep(notice, mail->reply_to),
		.subject = keep(notice, subject),
		.date = mail->due_at,
		.message_id = keep(notice, mail->message_id),
		.in_reply_to = keep(notice, mail->in_reply_to),
		.references = keep(notice, mail->references),
		.wants_receipt = wants_receipt(mail),
		.replied = mail->automatic == VT_AUTO_REPLIED,
		.is_test = strcmp(mail->kind, VT_ROUNDTRIP_KIND) == 0,
		.is_document = vt_issuing_is_mail(mail->kind),
	};
}

bool vt_notice_is_signed(const vt_notice *notice)
{
	return !notice->is_unsigned;
}

static GBytes *invitation(const vt_office *office, const vt_mail *mail, const char *subject,
			  const char *body, int fd, GError **error)
{
	bool cancels = false;
	g_autofree char *calendar =
		vt_notice_calendar(office, mail, subject, body, &cancels, error);

	if (calendar == NULL)
		return NULL;
	return vt_compose_invitation(mail->message_id, body, calendar, cancels, fd, error);
}

/* What a sending agency is told of its document (QĐ 28/2018); receipts that were joined say it of
 * several, to people alone. */
static int status_of(const vt_mail *mail)
{
	static const struct {
		const char *kind;
		int status; /* 0 = its value says */
	} kinds[] = { { "den", 1 }, { "tra-lai", 2 }, { "tiep-nhan", 3 }, { "trang-thai", 0 } };

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		gint64 status = kinds[i].status;

		if (strcmp(kinds[i].kind, mail->kind) != 0)
			continue;
		if (status == 0
		    && !g_ascii_string_to_signed(vt_mail_value_of(mail, "ma_trang_thai"), 10, 1,
						 VT_MAX_STATUS, &status, NULL))
			return 0;
		return (int)status;
	}
	return 0;
}

vt_notice *vt_notice_render(const vt_office *office, const vt_mail *mail, const GPtrArray *files,
			    int entity_fd, GError **error)
{
	const vt_noticing n = { office, vt_notice_templates(), NULL, mail->due_at };
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;
	g_autoptr(vt_notice) notice = g_new0(vt_notice, 1);

	notice->strings = g_ptr_array_new_with_free_func(g_free);
	if (!fill(&n, mail, &subject, &text, &html, error))
		return NULL;
	const vt_compose_body body = { .text = text,
				       .html = html,
				       .status = status_of(mail),
				       .is_document = vt_issuing_is_mail(mail->kind) };
	make_head(&n, notice, mail, subject);
	notice->is_unsigned = strcmp(mail->kind, VT_NOTICE_INVITE) == 0;
	notice->entity =
		notice->is_unsigned
			? invitation(office, mail, subject, text, entity_fd, error)
			: vt_compose_entity_html(mail->message_id, &body, files, entity_fd, error);
	return notice->entity != NULL ? g_steal_pointer(&notice) : NULL;
}

GBytes *vt_notice_message(const vt_notice *notice, GBytes *der, int fd, GError **error)
{
	return vt_compose_message(&notice->head, notice->entity, der, fd, error);
}
