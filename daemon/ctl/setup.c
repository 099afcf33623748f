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

#define ASIDE ".setup" /* folder beside the files while they are checked */

typedef struct setup {
	const vt_answers *answers;
	char *etc, *aside;   /* where the files go, and where they are checked */
	struct passwd *user; /* whose the files become; NULL = ours */
	GPtrArray *written;  /* char *, names in aside, in the order they are named */
	bool has_aside;      /* we made it */
} setup;

/* ---- files ---- */

static bool give(const setup *s, const char *path, GError **error)
{
	if (s->user == NULL || lchown(path, s->user->pw_uid, s->user->pw_gid) == 0)
		return true;
	return vt_error_errno(error, "cannot give '%s' to '%s'", path, s->user->pw_name);
}

/* The folder an administrator named may be a link. */
static bool make_folder(const setup *s, const char *path, mode_t mode, GError **error)
{
	vt_autofd int fd = vt_io_open_dir(path, true, mode, error);

	if (fd < 0)
		return false;
	return s->user == NULL || fchown(fd, s->user->pw_uid, s->user->pw_gid) == 0
	       || vt_error_errno(error, "cannot give '%s' to '%s'", path, s->user->pw_name);
}

/* What lies in a folder of the office's user, that user may have made: root follows no link there.
 */
static bool make_below(const setup *s, const char *path, mode_t mode, GError **error)
{
	struct stat status;

	if (lstat(path, &status) == 0 && !S_ISDIR(status.st_mode))
		return vt_error_set(error, VT_NEVER, "cannot set up: '%s' is there and no folder",
				    path);
	return make_folder(s, path, mode, error);
}

/* New, and only ours can make names in it: nothing lies there that is written through. vanthud -n
 * opens what it knows by name as the office's user. */
static bool make_own(const char *path, GError **error)
{
	if (mkdir(path, 0700) == 0 && chmod(path, 0711) == 0)
		return true;
	if (errno == EEXIST)
		return vt_error_set(error, VT_NEVER,
				    "cannot set up: '%s' is there already, of a setup that did not "
				    "end; remove it",
				    path);
	return vt_error_errno(error, "cannot make folder '%s'", path);
}

static bool make_aside(setup *s, GError **error)
{
	s->has_aside = make_own(s->aside, error);
	return s->has_aside;
}

