/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sender - is the one who signed the one who stands in From
 */
#include "filters/sender.h"

#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/lookalike.h"
#include "mail/originator.h"
#include "verify/cms.h"

static const vt_code faults[] = {
	[VT_ORIG_NONE] = VT_CODE_NO_FROM,
	[VT_ORIG_SEVERAL] = VT_CODE_SEVERAL_FROM,
	[VT_ORIG_MALFORMED] = VT_CODE_FROM_MALFORMED,
	[VT_ORIG_SENDER_DIFFERS] = VT_CODE_SENDER_DIFFERS,
};

static bool holds(const GPtrArray *addresses, const char *address)
{
	for (guint i = 0; i < addresses->len; i++)
		if (vt_address_equal(g_ptr_array_index(addresses, i), address))
			return true;
	return false;
}

static bool is_empty(const vt_directory *directory)
{
	return directory == NULL
	       || directory->agencies->len + directory->own->len + directory->people->len == 0;
}

/* sender says something of a signature that holds alone. */
static void refuse(vt_identity *identity, vt_code code, const char *detail)
{
	if (identity->status == VT_STATUS_VALID)
		identity->sender = VT_SENDER_MISMATCH;
	vt_findings_add(identity->findings, code, "%s", detail);
}

/* owner: the agency this very certificate is pinned for, or NULL. */
static bool matches(const vt_directory *directory, const vt_identity *identity, const char *from,
		    const char *owner)
{
	const vt_agency *at = directory == NULL ? NULL : vt_directory_agency_at(directory, from);

	if (owner != NULL && at != NULL)
		return strcmp(at->key, owner) == 0;
	return holds(identity->signer_addresses, from);
}

/* "looks the same in other letters (so-noivu@hason.example of noivu)"; NULL = like nobody's. */
static char *alike_in_directory(const vt_directory *directory, const char *from)
{
	for (guint i = 0; directory != NULL && i < directory->agencies->len; i++) {
		const vt_agency *agency = g_ptr_array_index(directory->agencies, i);

		for (guint k = 0; k < agency->addresses->len; k++) {
			const char *theirs = g_ptr_array_index(agency->addresses, k);
			const char *alike = vt_lookalike(from, theirs);

			if (alike != NULL)
				return g_strdup_printf("%s (%s of %s)", alike, theirs, agency->key);
		}
	}
	return NULL;
}

/* The agency a matching sender stands for; people and offices of our own have none. */
static void find_agency(const vt_directory *directory, vt_identity *identity, const char *from,
			const char *owner)
{
	g_autofree char *alike = NULL;
	const vt_agency *at;

	if (is_empty(directory))
		return;
	alike = alike_in_directory(directory, from);
	at = owner != NULL ? vt_directory_agency(directory, owner)
			   : vt_directory_agency_at(directory, from);
	if (at != NULL)
		identity->agency = g_strdup(at->key);
	else if (vt_directory_person_at(directory, from) == NULL
		 && vt_directory_own_at(directory, from) == NULL)
		vt_findings_add(identity->findings, VT_CODE_UNKNOWN_AGENCY, "%s%s%s", from,
				alike == NULL ? "" : ": ", alike == NULL ? "" : alike);
}

/* What a person would not see: why the address is not the one it looks like, or that the
 * certificate of From is there and is not the signer's. NULL = a plain mismatch. */
static char *mismatch(const vt_case *c, const vt_identity *identity, const vt_directory *directory,
		      const char *from)
{
	const char *odd = vt_certificate_odd_address(c->cms->signer);

	for (guint i = 0; i < identity->signer_addresses->len; i++) {
		const char *own = g_ptr_array_index(identity->signer_addresses, i);
		const char *alike = vt_lookalike(from, own);

		/* many CAs write the local part in another case than the mail system (RFC 5321
		 * 2.4: it counts) */
		if (alike != NULL)
			return g_strdup_printf("%s (%s of the certificate)", alike, own);
	}
	g_autofree char *theirs = alike_in_directory(directory, from);
	if (theirs != NULL)
		return g_steal_pointer(&theirs);
	if (odd != NULL)
		return g_strdup_printf("%s in the certificate's address", odd);
	if (vt_cms_bundle_has_address(c->cms, from))
		return g_strdup("another certificate of the bundle has it");
	return NULL;
}

