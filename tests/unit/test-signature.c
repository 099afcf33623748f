/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-signature - phase 1 whole: signature, chain and sender of messages made here
 */
#include <string.h>

#include "filters/filter.h"
#include "tests/unit/pki.h"

#define FROM    "agency@test.example"
#define ENTITY  "Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi: Ủy ban\r\n"
#define HEADERS "Subject: x\r\nMIME-Version: 1.0\r\n"

static pki_tree tree;
static vt_trust *trust;
static vt_agency agency = { .key = (char[]){ "noivu" }, .name = (char[]){ "Sở Nội vụ" } };
static char from[] = FROM;
static vt_directory directory;
static vt_office office;
static const vt_office nobody = { .max_age = 10 * PKI_DAY };

static const pki_sign usual = { .by = &tree.leaf, .flags = CMS_DETACHED, .when = PKI_NOW - 60 };

static char *base64_lines(GBytes *der)
{
	g_autofree char *text = g_base64_encode(g_bytes_get_data(der, NULL), g_bytes_get_size(der));
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < strlen(text); i += 64)
		g_string_append_printf(out, "%.64s\r\n", text + i);
	return g_string_free(out, FALSE);
}

/* origin: From and other fields, CRLF-ended. body replaces the signed entity after signing; NULL =
 * it stays. */
static char *clear_signed(const pki_sign *how, const char *origin, const char *body)
{
	g_autoptr(GBytes) der = pki_cms(how, ENTITY, strlen(ENTITY));
	g_autofree char *lines = base64_lines(der);

	return g_strdup_printf(
		"%s" HEADERS
		"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
		" micalg=sha-256; boundary=b1\r\n\r\n--b1\r\n%s\r\n--b1\r\n"
		"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b1--\r\n",
		origin, body == NULL ? ENTITY : body, lines);
}

static char *opaque(GBytes *der, const char *type)
{
	g_autofree char *lines = base64_lines(der);

	return g_strdup_printf("From: " FROM "\r\n" HEADERS
			       "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
			       type, lines);
}

static vt_identity *identify_in(const char *message, const vt_office *where, int64_t at)
{
	vt_case c = { .bytes = (const uint8_t *)message,
		      .size = strlen(message),
		      .received_at = at,
		      .office = where,
		      .trust = trust };
	vt_identity *identity = vt_filters_identify(&c);
	g_autoptr(GError) error = NULL;

	vt_identity_check(identity, &error);
	g_assert_no_error(error);
	if (identity->status == VT_STATUS_VALID)
		g_assert_true(c.signed_entity != NULL || c.opened != NULL);
	vt_case_clear(&c);
	return identity;
}

static vt_identity *identify(const char *message)
{
	return identify_in(message, &office, PKI_NOW);
}

static void assert_codes(const vt_identity *identity, const char *codes)
{
	g_autoptr(GString) got = g_string_new(NULL);

	for (guint i = 0; i < identity->findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(identity->findings, i);

		g_test_message("%d %s", (int)finding->code, finding->detail);
		g_string_append_printf(got, "%s%d", i == 0 ? "" : " ", (int)finding->code);
	}
	g_assert_cmpstr(got->str, ==, codes);
}

static void assert_message(const char *message, vt_status status, vt_sender sender,
			   const char *codes)
{
	g_autoptr(vt_identity) identity = identify(message);

	assert_codes(identity, codes);
	g_assert_cmpint(identity->status, ==, status);
	g_assert_cmpint(identity->sender, ==, sender);
}

