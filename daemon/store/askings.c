/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * askings - questions put to people by notice, and what was decided
 */
#include "store/askings.h"

#include <string.h>

#include "base/base32.h"
#include "base/clock.h"
#include "base/error.h"
#include "doc/verb.h"
#include "store/askings_private.h"
#include "store/outbox.h"
#include "store/store_private.h"

static const char *const kind_names[] = {
	[VT_ASKING_FORM] = "form",         [VT_ASKING_DECIDE] = "decide",
	[VT_ASKING_TASK] = "task",         [VT_ASKING_MORE_TIME] = "more-time",
	[VT_ASKING_QUESTION] = "question", [VT_ASKING_UNDO] = "undo",
	[VT_ASKING_CONFIRM] = "confirm",   [VT_ASKING_DIGEST] = "digest",
	[VT_ASKING_PERSON] = "person",     [VT_ASKING_OUTGOING] = "outgoing",
	[VT_ASKING_DRAFT] = "draft",       [VT_ASKING_ISSUE] = "issue",
	[VT_ASKING_COMPARE] = "compare",   [VT_ASKING_REPLY] = "reply",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == VT_N_ASKINGS);

static const char *const state_names[] = {
	[VT_ASKING_OPEN] = "open",
	[VT_ASKING_DECIDED] = "decided",
	[VT_ASKING_VOID] = "void",
};
G_STATIC_ASSERT(G_N_ELEMENTS(state_names) == VT_N_ASKING_STATES);

const char *vt_asking_kind_name(vt_asking_kind kind)
{
	g_assert(kind < VT_N_ASKINGS);
	return kind_names[kind];
}

vt_asking *vt_asking_new(vt_asking_kind kind, const char *own, const char *person)
{
	vt_asking *asking = g_new0(vt_asking, 1);

	asking->kind = kind;
	asking->own = g_strdup(own);
	asking->person = g_strdup(person);
	asking->version = g_strdup("");
	asking->proposal = g_strdup("");
	asking->expires_at = asking->decided_at = VT_TIME_NONE;
	return asking;
}

void vt_asking_free(vt_asking *asking)
{
	if (asking == NULL)
		return;
	char *texts[] = { asking->own,        asking->person,          asking->arrival,
			  asking->version,    asking->proposal,        asking->decision,
			  asking->decided_by, asking->decided_arrival, asking->proof,
			  asking->why };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(asking);
}

char *vt_asking_shown(const char *reference)
{
	g_assert(strlen(reference) == VT_REFERENCE_CHARS);
	return g_strdup_printf("VT-%.4s-%.4s-%.4s-%.4s", reference, reference + 4, reference + 8,
			       reference + 12);
}

/* What a signed reply must hold: it stands for what is asked, about which thing, of which version,
 * with which proposal. Two tasks may be given in the same words: what is signed of one must say
 * nothing of the other. */
static void make_reference(vt_asking *asking)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *about = g_strdup_printf(
		"%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
		asking->document, asking->task, asking->outgoing, asking->about);
	const char *parts[] = { kind_names[asking->kind], about, asking->version,
				asking->proposal };
	uint8_t digest[32] = { 0 };
	gsize size = sizeof(digest);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		g_checksum_update(sum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);
	g_checksum_get_digest(sum, digest, &size);
	vt_base32(digest, sizeof(digest), VT_REFERENCE_CHARS, asking->reference);
	for (char *c = asking->reference; *c != '\0'; c++)
		*c = g_ascii_toupper(*c);
}

