/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-office - policy, fields, ID.env, and the files of an office read together
 */
#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"
#include "doc/arrived.h"
#include "doc/fields.h"
#include "doc/office.h"

#define ALL_BUT_REGISTER                                                                           \
	"register\tclerk\tlocal\nregister-old-year\tclerk\tlocal\nrefuse\tclerk\tlocal\n"          \
	"void\tclerk\tlocal\nrelease\tsecurity\tlocal\nseal\tclerk\tlocal\n"                       \
	"sealed-list\tsecurity\tlocal\nsealed-destroy\tsecurity\tlocal\nretry\tclerk\tlocal\n"     \
	"look\tclerk,leader  local\nread\tstaff\t(smime | session)\n"                              \
	"agree\tleader\tsmime\nassign\tleader\tsmime\nreturn\tleader\tsmime\n"                     \
	"ask\tleader\tsmime\nsubmit\tclerk\tsmime\nwork\tstaff\tsmime\n"                           \
	"note-"                                                                                    \
	"opinion\tclerk\tsmime\njoin\tstaff\tsmime\ndirectory\tadmin\tsmime\ndelegate\tleader\tsm" \
	"ime\n"                                                                                    \
	"draft\tstaff\tsmime\ncheck-draft\tunit-head\tsmime\nissue\tleader\tsmime\n"               \
	"issue-version\tclerk\tsmime\n"                                                            \
	"unlock\tadmin\tlocal\nsecond\toffice-head\tsmime\n"

static vt_policy *parse(const char *text, vt_faults *faults)
{
	return vt_policy_parse(text, strlen(text), "policy.conf", faults);
}

static void policy_is_conjunctive(void)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_policy) policy = parse(
		ALL_BUT_REGISTER "register-incoming  agency  smime & (pinned | session)\n", faults);
	unsigned agency = 1u << VT_ROLE_AGENCY;
	const struct {
		unsigned roles, proofs;
		bool allowed;
	} cases[] = {
		{ agency, 1u << VT_PROOF_SMIME | 1u << VT_PROOF_PINNED, true },
		{ agency, 1u << VT_PROOF_SMIME | 1u << VT_PROOF_SESSION, true },
		{ agency, 1u << VT_PROOF_SMIME, false },
		{ agency, 1u << VT_PROOF_PINNED, false },
		{ agency, 0, false },
		{ 1u << VT_ROLE_CLERK, 1u << VT_PROOF_SMIME | 1u << VT_PROOF_PINNED, false },
	};

	/* It is the last line, and every action has one. */
	g_autofree char *place = g_strdup_printf("policy.conf:%d:", VT_N_ACTIONS);

	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		vt_allowance allowance = vt_policy_ask(policy, VT_ACTION_REGISTER_INCOMING,
						       cases[i].roles, cases[i].proofs);

		g_assert_cmpint(allowance.allowed, ==, cases[i].allowed);
		g_assert_nonnull(strstr(allowance.why, place));
		vt_allowance_clear(&allowance);
	}
}

static void policy_faults(void)
{
	const struct {
		const char *line, *fault;
	} cases[] = {
		{ "", "policy.conf: action 'register-incoming' has no line" },
		{ "register-incoming\tagency\ttoken\n", "token alone" },
		{ "register-incoming\tagency\ttoken & (token | smime)\n", "token alone" },
		{ "register-incoming\tchief\tsmime\n", ": unknown role 'chief'" },
		{ "register-incoming\tagency\tsmim\n", "unknown proof 'smim'" },
		{ "register-incoming\tagency\tsmime | token\n", "parentheses" },
		{ "register-incomming\tagency\tsmime\n", "did you mean 'register-incoming'" },
		{ "register-incoming\tagency\n", "2 columns" },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(vt_faults) faults = vt_faults_new();
		g_autofree char *text = g_strconcat(ALL_BUT_REGISTER, cases[i].line, NULL);
		g_autoptr(vt_policy) policy = parse(text, faults);

		g_assert_nonnull(policy);
		g_assert_cmpuint(vt_faults_count(faults), >, 0);
		g_assert_nonnull(strstr(vt_faults_get(faults, 0), cases[i].fault));
	}
}

