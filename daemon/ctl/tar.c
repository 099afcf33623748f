/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tar - plain files in a POSIX ustar archive (IEEE 1003.1, pax)
 */
#include "ctl/tar.h"

#include <string.h>

#define BLOCK 512

typedef struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type;
	char link[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155];
	char rest[12];
} header;
G_STATIC_ASSERT(sizeof(header) == BLOCK);

static void pad(GByteArray *tar)
{
	static const guint8 zeros[BLOCK];
	guint over = tar->len % BLOCK;

	if (over > 0)
		g_byte_array_append(tar, zeros, BLOCK - over);
}

static void octal(char *field, size_t size, uint64_t value)
{
	g_snprintf(field, size, "%0*" G_GINT64_MODIFIER "o", (int)size - 1, value);
}

void vt_tar_add(GByteArray *tar, const char *name, const void *bytes, size_t size, int64_t at)
{
	header h = { .type = '0', .version = { '0', '0' } };
	unsigned sum = 0;

	g_assert(strlen(name) < sizeof h.name);
	g_strlcpy(h.name, name, sizeof h.name);
	g_strlcpy(h.magic, "ustar", sizeof h.magic);
	octal(h.mode, sizeof h.mode, 0600);
	octal(h.uid, sizeof h.uid, 0);
	octal(h.gid, sizeof h.gid, 0);
	octal(h.size, sizeof h.size, size);
	octal(h.mtime, sizeof h.mtime, (uint64_t)MAX(at, 0));
	memset(h.checksum, ' ', sizeof h.checksum);
	for (size_t i = 0; i < sizeof h; i++)
		sum += ((const unsigned char *)&h)[i];
	octal(h.checksum, sizeof h.checksum - 1, sum);
	g_byte_array_append(tar, (const guint8 *)&h, sizeof h);
	g_byte_array_append(tar, bytes, (guint)size);
	pad(tar);
}

void vt_tar_end(GByteArray *tar)
{
	static const guint8 zeros[2 * BLOCK];

	g_byte_array_append(tar, zeros, sizeof zeros);
}
