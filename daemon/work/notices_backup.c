/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_backup - how a backup came out, to the administrator
 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "work/backup.h"
#include "work/notices_private.h"

#define KIND        "sao-luu"
#define FAULT_CHARS 300
#define MOST_FAULTS 5

static void add_number(vt_mail *mail, const char *key, int64_t value)
{
	g_autofree char *text = g_strdup_printf("%" PRId64, value);

	vt_mail_add(mail, key, text);
}

static void add_sentence(const vt_noticing *n, vt_mail *mail, const char *key, const char *sentence)
{
	g_autofree char *text = vt_notice_sentence(n, sentence);

	vt_mail_add(mail, key, text);
}

static void add_fault(vt_mail *mail, const char *fault)
{
	g_autofree char *shown = vt_text_quoted(fault, FAULT_CHARS);

	vt_mail_add(mail, "sl_loi", shown);
}

static void add_values(const vt_noticing *n, vt_mail *mail, const vt_backup_result *result)
{
	g_autofree char *size = vt_notice_size(n, (uint64_t)result->bytes);

	vt_mail_add(mail, "sl_ten", result->name);
	add_sentence(n, mail, "sl_loai", result->full ? "sl_toan_bo" : "sl_tang_them");
	add_number(mail, "sl_so_tep", result->files);
	add_number(mail, "sl_chep_moi", result->copied);
	vt_mail_add(mail, "dung_luong", size);
	add_number(mail, "so_van_ban", result->documents);
	add_number(mail, "so_thu", result->arrivals);
	add_number(mail, "so_dong_nhat_ky", result->ledger);
	vt_mail_add(mail, "ma_nhat_ky", result->head);
	add_number(mail, "sl_niem_phong", result->sealed);
	add_number(mail, "sl_cho", result->waiting);
	add_number(mail, "sl_da_xoa", result->removed->len);
}

bool vt_notice_backup(const vt_noticing *n, const vt_backup_result *result, const char *failure,
		      GError **error)
{
	const vt_directory *directory = n->office->directory;
	bool good = failure == NULL && result->faults->len == 0;
	g_autoptr(vt_mail) mail = NULL;
	const vt_own *own = NULL;

	if (directory->own->len == 0)
		return true;
	own = g_ptr_array_index(directory->own, 0);
	mail = vt_notice_to_admin(n, KIND, own->key);
	if (mail == NULL)
		mail = vt_notice_to_role(n, KIND, own->key, VT_ROLE_CLERK);
	if (mail == NULL)
		return true;
	add_sentence(n, mail, "sl_ket_qua",
		     good              ? "sl_tot"
		     : failure != NULL ? "sl_khong_duoc"
				       : "sl_co_loi");
	if (failure == NULL)
		add_values(n, mail, result);
	if (failure != NULL)
		add_fault(mail, failure);
	for (guint i = 0; failure == NULL && i < result->faults->len && i < MOST_FAULTS; i++)
		add_fault(mail, g_ptr_array_index(result->faults, i));
	if (!good)
		add_sentence(n, mail, "viec_can_lam", "sl_viec");
	return vt_outbox_insert(n->store, mail, n->now, error);
}
