/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-gateway - what gateways do to signed mail is taken back and proven; what a forger does is
 * not
 */
#include "filters/gateway.h"

#include <string.h>

#include "base/limits.h"
#include "tests/unit/pki.h"

#define PLAIN     "Content-Type: text/plain; charset=utf-8\r\n"
#define BYTES8    "Content-Transfer-Encoding: 8bit\r\n"
#define QP        "Content-Transfer-Encoding: quoted-printable\r\n"
#define BASE64    "Content-Transfer-Encoding: base64\r\n"
#define LETTER    "Kính gửi: Ủy ban\r\n\r\nTrân trọng.\r\n"
#define LETTER_QP "K=C3=ADnh g=E1=BB=ADi: =E1=BB=A6y ban\r\n\r\nTr=C3=A2n tr=E1=BB=8Dng.\r\n"
#define PDF                                                                                        \
	"Content-Type: application/pdf; name=\"a.pdf\"\r\n" BASE64 "\r\n"                          \
	"JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+PgplbmRvYmoKdHJhaWxlcgo8PCAv\r\n"         \
	"Um9vdCAxIDAgUiA+Pgo="
#define TWO(text, file)                                                                            \
	"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" text "\r\n--x\r\n" file         \
	"\r\n--x--\r\n"
#define PAGE "Content-Type: text/html; charset=utf-8\r\n" BYTES8 "\r\n"
#define ALTERNATIVE(text, page)                                                                    \
	"Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n" text "\r\n--y\r\n" page   \
	"\r\n--y--\r\n"

static pki_tree tree;
static vt_trust *trust;

static vt_cms *cms_of(const char *was, const char *is)
{
	g_autoptr(GBytes) der =
		pki_cms(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED }, was, strlen(was));

	return vt_cms_verify_detached(trust, der, is, strlen(is));
}

/* What is found for a letter that was this and is that; "" = nothing. */
static void assert_found(const char *was, const char *is, const char *detail)
{
	g_autoptr(vt_cms) cms = cms_of(was, is);
	vt_gateway_cost cost = { 0 };
	g_autofree char *found = NULL;

	g_assert_cmpint(cms->state, ==, VT_CMS_ALTERED);
	g_assert_nonnull(cms->claimed);
	g_assert_true(vt_cms_claims(cms, was, strlen(was)));
	g_assert_false(vt_cms_claims(cms, is, strlen(is)));
	found = vt_gateway_undo(cms, is, strlen(is), &cost);
	g_test_message("%u variants, %" G_GUINT64_FORMAT " bytes", cost.variants, cost.hashed);
	g_assert_cmpstr(found == NULL ? "" : found, ==, detail);
	g_assert_cmpuint(cost.variants, <=, VT_MAX_GATEWAY_VARIANTS);
	g_assert_cmpuint(cost.hashed, <=, VT_MAX_GATEWAY_BYTES);
}

