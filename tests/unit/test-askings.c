/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-askings - tokens that nobody can guess or use twice, questions that are decided once */
#include "store/askings.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "doc/verb.h"
#include "tests/unit/bed.h"

static vt_asking *put(bed *b, const int *verbs, guint n_verbs)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(int));
	vt_asking *asking = vt_asking_new(VT_ASKING_DECIDE, "kimson", "an");

	g_array_append_vals(links, verbs, n_verbs);
	asking->document = bed_register(b, "A1", "1", NOON);
	bed_begin(b);
	vt_askings_insert(b->store, asking, links, NOON, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	return asking;
}

static char *token_of(bed *b, int64_t asking, int verb)
{
	g_autoptr(GError) error = NULL;
	char token[VT_TOKEN_CHARS + 1];

	g_assert_true(vt_askings_token(b->store, asking, verb, token, &error));
	g_assert_no_error(error);
	return g_strdup(token);
}

static bool opens(bed *b, const char *token, int64_t wanted, int wanted_verb)
{
	g_autoptr(GError) error = NULL;
	int verb = -77;
	g_autoptr(vt_asking) found = vt_askings_by_token(b->store, token, &verb, &error);

	g_assert_no_error(error);
	return found != NULL && found->id == wanted && verb == wanted_verb;
}

static const int two[] = { VT_VERB_AGREE, VT_VERB_RETURN };

static void test_tokens(void)
{
	bed b;

	bed_init(&b);
	g_autoptr(vt_asking) asking = put(&b, two, 2);
	g_autofree char *any = token_of(&b, asking->id, -1);
	g_autofree char *yes = token_of(&b, asking->id, VT_VERB_AGREE);
	g_autofree char *no = token_of(&b, asking->id, VT_VERB_RETURN);
	g_assert_cmpuint(strlen(any), ==, VT_TOKEN_CHARS);
	g_assert_cmpuint(strspn(any, "abcdefghijklmnopqrstuvwxyz234567"), ==, VT_TOKEN_CHARS);
	g_assert_cmpstr(any, !=, yes);
	g_assert_cmpstr(yes, !=, no);
	g_assert_true(opens(&b, any, asking->id, -1));
	g_assert_true(opens(&b, yes, asking->id, VT_VERB_AGREE));
	g_assert_true(opens(&b, no, asking->id, VT_VERB_RETURN));
	/* Servers may fold the case of an address. */
	g_autofree char *upper = g_ascii_strup(yes, -1);
	g_assert_true(opens(&b, upper, asking->id, VT_VERB_AGREE));
	/* Subject shows the beginning of the token for any answer, never one of a link. */
	g_assert_true(g_str_has_prefix(any, asking->tag));
	g_assert_cmpuint(strlen(asking->tag), ==, VT_TAG_CHARS);
	bed_clear(&b);
}

static void test_forged(void)
{
	bed b;

	bed_init(&b);
	g_autoptr(vt_asking) asking = put(&b, two, 2);
	g_autofree char *token = token_of(&b, asking->id, VT_VERB_AGREE);
	for (int i = 0; i < VT_TOKEN_CHARS; i++) {
		g_autofree char *other = g_strdup(token);

		other[i] = other[i] == 'a' ? 'b' : 'a';
		g_assert_false(opens(&b, other, asking->id, VT_VERB_AGREE));
	}
	g_autofree char *shorter = g_strndup(token, VT_TOKEN_CHARS - 1);
	g_autofree char *longer = g_strconcat(token, "a", NULL);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1);
	const char *const others[] = { "", asking->tag, shorter, longer, hash, "%", "' OR 1 --" };
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(opens(&b, others[i], asking->id, VT_VERB_AGREE));
	/* The one of a link that was never made. */
	char none[VT_TOKEN_CHARS + 1];
	g_autoptr(GError) error = NULL;
	g_assert_false(vt_askings_token(b.store, asking->id, VT_VERB_ASK, none, &error));
	g_assert_nonnull(error);
	bed_clear(&b);
}

