/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invite - a deadline as an invitation that calendars understand
 */
#include "mail/invite.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"

#define PRODUCT       "-//vanthu//vanthu//VI"
#define EVENT_SECONDS (15 * 60)

/* Of one line; the description may have several. */
static bool is_clean(const char *text, bool lines)
{
	if (!g_utf8_validate(text, -1, NULL))
		return false;
	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
		if (g_unichar_iscntrl(g_utf8_get_char(c)) && !(lines && *c == '\n'))
			return false;
	return true;
}

static bool may_be_written(const vt_invite *invite, GError **error)
{
	const char *const single[] = { invite->uid, invite->summary, invite->organizer_name,
				       invite->attendee_name };
	const char *const addresses[] = { invite->organizer, invite->attendee };

	for (size_t i = 0; i < G_N_ELEMENTS(single); i++)
		if (single[i] != NULL && !is_clean(single[i], false))
			return vt_error_set(error, VT_NEVER,
					    "cannot write invitation: a control character");
	if (!is_clean(invite->description, true))
		return vt_error_set(error, VT_NEVER,
				    "cannot write invitation: a control character");
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autofree char *normal = vt_address_normal(addresses[i], -1);

		if (normal == NULL)
			return vt_error_set(error, VT_NEVER,
					    "cannot write invitation: '%s' is no address",
					    addresses[i]);
	}
	return true;
}

static struct icaltimetype utc(int64_t at)
{
	return icaltime_from_timet_with_zone((time_t)at, 0, icaltimezone_get_utc_timezone());
}

/* A quote cannot stand in a parameter (RFC 5545 §3.2). */
static void add_name(icalproperty *property, const char *name)
{
	g_autofree char *quoteless = g_strdup(name);

	if (name == NULL)
		return;
	for (char *c = quoteless; *c != '\0'; c++)
		if (*c == '"')
			*c = '\'';
	icalproperty_add_parameter(property, icalparameter_new_cn(quoteless));
}

static icalproperty *organizer(const vt_invite *invite)
{
	g_autofree char *uri = g_strconcat("mailto:", invite->organizer, NULL);
	icalproperty *property = icalproperty_new_organizer(uri);

	add_name(property, invite->organizer_name);
	return property;
}

static icalproperty *attendee(const vt_invite *invite)
{
	g_autofree char *uri = g_strconcat("mailto:", invite->attendee, NULL);
	icalproperty *property = icalproperty_new_attendee(uri);

	add_name(property, invite->attendee_name);
	icalproperty_add_parameter(property, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	if (!invite->cancels) {
		icalproperty_add_parameter(property,
					   icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
		icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
	}
	return property;
}

static icalcomponent *alarm_of(const vt_invite *invite)
{
	struct icaltriggertype trigger = icaltriggertype_from_int((int)-invite->alarm_before);

	return icalcomponent_vanew(ICAL_VALARM_COMPONENT,
				   icalproperty_new_action(ICAL_ACTION_DISPLAY),
				   icalproperty_new_description(invite->summary),
				   icalproperty_new_trigger(trigger), (void *)0);
}

static icalcomponent *event_of(const vt_invite *invite)
{
	icalcomponent *event = icalcomponent_vanew(
		ICAL_VEVENT_COMPONENT, icalproperty_new_uid(invite->uid),
		icalproperty_new_dtstamp(utc(invite->made_at)),
		icalproperty_new_sequence(invite->sequence),
		icalproperty_new_dtstart(utc(invite->due_at)),
		icalproperty_new_dtend(utc(invite->due_at + EVENT_SECONDS)),
		icalproperty_new_summary(invite->summary),
		icalproperty_new_description(invite->description), organizer(invite),
		attendee(invite),
		icalproperty_new_status(invite->cancels ? ICAL_STATUS_CANCELLED
							: ICAL_STATUS_CONFIRMED),
		/* A deadline leaves the hour free. */
		icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), (void *)0);

	if (!invite->cancels && invite->alarm_before > 0)
		icalcomponent_add_component(event, alarm_of(invite));
	return event;
}

char *vt_invite_text(const vt_invite *invite, GError **error)
{
	if (!may_be_written(invite, error))
		return NULL;
	icalcomponent *calendar = icalcomponent_vanew(
		ICAL_VCALENDAR_COMPONENT, icalproperty_new_prodid(PRODUCT),
		icalproperty_new_version("2.0"),
		icalproperty_new_method(invite->cancels ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST),
		event_of(invite), (void *)0);
	char *written = icalcomponent_as_ical_string_r(calendar);
	char *text = g_strdup(written);

	free(written);
	icalcomponent_free(calendar);
	return text;
}
