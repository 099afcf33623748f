/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain - the limit for registering: the same work in one process for each core, without a jail
 *
 *	plain vanthu.conf FOLDER-OF-MESSAGES STATE PROCESSES
 *
 * Scan, decode, CMS with warm certificates, SHA-256, libmagic, the PDF's text by the very filters
 *of vanthu-inspect; a durable copy (fsync, rename, fsync of the folder); rows of the register with
 *their full text in one SQLite database, 16 messages a transaction. Prints messages and seconds.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/limits.h"
#include "filters/filter.h"
#include "mail/invite_answer.h"
#include "proc/inspect/inspect_anchors.h"

#define GROUP        16
#define MAILS_EACH   3
#define BUSY_WAIT_MS 60000

static const char schema[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			     "CREATE TABLE IF NOT EXISTS arrival (id INTEGER PRIMARY KEY, name "
			     "TEXT UNIQUE, sha256 TEXT, bytes INTEGER,"
			     " verdict INTEGER, signer TEXT, digest TEXT UNIQUE, at INTEGER);"
			     "CREATE TABLE IF NOT EXISTS document (id INTEGER PRIMARY KEY, arrival "
			     "INTEGER, number INTEGER UNIQUE);"
			     "CREATE TABLE IF NOT EXISTS field (document INTEGER, field TEXT, "
			     "value TEXT, PRIMARY KEY (document, field))"
			     " WITHOUT ROWID;"
			     "CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, document "
			     "INTEGER, recipient TEXT, state TEXT);"
			     "CREATE INDEX IF NOT EXISTS mail_of ON mail (state, id);"
			     "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (fields, text, "
			     "tokenize = 'unicode61');";

typedef struct worker {
	const vt_office *office;
	const vt_trust *trust;
	sqlite3 *db;
	int folder, stored;
	unsigned in_group;
} worker;

static void must(worker *w, int code)
{
	if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
		g_error("sqlite: %s", sqlite3_errmsg(w->db));
}

static void execute(worker *w, const char *sql)
{
	must(w, sqlite3_exec(w->db, sql, NULL, NULL, NULL));
}

static void G_GNUC_NULL_TERMINATED insert(worker *w, const char *sql, ...)
{
	sqlite3_stmt *statement = NULL;
	va_list values;
	int at = 1;

	must(w, sqlite3_prepare_v3(w->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
	va_start(values, sql);
	for (const char *text = va_arg(values, const char *); text != NULL;
	     text = va_arg(values, const char *))
		sqlite3_bind_text(statement, at++, text, -1, SQLITE_TRANSIENT);
	va_end(values);
	must(w, sqlite3_step(statement));
	sqlite3_finalize(statement);
}

static void keep(const worker *w, const char *sha256, GBytes *bytes)
{
	g_autofree char *temporary = g_strconcat(".", sha256, NULL);
	int fd = openat(w->stored, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0
	    || !vt_io_write_full(fd, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL)
	    || fsync(fd) != 0 || close(fd) != 0
	    || renameat(w->stored, temporary, w->stored, sha256) != 0 || fsync(w->stored) != 0)
		g_error("cannot keep '%s'", sha256);
}

static void enter(worker *w, const char *name, const char *sha256, const vt_identity *identity,
		  const vt_contents *contents, const char *text)
{
	g_autoptr(GString) fields = g_string_new(NULL);
	g_autofree char *verdict =
		g_strdup_printf("%d", (int)vt_report_verdict(identity, contents));

	if (w->in_group == 0)
		execute(w, "BEGIN IMMEDIATE");
	insert(w,
	       "INSERT INTO arrival (name, sha256, verdict, signer, digest) VALUES (?1, ?2, ?3, "
	       "?4, ?5)",
	       name, sha256, verdict,
	       identity->signer_subject != NULL ? identity->signer_subject : "",
	       identity->digest != NULL ? identity->digest : sha256, NULL);
	execute(w, "INSERT INTO document (arrival, number) SELECT last_insert_rowid(), "
		   "coalesce(max(number), 0) + 1"
		   " FROM document");
	for (int i = 0; i < VT_N_FIELDS; i++) {
		const char *value = contents->fields[i].text;

		if (value == NULL || *value == '\0')
			continue;
		g_string_append_printf(fields, "%s\n", value);
		insert(w,
		       "INSERT OR IGNORE INTO field VALUES ((SELECT max(id) FROM document), ?1, "
		       "?2)",
		       vt_field_get((vt_field)i)->key, value, NULL);
	}
	insert(w, "INSERT INTO words (fields, text) VALUES (?1, ?2)", fields->str,
	       text != NULL ? text : "", NULL);
	for (int i = 0; i < MAILS_EACH; i++)
		insert(w,
		       "INSERT INTO mail (document, recipient, state) VALUES ((SELECT max(id) FROM "
		       "document), ?1,"
		       " 'draft')",
		       "nguoi-nhan@kimson.example", NULL);
	if (++w->in_group < GROUP)
		return;
	execute(w, "COMMIT");
	w->in_group = 0;
}

static void one(worker *w, const char *name)
{
	g_autoptr(GBytes) bytes = vt_io_read_file(w->folder, name, VT_MAX_MESSAGE_BYTES, NULL);
	char sha256[VT_SHA256_HEX];
	vt_case c = { .office = w->office, .trust = w->trust, .received_at = vt_clock_now() };

	if (bytes == NULL)
		g_error("cannot read '%s'", name);
	c.bytes = g_bytes_get_data(bytes, &c.size);
	vt_sha256_hex(c.bytes, c.size, sha256);
	keep(w, sha256, bytes);
	g_autoptr(vt_identity) identity = vt_filters_identify(&c);
	g_autoptr(vt_contents) contents = vt_filters_examine(&c, identity);
	enter(w, name, sha256, identity, contents, c.main_text);
	vt_case_clear(&c);
}

static void open_database(worker *w, const char *state)
{
	g_autofree char *path = g_build_filename(state, "plain.db", NULL);

	if (sqlite3_open(path, &w->db) != SQLITE_OK)
		g_error("cannot open '%s'", path);
	sqlite3_busy_timeout(w->db, BUSY_WAIT_MS);
}

/* Every processes-th message, from that one on. */
static void work(worker *w, const char *state, const GPtrArray *names, unsigned from,
		 unsigned processes)
{
	open_database(w, state);
	for (guint i = from; i < names->len; i += processes)
		one(w, names->pdata[i]);
	if (w->in_group > 0)
		execute(w, "COMMIT");
	sqlite3_close(w->db);
	_exit(0);
}

static GPtrArray *names_in(const char *folder)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
		g_ptr_array_add(names, g_strdup(name));
	return names;
}

int main(int argc, char **argv)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(GError) error = NULL;
	worker w = { 0 };

	if (argc != 5)
		return 64;
	g_autoptr(vt_office) office = vt_office_load(argv[1], faults);
	if (vt_faults_count(faults) > 0 || !vt_filters_prepare(office, &error))
		g_error("%s", error != NULL ? error->message : vt_faults_get(faults, 0));
	g_autoptr(vt_anchors) anchors = vt_anchors_of_office(office);
	vt_mime_start();
	vt_invite_answer_start();
	w.office = office;
	w.trust = vt_anchors_load(anchors, NULL);
	w.folder = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	w.stored = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	open_database(&w, argv[3]);
	execute(&w, schema);
	sqlite3_close(w.db);
	g_autoptr(GPtrArray) names = names_in(argv[2]);
	unsigned processes = (unsigned)strtoul(argv[4], NULL, 10);
	int64_t begin = g_get_monotonic_time();
	int status = 0;
	bool good = true;

	for (unsigned i = 0; i < processes; i++)
		if (fork() == 0)
			work(&w, argv[3], names, i, processes);
	while (wait(&status) > 0)
		good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	fprintf(stdout, "%u %.3f\n", names->len, (double)(g_get_monotonic_time() - begin) / 1e6);
	return good ? 0 : 70;
}
