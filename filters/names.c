/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names - what a file name pretends
 */
#include "filters/names.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

#define EXTENSION_MAX 20 /* longer is no extension but the end of a name: "v.v. gửi các đơn vị" */

#define GAP_BLANKS 6 /* nobody types six in a row; programs write two at most */

/* clang-format off */
static const char *const programs[] = {
	"app", "appimage", "application", "bat", "chm", "class", "cmd", "com", "command",
	"cpl", "csh", "dll", "dmg", "exe", "gadget", "hlp", "hta", "img", "inf", "iso", "jar",
	"jnlp", "js", "jse", "ksh", "lnk", "mjs", "msc", "msh", "msi", "msp", "mst", "ocx",
	"php", "pif", "pl", "ps1", "psd1", "psm1", "py", "rb", "reg", "run", "scf", "scr",
	"sct", "sh", "so", "sys", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "ws", "wsc", "wsf",
	"wsh", "xll", "apk", "bash", "drv", "appref-ms",
	/* what Outlook keeps back as well */
	"appx", "deb", "desktop", "diagcab", "iqy", "library-ms", "msix", "osd", "pyc", "pyw",
	"rdp", "rpm", "search-ms", "settingcontent-ms", "shb", "shs", "slk", "swf", "vsto",
	"website", "wll", "xbap", "xnk",
};
/* clang-format on */
static const char *const macros[] = {
	"docm", "dotm", "xlsm", "xltm", "xlam", "xla", "pptm", "potm", "ppsm", "ppam", "sldm",
};

static bool is_listed(const char *const *list, gsize n, const char *extension)
{
	for (gsize i = 0; i < n; i++) {
		if (strcmp(list[i], extension) == 0)
			return true;
	}
	return false;
}

char *vt_names_extension(const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;
	g_autofree char *tail = NULL;

	if (!dot)
		return g_strdup("");
	/* Windows drops blanks and dots at the end: "a.exe. " runs */
	tail = g_strdup(name);
	for (gsize n = strlen(tail); n > 0 && (tail[n - 1] == '.' || tail[n - 1] == ' '); n--)
		tail[n - 1] = '\0';
	dot = strrchr(tail, '.');
	if (!dot || strlen(dot + 1) > EXTENSION_MAX || strpbrk(dot + 1, " /\\"))
		return g_strdup("");
	return g_ascii_strdown(dot + 1, -1);
}

bool vt_names_is_program(const char *name)
{
	g_autofree char *extension = vt_names_extension(name);

	return is_listed(programs, G_N_ELEMENTS(programs), extension);
}

bool vt_names_is_macro(const char *name)
{
	g_autofree char *extension = vt_names_extension(name);

	return is_listed(macros, G_N_ELEMENTS(macros), extension);
}

/* Unassigned ones are new letters to an old library, and private ones what a Mac writes. */
static const char *odd_character(gunichar c)
{
	const char *unseen = vt_text_unseen(c);

	if (c == 0x2028 || c == 0x2029)
		return "control character";
	/* one-dot leader, ideographic and full-width full stops: a dot that parts nothing */
	if (c == 0x2024 || c == 0x3002 || c == 0xff0e || c == 0xff61 || c == 0xfe52)
		return "look-alike of a dot";
	return unseen && strcmp(unseen, "unassigned character") != 0 ? unseen : NULL;
}

/* Six blanks of any kind: the end of the name stands where nobody looks. */
static bool has_gap(const char *name)
{
	unsigned run = 0;

	for (const char *p = name; *p; p += g_utf8_skip[(unsigned char)*p]) {
		run = g_unichar_isspace(g_utf8_get_char(p)) ? run + 1 : 0;
		if (run >= GAP_BLANKS)
			return true;
	}
	return false;
}

/* "baocao.exe.pdf": harmless by its last extension, shown by some clients without it. "com" is left
 * out because it ends domain names, two letters because "so" is số. */
static bool hides_program(const char *name)
{
	g_auto(GStrv) pieces = g_strsplit(name, ".", 32);
	guint n = g_strv_length(pieces);

	for (guint i = 1; i + 1 < n; i++) {
		g_autofree char *lower = g_ascii_strdown(g_strstrip(pieces[i]), -1);
		if (strlen(lower) > 2 && strcmp(lower, "com") != 0
		    && is_listed(programs, G_N_ELEMENTS(programs), lower))
			return true;
	}
	return false;
}

const char *vt_names_odd(const char *name)
{
	const char *odd;

	if (!name)
		return NULL;
	for (const char *p = name; *p; p += g_utf8_skip[(unsigned char)*p]) {
		odd = odd_character(g_utf8_get_char(p));
		if (odd)
			return odd;
	}
	if (strchr(name, '\\') || strstr(name, "../") || name[0] == '/')
		return "path in the name";
	if (has_gap(name))
		return "extension out of sight";
	return hides_program(name) ? "double extension" : NULL;
}
