/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * certificate - what one certificate says, read once, without OpenSSL types outside this folder
 */
#include "verify/certificate.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <time.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "verify/inside.h"

void vt_openssl_start(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

int64_t vt_asn1_seconds(const ASN1_TIME *time)
{
	struct tm tm = { 0 };

	/* Without a time ASN1_TIME_to_tm gives the clock's. */
	if (time == NULL || ASN1_TIME_to_tm(time, &tm) != 1)
		return VT_TIME_NONE;
	return (int64_t)timegm(&tm);
}

static void note_odd(vt_certificate *to, const char *why)
{
	if (to->odd_address == NULL)
		to->odd_address = why;
}

/* Takes address; NULL = refused, why says so. */
static void add_address(vt_certificate *to, char *address, const char *why)
{
	if (address == NULL)
		note_odd(to, why);
	else if (g_ptr_array_find_with_equal_func(to->addresses, address, g_str_equal, NULL))
		g_free(address);
	else if (to->addresses->len < VT_MAX_ADDRESSES)
		g_ptr_array_add(to->addresses, address);
	else {
		to->has_more_addresses = true;
		g_free(address);
	}
}

/* rfc822Name and emailAddress: ASCII alone (RFC 5280 4.2.1.6), whatever the string says it is. */
static void add_plain(vt_certificate *to, const ASN1_STRING *text)
{
	int type = ASN1_STRING_type(text);
	const char *bytes = (const char *)ASN1_STRING_get0_data(text), *why = NULL;
	int size = ASN1_STRING_length(text);
	g_autofree char *address = NULL;

	/* A BMPString or T61String is no addr-spec as bytes. */
	if (type != V_ASN1_IA5STRING && type != V_ASN1_UTF8STRING
	    && type != V_ASN1_PRINTABLESTRING) {
		note_odd(to, "other type of string");
		return;
	}
	address = vt_address_mailbox(bytes, size, &why);
	for (int i = 0; address != NULL && i < size; i++) {
		if ((bytes[i] & 0x80) != 0) {
			g_clear_pointer(&address, g_free);
			why = "rfc822Name beyond ASCII";
		}
	}
	add_address(to, g_steal_pointer(&address), why);
}

/* RFC 9598 3: UTF8String; the local part is not all ASCII; the domain is: A-labels. */
static void add_international(vt_certificate *to, const ASN1_TYPE *value)
{
	const char *bytes, *why = NULL, *at;
	char *address = NULL;
	int size;

	if (value == NULL || value->type != V_ASN1_UTF8STRING) {
		note_odd(to, "SmtpUTF8Mailbox that is no UTF8String");
		return;
	}
	bytes = (const char *)ASN1_STRING_get0_data(value->value.utf8string);
	size = ASN1_STRING_length(value->value.utf8string);
	address = vt_address_mailbox(bytes, size, &why);
	at = address == NULL ? NULL : memchr(bytes, '@', (size_t)size);
	if (address != NULL && g_str_is_ascii(address))
		why = "SmtpUTF8Mailbox of ASCII alone";
	for (const char *p = at; p != NULL && p < bytes + size; p++)
		if ((*p & 0x80) != 0)
			why = "SmtpUTF8Mailbox with a U-label";
	if (why != NULL)
		g_clear_pointer(&address, g_free);
	add_address(to, address, why);
}

static bool add_alternative_names(vt_certificate *to)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(to->x509, NID_subject_alt_name, NULL, NULL);
	bool any = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type == GEN_EMAIL) {
			add_plain(to, name->d.rfc822Name);
			any = true;
		} else if (name->type == GEN_OTHERNAME
			   && OBJ_obj2nid(name->d.otherName->type_id)
				      == NID_id_on_SmtpUTF8Mailbox) {
			add_international(to, name->d.otherName->value);
			any = true;
		}
	}
	GENERAL_NAMES_free(names);
	return any;
}

/* RFC 8550 §3: the legacy place, asked only when the SAN is silent. */
static void add_subject_addresses(vt_certificate *to)
{
	const X509_NAME *subject = X509_get_subject_name(to->x509);

	for (int i = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, -1); i >= 0;
	     i = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, i))
		add_plain(to, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, i)));
}

char *vt_name_text(const X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL, *bytes = NULL;
	long size;

	g_assert(bio != NULL);
	/* RFC 4514 §2.4 lets UTF-8 stand as it is. */
	if (X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB)
	    >= 0) {
		size = BIO_get_mem_data(bio, &bytes);
		text = size > 0 ? vt_text_utf8(bytes, size) : g_strdup("");
	}
	BIO_free(bio);
	return text;
}

