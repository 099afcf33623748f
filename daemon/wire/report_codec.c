/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_codec - a report in three packets, each provably below the limit
 */
#include "wire/report_codec.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"

/* Encoded sizes at their worst. A text has four bytes of length before it. */
#define TEXT(bytes)     (4 + (bytes))
#define TEXTS(n, bytes) (4 + (n)*TEXT(bytes))
#define WORST_FINDINGS  (4 + VT_MAX_FINDINGS * (4 + TEXT(VT_MAX_DETAIL_BYTES)))
#define WORST_IDENTITY                                                                             \
	(3 * 4 + 3 + TEXT(VT_MAX_NAME_BYTES) + TEXTS(VT_MAX_ADDRESSES, VT_MAX_ADDRESS_BYTES)       \
	 + 2 * TEXT(VT_MAX_DN_BYTES) + TEXT(VT_MAX_SERIAL_BYTES) + TEXT(64) + 8                    \
	 + TEXT(VT_MAX_DIGEST_BYTES) + TEXT(VT_MAX_WORD_BYTES)                                     \
	 + TEXTS(VT_MAX_ADDRESSES, VT_MAX_ADDRESS_BYTES) + TEXT(VT_MAX_NAME_BYTES)                 \
	 + TEXTS(VT_MAX_HOPS, VT_MAX_NAME_BYTES) + 4 + VT_MAX_EVIDENCE * (4 + 1 + TEXT(64))        \
	 + WORST_FINDINGS)
#define WORST_TOLD                                                                                 \
	(4                                                                                         \
	 + VT_MAX_TOLD                                                                             \
		   * (4 + TEXT(VT_MAIL_NAME_LENGTH) + TEXT(VT_MAX_ADDRESS_BYTES)                   \
		      + TEXT(VT_MAX_STATUS_BYTES) + TEXT(VT_MAX_DETAIL_BYTES)))
#define WORST_CONTENTS                                                                             \
	(TEXT(VT_MAX_SUBJECT_BYTES) + 8 + 2 * TEXT(VT_MAX_MESSAGE_ID_BYTES)                        \
	 + TEXTS(VT_MAX_RECIPIENTS, 0) + VT_MAX_ALL_RECIPIENTS_BYTES + 4 + 2 * 4                   \
	 + VT_N_FIELDS * (4 + 4 + 4) + VT_MAX_ALL_FIELDS_BYTES + WORST_TOLD + WORST_FINDINGS)
#define WORST_PART                                                                                 \
	(TEXT(VT_MAX_PATH_BYTES) + 2 * TEXT(VT_MAX_TYPE_BYTES) + TEXT(VT_MAX_NAME_BYTES) + 8       \
	 + TEXT(64) + 2)
#define WORST_PARTS (4 + VT_MAX_PARTS * WORST_PART)
/* kind, request, length of the bytes */
#define AROUND    (4 + 8 + 4)
#define MAX_PIECE (VT_MAX_PACKET_BYTES - AROUND)

G_STATIC_ASSERT(WORST_IDENTITY <= MAX_PIECE);
G_STATIC_ASSERT(WORST_CONTENTS <= MAX_PIECE);
G_STATIC_ASSERT(WORST_PARTS <= MAX_PIECE);
G_STATIC_ASSERT(VT_MAX_PACKET_BYTES < 64 * 1024);

static void write_findings(vt_writer *w, const GPtrArray *findings)
{
	g_assert(findings->len <= VT_MAX_FINDINGS);
	vt_write_u32(w, findings->len);
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = findings->pdata[i];

		vt_write_u32(w, (uint32_t)finding->code);
		vt_write_text(w, finding->detail != NULL ? finding->detail : "");
	}
}

static void write_evidence(vt_writer *w, const GPtrArray *evidence)
{
	g_assert(evidence->len <= VT_MAX_EVIDENCE);
	vt_write_u32(w, evidence->len);
	for (guint i = 0; i < evidence->len; i++) {
		const vt_evidence *each = evidence->pdata[i];

		vt_write_u32(w, each->kind);
		vt_write_bool(w, each->carried);
		vt_write_text(w, each->sha256);
	}
}

