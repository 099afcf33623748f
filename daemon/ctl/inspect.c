/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect - a window of files under way, answers put in order
 */
#include "ctl/inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "ctl/inspector.h"
#include "ctl/report_json.h"
#include "wire/report_codec.h"
#include "wire/said_codec.h"

/* Longer than any child may live: then it is the parent that hangs. */
#define SILENCE_MS (2 * VT_CHILD_WALL_SECONDS * 1000)
/* Ends of vanthu-inspect in a row without one packet between them. */
#define MAX_VAIN_STARTS 3
/* A file is asked about once more after vanthu-inspect died with it. */
#define MAX_ATTEMPTS 2

typedef enum { FILE_NEW, FILE_OPEN, FILE_ASKED, FILE_DONE } file_state;

typedef struct inspected {
	const char *name;
	file_state state;
	int fd;
	bool has_sha256;
	char sha256[VT_SHA256_HEX];
	uint64_t bytes;
	unsigned attempts; /* that ended with the death of vanthu-inspect */
	vt_identity *identity;
	vt_contents *contents;
	bool has_parts, has_said;
	GPtrArray *jail; /* vt_finding */
} inspected;

typedef struct session {
	inspected *files;
	unsigned n_files, opened, printed; /* files[0..printed) have their line */
	unsigned asked, window;
	unsigned vain_starts;
	int64_t received_at;
	vt_inspector *inspector;
	bool running, refused, unreadable, broken_output;
} session;

static void forget_report(inspected *file)
{
	g_clear_pointer(&file->identity, vt_identity_free);
	g_clear_pointer(&file->contents, vt_contents_free);
	g_ptr_array_set_size(file->jail, 0);
	file->has_parts = file->has_said = false;
}

static void file_clear(inspected *file)
{
	forget_report(file);
	g_clear_pointer(&file->jail, g_ptr_array_unref);
	vt_fd_close(&file->fd);
}

static void finish(inspected *file, vt_code code, const char *detail)
{
	if (code != 0)
		vt_findings_add(file->jail, code, "%s", detail);
	vt_fd_close(&file->fd);
	file->state = FILE_DONE;
}

/* In pieces and by reading: a file that is cut meanwhile must not kill us. */
static bool hash_file(inspected *file)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree guchar *piece = g_malloc(1024 * 1024);
	off_t at = 0;
	ssize_t got;

	while ((got = pread(file->fd, piece, 1024 * 1024, at)) != 0) {
		if (got < 0 && errno != EINTR)
			return false;
		if (got < 0)
			continue;
		g_checksum_update(sum, piece, got);
		at += got;
	}
	file->bytes = (uint64_t)at;
	g_strlcpy(file->sha256, g_checksum_get_string(sum), sizeof file->sha256);
	file->has_sha256 = true;
	return true;
}

static int open_input(const char *name, GError **error)
{
	vt_autofd int fd = -1;

	if (strcmp(name, "-") != 0)
		return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	/* A file without a name: 64 MiB need not be in memory. */
	fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		fd = vt_io_memfd("stdin", error);
	if (fd < 0 || !vt_io_copy(STDIN_FILENO, fd, VT_MAX_MESSAGE_BYTES, NULL, error))
		return -1;
	return vt_fd_steal(&fd);
}

static void open_file(session *s, inspected *file)
{
	g_autoptr(GError) error = NULL;
	struct stat status;

	file->jail = g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);
	file->state = FILE_OPEN;
	errno = 0;
	file->fd = open_input(file->name, &error);
	if (file->fd < 0 || fstat(file->fd, &status) != 0) {
		s->unreadable = true;
		finish(file, VT_CODE_UNREADABLE,
		       error != NULL ? error->message : g_strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		s->unreadable = true;
		finish(file, VT_CODE_UNREADABLE, "not a regular file");
	} else if (status.st_size > VT_MAX_MESSAGE_BYTES) {
		hash_file(file);
		finish(file, VT_CODE_TOO_BIG, "");
	}
}

static void print_ready(session *s)
{
	while (s->printed < s->opened && s->files[s->printed].state == FILE_DONE) {
		inspected *file = &s->files[s->printed];
		const vt_inspected_file report = {
			file->name,     file->has_sha256 ? file->sha256 : NULL,
			file->bytes,    file->identity,
			file->contents, file->jail
		};
		g_autofree char *line = vt_report_json(&report);

		if (fprintf(stdout, "%s\n", line) < 0 || fflush(stdout) != 0)
			s->broken_output = true;
		file_clear(file);
		s->printed++;
	}
}

static void take_identity(inspected *file, GBytes *bytes)
{
	g_autoptr(vt_identity) identity = vt_read_identity(bytes, NULL);

	if (file->identity != NULL || identity == NULL || !vt_identity_check(identity, NULL))
		vt_findings_add(file->jail, VT_CODE_CHILD_PROTOCOL, "identity");
	else
		file->identity = g_steal_pointer(&identity);
}

