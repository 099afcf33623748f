/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthud_check - every fault, not the first one
 */
#include "proc/vanthud/vanthud_check.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/install.h"
#include "base/io.h"
#include "base/secret.h"
#include "proc/user.h"
#include "proc/vanthud/children.h"
#include "wire/kinds.h"

/* Root without CAP_DAC_OVERRIDE may not enter everywhere; each program looks as its own user. */
static bool may(const char *path, int access_mode)
{
	return access(path, access_mode) == 0 || (errno == EACCES && geteuid() == 0);
}

static void check_state(const vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "office");
	const char *state = vt_block_text(block, "state");
	g_autofree char *parent = state != NULL ? g_path_get_dirname(state) : NULL;
	unsigned line = vt_block_key_line(block, "state", 0);
	struct stat status;

	if (state == NULL)
		return; /* told by the office */
	if (stat(state, &status) != 0) {
		if (errno != ENOENT || !may(parent, W_OK | X_OK))
			vt_faults_add(faults, vt_block_file(block), line,
				      "cannot use the state folder '%s': %s", state,
				      g_strerror(errno));
	} else if (!S_ISDIR(status.st_mode)) {
		vt_faults_add(faults, vt_block_file(block), line, "'%s' is no folder", state);
	} else if (!may(state, R_OK | W_OK | X_OK)) {
		vt_faults_add(faults, vt_block_file(block), line,
			      "cannot use the state folder '%s': %s", state, g_strerror(errno));
	} else if ((status.st_mode & 0007) != 0) {
		vt_faults_add(faults, vt_block_file(block), line,
			      "everybody may enter the state folder '%s' (mode %04o), chmod o= it",
			      state, status.st_mode & 07777);
	}
}

/* Folders below the state directory are made at the start; others must be there. */
static void check_trust(const vt_office *office, vt_faults *faults)
{
	static const char *const keys[] = { "roots", "intermediates", "crls" };
	const vt_block *block = vt_settings_one(office->settings, "trust");

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *path = vt_block_text(block, keys[i]);

		if (path != NULL && !g_str_has_prefix(path, office->state)
		    && (!g_file_test(path, G_FILE_TEST_IS_DIR) || !may(path, R_OK | X_OK)))
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, keys[i], 0),
				      "cannot read folder '%s'", path);
	}
}

static void check_file(const vt_block *block, const char *key, bool is_secret, vt_faults *faults)
{
	const char *path = vt_block_text(block, key);
	unsigned line;
	struct stat status;

	if (path == NULL)
		return;
	vt_faults_note_file(faults, path);
	line = vt_block_key_line(block, key, 0);
	if (stat(path, &status) != 0 || !may(path, R_OK)) {
		vt_faults_add(faults, vt_block_file(block), line, "cannot read '%s': %s", path,
			      g_strerror(errno));
		return;
	}
	if (!S_ISREG(status.st_mode))
		vt_faults_add(faults, vt_block_file(block), line, "'%s' is no file", path);
	if (is_secret && !vt_secret_is_private(path, status.st_mode))
		vt_faults_add(faults, vt_block_file(block), line,
			      "others may read the key '%s' (mode %04o), chmod 0600 it", path,
			      status.st_mode & 07777);
}

static void check_keys(const vt_office *office, vt_faults *faults)
{
	unsigned n = vt_settings_count(office->settings, "signer");

	for (unsigned i = 0; i < n; i++) {
		const vt_block *block = vt_settings_nth(office->settings, "signer", i);

		const char *key = vt_block_text(block, "document-key");

		check_file(block, "notice-key", true, faults);
		check_file(block, "notice-certificate", false, faults);
		check_file(block, "notice-chain", false, faults);
		if (key == NULL || !vt_office_key_is_on_token(key))
			check_file(block, "document-key", true, faults);
		check_file(block, "document-pin", true, faults);
		check_file(block, "document-certificate", false, faults);
	}
}

static void check_mailboxes(const vt_office *office, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_settings_count(office->settings, "imap"); i++) {
		const vt_block *block = vt_settings_nth(office->settings, "imap", i);
		const char *roots = vt_block_text(block, "roots");

		check_file(block, "password-file", true, faults);
		if (roots != NULL && !g_file_test(roots, G_FILE_TEST_IS_DIR))
			check_file(block, "roots", false, faults);
	}
}

/* The name of an agency is enough for paper, but an address is easily forgotten. */
static void check_reach(const vt_office *office, vt_faults *faults)
{
	const GPtrArray *agencies = office->directory->agencies;

	for (guint i = 0; i < agencies->len; i++) {
		const vt_agency *agency = agencies->pdata[i];

		if (agency->addresses->len == 0 && agency->postal == NULL)
			vt_faults_warn(faults, office->directory_path,
				       "agency '%s' has neither address nor postal: documents go "
				       "to it on paper, with its name alone",
				       agency->key);
	}
}

