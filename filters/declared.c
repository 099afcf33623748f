/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * declared - does the media type that a message declares fit what a file is
 */
#include "filters/declared.h"

#include <glib.h>
#include <string.h>

typedef enum {
	FAMILY_UNKNOWN, /* says nothing of a content, or of one nobody knows here */
	FAMILY_PDF,
	FAMILY_OFFICE,
	FAMILY_ARCHIVE,
	FAMILY_IMAGE,
	FAMILY_TEXT,
	FAMILY_MAIL,
	FAMILY_CMS,
	FAMILY_SOUND,
} family;

/* The first row whose text begins the type. */
static const struct {
	const char *start;
	family family;
} starts[] = {
	{ "application/pdf", FAMILY_PDF },
	{ "application/x-pdf", FAMILY_PDF },
	{ "application/vnd.pdf", FAMILY_PDF },
	{ "application/acrobat", FAMILY_PDF },
	{ "applications/vnd.pdf", FAMILY_PDF },
	{ "text/pdf", FAMILY_PDF },
	{ "text/x-pdf", FAMILY_PDF },

	{ "application/msword", FAMILY_OFFICE },
	{ "application/x-msword", FAMILY_OFFICE },
	{ "application/doc", FAMILY_OFFICE },
	{ "application/docx", FAMILY_OFFICE },
	{ "application/word", FAMILY_OFFICE },
	{ "application/excel", FAMILY_OFFICE },
	{ "application/x-excel", FAMILY_OFFICE },
	{ "application/x-msexcel", FAMILY_OFFICE },
	{ "application/msexcel", FAMILY_OFFICE },
	{ "application/xls", FAMILY_OFFICE },
	{ "application/mspowerpoint", FAMILY_OFFICE },
	{ "application/powerpoint", FAMILY_OFFICE },
	{ "application/vnd.ms-word", FAMILY_OFFICE },
	{ "application/vnd.ms-excel", FAMILY_OFFICE },
	{ "application/vnd.ms-powerpoint", FAMILY_OFFICE },
	{ "application/vnd.ms-office", FAMILY_OFFICE },
	{ "application/vnd.openxmlformats", FAMILY_OFFICE },
	{ "application/vnd.oasis.opendocument", FAMILY_OFFICE },
	{ "application/x-ole-storage", FAMILY_OFFICE },
	{ "application/cdfv2", FAMILY_OFFICE },
	{ "application/rtf", FAMILY_OFFICE },
	{ "application/x-rtf", FAMILY_OFFICE },
	{ "text/rtf", FAMILY_OFFICE },
	{ "text/richtext", FAMILY_OFFICE },

	{ "application/zip", FAMILY_ARCHIVE },
	{ "application/x-zip", FAMILY_ARCHIVE },
	{ "application/x-compressed", FAMILY_ARCHIVE },
	{ "multipart/x-zip", FAMILY_ARCHIVE },
	{ "application/gzip", FAMILY_ARCHIVE },
	{ "application/x-gzip", FAMILY_ARCHIVE },
	{ "application/vnd.rar", FAMILY_ARCHIVE },
	{ "application/rar", FAMILY_ARCHIVE },
	{ "application/x-rar", FAMILY_ARCHIVE },
	{ "application/x-7z", FAMILY_ARCHIVE },
	{ "application/x-bzip", FAMILY_ARCHIVE },
	{ "application/x-xz", FAMILY_ARCHIVE },
	{ "application/x-tar", FAMILY_ARCHIVE },
	{ "application/vnd.ms-cab", FAMILY_ARCHIVE },

	{ "message/", FAMILY_MAIL },
	{ "application/pkcs7-", FAMILY_CMS },
	{ "application/x-pkcs7-", FAMILY_CMS },
	{ "application/cms", FAMILY_CMS },
	{ "image/", FAMILY_IMAGE },
	{ "application/jpg", FAMILY_IMAGE },
	{ "application/jpeg", FAMILY_IMAGE },
	{ "application/x-jpg", FAMILY_IMAGE },
	{ "application/png", FAMILY_IMAGE },
	{ "application/x-png", FAMILY_IMAGE },
	{ "application/xml", FAMILY_TEXT },
	{ "application/xhtml", FAMILY_TEXT },
	{ "application/json", FAMILY_TEXT },
	{ "application/csv", FAMILY_TEXT },
	{ "application/ics", FAMILY_TEXT },
	{ "application/txt", FAMILY_TEXT },
	{ "text/", FAMILY_TEXT },
	{ "audio/", FAMILY_SOUND },
	{ "video/", FAMILY_SOUND },
};

/* Declared family, content family: what honest programs do. */
static const family mixes[][2] = {
	{ FAMILY_OFFICE, FAMILY_TEXT },    /* Windows: .csv is application/vnd.ms-excel */
	{ FAMILY_ARCHIVE, FAMILY_OFFICE }, /* the file command: a docx is a ZIP */
	{ FAMILY_TEXT, FAMILY_MAIL },      /* a saved mail; header lines make text look like one */
	{ FAMILY_MAIL, FAMILY_TEXT },      { FAMILY_IMAGE, FAMILY_TEXT }, /* image/svg+xml */
};

static family family_of(const char *type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(type, starts[i].start))
			return starts[i].family;
	return FAMILY_UNKNOWN;
}

bool vt_declared_fits(const char *declared, const char *content)
{
	family said = family_of(declared), is = family_of(content);

	if (said == is || said == FAMILY_UNKNOWN || is == FAMILY_UNKNOWN)
		return true;
	for (gsize i = 0; i < G_N_ELEMENTS(mixes); i++)
		if (mixes[i][0] == said && mixes[i][1] == is)
			return true;
	return false;
}
