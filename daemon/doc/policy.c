/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy - read policy.conf, answer who may do what
 */
#include "doc/policy.h"

#include <string.h>

#include "base/error.h"
#include "base/io.h"
#include "base/text.h"
#include "doc/directory.h"

#define MAX_POLICY_BYTES (256u * 1024)
#define MAX_GROUPS       8

/* A proof is a conjunction of groups, each a set of alternatives: one bit a proof. */
typedef struct policy_line {
	vt_action action;
	unsigned roles;
	unsigned groups[MAX_GROUPS];
	unsigned n_groups;
	unsigned line;
	char *text; /* as written, blanks collapsed */
} policy_line;

struct vt_policy {
	char *file;
	GPtrArray *lines; /* policy_line * */
};

static const struct {
	const char *name;
	bool binding; /* changes the register or opens what is closed: a token alone never proves it
		       */
} actions[] = {
	[VT_ACTION_REGISTER_INCOMING] = { "register-incoming", true },
	[VT_ACTION_REGISTER] = { "register", true },
	[VT_ACTION_REGISTER_OLD_YEAR] = { "register-old-year", true },
	[VT_ACTION_REFUSE] = { "refuse", true },
	[VT_ACTION_VOID] = { "void", true },
	[VT_ACTION_RELEASE] = { "release", true },
	[VT_ACTION_SEAL] = { "seal", true },
	[VT_ACTION_SEALED_LIST] = { "sealed-list", true },
	[VT_ACTION_SEALED_DESTROY] = { "sealed-destroy", true },
	[VT_ACTION_RETRY] = { "retry", true },
	[VT_ACTION_READ] = { "read", false },
	[VT_ACTION_AGREE] = { "agree", true },
	[VT_ACTION_ASSIGN] = { "assign", true },
	[VT_ACTION_RETURN] = { "return", true },
	[VT_ACTION_ASK] = { "ask", true },
	[VT_ACTION_SUBMIT] = { "submit", true },
	[VT_ACTION_WORK] = { "work", true },
	[VT_ACTION_NOTE_OPINION] = { "note-opinion", true },
	[VT_ACTION_DELEGATE] = { "delegate", true },
	[VT_ACTION_UNLOCK] = { "unlock", true },
	[VT_ACTION_SECOND] = { "second", true },
	[VT_ACTION_JOIN] = { "join", true },
	[VT_ACTION_DIRECTORY] = { "directory", true },
	[VT_ACTION_DRAFT] = { "draft", true },
	[VT_ACTION_CHECK_DRAFT] = { "check-draft", true },
	[VT_ACTION_ISSUE] = { "issue", true },
	[VT_ACTION_ISSUE_VERSION] = { "issue-version", true },
	[VT_ACTION_LOOK] = { "look", false },
};
G_STATIC_ASSERT(G_N_ELEMENTS(actions) == VT_N_ACTIONS);

static const char *const proof_names[] = {
	"smime", "pinned", "token", "session", "mailbox", "local"
};
G_STATIC_ASSERT(G_N_ELEMENTS(proof_names) == VT_N_PROOFS);

const char *vt_action_name(vt_action action)
{
	g_assert(action < VT_N_ACTIONS);
	return actions[action].name;
}

int vt_action_find(const char *name)
{
	for (int i = 0; i < VT_N_ACTIONS; i++) {
		if (strcmp(actions[i].name, name) == 0)
			return i;
	}
	return -1;
}

const char *vt_proof_name(vt_proof proof)
{
	g_assert(proof < VT_N_PROOFS);
	return proof_names[proof];
}

static int proof_find(const char *name)
{
	for (int i = 0; i < VT_N_PROOFS; i++) {
		if (strcmp(proof_names[i], name) == 0)
			return i;
	}
	return -1;
}

static void line_free(void *data)
{
	policy_line *line = data;

	g_free(line->text);
	g_free(line);
}

void vt_policy_free(vt_policy *policy)
{
	if (policy == NULL)
		return;
	g_free(policy->file);
	g_ptr_array_unref(policy->lines);
	g_free(policy);
}

typedef struct line_place {
	const char *file;
	unsigned line;
	vt_faults *faults;
} line_place;

static const char *nearest_action(const char *word)
{
	const char *names[VT_N_ACTIONS + 1] = { NULL };

	for (int i = 0; i < VT_N_ACTIONS; i++)
		names[i] = actions[i].name;
	return vt_text_nearest(word, names);
}

