/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff - the type of a file from its content
 */
#include "filters/sniff.h"

#include <magic.h>
#include <string.h>

#include "base/error.h"
#include "filters/foreign.h"
#include "filters/remote.h"

#define MAGIC_BYTES (256u * 1024) /* libmagic looks no further for what is left to it */

typedef struct {
	size_t offset;
	const char *bytes;
	size_t n;
	const char *type;
	bool executable;
} signature;

#define SIGNATURE(offset, bytes, type, executable)                                                 \
	{                                                                                          \
		offset, bytes, sizeof(bytes) - 1, type, executable                                 \
	}

/* First match wins. MZ is looked at apart: two letters may begin a text. */
static const signature signatures[] = {
	SIGNATURE(0,
		  "\x7f"
		  "ELF",
		  "application/x-executable", true),
	SIGNATURE(0, "#!", "text/x-shellscript", true),
	SIGNATURE(0, "\xfe\xed\xfa\xce", "application/x-mach-binary", true),
	SIGNATURE(0, "\xfe\xed\xfa\xcf", "application/x-mach-binary", true),
	SIGNATURE(0, "\xce\xfa\xed\xfe", "application/x-mach-binary", true),
	SIGNATURE(0, "\xcf\xfa\xed\xfe", "application/x-mach-binary", true),
	SIGNATURE(0, "\xca\xfe\xba\xbe", "application/java-archive", true),
	SIGNATURE(0, "L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut", true),
	SIGNATURE(0, "ITSF", "application/vnd.ms-htmlhelp", true),
	SIGNATURE(0, "regf", "application/x-ms-registry", true),
	SIGNATURE(0, "Rar!\x1a\x07", "application/vnd.rar", false),
	SIGNATURE(0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", false),
	SIGNATURE(0, "\x1f\x8b\x08", "application/gzip", false),
	SIGNATURE(0, "BZh", "application/x-bzip2", false),
	SIGNATURE(0,
		  "\xfd"
		  "7zXZ\0",
		  "application/x-xz", false),
	SIGNATURE(0, "MSCF\0\0\0\0", "application/vnd.ms-cab-compressed", false),
	SIGNATURE(257, "ustar", "application/x-tar", false),
	SIGNATURE(32769, "CD001", "application/x-iso9660-image", true),
	SIGNATURE(0, "{\\rtf", "application/rtf", false),
	SIGNATURE(0, "\x89PNG\r\n\x1a\n", "image/png", false),
	SIGNATURE(0, "\xff\xd8\xff", "image/jpeg", false),
	SIGNATURE(0, "GIF87a", "image/gif", false),
	SIGNATURE(0, "GIF89a", "image/gif", false),
	SIGNATURE(0, "II*\0", "image/tiff", false),
	SIGNATURE(0, "MM\0*", "image/tiff", false),
};

static magic_t database;

bool vt_sniff_prepare(GError **error)
{
	if (database)
		return true;
	database = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_CDF);
	if (!database)
		return vt_error_errno(error, "cannot open libmagic");
	if (magic_load(database, NULL) != 0) {
		vt_error_set(error, VT_NEVER, "cannot load the database of file types: %s",
			     magic_error(database));
		g_clear_pointer(&database, magic_close);
		return false;
	}
	return true;
}

static bool has_at(const uint8_t *bytes, size_t size, size_t offset, const void *what, size_t n)
{
	return size >= n && offset <= size - n && memcmp(bytes + offset, what, n) == 0;
}

/* A DOS or Windows program: "MZ", a header that is not text, and usually the offset of "PE". */
static bool is_program(const uint8_t *bytes, size_t size)
{
	uint32_t at;

	if (size < 64 || !has_at(bytes, size, 0, "MZ", 2))
		return false;
	at = (uint32_t)bytes[60] | (uint32_t)bytes[61] << 8 | (uint32_t)bytes[62] << 16
	     | (uint32_t)bytes[63] << 24;
	return has_at(bytes, size, at, "PE\0\0", 4) || memchr(bytes, '\0', 64) != NULL;
}

/* RFC 5652: ContentInfo ::= SEQUENCE { contentType OID 1.2.840.113549.1.7.x, ... }, DER or BER;
 * compressedData and authEnvelopedData are 1.2.840.113549.1.9.16.1.x (RFC 3274, RFC 5083). */
