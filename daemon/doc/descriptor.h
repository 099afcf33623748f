/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * descriptor - what an issued document's mail says of it for the register of who receives it
 *
 * A small text file beside the document, inside the signature (vanthu-mail(7), THE DESCRIPTOR):
 *
 *	vanthu-registration: 1
 *	code: H99.12.34.1
 *	number: 12
 *	...
 *	file: SHA-256 BYTES NAME
 *
 * One key a line, in any order; a key that is not known is passed over, a known one that does not
 * read makes the whole no descriptor. Readable by people, so that an office without vanthu has the
 * same use of it. Reading is strict and bounded; the text comes from outside.
 */
#ifndef VT_DOC_DESCRIPTOR_H
#define VT_DOC_DESCRIPTOR_H

#include <glib.h>
#include <stdbool.h>

#include "doc/fields.h"

#define VT_DESCRIPTOR_NAME      "dang-ky-van-ban.txt"
#define VT_DESCRIPTOR_MAX_BYTES 16384
#define VT_DESCRIPTOR_MAX_FILES 100

typedef struct vt_descriptor_file {
	char sha256[65]; /* of the decoded file, lower-case hex */
	int64_t bytes;
	char *name; /* "" = none */
} vt_descriptor_file;

typedef struct vt_descriptor {
	char *code;  /* mã định danh of the issuing agency, NULL */
	char *ident; /* mã định danh of the document (QĐ 28/2018 Đ10.2b), NULL */
	bool paper;  /* a paper copy comes as well */
	char *fields[VT_N_FIELDS]; /* in normal form (vt_field_normal()), NULL = not said */
	GPtrArray *files;          /* vt_descriptor_file *, the document first */
} vt_descriptor;

vt_descriptor *vt_descriptor_new(void);
void vt_descriptor_free(vt_descriptor *descriptor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_descriptor, vt_descriptor_free)
void vt_descriptor_add_file(vt_descriptor *descriptor, const char *sha256, int64_t bytes,
			    const char *name);

/* UTF-8, LF. A value is one line. Caller frees. */
char *vt_descriptor_write(const vt_descriptor *descriptor);

/* Is it one at all, of whatever version? By its first words. */
bool vt_descriptor_is(const char *bytes, size_t size);
typedef enum {
	VT_DESCRIPTOR_READ,
	VT_DESCRIPTOR_OTHER, /* none, or of a version that is not ours: as if it were not there */
	VT_DESCRIPTOR_WRONG, /* *why_out says what, a word or two; static */
	VT_N_DESCRIPTOR_OUTCOMES,
} vt_descriptor_outcome;
/* *out is set when it is READ, untouched else. */
vt_descriptor_outcome vt_descriptor_read(const char *bytes, size_t size, vt_descriptor **out,
					 const char **why_out);

#endif
