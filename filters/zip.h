/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip - the entries of a ZIP file, from its central directory (APPNOTE 4.3)
 *
 * The directory is looked for where it is, before its end record, not where the record says it is:
 * readers differ on data in front (self-extracting files), and everything here must be seen.
 */
#ifndef VT_FILTERS_ZIP_H
#define VT_FILTERS_ZIP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VT_ZIP_NAME_BYTES 255u

typedef struct vt_zip {
	const uint8_t *bytes; /* borrowed */
	size_t size;
	size_t end;     /* offset of the end record */
	size_t comment; /* bytes of its comment */
	size_t behind;  /* bytes behind the comment */
	size_t shift;   /* bytes in front that the offsets do not count */
	unsigned count; /* entries, as the end record says */
	size_t at;      /* of the next entry */
	unsigned done;
	bool contradicts; /* the directory has another length than its end record says */
	bool broken;      /* the directory is not what its end record says */
} vt_zip;

typedef struct vt_zip_entry {
	char name[VT_ZIP_NAME_BYTES + 1]; /* cut; any bytes but NUL */
	bool encrypted;
	unsigned method; /* 0 stored, 8 deflated */
	uint32_t packed, unpacked;
	size_t local; /* offset of its local header */
} vt_zip_entry;

/* false: there is no end record. */
bool vt_zip_open(const uint8_t *bytes, size_t size, vt_zip *zip_out);
/* The next entry; false: that was all, or the directory is broken. */
bool vt_zip_next(vt_zip *zip, vt_zip_entry *entry_out);
/* The content of an entry, at most max bytes of it; NULL when it is encrypted, packed otherwise or
 * not there. */
GByteArray *vt_zip_read(const vt_zip *zip, const vt_zip_entry *entry, size_t max);

#endif
