/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error - how our own failures travel
 *
 * The world failed us: bool + GError **. The code of the error says what the
 * caller may do about it; the text is for the log. Verdicts about a message
 * are data (doc/report.h), never errors.
 */
#ifndef VT_BASE_ERROR_H
#define VT_BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	VT_RETRY_NOW,   /* the same call may go through at once (interrupted, raced) */
	VT_RETRY_LATER, /* a resource is missing for a while (disk full, busy, no answer) */
	VT_NEVER,       /* trying again cannot help: the input or the set-up is wrong */
} vt_retry;

#define VT_ERROR vt_error_quark()
GQuark vt_error_quark(void);

/* errno as VT_RETRY_LATER (ENOSPC, EDQUOT, EMFILE, ENFILE, EAGAIN, EIO, ENOMEM, EBUSY),
 * VT_RETRY_NOW (EINTR) or VT_NEVER (all else). */
vt_retry vt_error_retry(int error_number);

/* Sets *error to "WHAT: strerror", code by vt_error_retry(); errno is read first. Always false. */
bool vt_error_errno(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Sets *error with the given class. Always false. */
bool vt_error_set(GError **error, vt_retry retry, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
