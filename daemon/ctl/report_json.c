/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_json - the JSON of one inspected file
 */
#include "ctl/report_json.h"

#include "base/clock.h"
#include "base/json.h"
#include "ctl/said_json.h"

static void write_finding(vt_json *json, const vt_finding *finding)
{
	const vt_code_info *info = vt_code_find((int)finding->code);

	vt_json_open(json, NULL);
	vt_json_string(json, "check", vt_check_name(info->check));
	vt_json_string(json, "verdict", vt_verdict_name(info->verdict));
	vt_json_int(json, "code", (int64_t)info->code);
	vt_json_string(json, "name", info->name);
	vt_json_string(json, "detail", finding->detail);
	vt_json_close(json);
}

static void write_findings(vt_json *json, const vt_inspected_file *file)
{
	const GPtrArray *lists[] = { file->identity != NULL ? file->identity->findings : NULL,
				     file->contents != NULL ? file->contents->findings : NULL,
				     file->jail };

	vt_json_open_array(json, "findings");
	for (unsigned l = 0; l < G_N_ELEMENTS(lists); l++) {
		for (guint i = 0; lists[l] != NULL && i < lists[l]->len; i++)
			write_finding(json, g_ptr_array_index(lists[l], i));
	}
	vt_json_close(json);
}

static void write_texts(vt_json *json, const char *key, const GPtrArray *texts)
{
	vt_json_open_array(json, key);
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		vt_json_string(json, NULL, g_ptr_array_index(texts, i));
	vt_json_close(json);
}

static void write_time(vt_json *json, const char *key, int64_t at)
{
	g_autofree char *text = vt_clock_iso(at);

	vt_json_string(json, key, *text != '\0' ? text : NULL);
}

static void write_signer(vt_json *json, const vt_identity *identity)
{
	if (identity == NULL || !identity->has_signer) {
		vt_json_null(json, "signer");
		return;
	}
	vt_json_open(json, "signer");
	write_texts(json, "addresses", identity->signer_addresses);
	vt_json_string(json, "subject", identity->signer_subject);
	vt_json_string(json, "issuer", identity->signer_issuer);
	vt_json_string(json, "serial", identity->signer_serial);
	vt_json_close(json);
}

static void write_evidence(vt_json *json, const vt_identity *identity)
{
	vt_json_open_array(json, "evidence");
	for (guint i = 0; identity != NULL && i < identity->evidence->len; i++) {
		const vt_evidence *one = g_ptr_array_index(identity->evidence, i);

		vt_json_open(json, NULL);
		vt_json_string(json, "kind", vt_evidence_name(one->kind));
		vt_json_string(json, "sha256", one->sha256);
		vt_json_bool(json, "carried", one->carried);
		vt_json_close(json);
	}
	vt_json_close(json);
}

static void write_signature(vt_json *json, const vt_identity *identity)
{
	vt_json_open(json, "signature");
	vt_json_string(json, "status",
		       vt_status_name(identity != NULL ? identity->status : VT_STATUS_NONE));
	vt_json_string(json, "chain",
		       vt_chain_name(identity != NULL ? identity->chain : VT_CHAIN_UNKNOWN));
	vt_json_string(json, "sender",
		       vt_sender_name(identity != NULL ? identity->sender : VT_SENDER_UNKNOWN));
	write_signer(json, identity);
	write_time(json, "signing_time", identity != NULL ? identity->signing_time : VT_TIME_NONE);
	vt_json_string(json, "digest", identity != NULL ? identity->digest : NULL);
	write_evidence(json, identity);
	vt_json_close(json);
}

static void write_headers(vt_json *json, const vt_inspected_file *file)
{
	const vt_contents *contents = file->contents;

	vt_json_open(json, "headers");
	write_texts(json, "from", file->identity != NULL ? file->identity->from : NULL);
	vt_json_string(json, "subject", contents != NULL ? contents->subject : NULL);
	write_time(json, "date", contents != NULL ? contents->date : VT_TIME_NONE);
	vt_json_string(json, "message_id", contents != NULL ? contents->message_id : NULL);
	vt_json_close(json);
}

static void write_part(vt_json *json, const vt_part *part)
{
	vt_json_open(json, NULL);
	vt_json_string(json, "path", part->path);
	vt_json_string(json, "type", part->type);
	vt_json_string(json, "declared", part->declared);
	vt_json_string(json, "name", part->name);
	vt_json_int(json, "bytes", (int64_t)part->bytes);
	vt_json_string(json, "sha256", part->sha256);
	vt_json_bool(json, "signed", part->is_signed);
	vt_json_close(json);
}

static void write_parts(vt_json *json, const vt_contents *contents)
{
	vt_json_open_array(json, "parts");
	for (guint i = 0; contents != NULL && i < contents->parts->len; i++)
		write_part(json, g_ptr_array_index(contents->parts, i));
	vt_json_close(json);
}

/* Arrival is the register's business, not the message's: those two fields are not inspected. */
static bool is_inspected(vt_field field)
{
	return field != VT_FIELD_ARRIVED && field != VT_FIELD_ARRIVAL_NUMBER;
}

static void write_fields(vt_json *json, const vt_contents *contents)
{
	vt_json_open(json, "fields");
	for (int i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = contents != NULL ? &contents->fields[i] : NULL;
		bool known = value != NULL && value->text != NULL;

		if (!is_inspected((vt_field)i))
			continue;
		vt_json_open(json, vt_field_get((vt_field)i)->key);
		vt_json_string(json, "value", known ? value->text : NULL);
		vt_json_string(json, "origin", known ? vt_origin_name(value->origin) : NULL);
		if (known)
			vt_json_int(json, "confidence", value->confidence);
		else
			vt_json_null(json, "confidence");
		vt_json_close(json);
	}
	vt_json_close(json);
}

static vt_verdict verdict_of(const vt_inspected_file *file)
{
	vt_verdict verdict = file->identity != NULL
				     ? vt_report_verdict(file->identity, file->contents)
				     : VT_DOUBT;

	return file->jail != NULL ? MAX(verdict, vt_findings_worst(file->jail)) : verdict;
}

char *vt_report_json(const vt_inspected_file *file)
{
	g_autoptr(vt_json) json = vt_json_new(false);
	g_autofree char *name = g_utf8_make_valid(file->name, -1);

	vt_json_open(json, NULL);
	vt_json_string(json, "file", name);
	vt_json_string(json, "sha256", file->sha256);
	vt_json_int(json, "bytes", (int64_t)file->bytes);
	vt_json_string(json, "verdict", vt_verdict_name(verdict_of(file)));
	write_findings(json, file);
	vt_json_bool(json, "encrypted", file->identity != NULL && file->identity->encrypted);
	write_signature(json, file->identity);
	write_headers(json, file);
	write_parts(json, file->contents);
	write_fields(json, file->contents);
	if (file->contents != NULL && file->contents->said != NULL)
		vt_said_json(json, file->contents->said);
	vt_json_close(json);
	return vt_json_take(json);
}
