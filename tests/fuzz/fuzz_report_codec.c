/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_report_codec - a report from a child that was taken over; what reads well must write the
 * same
 */
#include <string.h>

#include "wire/report_codec.h"
#include "wire/said_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(const vt_writer *w, GBytes *bytes)
{
	size_t size;
	const void *data = g_bytes_get_data(bytes, &size);

	g_assert(size == w->bytes->len && (size == 0 || memcmp(data, w->bytes->data, size) == 0));
}

static void look_at_said(GBytes *bytes)
{
	g_autoptr(vt_said) said = NULL;
	g_auto(vt_writer) w = vt_writer_new();

	if (!vt_read_said(bytes, &said, NULL))
		return;
	vt_write_said(&w, said);
	same(&w, bytes);
	if (said != NULL)
		(void)vt_said_check(said, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = size > 0 ? g_bytes_new(data + 1, size - 1) : NULL;
	g_autoptr(vt_identity) identity = NULL;
	g_autoptr(vt_contents) contents = NULL;
	g_auto(vt_writer) w = vt_writer_new();

	if (bytes == NULL)
		return 0;
	if (data[0] % 4 == 3) {
		look_at_said(bytes);
	} else if (data[0] % 4 == 0) {
		identity = vt_read_identity(bytes, NULL);
		if (identity != NULL) {
			vt_write_identity(&w, identity);
			same(&w, bytes);
			(void)vt_identity_check(identity, NULL);
		}
	} else if (data[0] % 4 == 1) {
		contents = vt_read_contents(bytes, NULL);
		if (contents != NULL) {
			vt_write_contents(&w, contents);
			same(&w, bytes);
			(void)vt_contents_check(contents, NULL);
		}
	} else {
		contents = vt_contents_new();
		if (vt_read_parts(bytes, contents, NULL)) {
			vt_write_parts(&w, contents);
			same(&w, bytes);
			(void)vt_contents_check(contents, NULL);
		}
	}
	return 0;
}
