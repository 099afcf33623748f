/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invite_answer - what a calendar answers to an invitation of ours
 */
#include "mail/invite_answer.h"

#include <libical/ical.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define MOST_NESTED                                                                                \
	16 /* BEGIN lines; an answer has VCALENDAR, VTIMEZONE, its parts, VEVENT, VALARM */

void vt_invite_answer_free(vt_invite_answer *answer)
{
	if (answer == NULL)
		return;
	g_free(answer->uid);
	g_free(answer->comment);
	g_free(answer);
}

/* ---- before the library sees it ---- */

/* libical goes down into components by recursion when it frees them. */
static bool is_shallow(const char *text)
{
	unsigned begun = 0;

	for (const char *p = text; p != NULL && begun <= MOST_NESTED; p = strpbrk(p, "\r\n")) {
		p += strspn(p, "\r\n \t");
		begun += g_ascii_strncasecmp(p, "BEGIN:", 6) == 0;
	}
	return begun <= MOST_NESTED;
}

/* ---- times ---- */

/* Seconds east of UTC of that zone. */
static int offset_of(icalcomponent *calendar, const char *zone)
{
	icalcomponent *one = icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT);

	for (; one != NULL;
	     one = icalcomponent_get_next_component(calendar, ICAL_VTIMEZONE_COMPONENT)) {
		icalproperty *id = icalcomponent_get_first_property(one, ICAL_TZID_PROPERTY);
		icalcomponent *standard =
			icalcomponent_get_first_component(one, ICAL_XSTANDARD_COMPONENT);
		const char *name = id != NULL ? icalproperty_get_tzid(id) : NULL;

		if (standard == NULL || name == NULL || strcmp(name, zone) != 0
		    || icalcomponent_count_components(one, ICAL_XSTANDARD_COMPONENT) != 1
		    || icalcomponent_count_components(one, ICAL_XDAYLIGHT_COMPONENT) != 0)
			continue;
		icalproperty *to =
			icalcomponent_get_first_property(standard, ICAL_TZOFFSETTO_PROPERTY);
		if (to != NULL)
			return CLAMP(icalproperty_get_tzoffsetto(to), -86400, 86400);
	}
	return VT_VIETNAM_SECONDS;
}

static int64_t time_of(icalcomponent *calendar, icalcomponent *event, bool *is_day_out)
{
	icalproperty *begin = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
	icalvalue *value = begin != NULL ? icalproperty_get_value(begin) : NULL;

	if (value == NULL
	    || (icalvalue_isa(value) != ICAL_DATETIME_VALUE
		&& icalvalue_isa(value) != ICAL_DATE_VALUE))
		return VT_TIME_NONE;
	struct icaltimetype t = icalproperty_get_dtstart(begin);
	icalparameter *zone = icalproperty_get_first_parameter(begin, ICAL_TZID_PARAMETER);
	const char *name = zone != NULL ? icalparameter_get_tzid(zone) : NULL;
	int offset = VT_VIETNAM_SECONDS;

	/* NULL for a day that no month has. */
	g_autoptr(GDateTime) at =
		t.year >= 1970 && t.year <= 2199 ? g_date_time_new_utc(
			t.year, t.month, t.day, t.is_date ? 0 : t.hour, t.is_date ? 0 : t.minute, 0)
						 : NULL;
	if (at == NULL)
		return VT_TIME_NONE;
	if (!t.is_date && icaltime_is_utc(t))
		offset = 0;
	else if (!t.is_date && name != NULL)
		offset = offset_of(calendar, name);
	*is_day_out = t.is_date;
	return g_date_time_to_unix(at) - offset;
}

/* ---- the rest ---- */

static char *one_line(const char *text)
{
	g_autofree char *utf8 = vt_text_utf8(text != NULL ? text : "", -1);
	g_autofree char *plain = vt_text_plain(utf8);

	return vt_text_tidy(plain);
}

static char *text_of(icalcomponent *event, icalproperty_kind kind)
{
	icalproperty *property = icalcomponent_get_first_property(event, kind);
	icalvalue *value = property != NULL ? icalproperty_get_value(property) : NULL;

	if (value == NULL || icalvalue_isa(value) != ICAL_TEXT_VALUE)
		return g_strdup("");
	return one_line(icalvalue_get_text(value));
}

static const struct {
	icalparameter_partstat status;
	vt_invite_said said;
} statuses[] = {
	{ ICAL_PARTSTAT_ACCEPTED, VT_INVITE_ACCEPTED },
	{ ICAL_PARTSTAT_TENTATIVE, VT_INVITE_TENTATIVE },
	{ ICAL_PARTSTAT_DECLINED, VT_INVITE_DECLINED },
};

static vt_invite_said said_of(icalcomponent *event)
{
	icalproperty *attendee = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
	icalparameter *status =
		attendee != NULL
			? icalproperty_get_first_parameter(attendee, ICAL_PARTSTAT_PARAMETER)
			: NULL;

	for (size_t i = 0; status != NULL && i < G_N_ELEMENTS(statuses); i++) {
		if (icalparameter_get_partstat(status) == statuses[i].status)
			return statuses[i].said;
	}
	return VT_INVITE_NONE;
}

static vt_invite_said answer_of(icalcomponent *calendar, icalcomponent *event)
{
	icalproperty *property = icalcomponent_get_first_property(calendar, ICAL_METHOD_PROPERTY);
	icalproperty_method method =
		property != NULL ? icalproperty_get_method(property) : ICAL_METHOD_NONE;

	if (method == ICAL_METHOD_COUNTER)
		return VT_INVITE_COUNTERED;
	return method == ICAL_METHOD_REPLY ? said_of(event) : VT_INVITE_NONE;
}

static vt_invite_answer *read_calendar(icalcomponent *calendar)
{
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	vt_invite_said said = event != NULL ? answer_of(calendar, event) : VT_INVITE_NONE;

	if (said == VT_INVITE_NONE)
		return NULL;
	vt_invite_answer *answer = g_new0(vt_invite_answer, 1);
	icalproperty *sequence = icalcomponent_get_first_property(event, ICAL_SEQUENCE_PROPERTY);

	answer->said = said;
	answer->uid = text_of(event, ICAL_UID_PROPERTY);
	answer->comment = text_of(event, ICAL_COMMENT_PROPERTY);
	answer->sequence = sequence != NULL ? MAX(icalproperty_get_sequence(sequence), 0) : 0;
	answer->at = VT_TIME_NONE;
	if (said == VT_INVITE_COUNTERED)
		answer->at = time_of(calendar, event, &answer->is_day);
	return answer;
}

void vt_invite_answer_start(void)
{
	icaltimezone_get_utc_timezone();
}

vt_invite_answer *vt_invite_answer_read(const char *bytes, size_t size)
{
	if (size > VT_INVITE_MAX_BYTES)
		return NULL;
	g_autofree char *text = vt_text_utf8(bytes, (gssize)size);
	vt_invite_answer *answer = NULL;

	if (!is_shallow(text))
		return NULL;
	/* What a message holds is a finding, never the end of the program. */
	icalerror_set_errors_are_fatal(0);
	icalcomponent *calendar = icalparser_parse_string(text);
	if (calendar != NULL && icalcomponent_isa(calendar) == ICAL_VCALENDAR_COMPONENT)
		answer = read_calendar(calendar);
	if (calendar != NULL)
		icalcomponent_free(calendar);
	return answer;
}
