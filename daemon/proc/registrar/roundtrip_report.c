/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip_report - signature, subject, login, subaddress, report, size; then the settings
 */
#include "proc/registrar/roundtrip_report.h"

#include <string.h>

#include "doc/delivery.h"
#include "proc/probe.h"
#include "store/arrivals.h"
#include "work/reasons.h"
#include "work/roundtrip.h"

typedef struct report {
	const vt_call *call;
	vt_health worst;
	GString *settings; /* what follows for vanthu.conf */
} report;

static void say(report *r, vt_health how, const char *subject, const char *mend, const char *format,
		...) G_GNUC_PRINTF(5, 6);
static void say(report *r, vt_health how, const char *subject, const char *mend, const char *format,
		...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	const char *cells[] = { vt_health_name(how), subject, text, mend };
	if (r->call->reply->json)
		vt_reply_row(r->call->reply, cells, G_N_ELEMENTS(cells));
	else /* a table would cut it */
		vt_reply_text(r->call->reply, "%-8s %s: %s%s%s", cells[0], subject, text,
			      mend != NULL ? "; mend: " : "", mend != NULL ? mend : "");
	r->worst = MAX(r->worst, how);
}

/* What the inspection found out about the gateway: "228 gateway ...: footer ..." */
static char *changes_of(const report *r, const char *id)
{
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(r->call->store, id, NULL);
	GString *text = g_string_new(NULL);

	for (guint i = 0; findings != NULL && i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);
		const vt_code_info *info = vt_code_find((int)finding->code);

		if (info->check != VT_CHECK_SIGNATURE || info->verdict == VT_GOOD)
			continue;
		g_string_append_printf(text, "%s%d %s%s%s", text->len > 0 ? "; " : "",
				       (int)finding->code, info->name,
				       *finding->detail != '\0' ? ": " : "", finding->detail);
	}
	return g_string_free(text, FALSE);
}

static void tell_signature(report *r, const vt_arrival *arrival)
{
	g_autofree char *changes = changes_of(r, arrival->id);

	if (arrival->status == VT_STATUS_VALID)
		say(r, VT_HEALTH_GOOD, "signature", NULL, "signed bytes came back unchanged");
	else
		say(r, VT_HEALTH_FAULT, "signature",
		    "let the mail server leave signed mail alone: GATEWAYS in vanthud(8)",
		    "signed bytes were altered on the way: %s", changes);
}

static void tell_subject(report *r, const vt_arrival *arrival, const vt_leg *leg)
{
	const char *sent = vt_roundtrip_subject(leg->mail);

	if (g_strcmp0(arrival->subject, sent) == 0)
		say(r, VT_HEALTH_GOOD, "subject", NULL, "the subject came back unchanged");
	else if (arrival->subject != NULL && strstr(arrival->subject, sent) != NULL)
		say(r, VT_HEALTH_WARNING, "subject", "except mail from ourselves from that rule",
		    "the server writes into the subject: \"%s\"", arrival->subject);
	else
		say(r, VT_HEALTH_FAULT, "subject", "a token in the subject would be lost",
		    "the subject was replaced: \"%s\"",
		    arrival->subject != NULL ? arrival->subject : "");
}

/* "KIND N HOST HOW LOGIN"; NULL: another reason. */
static GStrv hop_of(const vt_why *why)
{
	GStrv words = NULL;

	if (strcmp(why->word, vt_reason_word(VT_REASON_ROUNDTRIP_HOP)) != 0)
		return NULL;
	words = g_strsplit(why->detail, " ", 5);
	if (g_strv_length(words) != 5)
		g_clear_pointer(&words, g_strfreev);
	return words;
}

/* The first hop of that kind whose login is ours. */
static bool find_login(const GPtrArray *whys, const char *kind, const char *login, GStrv *hop_out)
{
	for (guint i = 0; i < whys->len; i++) {
		g_auto(GStrv) hop = hop_of(g_ptr_array_index(whys, i));

		if (hop == NULL || strcmp(hop[0], kind) != 0 || strcmp(hop[4], "-") == 0
		    || (login != NULL && strcmp(hop[4], login) != 0))
			continue;
		*hop_out = g_steal_pointer(&hop);
		return true;
	}
	return false;
}

static void tell_hops(report *r, const GPtrArray *whys)
{
	for (guint i = 0; i < whys->len; i++) {
		const vt_why *why = g_ptr_array_index(whys, i);

		if (strcmp(why->word, vt_reason_word(VT_REASON_ROUNDTRIP_HOP)) == 0)
			say(r, VT_HEALTH_GOOD, "way", NULL, "%s", why->detail);
	}
}

static void tell_login(report *r, const vt_arrival *arrival)
{
	g_autoptr(GPtrArray) whys = vt_arrivals_whys(r->call->store, arrival->id, NULL);
	const char *login =
		vt_block_text(vt_settings_one(r->call->office->settings, "smtp"), "user");
	g_auto(GStrv) hop = NULL;
	bool by_results;

	if (whys == NULL)
		return;
	tell_hops(r, whys);
	by_results = find_login(whys, "results", login, &hop);
	if (!by_results && !find_login(whys, "received", login, &hop)) {
		say(r, VT_HEALTH_WARNING, "login", "config/postfix/README, proof session",
		    "the server does not write who logged in: session cannot be used");
		return;
	}
	say(r, VT_HEALTH_GOOD, "login", NULL, "the server writes our login %s, %s", hop[4],
	    by_results ? "in Authentication-Results" : "in its Received (Authenticated sender)");
	g_string_append_printf(r->settings,
			       "session\n\tauthserv-id = %s\n\town-hops = %s\n\tform = %s\n",
			       hop[2], hop[1], by_results ? "authentication-results" : "received");
}