static void judge(vt_case *c, vt_identity *identity, const vt_originator *originator)
{
	const vt_directory *directory = c->office == NULL ? NULL : c->office->directory;
	const char *owner = vt_trust_pinned_owner(c->trust, c->cms->signer);
	const char *from = vt_originator_one(originator);

	identity->pinned = owner != NULL && identity->status == VT_STATUS_VALID;
	if (identity->pinned)
		vt_findings_add(identity->findings, VT_CODE_PINNED, "%s", owner);
	if (from == NULL) {
		refuse(identity,
		       originator->orig == VT_ORIG_OK ? VT_CODE_SEVERAL_FROM
						      : faults[originator->orig],
		       originator->detail);
		return;
	}
	if (matches(directory, identity, from, owner)) {
		if (identity->status != VT_STATUS_VALID)
			return;
		identity->sender = VT_SENDER_MATCH;
		find_agency(directory, identity, from, owner);
	} else if (identity->signer_addresses->len == 0
		   && vt_certificate_odd_address(c->cms->signer) == NULL) {
		refuse(identity, VT_CODE_CERT_WITHOUT_ADDRESS, from);
	} else {
		g_autofree char *why = mismatch(c, identity, directory, from);
		g_autofree char *detail =
			why == NULL ? g_strdup(from) : g_strdup_printf("%s: %s", from, why);
		refuse(identity, VT_CODE_FROM_NOT_SIGNER, detail);
	}
}

/* Names that only our own servers may have written, and only above what they received (design §5):
 * anybody can write them. */
static bool is_outside_name(const char *name)
{
	return g_str_equal(name, "authentication-results") || g_str_has_prefix(name, "x-vanthu-")
	       || g_str_has_prefix(name, "x-spam") || g_str_has_prefix(name, "resent-");
}

static char *field_name(const uint8_t *line, size_t size)
{
	size_t n = 0;

	while (n < size && line[n] > 0x20 && line[n] < 0x7f && line[n] != ':')
		n++;
	if (n == 0 || n == size || n > 60 || (line[n] != ':' && line[n] != ' ' && line[n] != '\t'))
		return NULL;
	return g_ascii_strdown((const char *)line, (gssize)n);
}

static void report_outside_headers(const vt_case *c, vt_identity *identity)
{
	const vt_entity *root = c->scan->root;
	const uint8_t *at = c->bytes + root->header, *end = c->bytes + root->body;
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GString) names = g_string_new(NULL);

	while (at < end && names->len < VT_MAX_DETAIL_BYTES) {
		const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
		const uint8_t *next = newline == NULL ? end : newline + 1;
		char *name = field_name(at, (size_t)(next - at));

		at = next;
		if (name == NULL || !is_outside_name(name) || g_hash_table_contains(seen, name)) {
			g_free(name);
			continue;
		}
		g_string_append_printf(names, "%s%s", names->len == 0 ? "" : " ", name);
		g_hash_table_add(seen, name);
	}
	if (names->len > 0)
		vt_findings_add(identity->findings, VT_CODE_OUTSIDE_HEADER, "%s", names->str);
}

void vt_sender_identify(vt_case *c, vt_identity *identity)
{
	g_autoptr(vt_originator) originator = vt_originator_read(c->scan);

	for (guint i = 0; i < originator->from->len && i < VT_MAX_ADDRESSES; i++)
		g_ptr_array_add(identity->from, g_strdup(g_ptr_array_index(originator->from, i)));
	report_outside_headers(c, identity);
	/* Without a valid signature From is anybody's word; two signers do not say which of them
	 * sent it. Behind a gateway it is known who signed, though nothing good follows: a forged
	 * From with a footer is a forgery, no fault of the gateway. */
	if ((identity->status == VT_STATUS_VALID
	     || vt_findings_have(identity->findings, VT_CODE_GATEWAY))
	    && c->cms->n_signers == 1)
		judge(c, identity, originator);
}