static bool insert_row(vt_store *store, vt_asking *a, GError **error)
{
	/* The tag is known when the id is: until then the place is kept by another unique text. */
	static const char sql[] =
		"INSERT INTO asking (kind, own, person, arrival, document, task, about, version,"
		" proposal, reference, tag, made_at, expires_at, state, outgoing) VALUES (?1, ?2, "
		"?3, ?4,"
		" nullif(?5, 0), nullif(?6, 0), nullif(?7, 0), ?8, ?9, ?10,"
		" lower(hex(randomblob(16))), ?11, ?12, 'open',"
		" nullif(?13, 0)) RETURNING id";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	vt_query_text(query, 1, kind_names[a->kind]);
	vt_query_text(query, 2, a->own);
	vt_query_text(query, 3, a->person);
	vt_query_text(query, 4, a->arrival);
	vt_query_int(query, 5, a->document);
	vt_query_int(query, 6, a->task);
	vt_query_int(query, 7, a->about);
	vt_query_text(query, 8, a->version);
	vt_query_text(query, 9, a->proposal);
	vt_query_text(query, 10, a->reference);
	vt_query_int(query, 11, a->made_at);
	vt_query_at(query, 12, a->expires_at);
	vt_query_int(query, 13, a->outgoing);
	return vt_query_one(query, &a->id, error);
}

static bool insert_tag(vt_store *store, vt_asking *a, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, "UPDATE asking SET tag = ?2 WHERE id = ?1");
	char token[VT_TOKEN_CHARS + 1];

	if (!vt_token_make(store, a->id, -1, token, error))
		return false;
	g_strlcpy(a->tag, token, sizeof(a->tag));
	vt_query_int(query, 1, a->id);
	vt_query_text(query, 2, a->tag);
	return vt_query_run(query, error);
}

bool vt_askings_insert(vt_store *store, vt_asking *asking, const GArray *links, int64_t now,
		       GError **error)
{
	g_assert(store->in_act);
	asking->made_at = now;
	asking->state = VT_ASKING_OPEN;
	make_reference(asking);
	if (!insert_row(store, asking, error) || !insert_tag(store, asking, error)
	    || !vt_token_keep(store, asking->id, -1, error))
		return false;
	for (guint i = 0; links != NULL && i < links->len; i++) {
		if (!vt_token_keep(store, asking->id, g_array_index(links, int, i), error))
			return false;
	}
	return true;
}

bool vt_askings_add_row(vt_store *store, int64_t digest, int row, int64_t about, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(
		store, "INSERT INTO asking_row (asking, row, about) VALUES (?1, ?2, ?3)");

	g_assert(store->in_act);
	vt_query_int(query, 1, digest);
	vt_query_int(query, 2, row);
	vt_query_int(query, 3, about);
	return vt_query_run(query, error);
}

bool vt_askings_reference(vt_store *store, const vt_asking *asking,
			  char reference_out[VT_REFERENCE_CHARS + 1], GError **error)
{
	g_autoptr(vt_query) query =
		vt_query_new(store, "SELECT r.row, a.reference FROM asking_row r JOIN asking a"
				    " ON a.id = r.about WHERE r.asking = ?1 ORDER BY r.row");
	g_autoptr(GString) rows = g_string_new(NULL);
	vt_asking whole = { .kind = asking->kind, .version = asking->version };
	GError *fault = NULL;

	g_strlcpy(reference_out, asking->reference, VT_REFERENCE_CHARS + 1);
	if (asking->kind != VT_ASKING_DIGEST)
		return true;
	vt_query_int(query, 1, asking->id);
	while (vt_query_next(query, &fault))
		g_string_append_printf(rows, "%" G_GINT64_FORMAT " %s\n",
				       vt_query_get_int(query, 0), vt_query_get(query, 1));
	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	whole.proposal = rows->str;
	make_reference(&whole);
	g_strlcpy(reference_out, whole.reference, VT_REFERENCE_CHARS + 1);
	return true;
}

bool vt_askings_take_row(vt_store *store, int64_t digest, const vt_asking *asking, int *row_out,
			 GError **error)
{
	static const char sql[] =
		"UPDATE asking_row SET about = ?2 WHERE asking = ?1 AND row = (SELECT min(r.row)"
		" FROM asking_row r JOIN asking a ON a.id = r.about WHERE r.asking = ?1"
		" AND a.document = ?3 AND a.state = 'void') RETURNING row";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t row = 0;

	g_assert(store->in_act);
	vt_query_int(query, 1, digest);
	vt_query_int(query, 2, asking->id);
	vt_query_int(query, 3, asking->document);
	if (!vt_query_one(query, &row, error))
		return false;
	*row_out = (int)row;
	return true;
}

