/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * objects - the certificates and CRLs that a file holds, PEM or DER, whatever its name
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "verify/inside.h"

void vt_x509_crl_free(void *crl)
{
	X509_CRL_free(crl);
}

static bool take_certificate(const uint8_t *der, size_t size, vt_objects *out)
{
	vt_certificate *certificate = vt_certificate_decode(der, size);

	if (certificate == NULL)
		return false;
	g_ptr_array_add(out->certificates, certificate);
	return true;
}

static bool take_crl(const uint8_t *der, size_t size, vt_objects *out)
{
	const unsigned char *at = der;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)size);

	ERR_clear_error();
	if (crl == NULL || at != der + size) {
		X509_CRL_free(crl);
		return false;
	}
	g_ptr_array_add(out->crls, crl);
	return true;
}

/* Keys and whatever else a PEM file may hold are passed over: they are not ours to complain about.
 */
static bool take_block(const char *name, const uint8_t *der, size_t size, vt_objects *out)
{
	if (strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0)
		return take_certificate(der, size, out);
	if (strcmp(name, PEM_STRING_X509_CRL) == 0)
		return take_crl(der, size, out);
	return true;
}

static void read_pem(const void *bytes, size_t size, vt_objects *out)
{
	BIO *bio = BIO_new_mem_buf(bytes, (int)size);
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	long length = 0;

	g_assert(bio != NULL);
	while (PEM_read_bio(bio, &name, &header, &der, &length) == 1) {
		if (!take_block(name, der, (size_t)length, out))
			out->n_broken++;
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(der);
		name = header = NULL;
		der = NULL;
	}
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		out->n_broken++;
	ERR_clear_error();
	BIO_free(bio);
}

void vt_objects_read(GBytes *bytes, vt_objects *out)
{
	gsize size;
	const uint8_t *data = g_bytes_get_data(bytes, &size);

	*out = (vt_objects){
		.certificates =
			g_ptr_array_new_with_free_func((GDestroyNotify)vt_certificate_unref),
		.crls = g_ptr_array_new_with_free_func(vt_x509_crl_free),
	};
	if (size == 0 || size > INT_MAX)
		return;
	if (data[0] == 0x30) {
		if (!take_certificate(data, size, out) && !take_crl(data, size, out))
			out->n_broken++;
		return;
	}
	read_pem(data, size, out);
}

void vt_objects_clear(vt_objects *objects)
{
	g_clear_pointer(&objects->certificates, g_ptr_array_unref);
	g_clear_pointer(&objects->crls, g_ptr_array_unref);
}
