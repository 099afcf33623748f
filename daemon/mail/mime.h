/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime - GMime's reading of the message: decoded headers, addresses, leaves
 *
 * Phase 2 only. Decodes; never the source of signed bytes, never of identity. GMime may return
 * nothing at all for some mail (field-notes §7): then vt_mime_new() still gives an object without
 * leaves.
 */
#ifndef VT_MAIL_MIME_H
#define VT_MAIL_MIME_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A leaf that keeps others in it, none of MIME's (filters/tnef.h). */
typedef enum {
	VT_UNPACKED_NOT,
	VT_UNPACKED,      /* what it holds stands behind it */
	VT_UNPACKED_PART, /* as far as it could be read */
} vt_unpacked;

typedef struct vt_leaf {
	char *path;     /* IMAP part number, as mail/scan.h counts */
	char *declared; /* type/subtype, lower-case */
	char *name;     /* decoded, NFC; NULL */
	char *disposition;
	char *charset;            /* NULL */
	GBytes *content;          /* decoded */
	bool is_related;          /* an inline object of multipart/related (logo) */
	bool in_message;          /* of a message that is forwarded as attachment */
	bool is_flowed, is_delsp; /* format=flowed, DelSp=yes (RFC 3676) */
	vt_unpacked unpacked;
	char *within; /* path of the leaf that it was unpacked from; NULL */
} vt_leaf;

void vt_leaf_free(void *data);

typedef struct vt_mime {
	bool readable;         /* GMime gave a message */
	char *subject;         /* decoded, NFC, tidy; NULL */
	int64_t date;          /* VT_TIME_NONE */
	char *message_id;      /* "<...>" or NULL */
	char *in_reply_to;     /* first id of In-Reply-To, else last of References; NULL */
	GPtrArray *recipients; /* char *: To and Cc, normal forms, <= VT_MAX_RECIPIENTS */
	GPtrArray *leaves;     /* vt_leaf * */
	GPtrArray *warnings;   /* char *: GMime parser warnings of substance */
} vt_mime;

void vt_mime_start(void); /* once per program, before the jail: g_mime_init and the converters of
			     the charset table */
vt_mime *vt_mime_new(const void *bytes, size_t size); /* bytes must outlive it */
/* The same for a part of a message that is itself a whole entity (opened opaque-signed content, a
 * decrypted layer). path_prefix "1" etc. */
vt_mime *vt_mime_new_entity(const void *bytes, size_t size, const char *path_prefix);
void vt_mime_free(vt_mime *mime);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_mime, vt_mime_free)
/* Text of a text leaf as UTF-8 NFC; unknown charset: NULL and *unknown_out = its name (borrowed).
 * HTML is made plain (tags off, entities read). */
char *vt_mime_text(const vt_leaf *leaf, const char **unknown_out);
/* The same with HTML left as it is. */
char *vt_mime_source(const vt_leaf *leaf, const char **unknown_out);
/* Charsets this program can read without opening a file (design §1). */
bool vt_mime_knows_charset(const char *charset);

#endif