static void test_good(void)
{
	g_autofree char *message = clear_signed(&usual, "From: " FROM "\r\n", NULL);
	g_autoptr(vt_identity) identity = identify(message);
	g_autoptr(vt_identity) offline = identify_in(message, &nobody, PKI_NOW);
	g_auto(GStrv) lines = g_strsplit(message, "\r\n", -1);
	g_autofree char *lf = g_strjoinv("\n", lines);

	g_assert_cmpint(identity->status, ==, VT_STATUS_VALID);
	g_assert_cmpint(identity->chain, ==, VT_CHAIN_VALID);
	g_assert_cmpint(identity->sender, ==, VT_SENDER_MATCH);
	g_assert_cmpstr(identity->agency, ==, "noivu");
	g_assert_cmpstr(identity->signer_subject, ==, "CN=Sở Nội vụ");
	g_assert_cmpstr(identity->signer_addresses->pdata[0], ==, FROM);
	g_assert_cmpint(identity->signing_time, ==, PKI_NOW - 60);
	g_assert_cmpuint(strlen(identity->digest), ==, 64);
	assert_codes(identity, "110 101");
	assert_codes(offline, "110 101");
	g_assert_null(offline->agency);
	assert_message(lf, VT_STATUS_VALID, VT_SENDER_MATCH, "110 101");
}

static void test_forms(void)
{
	pki_sign how = usual;
	g_autoptr(GBytes) der = NULL, bare = NULL;
	g_autofree char *declared = NULL, *named = NULL, *unnamed = NULL, *no_content = NULL;

	how.flags = 0;
	der = pki_cms(&how, ENTITY, strlen(ENTITY));
	bare = pki_cms(&usual, ENTITY, strlen(ENTITY));
	declared = opaque(der, "application/x-pkcs7-mime; smime-type=enveloped-data");
	named = opaque(der, "application/octet-stream; name=smime.P7M");
	unnamed = opaque(der, "application/octet-stream");
	no_content = opaque(bare, "application/pkcs7-mime");
	assert_message(declared, VT_STATUS_VALID, VT_SENDER_MATCH, "110 101");
	assert_message(named, VT_STATUS_VALID, VT_SENDER_MATCH, "110 101");
	assert_message(unnamed, VT_STATUS_NONE, VT_SENDER_UNKNOWN, "201");
	assert_message(no_content, VT_STATUS_INVALID, VT_SENDER_UNKNOWN, "217");
}

static void test_broken(void)
{
	pki_sign with = usual, weak = usual, bare = usual;
	g_autofree char *altered = clear_signed(&usual, "From: " FROM "\r\n",
						"Content-Type: text/plain\r\n\r\nKhác\r\n");
	g_autofree char *content = NULL, *sha1 = NULL, *no_attrs = NULL, *third = NULL;
	char *end;

	with.flags = 0;
	weak.md = EVP_sha1();
	bare.flags |= CMS_NOATTR;
	bare.when = 0;
	content = clear_signed(&with, "From: " FROM "\r\n", NULL);
	sha1 = clear_signed(&weak, "From: " FROM "\r\n", NULL);
	no_attrs = clear_signed(&bare, "From: " FROM "\r\n", NULL);
	assert_message(altered, VT_STATUS_INVALID, VT_SENDER_UNKNOWN, "210 110");
	assert_message(content, VT_STATUS_INVALID, VT_SENDER_UNKNOWN, "216");
	assert_message(sha1, VT_STATUS_INVALID, VT_SENDER_UNKNOWN, "218 110");
	assert_message(no_attrs, VT_STATUS_VALID, VT_SENDER_MATCH, "214 221 110");
	third = clear_signed(&usual, "From: " FROM "\r\n", NULL);
	end = strstr(third, "--b1--");
	*end = '\0';
	end = g_strconcat(third, "--b1\r\n\r\nfooter\r\n--b1--\r\n", NULL);
	assert_message(end, VT_STATUS_INVALID, VT_SENDER_UNKNOWN, "211");
	g_free(end);
}

