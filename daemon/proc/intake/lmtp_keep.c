/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lmtp_keep - one message of an LMTP client on its way into spool/
 */
#include "proc/intake/lmtp_keep.h"

#include <errno.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "base/log.h"
#include "doc/arrived.h"
#include "net/door.h"
#include "net/heading.h"
#include "proc/intake/heading.h"

struct vt_keep {
	const vt_office *office; /* borrowed */
	int spool_dir;
	char *account, *own;
	char id[VT_ARRIVAL_ID_BYTES + 1];
	vt_draft message, envelope;
	GChecksum *sum;   /* NULL = nothing begun */
	GByteArray *head; /* the first bytes */
	vt_lmtp_fate fate;
};

vt_keep *vt_keep_new(const vt_office *office, int spool_dir, const char *account, const char *own)
{
	vt_keep *keep = g_new0(vt_keep, 1);

	keep->office = office;
	keep->spool_dir = spool_dir;
	keep->account = g_strdup(account);
	keep->own = g_strdup(own);
	keep->message = keep->envelope = (vt_draft)VT_DRAFT_INIT;
	return keep;
}

void vt_keep_drop(vt_keep *keep)
{
	vt_draft_clear(&keep->message);
	vt_draft_clear(&keep->envelope);
	g_clear_pointer(&keep->sum, g_checksum_free);
	g_clear_pointer(&keep->head, g_byte_array_unref);
}

void vt_keep_free(vt_keep *keep)
{
	if (keep == NULL)
		return;
	vt_keep_drop(keep);
	g_free(keep->account);
	g_free(keep->own);
	g_free(keep);
}

/* A disk that is full now may have room soon, and the MTA shall be told so. */
static void complain(vt_keep *keep, const GError *error, bool *full_out)
{
	g_autofree char *why = vt_log_value(error->message);

	if (full_out != NULL)
		*full_out = errno == ENOSPC || errno == EDQUOT;
	keep->fate = errno == ENOSPC || errno == EDQUOT ? VT_LMTP_FULL : VT_LMTP_LATER;
	vt_log(VT_LOG_WARNING, "-", "lmtp-not-kept", "door=%s why=%s", keep->account, why);
}

bool vt_keep_begin(vt_keep *keep, bool *full_out)
{
	g_autoptr(GError) error = NULL;

	vt_keep_drop(keep);
	keep->sum = g_checksum_new(G_CHECKSUM_SHA256);
	keep->head = g_byte_array_new();
	if (vt_draft_open(&keep->message, keep->spool_dir, "message", &error))
		return true;
	complain(keep, error, full_out);
	return false;
}

bool vt_keep_write(vt_keep *keep, const uint8_t *bytes, size_t size, bool *full_out)
{
	g_autoptr(GError) error = NULL;

	g_checksum_update(keep->sum, bytes, (gssize)size);
	vt_heading_keep(keep->head, bytes, size);
	if (vt_draft_write(&keep->message, bytes, size, &error))
		return true;
	complain(keep, error, full_out);
	return false;
}

static GBytes *envelope_of(const vt_keep *keep, const vt_lmtp_envelope *envelope)
{
	g_autoptr(vt_arrived) arrived = vt_arrived_new();

	arrived->id = g_strdup(keep->id);
	arrived->door = g_strdup("lmtp");
	arrived->account = g_strdup(keep->account);
	arrived->own = g_strdup(keep->own);
	arrived->mail_from = g_strdup(envelope->mail_from);
	for (guint i = 0; i < envelope->rcpt_to->len; i++)
		g_ptr_array_add(arrived->rcpt_to, g_strdup(envelope->rcpt_to->pdata[i]));
	arrived->received_at = vt_clock_now();
	arrived->bytes = keep->message.bytes;
	g_strlcpy(arrived->sha256, g_checksum_get_string(keep->sum), sizeof arrived->sha256);
	vt_note_heading(keep->office, keep->head->data, keep->head->len, arrived);
	return vt_arrived_write(arrived);
}

void vt_keep_whole(vt_keep *keep, const vt_lmtp_envelope *envelope)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;

	keep->fate = VT_LMTP_KEPT;
	vt_arrival_id(keep->id);
	bytes = envelope_of(keep, envelope);
	g_clear_pointer(&keep->head, g_byte_array_unref);
	if (!vt_draft_open(&keep->envelope, keep->spool_dir, "envelope", &error)
	    || !vt_draft_write(&keep->envelope, g_bytes_get_data(bytes, NULL),
			       g_bytes_get_size(bytes), &error))
		complain(keep, error, NULL);
}

static void sync_all(int spool_dir, const GPtrArray *keeps)
{
	g_autoptr(GPtrArray) drafts = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < keeps->len; i++) {
		vt_keep *keep = keeps->pdata[i];

		if (keep->fate != VT_LMTP_KEPT)
			continue;
		g_ptr_array_add(drafts, &keep->message);
		g_ptr_array_add(drafts, &keep->envelope);
	}
	if (vt_drafts_sync(drafts, spool_dir, 0640, &error))
		return;
	for (guint i = 0; i < keeps->len; i++)
		complain(keeps->pdata[i], error, NULL);
}

/* The bytes first: an envelope stands for a message that is there. */
static void name_all(int spool_dir, const GPtrArray *keeps)
{
	for (guint i = 0; i < keeps->len; i++) {
		vt_keep *keep = keeps->pdata[i];
		g_autofree char *eml = g_strdup_printf("%s.eml", keep->id);
		g_autofree char *env = g_strdup_printf("%s.env", keep->id);
		g_autoptr(GError) error = NULL;

		if (keep->fate != VT_LMTP_KEPT)
			continue;
		if (!vt_draft_name(&keep->message, eml, &error))
			complain(keep, error, NULL);
		vt_crashpoint("lmtp.eml");
		if (keep->fate == VT_LMTP_KEPT && !vt_draft_name(&keep->envelope, env, &error)) {
			complain(keep, error, NULL);
			(void)vt_io_unlink(spool_dir, eml, NULL);
		}
		vt_crashpoint("lmtp.env");
	}
}

void vt_keep_commit(int spool_dir, const GPtrArray *keeps)
{
	g_autoptr(GError) error = NULL;

	vt_crashpoint("lmtp.whole");
	sync_all(spool_dir, keeps);
	vt_crashpoint("lmtp.synced");
	name_all(spool_dir, keeps);
	if (!vt_io_sync_dir(spool_dir, &error))
		for (guint i = 0; i < keeps->len; i++)
			complain(keeps->pdata[i], error, NULL);
	vt_crashpoint("lmtp.durable");
	for (guint i = 0; i < keeps->len; i++) {
		const vt_keep *keep = keeps->pdata[i];

		if (keep->fate == VT_LMTP_KEPT)
			vt_log(VT_LOG_INFO, keep->id, "taken", "door=%s bytes=%" G_GUINT64_FORMAT,
			       keep->account, keep->message.bytes);
	}
}

vt_lmtp_fate vt_keep_fate(const vt_keep *keep)
{
	return keep->fate;
}

const char *vt_keep_id(const vt_keep *keep)
{
	return keep->id;
}
