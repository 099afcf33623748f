/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filetype - is a file what it says it is, and one that documents may come in
 */
#include "filters/filetype.h"

#include <string.h>

#include "filters/declared.h"
#include "filters/names.h"

/* Extensions that programs use for each other's content without anyone meaning harm: Word writes
 * RTF into .doc. */
static const char *const families[][6] = {
	{ "doc", "docx", "rtf", "odt", NULL },
	{ "xls", "xlsx", "ods", "csv", NULL },
	{ "ppt", "pptx", "pps", "ppsx", "odp", NULL },
	{ "p7s", "p7m", NULL },
};

bool vt_filetype_prepare(const vt_office *office, GError **error)
{
	(void)office;
	return vt_sniff_prepare(error);
}

const vt_filetype *vt_filetype_find(const vt_office *office, const char *type)
{
	for (guint i = 0; office->filetypes && i < office->filetypes->len; i++) {
		const vt_filetype *row = g_ptr_array_index(office->filetypes, i);
		if (strcmp(row->media_type, type) == 0)
			return row;
	}
	return NULL;
}

static bool row_has(const vt_filetype *row, const char *extension)
{
	for (guint i = 0; i < row->extensions->len; i++) {
		if (strcmp(g_ptr_array_index(row->extensions, i), extension) == 0)
			return true;
	}
	return false;
}

static const vt_filetype *row_of_extension(const vt_office *office, const char *extension)
{
	for (guint i = 0; office->filetypes && i < office->filetypes->len; i++) {
		const vt_filetype *row = g_ptr_array_index(office->filetypes, i);
		if (row_has(row, extension))
			return row;
	}
	return NULL;
}

static bool in_family(gsize family, const char *extension)
{
	for (gsize i = 0; i < G_N_ELEMENTS(families[family]) && families[family][i]; i++) {
		if (strcmp(families[family][i], extension) == 0)
			return true;
	}
	return false;
}

static bool same_family(const vt_filetype *row, const char *extension)
{
	for (gsize f = 0; f < G_N_ELEMENTS(families); f++) {
		if (!in_family(f, extension))
			continue;
		for (guint i = 0; i < row->extensions->len; i++) {
			if (in_family(f, g_ptr_array_index(row->extensions, i)))
				return true;
		}
	}
	return false;
}

static bool is_harmless_mix(vt_file_kind content, vt_file_kind name)
{
	return content == name && (content == VT_FILE_IMAGE || content == VT_FILE_TEXT);
}

/* What the name says against what the content is. A file of unknown content under a known extension
 * deceives too. */
static bool is_disguised(const vt_office *office, const vt_part *part, const vt_sniff *sniff,
			 const vt_filetype *row)
{
	g_autofree char *extension = vt_names_extension(part->name);
	const vt_filetype *named = *extension ? row_of_extension(office, extension) : NULL;
	const vt_filetype *declared = vt_filetype_find(office, part->declared);

	if (part->bytes == 0)
		return false;
	if (named && row)
		return named != row && !row_has(row, extension) && !same_family(row, extension)
		       && !is_harmless_mix(row->kind, named->kind);
	/* an encrypted Office file is an OLE package whatever its extension */
	if (named && !row)
		return named->kind != VT_FILE_TEXT && !sniff->encrypted;
	/* without an extension only a plain contradiction of Content-Type counts: mail clients err
	 * within a kind */
	return !*extension && declared && row && declared != row && declared->kind != row->kind
	       && declared->kind != VT_FILE_TEXT;
}

static bool is_archive(const vt_filetype *row, const char *type)
{
	static const char *const more[] = {
		"application/x-7z-compressed",
		"application/x-bzip2",
		"application/x-xz",
		"application/x-tar",
		"application/vnd.ms-cab-compressed",
	};

	if (row && row->kind == VT_FILE_ARCHIVE)
		return true;
	for (gsize i = 0; i < G_N_ELEMENTS(more); i++) {
		if (strcmp(type, more[i]) == 0)
			return true;
	}
	return false;
}

/* To libmagic every script it does not know is text: then the name must be one of the list. Digits
 * end a date or a number. */
static bool is_unknown_text(const vt_office *office, const vt_part *part, const vt_filetype *row)
{
	g_autofree char *extension = vt_names_extension(part->name);

	return row->kind == VT_FILE_TEXT && *extension
	       && strspn(extension, "0123456789") < strlen(extension)
	       && !row_of_extension(office, extension);
}

/* By the built-in list, or as the office's own list has it. */
static bool is_program_name(const vt_office *office, const char *name)
{
	g_autofree char *extension = name ? vt_names_extension(name) : NULL;
	const vt_filetype *row =
		extension && *extension ? row_of_extension(office, extension) : NULL;

	return name && (vt_names_is_program(name) || (row && row->kind == VT_FILE_REFUSED));
}