static void test_wrapped(void)
{
	g_autofree char *inner = clear_signed(&usual, "From: " FROM "\r\n", NULL);
	const char *entity = strstr(inner, "Content-Type: multipart/signed");
	g_autofree char *mixed = g_strdup_printf("From: " FROM "\r\n" HEADERS
						 "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
						 "--m\r\n\r\nGiả\r\n--m\r\n%s\r\n--m--\r\n",
						 entity);
	g_autofree char *forwarded = g_strdup_printf(
		"From: " FROM "\r\n" HEADERS "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
		"--m\r\n\r\nfyi\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n--m--\r\n",
		inner);
	g_autofree char *pgp =
		g_strdup("From: " FROM "\r\n" HEADERS "Content-Type: multipart/signed; "
			 "protocol=\"application/pgp-signature\"; boundary=m\r\n\r\n"
			 "--m\r\n\r\nx\r\n--m\r\nContent-Type: "
			 "application/pgp-signature\r\n\r\nx\r\n--m--\r\n");

	assert_message(mixed, VT_STATUS_PARTIAL, VT_SENDER_UNKNOWN, "202");
	assert_message(forwarded, VT_STATUS_PARTIAL, VT_SENDER_UNKNOWN, "202 116");
	assert_message(pgp, VT_STATUS_NONE, VT_SENDER_UNKNOWN, "201");
	assert_message("", VT_STATUS_NONE, VT_SENDER_UNKNOWN, "201");
}

