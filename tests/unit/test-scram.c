/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-scram - the example of RFC 7677 §3, and servers that do not keep to it
 */
#include "net/scram.h"

#include <string.h>

#include "base/error.h"

#define NONCE "rOprNGfwEbeRWgbNEkqO"
#define FIRST                                                                                      \
	"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
#define FINAL                                                                                      \
	"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"                             \
	"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define PROOF "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static vt_scram *example(void)
{
	vt_scram *scram = vt_scram_new("user", "pencil", NONCE, NULL);

	g_assert_nonnull(scram);
	return scram;
}

static void test_example(void)
{
	g_autoptr(vt_scram) scram = example();
	g_autofree char *answer = NULL;

	g_assert_cmpstr(vt_scram_first(scram), ==, "n,,n=user,r=" NONCE);
	answer = vt_scram_answer(scram, FIRST, NULL);
	g_assert_cmpstr(answer, ==, FINAL);
	g_assert_true(vt_scram_verify(scram, PROOF, NULL));
	g_assert_true(vt_scram_verify(scram, PROOF ",x=more", NULL));
}

static void test_names(void)
{
	/* RFC 5802 §5.1, RFC 4013 §3. */
	static const struct {
		const char *user, *sent;
	} names[] = {
		{ "a,b=c", "n=a=2Cb=3Dc" },
		{ "I\xc2\xadX", "n=IX" },
		{ "\xe2\x85\xa8", "n=IX" },
		{ "\xc2\xaa", "n=a" },
		{ "a\xc2\xa0"
		  "b",
		  "n=a b" },
		{ "ma\xcc\xa3t", "n=m\xe1\xba\xa1t" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(vt_scram) scram = vt_scram_new(names[i].user, "x", "n", NULL);
		g_autofree char *first = g_strconcat("n,,", names[i].sent, ",r=n", NULL);

		g_assert_cmpstr(vt_scram_first(scram), ==, first);
	}
	g_assert_null(vt_scram_new("a\x07", "x", NULL, NULL));
	g_assert_null(vt_scram_new("a", "x\n", NULL, NULL));
	g_assert_null(vt_scram_new("a\xff", "x", NULL, NULL));
}

static void test_random(void)
{
	g_autoptr(vt_scram) a = vt_scram_new("u", "p", NULL, NULL);
	g_autoptr(vt_scram) b = vt_scram_new("u", "p", NULL, NULL);

	g_assert_cmpstr(vt_scram_first(a), !=, vt_scram_first(b));
	g_assert_cmpuint(strlen(vt_scram_first(a)), ==, strlen("n,,n=u,r=") + 24);
}

static void test_bad_challenges(void)
{
	static const char *const bad[] = {
		"",
		"e=other-error",
		"r=" NONCE "x",
		"r=" NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",     /* nothing of theirs */
		"r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",         /* nothing of ours */
		"r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",    /* below RFC 7677 */
		"r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001", /* a way to keep us busy */
		"r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4294967296",
		"r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096",
		"r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i= 4096",
		"r=" NONCE "x,s=,i=4096",
		"r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ,i=4096",
		"r=" NONCE "x,s=W22Z aJ0SNY7soEsUEjb6gQ==,i=4096",
		"r=" NONCE "\x01,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
		"m=must,r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", /* RFC 5802 §5.1: fail */
		"s=W22ZaJ0SNY7soEsUEjb6gQ==,r=" NONCE "x,i=4096",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(vt_scram) scram = example();
		g_autoptr(GError) error = NULL;
		g_autofree char *answer = vt_scram_answer(scram, bad[i], &error);

		g_assert_null(answer);
		g_assert_error(error, VT_ERROR, VT_NEVER);
		g_assert_null(strstr(error->message, "pencil"));
		g_assert_false(vt_scram_verify(scram, PROOF, NULL));
	}
}

static void test_bad_proofs(void)
{
	static const char *const bad[] = {
		"",
		"v=",
		"e=invalid-proof",
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
		"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==",
		"x=1,v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
		"v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	};
	g_autoptr(vt_scram) early = example();

	g_assert_false(vt_scram_verify(early, PROOF, NULL));
	g_assert_false(
		vt_scram_verify(early, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(vt_scram) scram = example();
		g_autofree char *answer = vt_scram_answer(scram, FIRST, NULL);

		g_assert_false(vt_scram_verify(scram, bad[i], NULL));
	}
}

static void test_base64(void)
{
	static const char *const bad[] = { "",       "=",     "YQ",   "YQ=", "YR==",
					   "YQ==\n", "Y Q==", "AGE=", "!" };
	g_autofree char *text = vt_scram_decode("YQ==");

	g_assert_cmpstr(text, ==, "a");
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *none = vt_scram_decode(bad[i]);

		g_assert_null(none);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scram/example", test_example);
	g_test_add_func("/scram/names", test_names);
	g_test_add_func("/scram/random", test_random);
	g_test_add_func("/scram/bad-challenges", test_bad_challenges);
	g_test_add_func("/scram/bad-proofs", test_bad_proofs);
	g_test_add_func("/scram/base64", test_base64);
	return g_test_run();
}
