/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_authres - Authentication-Results on any bytes: what is read holds what it promises
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mail/authres.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(const char *text)
{
	g_assert(text != NULL && g_utf8_validate(text, -1, NULL));
	for (; *text != '\0'; text++)
		g_assert(!g_ascii_iscntrl(*text) || *text == '\t');
}

static void check(const vt_authres *results)
{
	check_text(results->server);
	g_assert(results->methods->len <= VT_MAX_AUTHRES_METHODS);
	for (guint i = 0; i < results->methods->len; i++) {
		const vt_authres_method *method = g_ptr_array_index(results->methods, i);

		check_text(method->name);
		check_text(method->result);
		if (method->reason != NULL)
			check_text(method->reason);
		g_assert(method->properties->len <= VT_MAX_AUTHRES_PROPERTIES);
		for (guint k = 0; k < method->properties->len; k++) {
			const vt_authres_property *p = g_ptr_array_index(method->properties, k);

			check_text(p->type);
			check_text(p->name);
			check_text(p->value);
			(void)vt_authres_value(method, p->type, p->name);
		}
	}
}

/* The bytes as one value, and as a whole message. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *value = g_strndup((const char *)bytes, size);
	const char *fault = NULL;
	g_autoptr(vt_authres) results = vt_authres_parse(value, &fault);
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);

	g_assert((results == NULL) == (fault != NULL));
	if (results != NULL)
		check(results);
	for (unsigned hops = 0; hops < 3; hops++) {
		g_autoptr(GPtrArray) trusted = vt_authres_trusted(scan, "mx.kimson.example", hops);

		g_assert(trusted->len <= VT_MAX_AUTHRES_FIELDS);
		for (guint i = 0; i < trusted->len; i++)
			check(g_ptr_array_index(trusted, i));
	}
	return 0;
}
