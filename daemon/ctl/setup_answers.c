/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup_answers - the questions, and their answers from a person or from a file
 */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ctl/setup_private.h"

#define CLAMD "/run/clamav/clamd.ctl" /* where Debian's clamav-daemon listens */

static const char *const doors[] = { "imap", "lmtp", "maildir", NULL };
static const char *const ways[] = { "smtp", "maildir", NULL };
static const char *const tls_forms[] = { "implicit", "starttls", NULL };
static const char *const certificate_sources[] = { "files", "make", NULL };
static const char *const vouching[] = { "authentication-results", "received", "nobody", NULL };
static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const crl_choices[] = { "required", "off", NULL };

/* clang-format off */
const vt_key vt_setup_keys[] = {
	{ .name = "agency", .type = VT_SET_TEXT,
	  .help = "Full name of the agency, as documents address it" },
	{ .name = "short", .type = VT_SET_NAME,
	  .help = "A short name for the files: small letters, digits, hyphens" },
	{ .name = "address", .type = VT_SET_ADDRESS,
	  .help = "Address that documents are sent to" },
	{ .name = "robot", .type = VT_SET_ADDRESS,
	  .help = "Address that notices come from (another one, of its own)" },
	{ .name = "admin", .type = VT_SET_ADDRESS,
	  .help = "Address of the administrator" },
	{ .name = "clerk-name", .type = VT_SET_TEXT,
	  .help = "Name of the clerk (văn thư)" },
	{ .name = "clerk-address", .type = VT_SET_ADDRESS,
	  .help = "The clerk's address" },
	{ .name = "clerk-login", .type = VT_SET_NAME,
	  .help = "Login on this machine whose vanthuctl acts for the clerk, if any" },
	{ .name = "leader-name", .type = VT_SET_TEXT,
	  .help = "Name of the leader who is told of registered documents" },
	{ .name = "leader-address", .type = VT_SET_ADDRESS,
	  .help = "The leader's address" },
	{ .name = "head-name", .type = VT_SET_TEXT,
	  .help = "Name of the head of office, who also answers for secrets and viruses" },
	{ .name = "head-address", .type = VT_SET_ADDRESS,
	  .help = "The head of office's address" },
	{ .name = "in", .type = VT_SET_CHOICE, .choices = doors, .fallback = "imap",
	  .help = "How mail comes in: imap (a mailbox), lmtp (Postfix delivers) or maildir" },
	{ .name = "in-server", .type = VT_SET_TEXT,
	  .help = "Name of the IMAP server, as in its certificate" },
	{ .name = "in-user", .type = VT_SET_TEXT,
	  .help = "Login of the mailbox" },
	{ .name = "in-password-file", .type = VT_SET_PATH,
	  .help = "File with its password; empty = ask for the password now" },
	{ .name = "in-tls", .type = VT_SET_CHOICE, .choices = tls_forms, .fallback = "implicit",
	  .help = "TLS of the IMAP server: implicit (993) or starttls (143)" },
	{ .name = "in-listen", .type = VT_SET_TEXT, .fallback = "/run/vanthu/lmtp.sock",
	  .help = "Socket or loopback port (127.0.0.1:24) that Postfix delivers to" },
	{ .name = "in-maildir", .type = VT_SET_PATH,
	  .help = "Maildir that is watched" },
	{ .name = "out", .type = VT_SET_CHOICE, .choices = ways, .fallback = "smtp",
	  .help = "How mail goes out: smtp (a submission server) or maildir" },
	{ .name = "out-server", .type = VT_SET_TEXT,
	  .help = "Name of the submission server" },
	{ .name = "out-tls", .type = VT_SET_CHOICE, .choices = tls_forms, .fallback = "implicit",
	  .help = "Its TLS: implicit (465) or starttls (587)" },
	{ .name = "out-user", .type = VT_SET_TEXT,
	  .help = "Login at the submission server" },
	{ .name = "out-password-file", .type = VT_SET_PATH,
	  .help = "File with its password; empty = ask for the password now" },
	{ .name = "out-maildir", .type = VT_SET_PATH,
	  .help = "Folder with one Maildir per address, where mail goes out" },
	{ .name = "vouches", .type = VT_SET_CHOICE, .choices = vouching, .fallback = "nobody",
	  .help = "Where your mail server writes who had logged in: authentication-results, received "
		  "or nobody (vanthuctl doctor --roundtrip shows it)" },
	{ .name = "authserv-id", .type = VT_SET_TEXT,
	  .help = "The name it writes there" },
	{ .name = "mailbox", .type = VT_SET_CHOICE, .choices = yes_no, .fallback = "no",
	  .help = "Then a leader must sign every decision. Believe your servers' Received lines "
		  "instead (RISK: whoever may send under his address decides in his name): yes or no" },
	{ .name = "mailbox-server", .type = VT_SET_TEXT,
	  .help = "Name of that server, as behind \"by\" in Received" },
	{ .name = "subaddress", .type = VT_SET_CHOICE, .choices = yes_no, .fallback = "no",
	  .help = "Does your server deliver an address with +something to the mailbox without it: "
		  "yes or no" },
	{ .name = "server-roots", .type = VT_SET_PATH,
	  .fallback = "/etc/ssl/certs/ca-certificates.crt",
	  .help = "Roots the mail servers' certificates must lead to" },
	{ .name = "certificate", .type = VT_SET_CHOICE, .choices = certificate_sources,
	  .fallback = "make",
	  .help = "Key and certificate that sign notices: files, or make (a key, a request for "
		  "your CA, and a certificate of our own to rehearse with)" },
	{ .name = "notice-key", .type = VT_SET_PATH,
	  .help = "The private key (PEM, mode 0600)" },
	{ .name = "notice-certificate", .type = VT_SET_PATH,
	  .help = "Its certificate (PEM)" },
	{ .name = "roots", .type = VT_SET_PATH,
	  .help = "Folder with the root certificates of those who write to you; empty = later" },
	{ .name = "crl", .type = VT_SET_CHOICE, .choices = crl_choices, .fallback = "required",
	  .help = "Must every certificate have a current CRL: required or off" },
	{ .name = "clamd", .type = VT_SET_PATH,
	  .help = "Socket of clamd, which scans mail for viruses; empty = no scanner" },
	{ .name = "state", .type = VT_SET_PATH, .fallback = "/var/lib/vanthu",
	  .help = "Folder for documents and database" },
	{ .name = "user", .type = VT_SET_NAME,
	  .help = "System user the server runs as, when root starts it; empty = whoever starts it" },
	{ 0 },
};
/* clang-format on */