void vt_write_identity(vt_writer *w, const vt_identity *identity)
{
	vt_write_u32(w, identity->status);
	vt_write_u32(w, identity->chain);
	vt_write_u32(w, identity->sender);
	vt_write_bool(w, identity->encrypted);
	vt_write_bool(w, identity->has_signer);
	vt_write_bool(w, identity->pinned);
	vt_write_text(w, identity->agency);
	vt_write_texts(w, identity->signer_addresses);
	vt_write_text(w, identity->signer_subject);
	vt_write_text(w, identity->signer_issuer);
	vt_write_text(w, identity->signer_serial);
	vt_write_text(w, identity->signer_sha256);
	vt_write_i64(w, identity->signer_until);
	vt_write_i64(w, identity->signing_time);
	vt_write_text(w, identity->digest);
	vt_write_text(w, identity->digest_name);
	vt_write_texts(w, identity->from);
	vt_write_text(w, identity->session);
	vt_write_bool(w, identity->network);
	vt_write_bool(w, identity->mailbox);
	vt_write_texts(w, identity->hops);
	write_evidence(w, identity->evidence);
	write_findings(w, identity->findings);
}

static void write_told(vt_writer *w, const GPtrArray *all)
{
	g_assert(all->len <= VT_MAX_TOLD);
	vt_write_u32(w, all->len);
	for (guint i = 0; i < all->len; i++) {
		const vt_told *told = all->pdata[i];

		vt_write_u32(w, told->state);
		vt_write_text(w, told->name);
		vt_write_text(w, told->recipient);
		vt_write_text(w, told->status);
		vt_write_text(w, told->words);
	}
}

void vt_write_contents(vt_writer *w, const vt_contents *contents)
{
	size_t all_fields = 0;

	vt_write_text(w, contents->subject);
	vt_write_i64(w, contents->date);
	vt_write_text(w, contents->message_id);
	vt_write_text(w, contents->in_reply_to);
	vt_write_texts(w, contents->recipients);
	vt_write_bool(w, contents->automatic);
	vt_write_bool(w, contents->bounce);
	vt_write_bool(w, contents->own_purpose);
	vt_write_u32(w, (uint32_t)contents->own_status);
	vt_write_bool(w, contents->text_layer);
	g_assert(contents->pages >= 0 && contents->main_part >= -1);
	vt_write_u32(w, (uint32_t)contents->pages);
	vt_write_u32(w, (uint32_t)(contents->main_part + 1));
	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = &contents->fields[i];

		all_fields += value->text != NULL ? strlen(value->text) : 0;
		vt_write_text(w, value->text);
		vt_write_u32(w, value->origin);
		vt_write_u32(w, (uint32_t)value->confidence);
	}
	g_assert(all_fields <= VT_MAX_ALL_FIELDS_BYTES);
	write_told(w, contents->told);
	write_findings(w, contents->findings);
}

static void write_prefixes(vt_writer *w, const GArray *prefixes)
{
	guint n = prefixes != NULL ? prefixes->len : 0;

	g_assert(n <= VT_MAX_PREFIXES);
	vt_write_u32(w, n);
	for (guint i = 0; i < n; i++) {
		const vt_prefix *prefix = &g_array_index(prefixes, vt_prefix, i);

		vt_write_u64(w, prefix->bytes);
		vt_write_text(w, prefix->sha256);
	}
}

void vt_write_parts(vt_writer *w, const vt_contents *contents)
{
	g_assert(contents->parts->len <= VT_MAX_PARTS);
	vt_write_u32(w, contents->parts->len);
	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = contents->parts->pdata[i];

		vt_write_text(w, part->path);
		vt_write_text(w, part->type);
		vt_write_text(w, part->declared);
		vt_write_text(w, part->name);
		vt_write_u64(w, part->bytes);
		vt_write_text(w, part->sha256);
		vt_write_text(w, part->text);
		vt_write_text(w, part->marked);
		vt_write_bool(w, part->is_signed);
		vt_write_bool(w, part->attachment);
		write_prefixes(w, part->prefixes);
	}
}

static void set_fault(vt_reader *r, const char *fault)
{
	if (r->fault == NULL)
		r->fault = fault;
}

/* A text that may not be missing. */
static char *read_present(vt_reader *r, size_t max_bytes)
{
	char *text = vt_read_text(r, max_bytes);

	if (text == NULL) {
		set_fault(r, "text missing");
		text = g_strdup("");
	}
	return text;
}

static void read_findings(vt_reader *r, GPtrArray *into)
{
	uint32_t n = vt_read_u32(r);

	if (n > VT_MAX_FINDINGS)
		set_fault(r, "too many findings");
	for (uint32_t i = 0; i < n && r->fault == NULL; i++) {
		vt_finding *finding = g_new0(vt_finding, 1);

		finding->code = (vt_code)vt_read_enum(r, 1000);
		finding->detail = read_present(r, VT_MAX_DETAIL_BYTES);
		g_ptr_array_add(into, finding);
	}
}

