/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ruling - ignored by rule
 */
#include "work/ruling.h"

#include "doc/rule.h"

bool vt_ruling_ignore(vt_judging *j, bool *done_out, GError **error)
{
	const vt_arrival *a = j->arrival;
	const vt_ruled ruled = { a->from, a->status,
				 j->seen->envelope != NULL ? j->seen->envelope->above : NULL };
	const vt_rule *rule = NULL;

	*done_out = false;
	if (a->agency != NULL && a->status == VT_STATUS_VALID)
		return true;
	rule = vt_rule_for(j->office, &ruled);
	*done_out = rule != NULL;
	if (rule == NULL)
		return true;
	vt_judging_reason(j, VT_REASON_RULE, rule->name);
	return vt_judging_finish(j, VT_STATE_IGNORED, error);
}