static void check_pinned(const vt_office *office, vt_faults *faults)
{
	const char *file = vt_block_text(vt_settings_one(office->settings, "office"), "directory");
	const GPtrArray *agencies = office->directory->agencies;

	for (guint i = 0; i < agencies->len; i++) {
		const vt_agency *agency = agencies->pdata[i];

		for (guint j = 0; j < agency->certificates->len; j++) {
			const char *path = agency->certificates->pdata[j];

			if (!may(path, R_OK))
				vt_faults_add(faults, file, 0,
					      "cannot read certificate '%s' of agency '%s': %s",
					      path, agency->key, g_strerror(errno));
		}
	}
}

static void check_socket(const vt_office *office, vt_faults *faults)
{
	g_autofree char *path = g_build_filename(office->run, "control.sock", NULL);

	if (strlen(path) > 107)
		vt_faults_add(faults, office->conf_path, 0,
			      "the path '%s' is longer than the 107 bytes of a socket's name",
			      path);
}

static void note_templates(const vt_office *office, vt_faults *faults)
{
	const char *languages[] = { "vi", office->language };

	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *folder = g_build_filename(office->templates, languages[i], NULL);
		g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
		const char *name = NULL;

		while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
			g_autofree char *path = g_build_filename(folder, name, NULL);

			vt_faults_note_file(faults, path);
		}
	}
}

void vt_check_files(const vt_office *office, vt_faults *faults)
{
	note_templates(office, faults);
	vt_user_check(office, faults);
	check_state(office, faults);
	check_socket(office, faults);
	check_trust(office, faults);
	check_keys(office, faults);
	check_mailboxes(office, faults);
	check_pinned(office, faults);
	check_reach(office, faults);
}

/* "file:line: text" as it is: the place is everything before the first ": ". */
static void add_line(const char *line, vt_faults *faults)
{
	bool is_warning = g_str_has_prefix(line, VT_WARNING_HEAD);
	const char *text = is_warning ? line + strlen(VT_WARNING_HEAD) : line;
	const char *colon = strstr(text, ": ");
	g_autofree char *place =
		colon != NULL ? g_strndup(text, (gsize)(colon - text)) : g_strdup("vanthud");
	const char *what = colon != NULL ? colon + 2 : text;

	if (is_warning)
		vt_faults_warn(faults, place, "%s", what);
	else
		vt_faults_add(faults, place, 0, "%s", what);
}

/* "2026-11-22T08:15:00.123Z vanthu-signer[123] warning ...": said by the way, not a fault. */
static bool is_log_line(const char *line)
{
	return g_ascii_isdigit(line[0]) && strlen(line) > 25 && line[10] == 'T'
	       && g_str_has_prefix(line + 24, " vanthu-");
}

/* A program repeats what is wrong in the office's files: those lines are there already. */
static void add_new_lines(const char *output, vt_faults *faults)
{
	g_auto(GStrv) lines = g_strsplit(output, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		bool is_known = (*line)[0] == '\0';

		for (unsigned i = 0; i < vt_faults_count(faults) && !is_known; i++)
			is_known = g_str_equal(*line, vt_faults_get(faults, i));
		if (!is_known && is_log_line(*line))
			g_printerr("%s\n", *line);
		else if (!is_known)
			add_line(*line, faults);
	}
}

static void ask_program(const char *name, const char *conf, vt_faults *faults)
{
	g_autofree char *path = vt_install_program(name);
	const char *const argv[] = { path, "-n", "-c", conf, NULL };
	g_auto(GStrv) copy = g_strdupv((char **)(uintptr_t)argv);
	g_autofree char *output = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;
	unsigned before = vt_faults_count(faults);

	if (!g_spawn_sync(NULL, copy, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &output,
			  &status, &error)) {
		vt_faults_add(faults, path, 0, "cannot ask this program: %s", error->message);
		return;
	}
	add_new_lines(output, faults);
	if (status != 0 && before == 0 && vt_faults_count(faults) == 0)
		vt_faults_add(faults, path, 0, "it refused and did not say why (status %#x)",
			      (unsigned)status);
}

void vt_check_programs(const char *conf, vt_faults *faults)
{
	for (const char *const *name = vt_children_names(); *name != NULL; name++)
		ask_program(*name, conf, faults);
}

void vt_check_changed(const char *conf, vt_faults *faults)
{
	static const vt_program programs[] = { VT_PROGRAM_REGISTRAR, VT_PROGRAM_DISPATCH,
					       VT_PROGRAM_INTAKE,    VT_PROGRAM_IMAP,
					       VT_PROGRAM_WATCH,     VT_PROGRAM_SCAN,
					       VT_PROGRAM_TOKEN };

	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
		ask_program(vt_program_name(programs[i]), conf, faults);
}
