/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heading - the fields that rules of the office ask for, and the mark of the message
 */
#include "proc/intake/heading.h"

#include "doc/rule.h"
#include "net/heading.h"

G_STATIC_ASSERT(VT_HEADING_FIELDS <= VT_MAX_ABOVE);

void vt_note_heading(const vt_office *office, const void *head, size_t size, vt_arrived *arrived)
{
	unsigned most = 0;
	g_autoptr(GPtrArray) names = vt_rule_fields(office, &most);

	(void)vt_heading_message_id(head, size, arrived->message_id_sha256);
	if (names->len == 0)
		return;
	g_ptr_array_unref(arrived->above);
	arrived->above = vt_heading_above(head, size, names, most);
}
