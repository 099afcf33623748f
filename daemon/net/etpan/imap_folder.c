/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_folder - a folder chosen, searched, and messages moved out of it
 */
#include "base/error.h"
#include "net/etpan/imap_private.h"
#include "net/mailbox_name.h"

bool vt_imap_select(vt_imap *imap, const char *folder, vt_imap_folder *folder_out, GError **error)
{
	g_autofree char *name = vt_mailbox_encode(folder);

	return vt_imap_select_raw(imap, name, folder_out, error);
}

bool vt_imap_select_raw(vt_imap *imap, const char *name, vt_imap_folder *folder_out, GError **error)
{
	g_autofree char *plain = vt_mailbox_decode(name);
	g_autofree char *what = g_strdup_printf("cannot select '%s'", plain != NULL ? plain : name);
	const struct mailimap_selection_info *info;

	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!vt_imap_judge(imap, mailimap_select(imap->session, name), what, error))
		return false;
	info = imap->session->imap_selection_info;
	if (info == NULL || info->sel_uidvalidity == 0)
		return vt_error_set(error, VT_NEVER, "%s: the server keeps no UIDs there", what);
	imap->is_selected = true;
	*folder_out = (vt_imap_folder){ info->sel_uidvalidity, info->sel_uidnext };
	return true;
}

bool vt_imap_find_next(vt_imap *imap, uint32_t *next_out, GError **error)
{
	g_autoptr(GArray) all = vt_imap_search(imap, 1, error);

	if (all == NULL)
		return false;
	*next_out = all->len > 0 ? g_array_index(all, uint32_t, all->len - 1) + 1 : 1;
	return true;
}

void vt_imap_make_folder(vt_imap *imap, const char *folder)
{
	g_autofree char *name = vt_mailbox_encode(folder);

	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	/* No: it is there already, which the move will show. */
	if (!vt_imap_judge(imap, mailimap_create(imap->session, name), "cannot make a folder",
			   NULL))
		return;
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	(void)vt_imap_judge(imap, mailimap_subscribe(imap->session, name), "cannot subscribe",
			    NULL);
}

static int rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

GArray *vt_imap_ask_search(vt_imap *imap, struct mailimap_search_key *take_key, uint32_t first,
			   uint32_t last, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	clist *found = NULL;
	int code;

	g_assert(take_key != NULL);
	vt_imap_begin(imap, VT_IMAP_SEARCH_BYTES);
	code = mailimap_uid_search(imap->session, NULL, take_key, &found);
	mailimap_search_key_free(take_key);
	if (!vt_imap_judge(imap, code, "cannot search", error))
		return NULL;
	for (clistiter *at = found != NULL ? clist_begin(found) : NULL; at != NULL;
	     at = clist_next(at)) {
		uint32_t uid = *(const uint32_t *)clist_content(at);

		if (uid >= first && uid <= last)
			g_array_append_val(uids, uid);
	}
	if (found != NULL)
		mailimap_search_result_free(found);
	g_array_sort(uids, rising);
	return g_steal_pointer(&uids);
}

/* A search alone may be answered from what the server saw the last time it told us. */
GArray *vt_imap_search(vt_imap *imap, uint32_t first, GError **error)
{
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!vt_imap_judge(imap, mailimap_noop(imap->session), "cannot search", error))
		return NULL;
	/* "n:*" also names the last message when its UID is below n. */
	return vt_imap_ask_search(imap,
				  mailimap_search_key_new_uid(mailimap_set_new_interval(first, 0)),
				  first, UINT32_MAX, error);
}

/* first <= uid < below, and what take_key says. */
static GArray *search_between(vt_imap *imap, uint32_t first, uint32_t below,
			      struct mailimap_search_key *take_key, GError **error)
{
	clist *both = clist_new();

	g_assert(both != NULL && take_key != NULL && first < below);
	clist_append(both,
		     mailimap_search_key_new_uid(mailimap_set_new_interval(first, below - 1)));
	clist_append(both, take_key);
	return vt_imap_ask_search(imap, mailimap_search_key_new_multiple(both), first, below - 1,
				  error);
}

GArray *vt_imap_search_old(vt_imap *imap, uint32_t first, uint32_t below, int64_t since,
			   GError **error)
{
	g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(MAX(since, 0));
	struct mailimap_date *date;

	if (first >= below)
		return g_array_new(FALSE, FALSE, sizeof(uint32_t));
	date = mailimap_date_new(g_date_time_get_day_of_month(day), g_date_time_get_month(day),
				 g_date_time_get_year(day));
	return search_between(imap, first, below, mailimap_search_key_new_since(date), error);
}

GArray *vt_imap_search_left(vt_imap *imap, uint32_t first, uint32_t below, GError **error)
{
	struct mailimap_search_key *undeleted;

	if (first >= below)
		return g_array_new(FALSE, FALSE, sizeof(uint32_t));
	/* A server without UIDPLUS keeps what we moved until somebody expunges it. */
	undeleted =
		mailimap_search_key_new(MAILIMAP_SEARCH_KEY_UNDELETED, NULL, NULL, NULL, NULL, NULL,
					NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
					NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL);
	return search_between(imap, first, below, undeleted, error);
}

struct mailimap_set *vt_imap_set_of(const GArray *uids)
{
	struct mailimap_set *set = mailimap_set_new_empty();

	g_assert(set != NULL && uids->len > 0);
	for (guint i = 0; i < uids->len; i++)
		mailimap_set_add_single(set, g_array_index(uids, uint32_t, i));
	return set;
}

/* --- flags --- */