static bool parse_roles(const char *text, unsigned *roles_out, const line_place *at)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	bool good = true;

	*roles_out = 0;
	for (char **word = words; *word != NULL; word++) {
		int role = vt_role_find(g_strstrip(*word));

		if (role < 0) {
			g_autofree char *hint = vt_role_hint(*word);

			vt_faults_add(at->faults, at->file, at->line, "unknown role '%s'%s", *word,
				      hint);
			good = false;
		} else {
			*roles_out |= 1u << role;
		}
	}
	return good;
}

static bool parse_group(const char *text, unsigned *group_out, const line_place *at)
{
	g_autofree char *inner = g_strstrip(g_strdup(text));
	size_t size = strlen(inner);
	g_auto(GStrv) words = NULL;

	if (size >= 2 && inner[0] == '(' && inner[size - 1] == ')') {
		inner[size - 1] = ' ';
		inner[0] = ' ';
	} else if (strchr(inner, '|') != NULL) {
		vt_faults_add(at->faults, at->file, at->line,
			      "alternatives stand in parentheses, not as in '%s'", inner);
		return false;
	}
	words = g_strsplit(inner, "|", -1);
	*group_out = 0;
	for (char **word = words; *word != NULL; word++) {
		int proof = proof_find(g_strstrip(*word));

		if (proof < 0) {
			vt_faults_add(at->faults, at->file, at->line,
				      "unknown proof '%s', known: %s", *word,
				      "smime pinned token session mailbox local");
			return false;
		}
		*group_out |= 1u << proof;
	}
	return true;
}

static bool parse_proof(const char *text, policy_line *line, const line_place *at)
{
	g_auto(GStrv) groups = g_strsplit(text, "&", -1);

	for (char **group = groups; *group != NULL; group++) {
		if (line->n_groups == MAX_GROUPS) {
			vt_faults_add(at->faults, at->file, at->line, "more than %d groups",
				      MAX_GROUPS);
			return false;
		}
		if (!parse_group(*group, &line->groups[line->n_groups++], at))
			return false;
	}
	return true;
}

/* A token travels in a mail that can be forwarded: alone it is never authority (design §5). */
static bool provable_by_token_alone(const policy_line *line)
{
	for (unsigned i = 0; i < line->n_groups; i++) {
		if ((line->groups[i] & (1u << VT_PROOF_TOKEN)) == 0)
			return false;
	}
	return true;
}

/* Columns are split by a tab or by two blanks and more, so a proof may hold single blanks. */
static GPtrArray *split_columns(const char *text)
{
	GPtrArray *columns = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) pieces = NULL;
	g_autoptr(GString) tabbed = g_string_new(NULL);

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\t' || (at[0] == ' ' && at[1] == ' '))
			g_string_append_c(tabbed, '\t');
		else
			g_string_append_c(tabbed, *at);
	}
	pieces = g_strsplit(tabbed->str, "\t", -1);
	for (char **piece = pieces; *piece != NULL; piece++) {
		g_strstrip(*piece);
		if (**piece != '\0')
			g_ptr_array_add(columns, g_strdup(*piece));
	}
	return columns;
}

static void parse_line(vt_policy *policy, const char *text, const line_place *at)
{
	g_autoptr(GPtrArray) columns = split_columns(text);
	policy_line *line = NULL;
	int action = -1;

	if (columns->len != 3) {
		vt_faults_add(at->faults, at->file, at->line,
			      "a line is ACTION, ROLE and PROOF split by tabs or two blanks, not "
			      "%u columns",
			      columns->len);
		return;
	}
	action = vt_action_find(g_ptr_array_index(columns, 0));
	if (action < 0) {
		const char *near = nearest_action(g_ptr_array_index(columns, 0));

		vt_faults_add(at->faults, at->file, at->line, "unknown action '%s'%s%s%s",
			      (char *)g_ptr_array_index(columns, 0), near ? ", did you mean '" : "",
			      near ? near : "", near ? "'?" : "");
		return;
	}
	line = g_new0(policy_line, 1);
	line->action = (vt_action)action;
	line->line = at->line;
	line->text = vt_text_tidy(text);
	if (!parse_roles(g_ptr_array_index(columns, 1), &line->roles, at)
	    || !parse_proof(g_ptr_array_index(columns, 2), line, at)) {
		line_free(line);
		return;
	}
	if (actions[action].binding && provable_by_token_alone(line))
		vt_faults_add(at->faults, at->file, at->line,
			      "action '%s' is binding and must not be provable by token alone",
			      actions[action].name);
	g_ptr_array_add(policy->lines, line);
}

