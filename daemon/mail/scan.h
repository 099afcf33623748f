/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan - our own reading of a message as byte ranges, never as a re-serialisation
 *
 * Signed bytes come from here: RFC 2046 boundaries at line starts, followed only by blanks
 * or "--" and blanks; the line end before a delimiter belongs to the delimiter; longest-match safe
 * for boundaries that are prefixes of each other. LF and CRLF both end a line. Nothing is decoded
 * here but what structure needs (media type, boundary, encoding, names); nothing is
 * allocated from a number in the message. Works on hostile bytes.
 */
#ifndef VT_MAIL_SCAN_H
#define VT_MAIL_SCAN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is odd about a message: filters/structure.c says what each is worth. */
typedef enum {
	VT_ODD_EMPTY,     /* no bytes at all, or no header field */
	VT_ODD_MBOX_FROM, /* begins with an mbox "From " line */
	VT_ODD_LEADING_BLANK,
	VT_ODD_DUPLICATE_HEADER, /* a decisive one: detail = its name */
	VT_ODD_HEADER_LINE,      /* a line in a header that is no field and no continuation */
	VT_ODD_HEADER_SIZE,
	VT_ODD_HEADER_COUNT,
	VT_ODD_NUL,
	VT_ODD_BARE_CR,
	VT_ODD_LONG_LINE,
	VT_ODD_NO_BOUNDARY,      /* multipart without the parameter, or empty or too long */
	VT_ODD_BOUNDARY_ENCODED, /* RFC 2231 or encoded-word boundary */
	VT_ODD_BOUNDARY_UNUSED,  /* no delimiter line found */
	VT_ODD_NO_FINAL_BOUNDARY,
	VT_ODD_BOUNDARY_REUSED,   /* same boundary in a nested multipart */
	VT_ODD_ENCODED_MULTIPART, /* a composite type under base64 or quoted-printable */
	VT_ODD_ENCODING_UNKNOWN,
	VT_ODD_BASE64,    /* bad characters, padding or length */
	VT_ODD_PARTS,     /* more than VT_MAX_PARTS leaves or VT_MAX_CONTAINERS around them */
	VT_ODD_DEPTH,     /* deeper than VT_MAX_DEPTH */
	VT_ODD_PARAMETER, /* duplicate or malformed Content-Type/-Disposition parameter */
	VT_ODD_HIDDEN,    /* a file or a part where no reading shows one: detail says where */
	VT_ODD_LINE_ENDS, /* delimiters or fields of parts that end with LF here, with CRLF there */
	VT_N_ODD,
} vt_odd;

typedef struct vt_oddity {
	vt_odd odd;
	char *detail; /* one line, UTF-8, <= 200 bytes */
} vt_oddity;

typedef enum {
	VT_ENC_7BIT,
	VT_ENC_8BIT,
	VT_ENC_BINARY,
	VT_ENC_BASE64,
	VT_ENC_QP,
	VT_ENC_UNKNOWN
} vt_encoding;

typedef struct vt_entity vt_entity;
struct vt_entity {
	size_t header; /* offset of the first header byte */
	size_t body;   /* offset of the first body byte (after the blank line) */
	size_t end; /* one past the last body byte; the line end before a delimiter is not in it */
	char path[33];  /* IMAP part number; "" for a multipart root, "1" for a single-part message
			 */
	unsigned depth; /* root 0 */
	char *type;     /* "multipart/signed", lower-case; "text/plain" when absent or unreadable */
	bool has_type;  /* a Content-Type stood there */
	char *boundary, *protocol, *smime_type, *charset; /* parameters, NULL = absent */
	char *name; /* filename of Content-Disposition, else name of Content-Type; RFC 2231/2047
		       decoded; NULL */
	char *disposition; /* "attachment", "inline", NULL */
	vt_encoding encoding;
	const vt_entity *parent;
	GPtrArray *children; /* vt_entity *; of multipart/ and message/rfc822 (one child) */
};

typedef struct vt_scan {
	const uint8_t *bytes; /* borrowed */
	size_t size;
	vt_entity *root;       /* never NULL */
	GPtrArray *oddities;   /* vt_oddity * */
	unsigned n_parts;      /* leaves */
	unsigned n_containers; /* without the root */
	unsigned line_ends;    /* of delimiters and fields of parts: 1 LF, 2 CRLF, 3 both */
} vt_scan;

vt_scan *vt_scan_new(const void *bytes, size_t size); /* bytes must outlive it */
void vt_scan_free(vt_scan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_scan, vt_scan_free)
bool vt_scan_has(const vt_scan *scan, vt_odd odd);

/* All leaves in order (not multipart, not message/rfc822 containers). Borrowed entities. */
GPtrArray *vt_scan_leaves(const vt_scan *scan);
const vt_entity *vt_scan_find(const vt_scan *scan,
			      const char *path); /* leaf with that path, or NULL */
/* The leaf's content without its transfer encoding, our own decoding (not GMime's). Adds oddities.
 * Never NULL. */
GBytes *vt_scan_decode(vt_scan *scan, const vt_entity *leaf);
/* LF made CRLF, nothing else: the canonical form of a byte range. Never NULL. */
GBytes *vt_scan_canonical(const void *bytes, size_t size);

/* The raw value (unfolded, not decoded, trimmed) of the nth field of that name in an entity's
 * header; NULL = no such. Caller frees. Case-insensitive. */
char *vt_scan_header(const vt_scan *scan, const vt_entity *entity, const char *name, unsigned nth);
unsigned vt_scan_header_count(const vt_scan *scan, const vt_entity *entity, const char *name);

/* bytes of a charset as UTF-8, NULL = not known. The scanner itself reads UTF-8, US-ASCII and
 * ISO-8859-1 alone: no library may see these bytes before the signature is judged. */
typedef char *(*vt_convert)(const char *charset, const char *bytes, size_t size);
/* Every name that an entity has, the one we take first: RFC 2231, then plain with its encoded words
 * read; of Content-Disposition, then of Content-Type. Empty ones left out. char *, free-func set.
 */
GPtrArray *vt_scan_names(const vt_scan *scan, const vt_entity *entity, vt_convert convert);
/* The first field of that name with its encoded words read, NFC; NULL = absent. Caller frees. */
char *vt_scan_words(const vt_scan *scan, const vt_entity *entity, const char *name,
		    vt_convert convert);

#endif
