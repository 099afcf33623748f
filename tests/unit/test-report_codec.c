/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-report_codec - the worst report fits, comes back equal, and breaks loudly when cut
 */
#include "wire/report_codec.h"

#include <string.h>

#include "base/limits.h"

static char *filled(size_t bytes)
{
	char *text = g_malloc(bytes + 1);

	memset(text, 'a', bytes);
	text[bytes] = '\0';
	return text;
}

static void add_texts(GPtrArray *into, unsigned n, size_t bytes)
{
	for (unsigned i = 0; i < n; i++)
		g_ptr_array_add(into, filled(bytes));
}

static void add_findings(GPtrArray *into)
{
	for (unsigned i = 0; i < VT_MAX_FINDINGS; i++) {
		vt_finding *finding = g_new0(vt_finding, 1);

		finding->code = VT_CODE_ODD_NAME;
		finding->detail = filled(VT_MAX_DETAIL_BYTES);
		g_ptr_array_add(into, finding);
	}
}

static vt_identity *worst_identity(void)
{
	vt_identity *id = vt_identity_new();

	id->status = VT_STATUS_PARTIAL;
	id->chain = VT_CHAIN_INVALID;
	id->sender = VT_SENDER_MISMATCH;
	id->has_signer = true;
	id->agency = filled(VT_MAX_NAME_BYTES);
	add_texts(id->signer_addresses, VT_MAX_ADDRESSES, VT_MAX_ADDRESS_BYTES);
	id->signer_subject = filled(VT_MAX_DN_BYTES);
	id->signer_issuer = filled(VT_MAX_DN_BYTES);
	id->signer_serial = filled(VT_MAX_SERIAL_BYTES);
	id->signer_sha256 = filled(64);
	id->signing_time = -5;
	id->digest = filled(VT_MAX_DIGEST_BYTES);
	id->digest_name = filled(VT_MAX_WORD_BYTES);
	add_texts(id->from, VT_MAX_ADDRESSES, VT_MAX_ADDRESS_BYTES);
	id->session = filled(VT_MAX_NAME_BYTES);
	id->mailbox = true;
	add_texts(id->hops, VT_MAX_HOPS, VT_MAX_NAME_BYTES);
	for (unsigned i = 0; i < VT_MAX_EVIDENCE; i++) {
		vt_evidence *each = g_new0(vt_evidence, 1);

		each->kind = VT_EVIDENCE_CRL;
		each->carried = true;
		memset(each->sha256, 'a', 64);
		g_ptr_array_add(id->evidence, each);
	}
	add_findings(id->findings);
	return id;
}

static GArray *worst_prefixes(const char *hash)
{
	GArray *prefixes = g_array_new(FALSE, TRUE, sizeof(vt_prefix));

	for (uint64_t end = 1; end <= VT_MAX_PREFIXES; end++) {
		vt_prefix prefix = { .bytes = end };

		g_strlcpy(prefix.sha256, hash, sizeof prefix.sha256);
		g_array_append_val(prefixes, prefix);
	}
	return prefixes;
}

static vt_contents *worst_contents(void)
{
	vt_contents *contents = vt_contents_new();

	contents->subject = filled(VT_MAX_SUBJECT_BYTES);
	contents->date = 1;
	contents->message_id = filled(VT_MAX_MESSAGE_ID_BYTES);
	contents->in_reply_to = filled(VT_MAX_MESSAGE_ID_BYTES);
	add_texts(contents->recipients, VT_MAX_RECIPIENTS,
		  VT_MAX_ALL_RECIPIENTS_BYTES / VT_MAX_RECIPIENTS);
	contents->pages = 999;
	contents->main_part = VT_MAX_PARTS - 1;
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		contents->fields[i].text = filled(VT_MAX_ALL_FIELDS_BYTES / VT_N_FIELDS);
		contents->fields[i].origin = VT_ORIGIN_PDF;
		contents->fields[i].confidence = 100;
	}
	add_findings(contents->findings);
	for (unsigned i = 0; i < VT_MAX_PARTS; i++) {
		vt_part *part = g_new0(vt_part, 1);
		g_autofree char *hash = filled(64);

		part->path = filled(VT_MAX_PATH_BYTES);
		part->type = filled(VT_MAX_TYPE_BYTES);
		part->declared = filled(VT_MAX_TYPE_BYTES);
		part->name = filled(VT_MAX_NAME_BYTES);
		part->bytes = UINT64_MAX;
		g_strlcpy(part->sha256, hash, sizeof part->sha256);
		part->is_signed = true;
		if (i == 0)
			part->prefixes = worst_prefixes(hash);
		g_ptr_array_add(contents->parts, part);
	}
	return contents;
}

/* Equal when written again: the codec has no freedom. */
static GBytes *bytes_of(const vt_writer *w)
{
	return g_bytes_new(w->bytes->data, w->bytes->len);
}

static void test_identity(void)
{
	g_autoptr(vt_identity) id = worst_identity();
	g_autoptr(vt_identity) back = NULL;
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_writer) again = vt_writer_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GBytes) bytes_again = NULL;
	g_autoptr(GError) error = NULL;

	vt_write_identity(&w, id);
	bytes = bytes_of(&w);
	back = vt_read_identity(bytes, &error);
	g_assert_no_error(error);
	g_assert_cmpint(back->signing_time, ==, -5);
	g_assert_cmpint(back->sender, ==, VT_SENDER_MISMATCH);
	vt_write_identity(&again, back);
	bytes_again = bytes_of(&again);
	g_assert_true(g_bytes_equal(bytes, bytes_again));
}

