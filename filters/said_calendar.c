/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_calendar - what a calendar answers for one of our people: part of what he said
 */
#include "filters/said_calendar.h"

#include <string.h>

#include "base/limits.h"
#include "mail/invite_answer.h"

static const vt_calendar kinds[] = {
	[VT_INVITE_NONE] = VT_CALENDAR_NONE,           [VT_INVITE_ACCEPTED] = VT_CALENDAR_ACCEPTED,
	[VT_INVITE_TENTATIVE] = VT_CALENDAR_TENTATIVE, [VT_INVITE_DECLINED] = VT_CALENDAR_DECLINED,
	[VT_INVITE_COUNTERED] = VT_CALENDAR_COUNTERED,
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == VT_N_INVITE_ANSWERS);

static const vt_leaf *find(const vt_case *c, const char *type)
{
	for (guint i = 0; i < c->mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);

		if (!leaf->in_message && strcmp(leaf->declared, type) == 0)
			return leaf;
	}
	return NULL;
}

static void take(vt_said *said, const vt_invite_answer *answer)
{
	if (strlen(answer->uid) > VT_MAX_MESSAGE_ID_BYTES
	    || strlen(answer->comment) > VT_MAX_ARGUMENT_BYTES) {
		said->too_much = true;
		return;
	}
	g_free(said->calendar.uid);
	g_free(said->calendar.comment);
	said->calendar = (vt_calendar_said){ .answer = kinds[answer->said],
					     .uid = g_strdup(answer->uid),
					     .comment = g_strdup(answer->comment),
					     .sequence = answer->sequence,
					     .at = answer->at,
					     .is_day = answer->is_day };
}

void vt_said_calendar_run(const vt_case *c, vt_said *said)
{
	const vt_leaf *leaf = find(c, "text/calendar");
	const char *unknown = NULL;
	gsize size = 0;

	if (leaf == NULL)
		leaf = find(c, "application/ics");
	if (leaf == NULL || g_bytes_get_size(leaf->content) > VT_INVITE_MAX_BYTES)
		return;
	g_autofree char *text = vt_mime_source(leaf, &unknown);
	const char *bytes = text != NULL ? text : g_bytes_get_data(leaf->content, &size);
	g_autoptr(vt_invite_answer) answer = vt_invite_answer_read(
		bytes != NULL ? bytes : "", text != NULL ? strlen(text) : size);
	if (answer != NULL)
		take(said, answer);
}
