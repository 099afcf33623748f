/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrivals - every message that reached a door, and what became of it
 */
#include "store/arrivals.h"

#include "base/clock.h"
#include "base/error.h"
#include "store/store_private.h"

static const char *const state_names[] = {
	[VT_STATE_WAITING] = "waiting",     [VT_STATE_REGISTERED] = "registered",
	[VT_STATE_ACTED] = "acted",         [VT_STATE_IGNORED] = "ignored",
	[VT_STATE_DUPLICATE] = "duplicate", [VT_STATE_HELD] = "held",
	[VT_STATE_REFUSED] = "refused",
};
G_STATIC_ASSERT(G_N_ELEMENTS(state_names) == VT_N_STATES);

static const char *const place_names[] = {
	[VT_PLACE_SPOOL] = "spool",
	[VT_PLACE_STORE] = "store",
	[VT_PLACE_SEALED] = "sealed",
	[VT_PLACE_GONE] = "gone",
};
G_STATIC_ASSERT(G_N_ELEMENTS(place_names) == VT_N_PLACES);

bool vt_arrival_is_unsafe(const vt_arrival *arrival)
{
	return arrival->code == VT_CODE_INFECTED || arrival->code == VT_CODE_SCAN_FAILED;
}

const char *vt_state_name(vt_state state)
{
	g_assert(state < VT_N_STATES);
	return state_names[state];
}

int vt_state_find(const char *name)
{
	for (unsigned i = 0; i < VT_N_STATES; i++)
		if (g_strcmp0(state_names[i], name) == 0)
			return (int)i;
	return -1;
}

const char *vt_place_name(vt_place place)
{
	g_assert(place < VT_N_PLACES);
	return place_names[place];
}

static vt_place place_find(const char *name)
{
	for (unsigned i = 0; i < VT_N_PLACES; i++)
		if (strcmp(place_names[i], name) == 0)
			return (vt_place)i;
	g_assert_not_reached(); /* the table's CHECK */
}

bool vt_arrival_id_is_valid(const char *id)
{
	size_t size = id ? strlen(id) : 0;

	if (size < 1 || size > 64 || id[0] == '.')
		return false;
	for (const char *p = id; *p != '\0'; p++)
		if (!g_ascii_isalnum(*p) && !strchr("._-", *p))
			return false;
	return true;
}

vt_arrival *vt_arrival_new(void)
{
	vt_arrival *arrival = g_new0(vt_arrival, 1);

	arrival->received_at = arrival->concluded_at = arrival->signing_time = VT_TIME_NONE;
	return arrival;
}

void vt_arrival_free(vt_arrival *a)
{
	if (!a)
		return;
	char *texts[] = { a->id,
			  a->sha256,
			  a->door,
			  a->account,
			  a->own,
			  a->mail_from,
			  a->from,
			  a->agency,
			  a->signer_subject,
			  a->signer_issuer,
			  a->signer_serial,
			  a->signer_sha256,
			  a->digest,
			  a->subject,
			  a->message_id,
			  a->in_reply_to,
			  a->duplicate_of,
			  a->decided_by,
			  a->decision,
			  a->released_by,
			  a->session };

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(a);
}

bool vt_arrivals_insert(vt_store *store, const vt_arrival *arrival, bool *known_out, GError **error)
{
	static const char sql[] =
		"INSERT INTO arrival (id, sha256, bytes, door, account, received_at, state, place)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', 'spool') ON CONFLICT (id) DO NOTHING";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act && vt_arrival_id_is_valid(arrival->id));
	vt_query_text(query, 1, arrival->id);
	vt_query_text(query, 2, arrival->sha256);
	vt_query_int(query, 3, (int64_t)arrival->bytes);
	vt_query_text(query, 4, arrival->door);
	vt_query_text(query, 5, arrival->account ? arrival->account : "");
	vt_query_int(query, 6, arrival->received_at);
	if (!vt_query_run(query, error))
		return false;
	if (known_out)
		*known_out = vt_store_changes(store) == 0;
	return true;
}

static void bind_texts(vt_query *query, const vt_arrival *a)
{
	const char *const texts[] = { a->own,           a->mail_from,      a->from,
				      a->agency,        a->signer_subject, a->signer_issuer,
				      a->signer_serial, a->signer_sha256,  a->digest,
				      a->subject,       a->message_id,     a->in_reply_to,
				      a->duplicate_of,  a->decided_by,     a->decision,
				      a->released_by };

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		vt_query_text(query, (int)i + 4, texts[i]);
}

