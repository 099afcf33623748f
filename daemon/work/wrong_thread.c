/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wrong_thread - files of our own people in reply to what somebody else was asked
 */
#include "work/wrong_thread.h"

static unsigned count_files(const GPtrArray *parts)
{
	unsigned files = 0;

	for (guint i = 0; i < parts->len; i++)
		files += ((const vt_part *)g_ptr_array_index(parts, i))->attachment;
	return files;
}

vt_hearing vt_wrong_thread(const vt_hearing *h)
{
	const vt_own *own = h->person != NULL && !vt_person_has(h->person, VT_ROLE_DEVICE)
				    ? vt_directory_own(h->j->office->directory, h->person->own)
				    : NULL;
	vt_hearing his = { .j = h->j, .said = h->said, .person = h->person, .proofs = h->proofs };
	unsigned files = count_files(h->j->seen->contents->parts);

	if (own == NULL || files == 0)
		return his;
	g_autofree char *count = g_strdup_printf("%u", files);
	vt_hearing_say(&his, "tl_tep_viec_khac", "so_tep", count, "dia_chi_tiep_nhan",
		       g_ptr_array_index(own->addresses, 0), NULL);
	return his;
}
