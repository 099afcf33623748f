/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices_signer - a certificate that documents were signed with does not hold any more
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/arrivals.h"
#include "work/notices_private.h"

#define KIND      "chung-thu"
#define DAY_CHARS 10 /* of YYYY-MM-DDT... */

/* The days of revocation and receipt, both in UTC: within one day nobody can say which came first.
 */
static const char *when_received(const vt_signer_change *change, int64_t received_at)
{
	g_autofree char *received = vt_clock_iso(received_at);
	int order = 0;

	if (change->standing == VT_STANDING_DENIED)
		return "ct_khi_nhan_chap_nhan";
	if (*change->since == '\0')
		return "ct_khong_ro";
	order = strncmp(change->since, received, DAY_CHARS);
	if (order == 0)
		return "ct_cung_ngay";
	return order < 0 ? "ct_thu_hoi_truoc" : "ct_thu_hoi_sau";
}

static void add_row(const vt_noticing *n, vt_mail *mail, const vt_signer_change *change,
		    const vt_document *document)
{
	g_autofree char *arrival_number =
		g_strdup_printf("%" PRId64 "/%d", document->number, document->year);
	g_autofree char *number = vt_notice_number(document);
	g_autofree char *day = vt_clock_day_vietnam(document->arrived_at);
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");
	g_autofree char *note = vt_notice_sentence(n, when_received(change, document->arrived_at));
	const char *const row[][2] = { { "vb_so_den", arrival_number },
				       { "vb_so_ky_hieu", number ? number : unknown },
				       { "vb_ngay_den", day },
				       { "vb_ghi_chu", note } };

	for (size_t i = 0; i < G_N_ELEMENTS(row); i++)
		vt_mail_add_about(mail, vt_document_message(document), row[i][0], row[i][1]);
}

/* Those of one own agency, own NULL: all. */
static unsigned add_rows(const vt_noticing *n, vt_mail *mail, const vt_signer_change *change,
			 const GPtrArray *documents, const char *own)
{
	unsigned count = 0;

	for (unsigned i = 0; i < documents->len; i++) {
		const vt_document *document = g_ptr_array_index(documents, i);

		if (own && strcmp(document->own, own) != 0)
			continue;
		add_row(n, mail, change, document);
		count++;
	}
	return count;
}

static bool tell(const vt_noticing *n, vt_mail *take_mail, const vt_signer_change *change,
		 const GPtrArray *documents, const char *own, GError **error)
{
	g_autoptr(vt_mail) mail = take_mail;
	const vt_agency *agency =
		change->agency ? vt_directory_agency(n->office->directory, change->agency) : NULL;
	g_autofree char *standing = vt_notice_sentence(
		n, change->standing == VT_STANDING_DENIED ? "ct_bi_chan" : "ct_bi_thu_hoi");
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");

	if (!mail)
		return true;
	vt_mail_add(mail, "ct_tinh_trang", standing);
	vt_mail_add(mail, "co_quan_gui", agency ? agency->name : unknown);
	vt_notice_add_quoted(mail, "ct_chu_the", change->subject, 200);
	vt_mail_add(mail, "ct_so_hieu", change->serial ? change->serial : "");
	vt_mail_add(mail, "ct_sha256", change->sha256);
	vt_mail_add(mail, "ct_tu_ngay", *change->since != '\0' ? change->since : unknown);
	vt_notice_add_quoted(mail, "chi_tiet", change->detail, 200);
	return add_rows(n, mail, change, documents, own) == 0 || vt_notice_insert(n, mail, error);
}

static GPtrArray *documents_of(const vt_noticing *n, const char *signer, GError **error)
{
	g_autoptr(GPtrArray) ids = vt_signers_messages(n->store, signer, error);
	g_autoptr(GPtrArray) documents =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_document_free);

	for (unsigned i = 0; ids && i < ids->len; i++) {
		GError *fault = NULL;
		vt_document *document =
			vt_documents_of_arrival(n->store, g_ptr_array_index(ids, i), &fault);

		if (fault) {
			g_propagate_error(error, fault);
			return NULL;
		}
		if (document && document->state != VT_DOCUMENT_SEALED)
			g_ptr_array_add(documents, document);
		else
			vt_document_free(document);
	}
	return ids ? g_steal_pointer(&documents) : NULL;
}

static bool has_document(const GPtrArray *documents, const char *own)
{
	for (unsigned i = 0; i < documents->len; i++)
		if (strcmp(((const vt_document *)g_ptr_array_index(documents, i))->own, own) == 0)
			return true;
	return false;
}

bool vt_notice_signer(const vt_noticing *n, const vt_signer_change *change, GError **error)
{
	const vt_directory *directory = n->office->directory;
	g_autoptr(GPtrArray) documents = documents_of(n, change->sha256, error);

	if (!documents)
		return false;
	for (unsigned i = 0; i < directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(directory->own, i);

		/* Without a clerk it would go to the administrator, who hears of all of them. */
		if (has_document(documents, own->key)
		    && vt_directory_first(directory, own->key, VT_ROLE_CLERK)
		    && !tell(n, vt_notice_to_role(n, KIND, own->key, VT_ROLE_CLERK), change,
			     documents, own->key, error))
			return false;
	}
	if (!directory->admin || documents->len == 0)
		return true;
	return tell(n,
		    vt_notice_to_admin(n, KIND,
				       ((const vt_document *)g_ptr_array_index(documents, 0))->own),
		    change, documents, NULL, error);
}