static bool store_flag(vt_imap *imap, const GArray *uids, struct mailimap_flag *take_flag,
		       GError **error)
{
	struct mailimap_set *set = vt_imap_set_of(uids);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *change;
	int code;

	mailimap_flag_list_add(flags, take_flag);
	change = mailimap_store_att_flags_new_add_flags_silent(flags);
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	code = mailimap_uid_store(imap->session, set, change);
	mailimap_store_att_flags_free(change);
	mailimap_set_free(set);
	return vt_imap_judge(imap, code, "cannot flag", error);
}

bool vt_imap_flag(vt_imap *imap, uint32_t uid, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof uid);

	g_array_append_val(uids, uid);
	return store_flag(imap, uids, mailimap_flag_new_flagged(), error);
}

/* Marked, and expunged where that is possible for these alone: an EXPUNGE without UIDPLUS would
 * take what others marked. */
static bool drop(vt_imap *imap, const GArray *uids, GError **error)
{
	struct mailimap_set *set;
	bool ok = store_flag(imap, uids, mailimap_flag_new_deleted(), error);

	if (!ok || !imap->has_uidplus)
		return ok;
	set = vt_imap_set_of(uids);
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	ok = vt_imap_judge(imap, mailimap_uid_expunge(imap->session, set), "cannot expunge", error);
	mailimap_set_free(set);
	return ok;
}

bool vt_imap_expunge(vt_imap *imap, const GArray *uids, GError **error)
{
	if (!drop(imap, uids, error))
		return false;
	return imap->has_uidplus
	       || vt_error_set(error, VT_NEVER,
			       "the server cannot expunge a single message (no UIDPLUS)");
}

/* --- moving --- */

/* RFC 4315 COPYUID. */
typedef struct copied {
	uint32_t validity;
	struct mailimap_set *from, *to; /* NULL: not told */
} copied;

static void copied_clear(copied *c)
{
	if (c->from != NULL)
		mailimap_set_free(c->from);
	if (c->to != NULL)
		mailimap_set_free(c->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(copied, copied_clear)

/* MOVE (RFC 6851), or what it stands for. */
static bool move_away(vt_imap *imap, const GArray *uids, const char *name, copied *copied_out,
		      GError **error)
{
	struct mailimap_set *set = vt_imap_set_of(uids);
	int code;

	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (imap->has_move)
		code = mailimap_uidplus_uid_move(imap->session, set, name, &copied_out->validity,
						 &copied_out->from, &copied_out->to);
	else if (imap->has_uidplus)
		code = mailimap_uidplus_uid_copy(imap->session, set, name, &copied_out->validity,
						 &copied_out->from, &copied_out->to);
	else
		code = mailimap_uid_copy(imap->session, set, name);
	mailimap_set_free(set);
	return vt_imap_judge(imap, code, "cannot move", error)
	       && (imap->has_move || drop(imap, uids, error));
}

/* The n-th number of a set, in the order in which it is written; 0 = there are not so many. */
static uint32_t nth_of(const struct mailimap_set *set, uint64_t n)
{
	for (clistiter *at = clist_begin(set->set_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_set_item *item = clist_content(at);
		uint32_t first = MIN(item->set_first, item->set_last);
		uint64_t size = (uint64_t)MAX(item->set_first, item->set_last) - first + 1;

		if (n < size)
			return (uint32_t)(first + n);
		n -= size;
	}
	return 0;
}

/* Its place in the set; false: it is not in it. */
static bool place_in(const struct mailimap_set *set, uint32_t uid, uint64_t *n_out)
{
	uint64_t before = 0;

	for (clistiter *at = clist_begin(set->set_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_set_item *item = clist_content(at);
		uint32_t first = MIN(item->set_first, item->set_last);
		uint32_t last = MAX(item->set_first, item->set_last);

		if (uid >= first && uid <= last) {
			*n_out = before + (uid - first);
			return true;
		}
		before += (uint64_t)last - first + 1;
	}
	return false;
}

static void note_gone(uint32_t uid, const copied *c, GArray *gone_out)
{
	vt_imap_gone gone = { .uid = uid };
	uint64_t n = 0;

	if (c->from != NULL && c->to != NULL && place_in(c->from, uid, &n))
		gone.to_uid = nth_of(c->to, n);
	gone.to_validity = gone.to_uid != 0 ? c->validity : 0;
	g_array_append_val(gone_out, gone);
}

/* A server may say OK and have moved nothing (libraries §3): the folder itself is asked. */
static bool see_what_left(vt_imap *imap, const GArray *uids, const copied *c, GArray *gone_out,
			  GError **error)
{
	g_autoptr(GArray) left = NULL;

	if (imap->has_move || imap->has_uidplus) {
		left = vt_imap_ask_search(imap, mailimap_search_key_new_uid(vt_imap_set_of(uids)),
					  1, UINT32_MAX, error);
		if (left == NULL)
			return false;
	}
	for (guint i = 0; i < uids->len; i++) {
		uint32_t uid = g_array_index(uids, uint32_t, i);

		if (left == NULL || !g_array_binary_search(left, &uid, rising, NULL))
			note_gone(uid, c, gone_out);
	}
	return true;
}

bool vt_imap_move(vt_imap *imap, const GArray *uids, const char *folder, GArray *gone_out,
		  GError **error)
{
	g_autofree char *name = vt_mailbox_encode(folder);
	g_auto(copied) c = { 0, NULL, NULL };

	return store_flag(imap, uids, mailimap_flag_new_seen(), error)
	       && move_away(imap, uids, name, &c, error)
	       && see_what_left(imap, uids, &c, gone_out, error);
}