static void test_times(void)
{
	const struct {
		int64_t when;
		const char *codes;
	} rows[] = {
		{ PKI_NOW + 300, "110 101" },
		{ PKI_NOW + 301, "222 110" },
		{ PKI_NOW - 10 * PKI_DAY, "110 101" },
		{ PKI_NOW - 10 * PKI_DAY - 1, "223 110" },
		{ 0, "221 110" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		pki_sign how = usual;
		g_autofree char *message = NULL;

		how.when = rows[i].when;
		message = clear_signed(&how, "From: " FROM "\r\n", NULL);
		assert_message(message, VT_STATUS_VALID, VT_SENDER_MATCH, rows[i].codes);
	}
}

/* Expired between signing and receipt is doubt; expired when it was signed is bad. */
static void test_expired(void)
{
	pki_id old = pki_make(&(pki_spec){ .name = "Old",
					   .ext = { PKI_LEAF_EXT },
					   .issuer = &tree.middle,
					   .to = PKI_NOW - PKI_DAY });
	pki_sign how = { .by = &old, .flags = CMS_DETACHED, .when = PKI_NOW - 2 * PKI_DAY };
	g_autofree char *since = clear_signed(&how, "From: " FROM "\r\n", NULL);
	g_autofree char *before = NULL, *long_ago = NULL;

	how.when = PKI_NOW - 60;
	before = clear_signed(&how, "From: " FROM "\r\n", NULL);
	how.when = PKI_NOW - 20 * PKI_DAY;
	long_ago = clear_signed(&how, "From: " FROM "\r\n", NULL);
	assert_message(since, VT_STATUS_VALID, VT_SENDER_MATCH, "305 110");
	assert_message(before, VT_STATUS_VALID, VT_SENDER_MATCH, "303 110");
	assert_message(long_ago, VT_STATUS_VALID, VT_SENDER_MATCH, "223 303 110");
	pki_clear(&old);
}

/* Field-notes §6: the signature is good in every row. */
static void test_senders(void)
{
	static const struct {
		const char *origin;
		vt_sender sender;
		const char *codes;
	} rows[] = {
		{ "From: =?utf-8?q?S=E1=BB=9F?= <agency@TEST.example>\r\n", VT_SENDER_MATCH,
		  "110 101" },
		{ "From: Agency@test.example\r\n", VT_SENDER_MISMATCH, "110 401" },
		{ "From: boss@gov.example\r\n", VT_SENDER_MISMATCH, "110 401" },
		{ "", VT_SENDER_MISMATCH, "110 402" },
		{ "From: " FROM ", boss@gov.example\r\n", VT_SENDER_MISMATCH, "110 403" },
		{ "From: " FROM "\r\nFrom: boss@gov.example\r\n", VT_SENDER_MISMATCH, "110 403" },
		{ "From: " FROM "\r\nSender: boss@gov.example\r\n", VT_SENDER_MISMATCH, "110 404" },
		{ "From: " FROM "\r\nSender: " FROM "\r\n", VT_SENDER_MATCH, "110 101" },
		{ "From: " FROM "\r\nX-Spam-Flag: NO\r\nAuthentication-Results: x; auth=pass\r\n"
		  "X-Vanthu-Verdict: good\r\nResent-From: a@b.example\r\nX-Spam-Flag: NO\r\n",
		  VT_SENDER_MATCH, "110 111 101" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *message = clear_signed(&usual, rows[i].origin, NULL);

		assert_message(message, VT_STATUS_VALID, rows[i].sender, rows[i].codes);
	}
}

/* Who is not in the directory; whose certificate has no address; who is pinned. */
static void test_directory(void)
{
	g_autofree char *folder = pki_folder();
	g_autofree char *path = g_build_filename(folder, "pin", NULL);
	pki_id other = pki_make(&(pki_spec){ .name = "B",
					     .ext = { "subjectAltName=email:b@other.example" },
					     .issuer = &tree.middle });
	pki_id silent = pki_make(&(pki_spec){ .name = "C", .issuer = &tree.middle });
	pki_sign how = usual;
	g_autofree char *stranger = NULL, *unnamed = NULL, *foreign = NULL;
	g_autoptr(vt_identity) pinned = NULL;

	how.by = &other;
	stranger = clear_signed(&how, "From: b@other.example\r\n", NULL);
	assert_message(stranger, VT_STATUS_VALID, VT_SENDER_MATCH, "110 406");
	how.by = &silent;
	unnamed = clear_signed(&how, "From: " FROM "\r\n", NULL);
	assert_message(unnamed, VT_STATUS_VALID, VT_SENDER_MISMATCH, "110 405");
	pki_write_x509(folder, "pin", silent.x509, true);
	g_assert_true(vt_trust_pin(trust, "noivu", path, NULL));
	pinned = identify(unnamed);
	assert_codes(pinned, "110 102 101");
	g_assert_cmpint(pinned->sender, ==, VT_SENDER_MATCH);
	g_assert_true(pinned->pinned);
	g_assert_cmpstr(pinned->agency, ==, "noivu");
	/* Pinned for one agency says nothing for another's address. */
	foreign = clear_signed(&how, "From: boss@gov.example\r\n", NULL);
	assert_message(foreign, VT_STATUS_VALID, VT_SENDER_MISMATCH, "110 102 405");
	pki_folder_remove(folder);
	pki_clear(&other);
	pki_clear(&silent);
}

static void test_strangers(void)
{
	pki_id self = pki_make(&(pki_spec){ .name = "Self", .ext = { PKI_LEAF_EXT } });
	pki_sign two = usual, alone = usual;
	g_autofree char *both = NULL, *self_signed = NULL;

	two.second = &self;
	alone.by = &self;
	both = clear_signed(&two, "From: " FROM "\r\n", NULL);
	self_signed = clear_signed(&alone, "From: " FROM "\r\n", NULL);
	{
		g_autoptr(vt_identity) identity = identify(both);

		g_assert_true(vt_findings_have(identity->findings, VT_CODE_SEVERAL_SIGNERS));
		g_assert_cmpint(identity->sender, ==, VT_SENDER_UNKNOWN);
		g_assert_false(vt_findings_have(identity->findings, VT_CODE_PROVED));
	}
	assert_message(self_signed, VT_STATUS_VALID, VT_SENDER_MATCH, "301");
	pki_clear(&self);
}

static void test_encrypted(void)
{
	pki_id rsa = pki_make(&(pki_spec){ .name = "RSA", .key = pki_rsa(2048) });
	STACK_OF(X509) *to = sk_X509_new_null();
	BIO *in = BIO_new_mem_buf(ENTITY, -1);
	CMS_ContentInfo *cms;
	g_autoptr(GBytes) der = NULL;
	g_autofree char *message = NULL;
	g_autoptr(vt_identity) identity = NULL;

	sk_X509_push(to, rsa.x509);
	cms = CMS_encrypt(to, in, EVP_aes_256_cbc(), CMS_BINARY);
	der = pki_der(cms);
	message = opaque(der, "application/pkcs7-mime; smime-type=signed-data");
	identity = identify(message);
	g_assert_true(identity->encrypted);
	g_assert_cmpint(identity->status, ==, VT_STATUS_NONE);
	assert_codes(identity, "203");
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	sk_X509_free(to);
	pki_clear(&rsa);
}

/* Phase 2 reads what phase 1 opened, in place of the leaf that held it; nothing is signed by a weak
 * algorithm. */
static void test_opened(void)
{
	const char *source = g_getenv("VT_SOURCE") != NULL ? g_getenv("VT_SOURCE") : ".";
	vt_faults *faults = vt_faults_new();
	g_autoptr(vt_office) defaults = vt_office_load_defaults(source, faults);
	g_autoptr(GError) error = NULL;

	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	vt_filters_prepare(defaults, &error);
	g_assert_no_error(error);
	for (int weak = 0; weak <= 1; weak++) {
		pki_sign how = usual;
		g_autoptr(GBytes) der = NULL, leaf = NULL;
		g_autofree char *message = NULL;
		g_autoptr(vt_identity) identity = NULL;
		g_autoptr(vt_contents) contents = NULL;
		vt_case c = { .received_at = PKI_NOW, .office = defaults, .trust = trust };
		const vt_part *part;

		how.flags = 0;
		how.md = weak ? EVP_sha1() : EVP_sha256();
		der = pki_cms(&how, ENTITY, strlen(ENTITY));
		message = opaque(der, "application/pkcs7-mime");
		c.bytes = (const uint8_t *)message;
		c.size = strlen(message);
		identity = vt_filters_identify(&c);
		contents = vt_filters_examine(&c, identity);
		vt_contents_check(contents, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(contents->parts->len, ==, 1);
		part = g_ptr_array_index(contents->parts, 0);
		g_assert_cmpstr(part->declared, ==, "text/plain");
		g_assert_cmpint(part->is_signed, ==, weak == 0);
		leaf = vt_filters_leaf(&c, part->path);
		g_assert_cmpuint(g_bytes_get_size(leaf), ==, part->bytes);
		g_assert_null(vt_filters_leaf(&c, "7"));
		vt_case_clear(&c);
	}
	vt_faults_free(faults);
}

static vt_trust *load_trust(void)
{
	g_autofree char *roots = pki_folder(), *middles = pki_folder();
	vt_trust *made =
		vt_trust_new(&(vt_trust_policy){ .min_rsa_bits = 2048, .min_ec_bits = 256 });

	pki_write_x509(roots, "root", tree.root.x509, true);
	pki_write_x509(middles, "middle", tree.middle.x509, false);
	vt_trust_load_roots(made, roots, NULL);
	vt_trust_load_intermediates(made, middles, NULL);
	pki_folder_remove(roots);
	pki_folder_remove(middles);
	return made;
}

static void fill_directory(void)
{
	agency.addresses = g_ptr_array_new();
	g_ptr_array_add(agency.addresses, from);
	agency.aliases = g_ptr_array_new();
	agency.certificates = g_ptr_array_new();
	directory.own = g_ptr_array_new();
	directory.people = g_ptr_array_new();
	directory.agencies = g_ptr_array_new();
	g_ptr_array_add(directory.agencies, &agency);
	office.directory = &directory;
	office.max_age = 10 * PKI_DAY;
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	tree = pki_tree_make();
	trust = load_trust();
	fill_directory();
	g_test_add_func("/signature/good", test_good);
	g_test_add_func("/signature/forms", test_forms);
	g_test_add_func("/signature/broken", test_broken);
	g_test_add_func("/signature/wrapped", test_wrapped);
	g_test_add_func("/signature/times", test_times);
	g_test_add_func("/signature/expired", test_expired);
	g_test_add_func("/signature/senders", test_senders);
	g_test_add_func("/signature/directory", test_directory);
	g_test_add_func("/signature/strangers", test_strangers);
	g_test_add_func("/signature/encrypted", test_encrypted);
	g_test_add_func("/signature/opened", test_opened);
	status = g_test_run();
	vt_trust_free(trust);
	pki_tree_clear(&tree);
	return status;
}