static void test_contents_and_parts(void)
{
	g_autoptr(vt_contents) contents = worst_contents();
	g_autoptr(vt_contents) back = NULL;
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_writer) w2 = vt_writer_new();
	g_auto(vt_writer) again = vt_writer_new();
	g_auto(vt_writer) again2 = vt_writer_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GBytes) parts = NULL;
	g_autoptr(GBytes) bytes_again = NULL;
	g_autoptr(GBytes) parts_again = NULL;
	g_autoptr(GError) error = NULL;

	vt_write_contents(&w, contents);
	vt_write_parts(&w2, contents);
	bytes = bytes_of(&w);
	parts = bytes_of(&w2);
	back = vt_read_contents(bytes, &error);
	g_assert_no_error(error);
	g_assert_true(vt_read_parts(parts, back, &error));
	g_assert_cmpint(back->main_part, ==, VT_MAX_PARTS - 1);
	g_assert_cmpuint(back->parts->len, ==, VT_MAX_PARTS);
	vt_write_contents(&again, back);
	vt_write_parts(&again2, back);
	bytes_again = bytes_of(&again);
	parts_again = bytes_of(&again2);
	g_assert_true(g_bytes_equal(bytes, bytes_again));
	g_assert_true(g_bytes_equal(parts, parts_again));
}

/* Ends that do not rise, or lie behind the end, nobody wrote. */
static void test_prefixes(void)
{
	const struct {
		uint64_t size, first, second;
	} cases[] = { { 10, 5, 5 }, { 10, 5, 4 }, { 10, 5, 10 }, { 10, 0, 5 } };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(vt_contents) contents = vt_contents_new(), back = vt_contents_new();
		vt_part *part = g_new0(vt_part, 1);
		vt_prefix prefixes[2] = { { .bytes = cases[i].first },
					  { .bytes = cases[i].second } };
		g_auto(vt_writer) w = vt_writer_new();
		g_autoptr(GError) error = NULL;

		part->path = g_strdup("1");
		part->type = g_strdup("application/pdf");
		part->declared = g_strdup("application/pdf");
		part->bytes = cases[i].size;
		part->prefixes = g_array_new(FALSE, TRUE, sizeof(vt_prefix));
		g_autofree char *hash = g_strnfill(64, 'a');
		g_strlcpy(part->sha256, hash, sizeof part->sha256);
		for (int p = 0; p < 2; p++)
			g_strlcpy(prefixes[p].sha256, hash, sizeof prefixes[p].sha256);
		g_array_append_vals(part->prefixes, prefixes, 2);
		g_ptr_array_add(contents->parts, part);
		vt_write_parts(&w, contents);
		g_autoptr(GBytes) bytes = bytes_of(&w);
		g_assert_false(vt_read_parts(bytes, back, &error));
		g_assert_nonnull(error);
	}
}

static void test_empty(void)
{
	g_autoptr(vt_identity) id = vt_identity_new();
	g_autoptr(vt_contents) contents = vt_contents_new();
	g_autoptr(vt_identity) id_back = NULL;
	g_autoptr(vt_contents) contents_back = NULL;
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_writer) w2 = vt_writer_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GBytes) bytes2 = NULL;

	vt_write_identity(&w, id);
	vt_write_contents(&w2, contents);
	bytes = bytes_of(&w);
	bytes2 = bytes_of(&w2);
	id_back = vt_read_identity(bytes, NULL);
	contents_back = vt_read_contents(bytes2, NULL);
	g_assert_nonnull(id_back);
	g_assert_nonnull(contents_back);
	g_assert_null(id_back->signer_subject);
	g_assert_null(contents_back->subject);
	g_assert_cmpint(contents_back->main_part, ==, contents->main_part);
}

/* Every shorter and one longer packet is refused, without a crash or a leak. */
static void test_cut(void)
{
	g_autoptr(vt_contents) contents = worst_contents();
	g_autoptr(vt_identity) id = worst_identity();
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_writer) w2 = vt_writer_new();

	vt_write_identity(&w, id);
	vt_write_parts(&w2, contents);
	for (size_t size = 0; size < w.bytes->len; size += 1 + size / 37) {
		g_autoptr(GBytes) cut = g_bytes_new(w.bytes->data, size);

		g_assert_null(vt_read_identity(cut, NULL));
	}
	for (size_t size = 0; size < w2.bytes->len; size += 1 + size / 37) {
		g_autoptr(GBytes) cut = g_bytes_new(w2.bytes->data, size);

		g_assert_false(vt_read_parts(cut, contents, NULL));
		g_assert_cmpuint(contents->parts->len, ==, 0);
	}
	vt_write_u8(&w, 0);
	{
		g_autoptr(GBytes) longer = bytes_of(&w);

		g_assert_null(vt_read_identity(longer, NULL));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report-codec/identity", test_identity);
	g_test_add_func("/report-codec/contents-and-parts", test_contents_and_parts);
	g_test_add_func("/report-codec/empty", test_empty);
	g_test_add_func("/report-codec/prefixes", test_prefixes);
	g_test_add_func("/report-codec/cut", test_cut);
	return g_test_run();
}
