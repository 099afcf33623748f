/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outgoing - states of an outgoing document and of each recipient, and which step may follow which
 *
 * NĐ 30/2020 Đ10–19, domain §3.7 and §7.3 (O1–O13). One table each; what is not in it is refused.
 */
#ifndef VT_DOC_OUTGOING_H
#define VT_DOC_OUTGOING_H

#include <stdbool.h>

typedef enum {
	VT_OUTGOING_UNIT,     /* before the head of the author's unit: content (Đ12.1) */
	VT_OUTGOING_OFFICE,   /* before the office: layout (Đ12.2) */
	VT_OUTGOING_LEADER,   /* before who signs (Đ13) */
	VT_OUTGOING_RETURNED, /* to the author, with a reason */
	VT_OUTGOING_NUMBERED, /* approved, number and date drawn; the clerk stamps and seals it */
	VT_OUTGOING_COMPARED, /* an issue version came that the leader must confirm */
	VT_OUTGOING_ISSUED,   /* sent to its recipients (Đ18) */
	VT_OUTGOING_DROPPED,  /* before a number was drawn */
	VT_OUTGOING_VOID,     /* numbered, never issued: the number is kept */
	VT_OUTGOING_RECALLED, /* Đ18.4.b: frozen */
	VT_N_OUTGOING_STATES,
} vt_outgoing_state;

typedef enum {
	VT_OUTGOING_STEP_AGREE, /* of whoever it stands before: on to the next */
	VT_OUTGOING_STEP_RETURN,
	VT_OUTGOING_STEP_HAND_IN, /* a new version: from the beginning again */
	VT_OUTGOING_STEP_DROP,
	VT_OUTGOING_STEP_COMPARE, /* an issue version that is not plainly the approved one */
	VT_OUTGOING_STEP_ISSUE,
	VT_OUTGOING_STEP_VOID,
	VT_OUTGOING_STEP_RECALL,
	VT_OUTGOING_STEP_UNDO, /* an approval below smime, undone in time: before the number left */
	VT_N_OUTGOING_STEPS,
} vt_outgoing_step;

const char *vt_outgoing_state_name(vt_outgoing_state state);  /* kebab-case, as stored */
const char *vt_outgoing_state_shown(vt_outgoing_state state); /* Vietnamese */
int vt_outgoing_state_find(const char *name);                 /* -1 */
/* false: that step may not follow; next_out untouched. */
bool vt_outgoing_after(vt_outgoing_state state, vt_outgoing_step step, vt_outgoing_state *next_out);

/* Of each recipient; rises, but for FAILED. 01–06 of QĐ 28/2018 from SENT on. */
typedef enum {
	VT_RECIPIENT_WAITING, /* not issued yet */
	VT_RECIPIENT_QUEUED,
	VT_RECIPIENT_SENT,      /* taken by our mail server */
	VT_RECIPIENT_DELIVERED, /* a DSN said so: 01 đã đến */
	VT_RECIPIENT_FAILED,
	VT_RECIPIENT_REFUSED,   /* 02 từ chối */
	VT_RECIPIENT_RECEIVED,  /* 03 đã tiếp nhận; of paper: ticked off as handed over */
	VT_RECIPIENT_ASSIGNED,  /* 04 */
	VT_RECIPIENT_WORKED_ON, /* 05 */
	VT_RECIPIENT_FINISHED,  /* 06 */
	VT_N_RECIPIENT_STATES,
} vt_recipient_state;
const char *vt_recipient_state_name(vt_recipient_state state);
const char *vt_recipient_state_shown(vt_recipient_state state);
int vt_recipient_state_find(const char *name);

#endif
