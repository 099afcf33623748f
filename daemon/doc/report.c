/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report - build, free, weigh and re-validate what inspection says
 */
#include "doc/report.h"

#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/said.h"

void vt_finding_free(vt_finding *finding)
{
	if (finding == NULL)
		return;
	g_free(finding->detail);
	g_free(finding);
}

const vt_part *vt_part_find(const GPtrArray *parts, const char *path)
{
	for (guint i = 0; parts != NULL && i < parts->len; i++) {
		const vt_part *part = g_ptr_array_index(parts, i);

		if (strcmp(part->path, path) == 0)
			return part;
	}
	return NULL;
}

void vt_part_free(vt_part *part)
{
	if (part == NULL)
		return;
	g_free(part->path);
	g_free(part->type);
	g_free(part->declared);
	g_free(part->name);
	g_clear_pointer(&part->prefixes, g_array_unref);
	g_free(part);
}

static GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)vt_finding_free);
}

vt_identity *vt_identity_new(void)
{
	vt_identity *identity = g_new0(vt_identity, 1);

	identity->signer_addresses = g_ptr_array_new_with_free_func(g_free);
	identity->signer_until = VT_TIME_NONE;
	identity->signing_time = VT_TIME_NONE;
	identity->from = g_ptr_array_new_with_free_func(g_free);
	identity->hops = g_ptr_array_new_with_free_func(g_free);
	identity->evidence = g_ptr_array_new_with_free_func(g_free);
	identity->findings = findings_new();
	return identity;
}

void vt_identity_free(vt_identity *identity)
{
	if (identity == NULL)
		return;
	g_free(identity->agency);
	g_ptr_array_unref(identity->signer_addresses);
	g_free(identity->signer_subject);
	g_free(identity->signer_issuer);
	g_free(identity->signer_serial);
	g_free(identity->signer_sha256);
	g_free(identity->digest);
	g_free(identity->digest_name);
	g_ptr_array_unref(identity->from);
	g_free(identity->session);
	g_ptr_array_unref(identity->hops);
	g_ptr_array_unref(identity->evidence);
	g_ptr_array_unref(identity->findings);
	g_free(identity);
}

vt_contents *vt_contents_new(void)
{
	vt_contents *contents = g_new0(vt_contents, 1);

	contents->date = VT_TIME_NONE;
	contents->recipients = g_ptr_array_new_with_free_func(g_free);
	contents->main_part = -1;
	contents->told = g_ptr_array_new_with_free_func((GDestroyNotify)vt_told_free);
	contents->parts = g_ptr_array_new_with_free_func((GDestroyNotify)vt_part_free);
	contents->findings = findings_new();
	return contents;
}

void vt_contents_free(vt_contents *contents)
{
	if (contents == NULL)
		return;
	g_free(contents->subject);
	g_free(contents->message_id);
	g_free(contents->in_reply_to);
	g_ptr_array_unref(contents->recipients);
	for (int i = 0; i < VT_N_FIELDS; i++)
		g_free(contents->fields[i].text);
	g_ptr_array_unref(contents->told);
	vt_said_free(contents->said);
	g_ptr_array_unref(contents->parts);
	g_ptr_array_unref(contents->findings);
	g_free(contents);
}

static vt_finding *finding_new(vt_code code, const char *detail)
{
	vt_finding *finding = g_new0(vt_finding, 1);

	finding->code = code;
	finding->detail = g_strdup(detail);
	return finding;
}

static vt_verdict finding_weight(const vt_finding *finding)
{
	return vt_code_find((int)finding->code)->verdict;
}

/* The list is full but for one place: a worse finding takes the place of a milder one, so that a
 * flood cannot hide it, and the last place says that something was left out. */