/* Who has the register, or a backup of it, has no token. */
static void test_kept(void)
{
	bed b;
	g_autoptr(GError) error = NULL;
	char token[VT_TOKEN_CHARS + 1];

	bed_init(&b);
	g_autoptr(vt_asking) asking = put(&b, two, 2);
	g_autofree char *before = token_of(&b, asking->id, VT_VERB_AGREE);
	g_autofree char *any = token_of(&b, asking->id, -1);
	g_auto(GStrv) hits = bed_grep(&b, before);
	g_assert_cmpuint(g_strv_length(hits), ==, 0);
	g_auto(GStrv) more = bed_grep(&b, any);
	g_assert_cmpuint(g_strv_length(more), ==, 0);
	/* Without the key, or with another one, what was asked before cannot be asked again. */
	g_autofree char *key = g_build_filename(b.state, "db", "token.key", NULL);
	g_assert_cmpint(g_remove(key), ==, 0);
	g_assert_false(vt_askings_token(b.store, asking->id, VT_VERB_AGREE, token, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_assert_cmpstr(token, !=, before);
	g_assert_false(opens(&b, token, asking->id, VT_VERB_AGREE));
	bed_clear(&b);
}

static bool decide(bed *b, vt_asking *asking, GError **error)
{
	bool done = false;

	asking->decision = g_strdup("agree");
	asking->decided_at = NOON + 1;
	asking->decided_by = g_strdup("an");
	bed_begin(b);
	done = vt_askings_decide(b->store, asking, error);
	bed_end(b, done);
	g_clear_pointer(&asking->decision, g_free);
	g_clear_pointer(&asking->decided_by, g_free);
	return done;
}

static vt_asking_state state_of(bed *b, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_asking) one = vt_askings_get(b->store, id, &error);

	g_assert_no_error(error);
	return one->state;
}

static void test_once(void)
{
	bed b;
	g_autoptr(GError) error = NULL;

	bed_init(&b);
	g_autoptr(vt_asking) asking = put(&b, two, 2);
	const vt_asking_filter filter = { .kind = -1, .only = asking->id };
	bool first = decide(&b, asking, &error);
	bool second = decide(&b, asking, &error);
	g_assert_true(first && !second);
	g_assert_error(error, VT_ERROR, VT_NEVER);
	g_clear_error(&error);
	/* What is decided cannot be made void; open again it can, and then it is over. */
	bed_begin(&b);
	vt_askings_void(b.store, &filter, "test", NULL, &error);
	g_assert_cmpint(state_of(&b, asking->id), ==, VT_ASKING_DECIDED);
	vt_askings_reopen(b.store, asking->id, &error);
	g_assert_cmpint(state_of(&b, asking->id), ==, VT_ASKING_OPEN);
	vt_askings_void(b.store, &filter, "test", NULL, &error);
	vt_askings_reopen(b.store, asking->id, &error);
	g_assert_no_error(error);
	bed_end(&b, true);
	g_assert_cmpint(state_of(&b, asking->id), ==, VT_ASKING_VOID);
	g_assert_false(decide(&b, asking, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	bed_clear(&b);
}

static bool counts(bed *b, const char *signer, const char *digest, const char *arrival,
		   const char *before)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *first = NULL;

	bed_begin(b);
	vt_askings_count_signature(b->store, signer, digest, arrival, &first, &error);
	g_assert_no_error(error);
	bed_end(b, true);
	g_assert_cmpstr(first, ==, before);
	return g_strcmp0(first, arrival) == 0;
}

static void test_signature(void)
{
	bed b;

	bed_init(&b);
	bed_register(&b, "A1", "1", NOON);
	bed_register(&b, "A2", "2", NOON);
	g_assert_true(counts(&b, "s1", "d1", "A1", "A1"));
	/* The same message, gone through again after a crash. */
	g_assert_true(counts(&b, "s1", "d1", "A1", "A1"));
	g_assert_false(counts(&b, "s1", "d1", "A2", "A1"));
	g_assert_true(counts(&b, "s2", "d1", "A2", "A2"));
	g_assert_true(counts(&b, "s1", "d2", "A2", "A2"));
	bed_reopen(&b);
	g_assert_false(counts(&b, "s1", "d1", "A2", "A1"));
	bed_clear(&b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/askings/tokens", test_tokens);
	g_test_add_func("/askings/forged", test_forged);
	g_test_add_func("/askings/kept", test_kept);
	g_test_add_func("/askings/once", test_once);
	g_test_add_func("/askings/signature", test_signature);
	return g_test_run();
}