static char *read_serial(const X509 *x509)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), NULL);
	char *hex = number == NULL ? NULL : BN_bn2hex(number);
	/* A negative serial is forbidden and yet seen; its sign is left out. */
	char *copy = hex == NULL ? NULL : g_strdup(hex + (*hex == '-'));

	OPENSSL_free(hex);
	BN_free(number);
	return copy;
}

static char *read_fingerprint(const X509 *x509)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	GString *hex = g_string_new(NULL);

	if (X509_digest(x509, EVP_sha256(), digest, &size) != 1)
		size = 0;
	for (unsigned int i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", digest[i]);
	return g_string_free(hex, FALSE);
}

vt_certificate *vt_certificate_wrap(X509 *x509)
{
	vt_certificate *certificate = g_new0(vt_certificate, 1);

	g_ref_count_init(&certificate->refs);
	X509_up_ref(x509);
	certificate->x509 = x509;
	/* Now and here, so that children inherit it: extensions and key are decoded on first use.
	 */
	X509_check_purpose(x509, -1, 0);
	X509_get0_pubkey(x509);
	certificate->addresses = g_ptr_array_new_with_free_func(g_free);
	if (!add_alternative_names(certificate))
		add_subject_addresses(certificate);
	certificate->subject = vt_name_text(X509_get_subject_name(x509));
	certificate->issuer = vt_name_text(X509_get_issuer_name(x509));
	certificate->serial = read_serial(x509);
	certificate->sha256 = read_fingerprint(x509);
	certificate->not_before = vt_asn1_seconds(X509_get0_notBefore(x509));
	certificate->not_after = vt_asn1_seconds(X509_get0_notAfter(x509));
	ERR_clear_error();
	if (certificate->subject == NULL || certificate->issuer == NULL
	    || certificate->serial == NULL)
		g_clear_pointer(&certificate, vt_certificate_unref);
	return certificate;
}

vt_certificate *vt_certificate_decode(const uint8_t *der, size_t size)
{
	const unsigned char *at = der;
	vt_certificate *certificate = NULL;
	X509 *x509;

	if (size > VT_MAX_CMS_BYTES)
		return NULL;
	x509 = d2i_X509(NULL, &at, (long)size);
	if (x509 != NULL && at == der + size)
		certificate = vt_certificate_wrap(x509);
	X509_free(x509);
	ERR_clear_error();
	return certificate;
}

vt_certificate *vt_certificate_load(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	vt_certificate *certificate = NULL;
	vt_objects objects;

	vt_openssl_start();
	bytes = vt_io_read_file(AT_FDCWD, path, VT_MAX_TEXT_BYTES, error);
	if (bytes == NULL)
		return NULL;
	vt_objects_read(bytes, &objects);
	if (objects.certificates->len > 0)
		certificate = vt_certificate_ref(g_ptr_array_index(objects.certificates, 0));
	else
		vt_error_set(error, VT_NEVER, "cannot read '%s': no certificate in it", path);
	vt_objects_clear(&objects);
	return certificate;
}

vt_certificate *vt_certificate_ref(vt_certificate *certificate)
{
	g_ref_count_inc(&certificate->refs);
	return certificate;
}

void vt_certificate_unref(vt_certificate *certificate)
{
	if (certificate == NULL || !g_ref_count_dec(&certificate->refs))
		return;
	X509_free(certificate->x509);
	g_ptr_array_unref(certificate->addresses);
	g_free(certificate->subject);
	g_free(certificate->issuer);
	g_free(certificate->serial);
	g_free(certificate->sha256);
	g_free(certificate);
}

const GPtrArray *vt_certificate_addresses(const vt_certificate *certificate)
{
	return certificate->addresses;
}

const char *vt_certificate_odd_address(const vt_certificate *certificate)
{
	return certificate->odd_address;
}

bool vt_certificate_has_more_addresses(const vt_certificate *certificate)
{
	return certificate->has_more_addresses;
}

const char *vt_certificate_subject(const vt_certificate *certificate)
{
	return certificate->subject;
}

const char *vt_certificate_issuer(const vt_certificate *certificate)
{
	return certificate->issuer;
}

const char *vt_certificate_serial(const vt_certificate *certificate)
{
	return certificate->serial;
}

const char *vt_certificate_sha256(const vt_certificate *certificate)
{
	return certificate->sha256;
}

int64_t vt_certificate_not_before(const vt_certificate *certificate)
{
	return certificate->not_before;
}

int64_t vt_certificate_not_after(const vt_certificate *certificate)
{
	return certificate->not_after;
}
