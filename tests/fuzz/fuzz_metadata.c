/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_metadata - any bytes as a page, a subject and a file name
 */
#include <string.h>

#include "base/text.h"
#include "doc/number.h"
#include "filters/closing.h"
#include "filters/masthead.h"
#include "filters/names.h"
#include "filters/secrecy.h"
#include "filters/subject.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(const vt_office *office, const char *text)
{
	g_autoptr(vt_page) page = vt_page_new(text);
	g_autofree char *number = NULL;
	g_autofree char *notation = NULL;
	size_t from = 0, to = 0;
	vt_masthead masthead;
	vt_closing closing;
	vt_hint hint;

	vt_masthead_read(page, office, &masthead);
	vt_masthead_clear(&masthead);
	vt_closing_read(page, &closing);
	vt_closing_clear(&closing);
	vt_subject_read(text, office, &hint);
	vt_hint_clear(&hint);
	vt_file_name_read(text, office, &hint);
	vt_hint_clear(&hint);
	(void)vt_secrecy_of_page(office, text);
	(void)vt_secrecy_of_subject(office, text);
	(void)vt_secrecy_of_name(office, text);
	(void)vt_names_odd(text);
	if (vt_number_find(text, &from, &to, &number, &notation))
		g_assert(from < to && to <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static vt_office *office;
	g_autofree char *text = vt_text_utf8((const char *)data, (gssize)size);

	if (!office) {
		vt_faults *faults = vt_faults_new();
		const char *source = g_getenv("VT_SOURCE");
		office = vt_office_load_defaults(source ? source : ".", faults);
		vt_faults_free(faults);
	}
	read_text(office, text);
	return 0;
}
