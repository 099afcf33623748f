/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_directory - DANH BẠ: the administrator changes directory.conf by signed mail
 *
 * Regulation Đ9.4. The file is written before the act is: should it not come to the act, the same
 * mail, heard again, finds nothing left to change. The programs begin anew with the file within
 * seconds; then a second person hears of every right that changed (work/rights_change.h).
 */
#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "base/lines.h"
#include "base/replace.h"
#include "base/text.h"
#include "doc/directory_edit.h"
#include "doc/directory_rows.h"
#include "store/ledger.h"
#include "store/person_notes.h"
#include "work/heard_person.h"

#define MAX_SHOWN 400 /* characters of a fault or a change */

typedef struct changing {
	vt_hearing *h;
	GBytes *old, *new;
	vt_settings *settings; /* of old */
	GPtrArray *rows, *diffs;
	vt_faults *faults;
	char *document;
} changing;

static void changing_clear(changing *c)
{
	g_clear_pointer(&c->old, g_bytes_unref);
	g_clear_pointer(&c->new, g_bytes_unref);
	vt_settings_free(c->settings);
	g_clear_pointer(&c->diffs, g_ptr_array_unref);
	g_clear_pointer(&c->rows, g_ptr_array_unref);
	vt_faults_free(c->faults);
	g_free(c->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(changing, changing_clear)

static void say(const changing *c, const char *sentence, const char *text)
{
	g_autofree char *shown = vt_text_quoted(text, MAX_SHOWN);

	vt_hearing_say(c->h, sentence, "noi_dung", shown, NULL);
}

static bool say_faults(const changing *c)
{
	unsigned n = vt_faults_count(c->faults);

	for (unsigned i = 0; i < n; i++)
		say(c, i == 0 ? "tl_db_sai" : "tl_db_loi", vt_faults_get(c->faults, i));
	return n > 0;
}

/* People of another agency on the same server are not his. */
static void check_own(const changing *c, const vt_diff *diff)
{
	bool is_person = strcmp(diff->kind, "person") == 0;
	const char *own =
		is_person && diff->block != NULL ? vt_block_text(diff->block, "own") : NULL;

	for (guint i = 0; own == NULL && i < diff->sets->len; i++) {
		const vt_diff_set *set = &g_array_index(diff->sets, vt_diff_set, i);

		if (strcmp(set->key, "own") == 0)
			own = g_ptr_array_index(set->values, 0);
	}
	if (is_person && g_strcmp0(own, c->h->person->own) != 0)
		vt_faults_add(c->faults, diff->key, 0, "works for another agency");
}

static void compare(changing *c)
{
	const vt_office *office = c->h->j->office;
	const vt_import_setup setup = { .directory = office->directory,
					.own = c->h->person->own,
					.now = c->h->j->seen->now };
	const vt_diff_setup how = { .path = office->directory_path, .table = "DANH BẠ" };
	vt_diff_setup with = how;
	g_autofree char *by = g_strdup_printf("mail %s", c->h->j->arrival->id);

	c->settings =
		vt_settings_parse(g_bytes_get_data(c->old, NULL), g_bytes_get_size(c->old),
				  office->directory_path, vt_office_directory_spec(), c->faults);
	with.settings = c->settings;
	c->rows = vt_directory_rows(c->h->said->words, &setup, &c->document, c->faults);
	c->diffs = vt_diff_make(c->rows, &with, c->faults);
	for (guint i = 0; i < c->diffs->len; i++)
		check_own(c, g_ptr_array_index(c->diffs, i));
	if (vt_faults_count(c->faults) > 0)
		return;
	c->new = vt_directory_edit(c->old, c->diffs, by, setup.now);
	vt_office_try_directory(office, c->new, c->faults);
}

static void say_changes(const changing *c)
{
	static const char *const sentences[VT_N_DIFFS] = { [VT_DIFF_ADDED] = "tl_db_them",
							   [VT_DIFF_CHANGED] = "tl_db_sua",
							   [VT_DIFF_ENDED] = "tl_db_ket_thuc",
							   [VT_DIFF_SAME] = "tl_db_nhu_cu" };

	for (guint i = 0; i < c->diffs->len; i++) {
		const vt_diff *diff = g_ptr_array_index(c->diffs, i);
		g_autofree char *text =
			g_strdup_printf("%s (%s)%s%s", diff->name, diff->key,
					*diff->detail != '\0' ? ": " : "", diff->detail);

		say(c, sentences[diff->what], text);
	}
}

static bool write_ledger(const changing *c, GError **error)
{
	g_autofree char *proof = NULL;
	const vt_actor actor = vt_hearing_actor(c->h, &proof);
	g_autofree char *before = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, c->old);
	g_autofree char *after = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, c->new);

	for (guint i = 0; i < c->diffs->len; i++) {
		static const char *const names[VT_N_DIFFS] = { "add", "change", "end", "same" };
		const vt_diff *diff = g_ptr_array_index(c->diffs, i);
		g_autoptr(vt_entry) entry =
			vt_entry_new("directory", actor.person, actor.proof, actor.now);

		vt_entry_text(entry, "change", names[diff->what]);
		vt_entry_text(entry, diff->kind, diff->key);
		vt_entry_text(entry, "detail", diff->detail);
		vt_entry_text(entry, "document", c->document);
		vt_entry_text(entry, "before", before);
		vt_entry_text(entry, "after", after);
		vt_entry_text(entry, "arrival", c->h->j->arrival->id);
		if (!vt_ledger_append(c->h->j->store, entry, c->h->j->arrival->id, error))
			return false;
	}
	return true;
}

