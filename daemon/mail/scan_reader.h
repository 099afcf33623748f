/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_reader - what the files of the scanner share: lines, fields, parameters, oddities
 *
 * Inside daemon/mail only. Offsets are into scan->bytes; a range is [from, to).
 */
#ifndef VT_MAIL_SCAN_READER_H
#define VT_MAIL_SCAN_READER_H

#include "mail/scan.h"

/* One line: [start, end) without its line end, next = where the following one starts. */
typedef struct vt_line {
	size_t start, end, next;
} vt_line;

/* The line at 'at'; false when at >= to. */
bool vt_line_read(const uint8_t *bytes, size_t at, size_t to, vt_line *line_out);

/* One header field with its continuation lines; name and value are ranges. */
typedef struct vt_header {
	size_t name, name_end;
	size_t value, value_end; /* line ends still inside */
	size_t next;
	bool spaced; /* blanks between name and colon (RFC 5322 §4.5.8) */
	bool broken; /* a line that is no field: name is empty, value the line */
} vt_header;

/* The field at 'at'; false at the end of the header. */
bool vt_header_read(const vt_scan *scan, size_t at, size_t to, vt_header *header_out);
bool vt_header_is(const vt_scan *scan, const vt_header *header, const char *name);
/* Unfolded and trimmed; a NUL becomes \001, so that no reader stops there and none accepts it. */
char *vt_header_value(const vt_scan *scan, const vt_header *header);

/* One line of detail. The same oddity and detail counts once; of each kind at most eight are kept.
 */
void vt_scan_odd(vt_scan *scan, vt_odd odd, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A structured field (RFC 2045 §5.1): main value and parameters. */
typedef struct vt_params {
	char *value;      /* before the first ';', comments off, lower-case */
	GPtrArray *names; /* char *, lower-case, "filename*0*" as written */
	GPtrArray *texts; /* char *, quotes off */
	bool malformed;
	bool commented;
	bool broken_word; /* vt_params_plain() met an encoded word that readers take differently */
	vt_convert convert; /* of charsets the scanner does not read; NULL */
} vt_params;

vt_params *vt_params_parse(const char *field);
void vt_params_free(vt_params *params);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_params, vt_params_free)
/* The parameter of exactly that name; borrowed, NULL = absent. */
const char *vt_params_get(const vt_params *params, const char *name);
/* A name twice, or continuations with a hole (RFC 2231 §3). NULL or the name, borrowed. */
const char *vt_params_conflict(const vt_params *params);
/* RFC 2231 value (name* or name*0, name*1 ...) as UTF-8; NULL = there is none. Caller frees. */
char *vt_params_extended(const vt_params *params, const char *name);
/* Encoded words of a line read as UTF-8, the rest as it is (RFC 2047). NFC. Caller frees. */
char *vt_words_decode(const char *raw);
/* The plain parameter with its encoded words read. NFC; NULL = none. Caller frees. */
char *vt_params_plain(vt_params *params, const char *name);
/* Two names for one file are common; two kinds of file are not. Case-insensitive extensions. */
bool vt_params_same_kind(const char *one, const char *other);

/* The Content-* fields of an entity whose header and body offsets are set. */
void vt_scan_describe(vt_scan *scan, vt_entity *entity, bool in_digest);

/* Bytes that no text may hold, and lines nobody writes. */
void vt_scan_look_header(vt_scan *scan, const vt_entity *entity);
void vt_scan_look_body(vt_scan *scan, const vt_entity *leaf);
/* What stands outside every part: where = "preamble", "epilogue". */
void vt_scan_look_outside(vt_scan *scan, const vt_entity *multipart, size_t from, size_t to,
			  const char *where);

/* The third look (scan_hidden.c): what neither reading sees and a lenient reader may open. Each
 * adds VT_ODD_HIDDEN with the place. */
void vt_scan_hidden_header(vt_scan *scan, const vt_entity *entity, const char *where);
void vt_scan_hidden_outside(vt_scan *scan, size_t from, size_t to, const char *where);
/* The decoded bytes of a leaf; only text is looked at. */
void vt_scan_hidden_text(vt_scan *scan, const vt_entity *leaf, const uint8_t *bytes, size_t size);
/* Delimiters inside leaves, once the whole tree is read. */
void vt_scan_hidden_strays(vt_scan *scan);

#endif
