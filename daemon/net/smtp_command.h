/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_command - what we say to an SMTP server, built and checked; pure
 *
 * Whatever becomes part of a command is looked at here: no CR, LF or other control, no blank or
 * bracket in an address, no command above 512 bytes but those that extensions lengthen. What does
 * not fit is a fault, never cut.
 */
#ifndef VT_NET_SMTP_COMMAND_H
#define VT_NET_SMTP_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/smtp_reply.h"

#define VT_MAX_ENVID_BYTES 100 /* RFC 3461 §4.4 */

/* What the bytes of a message ask of a server. */
typedef struct vt_smtp_look {
	uint64_t bytes;
	bool header_8bit; /* needs SMTPUTF8 (RFC 6532) */
	bool body_8bit;   /* needs 8BITMIME */
	/* A static text when no server may be given these bytes, because somebody would have to
	 * change them: bare CR or LF, NUL, a line above 998 bytes, no line end at the end. NULL =
	 * fine. */
	const char *fault;
} vt_smtp_look;
vt_smtp_look vt_smtp_look_at(const uint8_t *bytes, size_t size);

typedef struct vt_smtp_envelope {
	const char *sender; /* "" = null sender (RFC 5321 §4.5.5) */
	const char *recipient;
	/* For reports of delivery; NULL = none are asked for. To the null sender nobody reports. */
	const char *envid;
} vt_smtp_envelope;

/* "MAIL FROM:..." and "RCPT TO:...", each with CRLF, with the parameters that the server knows.
 * NULL: why_out (static text) says why the server cannot be given it. Caller frees. */
char *vt_smtp_mail_from(const vt_smtp_envelope *envelope, const vt_smtp_look *look,
			const vt_smtp_offers *offers, const char **why_out);
char *vt_smtp_rcpt_to(const vt_smtp_envelope *envelope, const vt_smtp_offers *offers,
		      const char **why_out);
/* A host name or address literal for EHLO? */
bool vt_smtp_is_helo(const char *name);

/* Appends the message with dots doubled and the end of data. */
void vt_smtp_append_data(GByteArray *out, const uint8_t *bytes, size_t size);

/* RFC 3461 §4. Caller frees. */
char *vt_smtp_xtext(const char *text);

#endif
