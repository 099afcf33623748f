/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proposal_form - what a clerk proposes: lines of the form, or of a mail
 */
#include "base/text.h"
#include "work/decision.h"
#include "work/proposal.h"

static void put(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

/* The one leader of that name: who is laid documents before is named among leaders. NULL = none, or
 * several. */
static const vt_person *leader_named(const vt_directory *d, const char *own, const char *name)
{
	g_autofree char *wanted = vt_text_fold(name);
	const vt_person *found = NULL;
	unsigned count = 0;

	for (guint i = 0; i < d->people->len; i++) {
		const vt_person *person = g_ptr_array_index(d->people, i);
		g_autofree char *folded = vt_text_fold(person->name);

		if (!g_str_equal(person->own, own) || !vt_person_has(person, VT_ROLE_LEADER)
		    || !g_str_equal(folded, wanted))
			continue;
		found = person;
		count++;
	}
	return count == 1 ? found : NULL;
}

vt_proposal *vt_proposal_of_form(const vt_directory *d, const char *own, const vt_form *form,
				 int64_t now, GPtrArray *unclear)
{
	static const vt_form_key keys[] = { [VT_TASK_LEAD] = VT_FORM_LEAD,
					    [VT_TASK_SUPPORT] = VT_FORM_SUPPORT,
					    [VT_TASK_INFORM] = VT_FORM_INFORM };
	vt_proposal *proposal = vt_proposal_new();
	const char *leader = form->lines[VT_FORM_LEADER], *due = form->lines[VT_FORM_DUE];
	vt_unclear *why = NULL;

	for (int role = 0; role < VT_N_TASK_ROLES; role++)
		if (form->lines[keys[role]] != NULL)
			vt_proposal_set(proposal, d, own, (vt_task_role)role,
					form->lines[keys[role]], unclear);
	if (form->lines[VT_FORM_OPINION] != NULL)
		put(&proposal->opinion, form->lines[VT_FORM_OPINION]);
	if (due != NULL && !vt_proposal_set_due(proposal, due, now))
		g_ptr_array_add(unclear, vt_unclear_new(due));
	if (leader == NULL || *leader == '\0')
		return proposal;
	const vt_person *named = leader_named(d, own, leader);
	vt_assignee *one = named == NULL ? vt_assignee_find(d, own, leader, &why) : NULL;
	if (named != NULL)
		put(&proposal->leader, named->key);
	else if (one != NULL)
		put(&proposal->leader, one->person);
	else
		g_ptr_array_add(unclear, why);
	vt_assignee_free(one);
	return proposal;
}

void vt_decision_change(const vt_hearing *h, vt_proposal *proposal, GPtrArray *unclear)
{
	static const vt_verb verbs[] = { [VT_TASK_LEAD] = VT_VERB_LEAD,
					 [VT_TASK_SUPPORT] = VT_VERB_SUPPORT,
					 [VT_TASK_INFORM] = VT_VERB_INFORM };
	const vt_directory *d = h->j->office->directory;
	const vt_instruction *due = vt_decision_find(h, VT_VERB_DUE);
	const vt_instruction *opinion = vt_decision_find(h, VT_VERB_OPINION);

	for (int role = 0; role < VT_N_TASK_ROLES; role++) {
		const vt_instruction *one = vt_decision_find(h, verbs[role]);

		if (one != NULL)
			vt_proposal_set(proposal, d, h->person->own, (vt_task_role)role,
					one->argument, unclear);
	}
	if (due != NULL && !vt_proposal_set_due(proposal, due->argument, h->j->seen->now))
		g_ptr_array_add(unclear, vt_unclear_new(due->argument));
	if (opinion != NULL)
		put(&proposal->opinion, opinion->argument);
	put(&proposal->by, h->person->key);
}