static void judge_program(const vt_office *office, const vt_part *part, const vt_sniff *sniff,
			  const vt_filetype *row, GPtrArray *findings)
{
	bool named = is_program_name(office, part->name);
	bool archive = is_archive(row, part->type);

	if (!named && !sniff->executable && !(row && row->kind == VT_FILE_REFUSED))
		return;
	vt_findings_add(findings, VT_CODE_EXECUTABLE, "%s %s%s%s", part->path, part->type,
			archive && !named ? " inside " : "",
			archive && !named && sniff->program ? sniff->program : "");
	if (!named && !archive && part->name && strchr(part->name, '.'))
		vt_findings_add(findings, VT_CODE_DISGUISED, "%s %s", part->path, part->type);
}

/* A page runs what stands in it when its name, its declared type or its content make it one. */
static bool is_page(const vt_part *part)
{
	static const char *const pages[] = { "htm",   "html", "xht",   "xhtml",
					     "shtml", "mht",  "mhtml", "svg" };
	g_autofree char *extension = part->name ? vt_names_extension(part->name) : g_strdup("");

	for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
		if (strcmp(extension, pages[i]) == 0)
			return true;
	return strstr(part->type, "html") || strstr(part->declared, "html")
	       || strstr(part->type, "svg") || strstr(part->declared, "svg");
}

static void judge_inside(const vt_part *part, const vt_sniff *sniff, GPtrArray *findings)
{
	bool text = g_str_has_prefix(part->type, "text/")
		    || strcmp(part->type, "application/octet-stream") == 0;

	if (sniff->odd_name)
		vt_findings_add(findings, VT_CODE_ODD_NAME, "%s %s", part->path, sniff->odd_name);
	if (sniff->foreign)
		vt_findings_add(findings, VT_CODE_TRAILING_DATA, "%s %s", part->path,
				sniff->foreign);
	if (sniff->remote && (!text || is_page(part)))
		vt_findings_add(findings, VT_CODE_REMOTE_CONTENT, "%s %s", part->path,
				sniff->remote);
}

static void judge_shape(const vt_part *part, const vt_sniff *sniff, GPtrArray *findings)
{
	if (sniff->macro || (part->name && vt_names_is_macro(part->name)))
		vt_findings_add(findings, VT_CODE_MACRO, "%s", part->path);
	if (sniff->encrypted)
		vt_findings_add(findings, VT_CODE_FILE_ENCRYPTED, "%s", part->path);
	if (part->bytes == 0)
		vt_findings_add(findings, VT_CODE_FILE_EMPTY, "%s", part->path);
	else if (sniff->cut)
		vt_findings_add(findings, VT_CODE_FILE_CUT, "%s", part->path);
	else if (sniff->broken)
		vt_findings_add(findings, VT_CODE_FILE_BROKEN, "%s", part->path);
}

void vt_filetype_judge(const vt_office *office, const vt_part *part, const vt_sniff *sniff,
		       GPtrArray *findings)
{
	const vt_filetype *row = vt_filetype_find(office, part->type);
	const char *odd = vt_names_odd(part->name);

	if (odd)
		vt_findings_add(findings, VT_CODE_ODD_NAME, "%s %s", part->path, odd);
	judge_program(office, part, sniff, row, findings);
	if (part->bytes > 0 && !vt_declared_fits(part->declared, part->type))
		vt_findings_add(findings, VT_CODE_TYPE_DIFFERS, "%s %s", part->path, part->type);
	if (!part->attachment)
		return;
	judge_shape(part, sniff, findings);
	judge_inside(part, sniff, findings);
	if (vt_findings_have(findings, VT_CODE_EXECUTABLE))
		return;
	if (is_disguised(office, part, sniff, row))
		vt_findings_add(findings, VT_CODE_DISGUISED, "%s %s", part->path, part->type);
	/* a message that MIME opens is no leaf: this one was kept shut, with all that is in it */
	if (is_archive(row, part->type) || strcmp(part->type, "message/rfc822") == 0)
		vt_findings_add(findings, VT_CODE_ARCHIVE, "%s %s%s%s", part->path, part->type,
				sniff->unpacks ? " " : "", sniff->unpacks ? sniff->unpacks : "");
	else if (sniff->unpacks)
		vt_findings_add(findings, VT_CODE_ARCHIVE, "%s %s %s", part->path, part->type,
				sniff->unpacks);
	else if (part->bytes > 0 && (!row || is_unknown_text(office, part, row)))
		vt_findings_add(findings, VT_CODE_TYPE_NOT_LISTED, "%s %s", part->path, part->type);
}
