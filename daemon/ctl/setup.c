/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup - ask, write aside, check, name
 */
#include "ctl/setup.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "base/install.h"
#include "base/io.h"
#include "ctl/setup_private.h"

#define MAX_ROOT_BYTES ((size_t)1024 * 1024)
#define ASIDE          ".setup" /* folder beside the files while they are checked */

typedef struct setup {
	const vt_answers *answers;
	char *etc, *aside; /* where the files go, and where they are checked */
	/* The same opened: what is named by path may be another folder the next time. -1 = not. */
	int etc_fd, aside_fd, keys_fd; /* keys_fd: of the one in aside */
	struct passwd *user;           /* whose the files become; NULL = ours */
	GPtrArray *written; /* char *, names in aside ("keys/x"), in the order they are named */
} setup;

/* ---- files ---- */

static bool make_aside(setup *s, GError **error)
{
	s->aside_fd = vt_setup_open_own(s->etc_fd, ASIDE, s->aside, error);
	return s->aside_fd >= 0;
}

static bool put(setup *s, const char *name, const char *text, mode_t mode, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	if (!vt_setup_write(s->aside_fd, name, bytes, mode, s->user, error))
		return false;
	g_ptr_array_add(s->written, g_strdup(name));
	return true;
}

static bool put_policy(setup *s, GError **error)
{
	g_autofree char *path = g_build_filename(vt_install_data(), "config", "policy.conf", NULL);
	g_autofree char *sample = NULL;

	if (!g_file_get_contents(path, &sample, NULL, error))
		return false;
	g_autofree char *text = vt_setup_policy(s->answers, sample);
	return put(s, "policy.conf", text, 0640, error);
}

/* An untouched sample is nobody's work. */
static bool may_replace(const char *etc, const char *name)
{
	g_autofree char *there = g_build_filename(etc, name, NULL);
	g_autofree char *sample = g_build_filename(vt_install_data(), "config", name, NULL);
	g_autofree char *a = NULL, *b = NULL;

	if (!g_file_test(there, G_FILE_TEST_EXISTS))
		return true;
	return g_file_get_contents(there, &a, NULL, NULL)
	       && g_file_get_contents(sample, &b, NULL, NULL) && strcmp(a, b) == 0;
}

/* A key above all: what was signed with it is proved by it for years. */
static bool nothing_in_the_way(const setup *s, GError **error)
{
	g_autofree char *key =
		g_strdup_printf("keys/%s-notice.key", vt_answer_of(s->answers, "short"));
	const char *const names[] = { "vanthu.conf", "directory.conf", "routing.conf",
				      "books.conf",  "policy.conf",    key };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (!may_replace(s->etc, names[i]))
			return vt_error_set(error, VT_NEVER,
					    "cannot set up '%s': '%s' is there already; give "
					    "another folder with --to, or move it away",
					    s->etc, names[i]);
	}
	return true;
}

/* ---- passwords ---- */

/* From the terminal, unseen. NULL: there is none. */
static char *ask_password(const char *whose)
{
	struct termios before, quiet;
	char line[512] = "";
	bool seen = tcgetattr(STDIN_FILENO, &before) != 0;

	printf("Password of %s: ", whose);
	fflush(stdout);
	if (!seen) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	bool got = fgets(line, sizeof line, stdin) != NULL;
	if (!seen) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		putchar('\n');
	}
	g_strchomp(line);
	return got && *line != '\0' ? g_strdup(line) : NULL;
}

/* Of "in" or "out", when they log in and no file was named. */
static bool put_password(setup *s, const char *which, GError **error)
{
	g_autofree char *user_key = g_strconcat(which, "-user", NULL);
	g_autofree char *file_key = g_strconcat(which, "-password-file", NULL);
	g_autofree char *name = g_strconcat(which, ".password", NULL);
	const char *user = vt_answer_of(s->answers, user_key);
	g_autofree char *password = NULL;

	if (user == NULL || vt_answer_of(s->answers, file_key) != NULL)
		return true;
	password = ask_password(user);
	if (password == NULL)
		return vt_error_set(error, VT_NEVER, "no password for '%s': name a file as '%s'",
				    user, file_key);
	g_autofree char *text = g_strconcat(password, "\n", NULL);
	return put(s, name, text, 0600, error);
}

/* ---- key ---- */

static void go_to(void *data)
{
	if (fchdir(GPOINTER_TO_INT(data)) != 0)
		_exit(127);
}

