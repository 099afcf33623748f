/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vouched - did our own mail server prove that the domain of From sent this
 */
#include "filters/vouched.h"

#include <string.h>

#include "base/address.h"
#include "mail/authres.h"
#include "mail/originator.h"

/* The domain behind the last '@', or the whole. */
static const char *domain_of(const char *value)
{
	const char *at = strrchr(value, '@');

	return at != NULL ? at + 1 : value;
}

/* The same domain, or one above it that is no top one: whoever holds hason.example holds what is
 * below it, never the other way round. */
static bool is_aligned(const char *proved, const char *from)
{
	size_t ours = strlen(from), theirs = strlen(proved);

	if (strchr(proved, '.') == NULL || theirs > ours)
		return false;
	if (theirs < ours && from[ours - theirs - 1] != '.')
		return false;
	return g_ascii_strcasecmp(from + ours - theirs, proved) == 0;
}

/* Which property names the domain that a method proved. */
static const struct {
	const char *method, *type, *name;
} proofs[] = {
	{ "spf", "smtp", "mailfrom" },
	{ "dkim", "header", "d" },
	{ "dkim", "header", "i" },
};

static bool proves(const vt_authres_method *method, const char *domain)
{
	if (strcmp(method->result, "pass") != 0)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++) {
		const char *value =
			strcmp(proofs[i].method, method->name) == 0
				? vt_authres_value(method, proofs[i].type, proofs[i].name)
				: NULL;

		if (value != NULL)
			return is_aligned(domain_of(value), domain);
	}
	return false;
}

static const char *proved_by(const GPtrArray *trusted, const char *domain)
{
	for (guint i = 0; i < trusted->len; i++) {
		const vt_authres *results = g_ptr_array_index(trusted, i);

		for (guint k = 0; k < results->methods->len; k++) {
			const vt_authres_method *method = g_ptr_array_index(results->methods, k);

			if (proves(method, domain))
				return method->name;
		}
	}
	return NULL;
}

void vt_vouched_identify(vt_case *c, vt_identity *identity)
{
	const char *server = c->office != NULL ? c->office->authserv_id : NULL;
	g_autoptr(vt_originator) originator = NULL;
	g_autoptr(GPtrArray) trusted = NULL;
	const char *from, *method;

	if (server == NULL)
		return;
	originator = vt_originator_read(c->scan);
	from = vt_originator_one(originator);
	if (from == NULL)
		return;
	trusted = vt_authres_trusted(c->scan, server, c->office->own_hops);
	method = proved_by(trusted, vt_address_domain(from));
	if (method != NULL)
		vt_findings_add(identity->findings, VT_CODE_VOUCHED, "%s %s", method, from);
}