/* Of those that are not asked always, or may be left empty. */
static const struct {
	const char *key, *only_when;
	bool optional;
} rules[] = {
	{ "clerk-login", NULL, true },
	{ "in-server", "in=imap", false },
	{ "in-user", "in=imap", false },
	{ "in-password-file", "in=imap", true },
	{ "in-tls", "in=imap", false },
	{ "in-listen", "in=lmtp", false },
	{ "in-maildir", "in=maildir", false },
	{ "out-server", "out=smtp", false },
	{ "out-tls", "out=smtp", false },
	{ "out-user", "out=smtp", true },
	{ "out-password-file", "out=smtp", true },
	{ "out-maildir", "out=maildir", false },
	{ "authserv-id", "vouches=authentication-results vouches=received", false },
	{ "mailbox", "vouches=nobody", true },
	{ "mailbox-server", "mailbox=yes", false },
	{ "server-roots", "in=imap out=smtp", false }, /* one of them is enough */
	{ "notice-key", "certificate=files", false },
	{ "notice-certificate", "certificate=files", false },
	{ "roots", NULL, true },
	{ "clamd", NULL, true },
	{ "user", NULL, true },
};

/* NULL: it does not run here. */
static const char *clamd_here(void)
{
	return g_file_test(CLAMD, G_FILE_TEST_EXISTS) ? CLAMD : NULL;
}

