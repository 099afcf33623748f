/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthuctl - the administrator's and clerk's tool: asks the registrar, inspects files offline
 *
 * Of a running office it opens nothing but the control socket; who may do what is judged on the
 * other side, by the login of whoever runs it (SO_PEERCRED). The few commands that need no office
 * (locals below) are carried out here, with the rights of whoever runs it.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "ctl/bundle.h"
#include "ctl/check.h"
#include "ctl/client.h"
#include "ctl/crl.h"
#include "ctl/directory.h"
#include "ctl/doctor.h"
#include "ctl/inspect.h"
#include "ctl/restore.h"
#include "ctl/setup.h"
#include "ctl/where.h"

/* For the help text only: what is not in locals, the registrar understands. */
static const struct {
	const char *usage, *summary;
} commands[] = {
	{ "status", "programs, queues, trust and clock at a glance" },
	{ "list incoming [--own KEY] [--year N] [--from N] [--to N] [--html]",
	  "the register of incoming documents" },
	{ "list handling [--own KEY] [--year N] [--from N] [--to N] [--html]",
	  "the book of how incoming documents are handled, seven columns" },
	{ "list outgoing [--own KEY] [--book KEY] [--year N] [--from N] [--to N] [--html]",
	  "the register of outgoing documents, ten columns" },
	{ "list post [--own KEY] [--book KEY] [--year N] [--from N] [--to N] [--html]",
	  "the book of outgoing documents that go by post" },
	{ "tasks [--person KEY] [--unit NAME] [--overdue | --all] [--own KEY]",
	  "who has what to do, until when" },
	{ "report tasks [--from DATE] [--to DATE] [--rows] [--own KEY]",
	  "tasks done in time, late, open and overdue, by unit, person and type" },
	{ "outgoing list [--state NAME] [--own KEY]",
	  "outgoing documents that are not issued yet, or those in one state" },
	{ "outgoing show DRAFT|NUMBER/YEAR [--own KEY]",
	  "one outgoing document: recipients, files, every opinion on its way" },
	{ "search [WORD...] [--from DATE] [--to DATE] [--issuer TEXT] [--type TEXT] [--year N] "
	  "[--stage NAME] [--page N] [--own KEY]",
	  "documents by words of their fields and text, newest first" },
	{ "show NUMBER|ID [--own KEY] [--year N]",
	  "one document or message with all that is known" },
	{ "evidence NUMBER|ID --to FOLDER",
	  "the message and what its verdict rested on, to be proved without the office" },
	{ "trace MESSAGE-ID|ID", "the way of a message, step by step" },
	{ "queue [--held]", "mail that waits to go out; --held: what a rehearsal held" },
	{ "queue drop --held --reason TEXT", "give up what a rehearsal held" },
	{ "held", "messages that wait for a person, with the reasons" },
	{ "register ID --FIELD VALUE... [--not-secret] [--old-year N --reason TEXT]",
	  "enter a held message into the register" },
	{ "register --paper --FIELD VALUE... [--own KEY]", "enter a document without a file" },
	{ "refuse ID --reason TEXT", "return a message to its sender" },
	{ "resend MAIL | resend --all | resend --held",
	  "send mail again that was given up, or what a rehearsal held (see queue)" },
	{ "void NUMBER --reason TEXT [--year N]", "void an entry; its number stays" },
	{ "retry ID | retry --code NNN [--dry-run]",
	  "inspect again with today's directory, CRLs and rules; or only say what it would free" },
	{ "intake import --since DATE [--mailbox NAME] [--dry-run]",
	  "take in what lay in a mailbox before its first day" },
	{ "recheck ID... | --all | --since DATE",
	  "what today's trust says of concluded messages; the result at receipt stays" },
	{ "release ID --reason TEXT", "let a message held by the lists of subjects go on" },
	{ "seal ID|NUMBER --reason TEXT", "take a secret out of everything but sealed/" },
	{ "sealed list | sealed destroy ID --reason TEXT",
	  "what is sealed; destroying needs two people" },
	{ "person list [--own KEY]",
	  "people: roles of today, who is new or locked, confirmed certificates" },
	{ "person delegations [--all] [--own KEY]", "who acts for whom, now or on days to come" },
	{ "person unlock PERSON --reason TEXT",
	  "let somebody act again who locked himself; needs a second person" },
	{ "balance [--day YYYY-MM-DD]", "one day's mail accounted for" },
	{ "verify [--export] [--head HASH]", "walk ledger, register and stored files" },
	{ "routing explain NUMBER",
	  "whom a document goes to, with the line of routing.conf that says so" },
	{ "policy explain [ACTION]", "what you may do, with which line of policy.conf" },
	{ "doctor [--roundtrip [--to ADDRESS]]",
	  "what is wrong and how to mend it; with a test mail along the real way" },
	{ "roundtrip [ADDRESS]", "only the test mail of doctor --roundtrip" },
	{ "wait --idle [--timeout SECONDS]", "return when nothing is under way" },
	{ "check [--waiting W,C] [--held W,C] [--outbox W,C] [--failed W,C] [--certificate W,C] "
	  "[--crl W,C] [--fetch W,C] [--backup W,C] [--free W,C]",
	  "one line for monitoring; exits 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN" },
	{ "backup [--full]",
	  "copy register and files to the folder of the backup block, and prove it" },
	{ "restore --check FOLDER [--in DIR]",
	  "prove that a backup opens, verifies and counts the same" },
	{ "restore FOLDER --to STATE-DIR [--damaged]",
	  "begin again from a backup; the office must be stopped" },
	{ "support-bundle [--to FILE.tar] [--log FILE]",
	  "versions, settings, log and counts for who helps, without content, names or addresses" },
	{ "crl update | crl import FILE... | crl list",
	  "fetch the lists of revoked certificates, or take them from files; what is in use" },
	{ "crl-report --updated N --failed N [--warning TEXT]",
	  "what crl tells the office by itself" },
	{ "directory import [--dry-run] [--complete [--yes]] [--own KEY] FILE.csv",
	  "agencies and people from a table as Excel saves it, into directory.conf" },
	{ "inspect [--trust DIR] [--intermediate DIR] [--crl DIR] [--policy FILE] [--at TIME] "
	  "FILE...",
	  "inspect files offline, one line of JSON a file" },
	{ "setup [--answers FILE] [--to FOLDER]",
	  "ask a few questions and write a configuration that was checked" },
};