/* Sense is checked when the parts are there. */
static void take_contents(inspected *file, GBytes *bytes)
{
	g_autoptr(vt_contents) contents = vt_read_contents(bytes, NULL);

	if (file->contents != NULL || contents == NULL)
		vt_findings_add(file->jail, VT_CODE_CHILD_PROTOCOL, "contents");
	else
		file->contents = g_steal_pointer(&contents);
}

static void take_parts(inspected *file, GBytes *bytes)
{
	if (file->contents == NULL || file->has_parts || !vt_read_parts(bytes, file->contents, NULL)
	    || !vt_contents_check(file->contents, NULL)) {
		vt_findings_add(file->jail, VT_CODE_CHILD_PROTOCOL, "parts");
		return;
	}
	file->has_parts = true;
}

static void take_said(inspected *file, GBytes *bytes)
{
	g_autoptr(vt_said) said = NULL;

	if (!file->has_parts || file->has_said || !vt_read_said(bytes, &said, NULL)
	    || (said != NULL && !vt_said_check(said, NULL))) {
		vt_findings_add(file->jail, VT_CODE_CHILD_PROTOCOL, "said");
		return;
	}
	file->contents->said = g_steal_pointer(&said);
	file->has_said = true;
}

static void take_end(session *s, inspected *file, uint32_t code, uint32_t denied)
{
	const vt_code_info *info = code <= 999 ? vt_code_find((int)code) : NULL;

	if (code != 0 && (info == NULL || info->check != VT_CHECK_JAIL))
		code = VT_CODE_CHILD_PROTOCOL;
	if (denied > 0)
		vt_findings_add(file->jail, VT_CODE_CALLS_DENIED, "%" PRIu32 " calls", denied);
	/* Contents that were never complete, or did not make sense. */
	if (!file->has_parts || !file->has_said)
		g_clear_pointer(&file->contents, vt_contents_free);
	if (code == 0 && (file->identity == NULL || file->contents == NULL))
		code = VT_CODE_CHILD_PROTOCOL;
	s->asked--;
	finish(file, (vt_code)code, "");
}

static void take_packet(session *s, const vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	bool is_end = packet->kind == VT_KIND_INSPECTED;
	uint32_t code = is_end ? vt_read_u32(&r) : 0, denied = is_end ? vt_read_u32(&r) : 0;
	g_autoptr(GBytes) piece = is_end ? NULL : vt_read_bytes(&r, VT_MAX_PACKET_BYTES);
	inspected *file;

	/* Of another life, or of nobody. */
	if (!vt_reader_done(&r, NULL) || request >= s->opened
	    || s->files[request].state != FILE_ASKED)
		return;
	file = &s->files[request];
	if (is_end)
		take_end(s, file, code, denied);
	else if (packet->kind == VT_KIND_IDENTITY)
		take_identity(file, piece);
	else if (packet->kind == VT_KIND_CONTENTS)
		take_contents(file, piece);
	else if (packet->kind == VT_KIND_PARTS)
		take_parts(file, piece);
	else if (packet->kind == VT_KIND_SAID)
		take_said(file, piece);
}

/* After an orderly end questions are asked again; after a death the files that were under way are
 * asked about one by one, so that only the guilty one is blamed. */
static void take_death(session *s, vt_end end)
{
	s->running = false;
	s->refused = end == VT_END_REFUSED;
	for (unsigned i = s->printed; i < s->opened; i++) {
		inspected *file = &s->files[i];

		if (file->state != FILE_ASKED)
			continue;
		forget_report(file);
		file->state = FILE_OPEN;
		if (end == VT_END_DEATH)
			file->attempts++;
		if (file->attempts >= MAX_ATTEMPTS)
			finish(file, VT_CODE_CHILD_DIED, "vanthu-inspect ended with it");
	}
	s->asked = 0;
}

static bool has_suspect(const session *s)
{
	for (unsigned i = s->printed; i < s->opened; i++)
		if (s->files[i].state != FILE_DONE && s->files[i].attempts > 0)
			return true;
	return false;
}

static inspected *next_to_ask(session *s)
{
	for (unsigned i = s->printed; i < s->opened; i++)
		if (s->files[i].state == FILE_OPEN)
			return &s->files[i];
	/* Answers that wait for a slow file before them take memory. */
	if (s->opened == s->n_files || s->opened - s->printed >= 8 * s->window)
		return NULL;
	open_file(s, &s->files[s->opened++]);
	return &s->files[s->opened - 1];
}

static void ask(session *s)
{
	unsigned window = has_suspect(s) ? 1 : s->window;

	while (s->running && s->asked < window) {
		inspected *file = next_to_ask(s);

		if (file == NULL)
			return;
		if (file->state == FILE_DONE)
			continue;
		if (!vt_inspector_ask(s->inspector, (uint64_t)(file - s->files), file->fd,
				      s->received_at)) {
			take_death(s, vt_inspector_bury(s->inspector));
			return;
		}
		file->state = FILE_ASKED;
		s->asked++;
		/* While its child is at work. */
		if (!file->has_sha256)
			hash_file(file);
	}
}