bool vt_arrivals_update(vt_store *store, const vt_arrival *a, GError **error)
{
	static const char sql[] =
		"UPDATE arrival SET state = ?2, place = ?3, own = ?4, mail_from = ?5, from_address "
		"= ?6,"
		" agency = ?7, signer_subject = ?8, signer_issuer = ?9, signer_serial = ?10,"
		" signer_sha256 = ?11, digest = ?12, subject = ?13, message_id = ?14,"
		" in_reply_to = ?15, duplicate_of = ?16, decided_by = ?17, decision = ?18,"
		" released_by = ?19, concluded_at = ?20, verdict = ?21, code = ?22, status = ?23,"
		" chain = ?24, sender = ?25, encrypted = ?26, pinned = ?27, text_layer = ?28,"
		" automatic = ?29, signing_time = ?30, secret = ?31, session = ?32 WHERE id = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	const int64_t numbers[] = { a->verdict,   a->code,   a->status,     a->chain,    a->sender,
				    a->encrypted, a->pinned, a->text_layer, a->automatic };

	g_assert(store->in_act);
	vt_query_text(query, 1, a->id);
	vt_query_text(query, 2, vt_state_name(a->state));
	vt_query_text(query, 3, vt_place_name(a->place));
	bind_texts(query, a);
	vt_query_at(query, 20, a->concluded_at);
	for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
		vt_query_int(query, (int)i + 21, numbers[i]);
	vt_query_at(query, 30, a->signing_time);
	vt_query_int(query, 31, a->secret);
	vt_query_text(query, 32, a->session);
	if (!vt_query_run(query, error))
		return false;
	g_assert(vt_store_changes(store) == 1);
	return true;
}

static bool run_for(vt_store *store, const char *sql, const char *id, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_text(query, 1, id);
	return vt_query_run(query, error);
}

bool vt_arrivals_strip(vt_store *store, const char *id, GError **error)
{
	static const char *const forget[] = {
		"DELETE FROM finding WHERE arrival = ?1 AND code NOT BETWEEN 701 AND 703",
		"UPDATE finding SET detail = '' WHERE arrival = ?1",
		"DELETE FROM part WHERE arrival = ?1",
		"DELETE FROM arrival_field WHERE arrival = ?1",
		"DELETE FROM why WHERE arrival = ?1",
		"DELETE FROM recheck WHERE arrival = ?1",
		"DELETE FROM recipient WHERE arrival = ?1",
		"UPDATE alert SET detail = '' WHERE arrival = ?1",
		"UPDATE arrival SET mail_from = NULL, from_address = NULL, verdict = NULL,"
		" agency = NULL, signer_subject = NULL, signer_issuer = NULL, signer_serial = NULL,"
		" signer_sha256 = NULL, digest = NULL, subject = NULL, message_id = NULL,"
		" in_reply_to = NULL, decision = NULL, released_by = NULL, status = NULL,"
		" chain = NULL, sender = NULL, encrypted = NULL, pinned = NULL, text_layer = NULL,"
		" automatic = NULL, signing_time = NULL, session = NULL, secret = 1 WHERE id = ?1",
	};

	g_assert(store->in_act);
	for (unsigned i = 0; i < G_N_ELEMENTS(forget); i++)
		if (!run_for(store, forget[i], id, error))
			return false;
	return true;
}

bool vt_arrivals_count_signature(vt_store *store, const char *signer_sha256, const char *digest,
				 const char *id, bool *first_out, GError **error)
{
	static const char sql[] = "INSERT INTO signature (signer_sha256, digest, arrival)"
				  " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_text(query, 1, signer_sha256);
	vt_query_text(query, 2, digest);
	vt_query_text(query, 3, id);
	if (!vt_query_run(query, error))
		return false;
	*first_out = vt_store_changes(store) == 1;
	return true;
}

bool vt_arrivals_ask_destruction(vt_store *store, const char *id, const char *by, int64_t now,
				 char **asked_by_out, GError **error)
{
	static const char sql_who[] = "SELECT asked_by FROM destruction WHERE arrival = ?1";
	static const char sql_ask[] =
		"INSERT INTO destruction (arrival, asked_by, asked_at) VALUES (?1, ?2, ?3)";
	g_autoptr(vt_query) who = vt_query_new(store, sql_who);
	g_autoptr(vt_query) ask = vt_query_new(store, sql_ask);
	GError *fault = NULL;

	g_assert(store->in_act);
	vt_query_text(who, 1, id);
	if (vt_query_next(who, &fault)) {
		*asked_by_out = vt_query_dup(who, 0);
		return true;
	}
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	vt_query_text(ask, 1, id);
	vt_query_text(ask, 2, by);
	vt_query_int(ask, 3, now);
	*asked_by_out = NULL;
	return vt_query_run(ask, error);
}

