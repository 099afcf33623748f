/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_mail - drafts: to whom, how many, when
 */
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "store/rates.h"
#include "work/notices_private.h"

#define HOUR      3600
#define DAY       (24 * HOUR)
#define MOST_DAYS 30 /* Tết is shorter */

int64_t vt_notice_limit_of(const vt_noticing *n, vt_notice_limit limit)
{
	static const struct {
		const char *key;
		int64_t fallback; /* for an office made up in memory */
	} limits[] = {
		[VT_LIMIT_DIGEST_EVERY] = { "digest-every", 900 },
		[VT_LIMIT_ATTACH_MAX] = { "attach-max", 7 * 1024 * 1024 },
		[VT_LIMIT_BREAKER] = { "breaker", 500 },
		[VT_LIMIT_RECEIPTS] = { "receipts-an-hour", 20 },
		[VT_LIMIT_ANSWERS] = { "answers-an-hour", 120 },
		[VT_LIMIT_GATEWAY] = { "gateway-senders", 3 },
	};
	G_STATIC_ASSERT(G_N_ELEMENTS(limits) == VT_N_LIMITS);

	if (n->office->settings == NULL)
		return limits[limit].fallback;
	return vt_block_int(vt_settings_one(n->office->settings, "notices"), limits[limit].key);
}

/* The set time on a working day nearest to now, ahead (sign 1) or not (-1); now: there is none. */
static int64_t set_time(const vt_noticing *n, const GArray *times, int sign)
{
	const vt_worktime *worktime = n->office->worktime;

	for (int day = 0; day < MOST_DAYS; day++) {
		int64_t begin = vt_clock_day_begin(n->now) + sign * day * DAY, best = VT_TIME_NONE;

		if (worktime != NULL && !vt_worktime_is_workday(worktime, begin))
			continue;
		for (guint i = 0; i < times->len; i++) {
			int64_t at = begin + g_array_index(times, int, i) * 60;

			if ((at > n->now) == (sign > 0)
			    && (best == VT_TIME_NONE || (sign > 0 ? at < best : at > best)))
				best = at;
		}
		if (best != VT_TIME_NONE)
			return best;
	}
	return n->now;
}

int64_t vt_notice_next_time(const vt_noticing *n, const GArray *times)
{
	return set_time(n, times, 1);
}

bool vt_notice_at_times(const vt_noticing *n)
{
	return n->office->digest_at != NULL && n->office->digest_at->len > 0;
}

int64_t vt_notice_next_digest(const vt_noticing *n)
{
	return vt_notice_at_times(n) ? set_time(n, n->office->digest_at, 1)
				     : n->now + vt_notice_limit_of(n, VT_LIMIT_DIGEST_EVERY);
}

int64_t vt_notice_last_digest(const vt_noticing *n)
{
	return vt_notice_at_times(n) ? set_time(n, n->office->digest_at, -1)
				     : n->now - vt_notice_limit_of(n, VT_LIMIT_DIGEST_EVERY);
}

const char *vt_notice_language(const vt_noticing *n)
{
	return n->office->language != NULL ? n->office->language : "vi";
}

GPtrArray *vt_notice_owns(const vt_noticing *n, const char *own)
{
	const GPtrArray *all = n->office->directory->own;
	GPtrArray *owns = g_ptr_array_new();

	for (unsigned i = 0; i < all->len; i++) {
		vt_own *one = g_ptr_array_index(all, i);

		if (own == NULL || strcmp(one->key, own) == 0)
			g_ptr_array_add(owns, one->key);
	}
	return owns;
}

static vt_mail *new_mail(const vt_noticing *n, const char *kind, const char *own,
			 const char *recipient)
{
	const vt_own *from = vt_directory_own(n->office->directory, own);

	if (from == NULL || recipient == NULL)
		return NULL;
	return vt_mail_new(kind, own, vt_notice_language(n), from->robot, recipient);
}

static const char *first_address(const GPtrArray *addresses)
{
	return addresses != NULL && addresses->len > 0 ? g_ptr_array_index(addresses, 0) : NULL;
}