static void findings_crowd(GPtrArray *findings, vt_finding *take_finding)
{
	guint mildest = 0;

	/* what stands in the last place stays there, or it would be added once more */
	for (guint i = 1; i < VT_MAX_FINDINGS - 1; i++) {
		if (finding_weight(g_ptr_array_index(findings, i))
		    < finding_weight(g_ptr_array_index(findings, mildest)))
			mildest = i;
	}
	if (finding_weight(take_finding) > finding_weight(g_ptr_array_index(findings, mildest))) {
		vt_finding_free(g_ptr_array_index(findings, mildest));
		g_ptr_array_index(findings, mildest) = take_finding;
	} else {
		vt_finding_free(take_finding);
	}
	if (!vt_findings_have(findings, VT_CODE_TOO_MUCH))
		g_ptr_array_add(findings, finding_new(VT_CODE_TOO_MUCH, ""));
}

static bool findings_hold(const GPtrArray *findings, vt_code code, const char *detail)
{
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		if (finding->code == code && strcmp(finding->detail, detail) == 0)
			return true;
	}
	return false;
}

/* At most max_bytes of valid UTF-8 on one line, cut between characters. */
static char *bounded_line(const char *text, size_t max_bytes)
{
	g_autofree char *valid = vt_text_utf8(text, -1);
	char *line = vt_text_shown(valid, max_bytes);

	vt_text_cut(line, max_bytes);
	return line;
}

void vt_findings_add(GPtrArray *findings, vt_code code, const char *format, ...)
{
	va_list args;
	g_autofree char *raw = NULL;
	g_autofree char *detail = NULL;
	vt_finding *finding = NULL;

	g_assert(vt_code_find((int)code) != NULL);
	va_start(args, format);
	raw = g_strdup_vprintf(format, args);
	va_end(args);
	detail = bounded_line(raw, VT_MAX_DETAIL_BYTES);
	if (findings_hold(findings, code, detail))
		return;
	finding = finding_new(code, detail);
	if (findings->len >= VT_MAX_FINDINGS - 1)
		findings_crowd(findings, finding);
	else
		g_ptr_array_add(findings, finding);
}

bool vt_findings_have(const GPtrArray *findings, vt_code code)
{
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		if (finding->code == code)
			return true;
	}
	return false;
}

vt_verdict vt_findings_worst(const GPtrArray *findings)
{
	vt_verdict worst = VT_GOOD;

	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		worst = MAX(worst, vt_code_find((int)finding->code)->verdict);
	}
	return worst;
}

bool vt_value_propose(vt_value *value, const char *text, vt_origin origin, int confidence)
{
	bool agrees = value->text == NULL || strcmp(value->text, text) == 0;

	if (!agrees && value->confidence == confidence) {
		value->confidence = MIN(confidence, VT_CONFIDENT - 1);
		return false;
	}
	if (value->text == NULL || confidence > value->confidence) {
		g_free(value->text);
		*value = (vt_value){ .text = g_strdup(text),
				     .origin = origin,
				     .confidence = confidence };
	}
	return agrees;
}

/* Sense of what came out of the jail. Each helper names what is wrong, or NULL. */
static bool text_fits(const char *text, size_t max_bytes)
{
	return text == NULL || (strlen(text) <= max_bytes && g_utf8_validate(text, -1, NULL));
}

static bool is_hex(const char *text, size_t min, size_t max)
{
	size_t size = strlen(text);

	return size >= min && size <= max && strspn(text, "0123456789abcdefABCDEF") == size;
}

static bool is_hex_or_none(const char *text)
{
	return *text == '\0' || is_hex(text, 64, 64);
}

static bool are_addresses(const GPtrArray *addresses, guint max)
{
	if (addresses->len > max)
		return false;
	for (guint i = 0; i < addresses->len; i++) {
		const char *address = g_ptr_array_index(addresses, i);

		if (!text_fits(address, 320) || strpbrk(address, "\r\n") != NULL)
			return false;
	}
	return true;
}

static bool are_findings(const GPtrArray *findings)
{
	if (findings->len > VT_MAX_FINDINGS)
		return false;
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);

		if (vt_code_find((int)finding->code) == NULL
		    || !text_fits(finding->detail, VT_MAX_DETAIL_BYTES)
		    || strpbrk(finding->detail, "\r\n") != NULL)
			return false;
	}
	return true;
}

