/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_certificate - any bytes as one certificate, and as a file of the trust folders
 */
#include <string.h>

#include "base/address.h"
#include "base/limits.h"
#include "verify/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void look(const vt_certificate *certificate)
{
	const GPtrArray *addresses = vt_certificate_addresses(certificate);

	g_assert(addresses->len <= VT_MAX_ADDRESSES);
	for (guint i = 0; i < addresses->len; i++) {
		const char *address = g_ptr_array_index(addresses, i);
		const char *why = NULL;
		g_autofree char *again = vt_address_mailbox(address, -1, &why);

		g_assert_true(vt_address_equal(again, address));
	}
	g_assert_true(g_utf8_validate(vt_certificate_subject(certificate), -1, NULL));
	g_assert_true(g_utf8_validate(vt_certificate_issuer(certificate), -1, NULL));
	g_assert(strspn(vt_certificate_serial(certificate), "0123456789ABCDEF")
		 == strlen(vt_certificate_serial(certificate)));
	g_assert_cmpuint(strlen(vt_certificate_sha256(certificate)), ==, 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	g_autoptr(vt_certificate) one = NULL;
	vt_objects objects;

	vt_openssl_start();
	one = vt_certificate_decode(bytes, size);
	if (one != NULL)
		look(one);
	vt_objects_read(file, &objects);
	for (guint i = 0; i < objects.certificates->len; i++)
		look(g_ptr_array_index(objects.certificates, i));
	vt_objects_clear(&objects);
	return 0;
}