vt_mail *vt_notice_to_person(const vt_noticing *n, const char *kind, const char *own,
			     const vt_person *person)
{
	vt_mail *mail = new_mail(n, kind, own, first_address(person->addresses));

	if (mail != NULL) {
		g_free(mail->person);
		mail->person = g_strdup(person->key);
	}
	return mail;
}

vt_mail *vt_notice_to_role(const vt_noticing *n, const char *kind, const char *own, vt_role role)
{
	const vt_person *person = vt_directory_first(n->office->directory, own, role);

	if (person != NULL)
		return vt_notice_to_person(n, kind, own, person);
	return new_mail(n, kind, own, n->office->directory->admin);
}

vt_mail *vt_notice_to_address(const vt_noticing *n, const char *kind, const char *own,
			      const char *address)
{
	return new_mail(n, kind, own, address);
}

vt_mail *vt_notice_to_admin(const vt_noticing *n, const char *kind, const char *own)
{
	return new_mail(n, kind, own, n->office->directory->admin);
}

void vt_notice_thread(vt_mail *mail, const vt_arrival *arrival)
{
	if (arrival->message_id == NULL)
		return;
	mail->in_reply_to = g_strdup(arrival->message_id);
	mail->references = arrival->in_reply_to != NULL ? g_strconcat(arrival->in_reply_to, " ",
								      arrival->message_id, NULL)
							: g_strdup(arrival->message_id);
}

const vt_agency *vt_notice_agency(const vt_noticing *n, const vt_arrival *arrival)
{
	const vt_directory *directory = n->office->directory;

	if (arrival->agency != NULL)
		return vt_directory_agency(directory, arrival->agency);
	return arrival->from != NULL ? vt_directory_agency_at(directory, arrival->from) : NULL;
}

vt_mail *vt_notice_to_agency(const vt_noticing *n, const char *kind, const vt_arrival *arrival)
{
	const vt_directory *directory = n->office->directory;
	const vt_agency *agency = vt_notice_agency(n, arrival);
	const char *to = NULL;

	if (agency == NULL || arrival->own == NULL)
		return NULL;
	to = first_address(agency->addresses);
	if (arrival->from != NULL && vt_directory_agency_at(directory, arrival->from) == agency)
		to = arrival->from;
	vt_mail *mail = new_mail(n, kind, arrival->own, to);
	if (mail == NULL)
		return NULL;
	mail->automatic = VT_AUTO_REPLIED;
	mail->arrival = g_strdup(arrival->id);
	vt_notice_thread(mail, arrival);
	vt_mail_add(mail, "co_quan_gui", agency->name);
	return mail;
}

/* Above the limit nothing automatic leaves; what was written stays. */
static bool brake(const vt_noticing *n, vt_mail *mail, GError **error)
{
	unsigned count = 0;

	if (!vt_rates_count(n->store, "automatic", "", n->now - HOUR, &count, error))
		return false;
	if (count < vt_notice_limit_of(n, VT_LIMIT_BREAKER))
		return vt_rates_note(n->store, "automatic", "", n->now, error);
	mail->state = VT_MAIL_BRAKED;
	g_autoptr(vt_filling) values = vt_filling_new();
	g_autofree char *limit =
		g_strdup_printf("%d", (int)vt_notice_limit_of(n, VT_LIMIT_BREAKER));
	vt_filling_add(values, "gioi_han", limit);
	return vt_notice_admin(n, VT_EVENT_BREAKER, "", values, error);
}

bool vt_notice_insert(const vt_noticing *n, vt_mail *mail, GError **error)
{
	return brake(n, mail, error) && vt_outbox_insert(n->store, mail, n->now, error);
}

bool vt_notice_grow(const vt_noticing *n, vt_mail *mail, int64_t due_at, GError **error)
{
	int64_t open = 0;

	if (!vt_outbox_open_draft(n->store, mail->own, mail->kind, mail->recipient, &open, error))
		return false;
	if (open != 0)
		return vt_outbox_extend(n->store, open, mail->values, mail->attachments, error);
	mail->due_at = due_at;
	return vt_notice_insert(n, mail, error);
}