/* Who asked for a right is not the second person who confirms it. */
static bool note_asker(const changing *c, GError **error)
{
	for (guint i = 0; i < c->diffs->len; i++) {
		const vt_diff *diff = g_ptr_array_index(c->diffs, i);

		if (strcmp(diff->kind, "person") == 0 && diff->what != VT_DIFF_SAME
		    && diff->what != VT_DIFF_ENDED
		    && !vt_person_notes_set(c->h->j->store, diff->key, VT_NOTE_RIGHTS_BY,
					    c->h->person->key, c->h->j->seen->now, error))
			return false;
	}
	return true;
}

static bool carry_out(const changing *c, GError **error)
{
	const vt_replacing replacing = { c->h->j->office->directory_path, c->old, c->new,
					 c->h->j->seen->now };
	bool differs = vt_diff_count(c->diffs, VT_DIFF_SAME) < c->diffs->len;
	g_autoptr(GError) fault = NULL;
	g_autofree char *kept = NULL;

	say_changes(c);
	if (c->h->trying)
		return true;
	if (differs && !vt_replace_file(&replacing, &kept, &fault)) {
		say(c, "tl_db_sai", fault->message);
		return true;
	}
	vt_hearing_say(c->h, differs ? "tl_db_xong" : "tl_db_khong_doi", NULL);
	return write_ledger(c, error) && note_asker(c, error);
}

bool vt_heard_directory(vt_hearing *h, const vt_instruction *one, GError **error)
{
	g_auto(changing) c = { .h = h };
	g_autoptr(GError) unread = NULL;
	GError *fault = NULL;

	(void)one;
	if (!vt_hearing_may(h, VT_ACTION_DIRECTORY, &fault)
	    || (!h->trying && !vt_hearing_is_first(h, &fault))) {
		if (fault != NULL)
			g_propagate_error(error, fault);
		return fault == NULL;
	}
	if (!h->j->office->directory_mail) {
		vt_hearing_say(h, "tl_db_tat", NULL);
		return true;
	}
	c.faults = vt_faults_new();
	c.old = vt_io_read_file(AT_FDCWD, h->j->office->directory_path, VT_LINES_MAX_FILE, &unread);
	if (c.old == NULL) {
		say(&c, "tl_db_sai", unread->message);
		return true;
	}
	/* What stands beside the signed text counts for nothing. */
	if (!h->said->words_signed)
		vt_faults_add(c.faults, "DANH BẠ", 0, "not all of the text is signed");
	compare(&c);
	if (say_faults(&c))
		return true;
	return carry_out(&c, error);
}
