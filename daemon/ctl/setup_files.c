/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup_files - what stands in the files of an office that was just set up
 */
#include <string.h>

#include "ctl/setup_private.h"

/* "\tkey = value\n"; nothing without a value. */
static void line(GString *text, const char *key, const char *value)
{
	if (value != NULL)
		g_string_append_printf(text, "\t%s = %s\n", key, value);
}

static void answer(GString *text, const char *key, const vt_answers *answers, const char *from)
{
	line(text, key, vt_answer_of(answers, from));
}

static void add_door(GString *text, const vt_answers *answers, const char *etc)
{
	const char *in = vt_answer_of(answers, "in");
	const char *password = vt_answer_of(answers, "in-password-file");
	g_autofree char *own_password = g_build_filename(etc, "in.password", NULL);

	g_string_append_printf(text, "%s den\n", in);
	if (strcmp(in, "imap") == 0) {
		answer(text, "server", answers, "in-server");
		answer(text, "tls", answers, "in-tls");
		answer(text, "roots", answers, "server-roots");
		answer(text, "user", answers, "in-user");
		line(text, "password-file", password != NULL ? password : own_password);
	} else if (strcmp(in, "lmtp") == 0) {
		answer(text, "listen", answers, "in-listen");
		/* Of a path; to a port anybody may connect who is on this machine. */
		if (*vt_answer_of(answers, "in-listen") == '/')
			line(text, "group", "postfix");
	} else {
		answer(text, "path", answers, "in-maildir");
	}
	answer(text, "agency", answers, "short");
}

static void add_way_out(GString *text, const vt_answers *answers, const char *etc)
{
	const char *password = vt_answer_of(answers, "out-password-file");
	g_autofree char *own_password = g_build_filename(etc, "out.password", NULL);

	g_string_append(text, "\n# hold: mail is written and signed, and waits (vanthuctl queue). "
			      "When what you see there "
			      "is\n# right, write live.\ndispatch\n");
	answer(text, "maildir", answers, "out-maildir");
	line(text, "mode", "hold");
	if (strcmp(vt_answer_of(answers, "out"), "smtp") != 0)
		return;
	g_string_append(text, "smtp\n");
	answer(text, "server", answers, "out-server");
	answer(text, "tls", answers, "out-tls");
	answer(text, "roots", answers, "server-roots");
	if (vt_answer_of(answers, "out-user") != NULL) {
		answer(text, "user", answers, "out-user");
		line(text, "password-file", password != NULL ? password : own_password);
	}
}

static void add_scanner(GString *text, const vt_answers *answers)
{
	if (vt_answer_of(answers, "clamd") == NULL)
		return;
	g_string_append(text,
			"\n# clamd.conf needs AlertExceedsMax yes. Without this block nothing is "
			"scanned.\nclamd\n");
	answer(text, "server", answers, "clamd");
}

static bool says(const vt_answers *answers, const char *key, const char *value)
{
	return g_strcmp0(vt_answer_of(answers, key), value) == 0;
}

/* What may be believed of an answer without a signature, and how it finds its question. */
static void add_answers(GString *text, const vt_answers *answers)
{
	bool mailbox = says(answers, "mailbox", "yes");

	if (mailbox || vt_answer_of(answers, "authserv-id") != NULL) {
		g_string_append(text, "\nsession\n");
		answer(text, "authserv-id", answers, mailbox ? "mailbox-server" : "authserv-id");
		if (!mailbox)
			answer(text, "form", answers, "vouches");
		else
			g_string_append(text,
					"\t# Weak: see \"RISK\" in policy.conf, where the lines "
					"stand that use it.\n\tmailbox = yes\n");
	}
	g_string_append(text, "\nreply\n");
	if (says(answers, "subaddress", "yes"))
		line(text, "token-in", "address");
	line(text, "token-in", "subject");
}

