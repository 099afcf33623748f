/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_sniff - any bytes as a file: its type, as a ZIP, as an OLE container, and a PDF's surface
 */
#include <string.h>

#include "filters/pdf_look.h"
#include "filters/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	vt_sniff sniff = { 0 }, zip = { 0 }, ole = { 0 };
	vt_pdf_look look;

	g_assert_true(vt_sniff_prepare(NULL));
	vt_sniff_read(bytes, size, false, &sniff);
	g_assert(sniff.type != NULL && g_utf8_validate(sniff.type, -1, NULL));
	vt_sniff_clear(&sniff);
	vt_sniff_zip(bytes, size, &zip);
	vt_sniff_clear(&zip);
	vt_sniff_ole(bytes, size, &ole);
	vt_sniff_clear(&ole);
	vt_pdf_look_at(bytes, size, &look);
	g_assert(look.active == NULL || *look.active != '\0');
	return 0;
}
