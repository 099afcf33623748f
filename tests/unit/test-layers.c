/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-layers - layers below the outermost signature, and the header within them, in phase 1
 */
#include "filters/layers.h"

#include <string.h>

#include "base/limits.h"
#include "tests/unit/fixture.h"
#include "tests/unit/pki.h"

#define FROM   "agency@test.example"
#define ENTITY "Content-Type: text/plain; charset=utf-8\r\n\r\nXin\r\n"
#define HEADER "From: " FROM "\r\nTo: a@b.example\r\nSubject: x\r\n"

static pki_tree tree;
static vt_trust *trust;
static const pki_sign opaque_sign = { .by = &tree.leaf, .when = PKI_NOW - 60 };

/* An application/pkcs7-mime entity around der. */
static char *mime_part(GBytes *der)
{
	g_autofree char *text = g_base64_encode(g_bytes_get_data(der, NULL), g_bytes_get_size(der));
	GString *out = g_string_new("Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
				    "Content-Transfer-Encoding: base64\r\n\r\n");

	for (size_t i = 0; i < strlen(text); i += 64)
		g_string_append_printf(out, "%.64s\r\n", text + i);
	return g_string_free(out, FALSE);
}

/* entity is taken. */
static char *signed_around(char *entity)
{
	g_autofree char *held = entity;
	g_autoptr(GBytes) der = pki_cms(&opaque_sign, held, strlen(held));

	return mime_part(der);
}

static char *times_signed(const char *entity, int n)
{
	char *made = g_strdup(entity);

	while (n-- > 0)
		made = signed_around(made);
	return made;
}

static vt_identity *identify(vt_case *c, const char *message)
{
	*c = (vt_case){ .bytes = (const uint8_t *)message,
			.size = strlen(message),
			.received_at = PKI_NOW,
			.trust = trust };
	return vt_filters_identify(c);
}

static const char *detail_of(const vt_identity *identity, vt_code code)
{
	for (guint i = 0; i < identity->findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(identity->findings, i);

		if (finding->code == code)
			return finding->detail;
	}
	return NULL;
}

static void test_count(void)
{
	static const char *const names[] = { NULL, NULL, "signed > signed",
					     "signed > signed > signed",
					     "signed > signed > signed > signed" };

	for (int n = 1; n <= VT_MAX_LAYERS + 1; n++) {
		g_autofree char *entity = times_signed(ENTITY, n);
		g_autofree char *message = g_strconcat(HEADER, entity, NULL);
		vt_case c;
		g_autoptr(vt_identity) identity = identify(&c, message);
		bool many = n > VT_MAX_LAYERS;
		int open = MIN(n, VT_MAX_LAYERS);

		g_assert_cmpint(identity->status, ==, VT_STATUS_VALID);
		g_assert_cmpstr(detail_of(identity, VT_CODE_LAYERS), ==, names[open]);
		g_assert_cmpint(vt_findings_have(identity->findings, VT_CODE_MANY_LAYERS), ==,
				many);
		g_assert_cmpint(vt_findings_have(identity->findings, VT_CODE_PROVED), ==, !many);
		g_assert_cmpuint(c.opened->len, ==, (guint)open);
		g_assert_cmpint(c.payload == NULL, ==, many);
		if (!many)
			g_assert_cmpstr(c.payload->type, ==, "text/plain");
		vt_case_clear(&c);
	}
}

/* The path of each opened leaf goes on from the one before. */
static void test_paths(void)
{
	g_autofree char *entity = times_signed(ENTITY, 3);
	g_autofree char *message = g_strconcat(HEADER, entity, NULL);
	static const char *const paths[] = { "1", "1.1", "1.1.1" };
	vt_case c;
	g_autoptr(vt_identity) identity = identify(&c, message);
	g_autoptr(GBytes) leaf = NULL;

	g_assert_nonnull(identity);
	g_assert_cmpuint(c.opened->len, ==, G_N_ELEMENTS(paths));
	for (guint i = 0; i < c.opened->len; i++) {
		const vt_opened *opened = g_ptr_array_index(c.opened, i);

		g_assert_cmpstr(opened->path, ==, paths[i]);
	}
	vt_filters_read(&c);
	g_assert_cmpuint(c.mime->leaves->len, ==, 1);
	g_assert_true(c.mime->readable);
	leaf = vt_filters_leaf(&c, "1.1.1.1");
	g_assert_cmpuint(g_bytes_get_size(leaf), ==, strlen("Xin\r\n"));
	vt_case_clear(&c);
}

/* What no signature proves is not opened, and no payload then. */
static void test_altered(void)
{
	g_autoptr(GBytes) der = pki_cms(&opaque_sign, ENTITY, strlen(ENTITY));
	gsize size;
	uint8_t *bytes = g_memdup2(g_bytes_get_data(der, &size), g_bytes_get_size(der));
	uint8_t *at = memmem(bytes, size, "Xin", 3);
	g_autoptr(GBytes) changed = NULL;
	g_autofree char *message = NULL, *around = NULL;
	vt_case c;

	g_assert_nonnull(at);
	*at = 'x';
	changed = g_bytes_new_take(bytes, size);
	around = signed_around(mime_part(changed));
	message = g_strconcat(HEADER, around, NULL);
	g_autoptr(vt_identity) identity = identify(&c, message);
	g_assert_cmpint(identity->status, ==, VT_STATUS_VALID);
	g_assert_cmpstr(detail_of(identity, VT_CODE_LAYERS), ==, "signed > signed (altered)");
	g_assert_cmpuint(c.opened->len, ==, 1);
	g_assert_null(c.payload);
	vt_case_clear(&c);
}