static const char *only_when(const char *key, bool *optional_out)
{
	*optional_out = false;
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		if (strcmp(rules[i].key, key) == 0) {
			*optional_out = rules[i].optional;
			return rules[i].only_when;
		}
	}
	return NULL;
}

const char *vt_answer_of(const vt_answers *answers, const char *key)
{
	return g_hash_table_lookup((GHashTable *)(uintptr_t)answers, key);
}

static bool holds(const vt_answers *answers, const char *condition)
{
	const char *equals = strchr(condition, '=');
	g_autofree char *key = g_strndup(condition, (size_t)(equals - condition));

	return g_strcmp0(vt_answer_of(answers, key), equals + 1) == 0;
}

static bool asked(const vt_answers *answers, const char *conditions)
{
	g_auto(GStrv) each = conditions != NULL ? g_strsplit(conditions, " ", -1) : NULL;
	bool any = each == NULL;

	for (char **one = each; one != NULL && *one != NULL; one++)
		any = any || holds(answers, *one);
	return any;
}

static vt_answers *answers_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void put(vt_answers *answers, const char *key, const char *value)
{
	g_hash_table_insert(answers, g_strdup(key), g_strdup(value));
}

static const vt_kind_spec *spec(void)
{
	static const vt_kind_spec kinds[] = {
		{ .kind = "setup",
		  .named = VT_UNNAMED,
		  .keys = vt_setup_keys,
		  .help = "Answers for vanthuctl setup." },
		{ 0 },
	};

	return kinds;
}

/* ---- from a file ---- */

static void take_answer(vt_answers *answers, const vt_block *block, const char *key,
			vt_faults *faults)
{
	bool optional = false;
	const char *condition = only_when(key, &optional);
	const char *value = vt_block_text(block, key);

	if (value == NULL && strcmp(key, "clamd") == 0)
		value = clamd_here();
	if (!asked(answers, condition))
		return;
	if (value != NULL)
		put(answers, key, value);
	else if (!optional)
		vt_faults_add(faults, vt_block_file(block), vt_block_line(block), "'%s' is missing",
			      key);
}

vt_answers *vt_answers_read(const char *path, FILE *out)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) settings = vt_settings_load(path, spec(), faults);
	const vt_block *block = vt_settings_one(settings, "setup");
	vt_answers *answers = answers_new();

	/* Of a file that cannot be read or has no such block nothing more is told. */
	for (const vt_key *key = vt_setup_keys; key->name != NULL; key++)
		if (vt_block_line(block) > 0 || vt_faults_count(faults) == 0)
			take_answer(answers, block, key->name, faults);
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		fprintf(out, "vanthuctl: %s\n", vt_faults_get(faults, i));
	if (vt_faults_count(faults) > 0)
		g_clear_pointer(&answers, g_hash_table_unref);
	return answers;
}

char *vt_answers_text(const vt_answers *answers)
{
	GString *text = g_string_new("# Answers for: vanthuctl setup --answers THIS-FILE\nsetup\n");

	for (const vt_key *key = vt_setup_keys; key->name != NULL; key++) {
		const char *value = vt_answer_of(answers, key->name);

		if (value != NULL)
			g_string_append_printf(text, "\t%s = %s\n", key->name, value);
	}
	return g_string_free(text, FALSE);
}

/* ---- from a person ---- */

/* "Ủy ban nhân dân xã Kim Sơn" -> "kim-son": what is left of an agency's name without the words
 * that all of them have; NULL = nothing. */