static void test_footers(void)
{
	static const char *const rows[][3] = {
		{ PLAIN BYTES8 "\r\n" LETTER, PLAIN BYTES8 "\r\n" LETTER "-- \r\nquét virus\r\n",
		  "footer of 2 lines in part 1" },
		{ PLAIN BYTES8 "\r\n" LETTER, PLAIN BYTES8 "\r\n" LETTER "Mot\r\nHai\r\nBa",
		  "footer of 3 lines in part 1" },
		{ PLAIN BYTES8 "\r\nx", PLAIN BYTES8 "\r\nx\r\n\r\n____\r\nlist\r\n",
		  "footer of 2 lines in part 1" },
		{ PLAIN BYTES8 "\r\n" LETTER,
		  PLAIN BYTES8 "\r\n[NGOÀI CƠ QUAN] Cẩn thận\r\n\r\n" LETTER,
		  "banner of 1 line in part 1" },
		{ PLAIN BYTES8 "\r\n" LETTER,
		  PLAIN BYTES8 "\r\n[EXTERNAL]\r\n\r\n" LETTER "\r\n--\r\nf\r\n",
		  "banner of 1 line in part 1; footer of 2 lines in part 1" },
		{ PLAIN BYTES8 "\r\nx\r\n\r\n", PLAIN BYTES8 "\r\nx\r\n", "" },
		{ PLAIN BYTES8 "\r\n" LETTER "\r\n", PLAIN BYTES8 "\r\n" LETTER "--\r\nf\r\n",
		  "footer of 2 lines in part 1" },
		{ TWO(PLAIN QP "\r\n" LETTER_QP, PDF),
		  TWO(PLAIN QP "\r\n" LETTER_QP "--=20\r\nfooter\r\n", PDF),
		  "footer of 2 lines in part 1.1" },
		{ TWO(PLAIN "\r\nx\r\n", PDF), TWO(PLAIN "\r\nx\r\n", PDF) "--\r\nlist\r\n",
		  "footer of 2 lines in the lines behind the last part" },
		{ TWO(PLAIN "\r\nx\r\n", PDF),
		  TWO(PLAIN "\r\nx\r\n", PDF "\r\n--x\r\n" PLAIN "\r\nlist\r\n"),
		  "an added part 1.3" },
		{ PLAIN "\r\nx\r\n", TWO(PLAIN "\r\nx\r\n", PLAIN "\r\nlist\r\n"),
		  "a part put around part 1.1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_found(rows[i][0], rows[i][1], rows[i][2]);
}

static void test_html(void)
{
	static const char *const rows[][3] = {
		{ PAGE "<html><body><p>x</p></body></html>\r\n",
		  PAGE "<html><body><p>x</p><hr><p>f</p></body></html>\r\n",
		  "footer of 1 line in part 1" },
		{ PAGE "<html><body class=\"a\"><p>x</p></body></html>\r\n",
		  PAGE "<html><body class=\"a\"><div>[EXTERNAL]</div><p>x</p></body></html>\r\n",
		  "banner of 1 line in part 1" },
		{ ALTERNATIVE(PLAIN BYTES8 "\r\n" LETTER, PAGE "<body><p>x</p></body>\r\n"),
		  ALTERNATIVE(PLAIN BYTES8 "\r\n" LETTER "-- \r\nf\r\n",
			      PAGE "<body><p>x</p><div>f</div></body>\r\n"),
		  "footer of 2 lines in part 1.1; footer of 1 line in part 1.2" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_found(rows[i][0], rows[i][1], rows[i][2]);
}

static char *in_base64(const char *text, unsigned width, const char *end)
{
	g_autofree char *digits = g_base64_encode((const guchar *)text, strlen(text));
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < strlen(digits); i += width)
		g_string_append_printf(out, "%s%.*s", i == 0 ? "" : "\r\n", (int)width, digits + i);
	g_string_append(out, end);
	return g_string_free(out, FALSE);
}

static void test_encodings(void)
{
	g_autofree char *letter = in_base64(LETTER LETTER LETTER, 76, "\r\n");
	g_autofree char *longer = in_base64(LETTER LETTER LETTER "--\r\nf\r\n", 76, "\r\n");
	g_autofree char *narrow = in_base64(LETTER LETTER LETTER, 60, "\r\n");
	g_autofree char *as_76 = g_strconcat(PLAIN BASE64 "\r\n", letter, NULL);
	g_autofree char *as_60 = g_strconcat(PLAIN BASE64 "\r\n", narrow, NULL);
	g_autofree char *with_footer = g_strconcat(PLAIN BASE64 "\r\n", longer, NULL);
	const char *const plain = PLAIN BYTES8 "\r\n" LETTER LETTER LETTER;
	const char *const rows[][3] = {
		{ PLAIN BYTES8 "\r\n" LETTER, PLAIN QP "\r\n" LETTER_QP,
		  "part 1 re-encoded quoted-printable" },
		{ PLAIN "\r\n" LETTER, PLAIN QP "\r\n" LETTER_QP,
		  "part 1 re-encoded quoted-printable" },
		{ PLAIN BYTES8 "\r\n" LETTER, PLAIN QP "\r\n" LETTER_QP "--=20\r\nf\r\n",
		  "part 1 re-encoded quoted-printable; footer of 2 lines in part 1" },
		{ plain, as_76, "part 1 re-encoded base64" },
		{ plain, with_footer, "part 1 re-encoded base64; footer of 2 lines in part 1" },
		{ as_76, plain, "part 1 re-encoded 8bit" },
		{ as_76, with_footer, "footer of 2 lines in part 1" },
		{ as_60, with_footer, "footer of 2 lines in part 1" },
		{ as_60, as_76, "base64 lines of another width in part 1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_found(rows[i][0], rows[i][1], rows[i][2]);
}

static void test_form(void)
{
	static const char *const rows[][3] = {
		{ PLAIN "\r\nx\r\n-- \r\nA\r\n", PLAIN "\r\nx\r\n--\r\nA\r\n",
		  "blanks at line ends lost in part 1" },
		{ PLAIN "\r\nx\r\ny\r\n", PLAIN "\r\nx \r\ny\t\r\n",
		  "blanks at line ends in part 1" },
		{ "Content-Type: text/plain;\r\n\tcharset=utf-8\r\n\r\nx\r\n", PLAIN "\r\nx\r\n",
		  "header of part 1 folded anew" },
		{ "Content-Type: text/plain;\r\n charset=utf-8\r\n\r\nx\r\n", PLAIN "\r\nx\r\n",
		  "header of part 1 folded anew" },
		{ PLAIN "\r\nx\r\n", "Content-Type: text/plain;\r\n\tcharset=utf-8\r\n\r\nx\r\n",
		  "header of part 1 folded anew" },
		{ PLAIN "\r\nx\r\n", PLAIN "X-Scanned: yes\r\n\r\nx\r\n",
		  "a field added to the header of part 1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_found(rows[i][0], rows[i][1], rows[i][2]);
}

static void test_near_misses(void)
{
#define OTHER                                                                                      \
	"Content-Type: application/pdf; name=\"a.pdf\"\r\n" BASE64 "\r\n"                          \
	"JVBERi0xLjUKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+PgplbmRvYmoKdHJhaWxlcgo8PCAv\r\n"         \
	"Um9vdCAxIDAgUiA+Pgo="
	static const char *const rows[][2] = {
		{ PLAIN "\r\nmot\r\nhai\r\nba\r\n", PLAIN "\r\nmot\r\nHAI\r\nba\r\n" },
		{ PLAIN "\r\nmot\r\nhai\r\nba\r\n", PLAIN "\r\nmot\r\nba\r\n" },
		{ PLAIN "\r\nmot\r\nhai\r\n", PLAIN "\r\nmot\r\nxen\r\nhai\r\n" },
		{ TWO(PLAIN "\r\nx\r\n", PDF), TWO(PLAIN "\r\nx\r\n", OTHER) },
		{ TWO(PLAIN "\r\nx\r\n", PDF), TWO(PLAIN "\r\nx\r\n-- \r\nf\r\n", OTHER) },
		{ TWO(PLAIN "\r\nx\r\n", PDF), TWO(PLAIN "\r\nx\r\n", PDF "\r\n--x\r\n" OTHER) },
		{ TWO(PLAIN "\r\nx\r\n", PDF), PLAIN "\r\nx\r\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_found(rows[i][0], rows[i][1], "");
}

/* Nothing is claimed where the key, the algorithm or the attributes prove nothing. */
static void test_claims(void)
{
	const char *is = PLAIN "\r\ny\r\n", *was = PLAIN "\r\nx\r\n";
	pki_id other = pki_make(&(pki_spec){ .name = "Other", .ext = { PKI_LEAF_EXT } });
	pki_id small = pki_make(
		&(pki_spec){ .name = "1024", .ext = { PKI_LEAF_EXT }, .key = pki_rsa(1024) });
	const pki_sign rows[] = {
		{ .by = &tree.leaf, .flags = CMS_DETACHED | CMS_NOATTR },
		{ .by = &tree.leaf, .flags = CMS_DETACHED, .md = EVP_sha1() },
		{ .by = &small, .flags = CMS_DETACHED },
		{ .by = &tree.leaf, .flags = CMS_DETACHED, .second = &other },
		{ .by = &tree.leaf, .flags = CMS_DETACHED | CMS_NOCERTS },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) der = pki_cms(&rows[i], was, strlen(was));
		g_autoptr(vt_cms) cms = vt_cms_verify_detached(trust, der, is, strlen(is));

		g_assert_cmpint(cms->state, !=, VT_CMS_VERIFIED);
		g_assert_null(cms->claimed);
		g_assert_null(vt_cms_claim_new(cms));
		g_assert_false(vt_cms_claims(cms, was, strlen(was)));
		g_assert_null(vt_gateway_undo(cms, is, strlen(is), NULL));
	}
	pki_clear(&other);
	pki_clear(&small);
}

/* The worst for us: 64 MiB, as many texts as there may be, each with lines to cut. */
static void test_bounds(void)
{
	GString *was = g_string_new("Content-Type: multipart/mixed; boundary=x\r\n\r\n");
	vt_gateway_cost cost = { 0 };

	for (unsigned i = 0; i < 97; i++) {
		g_string_append(was, "--x\r\n" PLAIN "\r\n");
		for (unsigned k = 0; k < 200; k++)
			g_string_append_printf(was, "-- dòng %u\r\n", k);
	}
	g_string_append(was, "--x\r\nContent-Type: application/pdf\r\n" BASE64 "\r\n");
	while (was->len < VT_MAX_MESSAGE_BYTES - 65536)
		g_string_append(was, "JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+PgplbmRvYmoK"
				     "dHJhaWxlcgo8\r\n");
	g_string_append(was, "--x--\r\n");
	for (unsigned small = 0; small <= 1; small++) {
		g_autoptr(vt_cms) cms = cms_of("x", was->str);
		g_autofree char *found = vt_gateway_undo(cms, was->str, was->len, &cost);

		g_test_message("%u variants, %" G_GUINT64_FORMAT " bytes", cost.variants,
			       cost.hashed);
		g_assert_null(found);
		g_assert_cmpuint(cost.hashed, <=, VT_MAX_GATEWAY_BYTES);
		g_assert_cmpuint(cost.variants, <=, VT_MAX_GATEWAY_VARIANTS);
		g_assert_cmpuint(cost.variants, >, small ? 100 : 0);
		/* Without the file it is the number of variants that ends it. */
		g_string_truncate(was, 97 * 200);
	}
	g_string_free(was, TRUE);
}

/* Cut off or bent anywhere: no reading outside, and nothing is proven that was not signed. */
static void test_damage(void)
{
	const char *whole = TWO(ALTERNATIVE(PLAIN QP "\r\n" LETTER_QP "--=20\r\nf\r\n",
					    PAGE "<html><body a=\"b\"><p>x</p></body></html>\r\n"),
				PDF "\r\n--x\r\n" PLAIN BASE64 "\r\nS8OtbmggZ+G7rWk=\r\n");
	g_autoptr(vt_cms) cms = cms_of("x", whole);
	size_t size = strlen(whole);

	for (size_t i = 0; i < size; i += 5) {
		g_autofree uint8_t *cut = g_memdup2(whole, i), *bent = g_memdup2(whole, size);

		bent[i] = (uint8_t) "\0\r\n-<=;\""[i % 8];
		g_assert_null(vt_gateway_undo(cms, cut, i, NULL));
		g_assert_null(vt_gateway_undo(cms, bent, size, NULL));
	}
}

/* A letter of the usual size whose 30 lines of disclaimer stand before a document. */
static void test_usual(void)
{
	GString *file = g_string_new("Content-Type: application/pdf\r\n" BASE64 "\r\n");
	GString *footer = g_string_new(NULL);
	g_autofree char *was = NULL, *is = NULL;

	while (file->len < 2 * 1024 * 1024)
		g_string_append(file, "JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+\r\n");
	for (unsigned i = 0; i < 30; i++)
		g_string_append_printf(footer, "Miễn trừ trách nhiệm %u\r\n", i);
	was = g_strdup_printf(TWO(PLAIN BYTES8 "\r\n" LETTER "%s", "%s"), "", file->str);
	is = g_strdup_printf(TWO(PLAIN BYTES8 "\r\n" LETTER "%s", "%s"), footer->str, file->str);
	assert_found(was, is, "footer of 30 lines in part 1.1");
	g_string_free(file, TRUE);
	g_string_free(footer, TRUE);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	trust = vt_trust_new(&(vt_trust_policy){ .min_rsa_bits = 2048, .min_ec_bits = 256 });
	tree = pki_tree_make();
	g_test_add_func("/gateway/footers", test_footers);
	g_test_add_func("/gateway/html", test_html);
	g_test_add_func("/gateway/encodings", test_encodings);
	g_test_add_func("/gateway/form", test_form);
	g_test_add_func("/gateway/near-misses", test_near_misses);
	g_test_add_func("/gateway/claims", test_claims);
	g_test_add_func("/gateway/bounds", test_bounds);
	g_test_add_func("/gateway/damage", test_damage);
	g_test_add_func("/gateway/usual", test_usual);
	status = g_test_run();
	pki_tree_clear(&tree);
	vt_trust_free(trust);
	return status;
}