static bool start(session *s, GError **error)
{
	if (s->refused || s->vain_starts++ >= MAX_VAIN_STARTS)
		return vt_error_set(error, VT_NEVER, "cannot inspect: vanthu-inspect does not run");
	s->running = vt_inspector_start(s->inspector, error);
	return s->running;
}

static bool one_step(session *s, GError **error)
{
	g_auto(vt_packet) packet = { .fd = -1 };

	if (!s->running && !start(s, error))
		return false;
	ask(s);
	print_ready(s);
	if (!s->running || s->asked == 0)
		return true;
	switch (vt_inspector_hear(s->inspector, SILENCE_MS, &packet)) {
	case VT_RECEIVED:
		s->vain_starts = 0;
		take_packet(s, &packet);
		break;
	case VT_NOTHING_YET:
	case VT_PEER_GONE:
	case VT_PEER_BROKEN:
		take_death(s, vt_inspector_bury(s->inspector));
		break;
	}
	print_ready(s);
	return true;
}

static int run(session *s)
{
	g_autoptr(GError) error = NULL;

	while (s->printed < s->n_files && !s->broken_output)
		if (!one_step(s, &error))
			break;
	if (s->broken_output)
		return EX_IOERR;
	if (error == NULL)
		return s->unreadable ? EX_NOINPUT : EX_OK;
	fprintf(stderr, "vanthuctl: %s\n", error->message);
	/* Every file has its line all the same. */
	while (s->printed < s->n_files) {
		if (s->printed == s->opened)
			open_file(s, &s->files[s->opened++]);
		if (s->files[s->printed].state != FILE_DONE)
			finish(&s->files[s->printed], VT_CODE_CHILD_DIED,
			       "vanthu-inspect does not run");
		print_ready(s);
	}
	return EX_SOFTWARE;
}

static int usage(const char *why)
{
	fprintf(stderr,
		"vanthuctl: %s\nusage: vanthuctl inspect [--trust DIR] [--intermediate DIR] "
		"[--crl DIR] [--policy FILE] [--at TIME] FILE...\n",
		why);
	return EX_USAGE;
}

/* NULL or what is wrong with it. The inspector is told the folders. */
static const char *take_option(const char *name, const char *value, GPtrArray *options, int64_t *at)
{
	static const char *const folders[] = { "--trust", "--intermediate", "--crl", "--policy" };

	if (strcmp(name, "--at") == 0)
		return vt_clock_parse_iso(value, at)
			       ? NULL
			       : "--at wants a time like 2026-11-22T08:15:00Z";
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (strcmp(name, folders[i]) != 0)
			continue;
		g_ptr_array_add(options, (gpointer)(guintptr)folders[i]);
		g_ptr_array_add(options, (gpointer)(guintptr)value);
		return NULL;
	}
	return "no such option";
}

/* "--name value" and "--name=value". NULL: all read, *n_out arguments were options. */
static const char *read_options(int argc, char **argv, GPtrArray *options, int64_t *at, int *n_out)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		const char *equals = strchr(argv[i], '='), *wrong;
		g_autofree char *name =
			equals ? g_strndup(argv[i], (gsize)(equals - argv[i])) : g_strdup(argv[i]);

		if (strcmp(name, "--") == 0) {
			i++;
			break;
		}
		if (!equals && i + 1 == argc)
			return "an option without its value, or no such option";
		wrong = take_option(name, equals ? equals + 1 : argv[++i], options, at);
		if (wrong)
			return wrong;
	}
	*n_out = i;
	return NULL;
}

int vt_ctl_inspect(const vt_ctl *ctl, int argc, char **argv)
{
	g_autoptr(GPtrArray) options = g_ptr_array_new();
	g_autoptr(vt_inspector) inspector = NULL;
	g_autofree inspected *files = NULL;
	int64_t at = vt_clock_now();
	int first = 1;
	const char *wrong = read_options(argc, argv, options, &at, &first);
	session s = { .received_at = at };
	int status;

	(void)ctl; /* offline: it speaks of no office, and always in JSON */
	if (wrong != NULL)
		return usage(wrong);
	if (first >= argc)
		return usage("no file");
	s.n_files = (unsigned)(argc - first);
	files = g_new0(inspected, s.n_files);
	for (unsigned i = 0; i < s.n_files; i++)
		files[i] = (inspected){ .name = argv[first + (int)i], .fd = -1 };
	s.files = files;
	s.window = 2 * g_get_num_processors();
	inspector = vt_inspector_new(options);
	s.inspector = inspector;
	status = run(&s);
	for (unsigned i = s.printed; i < s.opened; i++)
		file_clear(&s.files[i]);
	return status;
}