static void read_told(vt_reader *r, GPtrArray *into)
{
	uint32_t n = vt_read_u32(r);

	if (n > VT_MAX_TOLD)
		set_fault(r, "too much told");
	for (uint32_t i = 0; i < n && r->fault == NULL; i++) {
		vt_told *told = g_new0(vt_told, 1);

		told->state = (vt_delivery)vt_read_enum(r, VT_N_DELIVERIES);
		told->name = vt_read_text(r, VT_MAIL_NAME_LENGTH);
		told->recipient = vt_read_text(r, VT_MAX_ADDRESS_BYTES);
		told->status = vt_read_text(r, VT_MAX_STATUS_BYTES);
		told->words = read_present(r, VT_MAX_DETAIL_BYTES);
		g_ptr_array_add(into, told);
	}
}

static void read_hash(vt_reader *r, char into[65])
{
	g_autofree char *hash = read_present(r, 64);

	if (r->fault == NULL && strlen(hash) != 64)
		set_fault(r, "hash has a wrong length");
	g_strlcpy(into, hash, 65);
}

/* "" = none. */
static void read_hash_or_none(vt_reader *r, char into[65])
{
	g_autofree char *hash = read_present(r, 64);

	if (r->fault == NULL && *hash != '\0' && strlen(hash) != 64)
		set_fault(r, "hash has a wrong length");
	g_strlcpy(into, hash, 65);
}

static void read_evidence(vt_reader *r, GPtrArray *into)
{
	uint32_t n = vt_read_u32(r);

	if (n > VT_MAX_EVIDENCE)
		set_fault(r, "too much evidence");
	for (uint32_t i = 0; i < n && r->fault == NULL; i++) {
		vt_evidence *each = g_new0(vt_evidence, 1);

		each->kind = (vt_evidence_kind)vt_read_enum(r, VT_N_EVIDENCE);
		each->carried = vt_read_bool(r);
		read_hash(r, each->sha256);
		g_ptr_array_add(into, each);
	}
}

static GPtrArray *read_addresses(vt_reader *r, GPtrArray *take_old, uint32_t max_count)
{
	g_ptr_array_unref(take_old);
	return vt_read_texts(r, max_count, VT_MAX_ADDRESS_BYTES);
}

static vt_reader reader_of_bytes(GBytes *bytes)
{
	size_t size = 0;
	const void *data = g_bytes_get_data(bytes, &size);

	return vt_reader_of(data, size);
}

vt_identity *vt_read_identity(GBytes *bytes, GError **error)
{
	g_autoptr(vt_identity) id = vt_identity_new();
	vt_reader r = reader_of_bytes(bytes);

	id->status = (vt_status)vt_read_enum(&r, VT_N_STATUS);
	id->chain = (vt_chain)vt_read_enum(&r, VT_N_CHAIN);
	id->sender = (vt_sender)vt_read_enum(&r, VT_N_SENDER);
	id->encrypted = vt_read_bool(&r);
	id->has_signer = vt_read_bool(&r);
	id->pinned = vt_read_bool(&r);
	id->agency = vt_read_text(&r, VT_MAX_NAME_BYTES);
	id->signer_addresses = read_addresses(&r, id->signer_addresses, VT_MAX_ADDRESSES);
	id->signer_subject = vt_read_text(&r, VT_MAX_DN_BYTES);
	id->signer_issuer = vt_read_text(&r, VT_MAX_DN_BYTES);
	id->signer_serial = vt_read_text(&r, VT_MAX_SERIAL_BYTES);
	id->signer_sha256 = vt_read_text(&r, 64);
	id->signer_until = vt_read_i64(&r);
	id->signing_time = vt_read_i64(&r);
	id->digest = vt_read_text(&r, VT_MAX_DIGEST_BYTES);
	id->digest_name = vt_read_text(&r, VT_MAX_WORD_BYTES);
	id->from = read_addresses(&r, id->from, VT_MAX_ADDRESSES);
	id->session = vt_read_text(&r, VT_MAX_NAME_BYTES);
	id->network = vt_read_bool(&r);
	id->mailbox = vt_read_bool(&r);
	g_ptr_array_unref(id->hops);
	id->hops = vt_read_texts(&r, VT_MAX_HOPS, VT_MAX_NAME_BYTES);
	read_evidence(&r, id->evidence);
	read_findings(&r, id->findings);
	return vt_reader_done(&r, error) ? g_steal_pointer(&id) : NULL;
}

