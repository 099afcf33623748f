/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invite_answer - what a calendar answers to an invitation of ours (RFC 5546 §3.2.3, §3.2.7)
 *
 * Pure, of any bytes: only for the jail. Nobody signs such an answer, so nothing in it is more than
 * a claim. Zones: UTC is read; a zone with one offset all the year (VTIMEZONE with a STANDARD part
 * alone) by that offset; anything else as the office's own time, +07:00.
 */
#ifndef VT_MAIL_INVITE_ANSWER_H
#define VT_MAIL_INVITE_ANSWER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VT_INVITE_MAX_BYTES (64u * 1024) /* an answer with all its zones has 5 KB */

typedef enum {
	VT_INVITE_NONE, /* no answer: another method, or nothing that reads */
	VT_INVITE_ACCEPTED,
	VT_INVITE_TENTATIVE,
	VT_INVITE_DECLINED,
	VT_INVITE_COUNTERED, /* METHOD:COUNTER: another time is proposed */
	VT_N_INVITE_ANSWERS,
} vt_invite_said;

typedef struct vt_invite_answer {
	vt_invite_said said;
	char *uid, *comment; /* one line each, UTF-8, "" = none */
	int sequence;        /* 0 when it does not say */
	int64_t at;          /* proposed beginning; VT_TIME_NONE: none, or it does not read */
	bool is_day;         /* at is the beginning of a day, no hour is proposed */
} vt_invite_answer;

/* Once per program, before the jail: libical looks for its zones when it reads the first time. */
void vt_invite_answer_start(void);
/* Its first VEVENT. NULL: it is no answer. */
vt_invite_answer *vt_invite_answer_read(const char *bytes, size_t size);
void vt_invite_answer_free(vt_invite_answer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_invite_answer, vt_invite_answer_free)

#endif
