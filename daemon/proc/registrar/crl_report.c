/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_report - vanthuctl tells what it came to when CRLs were fetched
 */
#include "proc/registrar/crl_report.h"

#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "proc/registrar/control.h"
#include "proc/registrar/mail_flow.h"
#include "store/arrivals.h"
#include "work/notices.h"

static bool act_report(const vt_call *call, void *data, GError **error)
{
	const char *warning = vt_call_option(call, "warning");

	(void)data;
	return warning == NULL
	       || vt_notices_crl(call->store, call->office, warning, call->now, error);
}

static void tell_waiting(const vt_call *call)
{
	static const vt_code codes[] = { VT_CODE_CRL_MISSING, VT_CODE_CRL_STALE };

	for (unsigned i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_autoptr(GPtrArray) held =
			vt_arrivals_held_by_code(call->store, NULL, (int)codes[i], NULL);

		if (held != NULL && held->len > 0)
			vt_reply_text(call->reply,
				      "%u thư đang chờ vì CRL (mã %d): vanthuctl retry --code %d",
				      held->len, (int)codes[i], (int)codes[i]);
	}
}

static void settled_report(const vt_call *call, void *data, bool kept)
{
	const char *warning = vt_call_option(call, "warning");
	g_autofree char *shown = vt_log_value(warning != NULL ? warning : "");

	(void)data;
	(void)kept;
	vt_log(warning != NULL ? VT_LOG_WARNING : VT_LOG_INFO, "-", "crl-update",
	       "updated=%s failed=%s warning=%s", vt_call_option(call, "updated"),
	       vt_call_option(call, "failed"), shown);
	tell_waiting(call);
	vt_reply_end(call->reply, EX_OK, NULL);
	vt_mail_flow_pump(call->registrar);
}

void vt_run_crl_report(const vt_call *call)
{
	int64_t updated = 0, failed = 0;

	if (call->uid != 0 && call->uid != geteuid()) {
		vt_reply_end(call->reply, EX_NOPERM, "only vanthuctl crl reports so");
		return;
	}
	if (vt_call_option(call, "updated") == NULL || vt_call_option(call, "failed") == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "crl-report is for vanthuctl crl");
		return;
	}
	if (!vt_call_number(call, "updated", 0, &updated)
	    || !vt_call_number(call, "failed", 0, &failed))
		return;
	vt_control_change(call, &(vt_change){ .act = act_report, .settled = settled_report });
}