static bool is_evidence(const GPtrArray *evidence)
{
	if (evidence->len > VT_MAX_EVIDENCE)
		return false;
	for (guint i = 0; i < evidence->len; i++) {
		const vt_evidence *each = g_ptr_array_index(evidence, i);

		if (each->kind >= VT_N_EVIDENCE || !is_hex(each->sha256, 64, 64))
			return false;
	}
	return true;
}

static const char *signer_fault(const vt_identity *identity)
{
	if (!identity->has_signer)
		return identity->status == VT_STATUS_VALID ? "a valid signature without signer"
							   : NULL;
	if (identity->status == VT_STATUS_NONE)
		return "a signer without signature";
	if (identity->signer_subject == NULL || identity->signer_issuer == NULL
	    || identity->signer_serial == NULL || identity->signer_sha256 == NULL)
		return "a signer without names";
	if (!text_fits(identity->signer_subject, VT_MAX_DN_BYTES)
	    || !text_fits(identity->signer_issuer, VT_MAX_DN_BYTES))
		return "a name too long";
	if (!is_hex(identity->signer_serial, 1, 80) || !is_hex(identity->signer_sha256, 64, 64))
		return "a serial or fingerprint that is no hex";
	return NULL;
}

/* What servers wrote, through the scanner: one line each. */
static bool is_line(const char *text)
{
	return text_fits(text, VT_MAX_NAME_BYTES)
	       && (text == NULL || strpbrk(text, "\r\n") == NULL);
}

static bool are_hops(const GPtrArray *hops)
{
	if (hops->len > VT_MAX_HOPS)
		return false;
	for (guint i = 0; i < hops->len; i++)
		if (!is_line(g_ptr_array_index(hops, i)))
			return false;
	return true;
}

static const char *identity_fault(const vt_identity *identity)
{
	const char *fault = signer_fault(identity);

	if (fault != NULL)
		return fault;
	if (identity->status >= VT_N_STATUS || identity->chain >= VT_N_CHAIN
	    || identity->sender >= VT_N_SENDER)
		return "a state outside its set";
	if (identity->sender != VT_SENDER_UNKNOWN && identity->status != VT_STATUS_VALID)
		return "a sender judged without a valid signature";
	if (identity->agency != NULL && identity->sender != VT_SENDER_MATCH)
		return "an agency without a matching sender";
	if (identity->status == VT_STATUS_VALID && identity->digest == NULL)
		return "a valid signature without digest";
	if (identity->digest != NULL && !is_hex(identity->digest, 32, 128))
		return "a digest that is no hex";
	if (!are_addresses(identity->signer_addresses, VT_MAX_ADDRESSES)
	    || !are_addresses(identity->from, VT_MAX_ADDRESSES))
		return "addresses out of bounds";
	if (!is_line(identity->session) || !are_hops(identity->hops))
		return "words of a server out of bounds";
	if (identity->session != NULL && identity->from->len != 1)
		return "a session without one sender";
	if (identity->mailbox && identity->from->len != 1)
		return "a mailbox without one sender";
	if (!is_evidence(identity->evidence))
		return "evidence out of bounds";
	if (!are_findings(identity->findings))
		return "findings out of bounds";
	return NULL;
}

bool vt_identity_check(const vt_identity *identity, GError **error)
{
	const char *fault = identity_fault(identity);

	if (fault == NULL)
		return true;
	return vt_error_set(error, VT_NEVER, "identity packet holds %s", fault);
}

static bool is_part(const vt_part *part)
{
	return part->path != NULL && strspn(part->path, "0123456789.") == strlen(part->path)
	       && strlen(part->path) <= VT_MAX_PATH_BYTES && part->type != NULL
	       && text_fits(part->type, VT_MAX_TYPE_BYTES) && part->declared != NULL
	       && text_fits(part->declared, VT_MAX_TYPE_BYTES)
	       && text_fits(part->name, VT_MAX_NAME_BYTES) && is_hex(part->sha256, 64, 64)
	       && is_hex_or_none(part->text) && is_hex_or_none(part->marked)
	       && part->bytes <= VT_MAX_MESSAGE_BYTES;
}

