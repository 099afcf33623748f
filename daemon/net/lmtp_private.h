/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp_private - what the files of the LMTP machine know of each other
 */
#ifndef VT_NET_LMTP_PRIVATE_H
#define VT_NET_LMTP_PRIVATE_H

#include "net/lmtp.h"

/* Where the reader of a message's bytes stands (RFC 5321 §4.5.2, §2.3.8). */
typedef enum {
	VT_AT_LINE_START,
	VT_AT_DOT,    /* a dot began the line */
	VT_AT_DOT_CR, /* ".\r": the end, if LF follows */
	VT_IN_LINE,
	VT_AT_CR, /* a CR that waits for its LF */
} vt_data_place;

typedef enum { VT_LMTP_COMMANDS, VT_LMTP_DATA, VT_LMTP_CHUNK, VT_LMTP_OVER } vt_lmtp_mode;

/* Why a message under way will not be kept. */
typedef enum {
	VT_SPOILT_NOT,
	VT_SPOILT_LATER,
	VT_SPOILT_FULL,
	VT_SPOILT_BIG,
	VT_SPOILT_BARE, /* a bare CR or LF */
} vt_spoilt;

struct vt_lmtp {
	const vt_lmtp_house *house;
	vt_lmtp_mode mode;
	bool greeted; /* LHLO was said */
	bool has_sender;
	vt_lmtp_envelope envelope;
	unsigned faults; /* of the client, in the session */

	GByteArray *line; /* of a command, not whole yet */
	bool line_too_long;

	vt_data_place place;
	bool has_begun; /* house->begin() was called and not ended */
	vt_spoilt spoilt;
	uint64_t bytes;      /* of the message so far */
	uint64_t chunk_left; /* BDAT */
	bool last_chunk;
	bool chunk_refused; /* its bytes are swallowed, then this is said: */
	const char *refusal;

	bool waiting;
	GByteArray *behind; /* fed in the same piece behind a whole message */
};

void vt_lmtp_say(GString *out, int code, const char *status, const char *text);
/* A fault of the client; too many end the session. */
void vt_lmtp_blame(vt_lmtp *lmtp, int code, const char *status, const char *text, GString *out);
/* Forgets sender, recipients and what was begun. */
void vt_lmtp_reset(vt_lmtp *lmtp);
/* One command line without its CRLF, no NUL, CR or LF in it. */
void vt_lmtp_command(vt_lmtp *lmtp, char *line, GString *out);

/* Takes bytes of a message up to its end; returns how many were taken. ended_out: that was all. */
size_t vt_lmtp_take_data(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, bool *ended_out);
size_t vt_lmtp_take_chunk(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, bool *ended_out);
void vt_lmtp_begin(vt_lmtp *lmtp);

#endif
