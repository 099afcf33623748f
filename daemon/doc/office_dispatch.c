/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_dispatch - how mail goes out: one way of two, rehearsed or not, how often it is tried, how
 * much an hour
 */
#include <string.h>

#include "base/settings_value.h"
#include "doc/office_private.h"

#define MAX_TRIES     20
#define LONGEST_PAUSE (30 * 86400)

static int64_t read_pause(const vt_block *block, const char *text, vt_faults *faults)
{
	static const vt_key key = {
		.name = "retry", .type = VT_SET_SPAN, .min = 1, .max = LONGEST_PAUSE
	};
	g_autofree char *why = NULL;
	int64_t pause = 0;

	if (!vt_value_number(&key, text, &pause, &why))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "retry", 0),
			      "%s", why);
	return pause;
}

static void read_retry(vt_office *office, const vt_block *block, vt_faults *faults)
{
	g_auto(GStrv) words = g_strsplit_set(vt_block_text(block, "retry"), " \t", -1);

	for (char **word = words; *word != NULL; word++) {
		int64_t pause = **word != '\0' ? read_pause(block, *word, faults) : 0;

		if (pause > 0)
			g_array_append_val(office->retry, pause);
	}
	if (office->retry->len == 0 || office->retry->len > MAX_TRIES)
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "retry", 0),
			      "retry takes 1 to %d spans, as 1m 5m 1h", MAX_TRIES);
}

static const char *const mode_names[] = {
	[VT_MODE_LIVE] = "live",
	[VT_MODE_HOLD] = "hold",
	[VT_MODE_REDIRECT] = "redirect",
};
G_STATIC_ASSERT(G_N_ELEMENTS(mode_names) == VT_N_MODES);

const char *vt_mode_name(vt_mode mode)
{
	g_assert(mode < VT_N_MODES);
	return mode_names[mode];
}

static void read_mode(vt_office *office, const vt_block *block, vt_faults *faults)
{
	const char *word = vt_block_text(block, "mode");

	for (int i = 0; i < VT_N_MODES; i++)
		if (g_strcmp0(word, mode_names[i]) == 0)
			office->mode = (vt_mode)i;
	if (office->mode != VT_MODE_REDIRECT)
		return;
	office->redirect = vt_block_text(block, "redirect");
	if (office->redirect == NULL)
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "mode", 0),
			      "mode redirect needs an address: redirect = name@example.vn");
}

void vt_office_read_dispatch(vt_office *office, vt_faults *faults)
{
	const vt_block *dispatch = vt_settings_one(office->settings, "dispatch");
	const vt_block *smtp = vt_settings_one(office->settings, "smtp");
	bool by_maildir = vt_block_text(dispatch, "maildir") != NULL;

	office->by_smtp = vt_settings_count(office->settings, "smtp") > 0;
	if (office->by_smtp && by_maildir)
		vt_faults_add(faults, vt_block_file(dispatch),
			      vt_block_key_line(dispatch, "maildir", 0),
			      "mail goes out by maildir or by smtp, not both");
	if (!office->by_smtp && !by_maildir)
		vt_faults_add(faults, office->conf_path, 0,
			      "no way out for mail: add an smtp block, or maildir in dispatch");
	read_mode(office, dispatch, faults);
	read_retry(office, dispatch, faults);
	office->messages_an_hour = vt_block_int(smtp, "messages-an-hour");
	office->bytes_an_hour = vt_block_int(smtp, "bytes-an-hour");
}
