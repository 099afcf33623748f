/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asking - a notice that asks: its question, its tokens, its links
 */
#include "work/asking.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "doc/verb.h"

/* Gmail for Android drops line breaks and some clients cut: one line, ASCII, no longer than this
 * (notices-vi). */
#define MAX_LINK_BYTES 1800
#define MAX_LOCAL_PART 64 /* RFC 5321 §4.5.3.1.1 */

/* What a link says behind the verb and the number, for the person to write on. */
static const struct {
	const char *place, *tail;
	vt_verb verb;
	bool with_reference; /* what it decides must stand in signed bytes: the body is all there
				is */
} links[] = {
	{ "lien_ket_ok", "", VT_VERB_OK, true },
	{ "lien_ket_dong_y", "", VT_VERB_AGREE, true },
	{ "lien_ket_dieu_chinh", "", VT_VERB_ADJUST, true },
	{ "lien_ket_tra_lai", " LY DO:", VT_VERB_RETURN, true },
	{ "lien_ket_hoi", " NOI DUNG:", VT_VERB_ASK, true },
	{ "lien_ket_huy", "", VT_VERB_UNDO, true },
	{ "lien_ket_xac_nhan", "", VT_VERB_CONFIRM, true },
	{ "lien_ket_khong_dung", "", VT_VERB_DENY, true },
	{ "lien_ket_ghi_nhan", "", VT_VERB_NOTE_RECEIVED, true },
	{ "lien_ket_van_ban_moi", "", VT_VERB_NEW_DOCUMENT, true },
	{ "lien_ket_nhan_viec", "", VT_VERB_ACCEPT, true },
	{ "lien_ket_khong_nhan", " LY DO:", VT_VERB_DECLINE, true },
	{ "lien_ket_chuyen", " CHO:", VT_VERB_PASS_ON, true },
	{ "lien_ket_xong", " KET QUA:", VT_VERB_DONE, true },
	{ "lien_ket_tien_do", ":", VT_VERB_PROGRESS, false },
	{ "lien_ket_gia_han", " DEN NGAY:", VT_VERB_MORE_TIME, true },
};

bool vt_asking_put(vt_store *store, vt_asking *asking, const GArray *verbs, vt_mail *mail,
		   int64_t now, GError **error)
{
	if (!vt_askings_insert(store, asking, verbs, now, error))
		return false;
	mail->asking = asking->id;
	return true;
}

/* vanthu+TOKEN@kimson.example; NULL: no room, or the office's server takes no subaddresses. */
static char *address_of(const vt_office *office, const vt_mail *mail, const char *token)
{
	const vt_own *own = vt_directory_own(office->directory, mail->own);
	const char *address = own != NULL ? g_ptr_array_index(own->addresses, 0) : mail->sender;
	const char *domain = vt_address_domain(address);
	size_t local = (size_t)(domain - address) - 1;

	if (!office->reply.in_address
	    || local + strlen(office->reply.delimiter) + strlen(token) > MAX_LOCAL_PART)
		return NULL;
	return g_strdup_printf("%.*s%s%s@%s", (int)local, address, office->reply.delimiter, token,
			       domain);
}

/* What stands for the thing asked about: 1234/2026, or the code of a form. */
static char *named(const vt_mail *mail)
{
	const char *form = vt_mail_value_of(mail, "ma_phieu");
	const char *number = vt_mail_value_of(mail, "so_den");

	if (*form != '\0')
		return g_strdup(form);
	if (*number == '\0' || strchr(number, '/') != NULL)
		return g_strdup(number);
	return g_strdup_printf("%s/%s", number, vt_mail_value_of(mail, "nam"));
}

static char *command_of(size_t which, const char *name, const vt_asking *asking)
{
	g_autofree char *shown = vt_asking_shown(asking->reference);
	const char *verb = vt_verb_get(links[which].verb)->ascii;

	/* A form's "yes" says the one thing that the form leaves blank. */
	if (links[which].verb == VT_VERB_OK && asking->kind == VT_ASKING_FORM)
		verb = "OK KHONG MAT";
	else if (links[which].verb == VT_VERB_ADJUST)
		verb = "DONG Y";
	return g_strdup_printf(
		"%s%s%s%s%s%s%s", verb, *name != '\0' ? " " : "", name,
		links[which].with_reference ? " MA " : "", links[which].with_reference ? shown : "",
		links[which].verb == VT_VERB_ADJUST ? " DIEU CHINH:" : "", links[which].tail);
}