#define COLUMNS                                                                                    \
	"SELECT asking.id, kind, own, person, arrival, document, task, about, version, proposal,"  \
	" reference, tag, made_at, expires_at, state, decision, decided_at, decided_by,"           \
	" decided_arrival, proof, why, outgoing FROM asking "

static int find_name(const char *const *names, int count, const char *name)
{
	int found = 0;

	while (found < count && g_strcmp0(names[found], name) != 0)
		found++;
	g_assert(found < count);
	return found;
}

static vt_asking *read_row(vt_query *query)
{
	vt_asking *a = g_new0(vt_asking, 1);

	a->id = vt_query_get_int(query, 0);
	a->kind = (vt_asking_kind)find_name(kind_names, VT_N_ASKINGS, vt_query_get(query, 1));
	a->own = vt_query_dup(query, 2);
	a->person = vt_query_dup(query, 3);
	a->arrival = vt_query_dup(query, 4);
	a->document = vt_query_get_int(query, 5);
	a->task = vt_query_get_int(query, 6);
	a->about = vt_query_get_int(query, 7);
	a->version = vt_query_dup(query, 8);
	a->proposal = vt_query_dup(query, 9);
	g_strlcpy(a->reference, vt_query_get(query, 10), sizeof(a->reference));
	g_strlcpy(a->tag, vt_query_get(query, 11), sizeof(a->tag));
	a->made_at = vt_query_get_int(query, 12);
	a->expires_at = vt_query_get_at(query, 13);
	a->state = (vt_asking_state)find_name(state_names, VT_N_ASKING_STATES,
					      vt_query_get(query, 14));
	a->decision = vt_query_dup(query, 15);
	a->decided_at = vt_query_get_at(query, 16);
	a->decided_by = vt_query_dup(query, 17);
	a->decided_arrival = vt_query_dup(query, 18);
	a->proof = vt_query_dup(query, 19);
	a->why = vt_query_dup(query, 20);
	a->outgoing = vt_query_get_int(query, 21);
	return a;
}

/* Takes query. */
static vt_asking *read_one(vt_query *take_query, GError **error)
{
	g_autoptr(vt_query) query = take_query;

	return vt_query_next(query, error) ? read_row(query) : NULL;
}

vt_asking *vt_askings_get(vt_store *store, int64_t id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE asking.id = ?1");

	vt_query_int(query, 1, id);
	return read_one(query, error);
}

vt_asking *vt_askings_by_token(vt_store *store, const char *token, int *verb_out, GError **error)
{
	static const char sql[] = "SELECT asking, verb FROM token WHERE sha256 = ?1";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autofree char *lower = g_ascii_strdown(token, -1);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, lower, -1);

	vt_query_text(query, 1, hash);
	if (!vt_query_next(query, error))
		return NULL;
	*verb_out = vt_verb_find_name(vt_query_get(query, 1));
	return vt_askings_get(store, vt_query_get_int(query, 0), error);
}

vt_asking *vt_askings_by_tag(vt_store *store, const char *tag, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE tag = lower(?1)");

	vt_query_text(query, 1, tag);
	return read_one(query, error);
}

vt_asking *vt_askings_by_mail(vt_store *store, const char *message_id, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE asking.id = (SELECT asking FROM mail"
						      " WHERE message_id = ?1)");

	vt_query_text(query, 1, message_id);
	return read_one(query, error);
}

vt_asking *vt_askings_first_of(vt_store *store, int64_t task, GError **error)
{
	vt_query *query = vt_query_new(store, COLUMNS "WHERE task = ?1 ORDER BY id LIMIT 1");

	vt_query_int(query, 1, task);
	return read_one(query, error);
}