static void tell_plain(report *r, const vt_leg *leg)
{
	g_autoptr(vt_arrival) arrival =
		leg->arrival != NULL ? vt_arrivals_get(r->call->store, leg->arrival, NULL) : NULL;

	if (arrival == NULL) {
		say(r, VT_HEALTH_FAULT, "mail",
		    leg->fault != NULL ? "see smtp in vanthu.conf"
				       : "look at the server's log and our doors",
		    "the mail to %s did not come back%s%s", leg->mail->recipient,
		    leg->fault != NULL ? ": " : " in time", leg->fault != NULL ? leg->fault : "");
		return;
	}
	say(r, VT_HEALTH_GOOD, "mail", NULL, "the mail to %s was back after %.1f s",
	    leg->mail->recipient, (double)leg->took_ms / 1000);
	tell_signature(r, arrival);
	tell_subject(r, arrival, leg);
	tell_login(r, arrival);
}

static void tell_subaddress(report *r, const vt_leg *sub)
{
	if (sub->arrival != NULL)
		say(r, VT_HEALTH_GOOD, "subaddress", NULL, "%s is delivered", sub->mail->recipient);
	else
		say(r, VT_HEALTH_WARNING, "subaddress",
		    "recipient_delimiter = + of Postfix, if you can",
		    "%s is not delivered: a token must stand in the subject%s%s",
		    sub->mail->recipient, sub->fault != NULL ? ": " : "",
		    sub->fault != NULL ? sub->fault : "");
	g_string_append_printf(r->settings, "# token-in = %ssubject message-id\n",
			       sub->arrival != NULL ? "address " : "");
}

const char *vt_roundtrip_reported_to(const vt_call *call, const vt_round *round)
{
	const char *sender =
		vt_block_text(vt_settings_one(call->office->settings, "smtp"), "sender");

	return sender != NULL ? sender : round->plain.mail->sender;
}

/* That DSN is offered says little: the report must be made, and come to a door of ours. */
static void tell_report(report *r, const vt_round *round)
{
	const char *to = vt_roundtrip_reported_to(r->call, round);
	double seconds = (double)round->report_ms / 1000;

	if (round->report == VT_DELIVERY_DELIVERED || round->report == VT_DELIVERY_DISPLAYED)
		say(r, VT_HEALTH_GOOD, "reports", NULL,
		    "a report of delivery was back after %.1f s: delivered", seconds);
	else if (round->report == VT_DELIVERY_RELAYED)
		say(r, VT_HEALTH_GOOD, "reports", NULL,
		    "a report of delivery was back after %.1f s: relayed to a server that reports "
		    "no further",
		    seconds);
	else if (round->report >= 0)
		say(r, VT_HEALTH_WARNING, "reports", "look at the server's log",
		    "a report says of the mail that came back: %s %s",
		    vt_delivery_name((vt_delivery)round->report), round->report_words);
	else
		say(r, VT_HEALTH_WARNING, "reports",
		    "ask for DSN (RFC 3461), and let mail to that address come to one of our "
		    "doors, or name another one as smtp.sender",
		    "no report of delivery came back to %s: what happened to our mail is not "
		    "known",
		    to);
}

static void tell_size(report *r, const vt_round *round)
{
	const vt_size_search *s = &round->sizes;
	int64_t wanted =
		vt_block_int(vt_settings_one(r->call->office->settings, "notices"), "attach-max");
	g_autofree char *beyond =
		s->failed == 0
			? g_strdup("the largest we ever send")
			: g_strdup_printf("of %" G_GINT64_FORMAT " do not%s%s", s->failed,
					  round->size_fault != NULL ? ": " : "",
					  round->size_fault != NULL ? round->size_fault : "");

	if (s->passed == 0)
		say(r, VT_HEALTH_WARNING, "size", "attach-max = 0, and ask whoever runs the server",
		    "no files pass; %s", beyond);
	else if (s->passed < MIN(wanted, s->top))
		say(r, VT_HEALTH_WARNING, "size", "a smaller notices.attach-max, see below",
		    "files of %" G_GINT64_FORMAT " bytes, encoded, pass; %s", s->passed, beyond);
	else
		say(r, VT_HEALTH_GOOD, "size", NULL,
		    "files of %" G_GINT64_FORMAT " bytes, encoded, pass; %s", s->passed, beyond);
	g_string_append_printf(r->settings, "notices\n\tattach-max = %" G_GINT64_FORMAT "\n",
			       s->passed);
}

void vt_roundtrip_report(const vt_call *call, const vt_round *round)
{
	static const vt_column columns[] = {
		{ "health", "health" },
		{ "subject", "subject" },
		{ "finding", "finding" },
		{ "mend", "mend" },
	};
	g_autoptr(GString) settings = g_string_new(NULL);
	report r = { .call = call, .settings = settings };

	if (call->reply->json)
		vt_reply_table(call->reply, "roundtrip", columns, G_N_ELEMENTS(columns));
	tell_plain(&r, &round->plain);
	if (round->plain.arrival != NULL) {
		tell_subaddress(&r, &round->subaddress);
		tell_report(&r, round);
		tell_size(&r, round);
	}
	vt_reply_text(call->reply, "\n%s", settings->str);
	vt_reply_end(call->reply, (int)r.worst, NULL);
}