/* Carried out here. */
static const struct {
	const char *name;
	vt_ctl_run *run;
} locals[] = {
	/* clang-format off */
	{ "check", vt_ctl_check },
	{ "crl", vt_ctl_crl },
	{ "directory", vt_ctl_directory },
	{ "doctor", vt_ctl_doctor },
	{ "inspect", vt_ctl_inspect },
	{ "restore", vt_ctl_restore },
	{ "setup", vt_ctl_setup },
	{ "support-bundle", vt_ctl_bundle },
	/* clang-format on */
};

static vt_ctl_run *find_local(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(locals); i++) {
		if (strcmp(locals[i].name, name) == 0)
			return locals[i].run;
	}
	return NULL;
}

static void print_help(FILE *out)
{
	fprintf(out, "usage: vanthuctl [-c CONF] [--json] COMMAND [ARGUMENT...]\n\n");
	for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %s\n        %s\n", commands[i].usage, commands[i].summary);
	fprintf(out, "\nThe office is found by -c, else by $VANTHU_CONF, else by %s.\n",
		VT_SYSCONFDIR "/vanthu/vanthu.conf");
}

static int usage_fault(const char *text)
{
	fprintf(stderr, "vanthuctl: %s; see vanthuctl --help\n", text);
	return EX_USAGE;
}

static const char *conf_path(const char *given)
{
	const char *from_environment = g_getenv("VANTHU_CONF");

	if (given != NULL)
		return given;
	return from_environment != NULL ? from_environment : VT_SYSCONFDIR "/vanthu/vanthu.conf";
}

static int ask_office(const char *conf, const char *const *arguments, bool json)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *socket_path = vt_where_socket(conf, &error);

	if (socket_path == NULL) {
		fprintf(stderr, "vanthuctl: %s\n", error->message);
		return EX_CONFIG;
	}
	return vt_client_run(socket_path, arguments, json);
}

/* --json may stand anywhere: people add it at the end of a command they just ran. Returns how many
 * arguments are left. */
static int take_json(char **arguments, bool *json)
{
	int left = 0;

	for (char **argument = arguments; *argument != NULL; argument++) {
		if (strcmp(*argument, "--json") == 0)
			*json = true;
		else
			arguments[left++] = *argument;
	}
	arguments[left] = NULL;
	return left;
}

int main(int argc, char **argv)
{
	const char *conf = NULL;
	vt_ctl ctl = { 0 };
	vt_ctl_run *local = NULL;
	int at = 1;

	for (; at < argc && argv[at][0] == '-'; at++) {
		if (strcmp(argv[at], "-c") == 0 && at + 1 < argc) {
			conf = argv[++at];
		} else if (strcmp(argv[at], "--json") == 0) {
			ctl.json = true;
		} else if (strcmp(argv[at], "--version") == 0) {
			printf("vanthuctl %s\n", VT_VERSION);
			return EX_OK;
		} else if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
			print_help(stdout);
			return EX_OK;
		} else {
			return usage_fault("unknown option");
		}
	}
	if (at == argc)
		return usage_fault("no command");
	ctl.conf = conf_path(conf);
	argc = at + take_json(argv + at, &ctl.json);
	if (argv[at] == NULL)
		return usage_fault("no command");
	local = find_local(argv[at]);
	if (local != NULL)
		return local(&ctl, argc - at, argv + at);
	if (strcmp(argv[at], "help") == 0) {
		print_help(stdout);
		return EX_OK;
	}
	return ask_office(ctl.conf, (const char *const *)(argv + at), ctl.json);
}
