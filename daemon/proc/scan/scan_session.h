/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_session - one connection to clamd: one command, one answer, one deadline
 *
 * Never blocks. Whatever happens, done is called exactly once, from the loop.
 */
#ifndef VT_PROC_SCAN_SESSION_H
#define VT_PROC_SCAN_SESSION_H

#include "proc/proc.h"
#include "proc/scan/scan_setup.h"

typedef struct vt_scan_session vt_scan_session;

/* reply: the whole answer, NULL when why says what went wrong; both borrowed. is_sent: clamd had
 * all of the message before it answered. The session is freed after done has returned. */
typedef struct vt_scan_answer {
	const char *reply, *why;
	bool is_sent;
} vt_scan_answer;
typedef void vt_scan_done(vt_run *run, const vt_scan_answer *answer, void *data);

/* take_fd: the message, -1 for VT_CLAMD_VERSION. */
void vt_scan_session_start(vt_run *run, const vt_scan_setup *setup, vt_clamd_command command,
			   int take_fd, vt_scan_done *done, void *data);

#endif
