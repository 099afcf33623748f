/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_command - vanthuctl person unlock
 */
#include "proc/registrar/person_command.h"

#include <sysexits.h>

#include "base/log.h"
#include "proc/registrar/control.h"
#include "proc/registrar/mail_flow.h"
#include "work/second.h"

typedef struct unlocking {
	char *person; /* key */
	vt_outcome outcome;
} unlocking;

static void data_free(void *pointer)
{
	unlocking *data = pointer;

	g_free(data->person);
	vt_outcome_clear(&data->outcome);
	g_free(data);
}

static bool act_unlock(const vt_call *call, void *pointer, GError **error)
{
	unlocking *data = pointer;
	const vt_noticing n = { call->office, vt_notice_templates(), call->store, call->now };

	return vt_second_unlock(&n, &call->actor, data->person, 0, &data->outcome, error)
	       && vt_outcome_keeps(&data->outcome);
}

static void settled_unlock(const vt_call *call, void *pointer, bool kept)
{
	const unlocking *data = pointer;

	if (kept && data->outcome.code == VT_DONE)
		vt_reply_text(call->reply, "%s: đã mở khóa.", data->person);
	vt_log(VT_LOG_INFO, "-", "person-unlock", "person=%s about=%s outcome=%s",
	       call->actor.person, data->person, vt_outcome_name(data->outcome.code));
	vt_call_outcome(call, &data->outcome);
	vt_mail_flow_pump(call->registrar);
}

void vt_run_person_unlock(const vt_call *call)
{
	const vt_directory *d = call->office->directory;
	const char *word = vt_call_word(call, 2);
	const vt_person *person = word != NULL ? vt_directory_person(d, word) : NULL;
	unlocking *data = NULL;

	if (word == NULL) {
		vt_reply_end(call->reply, EX_USAGE,
			     "try: person unlock PERSON|ADDRESS --reason TEXT");
		return;
	}
	if (person == NULL)
		person = vt_directory_person_at(d, word);
	data = g_new0(unlocking, 1);
	data->person = g_strdup(person != NULL ? person->key : word);
	vt_control_change(call, &(vt_change){ .act = act_unlock,
					      .settled = settled_unlock,
					      .data = data,
					      .free_data = data_free });
}