static void fields_have_forms(void)
{
	const struct {
		vt_field field;
		const char *text, *normal;
	} cases[] = {
		{ VT_FIELD_ISSUED, "29/4/2026", "2026-04-29" },
		{ VT_FIELD_ISSUED, "2026-04-29", "2026-04-29" },
		{ VT_FIELD_ISSUED, "30/02/2026", NULL },
		{ VT_FIELD_ISSUED, "29.4.2026", NULL },
		{ VT_FIELD_ISSUED, "29/4/2026x", NULL },
		{ VT_FIELD_ISSUED, "1/1/26", NULL },
		{ VT_FIELD_URGENCY, "hoả tốc", "3" },
		{ VT_FIELD_URGENCY, "HỎA TỐC", "3" },
		{ VT_FIELD_URGENCY, "thuong khan", "2" },
		{ VT_FIELD_URGENCY, "mai", NULL },
		{ VT_FIELD_PAGES, "007", "7" },
		{ VT_FIELD_PAGES, "1000", NULL },
		{ VT_FIELD_PAGES, "-1", NULL },
		{ VT_FIELD_NUMBER, " 453 ", "453" },
		{ VT_FIELD_NUMBER, "123456789012", NULL },
		{ VT_FIELD_SUBJECT, "", NULL },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *normal = NULL;

		g_assert_cmpint(vt_field_normal(cases[i].field, cases[i].text, &normal, NULL), ==,
				cases[i].normal != NULL);
		g_assert_cmpstr(normal, ==, cases[i].normal);
	}
}

/* PL VI counts characters, not bytes: 500 of three bytes each fit, 501 do not. */
static void lengths_are_characters(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *normal = NULL;

	for (int i = 0; i < 500; i++)
		g_string_append(text, "ế");
	g_assert_true(vt_field_normal(VT_FIELD_SUBJECT, text->str, &normal, NULL));
	g_clear_pointer(&normal, g_free);
	g_string_append(text, "ế");
	g_assert_false(vt_field_normal(VT_FIELD_SUBJECT, text->str, &normal, NULL));
}

static void arrived_goes_there_and_back(void)
{
	g_autoptr(vt_arrived) arrived = vt_arrived_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(vt_arrived) back = NULL;

	arrived->id = g_strdup("01ABC");
	arrived->door = g_strdup("maildir");
	arrived->account = g_strdup("den");
	arrived->own = g_strdup("kimson");
	arrived->mail_from = g_strdup("");
	arrived->received_at = 1795000000;
	arrived->bytes = 77;
	memset(arrived->sha256, 'f', 64);
	g_ptr_array_add(arrived->rcpt_to, g_strdup("vanthu@kimson.example"));
	bytes = vt_arrived_write(arrived);
	back = vt_arrived_parse(bytes, "01ABC", NULL);
	g_assert_nonnull(back);
	g_assert_cmpstr(back->mail_from, ==, "");
	g_assert_cmpint(back->received_at, ==, 1795000000);
	g_assert_cmpuint(back->rcpt_to->len, ==, 1);
	g_assert_null(vt_arrived_parse(bytes, "01ABD", NULL));
}

/* A file of no bytes may come as a GBytes without data; found by fuzz_settings. */
static void nothing_is_refused(void)
{
	g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_policy) policy = vt_policy_parse(NULL, 0, "policy.conf", faults);

	g_assert_null(vt_arrived_parse(nothing, "1", NULL));
	g_assert_nonnull(policy);
	g_assert_cmpuint(vt_faults_count(faults), ==, VT_N_ACTIONS);
}

static void arrived_refuses(void)
{
	static const char *const broken[] = {
		"",
		"id 1\n",
		"id: 1\nid: 1\n",
		"id: 1\nbytes: -1\n",
		"id: 1\nsha256: zz\n",
		"id: 1\nrcpt-to: a b\n",
		"id: 1\nunknown: x\n",
		"id: 1\ndoor: a\rb\naccount: c\n",
		"id: 1\nreceived-at: yesterday\n",
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(broken); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static(broken[i], strlen(broken[i]));

		g_assert_null(vt_arrived_parse(bytes, "1", NULL));
	}
}

/* The samples are what an office begins with: they must be good as they stand. */
static void samples_are_good(void)
{
	g_autofree char *conf = g_test_build_filename(G_TEST_DIST, "config", "vanthu.conf", NULL);
	g_autofree char *data = g_test_build_filename(G_TEST_DIST, ".", NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_office) office = NULL;

	g_setenv("VANTHU_DATADIR", data, TRUE);
	office = vt_office_load(conf, faults);
	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_test_message("%s", vt_faults_get(faults, i));
	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	g_assert_cmpstr(vt_directory_own_at(office->directory, "vanthu@kimson.example")->key, ==,
			"kimson");
	g_assert_cmpuint(office->max_bytes, ==, 64u * 1024 * 1024);
	g_assert_true(office->crl_required);
}

