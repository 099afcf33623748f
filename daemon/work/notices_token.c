/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_token - issued documents wait for the token with the agency's key
 */
#include <string.h>

#include "base/text.h"
#include "store/rates.h"
#include "work/notices_private.h"

#define KIND        "cho-thiet-bi-ky"
#define DAY         86400
#define CAUSE_CHARS 300

static bool tell(const vt_noticing *n, vt_mail *mail, const char *cause, GError **error)
{
	g_autofree char *shown = vt_text_quoted(cause, CAUSE_CHARS);

	vt_mail_add(mail, "chi_tiet_ly_do", shown);
	return vt_notice_insert(n, mail, error);
}

bool vt_notice_token(const vt_noticing *n, const char *own, const char *cause, GError **error)
{
	const char *admin = n->office->directory->admin;
	g_autoptr(vt_mail) clerk = vt_notice_to_role(n, KIND, own, VT_ROLE_CLERK);
	unsigned count = 0;

	g_autofree char *key = g_strdup_printf("%s %s", own, cause);
	if (!vt_rates_count(n->store, KIND, key, n->now - DAY, &count, error))
		return false;
	if (count > 0 || clerk == NULL)
		return true;
	if (!vt_rates_note(n->store, KIND, key, n->now, error) || !tell(n, clerk, cause, error))
		return false;
	if (admin == NULL || strcmp(admin, clerk->recipient) == 0)
		return true;
	g_autoptr(vt_mail) other =
		vt_mail_new(KIND, own, vt_notice_language(n), clerk->sender, admin);
	return tell(n, other, cause, error);
}