static bool automatic(const GPtrArray *findings)
{
	static const vt_code codes[] = { VT_CODE_AUTO_SUBMITTED, VT_CODE_OUR_NOTICE, VT_CODE_BOUNCE,
					 VT_CODE_LIST_MAIL, VT_CODE_OUR_ADDRESS };

	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		if (vt_findings_have(findings, codes[i]))
			return true;
	}
	return false;
}

bool vt_notice_is_proved(const vt_arrival *arrival)
{
	return arrival->status == VT_STATUS_VALID && arrival->chain == VT_CHAIN_VALID
	       && arrival->sender == VT_SENDER_MATCH;
}

bool vt_notice_may_answer(const vt_noticing *n, const vt_arrival *arrival, bool *may_out,
			  GError **error)
{
	g_autoptr(GPtrArray) findings = vt_arrivals_findings(n->store, arrival->id, error);

	if (findings == NULL)
		return false;
	bool proved = arrival->agency != NULL && vt_notice_is_proved(arrival);
	/* An agency without S/MIME must hear, too, that its document came, or why not (QĐ
	 * 28/2018 Đ9.1). */
	bool vouched =
		vt_findings_have(findings, VT_CODE_VOUCHED) && vt_notice_agency(n, arrival) != NULL;

	*may_out = !arrival->secret && (proved || vouched) && g_strcmp0(arrival->mail_from, "") != 0
		   && !arrival->automatic && !automatic(findings);
	return true;
}

static char *event_sentence(const vt_noticing *n, const char *event, const char *which,
			    const vt_filling *values)
{
	g_autofree char *key = g_strconcat(event, which, NULL);

	return vt_templates_sentence(n->templates, vt_notice_language(n), key, values);
}

bool vt_notice_admin(const vt_noticing *n, vt_admin_event event, const char *key,
		     const vt_filling *values, GError **error)
{
	/* Old signatures are mended elsewhere; a CRL is asked for every hour, and mended at the CA.
	 * A refusal is told each time. */
	static const struct {
		const char *name;
		int64_t span; /* seconds in which one is told */
	} events[] = {
		[VT_EVENT_BREAKER] = { "breaker", HOUR },
		[VT_EVENT_CLOCK] = { "clock", HOUR },
		[VT_EVENT_DOOR] = { "door", HOUR },
		[VT_EVENT_REFUSED] = { "refused", 1 },
		[VT_EVENT_SCANNER] = { "scanner", HOUR },
		[VT_EVENT_SIGNATURES] = { "signatures", 24 * HOUR },
		[VT_EVENT_CRL] = { "crl", 24 * HOUR },
	};
	G_STATIC_ASSERT(G_N_ELEMENTS(events) == VT_N_EVENTS);
	const char *name = events[event].name;
	const vt_directory *directory = n->office->directory;
	g_autofree char *fact = g_strdup_printf("%s %s", name, key);
	unsigned count = 0;

	if (directory->own->len == 0)
		return true;
	if (!vt_rates_count(n->store, "admin", fact, n->now - events[event].span, &count, error))
		return false;
	const vt_own *own = g_ptr_array_index(directory->own, 0);
	g_autoptr(vt_mail) mail =
		directory->admin != NULL
			? new_mail(n, "quan-tri", own->key, directory->admin)
			: vt_notice_to_role(n, "quan-tri", own->key, VT_ROLE_CLERK);
	if (count > 0 || mail == NULL)
		return true;
	g_autofree char *what = event_sentence(n, name, "_su_kien", values);
	g_autofree char *detail = event_sentence(n, name, "_chi_tiet", values);
	g_autofree char *todo = event_sentence(n, name, "_viec", values);
	vt_mail_add(mail, "su_kien", what);
	vt_mail_add(mail, "chi_tiet", detail);
	vt_mail_add(mail, "viec_can_lam", todo);
	return vt_rates_note(n->store, "admin", fact, n->now, error)
	       && vt_outbox_insert(n->store, mail, n->now, error);
}
