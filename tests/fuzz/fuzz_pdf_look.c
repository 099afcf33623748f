/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_pdf_look - any bytes as a PDF, without poppler
 */
#include "filters/pdf_look.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	vt_pdf_look look;

	vt_pdf_look_at(bytes, size, &look);
	g_assert(look.active == NULL || *look.active != '\0');
	g_assert(look.overlay || !look.overlay_packed);
	return 0;
}
