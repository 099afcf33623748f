/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identify - phase 1 alone over message files: trust, intermediates, CRLs, ISO time, then files;
 * one JSON object a line
 *
 * For comparing the identity of tests/lib's messages before the programs can be asked. "-" for a
 * folder that is not there.
 */
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/json.h"
#include "base/limits.h"
#include "filters/filter.h"

static const char *folder(const char *argument)
{
	return strcmp(argument, "-") == 0 ? NULL : argument;
}

static void put_findings(vt_json *json, const GPtrArray *findings)
{
	vt_json_open_array(json, "findings");
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);
		const vt_code_info *info = vt_code_find((int)finding->code);

		vt_json_open(json, NULL);
		vt_json_string(json, "check", vt_check_name(info->check));
		vt_json_string(json, "verdict", vt_verdict_name(info->verdict));
		vt_json_int(json, "code", (int64_t)finding->code);
		vt_json_string(json, "name", info->name);
		vt_json_string(json, "detail", finding->detail);
		vt_json_close(json);
	}
	vt_json_close(json);
}

static void put_identity(vt_json *json, const vt_identity *identity)
{
	vt_json_bool(json, "encrypted", identity->encrypted);
	vt_json_open(json, "signature");
	vt_json_string(json, "status", vt_status_name(identity->status));
	vt_json_string(json, "chain", vt_chain_name(identity->chain));
	vt_json_string(json, "sender", vt_sender_name(identity->sender));
	vt_json_string(json, "subject", identity->signer_subject);
	vt_json_string(json, "digest", identity->digest);
	vt_json_close(json);
	put_findings(json, identity->findings);
}

static void identify(const vt_trust *trust, const char *path, int64_t at)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = vt_io_read_file(AT_FDCWD, path, VT_MAX_MESSAGE_BYTES, &error);
	g_autoptr(vt_identity) identity = NULL;
	g_autoptr(GError) fault = NULL;
	g_autofree char *line = NULL;
	vt_json *json = vt_json_new(false);
	vt_case c = { .received_at = at, .trust = trust };

	g_assert_no_error(error);
	c.bytes = g_bytes_get_data(bytes, &c.size);
	identity = vt_filters_identify(&c);
	vt_identity_check(identity, &fault);
	g_assert_no_error(fault);
	vt_json_open(json, NULL);
	vt_json_string(json, "file", path);
	vt_json_string(json, "verdict", vt_verdict_name(vt_report_verdict(identity, NULL)));
	put_identity(json, identity);
	vt_json_close(json);
	line = vt_json_take(json);
	fputs(line, stdout);
	fputc('\n', stdout);
	vt_json_free(json);
	vt_case_clear(&c);
}

int main(int argc, char **argv)
{
	vt_trust_policy policy = { .min_rsa_bits = 2048, .min_ec_bits = 256, .clock_skew = 300 };
	g_autoptr(vt_trust) trust = NULL;
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	int64_t at = vt_clock_now();

	if (argc < 6)
		return 64;
	policy.crl_required = folder(argv[3]) != NULL;
	trust = vt_trust_new(&policy);
	vt_trust_load_roots(trust, folder(argv[1]), warnings);
	vt_trust_load_intermediates(trust, folder(argv[2]), warnings);
	vt_trust_load_crls(trust, folder(argv[3]), warnings);
	for (guint i = 0; i < warnings->len; i++)
		g_printerr("%s\n", (const char *)g_ptr_array_index(warnings, i));
	if (strcmp(argv[4], "-") != 0 && !vt_clock_parse_iso(argv[4], &at))
		return 64;
	for (int i = 5; i < argc; i++)
		identify(trust, argv[i], at);
	return 0;
}
