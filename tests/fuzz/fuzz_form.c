/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_form - a kept form comes back as it was kept; printed and compared with itself nothing has
 * changed
 */
#include <string.h>

#include "base/text.h"
#include "doc/form.h"
#include "doc/said_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_again(const vt_form *form)
{
	g_autofree char *kept = vt_form_keep(form);
	g_autoptr(vt_form) back = vt_form_kept(kept);

	g_assert(back != NULL);
	g_autofree char *again = vt_form_keep(back);
	g_assert(strcmp(kept, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = vt_text_utf8((const char *)data, (gssize)size);
	g_autoptr(vt_form) form = vt_form_kept(text);

	if (form == NULL) {
		g_auto(GStrv) parts = g_strsplit(text, "\n", VT_N_FORM_LINES);

		form = vt_form_new("PABCDEF");
		for (guint i = 0; parts[i] != NULL; i++) {
			g_free(form->lines[i]);
			form->lines[i] = g_strdup(parts[i]);
		}
	}
	same_again(form);
	g_autofree char *block = vt_form_print(form);
	g_assert(g_utf8_validate(block, -1, NULL));
	return 0;
}
