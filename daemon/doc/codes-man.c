/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codes-man - writes the manual page vanthu-codes(7) from the table of codes, when vanthu is built
 *
 * Everything beyond ASCII is written as \[uXXXX]: g_print() turns it into question marks where the
 * locale is C, as it is in many builds.
 */
#include <glib.h>

#include "doc/codes.h"

static const struct {
	int first;
	const char *title, *about;
} groups[] = {
	{ 100, "1xx: information", "They hold nothing up." },
	{ 200, "2xx: signature", "What the cryptographic signature is worth." },
	{ 300, "3xx: chain", "The path from the signer to a root that the office trusts." },
	{ 400, "4xx: sender", "Whether the signer is who the mail says it comes from." },
	{ 500, "5xx: structure", "Mail that can be read in more than one way, or hardly." },
	{ 600, "6xx: content", "Files, completeness, fields, and subjects that need a person." },
	{ 700, "7xx: secrecy and loop", "State secrets, and mail that programs wrote." },
	{ 800, "8xx: viruses", "What clamd said, where the office has one." },
	{ 900, "9xx: jail and limits", "The inspection itself did not end well." },
};

static const char head[] =
	".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
	".\\\" Made by daemon/doc/codes-man.c from daemon/doc/codes.c.\n"
	".Dd November 22, 2026\n"
	".Dt VANTHU-CODES 7\n"
	".Os vanthu\n"
	".Sh NAME\n"
	".Nm vanthu-codes\n"
	".Nd what each verdict code means and what to do next\n"
	".Sh DESCRIPTION\n"
	"Every finding of an inspection has a code of three digits.\n"
	"A code never changes its meaning and is never used again for another one.\n"
	"Each code has one weight, whatever the message:\n"
	".Bl -tag -width doubt -offset indent\n"
	".It Sy good\n"
	"Nothing stands against registering the message by itself.\n"
	".It Sy doubt\n"
	"A person must look.\n"
	".It Sy bad\n"
	"Proved wrong, or forbidden.\n"
	".El\n"
	".Pp\n"
	"The worst finding of a message is its verdict.\n"
	"For each code stand below: its name as JSON and logs have it, its weight, which check "
	"speaks,\n"
	"what it means, the sentence that users read, and, after an arrow, what they are told to "
	"do\n"
	"next.\n";

static const char tail[] = ".Sh SEE ALSO\n"
			   ".Xr vanthu-templates 5 ,\n"
			   ".Xr vanthu.conf 5 ,\n"
			   ".Xr vanthu-inspect 8 ,\n"
			   ".Xr vanthuctl 8\n";

/* One text line of the page; no line of the table begins with a control character of roff. */
static void print_text(const char *before, const char *text)
{
	g_autoptr(GString) line = g_string_new(before);

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '\\')
			g_string_append(line, "\\e");
		else if (c < 0x80)
			g_string_append_c(line, (char)c);
		else
			g_string_append_printf(line, "\\[u%04X]", c);
	}
	g_print("%s\n", line->str);
}

static void print_code(const vt_code_info *info)
{
	g_print(".It Sy %d %s\n", (int)info->code, info->name);
	g_print(".Em %s ,\n", vt_verdict_name(info->verdict));
	g_print("check\n.Em %s .\n", vt_check_name(info->check));
	print_text("", info->meaning);
	g_print(".br\n");
	print_text("", info->sentence);
	if (*info->next_step != '\0') {
		g_print(".br\n");
		print_text("\\(-> ", info->next_step);
	}
}

static void print_group(int first, const vt_code_info *table, unsigned n)
{
	g_print(".Bl -tag -width 4n\n");
	for (unsigned i = 0; i < n; i++) {
		if ((int)table[i].code / 100 == first / 100)
			print_code(&table[i]);
	}
	g_print(".El\n");
}

int main(void)
{
	unsigned n = 0;
	const vt_code_info *table = vt_code_all(&n);

	g_print("%s.Sh CODES\n", head);
	for (unsigned i = 0; i < G_N_ELEMENTS(groups); i++) {
		g_print(".Ss %s\n%s\n", groups[i].title, groups[i].about);
		print_group(groups[i].first, table, n);
	}
	g_print("%s", tail);
	return 0;
}
