/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox_state - read strictly, written whole
 */
#include "net/mailbox_state.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/io.h"

#define HEAD      "vanthu-imap 1"
#define MAX_BYTES (128u * 1024)

vt_mailbox_state *vt_mailbox_state_new(void)
{
	vt_mailbox_state *state = g_new0(vt_mailbox_state, 1);

	state->under_way = g_ptr_array_new_with_free_func(g_free);
	return state;
}

void vt_mailbox_state_free(vt_mailbox_state *state)
{
	if (state == NULL)
		return;
	g_ptr_array_unref(state->under_way);
	g_free(state);
}

static vt_underway *add(vt_mailbox_state *state, uint32_t uid, const char *id, uint32_t tries)
{
	vt_underway *one = g_new0(vt_underway, 1);

	one->uid = uid;
	one->tries = tries;
	g_strlcpy(one->id, id, sizeof one->id);
	g_ptr_array_add(state->under_way, one);
	return one;
}

vt_underway *vt_mailbox_state_add(vt_mailbox_state *state, uint32_t uid, uint32_t tries)
{
	char id[VT_ARRIVAL_ID_BYTES + 1];

	vt_arrival_id(id);
	return add(state, uid, id, tries);
}

vt_underway *vt_mailbox_state_find(const vt_mailbox_state *state, const char *id)
{
	for (guint i = 0; i < state->under_way->len; i++) {
		vt_underway *one = state->under_way->pdata[i];

		if (strcmp(one->id, id) == 0)
			return one;
	}
	return NULL;
}

vt_underway *vt_mailbox_state_with(const vt_mailbox_state *state, uint32_t uid)
{
	for (guint i = 0; i < state->under_way->len; i++) {
		vt_underway *one = state->under_way->pdata[i];

		if (one->uid == uid)
			return one;
	}
	return NULL;
}

void vt_mailbox_state_remove(vt_mailbox_state *state, uint32_t uid)
{
	for (guint i = 0; i < state->under_way->len; i++)
		if (((vt_underway *)state->under_way->pdata[i])->uid == uid) {
			g_ptr_array_remove_index(state->under_way, i);
			return;
		}
}

static bool read_number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
	return text != NULL && g_ascii_string_to_unsigned(text, 10, least, most, out, NULL);
}

static bool read_key(const char *line, const char *key, uint64_t most, uint64_t *out)
{
	size_t size = strlen(key);

	return line != NULL && strncmp(line, key, size) == 0 && line[size] == ' '
	       && read_number(line + size + 1, 0, most, out);
}

static bool read_underway(vt_mailbox_state *state, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 5);
	uint64_t uid, tries;

	if (g_strv_length(words) != 4 || strcmp(words[0], "under-way") != 0
	    || !read_number(words[1], 1, UINT32_MAX, &uid) || !vt_arrival_id_is(words[2])
	    || !read_number(words[3], 0, UINT32_MAX, &tries)
	    || state->under_way->len >= VT_MAX_UNDER_WAY
	    || vt_mailbox_state_find(state, words[2]) != NULL)
		return false;
	add(state, (uint32_t)uid, words[2], (uint32_t)tries);
	return true;
}

/* The line is there only while an import is under way. */
static bool read_import(vt_mailbox_state *state, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 5);
	uint64_t since, next, below;

	if (state->import_since != 0 || state->under_way->len > 0 || g_strv_length(words) != 4
	    || !read_number(words[1], 1, INT64_MAX, &since)
	    || !read_number(words[2], 0, UINT32_MAX, &next)
	    || !read_number(words[3], 0, UINT32_MAX, &below))
		return false;
	state->import_since = (int64_t)since;
	state->import_next = (uint32_t)next;
	state->import_below = (uint32_t)below;
	return true;
}

/* Lines that are there only now and then, before those of what is under way. */
static bool read_line(vt_mailbox_state *state, const char *line)
{
	uint64_t told_at;

	if (g_str_has_prefix(line, "import "))
		return read_import(state, line);
	if (!g_str_has_prefix(line, "told "))
		return read_underway(state, line);
	if (state->told_at != 0 || state->under_way->len > 0
	    || !read_key(line, "told", INT64_MAX, &told_at))
		return false;
	state->told_at = (int64_t)told_at;
	return true;
}

static bool read_lines(vt_mailbox_state *state, char **lines)
{
	uint64_t validity, next, since, old_below;

	if (g_strv_length(lines) < 7 || strcmp(lines[0], HEAD) != 0
	    || !read_key(lines[1], "uidvalidity", UINT32_MAX, &validity)
	    || !read_key(lines[2], "next", UINT32_MAX, &next)
	    || !read_key(lines[3], "since", INT64_MAX, &since)
	    || !read_key(lines[4], "old-below", UINT32_MAX, &old_below))
		return false;
	state->validity = (uint32_t)validity;
	state->next = (uint32_t)next;
	state->since = (int64_t)since;
	state->old_below = (uint32_t)old_below;
	for (lines += 5; *lines != NULL; lines++) {
		if (strcmp(lines[0], "end") == 0)
			return lines[1] != NULL && lines[1][0] == '\0' && lines[2] == NULL;
		if (!read_line(state, *lines))
			return false;
	}
	return false;
}

vt_mailbox_state *vt_mailbox_state_parse(GBytes *bytes, GError **error)
{
	g_autoptr(vt_mailbox_state) state = vt_mailbox_state_new();
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data != NULL ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (strlen(text) == size && read_lines(state, lines))
		return g_steal_pointer(&state);
	vt_error_set(error, VT_NEVER, "not the state of a mailbox");
	return NULL;
}

GBytes *vt_mailbox_state_write(const vt_mailbox_state *state)
{
	GString *out = g_string_new(HEAD "\n");

	g_string_append_printf(out,
			       "uidvalidity %" PRIu32 "\nnext %" PRIu32 "\nsince %" PRId64
			       "\nold-below %" PRIu32 "\n",
			       state->validity, state->next, state->since, state->old_below);
	if (state->told_at != 0)
		g_string_append_printf(out, "told %" PRId64 "\n", state->told_at);
	if (state->import_since != 0)
		g_string_append_printf(out, "import %" PRId64 " %" PRIu32 " %" PRIu32 "\n",
				       state->import_since, state->import_next,
				       state->import_below);
	for (guint i = 0; i < state->under_way->len; i++) {
		const vt_underway *one = state->under_way->pdata[i];

		g_string_append_printf(out, "under-way %" PRIu32 " %s %" PRIu32 "\n", one->uid,
				       one->id, one->tries);
	}
	g_string_append(out, "end\n");
	return g_string_free_to_bytes(out);
}

vt_mailbox_state *vt_mailbox_state_load(int dir_fd, const char *account, GError **error)
{
	g_autofree char *name = g_strdup_printf("%s.state", account);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(vt_mailbox_state) state = NULL;

	if (faccessat(dir_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
		return vt_mailbox_state_new();
	bytes = vt_io_read_file(dir_fd, name, MAX_BYTES, error);
	state = bytes != NULL ? vt_mailbox_state_parse(bytes, error) : NULL;
	if (state == NULL)
		g_prefix_error(error, "cannot read 'imap/%s': ", name);
	return g_steal_pointer(&state);
}

bool vt_mailbox_state_save(const vt_mailbox_state *state, int dir_fd, const char *account,
			   GError **error)
{
	g_autofree char *name = g_strdup_printf("%s.state", account);
	g_autoptr(GBytes) bytes = vt_mailbox_state_write(state);

	return vt_io_publish(dir_fd, name, bytes, 0600, error);
}
