/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose - a mail as bytes: the entity that is signed, and the message around it
 *
 * The same input gives the same bytes: boundaries come from the Message-ID, the date is given.
 * Everything is seven-bit with CRLF and lines <= 76, so that no server on the way has
 * a reason to touch signed bytes (RFC 8551 §3.1.1). A value with a control byte, an address that is
 * none, an id that is none: refused (VT_NEVER), never repaired, so that no value can begin a
 * header. Without GMime: the registrar's writer should be short enough to be read. What is composed
 * goes to an empty file piece by piece and comes back as a mapping of it, so that nothing the size
 * of a mail is held in memory; the file may be closed then, but not changed.
 */
#ifndef VT_MAIL_COMPOSE_H
#define VT_MAIL_COMPOSE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VT_COMPOSE_MAX_FILES      100
#define VT_COMPOSE_MAX_BYTES      (128u * 1024 * 1024) /* of a finished entity */
#define VT_COMPOSE_MAX_REFERENCES 20                   /* the first and the newest are kept */

/* A file that travels with a mail; all borrowed. */
typedef struct vt_compose_file {
	const char *name; /* UTF-8 as it came; made safe: no path, no control or bidi character */
	const char *type; /* "application/pdf"; anything else than type/subtype, text/...,
			   * message/... and multipart/... is sent as application/octet-stream */
	GBytes *bytes;    /* better a mapping than memory */
} vt_compose_file;

/* A test mail to ourselves carries it (vanthuctl doctor --roundtrip). */
#define VT_ROUNDTRIP_HEADER "X-Vanthu-Roundtrip"

typedef struct vt_compose_head {
	const char *from, *from_name; /* the robot; name UTF-8, may be NULL */
	const char *to, *to_name;
	const char *reply_to; /* NULL = none */
	const char *subject;  /* UTF-8, one line */
	int64_t date;         /* shown +0700 */
	const char *message_id;
	const char *in_reply_to, *references; /* ids with <>; NULL = none; one that is malformed is
						 left out, it may be a stranger's */
	bool is_test;                         /* a round trip's: VT_ROUNDTRIP_HEADER */
	bool wants_receipt; /* RFC 8098; and a mailbox may say that nobody is there */
	bool replied;       /* Auto-Submitted: auto-replied, else auto-generated */
	bool is_document;   /* people issued it: nothing automatic about it */
} vt_compose_head;

/* "04", inside what is signed. */
#define VT_STATUS_HEADER "X-Vanthu-Status"

typedef struct vt_compose_body {
	const char *text, *html; /* UTF-8, LF; html NULL = none */
	bool is_document;        /* an issued document: it says so, and the document key signs it */
	/* Of a notice to a sending agency: the state of its document, 1 to 6 (QĐ 28/2018), which
	 * VT_STATUS_HEADER tells a vanthu there; 0 = none. */
	int status;
} vt_compose_body;

/* "<id@domain>" of printable ASCII, <= 250 bytes, nothing that could end or fold a header. */
bool vt_compose_id_is_valid(const char *message_id);

/*
 * The entity to sign: text/plain, or multipart/mixed with files (vt_compose_file *, may be NULL);
 * in its header "X-Vanthu-Purpose: notice" (an issued document: "document"), which the signature
 * therefore covers. body: UTF-8, LF.
 * fd: an empty file, for reading and writing; borrowed. NULL with error.
 */
GBytes *vt_compose_entity(const char *message_id, const char *body, const GPtrArray *files, int fd,
			  GError **error);
/* The same with the body as HTML too (NULL = none): the text stands in a multipart/alternative with
 * it, the text first (RFC 2046 §5.1.4), inside what is signed. */
GBytes *vt_compose_entity_html(const char *message_id, const vt_compose_body *body,
			       const GPtrArray *files, int fd, GError **error);
/* An invitation: multipart/alternative of body and calendar (mail/invite.h), as calendars want it:
 * it stands alone and is not signed. */
GBytes *vt_compose_invitation(const char *message_id, const char *body, const char *calendar,
			      bool cancels, int fd, GError **error);
/*
 * The message: header, entity, and with der a multipart/signed (RFC 8551 §3.5.3, SHA-256). der
 * NULL: the entity alone. fd: another such file. NULL with error.
 */
GBytes *vt_compose_message(const vt_compose_head *head, GBytes *entity, GBytes *der, int fd,
			   GError **error);

#endif