vt_asking *vt_askings_of_row(vt_store *store, int64_t digest, int row, GError **error)
{
	vt_query *query =
		vt_query_new(store, COLUMNS "WHERE asking.id = (SELECT asking_row.about FROM"
					    " asking_row WHERE asking = ?1 AND row = ?2)");

	vt_query_int(query, 1, digest);
	vt_query_int(query, 2, row);
	return read_one(query, error);
}

#define MATCHES                                                                                    \
	"WHERE state = 'open' AND (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR own = ?2)"          \
	" AND (?3 IS NULL OR person = ?3) AND (?4 IS NULL OR arrival = ?4)"                        \
	" AND (?5 = 0 OR document = ?5) AND (?6 = 0 OR task = ?6)"                                 \
	" AND (?7 = 0 OR asking.id = ?7) AND asking.id <> ?8 AND (?9 = 0 OR outgoing = ?9)"

static void bind_filter(vt_query *query, const vt_asking_filter *filter)
{
	vt_query_text(query, 1, filter->kind < 0 ? NULL : kind_names[filter->kind]);
	vt_query_text(query, 2, filter->own);
	vt_query_text(query, 3, filter->person);
	vt_query_text(query, 4, filter->arrival);
	vt_query_int(query, 5, filter->document);
	vt_query_int(query, 6, filter->task);
	vt_query_int(query, 7, filter->only);
	vt_query_int(query, 8, filter->except);
	vt_query_int(query, 9, filter->outgoing);
}

GPtrArray *vt_askings_open(vt_store *store, const vt_asking_filter *filter, GError **error)
{
	g_autoptr(vt_query) query = vt_query_new(store, COLUMNS MATCHES " ORDER BY asking.id");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)vt_asking_free);
	GError *fault = NULL;

	bind_filter(query, filter);
	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, read_row(query));
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

bool vt_askings_decide(vt_store *store, const vt_asking *a, GError **error)
{
	static const char sql[] =
		"UPDATE asking SET state = 'decided', decision = ?2, decided_at = ?3,"
		" decided_by = ?4, decided_arrival = ?5, proof = ?6, why = ?7"
		" WHERE id = ?1 AND state = 'open'";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, a->id);
	vt_query_text(query, 2, a->decision);
	vt_query_at(query, 3, a->decided_at);
	vt_query_text(query, 4, a->decided_by);
	vt_query_text(query, 5, a->decided_arrival);
	vt_query_text(query, 6, a->proof);
	vt_query_text(query, 7, a->why);
	if (!vt_query_run(query, error))
		return false;
	return vt_store_changes(store) == 1
	       || vt_error_set(error, VT_NEVER, "question %" G_GINT64_FORMAT " is not open", a->id);
}

bool vt_askings_reopen(vt_store *store, int64_t id, GError **error)
{
	static const char sql[] =
		"UPDATE asking SET state = 'open', decision = NULL, decided_at = NULL,"
		" decided_by = NULL, decided_arrival = NULL, proof = NULL WHERE state = 'decided'"
		" AND (id = ?1 OR id IN (SELECT asking FROM asking_row WHERE about = ?1))";
	g_autoptr(vt_query) query = vt_query_new(store, sql);

	g_assert(store->in_act);
	vt_query_int(query, 1, id);
	return vt_query_run(query, error);
}

/* A mail that has not gone asks for nothing any more. */
static bool withdraw_notice(vt_store *store, int64_t asking, const char *why, GError **error)
{
	static const char sql[] = "SELECT id FROM mail WHERE asking = ?1"
				  " AND state IN ('draft', 'composed', 'braked', 'held')";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	int64_t mail = 0;

	vt_query_int(query, 1, asking);
	return vt_query_one(query, &mail, error)
	       && (mail == 0 || vt_outbox_withdraw(store, mail, why, error));
}

