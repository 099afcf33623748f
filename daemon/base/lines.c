/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines - the lines of a file an office edits, each clean or a fault
 */
#include "base/lines.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/text.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

void vt_lines_init(vt_lines *lines, const char *text, size_t size, const char *file,
		   vt_faults *faults)
{
	*lines = (vt_lines){ .file = file, .faults = faults };
	if (size == 0)
		return;
	if (size > VT_LINES_MAX_FILE) {
		vt_faults_add(faults, file, 0, "file has %zu bytes, more than %u", size,
			      VT_LINES_MAX_FILE);
		return;
	}
	lines->next = text;
	lines->end = text + size;
	if (size >= 3 && memcmp(text, byte_order_mark, 3) == 0)
		lines->next += 3;
}

/* NULL, or what is wrong with the line. */
static const char *line_fault(const char *line, size_t size)
{
	if (memchr(line, '\0', size))
		return "line holds a NUL";
	if (!g_utf8_validate_len(line, size, NULL))
		return "line is not UTF-8";
	for (size_t i = 0; i < size; i++) {
		if (g_ascii_iscntrl(line[i]) && line[i] != '\t')
			return "line holds a control character";
	}
	return NULL;
}

char *vt_lines_next(vt_lines *lines)
{
	while (lines->next && lines->next < lines->end) {
		const char *line = lines->next;
		size_t left = (size_t)(lines->end - line);
		const char *newline = memchr(line, '\n', left);
		size_t size = newline ? (size_t)(newline - line) : left;

		lines->next = newline ? newline + 1 : lines->end;
		lines->number++;
		if (size > 0 && line[size - 1] == '\r')
			size--;
		if (size > VT_LINES_MAX_LINE) {
			vt_faults_add(lines->faults, lines->file, lines->number,
				      "line has %zu bytes, more than %u", size, VT_LINES_MAX_LINE);
			continue;
		}
		const char *fault = line_fault(line, size);
		if (fault) {
			vt_faults_add(lines->faults, lines->file, lines->number, "%s", fault);
			continue;
		}
		g_autofree char *copy = g_strndup(line, size);
		return vt_text_nfc(copy);
	}
	return NULL;
}

GBytes *vt_lines_load(const char *path, const char *file, unsigned line, vt_faults *faults)
{
	g_autoptr(GError) error = NULL;
	struct stat status;
	int vt_autofd fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	vt_faults_note_file(faults, path);
	if (fd < 0 || fstat(fd, &status) < 0) {
		vt_faults_add(faults, file, line, "cannot open '%s': %s", path, g_strerror(errno));
		return NULL;
	}
	if (!S_ISREG(status.st_mode)) {
		vt_faults_add(faults, file, line, "cannot read '%s': not a regular file", path);
		return NULL;
	}
	GBytes *bytes = vt_io_read_fd(fd, VT_LINES_MAX_FILE, &error);
	if (!bytes)
		vt_faults_add(faults, file, line, "'%s': %s", path, error->message);
	return bytes;
}