char *vt_arrivals_signature_of(vt_store *store, const char *signer_sha256, const char *digest,
			       GError **error)
{
	static const char sql[] =
		"SELECT arrival FROM signature WHERE signer_sha256 = ?1 AND digest = ?2";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_text(query, 1, signer_sha256);
	vt_query_text(query, 2, digest);
	return vt_query_next(query, error) ? vt_query_dup(query, 0) : NULL;
}

#define COLUMNS                                                                                    \
	"SELECT id, sha256, door, account, own, mail_from, from_address, agency, signer_subject,"  \
	" signer_issuer, signer_serial, signer_sha256, digest, subject, message_id, in_reply_to,"  \
	" duplicate_of, decided_by, decision, released_by, bytes, sequence, state, place,"         \
	" verdict, code, status, chain, sender, encrypted, pinned, text_layer, automatic, secret," \
	" received_at, concluded_at, signing_time, session FROM arrival "

static vt_arrival *read_row(vt_query *query)
{
	vt_arrival *a = vt_arrival_new();
	char **const texts[] = { &a->id,
				 &a->sha256,
				 &a->door,
				 &a->account,
				 &a->own,
				 &a->mail_from,
				 &a->from,
				 &a->agency,
				 &a->signer_subject,
				 &a->signer_issuer,
				 &a->signer_serial,
				 &a->signer_sha256,
				 &a->digest,
				 &a->subject,
				 &a->message_id,
				 &a->in_reply_to,
				 &a->duplicate_of,
				 &a->decided_by,
				 &a->decision,
				 &a->released_by };
	int column = 0;

	for (; column < (int)G_N_ELEMENTS(texts); column++)
		*texts[column] = vt_query_dup(query, column);
	a->bytes = (uint64_t)vt_query_get_int(query, column++);
	a->sequence = vt_query_get_int(query, column++);
	a->state = (vt_state)vt_state_find(vt_query_get(query, column++));
	a->place = place_find(vt_query_get(query, column++));
	a->verdict = (vt_verdict)vt_query_get_int(query, column++);
	a->code = (int)vt_query_get_int(query, column++);
	a->status = (vt_status)vt_query_get_int(query, column++);
	a->chain = (vt_chain)vt_query_get_int(query, column++);
	a->sender = (vt_sender)vt_query_get_int(query, column++);
	a->encrypted = vt_query_get_int(query, column++) != 0;
	a->pinned = vt_query_get_int(query, column++) != 0;
	a->text_layer = vt_query_get_int(query, column++) != 0;
	a->automatic = vt_query_get_int(query, column++) != 0;
	a->secret = vt_query_get_int(query, column++) != 0;
	a->received_at = vt_query_get_at(query, column++);
	a->concluded_at = vt_query_get_at(query, column++);
	a->signing_time = vt_query_get_at(query, column++);
	a->session = vt_query_dup(query, column++);
	return a;
}

/* Takes query; all rows of it. */
static GPtrArray *read_all(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_arrival_free);
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, read_row(query));
	if (!fault)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

static vt_arrival *read_one(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;

	return vt_query_next(query, error) ? read_row(query) : NULL;
}

vt_arrival *vt_arrivals_get(vt_store *store, const char *id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE id = ?1");

	vt_query_text(query, 1, id);
	return read_one(query, error);
}

GPtrArray *vt_arrivals_by_message_id(vt_store *store, const char *own, const char *message_id,
				     GError **error)
{
	vt_query *query = vt_query_new(
		store, COLUMNS "WHERE message_id = ?1 AND (?2 IS NULL OR own = ?2 OR own IS NULL)"
			       " ORDER BY sequence DESC LIMIT 100");

	vt_query_text(query, 1, message_id);
	vt_query_text(query, 2, own);
	return read_all(query, error);
}

GPtrArray *vt_arrivals_list(vt_store *store, const char *own, vt_state state, int64_t after,
			    unsigned limit, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE state = ?1 AND sequence > ?2"
						      " AND (?3 IS NULL OR own = ?3 OR own IS NULL)"
						      " ORDER BY sequence LIMIT ?4");

	vt_query_text(query, 1, vt_state_name(state));
	vt_query_int(query, 2, after);
	vt_query_text(query, 3, own);
	vt_query_int(query, 4, limit);
	return read_all(query, error);
}

GPtrArray *vt_arrivals_held_by_code(vt_store *store, const char *own, int code, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS
				       "WHERE state = 'held' AND secret = 0"
				       " AND (?2 IS NULL OR own = ?2 OR own IS NULL)"
				       " AND id IN (SELECT arrival FROM finding WHERE code = ?1)"
				       " ORDER BY sequence");

	vt_query_int(query, 1, code);
	vt_query_text(query, 2, own);
	return read_all(query, error);
}

