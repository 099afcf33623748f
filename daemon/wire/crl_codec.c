/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_codec - what is told about one CRL
 */
#include "wire/crl_codec.h"

#include <string.h>

#include "base/io.h"
#include "base/limits.h"

#define MAX_NAME_BYTES   64
#define MAX_NUMBER_BYTES 50 /* 20 octets, RFC 5280 §5.2.3 */

void vt_crl_row_clear(vt_crl_row *row)
{
	g_clear_pointer(&row->name, g_free);
	g_clear_pointer(&row->sha256, g_free);
	g_clear_pointer(&row->issuer, g_free);
	g_clear_pointer(&row->number, g_free);
}

void vt_write_crl(vt_writer *w, const vt_crl_row *row)
{
	const char *const texts[] = { row->name, row->sha256, row->issuer, row->number };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		vt_write_text(w, texts[i] != NULL ? texts[i] : "");
	vt_write_i64(w, row->from);
	vt_write_i64(w, row->until);
	vt_write_bool(w, row->is_delta);
}

static char *read_some(vt_reader *r, size_t max_bytes)
{
	char *text = vt_read_text(r, max_bytes);

	return text != NULL ? text : g_strdup("");
}

static bool is_of(const char *text, const char *letters)
{
	return strspn(text, letters) == strlen(text);
}

void vt_read_crl(vt_reader *r, vt_crl_row *row_out)
{
	/* One after the other: the order of initialisers is nobody's promise. */
	row_out->name = read_some(r, MAX_NAME_BYTES);
	row_out->sha256 = read_some(r, VT_SHA256_HEX - 1);
	row_out->issuer = read_some(r, VT_MAX_PACKET_BYTES / 2);
	row_out->number = read_some(r, MAX_NUMBER_BYTES);
	row_out->from = vt_read_i64(r);
	row_out->until = vt_read_i64(r);
	row_out->is_delta = vt_read_bool(r);
	if (r->fault == NULL && !is_of(row_out->name, "0123456789abcdeflt-"))
		r->fault = "no name of a CRL";
	if (r->fault == NULL && !is_of(row_out->sha256, "0123456789abcdef"))
		r->fault = "no SHA-256";
}
