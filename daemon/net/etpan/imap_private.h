/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_private - what the files of the IMAP session share
 */
#ifndef VT_NET_ETPAN_IMAP_PRIVATE_H
#define VT_NET_ETPAN_IMAP_PRIVATE_H

#include "net/etpan/imap.h"
#include "net/etpan/low.h"

/* What an ordinary answer may bring; a search of 200,000 messages brings 2 MiB. */
#define VT_IMAP_ANSWER_BYTES (256u * 1024)
#define VT_IMAP_SEARCH_BYTES (8u * 1024 * 1024)

struct vt_imap {
	mailimap *session;
	vt_low low;
	int64_t command_ms;
	bool is_lost, is_selected, is_idling;
	bool has_idle, has_move, has_uidplus, has_namespace, has_plain, has_scram, by_scram,
		has_first_word, no_login, has_starttls;
};

/* Before each command. */
void vt_imap_begin(vt_imap *imap, uint64_t max_bytes);
/* What libetpan returned. false: error is set and, unless the server merely said no, the session is
 * lost. what: "cannot select 'INBOX'". */
bool vt_imap_judge(vt_imap *imap, int code, const char *what, GError **error);
/* What the server said (NULL: nothing), short and printable. Caller frees. */
char *vt_imap_words(const char *said);
/* imap_login.c: by the best way that the server offers. */
bool vt_imap_log_in(vt_imap *imap, const vt_imap_server *server, GError **error);
struct mailimap_set *vt_imap_set_of(const GArray *uids);
/* UIDs (uint32_t, rising) that take_key finds, of first <= uid <= last; NULL on failure. */
GArray *vt_imap_ask_search(vt_imap *imap, struct mailimap_search_key *take_key, uint32_t first,
			   uint32_t last, GError **error);

#endif
