/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_settings - the files an office edits, and ID.env: blocks, tables, policy, envelope
 *
 * The first byte chooses the reader; the rest is the file.
 */
#include "base/settings.h"
#include "doc/arrived.h"
#include "doc/office.h"
#include "doc/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_blocks(const char *text, size_t size, vt_faults *faults)
{
	g_autoptr(vt_settings) settings =
		vt_settings_parse(text, size, "f", vt_office_spec(), faults);

	g_assert_nonnull(vt_block_text(vt_settings_one(settings, "trust"), "crl"));
}

static void read_table(const char *text, size_t size, vt_faults *faults)
{
	static const char *const columns[] = { "list", "text", "level", NULL };
	g_autoptr(vt_table) table = vt_table_parse(text, size, "f", columns, faults);

	for (unsigned row = 0; row < vt_table_rows(table); row++)
		g_assert_nonnull(vt_table_cell(table, row, 2));
}

static void read_policy(const char *text, size_t size, vt_faults *faults)
{
	g_autoptr(vt_policy) policy = vt_policy_parse(text, size, "f", faults);
	vt_allowance nobody = vt_policy_ask(policy, VT_ACTION_VOID, 0, 0);

	g_assert_false(nobody.allowed);
	vt_allowance_clear(&nobody);
}

static void read_envelope(const char *text, size_t size, vt_faults *faults)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, size);
	g_autoptr(vt_arrived) arrived = vt_arrived_parse(bytes, "1", NULL);

	(void)faults;
	if (arrived != NULL) {
		g_autoptr(GBytes) again = vt_arrived_write(arrived);
		g_autoptr(vt_arrived) same = vt_arrived_parse(again, "1", NULL);

		g_assert_nonnull(same);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *, size_t,
				       vt_faults *) = { read_blocks, read_table, read_policy,
							read_envelope };
	g_autoptr(vt_faults) faults = vt_faults_new();

	if (size > 0)
		readers[data[0] % G_N_ELEMENTS(readers)]((const char *)data + 1, size - 1, faults);
	return 0;
}
