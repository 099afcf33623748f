/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_reach - a message found in every folder of a mailbox
 *
 * The same bytes may lie in several folders under several UIDs, and only the one we moved there is
 * known by UID. The others are known by their size and the SHA-256 of their Message-ID and topmost
 * Received: never by a subject, and nothing but these fields of a message of the same size is
 * fetched. Size and Message-ID alone would let anybody have a message of ours expunged who knows
 * them: by sending a virus of that size under that name.
 */
#include <stdlib.h>
#include <string.h>

#include "net/etpan/imap_private.h"
#include "net/heading.h"

#define MAX_FOLDERS 1000
/* A server may have to open every message of a folder to know its size. */
#define PATIENCE 10
/* UIDs of one command. */
#define MAX_ASKED 100

/* --- folders --- */

static bool has_word(const struct mailimap_mbx_list_flags *flags, const char *const *words)
{
	for (clistiter *at = clist_begin(flags->mbf_oflags); at != NULL; at = clist_next(at)) {
		const struct mailimap_mbx_list_oflag *one = clist_content(at);

		if (one->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT)
			for (size_t i = 0; words[i] != NULL; i++)
				if (g_ascii_strcasecmp(one->of_flag_ext, words[i]) == 0)
					return true;
	}
	return false;
}

/* RFC 6154 §2: what only shows messages of other folders; expunged there, the one copy that is to
 * stay would go. */
static bool holds_messages(const struct mailimap_mbx_list_flags *flags)
{
	static const char *const views[] = { "All",         "\\All",         "Flagged", "\\Flagged",
					     "NonExistent", "\\NonExistent", NULL };

	if (flags == NULL)
		return true;
	return !(flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG
		 && flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)
	       && (flags->mbf_oflags == NULL || !has_word(flags, views));
}

static void add_prefixes(const struct mailimap_namespace_item *item, GPtrArray *prefixes)
{
	for (clistiter *at = item != NULL ? clist_begin(item->ns_data_list) : NULL; at != NULL;
	     at = clist_next(at)) {
		const struct mailimap_namespace_info *info = clist_content(at);

		if (info->ns_prefix != NULL && info->ns_prefix[0] != '\0')
			g_ptr_array_add(prefixes, g_strdup(info->ns_prefix));
	}
}

/* Where other people's and shared mailboxes begin. A server that does not tell has none. */
static bool ask_strangers(vt_imap *imap, GPtrArray *prefixes, GError **error)
{
	struct mailimap_namespace_data *data = NULL;

	if (!imap->has_namespace)
		return true;
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	if (!vt_imap_judge(imap, mailimap_namespace(imap->session, &data),
			   "cannot ask for namespaces", error))
		return !imap->is_lost;
	add_prefixes(data->ns_other, prefixes);
	add_prefixes(data->ns_shared, prefixes);
	mailimap_namespace_data_free(data);
	return true;
}

static bool is_strange(const GPtrArray *prefixes, const char *name)
{
	for (guint i = 0; i < prefixes->len; i++)
		if (g_str_has_prefix(name, prefixes->pdata[i]))
			return true;
	return false;
}

GPtrArray *vt_imap_folders(vt_imap *imap, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) strangers = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) ignored = NULL;
	clist *found = NULL;

	if (!ask_strangers(imap, strangers, &ignored)) {
		g_propagate_error(error, g_steal_pointer(&ignored));
		return NULL;
	}
	vt_imap_begin(imap, VT_IMAP_SEARCH_BYTES);
	if (!vt_imap_judge(imap, mailimap_list(imap->session, "", "*", &found),
			   "cannot list the folders", error))
		return NULL;
	for (clistiter *at = clist_begin(found); at != NULL && names->len < MAX_FOLDERS;
	     at = clist_next(at)) {
		const struct mailimap_mailbox_list *one = clist_content(at);

		if (one->mb_name != NULL && holds_messages(one->mb_flag)
		    && !is_strange(strangers, one->mb_name))
			g_ptr_array_add(names, g_strdup(one->mb_name));
	}
	mailimap_list_result_free(found);
	return g_steal_pointer(&names);
}

/* --- messages --- */

static GArray *of_size(vt_imap *imap, uint32_t bytes, GError **error)
{
	clist *both = clist_new();
	GArray *found;

	clist_append(both, mailimap_search_key_new_larger(bytes - 1));
	clist_append(both, mailimap_search_key_new_smaller(bytes + 1));
	imap->command_ms *= PATIENCE;
	found = vt_imap_ask_search(imap, mailimap_search_key_new_multiple(both), 1, UINT32_MAX,
				   error);
	imap->command_ms /= PATIENCE;
	return found;
}

/* The UID of one answer when its fields are those, else 0. */
static uint32_t uid_when_alike(const struct mailimap_msg_att *answer, const char *wanted)
{
	uint32_t uid = 0;
	bool is_alike = false;

	for (clistiter *at = clist_begin(answer->att_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);
		const struct mailimap_msg_att_static *one = item->att_data.att_static;
		char sha256[VT_SHA256_HEX];

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		if (one->att_type == MAILIMAP_MSG_ATT_UID)
			uid = one->att_data.att_uid;
		if (one->att_type == MAILIMAP_MSG_ATT_BODY_SECTION
		    && one->att_data.att_body_section->sec_body_part != NULL
		    && vt_heading_message_id(one->att_data.att_body_section->sec_body_part,
					     one->att_data.att_body_section->sec_length, sha256))
			is_alike = strcmp(sha256, wanted) == 0;
	}
	return is_alike ? uid : 0;
}

static struct mailimap_fetch_type *ask_fields(void)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	clist *names = clist_new();
	struct mailimap_section *section;

	clist_append(names, strdup("MESSAGE-ID"));
	clist_append(names, strdup("RECEIVED"));
	section = mailimap_section_new_header_fields(mailimap_header_list_new(names));
	g_assert(section != NULL);
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(
		what, mailimap_fetch_att_new_body_peek_section(section));
	return what;
}

static bool keep_alike(vt_imap *imap, const GArray *some, const char *wanted, GArray *alike,
		       GError **error)
{
	struct mailimap_fetch_type *what = ask_fields();
	struct mailimap_set *set = vt_imap_set_of(some);
	clist *answers = NULL;
	int code;

	vt_imap_begin(imap, VT_IMAP_SEARCH_BYTES);
	code = mailimap_uid_fetch(imap->session, set, what, &answers);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	if (!vt_imap_judge(imap, code, "cannot ask for a field", error))
		return false;
	for (clistiter *at = clist_begin(answers); at != NULL; at = clist_next(at)) {
		uint32_t uid = uid_when_alike(clist_content(at), wanted);

		if (uid != 0)
			g_array_append_val(alike, uid);
	}
	mailimap_fetch_list_free(answers);
	return true;
}

GArray *vt_imap_alike(vt_imap *imap, const vt_imap_mark *mark, GError **error)
{
	g_autoptr(GArray) alike = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) candidates = NULL;

	if (mark->message_id_sha256 == NULL || mark->bytes == 0 || mark->bytes >= UINT32_MAX)
		return g_steal_pointer(&alike);
	candidates = of_size(imap, (uint32_t)mark->bytes, error);
	for (guint i = 0; candidates != NULL && i < candidates->len; i += MAX_ASKED) {
		g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(uint32_t));

		g_array_append_vals(some, &g_array_index(candidates, uint32_t, i),
				    MIN(MAX_ASKED, candidates->len - i));
		if (!keep_alike(imap, some, mark->message_id_sha256, alike, error))
			return NULL;
	}
	return candidates != NULL ? g_steal_pointer(&alike) : NULL;
}