static const struct {
	const char *outer, *inner;
	vt_sender sender;
	const char *detail; /* NULL = all agree */
	vt_code code;
} headers[] = {
	{ HEADER, HEADER, VT_SENDER_MATCH, NULL, VT_CODE_HEADER_PROTECTED },
	{ "From: A <" FROM ">\r\nTo: a@b.example\r\nSubject: x\r\n", HEADER, VT_SENDER_MATCH, NULL,
	  VT_CODE_HEADER_PROTECTED },
	{ HEADER "Message-ID: <1@b.example>\r\n", HEADER, VT_SENDER_MATCH, NULL,
	  VT_CODE_HEADER_PROTECTED },
	{ HEADER, "From: b@test.example\r\nTo: a@b.example\r\nSubject: x\r\n", VT_SENDER_MISMATCH,
	  "From", VT_CODE_PROTECTED_FROM },
	{ HEADER, HEADER "Sender: b@test.example\r\n", VT_SENDER_MATCH, "Sender only inside",
	  VT_CODE_PROTECTED_HEADER },
	{ "From: " FROM "\r\nTo: a@b.example\r\nSubject: y\r\n", HEADER, VT_SENDER_MATCH, "Subject",
	  VT_CODE_PROTECTED_HEADER },
	{ "From: " FROM "\r\nTo: a@b.example\r\nSubject: [EXT] x\r\n", HEADER, VT_SENDER_MATCH,
	  "subject tag", VT_CODE_GATEWAY },
	{ HEADER "Cc: c@d.example\r\n", HEADER, VT_SENDER_MATCH, "Cc only outside",
	  VT_CODE_PROTECTED_HEADER },
	{ HEADER, "To: a@b.example\r\nSubject: x\r\n", VT_SENDER_MATCH, "From only outside",
	  VT_CODE_PROTECTED_HEADER },
};

static void test_protected(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autofree char *entity =
			g_strconcat(headers[i].inner,
				    "Content-Type: text/plain; hp=clear\r\n\r\nXin\r\n", NULL);
		g_autofree char *around = times_signed(entity, 2);
		g_autofree char *message = g_strconcat(headers[i].outer, around, NULL);
		vt_case c;
		g_autoptr(vt_identity) identity = identify(&c, message);
		const char *detail = detail_of(identity, headers[i].code);

		g_test_message("%zu", i);
		g_assert_cmpint(identity->sender, ==, headers[i].sender);
		g_assert_cmpstr(detail, ==,
				headers[i].detail == NULL ? "hp=clear" : headers[i].detail);
		g_assert_nonnull(c.protected_header);
		g_assert_cmpint(vt_findings_have(identity->findings, VT_CODE_PROVED), ==,
				headers[i].detail == NULL);
		vt_case_clear(&c);
	}
}

/* Without a signature that holds it is nobody's header. */
static void test_unproved(void)
{
	static const char message[] = HEADER
		"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; "
		"boundary=b\r\n\r\n--b\r\nFrom: b@c.example\r\nContent-Type: text/plain; "
		"hp=clear\r\n\r\nx\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\n"
		"x\r\n--b--\r\n";
	vt_case c;
	g_autoptr(vt_identity) identity = identify(&c, message);

	g_assert_cmpint(identity->status, ==, VT_STATUS_INVALID);
	g_assert_null(c.protected_header);
	g_assert_false(vt_findings_have(identity->findings, VT_CODE_PROTECTED_FROM));
	vt_case_clear(&c);
}

/* Davis 2001: what was signed to another office is not ours, whoever sends it on. */
static void test_addressee(void)
{
	g_autoptr(vt_office) office = fixture_office();
	g_autoptr(GError) error = NULL;

	vt_filters_prepare(office, &error);
	g_assert_no_error(error);
	fixture_add_own(office, "Ủy ban nhân dân xã Kim Sơn", "UBND Kim Sơn");
	for (int ours = 0; ours <= 1; ours++) {
		g_autofree char *entity =
			g_strdup_printf("From: " FROM "\r\nTo: %s\r\nSubject: inside\r\n"
					"Content-Type: text/plain; hp=clear\r\n\r\nXin\r\n",
					ours ? "vanthu@kimson.example" : "x@other.example");
		g_autofree char *around = times_signed(entity, 1);
		g_autofree char *message =
			g_strconcat("From: " FROM "\r\nTo: vanthu@kimson.example\r\n"
				    "Subject: outside\r\nMessage-ID: <1@b.example>\r\n",
				    around, NULL);
		vt_case c;
		g_autoptr(vt_identity) identity = identify(&c, message);
		g_autoptr(vt_contents) contents = NULL;

		c.office = office;
		contents = vt_filters_examine(&c, identity);
		g_assert_cmpstr(contents->subject, ==, "inside");
		g_assert_cmpstr(contents->message_id, ==, "<1@b.example>");
		g_assert_cmpuint(contents->recipients->len, ==, 1);
		g_assert_cmpint(vt_findings_have(contents->findings, VT_CODE_NOT_ADDRESSED), ==,
				!ours);
		vt_case_clear(&c);
	}
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

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	tree = pki_tree_make();
	trust = load_trust();
	g_test_add_func("/layers/count", test_count);
	g_test_add_func("/layers/paths", test_paths);
	g_test_add_func("/layers/altered", test_altered);
	g_test_add_func("/layers/protected", test_protected);
	g_test_add_func("/layers/unproved", test_unproved);
	g_test_add_func("/layers/addressee", test_addressee);
	status = g_test_run();
	vt_trust_free(trust);
	pki_tree_clear(&tree);
	return status;
}
