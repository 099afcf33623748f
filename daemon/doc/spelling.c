/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spelling - words that Vietnamese offices write in several ways
 */
#include "doc/spelling.h"

#include <stdbool.h>
#include <string.h>

#define MOST_FORMS 4

/* Only what means one thing: BTC may be a ministry or an organising committee. */
static const char *const forms[][MOST_FORMS + 1] = {
	{ "ubnd", "uy ban nhan dan" },
	{ "hdnd", "hoi dong nhan dan" },
	{ "mttq", "mat tran to quoc" },
	{ "ubmttq", "uy ban mat tran to quoc" },
	{ "ttg", "thu tuong", "thu tuong chinh phu" },
	{ "tp", "thanh pho" },
	{ "tphcm", "tp hcm", "thanh pho ho chi minh" },
	{ "qppl", "quy pham phap luat" },
	{ "cntt", "cong nghe thong tin" },
	{ "tthc", "thu tuc hanh chinh" },
	{ "cchc", "cai cach hanh chinh" },
	{ "pccc", "phong chay chua chay" },
	{ "gpmb", "giai phong mat bang" },
	{ "attp", "an toan thuc pham" },
	{ "vsattp", "ve sinh an toan thuc pham" },
	{ "bhxh", "bao hiem xa hoi" },
	{ "bhyt", "bao hiem y te" },
	{ "qsdd", "quyen su dung dat" },
	{ "thcs", "trung hoc co so" },
	{ "thpt", "trung hoc pho thong" },
	{ "qd", "quyet dinh" },
	{ "nd", "nghi dinh" },
	{ "nq", "nghi quyet" },
	{ "dak lak", "dac lac", "dac lak", "daklak" },
	{ "dak nong", "dac nong", "daknong" },
	{ "bac kan", "bac can", "backan" },
	{ "kon tum", "con tum", "kontum" },
};

char *vt_spelling_twin(const char *folded_word)
{
	size_t length = strlen(folded_word);
	bool short_one = length == 2 && strchr("hklmst", folded_word[0]) != NULL;
	bool is_quy = length == 3 && strncmp(folded_word, "qu", 2) == 0;

	if (!short_one && !is_quy)
		return NULL;
	char last = folded_word[length - 1];
	if (last != 'i' && last != 'y')
		return NULL;
	char *twin = g_strdup(folded_word);
	twin[length - 1] = "iy"[last == 'i']; /* the other */
	return twin;
}

/* How many words the form has if they stand there from the first one on; 0 = they do not. */
static unsigned stands(const char *form, const char *const *words, unsigned n)
{
	g_auto(GStrv) pieces = g_strsplit(form, " ", -1);
	unsigned count = g_strv_length(pieces);

	for (unsigned i = 0; i < count; i++) {
		if (i >= n || strcmp(pieces[i], words[i]) != 0)
			return 0;
	}
	return count;
}

unsigned vt_spelling_forms(const char *const *words, unsigned n, const char *const **forms_out)
{
	unsigned longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		for (unsigned f = 0; forms[i][f] != NULL; f++) {
			unsigned count = stands(forms[i][f], words, n);

			if (count > longest) {
				longest = count;
				*forms_out = forms[i];
			}
		}
	}
	return longest;
}