static void check_all_actions(const vt_policy *policy, vt_faults *faults)
{
	for (int action = 0; action < VT_N_ACTIONS; action++) {
		bool found = false;

		for (guint i = 0; i < policy->lines->len; i++) {
			const policy_line *line = g_ptr_array_index(policy->lines, i);

			found |= line->action == (vt_action)action;
		}
		if (!found)
			vt_faults_add(faults, policy->file, 0, "action '%s' has no line",
				      actions[action].name);
	}
}

vt_policy *vt_policy_parse(const char *text, size_t size, const char *file, vt_faults *faults)
{
	vt_policy *policy = g_new0(vt_policy, 1);
	g_autofree char *copy = g_strndup(size > 0 ? text : "", size);
	g_auto(GStrv) lines = NULL;

	policy->file = g_strdup(file);
	policy->lines = g_ptr_array_new_with_free_func(line_free);
	if (!g_utf8_validate(copy, -1, NULL)) {
		vt_faults_add(faults, file, 0, "file is not UTF-8");
		return policy;
	}
	lines = g_strsplit(copy, "\n", -1);
	for (unsigned i = 0; lines[i] != NULL; i++) {
		line_place at = { .file = file, .line = i + 1, .faults = faults };
		char *comment = strchr(lines[i], '#');

		if (comment != NULL)
			*comment = '\0';
		g_strchomp(lines[i]);
		if (*lines[i] != '\0')
			parse_line(policy, lines[i], &at);
	}
	check_all_actions(policy, faults);
	return policy;
}

vt_policy *vt_policy_load(const char *path, vt_faults *faults)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = vt_io_read_file(AT_FDCWD, path, MAX_POLICY_BYTES, &error);

	vt_faults_note_file(faults, path);
	if (bytes == NULL) {
		vt_faults_add(faults, path, 0, "%s", error->message);
		return vt_policy_parse("", 0, path, faults);
	}
	return vt_policy_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), path,
			       faults);
}

void vt_allowance_clear(vt_allowance *allowance)
{
	g_clear_pointer(&allowance->why, g_free);
}

static void say_bits(GString *why, unsigned wanted, unsigned held, const char *const *names,
		     unsigned n)
{
	const char *joint = "";

	for (unsigned i = 0; i < n; i++) {
		if ((wanted & (1u << i)) == 0)
			continue;
		g_string_append_printf(why, "%s%s %s", joint, names[i],
				       (held & (1u << i)) != 0 ? "yes" : "no");
		joint = ", ";
	}
}

static bool line_holds(const vt_policy *policy, const policy_line *line, unsigned roles,
		       unsigned proofs, GString *why)
{
	const char *role_names[VT_N_ROLES];
	bool holds = (line->roles & roles) != 0;

	for (int i = 0; i < VT_N_ROLES; i++)
		role_names[i] = vt_role_name((vt_role)i);
	g_string_append_printf(why, "%s:%u: %s: role ", policy->file, line->line, line->text);
	say_bits(why, line->roles, roles, role_names, VT_N_ROLES);
	for (unsigned i = 0; i < line->n_groups; i++) {
		g_string_append(why, "; proof ");
		say_bits(why, line->groups[i], proofs, proof_names, VT_N_PROOFS);
		holds = holds && (line->groups[i] & proofs) != 0;
	}
	g_string_append(why, holds ? ": allowed\n" : ": does not hold\n");
	return holds;
}

vt_allowance vt_policy_ask(const vt_policy *policy, vt_action action, unsigned roles,
			   unsigned proofs)
{
	vt_allowance allowance = { .allowed = false };
	g_autoptr(GString) why = g_string_new(NULL);

	for (guint i = 0; i < policy->lines->len && !allowance.allowed; i++) {
		const policy_line *line = g_ptr_array_index(policy->lines, i);

		if (line->action == action)
			allowance.allowed = line_holds(policy, line, roles, proofs, why);
	}
	if (!allowance.allowed)
		g_string_append(why, "no line holds: refused");
	g_strchomp(why->str);
	allowance.why = g_strdup(why->str);
	return allowance;
}

bool vt_policy_has_role(const vt_policy *policy, vt_action action, unsigned roles)
{
	for (guint i = 0; i < policy->lines->len; i++) {
		const policy_line *line = g_ptr_array_index(policy->lines, i);

		if (line->action == action && (line->roles & roles) != 0)
			return true;
	}
	return false;
}