char *vt_setup_main(const vt_answers *answers, const char *etc)
{
	const char *name = vt_answer_of(answers, "short");
	bool made = strcmp(vt_answer_of(answers, "certificate"), "make") == 0;
	g_autofree char *key = g_strdup_printf("%s/keys/%s-notice.key", etc, name);
	g_autofree char *certificate = g_strdup_printf("%s/keys/%s-notice.pem", etc, name);
	GString *text =
		g_string_new("# Written by vanthuctl setup. All keys: vanthu.conf(5). Check with: "
			     "vanthud -n\n");

	g_string_append(text, "office\n");
	answer(text, "state", answers, "state");
	answer(text, "admin", answers, "admin");
	answer(text, "user", answers, "user");
	g_string_append_c(text, '\n');
	add_door(text, answers, etc);
	g_string_append(text, "\ntrust\n");
	answer(text, "crl", answers, "crl");
	g_string_append_printf(text, "\nsigner %s\n", name);
	line(text, "notice-key", made ? key : vt_answer_of(answers, "notice-key"));
	line(text, "notice-certificate",
	     made ? certificate : vt_answer_of(answers, "notice-certificate"));
	add_answers(text, answers);
	add_scanner(text, answers);
	add_way_out(text, answers, etc);
	return g_string_free(text, FALSE);
}

char *vt_setup_policy(const vt_answers *answers, const char *sample)
{
	static const char commented[] = "# ", weak[] = "\tmailbox & token";
	g_auto(GStrv) lines = g_strsplit(sample, "\n", -1);

	for (char **one = lines; says(answers, "mailbox", "yes") && *one != NULL; one++)
		if (g_str_has_prefix(*one, commented) && g_str_has_suffix(*one, weak))
			memmove(*one, *one + strlen(commented),
				strlen(*one + strlen(commented)) + 1);
	return g_strjoinv("\n", lines);
}

static void add_person(GString *text, const vt_answers *answers, const char *key,
		       const char *position, const char *const *roles)
{
	g_autofree char *name = g_strconcat(key, "-name", NULL);
	g_autofree char *address = g_strconcat(key, "-address", NULL);
	g_autofree char *login = g_strconcat(key, "-login", NULL);

	g_string_append_printf(text, "\nperson %s\n", key);
	answer(text, "own", answers, "short");
	answer(text, "name", answers, name);
	line(text, "position", position);
	answer(text, "address", answers, address);
	for (; *roles != NULL; roles++)
		line(text, "role", *roles);
	answer(text, "unix-user", answers, login);
}

char *vt_setup_directory(const vt_answers *answers)
{
	static const char *const clerk[] = { "clerk", NULL };
	static const char *const leader[] = { "leader", NULL };
	static const char *const head[] = { "office-head", "security", NULL };
	GString *text = g_string_new(
		"# Our agency, our people; then the agencies that write to us. All keys: "
		"vanthu.conf(5).\n# Many at once: vanthuctl directory import FILE.csv\n");

	g_string_append_printf(text, "own %s\n", vt_answer_of(answers, "short"));
	answer(text, "name", answers, "agency");
	answer(text, "address", answers, "address");
	answer(text, "robot", answers, "robot");
	line(text, "contact", "clerk");
	add_person(text, answers, "clerk", "Văn thư", clerk);
	add_person(text, answers, "leader", "Thủ trưởng", leader);
	add_person(text, answers, "head", "Chánh Văn phòng", head);
	g_string_append(
		text, "\n# An agency that writes to us; its documents register by themselves when\n"
		      "# its signature holds:\n# agency so-noi-vu\n#\tname = Sở Nội vụ\n"
		      "#\taddress = so-noivu@tinh.example\n");
	return g_string_free(text, FALSE);
}

char *vt_setup_routing(const vt_answers *answers)
{
	return g_strdup_printf("# Who is told about a registered document: vanthu.conf(5).\n"
			       "route\n\town = %s\n\tto = leader\n",
			       vt_answer_of(answers, "short"));
}

char *vt_setup_books(const vt_answers *answers)
{
	return g_strdup_printf(
		"# The registers: vanthu.conf(5).\n"
		"book den\n\town = %s\n"
		"\t# In the year of introduction it may go on from the paper one:\n"
		"\t# first-year = 2026\n\t# first = 1235\n\n"
		"# Outgoing documents that are approved by mail draw their numbers here;\n"
		"# {type} is the abbreviation of the type, UBND that of the agency:\n"
		"# book di\n#\town = %s\n#\tdirection = outgoing\n"
		"#\tnotation = {type}-UBND\n",
		vt_answer_of(answers, "short"), vt_answer_of(answers, "short"));
}