static bool has_fault(const vt_faults *faults, const char *text)
{
	bool found = false;

	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		found |= strstr(vt_faults_get(faults, i), text) != NULL;
	return found;
}

static void put(const char *path, const char *text)
{
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* What vanthud -n prints; two kinds of it in one table, a row each. */
static void hours_are_checked(void)
{
	g_autofree char *folder = g_dir_make_tmp("vanthu-test-XXXXXX", NULL);
	g_autofree char *conf = g_build_filename(folder, "vanthu.conf", NULL);
	g_autofree char *days = g_build_filename(folder, "h.tsv", NULL);
	g_autoptr(vt_faults) bad = vt_faults_new(), good = vt_faults_new();

	put(conf, "office\n\tstate = s\n\tholidays = h.tsv\nhours\n\tmorning = 12:00\n");
	put(days, "day\tkind\tnote\n2026-11-23\tofff\tlocal\n");
	g_autoptr(vt_office) office = vt_office_load(conf, bad);
	g_assert_true(has_fault(bad, "vanthu.conf:4: morning, noon, afternoon and evening"));
	g_assert_true(has_fault(bad, "h.tsv:2: unknown kind 'offf', did you mean 'off'?"));
	g_assert_nonnull(office->worktime);

	put(conf, "office\n\tstate = s\n\tholidays = h.tsv\nhours\n\tmorning = 08:00\n");
	put(days, "day\tkind\tnote\n2026-11-23\toff\tlocal\n");
	g_autoptr(vt_office) other = vt_office_load(conf, good);
	g_assert_false(has_fault(good, "morning"));
	g_assert_false(has_fault(good, "h.tsv"));
	/* From Sunday noon: Monday is off here, Tuesday is 24 November. */
	g_autofree char *opening =
		vt_clock_iso_vietnam(vt_worktime_next_opening(other->worktime, 1795323600));
	g_assert_cmpstr(opening, ==, "2026-11-25T08:00:00+07:00");
	g_unlink(conf);
	g_unlink(days);
	g_rmdir(folder);
}

/* When a leader gets what is laid before him: twice a day, at other hours, or each by itself. */
static void submit_hours(void)
{
	static const struct {
		const char *keys;
		guint hours;
		int first;
		const char *fault;
	} rows[] = {
		{ "", 2, 480, NULL },
		{ "\tsubmit-at = 07:45\n", 1, 465, NULL },
		{ "\tsubmit-at = at-once\n", 0, 0, NULL },
		{ "\tsubmit-at = 24:00\n", 0, 0, "vanthu.conf:4: submit-at is neither" },
		{ "\tsubmit-at = 08:00\n\tsubmit-at = at-once\n", 1, 480,
		  "vanthu.conf:5: submit-at is neither" },
	};
	g_autofree char *folder = g_dir_make_tmp("vanthu-test-XXXXXX", NULL);
	g_autofree char *conf = g_build_filename(folder, "vanthu.conf", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strconcat("office\n\tstate = s\nnotices\n", rows[i].keys, NULL);
		g_autoptr(vt_faults) faults = vt_faults_new();

		put(conf, text);
		g_autoptr(vt_office) office = vt_office_load(conf, faults);
		g_assert_cmpint(has_fault(faults, "submit-at"), ==, rows[i].fault != NULL);
		g_assert_true(rows[i].fault == NULL || has_fault(faults, rows[i].fault));
		g_assert_cmpuint(office->submit_at->len, ==, rows[i].hours);
		if (rows[i].hours > 0)
			g_assert_cmpint(g_array_index(office->submit_at, int, 0), ==,
					rows[i].first);
	}
	g_unlink(conf);
	g_rmdir(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/office/submit-hours", submit_hours);
	g_test_add_func("/policy/conjunctive", policy_is_conjunctive);
	g_test_add_func("/policy/faults", policy_faults);
	g_test_add_func("/fields/forms", fields_have_forms);
	g_test_add_func("/fields/lengths", lengths_are_characters);
	g_test_add_func("/arrived/round", arrived_goes_there_and_back);
	g_test_add_func("/arrived/refuses", arrived_refuses);
	g_test_add_func("/arrived/nothing", nothing_is_refused);
	g_test_add_func("/office/samples", samples_are_good);
	g_test_add_func("/office/hours", hours_are_checked);
	return g_test_run();
}
