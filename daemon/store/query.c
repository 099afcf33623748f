/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query - one SQL statement, bound by number, kept for the next time
 */
#include "store/store_private.h"

#include "base/clock.h"
#include "base/error.h"

struct vt_query {
	vt_store *store;
	const char *sql;
	sqlite3_stmt *statement;
	int fault; /* sticky, SQLITE_OK = none */
};

bool vt_store_fault(sqlite3 *db, int code, const char *what, GError **error)
{
	vt_retry retry = VT_NEVER;

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY: /* the file system turned so */
	case SQLITE_INTERRUPT:
		retry = VT_RETRY_LATER;
		break;
	default:
		break;
	}
	return vt_error_set(error, retry, "cannot %s: %s", what,
			    db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
}

vt_query *vt_query_new(vt_store *store, const char *sql)
{
	vt_query *query = g_new0(vt_query, 1);
	void *kept = NULL, *key = NULL;

	query->store = store;
	query->sql = sql;
	if (g_hash_table_steal_extended(store->statements, sql, &key, &kept)) {
		query->statement = kept;
		g_free(key);
	} else {
		query->fault = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
						  &query->statement, NULL);
	}
	/* A statement that does not compile is our bug, or a database that is not ours. */
	return query;
}

void vt_query_free(vt_query *query)
{
	if (!query)
		return;
	if (query->statement) {
		sqlite3_reset(query->statement);
		sqlite3_clear_bindings(query->statement);
		if (g_hash_table_contains(query->store->statements, query->sql))
			sqlite3_finalize(query->statement);
		else
			g_hash_table_insert(query->store->statements, g_strdup(query->sql),
					    query->statement);
	}
	g_free(query);
}

static void note(vt_query *query, int result)
{
	if (query->fault == SQLITE_OK)
		query->fault = result;
}

void vt_query_text(vt_query *query, int parameter, const char *text)
{
	if (!query->statement)
		return;
	if (text)
		note(query,
		     sqlite3_bind_text(query->statement, parameter, text, -1, SQLITE_TRANSIENT));
	else
		note(query, sqlite3_bind_null(query->statement, parameter));
}

void vt_query_int(vt_query *query, int parameter, int64_t value)
{
	if (query->statement)
		note(query, sqlite3_bind_int64(query->statement, parameter, value));
}

void vt_query_at(vt_query *query, int parameter, int64_t at)
{
	if (at == VT_TIME_NONE)
		vt_query_text(query, parameter, NULL);
	else
		vt_query_int(query, parameter, at);
}

bool vt_query_next(vt_query *query, GError **error)
{
	int result = query->fault;

	if (result == SQLITE_OK)
		result = sqlite3_step(query->statement);
	if (result == SQLITE_ROW || result == SQLITE_DONE)
		return result == SQLITE_ROW;
	g_autofree char *what = g_strdup_printf("run '%.60s'", query->sql);
	return vt_store_fault(query->store->db, result, what, error);
}

void vt_query_again(vt_query *query)
{
	if (query->statement)
		sqlite3_reset(query->statement);
}

bool vt_query_run(vt_query *query, GError **error)
{
	GError *fault = NULL;

	while (vt_query_next(query, &fault))
		;
	vt_query_again(query);
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

bool vt_query_one(vt_query *query, int64_t *value_out, GError **error)
{
	GError *fault = NULL;

	if (vt_query_next(query, &fault) && sqlite3_column_type(query->statement, 0) != SQLITE_NULL)
		*value_out = sqlite3_column_int64(query->statement, 0);
	vt_query_again(query);
	if (!fault)
		return true;
	g_propagate_error(error, fault);
	return false;
}

const char *vt_query_get(vt_query *query, int column)
{
	return (const char *)sqlite3_column_text(query->statement, column);
}

char *vt_query_dup(vt_query *query, int column)
{
	return g_strdup(vt_query_get(query, column));
}

int64_t vt_query_get_int(vt_query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

int64_t vt_query_get_at(vt_query *query, int column)
{
	if (sqlite3_column_type(query->statement, column) == SQLITE_NULL)
		return VT_TIME_NONE;
	return sqlite3_column_int64(query->statement, column);
}

int vt_store_changes(vt_store *store)
{
	return sqlite3_changes(store->db);
}