bool vt_askings_void(vt_store *store, const vt_asking_filter *filter, const char *why,
		     unsigned *n_out, GError **error)
{
	g_autoptr(GPtrArray) open = vt_askings_open(store, filter, error);
	g_autoptr(vt_query) query =
		vt_query_new(store, "UPDATE asking SET state = 'void', why = ?2 WHERE id = ?1");

	g_assert(store->in_act);
	for (guint i = 0; open != NULL && i < open->len; i++) {
		const vt_asking *asking = g_ptr_array_index(open, i);

		vt_query_int(query, 1, asking->id);
		vt_query_text(query, 2, why);
		if (!vt_query_run(query, error) || !withdraw_notice(store, asking->id, why, error))
			return false;
	}
	if (open != NULL && n_out != NULL)
		*n_out = open->len;
	return open != NULL;
}

bool vt_askings_strip(vt_store *store, const char *arrival, int64_t document, GError **error)
{
	/* The version of an entry's form is the reason that the clerk wrote. */
	g_autoptr(vt_query) query = vt_query_new(
		store, "UPDATE asking SET proposal = '', version = CASE WHEN kind = 'form'"
		       " AND arrival IS NULL THEN '' ELSE version END"
		       " WHERE arrival = ?1 OR document = nullif(?2, 0)");

	g_assert(store->in_act);
	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, document);
	return vt_query_run(query, error);
}

GPtrArray *vt_askings_letters(vt_store *store, const char *arrival, int64_t document,
			      GError **error)
{
	static const char sql[] =
		"WITH about AS (SELECT id FROM document WHERE arrival = ?1 OR of_arrival = ?1"
		"  OR id = nullif(?2, 0)),"
		" letter AS (SELECT decided_arrival AS id FROM asking"
		"  WHERE arrival = ?1 OR document IN (SELECT id FROM about)"
		"  UNION SELECT arrival FROM remark WHERE document IN (SELECT id FROM about)),"
		/* What they answered, and what answered them: also where nothing was decided. */
		" told AS (SELECT message_id, in_reply_to FROM mail WHERE arrival = ?1"
		"  OR document IN (SELECT id FROM about)"
		"  OR asking IN (SELECT id FROM asking WHERE arrival = ?1"
		"   OR document IN (SELECT id FROM about))"
		"  OR id IN (SELECT mail FROM mail_value WHERE mail_value.arrival = ?1))"
		" SELECT arrival.id FROM arrival WHERE state IN ('acted', 'refused') AND secret = 0"
		" AND (id IN (SELECT id FROM letter)"
		"  OR in_reply_to IN (SELECT message_id FROM told)"
		"  OR message_id IN (SELECT in_reply_to FROM told WHERE in_reply_to IS NOT NULL))";
	g_autoptr(vt_query) query = vt_query_new(store, sql);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	GError *fault = NULL;

	vt_query_text(query, 1, arrival);
	vt_query_int(query, 2, document);
	while (vt_query_next(query, &fault))
		g_ptr_array_add(list, vt_query_dup(query, 0));
	if (fault == NULL)
		return g_steal_pointer(&list);
	g_propagate_error(error, fault);
	return NULL;
}

bool vt_askings_count_signature(vt_store *store, const char *signer_sha256, const char *digest,
				const char *arrival, char **first_out, GError **error)
{
	static const char put[] = "INSERT INTO acted (signer_sha256, digest, arrival)"
				  " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
	static const char look[] =
		"SELECT arrival FROM acted WHERE signer_sha256 = ?1 AND digest = ?2";
	g_autoptr(vt_query) query = vt_query_new(store, put);
	g_autoptr(vt_query) reader = vt_query_new(store, look);

	g_assert(store->in_act);
	vt_query_text(query, 1, signer_sha256);
	vt_query_text(query, 2, digest);
	vt_query_text(query, 3, arrival);
	vt_query_text(reader, 1, signer_sha256);
	vt_query_text(reader, 2, digest);
	if (!vt_query_run(query, error) || !vt_query_next(reader, error))
		return false;
	*first_out = vt_query_dup(reader, 0);
	return true;
}
