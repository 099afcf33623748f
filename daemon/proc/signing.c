/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signing - a file that begins as it must, signed piece by piece
 */
#include "proc/signing.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"

#define ENTITY_BYTES  (128u * 1024 * 1024)
#define PIECE_BYTES   (256 * 1024)
#define EXPIRY_NOTICE (30 * 86400)

static const char *const beginnings[] = {
	[VT_PURPOSE_NOTICE] = "X-Vanthu-Purpose: notice\r\n",
	[VT_PURPOSE_DOCUMENT] = "X-Vanthu-Purpose: document\r\n",
};
G_STATIC_ASSERT(G_N_ELEMENTS(beginnings) == VT_N_PURPOSES);

vt_purpose vt_purpose_of(int fd)
{
	char line[64];
	size_t got = 0;

	if (!vt_io_read_at(fd, 0, line, sizeof(line), &got, NULL))
		return VT_N_PURPOSES;
	for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
		size_t size = strlen(beginnings[i]);

		if (got >= size && memcmp(line, beginnings[i], size) == 0)
			return (vt_purpose)i;
	}
	return VT_N_PURPOSES;
}

/* Read once, from its beginning: what was looked at is what is signed, whoever else may write to
 * the file. */
static GBytes *sign_file(vt_signing *signing, int fd, const char *begins, GError **error)
{
	g_autofree char *piece = g_malloc(PIECE_BYTES);
	uint64_t done = 0;
	size_t got = PIECE_BYTES;

	while (got == PIECE_BYTES) {
		if (!vt_io_read_at(fd, done, piece, PIECE_BYTES, &got, error))
			return NULL;
		if (done == 0
		    && (got < strlen(begins) || memcmp(piece, begins, strlen(begins)) != 0)) {
			vt_error_set(error, VT_NEVER, "cannot sign: it changed");
			return NULL;
		}
		done += got;
		if (done > ENTITY_BYTES) {
			vt_error_set(error, VT_NEVER, "cannot sign: more than %u bytes",
				     ENTITY_BYTES);
			return NULL;
		}
		if (!vt_signing_add(signing, piece, got, error))
			return NULL;
	}
	return vt_signing_end(signing, error);
}

GBytes *vt_purpose_sign(vt_purpose purpose, const vt_signing_key *key, const char *own, int fd,
			GError **error)
{
	int64_t from, until, now = vt_clock_now();

	vt_signing_key_validity(key, &from, &until);
	if (now < from || now > until) {
		vt_error_set(error, VT_RETRY_LATER,
			     "cannot sign: certificate of '%s' not valid now", own);
		return NULL;
	}
	g_autoptr(vt_signing) signing = vt_signing_new(key, now, error);
	GBytes *der = signing != NULL ? sign_file(signing, fd, beginnings[purpose], error) : NULL;
	if (der != NULL && g_bytes_get_size(der) > VT_MAX_PACKET_BYTES - 1024) {
		g_clear_pointer(&der, g_bytes_unref);
		vt_error_set(error, VT_NEVER, "cannot sign: signature too large for a packet");
	}
	return der;
}

void vt_certificate_check(const vt_signing_key *key, const vt_block *block, const char *which,
			  const char *address, vt_faults *faults)
{
	g_autofree char *place =
		g_strdup_printf("%s:%u", vt_block_file(block), vt_block_key_line(block, which, 0));
	int64_t from, until, now = vt_clock_now();

	vt_signing_key_validity(key, &from, &until);
	g_autofree char *day = vt_clock_iso(until < now ? until : from);
	/* Time alone stops no office: mail comes in, and what is to be signed waits. */
	if (until < now)
		vt_faults_warn(faults, place, "certificate expired at %s", day);
	else if (from > now)
		vt_faults_warn(faults, place, "certificate is not valid before %s", day);
	else if (until - now < EXPIRY_NOTICE)
		vt_log(VT_LOG_WARNING, "-", "certificate-expires", "signer=%s days=%d",
		       vt_block_name(block), (int)((until - now) / 86400));
	if (address != NULL && !vt_signing_key_has_address(key, address))
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, which, 0),
			      "certificate does not stand for '%s'", address);
}
