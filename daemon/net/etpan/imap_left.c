/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_left - what lies in a folder under UIDs that were dealt with before
 */
#include "net/etpan/imap_private.h"

/* Not \Deleted: a server without UIDPLUS keeps what we moved until somebody expunges it. */
static struct mailimap_search_key *undeleted(uint32_t first, uint32_t last)
{
	clist *both = clist_new();

	g_assert(both != NULL);
	clist_append(both, mailimap_search_key_new_uid(mailimap_set_new_interval(first, last)));
	clist_append(both, mailimap_search_key_new(MAILIMAP_SEARCH_KEY_UNDELETED, NULL, NULL, NULL,
						   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
						   NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL,
						   NULL, NULL, 0, NULL, NULL, NULL));
	return mailimap_search_key_new_multiple(both);
}

GArray *vt_imap_search_left(vt_imap *imap, uint32_t first, uint32_t below, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct mailimap_search_key *key = NULL;
	clist *found = NULL;
	int code;

	if (first >= below)
		return g_steal_pointer(&uids);
	key = undeleted(first, below - 1);
	vt_imap_begin(imap, VT_IMAP_SEARCH_BYTES);
	code = mailimap_uid_search(imap->session, NULL, key, &found);
	mailimap_search_key_free(key);
	if (!vt_imap_judge(imap, code, "cannot search", error))
		return NULL;
	for (clistiter *at = found != NULL ? clist_begin(found) : NULL; at != NULL;
	     at = clist_next(at)) {
		uint32_t uid = *(const uint32_t *)clist_content(at);

		if (uid >= first && uid < below)
			g_array_append_val(uids, uid);
	}
	if (found != NULL)
		mailimap_search_result_free(found);
	return g_steal_pointer(&uids);
}
