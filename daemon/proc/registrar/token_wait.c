/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_wait - a token may be in somebody's drawer over the weekend
 */
#include "proc/registrar/token_wait.h"

#include "base/clock.h"
#include "work/issuing.h"
#include "work/notices.h"

/* To ask for a token costs a look at the readers. */
#define LONGEST_PAUSE 60

vt_program vt_signer_of(const vt_registrar *registrar, const vt_mail *mail)
{
	const vt_signer_keys *keys = vt_office_signer(registrar->office, mail->own);

	return keys != NULL && keys->document_on_token && vt_issuing_is_mail(mail->kind)
		       ? VT_PROGRAM_TOKEN
		       : VT_PROGRAM_SIGNER;
}

bool vt_token_waits(vt_registrar *registrar, const vt_mail *mail, const char *cause, GError **error)
{
	int64_t now = vt_clock_now();
	int64_t pause = MIN(g_array_index(registrar->office->retry, int64_t, 0), LONGEST_PAUSE);

	return vt_outbox_wait(registrar->store, mail, now + pause, cause, error)
	       && vt_notices_token(registrar->store, registrar->office, mail->own, cause, now,
				   error);
}