static char *link_of(const vt_office *office, const vt_mail *mail, const char *token,
		     const char *command)
{
	g_autofree char *with_token = address_of(office, mail, token);
	const vt_own *own = vt_directory_own(office->directory, mail->own);
	const char *plain = own != NULL ? g_ptr_array_index(own->addresses, 0) : mail->sender;
	g_autofree char *tagged = office->reply.in_subject || with_token == NULL
					  ? g_strdup_printf("%s [#%s]", command, token)
					  : g_strdup(command);
	g_autofree char *to =
		g_uri_escape_string(with_token != NULL ? with_token : plain, "@", FALSE);
	g_autofree char *subject = g_uri_escape_string(tagged, NULL, FALSE);
	g_autofree char *body = g_uri_escape_string(command, NULL, FALSE);
	char *link = g_strdup_printf("mailto:%s?subject=%s&body=%s", to, subject, body);

	g_assert(strlen(link) <= MAX_LINK_BYTES);
	return link;
}

/* Every link of the table whose place the question was given a token for. */
static bool add_links(vt_store *store, const vt_office *office, const vt_asking *asking,
		      vt_mail *mail, GError **error)
{
	g_autofree char *name = named(mail);
	g_autoptr(GArray) verbs = vt_askings_links(store, asking->id, error);

	for (size_t i = 0; verbs != NULL && i < G_N_ELEMENTS(links); i++) {
		char token[VT_TOKEN_CHARS + 1];
		bool wanted = false;

		for (guint v = 0; v < verbs->len; v++)
			wanted |= g_array_index(verbs, int, v) == (int)links[i].verb;
		if (!wanted)
			continue;
		if (!vt_askings_token(store, asking->id, links[i].verb, token, error))
			return false;
		g_autofree char *command = command_of(i, name, asking);
		g_autofree char *link = link_of(office, mail, token, command);
		vt_mail_add(mail, links[i].place, link);
	}
	return verbs != NULL;
}

/* Rows of a leader's list: the list's own token and reference stand for each, and the command names
 * the row. Nothing is proposed for some: there is nothing to agree to. */
static const struct {
	const char *place, *tail;
	vt_verb verb;
	bool wants_proposal;
} row_links[] = {
	{ "tr_lien_ket_dong_y", "", VT_VERB_AGREE, true },
	{ "tr_lien_ket_dieu_chinh", " DIEU CHINH:", VT_VERB_AGREE, false },
	{ "tr_lien_ket_tra_lai", " LY DO:", VT_VERB_RETURN, false },
	{ "tr_lien_ket_hoi", " NOI DUNG:", VT_VERB_ASK, false },
};

static GPtrArray *values_of(const vt_mail *mail, const char *key)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < mail->values->len; i++) {
		const vt_mail_value *value = g_ptr_array_index(mail->values, i);

		if (g_str_equal(value->key, key))
			g_ptr_array_add(found, value->text);
	}
	return found;
}

static void add_row_links(const vt_office *office, const char *token, const char *reference,
			  vt_mail *mail)
{
	g_autoptr(GPtrArray) rows = values_of(mail, "tr_stt");
	g_autoptr(GPtrArray) leads = values_of(mail, "tr_chu_tri");

	for (guint row = 0; row < rows->len; row++) {
		const char *lead = row < leads->len ? g_ptr_array_index(leads, row) : "";

		for (size_t i = 0; i < G_N_ELEMENTS(row_links); i++) {
			g_autofree char *command = g_strdup_printf(
				"%s %s MA %s%s", (const char *)g_ptr_array_index(rows, row),
				vt_verb_get(row_links[i].verb)->ascii, reference,
				row_links[i].tail);
			bool empty = row_links[i].wants_proposal && *lead == '\0';
			g_autofree char *link =
				empty ? g_strdup("") : link_of(office, mail, token, command);

			vt_mail_add(mail, row_links[i].place, link);
		}
	}
}

bool vt_asking_mark(vt_store *store, const vt_office *office, vt_mail *mail, GError **error)
{
	char token[VT_TOKEN_CHARS + 1], reference[VT_REFERENCE_CHARS + 1];
	GError *fault = NULL;

	if (mail->asking == 0)
		return true;
	g_autoptr(vt_asking) asking = vt_askings_get(store, mail->asking, &fault);
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (asking == NULL)
		return vt_error_set(error, VT_NEVER, "cannot compose mail: its question is gone");
	if (!vt_askings_token(store, asking->id, -1, token, error)
	    || !add_links(store, office, asking, mail, error))
		return false;
	if (!vt_askings_reference(store, asking, reference, error))
		return false;
	g_autofree char *shown = vt_asking_shown(reference);
	vt_mail_add(mail, "ma_tham_chieu", shown);
	add_row_links(office, token, shown, mail);
	vt_mail_add(mail, "ma_tra_loi", office->reply.in_subject ? asking->tag : "");
	mail->reply_to = address_of(office, mail, token);
	return true;
}