/* In that folder, which is ours alone. */
static bool run_openssl(int folder, const char *const *arguments, GError **error)
{
	g_autofree char *said = NULL;
	int status = 0;

	if (!g_spawn_sync(NULL, (char **)(uintptr_t)arguments, NULL,
			  G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, go_to,
			  GINT_TO_POINTER(folder), NULL, &said, &status, error))
		return false;
	if (!g_spawn_check_wait_status(status, NULL))
		return vt_error_set(error, VT_NEVER, "cannot make a key: openssl said: %s", said);
	return true;
}

/* A key, a request for the office's CA, and a certificate nobody vouches for, to rehearse with. */
static bool make_key(setup *s, GError **error)
{
	const char *name = vt_answer_of(s->answers, "short");
	g_autofree char *folder = g_build_filename(s->aside, "keys", NULL);
	g_autofree char *stem = g_strdup_printf("%s-notice", name);
	g_autofree char *key = g_strconcat(stem, ".key", NULL);
	g_autofree char *certificate = g_strconcat(stem, ".pem", NULL);
	g_autofree char *request = g_strconcat(stem, ".csr", NULL);
	g_autofree char *subject = g_strdup_printf("/CN=%s", name);
	g_autofree char *address =
		g_strconcat("subjectAltName=email:", vt_answer_of(s->answers, "robot"), NULL);
	const char *const make[] = { "openssl",  "req",
				     "-x509",    "-newkey",
				     "rsa:3072", "-nodes",
				     "-days",    "365",
				     "-subj",    subject,
				     "-addext",  address,
				     "-addext",  "keyUsage=critical,digitalSignature",
				     "-addext",  "extendedKeyUsage=emailProtection",
				     "-keyout",  key,
				     "-out",     certificate,
				     NULL };
	const char *const ask[] = { "openssl", "req",     "-new",  "-key", key,     "-subj",
				    subject,   "-addext", address, "-out", request, NULL };
	const char *const suffixes[] = { ".key", ".pem", ".csr" };

	if (strcmp(vt_answer_of(s->answers, "certificate"), "make") != 0)
		return true;
	s->keys_fd = vt_setup_open_own(s->aside_fd, "keys", folder, error);
	if (s->keys_fd < 0 || !run_openssl(s->keys_fd, make, error)
	    || !run_openssl(s->keys_fd, ask, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *file = g_strconcat(stem, suffixes[i], NULL);

		if (!vt_setup_give_file(s->keys_fd, file, i == 0 ? 0600 : 0640, s->user, error))
			return false;
		g_ptr_array_add(s->written, g_strdup_printf("keys/%s-notice%s", name, suffixes[i]));
	}
	return true;
}

/* ---- roots ---- */

static bool copy_root(const setup *s, const char *from_folder, const char *name, int to,
		      GError **error)
{
	g_autofree char *from = g_build_filename(from_folder, name, NULL);
	vt_autofd int fd = open(from, O_RDONLY | O_CLOEXEC);
	g_autoptr(GBytes) bytes = NULL;

	if (fd < 0)
		return vt_error_errno(error, "cannot open '%s'", from);
	bytes = vt_io_read_fd(fd, MAX_ROOT_BYTES, error);
	return bytes != NULL && vt_setup_write(to, name, bytes, 0640, s->user, error);
}

/* The folder for roots is made in any case: without one vanthud -n would say so. */
static bool put_roots(const setup *s, GError **error)
{
	const char *state = vt_answer_of(s->answers, "state");
	const char *from = vt_answer_of(s->answers, "roots");
	g_autofree char *trust = g_build_filename(state, "trust", NULL);
	g_autofree char *roots = g_build_filename(trust, "roots", NULL);
	g_autoptr(GDir) names = NULL;
	vt_autofd int state_fd = vt_setup_open_folder(state, s->user, error);
	vt_autofd int trust_fd =
		state_fd >= 0 ? vt_setup_open_below(state_fd, "trust", trust, s->user, error) : -1;
	vt_autofd int to =
		trust_fd >= 0 ? vt_setup_open_below(trust_fd, "roots", roots, s->user, error) : -1;

	if (to < 0)
		return false;
	if (from == NULL)
		return true;
	names = g_dir_open(from, 0, NULL);
	if (names == NULL)
		return vt_error_set(error, VT_NEVER, "cannot open the folder of roots '%s'", from);
	for (const char *name = g_dir_read_name(names); name != NULL;
	     name = g_dir_read_name(names)) {
		if (*name != '.' && !copy_root(s, from, name, to, error))
			return false;
	}
	return true;
}

/* ---- whole ---- */

static bool put_files(setup *s, GError **error)
{
	g_autofree char *directory = vt_setup_directory(s->answers);
	g_autofree char *routing = vt_setup_routing(s->answers);
	g_autofree char *books = vt_setup_books(s->answers);

	s->etc_fd = vt_setup_open_folder(s->etc, s->user, error);
	return s->etc_fd >= 0 && make_aside(s, error) && put_password(s, "in", error)
	       && put_password(s, "out", error) && make_key(s, error)
	       && put(s, "directory.conf", directory, 0640, error)
	       && put(s, "routing.conf", routing, 0640, error)
	       && put(s, "books.conf", books, 0640, error) && put_policy(s, error)
	       && put_roots(s, error);
}

/* What vanthud -n says of it. */
static bool check(const setup *s, GError **error)
{
	g_autofree char *daemon = vt_install_supervisor();
	g_autofree char *conf = g_build_filename(s->aside, "vanthu.conf", NULL);
	g_autofree char *said = NULL;
	const char *const arguments[] = { daemon, "-n", "-c", conf, NULL };
	int status = 0;

	if (!g_spawn_sync(NULL, (char **)(uintptr_t)arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL,
			  NULL, NULL, NULL, &said, &status, error))
		return false;
	/* Warnings too: roots and CRLs may come later. */
	if (*said != '\0')
		fprintf(stderr, "vanthud -n says:\n%s", said);
	return g_spawn_check_wait_status(status, NULL)
	       || vt_error_set(error, VT_NEVER, "the configuration would have the faults above");
}

/* What came to lie there since we looked is not written over. */
static bool name_file(const setup *s, const char *name, int keys, GError **error)
{
	bool is_key = g_str_has_prefix(name, "keys/");
	const char *base = is_key ? name + strlen("keys/") : name;
	int from = is_key ? s->keys_fd : s->aside_fd, to = is_key ? keys : s->etc_fd;

	if (renameat2(from, base, to, base, RENAME_NOREPLACE) == 0
	    || (errno == EEXIST && may_replace(s->etc, name)
		&& renameat(from, base, to, base) == 0))
		return true;
	return vt_error_errno(error, "cannot rename to '%s/%s'", s->etc, name);
}

static bool name_files(const setup *s, GError **error)
{
	bool made = strcmp(vt_answer_of(s->answers, "certificate"), "make") == 0;
	g_autofree char *shown = g_build_filename(s->etc, "keys", NULL);
	vt_autofd int keys =
		made ? vt_setup_open_below(s->etc_fd, "keys", shown, s->user, error) : -1;

	if (made && keys < 0)
		return false;
	for (guint i = 0; i < s->written->len; i++)
		if (!name_file(s, g_ptr_array_index(s->written, i), keys, error))
			return false;
	return true;
}

/* First with the keys where they lie aside, then with the names they will have; vanthu.conf is
 * named last, and without it there is no office. */
static bool write_office(setup *s, GError **error)
{
	g_autofree char *aside = vt_setup_main(s->answers, s->aside);
	g_autofree char *final = vt_setup_main(s->answers, s->etc);
	g_autoptr(GBytes) bytes = g_bytes_new(final, strlen(final));

	if (!put_files(s, error) || !put(s, "vanthu.conf", aside, 0640, error) || !check(s, error))
		return false;
	g_ptr_array_set_size(s->written, (int)s->written->len - 1);
	return name_files(s, error)
	       && vt_setup_write(s->etc_fd, "vanthu.conf", bytes, 0640, s->user, error);
}

/* Nothing of ours stays aside, passwords and keys least of all. */
static void clear_aside(const setup *s)
{
	if (s->aside_fd < 0)
		return;
	for (guint i = 0; i < s->written->len; i++) {
		const char *name = g_ptr_array_index(s->written, i);
		bool is_key = g_str_has_prefix(name, "keys/");

		(void)unlinkat(is_key ? s->keys_fd : s->aside_fd,
			       is_key ? name + strlen("keys/") : name, 0);
	}
	(void)unlinkat(s->aside_fd, "vanthu.conf", 0);
	(void)unlinkat(s->aside_fd, "keys", AT_REMOVEDIR);
	(void)unlinkat(s->etc_fd, ASIDE, AT_REMOVEDIR);
}

static void say_next(const setup *s)
{
	bool made = strcmp(vt_answer_of(s->answers, "certificate"), "make") == 0;

	printf("\nWritten to %s. What is next:\n\n", s->etc);
	if (vt_answer_of(s->answers, "roots") == NULL)
		printf("  * Put the root certificates of those who write to you into "
		       "%s/trust/roots,\n"
		       "    their CRLs into %s/trust/crls.\n",
		       vt_answer_of(s->answers, "state"), vt_answer_of(s->answers, "state"));
	if (made)
		printf("  * Send %s/keys/%s-notice.csr to your CA; its certificate goes beside it "
		       "as\n"
		       "    %s-notice.pem. Until then notices carry one that nobody vouches for.\n",
		       s->etc, vt_answer_of(s->answers, "short"),
		       vt_answer_of(s->answers, "short"));
	if (vt_answer_of(s->answers, "clamd") != NULL)
		printf("  * Write AlertExceedsMax yes into clamd.conf (vanthu-scan(8)).\n");
	else
		printf("  * Nothing is scanned for viruses: install clamav-daemon, then write a "
		       "clamd\n"
		       "    block into vanthu.conf.\n");
	printf("  * Enter the agencies that write to you in %s/directory.conf.\n"
	       "  * Start it: systemctl enable --now vanthu   (or: vanthud -c %s/vanthu.conf)\n"
	       "  * Look: vanthuctl doctor, vanthuctl status, vanthuctl queue --held.\n"
	       "  * Nothing leaves yet: dispatch.mode = hold. When what waits is right, write "
	       "live\n    and run vanthuctl resend --held, or queue drop --held.\n",
	       s->etc, s->etc);
}

/* So that nobody types them twice. */
static void keep_answers(const vt_answers *answers)
{
	g_autofree char *text = vt_answers_text(answers);

	if (g_file_set_contents_full("vanthu-setup.answers", text, -1,
				     G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
		fprintf(stderr,
			"Nothing was written. Your answers stand in vanthu-setup.answers; "
			"mend them and run\n  vanthuctl setup --answers vanthu-setup.answers\n");
}

static int usage(void)
{
	fprintf(stderr, "usage: vanthuctl setup [--answers FILE] [--to FOLDER]\n");
	return EX_USAGE;
}

static int set_up(setup *s, bool asked_now)
{
	const char *user = vt_answer_of(s->answers, "user");
	g_autoptr(GError) error = NULL;
	bool well = nothing_in_the_way(s, &error);

	if (well && user != NULL && geteuid() == 0) {
		s->user = getpwnam(user);
		well = s->user != NULL
		       || vt_error_set(&error, VT_NEVER, "there is no user '%s'", user);
	}
	if (well) {
		well = write_office(s, &error);
		clear_aside(s);
	}
	if (well) {
		say_next(s);
		return EX_OK;
	}
	fprintf(stderr, "vanthuctl: %s\n", error->message);
	if (asked_now)
		keep_answers(s->answers);
	return g_error_matches(error, VT_ERROR, VT_NEVER) ? EX_CONFIG : EX_CANTCREAT;
}

int vt_ctl_setup(const vt_ctl *ctl, int argc, char **argv)
{
	const char *file = NULL;
	g_autofree char *folder = g_path_get_dirname(ctl->conf);
	setup s = { .etc_fd = -1, .aside_fd = -1, .keys_fd = -1 };
	int status = EX_NOINPUT;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--answers") == 0 && i + 1 < argc) {
			file = argv[++i];
		} else if (strcmp(argv[i], "--to") == 0 && i + 1 < argc) {
			g_free(folder);
			folder = g_strdup(argv[++i]);
		} else {
			return usage();
		}
	}
	g_autoptr(GHashTable) answers =
		file != NULL ? vt_answers_read(file, stderr) : vt_answers_ask(stdin, stdout);
	umask(0077);
	if (answers == NULL && file == NULL)
		fprintf(stderr, "\nvanthuctl: the answers ended too early; nothing was written\n");
	if (answers == NULL)
		return file != NULL ? EX_CONFIG : status;
	s.answers = answers;
	s.etc = g_canonicalize_filename(folder, NULL);
	s.aside = g_build_filename(s.etc, ASIDE, NULL);
	s.written = g_ptr_array_new_with_free_func(g_free);
	status = set_up(&s, file == NULL);
	g_ptr_array_unref(s.written);
	vt_fd_close(&s.keys_fd);
	vt_fd_close(&s.aside_fd);
	vt_fd_close(&s.etc_fd);
	g_free(s.aside);
	g_free(s.etc);
	return status;
}