GPtrArray *vt_arrivals_sealed(vt_store *store, GError **error)
{
	return read_all(vt_query_new(store, COLUMNS "WHERE secret = 1 ORDER BY sequence"), error);
}

GPtrArray *vt_arrivals_at(vt_store *store, vt_place place, int64_t after, bool newest_first,
			  unsigned limit, GError **error)
{
	static const char rising[] =
		COLUMNS "WHERE place = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3";
	static const char falling[] = COLUMNS "WHERE place = ?1 ORDER BY sequence DESC LIMIT ?3";
	vt_query *query = vt_query_new(store, newest_first ? falling : rising);

	vt_query_text(query, 1, vt_place_name(place));
	if (!newest_first)
		vt_query_int(query, 2, after);
	vt_query_int(query, 3, limit);
	return read_all(query, error);
}

bool vt_arrivals_want(vt_store *store, const char *sha256, vt_place place, bool *want_out,
		      GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT 1 FROM arrival WHERE sha256 = ?1 AND place = ?2");
	int64_t want = 0;

	vt_query_text(query, 1, sha256);
	vt_query_text(query, 2, vt_place_name(place));
	if (!vt_query_one(query, &want, error))
		return false;
	*want_out = want != 0;
	return true;
}

vt_arrival *vt_arrivals_same_bytes(vt_store *store, const char *sha256, const char *except_id,
				   GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS
				       "WHERE sha256 = ?1 AND id <> ?2 AND concluded_at IS NOT NULL"
				       " AND state <> 'waiting' AND (place <> 'gone' OR secret = 1)"
				       " ORDER BY state = 'duplicate', sequence LIMIT 1");

	vt_query_text(query, 1, sha256);
	vt_query_text(query, 2, except_id);
	return read_one(query, error);
}

GPtrArray *vt_arrivals_all_of_bytes(vt_store *store, const char *sha256, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE sha256 = ?1 ORDER BY sequence");

	vt_query_text(query, 1, sha256);
	return read_all(query, error);
}

GPtrArray *vt_arrivals_unregistered(vt_store *store, int64_t received_before, unsigned limit,
				    GError **error)
{
	vt_query *query = vt_query_new(
		store,
		COLUMNS "WHERE received_at <= ?1 AND secret = 0 AND place IN ('spool', 'store')"
			" AND state IN ('ignored', 'acted', 'refused', 'duplicate')"
			/* Drafts, issue versions and what was said of them are kept as long as
			 * the document (NĐ 30/2020 Đ19, PL VI). */
			" AND id NOT IN (SELECT arrival FROM outgoing_file)"
			" AND id NOT IN (SELECT arrival FROM outgoing_version)"
			" AND id NOT IN (SELECT arrival FROM outgoing_opinion"
			"  WHERE arrival IS NOT NULL)"
			/* A slip in the leader's hand, as long as what it says. */
			" AND id NOT IN (SELECT r.arrival FROM remark r JOIN part p"
			" ON p.arrival = r.arrival WHERE r.kind = 'opinion' AND p.attachment = 1)"
			" AND id NOT IN (SELECT j.arrival FROM joined j JOIN arrival a"
			" ON a.id = j.target WHERE a.place <> 'gone')"
			" ORDER BY sequence LIMIT ?2");

	vt_query_int(query, 1, received_before);
	vt_query_int(query, 2, limit);
	return read_all(query, error);
}

bool vt_arrivals_count(vt_store *store, const char *own, int64_t from, int64_t to,
		       vt_arrival_counts *counts_out, GError **error)
{
	static const char sql_states[] =
		"SELECT state, count(*) FROM arrival WHERE received_at >= ?1 AND received_at < ?2"
		" AND (?3 IS NULL OR own = ?3 OR own IS NULL) GROUP BY state";
	static const char sql_total[] =
		"SELECT count(*) FROM arrival WHERE received_at >= ?1 AND received_at < ?2"
		" AND (?3 IS NULL OR own = ?3 OR own IS NULL)";
	g_autoptr(vt_query) states = vt_query_new(store, sql_states);
	g_autoptr(vt_query) total = vt_query_new(store, sql_total);
	GError *fault = NULL;

	memset(counts_out, 0, sizeof(*counts_out));
	for (unsigned i = 0; i < 2; i++) {
		vt_query_int(i ? total : states, 1, from);
		vt_query_int(i ? total : states, 2, to);
		vt_query_text(i ? total : states, 3, own);
	}
	while (vt_query_next(states, &fault))
		counts_out->of[vt_state_find(vt_query_get(states, 0))] =
			vt_query_get_int(states, 1);
	if (fault) {
		g_propagate_error(error, fault);
		return false;
	}
	return vt_query_one(total, &counts_out->total, error);
}
