/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signed_data - what stands in a CMS message, seen before OpenSSL decodes it
 */
#include "verify/signed_data.h"

#include <string.h>

#include "base/limits.h"

/* One digest per signer is the rule; every one named costs a pass over the content. */
#define MAX_DIGESTS 8
#define MAX_SIGNERS 20
/* Far above what is read of them: only to know the count. */
#define MAX_COUNTED 100000

/* Content of OBJECT IDENTIFIER. */
static const uint8_t oid_signed[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
static const uint8_t oid_enveloped[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03 };
static const uint8_t oid_auth_enveloped[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
					      0x01, 0x09, 0x10, 0x01, 0x17 };
static const uint8_t oid_compressed[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
					  0x01, 0x09, 0x10, 0x01, 0x09 };
static const uint8_t oid_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };

#define IS(oid, bytes) ((oid).size == sizeof(bytes) && memcmp((oid).at, bytes, sizeof(bytes)) == 0)

static vt_cms_state kind_of(vt_bytes oid, const char **why_out)
{
	*why_out = "";
	if (IS(oid, oid_signed))
		return VT_CMS_VERIFIED;
	if (IS(oid, oid_enveloped) || IS(oid, oid_auth_enveloped))
		return VT_CMS_ENCRYPTED;
	if (IS(oid, oid_compressed))
		return VT_CMS_COMPRESSED;
	*why_out = "another content type";
	return VT_CMS_OTHER;
}

static bool read_content_info(vt_bytes encap, vt_signed_data *out)
{
	vt_element type, content;

	if (!vt_der_expect(&encap, VT_TAG_OID, &type))
		return false;
	out->is_data = IS(type.content, oid_data);
	if (encap.size == 0)
		return true;
	out->has_content = true;
	return vt_der_expect(&encap, VT_TAG_CONTEXT(0), &content) && encap.size == 0;
}

static const char *read_head(vt_bytes *rest, vt_signed_data *out)
{
	const uint8_t *from = rest->at;
	vt_element version, digests, encap;

	if (!vt_der_expect(rest, 0x02, &version) || !vt_der_expect(rest, VT_TAG_SET, &digests)
	    || !vt_der_expect(rest, VT_TAG_SEQUENCE, &encap)
	    || !read_content_info(encap.content, out))
		return "SignedData is malformed";
	if (vt_der_count(digests.content, MAX_DIGESTS) < 0)
		return "too many digest algorithms";
	out->head = (vt_bytes){ from, (size_t)(rest->at - from) };
	return NULL;
}

static const char *read_signed_data(vt_bytes rest, vt_signed_data *out)
{
	const char *fault = read_head(&rest, out);
	vt_element element;
	int n;

	if (fault != NULL)
		return fault;
	if (vt_der_expect(&rest, VT_TAG_CONTEXT(0), &element)) {
		out->certificates = element.content;
		n = vt_der_count(element.content, MAX_COUNTED);
		if (n < 0)
			return "certificates are malformed";
		out->n_certificates = (unsigned)n;
	}
	if (vt_der_expect(&rest, VT_TAG_CONTEXT(1), &element)) {
		if (element.whole.size > VT_MAX_CRL_BYTES
		    || vt_der_count(element.content, VT_MAX_CERTIFICATES) < 0)
			return "too many revocation lists";
		out->crls = element.whole;
	}
	if (!vt_der_expect(&rest, VT_TAG_SET, &element) || rest.size != 0)
		return "signerInfos are malformed";
	out->signers = element.whole;
	n = vt_der_count(element.content, MAX_SIGNERS);
	if (n < 0)
		return "too many or malformed signers";
	out->n_signers = (unsigned)n;
	return NULL;
}

vt_cms_state vt_signed_data_read(GBytes *der, vt_signed_data *out, const char **why_out)
{
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(der, &size);
	vt_bytes rest = { bytes, size };
	vt_element info, type, explicit, data;
	vt_signed_data found = { 0 };
	vt_cms_state state;

	*why_out = "no ContentInfo";
	if (!vt_der_expect(&rest, VT_TAG_SEQUENCE, &info))
		return VT_CMS_BROKEN;
	if (rest.size != 0) {
		*why_out = "trailing bytes";
		return VT_CMS_BROKEN;
	}
	rest = info.content;
	if (!vt_der_expect(&rest, VT_TAG_OID, &type)
	    || !vt_der_expect(&rest, VT_TAG_CONTEXT(0), &explicit) || rest.size != 0)
		return VT_CMS_BROKEN;
	state = kind_of(type.content, why_out);
	if (state != VT_CMS_VERIFIED)
		return state;
	*why_out = "SignedData is malformed";
	rest = explicit.content;
	if (!vt_der_expect(&rest, VT_TAG_SEQUENCE, &data) || rest.size != 0)
		return VT_CMS_BROKEN;
	*why_out = read_signed_data(data.content, &found);
	if (*why_out != NULL)
		return VT_CMS_BROKEN;
	*why_out = "";
	*out = found;
	return VT_CMS_VERIFIED;
}

static void append_header(GByteArray *to, uint8_t tag, size_t length)
{
	uint8_t header[6] = { tag };
	guint n = 2;

	g_assert(length <= UINT32_MAX);
	if (length < 0x80) {
		header[1] = (uint8_t)length;
	} else {
		guint octets = length > 0xffffff ? 4 : length > 0xffff ? 3 : length > 0xff ? 2 : 1;

		header[1] = (uint8_t)(0x80 | octets);
		for (guint i = 0; i < octets; i++)
			header[n++] = (uint8_t)(length >> 8 * (octets - 1 - i));
	}
	g_byte_array_append(to, header, n);
}

static void append(GByteArray *to, vt_bytes bytes)
{
	if (bytes.size > 0)
		g_byte_array_append(to, bytes.at, (guint)bytes.size);
}

static size_t header_size(size_t length)
{
	return length < 0x80       ? 2
	       : length > 0xffffff ? 6
	       : length > 0xffff   ? 5
	       : length > 0xff     ? 4
				   : 3;
}

GBytes *vt_signed_data_bare(const vt_signed_data *data)
{
	size_t inner = data->head.size + data->crls.size + data->signers.size;
	size_t sequence = inner + header_size(inner);
	size_t explicit = sequence + header_size(sequence);
	GByteArray *out = g_byte_array_sized_new((guint)(explicit + 32));

	append_header(out, VT_TAG_SEQUENCE, 2 + sizeof(oid_signed) + explicit);
	append_header(out, VT_TAG_OID, sizeof(oid_signed));
	g_byte_array_append(out, oid_signed, sizeof(oid_signed));
	append_header(out, VT_TAG_CONTEXT(0), sequence);
	append_header(out, VT_TAG_SEQUENCE, inner);
	append(out, data->head);
	append(out, data->crls);
	append(out, data->signers);
	return g_byte_array_free_to_bytes(out);
}

bool vt_is_attribute_set(const void *bytes, size_t size)
{
	vt_bytes rest = { bytes, size };
	vt_element set, attribute, part;

	if (!vt_der_expect(&rest, VT_TAG_SET, &set) || rest.size != 0 || set.content.size == 0)
		return false;
	rest = set.content;
	while (rest.size > 0) {
		if (!vt_der_expect(&rest, VT_TAG_SEQUENCE, &attribute))
			return false;
		if (!vt_der_expect(&attribute.content, VT_TAG_OID, &part)
		    || !vt_der_expect(&attribute.content, VT_TAG_SET, &part)
		    || attribute.content.size != 0)
			return false;
	}
	return true;
}
