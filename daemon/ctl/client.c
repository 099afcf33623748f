/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - ask, print what comes, leave with the status that was told
 */
#include "ctl/client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "ctl/folder.h"

#define MAX_COLUMNS        64
#define MAX_CELL_BYTES     16384
#define MAX_PROGRESS_CHARS 400

static vt_channel *connect_to(const char *path, GError **error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	vt_autofd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		vt_error_errno(error, "cannot make a socket");
		return NULL;
	}
	if (strlen(path) >= sizeof address.sun_path) {
		vt_error_set(error, VT_NEVER, "path '%s' is too long for a socket", path);
		return NULL;
	}
	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		vt_error_errno(error, "cannot reach the office at '%s'", path);
		return NULL;
	}
	return vt_channel_new(vt_fd_steal(&fd), "registrar", VT_UNTRUSTED);
}

/* A socket outlives its office. */
bool vt_client_is_heard(const char *socket_path)
{
	g_autoptr(vt_channel) channel = connect_to(socket_path, NULL);

	return channel != NULL || (errno != ECONNREFUSED && errno != ENOENT);
}

static bool send_command(vt_channel *channel, const char *const *arguments, bool json,
			 GError **error)
{
	g_auto(vt_writer) writer = vt_writer_new();
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	size_t bytes = 0;

	for (const char *const *argument = arguments; *argument != NULL; argument++) {
		if (!g_utf8_validate(*argument, -1, NULL))
			return vt_error_set(error, VT_NEVER, "an argument is not UTF-8");
		bytes += strlen(*argument) + 16;
		g_ptr_array_add(texts, (gpointer)(uintptr_t)*argument);
	}
	if (bytes > VT_MAX_PACKET_BYTES / 2)
		return vt_error_set(error, VT_NEVER, "the command is too long");
	vt_write_texts(&writer, texts);
	vt_write_bool(&writer, json);
	return vt_channel_send(channel, VT_KIND_COMMAND, &writer, -1, error);
}

static bool take_table(vt_reader *reader, vt_answer *answer)
{
	g_autofree char *title = vt_read_text(reader, MAX_CELL_BYTES);
	g_autoptr(GPtrArray) keys = vt_read_texts(reader, MAX_COLUMNS, MAX_CELL_BYTES);
	g_autoptr(GPtrArray) labels = vt_read_texts(reader, MAX_COLUMNS, MAX_CELL_BYTES);

	if (!vt_reader_done(reader, NULL) || title == NULL || keys->len != labels->len)
		return false;
	vt_answer_table(answer, title, keys, labels);
	return true;
}

static bool take_row(vt_reader *reader, vt_answer *answer)
{
	g_autoptr(GPtrArray) cells = vt_read_texts(reader, MAX_COLUMNS, MAX_CELL_BYTES);

	return vt_reader_done(reader, NULL) && vt_answer_row(answer, cells);
}

static bool take_text(vt_reader *reader, vt_answer *answer)
{
	g_autofree char *text = vt_read_text(reader, VT_MAX_PACKET_BYTES);

	if (!vt_reader_done(reader, NULL) || text == NULL)
		return false;
	vt_answer_text(answer, text);
	return true;
}

/* What a server said may stand in it: one plain line. */
static bool take_progress(vt_reader *reader)
{
	g_autofree char *text = vt_read_text(reader, VT_MAX_PACKET_BYTES);
	g_autofree char *shown = NULL;

	if (!vt_reader_done(reader, NULL) || text == NULL)
		return false;
	shown = vt_text_shown(text, MAX_PROGRESS_CHARS);
	fprintf(stderr, "%s\n", shown);
	fflush(stderr);
	return true;
}

static bool take_end(vt_reader *reader, vt_answer *answer, int *status_out, char **message_out)
{
	uint32_t status = vt_read_u32(reader);
	g_autofree char *message = vt_read_text(reader, VT_MAX_PACKET_BYTES);

	if (!vt_reader_done(reader, NULL) || status > 255)
		return false;
	vt_answer_end(answer);
	*message_out = g_steal_pointer(&message);
	*status_out = (int)status;
	return true;
}

/* What cannot be written is told, and the rest is not waited for. */
static bool take_file(vt_reader *reader, int fd, const char *folder, int *status_out,
		      char **message_out)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *name = vt_read_text(reader, VT_MAX_NAME_BYTES);

	if (!vt_reader_done(reader, NULL) || name == NULL || fd < 0 || folder == NULL)
		return false;
	if (vt_folder_put(folder, name, fd, &error))
		return true;
	*message_out = g_strdup(error->message);
	*status_out = EX_CANTCREAT;
	return true;
}

bool vt_client_take(const vt_packet *packet, vt_answer *answer, const char *folder, int *status_out,
		    char **message_out)
{
	vt_reader reader = vt_packet_reader(packet);

	switch ((int)packet->kind) {
	case VT_KIND_TABLE:
		return take_table(&reader, answer);
	case VT_KIND_ROW:
		return take_row(&reader, answer);
	case VT_KIND_TEXT:
		return take_text(&reader, answer);
	case VT_KIND_PROGRESS:
		return take_progress(&reader);
	case VT_KIND_FILE:
		return take_file(&reader, packet->fd, folder, status_out, message_out);
	case VT_KIND_END:
		return take_end(&reader, answer, status_out, message_out);
	default:
		return false;
	}
}

int vt_client_ask(const char *socket_path, const char *const *arguments, bool json, FILE *out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_channel) channel = NULL;
	g_autoptr(vt_answer) answer = vt_answer_new(out, json);
	g_autofree char *message = NULL;
	int status = -1;

	channel = connect_to(socket_path, &error);
	if (channel == NULL || !send_command(channel, arguments, json, &error)) {
		fprintf(stderr, "vanthuctl: %s\n", error != NULL ? error->message : "no office");
		return EX_UNAVAILABLE;
	}
	while (status < 0) {
		g_auto(vt_packet) packet = { .fd = -1 };

		if (vt_channel_receive(channel, -1, &packet) != VT_RECEIVED
		    || !vt_client_take(&packet, answer, vt_folder_asked(arguments), &status,
				       &message)) {
			fprintf(stderr, "vanthuctl: the office stopped answering; see its log\n");
			return EX_UNAVAILABLE;
		}
	}
	if (message != NULL)
		fprintf(stderr, "vanthuctl: %s\n", message);
	return status;
}

int vt_client_run(const char *socket_path, const char *const *arguments, bool json)
{
	return vt_client_ask(socket_path, arguments, json, stdout);
}

int vt_client_tell(const char *socket_path, const char *const *arguments)
{
	return vt_client_ask(socket_path, arguments, false, stderr);
}
