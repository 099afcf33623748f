/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_inspection - any bytes as a message, through everything an inspection child does
 *
 * Trust and office are warm as in the child.
 */
#include <string.h>

#include "base/limits.h"
#include "tests/fuzz/trust.h"
#include "tests/unit/fixture.h"
#include "wire/report_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static vt_office *warm_office(void)
{
	vt_office *office = fixture_office();
	vt_agency *agency = g_new0(vt_agency, 1);

	fixture_add_own(office, "Ủy ban nhân dân xã Kim Sơn", "UBND xã Kim Sơn");
	agency->key = g_strdup("noivu");
	agency->name = g_strdup("Sở Nội vụ");
	agency->addresses = g_ptr_array_new_with_free_func(g_free);
	agency->aliases = g_ptr_array_new_with_free_func(g_free);
	agency->certificates = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(agency->addresses, g_strdup("so-noivu@hason.example"));
	g_ptr_array_add(office->directory->agencies, agency);
	g_assert(vt_filters_prepare(office, NULL));
	return office;
}

static void check_findings(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		g_assert(vt_code_find((int)finding->code) != NULL);
	}
}

static GBytes *packet_body(vt_writer *w)
{
	g_assert(w->bytes->len < VT_MAX_PACKET_BYTES);
	return g_bytes_new(w->bytes->data, w->bytes->len);
}

/* The registrar must be able to read what the child says. */
static void check_report(const vt_identity *identity, const vt_contents *contents)
{
	g_auto(vt_writer) said = vt_writer_new();
	g_auto(vt_writer) told = vt_writer_new();
	g_auto(vt_writer) parts = vt_writer_new();
	g_autoptr(GError) error = NULL;

	vt_identity_check(identity, &error);
	g_assert_no_error(error);
	vt_contents_check(contents, &error);
	g_assert_no_error(error);
	vt_write_identity(&said, identity);
	vt_write_contents(&told, contents);
	vt_write_parts(&parts, contents);

	g_autoptr(GBytes) said_bytes = packet_body(&said);
	g_autoptr(GBytes) told_bytes = packet_body(&told);
	g_autoptr(GBytes) parts_bytes = packet_body(&parts);
	g_autoptr(vt_identity) heard = vt_read_identity(said_bytes, &error);
	g_assert_no_error(error);
	g_autoptr(vt_contents) read = vt_read_contents(told_bytes, &error);
	g_assert_no_error(error);
	g_assert_true(vt_read_parts(parts_bytes, read, NULL));
	g_assert_true(vt_identity_check(heard, NULL));
	g_assert_true(vt_contents_check(read, NULL));
	g_assert(vt_report_verdict(heard, read) == vt_report_verdict(identity, contents));
	g_assert_nonnull(vt_report_leading(identity, contents));
}

static bool has_digest(const vt_identity *identity, const void *bytes, size_t size)
{
	static const struct {
		const char *name;
		GChecksumType type;
	} known[] = { { "sha256", G_CHECKSUM_SHA256 },
		      { "sha384", G_CHECKSUM_SHA384 },
		      { "sha512", G_CHECKSUM_SHA512 } };

	for (unsigned i = 0; i < G_N_ELEMENTS(known); i++) {
		g_autofree char *digest = NULL;

		if (g_strcmp0(identity->digest_name, known[i].name) != 0)
			continue;
		digest = g_compute_checksum_for_data(known[i].type, bytes, size);
		return strcmp(digest, identity->digest) == 0;
	}
	return true; /* a digest GLib does not know */
}

/* Valid means: over the very bytes that are called signed. */
static void check_signed(const vt_case *c, const vt_identity *identity)
{
	const vt_entity *entity = c->signed_entity;
	const void *bytes;
	gsize size;

	if (identity->status != VT_STATUS_VALID || identity->digest == NULL)
		return;
	g_assert_true(identity->has_signer);
	g_assert(entity != NULL || c->cms->content != NULL);
	if (c->cms->content == NULL) {
		g_autoptr(GBytes) canonical =
			vt_scan_canonical(c->bytes + entity->header, entity->end - entity->header);

		bytes = g_bytes_get_data(canonical, &size);
		g_assert(has_digest(identity, bytes, size)
			 || has_digest(identity, c->bytes + entity->header,
				       entity->end - entity->header));
	} else {
		bytes = g_bytes_get_data(c->cms->content, &size);
		g_assert(has_digest(identity, bytes, size));
	}
}

static void check_verdict(const vt_identity *identity, const vt_contents *contents)
{
	if (vt_report_verdict(identity, contents) != VT_GOOD)
		return;
	g_assert(identity->status == VT_STATUS_VALID && identity->chain == VT_CHAIN_VALID
		 && identity->sender == VT_SENDER_MATCH && identity->from->len == 1);
	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);

		g_assert(part->is_signed || !part->attachment);
	}
}

/* What is named by path is found again, byte for byte. */
static void check_leaves(const vt_case *c, const vt_contents *contents)
{
	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		g_autoptr(GBytes) leaf = vt_filters_leaf(c, part->path);
		g_autofree char *digest = NULL;

		g_assert_nonnull(leaf);
		digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, leaf);
		g_assert_cmpstr(digest, ==, part->sha256);
		g_assert_cmpuint(g_bytes_get_size(leaf), ==, part->bytes);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static vt_office *office;
	vt_case c = { .bytes = size > 0 ? bytes : (const uint8_t *)"",
		      .size = size,
		      .received_at = FUZZ_NOW };

	if (office == NULL)
		office = warm_office();
	c.office = office;
	c.trust = fuzz_trust();

	g_autoptr(vt_identity) identity = vt_filters_identify(&c);
	check_findings(identity->findings);
	check_signed(&c, identity);

	g_autoptr(vt_contents) contents = vt_filters_examine(&c, identity);
	check_findings(contents->findings);
	check_report(identity, contents);
	check_verdict(identity, contents);
	check_leaves(&c, contents);
	vt_case_clear(&c);
	return 0;
}