static const char *field_fault(const vt_contents *contents)
{
	for (int i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = &contents->fields[i];
		g_autofree char *normal = NULL;

		if (value->text == NULL)
			continue;
		if (value->origin >= VT_N_ORIGINS || value->origin == VT_ORIGIN_CLERK
		    || value->confidence < 0 || value->confidence > 100)
			return "a field of unknown origin or confidence";
		if (!text_fits(value->text, VT_MAX_FIELD_BYTES)
		    || !vt_field_normal((vt_field)i, value->text, &normal, NULL)
		    || strcmp(normal, value->text) != 0)
			return "a field that is not in its form";
	}
	return NULL;
}

static size_t bytes_of(const GPtrArray *texts)
{
	size_t bytes = 0;

	for (guint i = 0; i < texts->len; i++)
		bytes += strlen(g_ptr_array_index(texts, i));
	return bytes;
}

static const char *contents_fault(const vt_contents *contents)
{
	if (!text_fits(contents->subject, VT_MAX_SUBJECT_BYTES)
	    || !text_fits(contents->message_id, VT_MAX_MESSAGE_ID_BYTES)
	    || !text_fits(contents->in_reply_to, VT_MAX_MESSAGE_ID_BYTES))
		return "a header too long";
	if (contents->parts->len > VT_MAX_PARTS)
		return "too many parts";
	for (guint i = 0; i < contents->parts->len; i++) {
		if (!is_part(g_ptr_array_index(contents->parts, i)))
			return "a part out of bounds";
	}
	if (contents->main_part < -1 || contents->main_part >= (int)contents->parts->len)
		return "a main part that is not there";
	if (contents->pages < 0 || contents->pages > VT_MAX_PAGES)
		return "an impossible number of pages";
	if (!are_addresses(contents->recipients, VT_MAX_RECIPIENTS)
	    || bytes_of(contents->recipients) > VT_MAX_ALL_RECIPIENTS_BYTES)
		return "recipients out of bounds";
	if (!are_findings(contents->findings))
		return "findings out of bounds";
	if (contents->told->len > VT_MAX_TOLD)
		return "too much told";
	for (guint i = 0; i < contents->told->len; i++) {
		const char *fault = vt_told_fault(g_ptr_array_index(contents->told, i));

		if (fault != NULL)
			return fault;
	}
	return field_fault(contents);
}

bool vt_contents_check(const vt_contents *contents, GError **error)
{
	const char *fault = contents_fault(contents);

	if (fault == NULL)
		return true;
	return vt_error_set(error, VT_NEVER, "contents packet holds %s", fault);
}

vt_verdict vt_report_verdict(const vt_identity *identity, const vt_contents *contents)
{
	vt_verdict worst = vt_findings_worst(identity->findings);

	worst = contents == NULL ? MAX(worst, VT_DOUBT)
				 : MAX(worst, vt_findings_worst(contents->findings));
	if (identity->status != VT_STATUS_VALID || identity->chain != VT_CHAIN_VALID
	    || identity->sender != VT_SENDER_MATCH)
		worst = MAX(worst, VT_DOUBT);
	return worst;
}

static const vt_finding *leading_of(const GPtrArray *findings, const vt_finding *best)
{
	for (guint i = 0; i < findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(findings, i);
		const vt_code_info *info = vt_code_find((int)finding->code);
		const vt_code_info *led = best == NULL ? NULL : vt_code_find((int)best->code);

		if (led == NULL || info->verdict > led->verdict
		    || (info->verdict == led->verdict && info->code < led->code))
			best = finding;
	}
	return best;
}

const vt_finding *vt_report_leading(const vt_identity *identity, const vt_contents *contents)
{
	static const vt_finding unsigned_message = { .code = VT_CODE_UNREADABLE, .detail = NULL };
	const vt_finding *best = leading_of(identity->findings, NULL);

	if (contents != NULL)
		best = leading_of(contents->findings, best);
	return best != NULL ? best : &unsigned_message;
}