static void read_fields(vt_reader *r, vt_contents *contents)
{
	size_t all_fields = 0;

	for (unsigned i = 0; i < VT_N_FIELDS; i++) {
		vt_value *value = &contents->fields[i];

		value->text = vt_read_text(r, VT_MAX_FIELD_BYTES);
		value->origin = (vt_origin)vt_read_enum(r, VT_N_ORIGINS);
		value->confidence = (int)vt_read_enum(r, 101);
		all_fields += value->text != NULL ? strlen(value->text) : 0;
	}
	if (all_fields > VT_MAX_ALL_FIELDS_BYTES)
		set_fault(r, "fields too long together");
}

vt_contents *vt_read_contents(GBytes *bytes, GError **error)
{
	g_autoptr(vt_contents) contents = vt_contents_new();
	vt_reader r = reader_of_bytes(bytes);

	contents->subject = vt_read_text(&r, VT_MAX_SUBJECT_BYTES);
	contents->date = vt_read_i64(&r);
	contents->message_id = vt_read_text(&r, VT_MAX_MESSAGE_ID_BYTES);
	contents->in_reply_to = vt_read_text(&r, VT_MAX_MESSAGE_ID_BYTES);
	contents->recipients = read_addresses(&r, contents->recipients, VT_MAX_RECIPIENTS);
	contents->automatic = vt_read_bool(&r);
	contents->bounce = vt_read_bool(&r);
	contents->own_purpose = vt_read_bool(&r);
	contents->own_status = (int)vt_read_enum(&r, VT_MAX_STATUS + 1);
	contents->text_layer = vt_read_bool(&r);
	contents->pages = (int)vt_read_enum(&r, VT_MAX_PAGES + 1);
	contents->main_part = (int)vt_read_enum(&r, VT_MAX_PARTS + 1) - 1;
	read_fields(&r, contents);
	read_told(&r, contents->told);
	read_findings(&r, contents->findings);
	return vt_reader_done(&r, error) ? g_steal_pointer(&contents) : NULL;
}

/* NULL: none. They rise, and end before the file does. */
static GArray *read_prefixes(vt_reader *r, uint64_t size)
{
	uint32_t n = vt_read_u32(r);
	GArray *prefixes =
		n > 0 && n <= VT_MAX_PREFIXES ? g_array_new(FALSE, TRUE, sizeof(vt_prefix)) : NULL;
	uint64_t before = 0;

	if (n > VT_MAX_PREFIXES)
		set_fault(r, "too many prefixes");
	for (uint32_t i = 0; prefixes != NULL && i < n; i++) {
		vt_prefix prefix = { .bytes = vt_read_u64(r) };

		read_hash(r, prefix.sha256);
		if (prefix.bytes <= before || prefix.bytes >= size)
			set_fault(r, "a prefix out of order");
		before = prefix.bytes;
		g_array_append_val(prefixes, prefix);
	}
	return prefixes;
}

static vt_part *read_part(vt_reader *r)
{
	vt_part *part = g_new0(vt_part, 1);

	part->path = read_present(r, VT_MAX_PATH_BYTES);
	part->type = read_present(r, VT_MAX_TYPE_BYTES);
	part->declared = read_present(r, VT_MAX_TYPE_BYTES);
	part->name = vt_read_text(r, VT_MAX_NAME_BYTES);
	part->bytes = vt_read_u64(r);
	read_hash(r, part->sha256);
	read_hash_or_none(r, part->text);
	read_hash_or_none(r, part->marked);
	part->is_signed = vt_read_bool(r);
	part->attachment = vt_read_bool(r);
	part->prefixes = read_prefixes(r, part->bytes);
	return part;
}

bool vt_read_parts(GBytes *bytes, vt_contents *into, GError **error)
{
	vt_reader r = reader_of_bytes(bytes);
	uint32_t n = vt_read_u32(&r);

	g_ptr_array_set_size(into->parts, 0);
	if (n > VT_MAX_PARTS)
		set_fault(&r, "too many parts");
	for (uint32_t i = 0; i < n && r.fault == NULL; i++)
		g_ptr_array_add(into->parts, read_part(&r));
	if (vt_reader_done(&r, error))
		return true;
	g_ptr_array_set_size(into->parts, 0);
	return false;
}
