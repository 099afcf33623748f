/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp - one LMTP session as a machine: bytes in, replies out; no socket, no file, no clock
 *
 * RFC 2033, with PIPELINING, 8BITMIME, SMTPUTF8, SIZE, ENHANCEDSTATUSCODES and CHUNKING. Lines end
 * with CRLF and nothing else: a bare CR or LF in a message refuses it whole, whatever a more
 * lenient server before us took it for ("SMTP smuggling"). 5xx is said only for what needs no
 * reading of the message (size, unknown recipient, bad protocol), because the MTA before us turns
 * it into a bounce; verdicts are never told here.
 */
#ifndef VT_NET_LMTP_H
#define VT_NET_LMTP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vt_lmtp_envelope {
	char *mail_from;    /* as given, without <>; "" = null sender */
	GPtrArray *rcpt_to; /* char *, normal forms, in the order of RCPT */
} vt_lmtp_envelope;

/* What became of a whole message. */
typedef enum {
	VT_LMTP_KEPT,  /* bytes and envelope are durable: 250 */
	VT_LMTP_LATER, /* a fault of ours: 451, the MTA tries again */
	VT_LMTP_FULL,  /* no room: 452 */
	VT_LMTP_N_FATES,
} vt_lmtp_fate;

/* The house behind the door. Called from inside vt_lmtp_feed() only. */
typedef struct vt_lmtp_house {
	const char *name; /* our host name, in the greeting */
	uint64_t max_bytes;
	/* Does anybody live here under this address (a normal form)? */
	bool (*knows)(const char *address, void *data);
	/* A message begins, is written, is whole, or is dropped. After a false nothing more of that
	 * message is given; the session answers LATER by itself (FULL when full_out is set). */
	bool (*begin)(void *data, bool *full_out);
	bool (*write)(const uint8_t *bytes, size_t size, void *data, bool *full_out);
	/* The answer is given later, by vt_lmtp_answer(); until then nothing may be fed. */
	void (*whole)(const vt_lmtp_envelope *envelope, void *data);
	void (*drop)(void *data);
	void *data;
} vt_lmtp_house;

typedef struct vt_lmtp vt_lmtp;
/* house must outlive it. out gets the greeting. */
vt_lmtp *vt_lmtp_new(const vt_lmtp_house *house, GString *out);
/* A message that is not whole is dropped. */
void vt_lmtp_free(vt_lmtp *lmtp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_lmtp, vt_lmtp_free)

/* Takes all of bytes; replies are appended to out. Must not be called while waiting. */
void vt_lmtp_feed(vt_lmtp *lmtp, const uint8_t *bytes, size_t size, GString *out);
/* A whole message waits for its answer: read no more from the client. */
bool vt_lmtp_is_waiting(const vt_lmtp *lmtp);
/* One reply for each recipient; id stands in the 250. What was fed behind the message is then
 * worked on. */
void vt_lmtp_answer(vt_lmtp *lmtp, vt_lmtp_fate fate, const char *id, GString *out);
/* The session is over: close when out is sent. */
bool vt_lmtp_is_over(const vt_lmtp *lmtp);
/* Between two commands, nothing under way. */
bool vt_lmtp_is_idle(const vt_lmtp *lmtp);
/* 421 and over; what is under way is dropped. */
void vt_lmtp_end(vt_lmtp *lmtp, const char *why, GString *out);

#endif