/* name may stand in a folder of aside ("keys/x"). */
static bool put(setup *s, const char *name, const char *text, mode_t mode, GError **error)
{
	g_autofree char *path = g_build_filename(s->aside, name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	vt_autofd int dir = vt_io_open_dir(folder, true, 0750, error);

	if (dir < 0 || !vt_io_publish(dir, base, bytes, mode, error) || !give(s, path, error))
		return false;
	g_ptr_array_add(s->written, g_strdup(name));
	return true;
}

static bool put_sample(setup *s, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(vt_install_data(), "config", name, NULL);
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, error) && put(s, name, text, 0640, error);
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

static bool run_openssl(const char *const *arguments, GError **error)
{
	g_autofree char *said = NULL;
	int status = 0;

	if (!g_spawn_sync(NULL, (char **)(uintptr_t)arguments, NULL,
			  G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
			  &status, error))
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
	g_autofree char *stem = g_strdup_printf("%s/%s-notice", folder, name);
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
	if (!make_own(folder, error) || !run_openssl(make, error) || !run_openssl(ask, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *path = g_strconcat(stem, suffixes[i], NULL);

		if (chmod(path, i == 0 ? 0600 : 0640) != 0)
			return vt_error_errno(error, "cannot set the mode of '%s'", path);
		if (!give(s, path, error))
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
	g_autofree char *path =
		g_build_filename(vt_answer_of(s->answers, "state"), "trust", "roots", name, NULL);
	vt_autofd int fd = open(from, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return vt_error_errno(error, "cannot open '%s'", from);
	return vt_io_publish_copy(to, name, fd, 1024 * 1024, NULL, error)
	       && (fchmodat(to, name, 0640, 0) == 0 || vt_error_errno(error, "cannot set a mode"))
	       && give(s, path, error);
}

/* The folder for roots is made in any case: without one vanthud -n would say so. */
static bool put_roots(const setup *s, GError **error)
{
	const char *state = vt_answer_of(s->answers, "state");
	const char *from = vt_answer_of(s->answers, "roots");
	g_autofree char *trust = g_build_filename(state, "trust", NULL);
	g_autofree char *roots = g_build_filename(trust, "roots", NULL);
	g_autoptr(GDir) names = NULL;

	if (!make_folder(s, state, 0750, error) || !make_below(s, trust, 0750, error)
	    || !make_below(s, roots, 0750, error))
		return false;
	if (from == NULL)
		return true;
	names = g_dir_open(from, 0, NULL);
	if (names == NULL)
		return vt_error_set(error, VT_NEVER, "cannot open the folder of roots '%s'", from);
	vt_autofd int to = vt_io_open_dir(roots, false, 0750, error);
	if (to < 0)
		return false;
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

	return make_folder(s, s->etc, 0750, error) && make_aside(s, error)
	       && put_password(s, "in", error) && put_password(s, "out", error)
	       && make_key(s, error) && put(s, "directory.conf", directory, 0640, error)
	       && put(s, "routing.conf", routing, 0640, error)
	       && put(s, "books.conf", books, 0640, error) && put_sample(s, "policy.conf", error)
	       && put_roots(s, error);
}

/* Roots and CRLs may come later: the office does not start without them, but its files are good. */
static bool only_trust(char **lines)
{
	bool only = true;

	for (; *lines != NULL; lines++) {
		if (**lines == '\0')
			continue;
		only = only && g_str_has_prefix(*lines, "trust: ");
		fprintf(stderr, "  %s\n", *lines);
	}
	return only;
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
	if (g_spawn_check_wait_status(status, NULL))
		return true;
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	fprintf(stderr, "vanthud -n says:\n");
	return only_trust(lines)
	       || vt_error_set(error, VT_NEVER, "the configuration would have the faults above");
}

static bool name_files(const setup *s, GError **error)
{
	g_autofree char *keys = g_build_filename(s->etc, "keys", NULL);

	if (strcmp(vt_answer_of(s->answers, "certificate"), "make") == 0
	    && !make_below(s, keys, 0750, error))
		return false;
	for (guint i = 0; i < s->written->len; i++) {
		g_autofree char *from =
			g_build_filename(s->aside, g_ptr_array_index(s->written, i), NULL);
		g_autofree char *to =
			g_build_filename(s->etc, g_ptr_array_index(s->written, i), NULL);

		if (rename(from, to) != 0)
			return vt_error_errno(error, "cannot rename to '%s'", to);
	}
	return true;
}

/* First with the keys where they lie aside, then with the names they will have; vanthu.conf is
 * named last, and without it there is no office. */
static bool write_office(setup *s, GError **error)
{
	g_autofree char *aside = vt_setup_main(s->answers, s->aside);
	g_autofree char *final = vt_setup_main(s->answers, s->etc);
	g_autoptr(GBytes) bytes = g_bytes_new(final, strlen(final));
	g_autofree char *path = g_build_filename(s->etc, "vanthu.conf", NULL);

	if (!put_files(s, error) || !put(s, "vanthu.conf", aside, 0640, error) || !check(s, error))
		return false;
	g_ptr_array_set_size(s->written, (int)s->written->len - 1);
	vt_autofd int etc = vt_io_open_dir(s->etc, false, 0750, error);
	return etc >= 0 && name_files(s, error)
	       && vt_io_publish(etc, "vanthu.conf", bytes, 0640, error) && give(s, path, error);
}

/* Nothing of ours stays aside, passwords and keys least of all. */
static void clear_aside(const setup *s)
{
	g_autofree char *keys = g_build_filename(s->aside, "keys", NULL);
	g_autofree char *conf = g_build_filename(s->aside, "vanthu.conf", NULL);

	if (!s->has_aside)
		return;
	for (guint i = 0; i < s->written->len; i++) {
		g_autofree char *path =
			g_build_filename(s->aside, g_ptr_array_index(s->written, i), NULL);

		(void)unlink(path);
	}
	(void)unlink(conf);
	(void)rmdir(keys);
	(void)rmdir(s->aside);
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
	setup s = { 0 };
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
	g_free(s.aside);
	g_free(s.etc);
	return status;
}
