/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invite - a deadline as an invitation that calendars understand (RFC 5545, RFC 5546)
 *
 * Pure. One VEVENT at the due hour, the same UID for the life of a task; a change and a
 * cancellation have a greater SEQUENCE. Times stand in UTC: no zone is needed.
 */
#ifndef VT_MAIL_INVITE_H
#define VT_MAIL_INVITE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* All borrowed, UTF-8; names may be NULL. */
typedef struct vt_invite {
	bool cancels; /* METHOD:CANCEL, else REQUEST */
	const char *uid;
	int sequence;
	int64_t made_at, due_at;
	int64_t alarm_before; /* seconds; 0 = no alarm */
	const char *summary, *description;
	const char *organizer, *organizer_name; /* an address: answers go there */
	const char *attendee, *attendee_name;
} vt_invite;

/* The text of a part text/calendar: CRLF, lines of at most 75 bytes. Caller frees. NULL (VT_NEVER):
 * a control character in a value, or an address that is none. */
char *vt_invite_text(const vt_invite *invite, GError **error);

#endif
