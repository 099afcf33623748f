/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_metadata - any bytes as a page, a subject, a file name and a file
 */
#include <string.h>

#include "base/text.h"
#include "doc/number.h"
#include "filters/closing.h"
#include "filters/dates.h"
#include "filters/masthead.h"
#include "filters/names.h"
#include "filters/pdf_look.h"
#include "filters/secrecy.h"
#include "filters/sniff.h"
#include "filters/subject.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(const vt_office *office, const char *text)
{
	g_autoptr(vt_page) page = vt_page_new(text);
	g_autofree char *folded = vt_text_fold(text);
	g_autofree char *words = vt_dates_words(folded);
	g_autofree char *digits = vt_dates_digits(text);
	g_autofree char *due = vt_dates_due(folded);
	g_autofree char *extension = vt_names_extension(text);
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
	vt_pdf_look look;
	vt_sniff sniff;

	if (!office) {
		vt_faults *faults = vt_faults_new();
		const char *source = g_getenv("VT_SOURCE");
		office = vt_office_load_defaults(source ? source : ".", faults);
		vt_faults_free(faults);
	}
	read_text(office, text);
	vt_pdf_look_at(data, size, &look);
	vt_sniff_read(data, size, false, &sniff);
	vt_sniff_clear(&sniff);
	return 0;
}
