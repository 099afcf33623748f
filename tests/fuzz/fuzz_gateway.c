/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_gateway - a signed entity after a gateway: two bytes say where a seed's own entity is
 * changed
 *
 * The claim is that of a real signature over ENTITY; whatever is said to be undone must have been
 * found within the budget.
 */
#include <string.h>

#include "base/limits.h"
#include "filters/gateway.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char entity[] =
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
	"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	"K=C3=ADnh g=E1=BB=ADi\r\nXin\r\n\r\n"
	"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n"
	"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjcK\r\n\r\n--b--\r\n";

/* Something is put in at one place: what gateways do most. */
static GByteArray *with_insertion(const uint8_t *bytes, size_t size)
{
	GByteArray *changed = g_byte_array_new();
	size_t at = (bytes[0] | (size_t)bytes[1] << 8) % sizeof(entity);

	g_byte_array_append(changed, (const guint8 *)entity, (guint)at);
	g_byte_array_append(changed, bytes + 2, (guint)(size - 2));
	g_byte_array_append(changed, (const guint8 *)entity + at, (guint)(sizeof(entity) - 1 - at));
	return changed;
}

static void undo(const vt_cms *cms, const void *bytes, size_t size)
{
	vt_gateway_cost cost = { 0 };
	g_autofree char *what = vt_gateway_undo(cms, bytes, size, &cost);

	g_assert(what == NULL || g_utf8_validate(what, -1, NULL));
	g_assert(cost.variants <= VT_MAX_GATEWAY_VARIANTS);
	g_assert(cost.hashed <= VT_MAX_GATEWAY_BYTES + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize length = sizeof digest;
	vt_cms cms = { .state = VT_CMS_ALTERED,
		       .n_signers = 1,
		       .claimed_name = (char[]){ "sha256" } };

	if (size < 2)
		return 0;
	g_checksum_update(sum, (const guchar *)entity, sizeof(entity) - 1);
	g_checksum_get_digest(sum, digest, &length);
	cms.claimed = g_bytes_new(digest, length);

	g_autoptr(GByteArray) changed = with_insertion(bytes, size);
	undo(&cms, changed->data, changed->len);
	undo(&cms, bytes, size);
	g_bytes_unref(cms.claimed);
	return 0;
}