static const char *cms_type(const uint8_t *bytes, size_t size)
{
	static const uint8_t oid[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
	static const uint8_t smime[] = { 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86,
					 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01 };
	size_t header;

	if (size < 16 || bytes[0] != 0x30)
		return NULL;
	header = bytes[1] > 0x80 ? 2u + (bytes[1] & 0x7f) : 2;
	if (has_at(bytes, size, header, smime, sizeof(smime)))
		return "application/pkcs7-mime";
	if (!has_at(bytes, size, header, oid, sizeof(oid)) || header + sizeof(oid) >= size)
		return NULL;
	return bytes[header + sizeof(oid)] == 2 ? "application/pkcs7-signature"
						: "application/pkcs7-mime";
}

static const char *bitmap_type(const uint8_t *bytes, size_t size)
{
	uint32_t says;

	if (size < 26 || !has_at(bytes, size, 0, "BM", 2))
		return NULL;
	says = (uint32_t)bytes[2] | (uint32_t)bytes[3] << 8 | (uint32_t)bytes[4] << 16
	       | (uint32_t)bytes[5] << 24;
	return says == size && bytes[6] == 0 && bytes[8] == 0 ? "image/bmp" : NULL;
}

static bool tail_has(const uint8_t *bytes, size_t size, const void *what, size_t n)
{
	size_t tail = MIN(size, (size_t)4096);

	return memmem(bytes + size - tail, tail, what, n) != NULL;
}

static bool is_cut(const char *type, const uint8_t *bytes, size_t size)
{
	if (strcmp(type, "image/png") == 0)
		return !tail_has(bytes, size, "IEND", 4);
	if (strcmp(type, "image/jpeg") == 0)
		return !tail_has(bytes, size, "\xff\xd9", 2);
	if (strcmp(type, "application/rtf") == 0)
		return !tail_has(bytes, size, "}", 1);
	return false;
}

static char *ask_magic(const uint8_t *bytes, size_t size, bool text_only)
{
	int flags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_CDF;
	const char *type;

	if (!database)
		return NULL;
	magic_setflags(database, text_only ? flags | MAGIC_NO_CHECK_SOFT : flags);
	type = magic_buffer(database, bytes, MIN(size, (size_t)MAGIC_BYTES));
	return type && strchr(type, '/') && strlen(type) < 100 ? g_ascii_strdown(type, -1) : NULL;
}

static bool is_script_type(const char *type)
{
	static const char *const types[] = {
		"application/x-dosexec",
		"application/x-executable",
		"application/x-sharedlib",
		"application/x-pie-executable",
		"application/x-mach-binary",
		"text/x-msdos-batch",
		"text/x-shellscript",
		"text/x-perl",
		"text/x-python",
		"text/x-script.python",
		"text/x-php",
		"text/x-ruby",
		"application/javascript",
		"text/javascript",
		"application/x-java-applet",
		"application/vnd.microsoft.portable-executable",
		"application/x-wine-extension-ini",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (strcmp(type, types[i]) == 0)
			return true;
	}
	return false;
}

static bool read_signature(const uint8_t *bytes, size_t size, vt_sniff *sniff)
{
	for (gsize i = 0; i < G_N_ELEMENTS(signatures); i++) {
		const signature *s = &signatures[i];
		if (!has_at(bytes, size, s->offset, s->bytes, s->n))
			continue;
		sniff->type = g_strdup(s->type);
		sniff->executable = s->executable;
		sniff->cut = is_cut(s->type, bytes, size);
		return true;
	}
	return false;
}

/* Own knowledge; leaves type NULL when there is none. */
static void read_own(const uint8_t *bytes, size_t size, vt_sniff *sniff)
{
	static const uint8_t ole[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };
	const char *type;

	if (is_program(bytes, size)) {
		sniff->type = g_strdup("application/x-dosexec");
		sniff->executable = true;
		return;
	}
	if (has_at(bytes, size, 0, "PK\3\4", 4) || has_at(bytes, size, 0, "PK\5\6", 4)) {
		vt_sniff_zip(bytes, size, sniff);
		return;
	}
	if (has_at(bytes, size, 0, ole, sizeof(ole))) {
		vt_sniff_ole(bytes, size, sniff);
		return;
	}
	if (read_signature(bytes, size, sniff))
		return;
	type = cms_type(bytes, size);
	if (!type)
		type = bitmap_type(bytes, size);
	if (!type && memmem(bytes, MIN(size, (size_t)1024), "%PDF-", 5))
		type = "application/pdf";
	sniff->type = g_strdup(type);
}

/* A text may be opened as a page whatever it was taken for: a comment in front deceives libmagic.
 */
static void read_inside(const uint8_t *bytes, size_t size, vt_sniff *sniff)
{
	sniff->foreign = vt_foreign_find(sniff->type, bytes, size);
	if (g_str_has_prefix(sniff->type, "text/") || strcmp(sniff->type, "image/svg+xml") == 0
	    || strcmp(sniff->type, "application/octet-stream") == 0)
		sniff->remote = vt_remote_page(bytes, size);
	else if (strcmp(sniff->type, "application/rtf") == 0)
		sniff->remote = vt_remote_rtf(bytes, size);
}

void vt_sniff_read(const uint8_t *bytes, size_t size, bool text_only, vt_sniff *sniff_out)
{
	*sniff_out = (vt_sniff){ 0 };
	if (size > 0)
		read_own(bytes, size, sniff_out);
	if (!sniff_out->type && size > 0) {
		sniff_out->type = ask_magic(bytes, size, text_only);
		sniff_out->executable = sniff_out->type && is_script_type(sniff_out->type);
	}
	if (sniff_out->type && !text_only)
		read_inside(bytes, size, sniff_out);
	if (!sniff_out->type)
		sniff_out->type = g_strdup(size > 0 ? "application/octet-stream" : "inode/x-empty");
}

void vt_sniff_clear(vt_sniff *sniff)
{
	g_clear_pointer(&sniff->type, g_free);
	g_clear_pointer(&sniff->program, g_free);
	g_clear_pointer(&sniff->odd_name, g_free);
	g_clear_pointer(&sniff->unpacks, g_free);
}