static char *short_name(const char *agency)
{
	static const char *const common[] = {
		"uy ban nhan dan ", "so ",   "phong ",     "ban ",  "xa ",
		"phuong ",          "tinh ", "thanh pho ", "quan ", "huyen "
	};
	g_autofree char *folded = vt_text_fold(agency);
	g_autofree char *name = NULL;
	const char *at = folded;

	for (size_t i = 0; i < G_N_ELEMENTS(common); i++) {
		if (g_str_has_prefix(at, common[i]))
			at += strlen(common[i]);
	}
	name = vt_text_slug(at, 30);
	return *name != '\0' ? g_steal_pointer(&name) : NULL;
}

/* What an empty answer means; caller frees, NULL = nothing. */
static char *proposal(const vt_answers *answers, const vt_key *key)
{
	const char *address = vt_answer_of(answers, "address");
	const char *at = address != NULL ? strchr(address, '@') : NULL;

	if (strcmp(key->name, "short") == 0)
		return short_name(vt_answer_of(answers, "agency"));
	if (strcmp(key->name, "robot") == 0 && at != NULL)
		return g_strconcat("thongbao", at, NULL);
	if (strcmp(key->name, "in-user") == 0)
		return g_strdup(address);
	if (strcmp(key->name, "out-server") == 0)
		return g_strdup(vt_answer_of(answers, "in-server"));
	if (strcmp(key->name, "out-user") == 0)
		return g_strdup(vt_answer_of(answers, "in-user"));
	if (strcmp(key->name, "out-password-file") == 0)
		return g_strdup(vt_answer_of(answers, "in-password-file"));
	if (strcmp(key->name, "clamd") == 0)
		return g_strdup(clamd_here());
	if (strcmp(key->name, "user") == 0 && geteuid() == 0)
		return g_strdup("vanthu");
	return g_strdup(key->fallback);
}

/* The value as the reader of settings takes it; NULL, and why on out, when it does not. */
static char *checked(const vt_key *key, const char *line, FILE *out)
{
	const vt_key keys[] = { *key, { 0 } };
	const vt_kind_spec kinds[] = { { .kind = "setup", .named = VT_UNNAMED, .keys = keys },
				       { 0 } };
	g_autofree char *text = g_strdup_printf("setup\n\t%s = %s\n", key->name, line);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_settings) settings =
		vt_settings_parse(text, strlen(text), "answer", kinds, faults);

	if (vt_faults_count(faults) == 0)
		return g_strdup(vt_block_text(vt_settings_one(settings, "setup"), key->name));
	fprintf(out, "  %s\n", strrchr(vt_faults_get(faults, 0), ':') + 2);
	return NULL;
}

/* false: the input ended. An empty line is the proposal, or nothing where that is allowed. */
static bool ask(vt_answers *answers, const vt_key *key, FILE *in, FILE *out)
{
	g_autofree char *proposed = proposal(answers, key);
	bool optional = false;
	char line[4096];

	(void)only_when(key->name, &optional);
	for (;;) {
		if (proposed != NULL)
			fprintf(out, "%s [%s]: ", key->help, proposed);
		else
			fprintf(out, "%s%s: ", key->help, optional ? " (may be empty)" : "");
		fflush(out);
		if (fgets(line, sizeof line, in) == NULL)
			return false;
		g_strstrip(line);
		if (*line == '\0' && proposed == NULL) {
			if (optional)
				return true;
			continue;
		}
		g_autofree char *value = checked(key, *line != '\0' ? line : proposed, out);
		if (value == NULL)
			continue;
		put(answers, key->name, value);
		return true;
	}
}

vt_answers *vt_answers_ask(FILE *in, FILE *out)
{
	vt_answers *answers = answers_new();

	for (const vt_key *key = vt_setup_keys; key->name != NULL; key++) {
		bool optional = false;

		if (asked(answers, only_when(key->name, &optional))
		    && !ask(answers, key, in, out)) {
			g_hash_table_unref(answers);
			fputc('\n', out);
			return NULL;
		}
	}
	return answers;
}
