/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delivery - what came back about a mail we sent
 */
#include "doc/delivery.h"

#include <string.h>

#include "base/limits.h"

static const char *const names[] = {
	[VT_DELIVERY_UNCLEAR] = "unclear",           [VT_DELIVERY_DELAYED] = "delayed",
	[VT_DELIVERY_RELAYED] = "relayed",           [VT_DELIVERY_FAILED] = "failed",
	[VT_DELIVERY_AUTO_REPLIED] = "auto-replied", [VT_DELIVERY_DELIVERED] = "delivered",
	[VT_DELIVERY_DISPLAYED] = "displayed",
};
G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_DELIVERIES);

const char *vt_delivery_name(vt_delivery state)
{
	g_assert(state < VT_N_DELIVERIES);
	return names[state];
}

int vt_delivery_parse(const char *name)
{
	for (int i = 0; i < VT_N_DELIVERIES; i++)
		if (g_strcmp0(names[i], name) == 0)
			return i;
	return -1;
}

static bool is_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
}

bool vt_mail_name_is(const char *text, size_t size)
{
	if (size != VT_MAIL_NAME_LENGTH)
		return false;
	for (size_t i = 0; i < size; i++)
		if (!is_digit(text[i]))
			return false;
	return true;
}

char *vt_mail_name_find(const char *text)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *from = at;

		while (from > text && is_digit(from[-1]))
			from--;
		if (vt_mail_name_is(from, (size_t)(at - from)))
			return g_strndup(from, VT_MAIL_NAME_LENGTH);
	}
	return NULL;
}

void vt_told_free(vt_told *told)
{
	if (told == NULL)
		return;
	g_free(told->name);
	g_free(told->recipient);
	g_free(told->status);
	g_free(told->words);
	g_free(told);
}

static bool fits(const char *text, size_t max_bytes)
{
	return text == NULL
	       || (strlen(text) <= max_bytes && g_utf8_validate(text, -1, NULL)
		   && strpbrk(text, "\r\n") == NULL);
}

const char *vt_told_fault(const vt_told *told)
{
	if (told->state >= VT_N_DELIVERIES)
		return "a delivery outside its set";
	if (told->name != NULL && !vt_mail_name_is(told->name, strlen(told->name)))
		return "a name that is no mail's";
	if (!fits(told->recipient, VT_MAX_ADDRESS_BYTES) || !fits(told->words, VT_MAX_DETAIL_BYTES)
	    || told->words == NULL)
		return "a told text out of bounds";
	if (told->status != NULL
	    && (strlen(told->status) > VT_MAX_STATUS_BYTES
		|| strspn(told->status, "0123456789.") != strlen(told->status)))
		return "a status that is none";
	return NULL;
}
