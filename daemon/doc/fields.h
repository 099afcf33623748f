/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields - the fields of a document, one table for JSON keys, command options,
 * form labels, templates and law (NĐ 30/2020 Phụ lục VI Phần II)
 */
#ifndef VT_DOC_FIELDS_H
#define VT_DOC_FIELDS_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	VT_FIELD_NUMBER,
	VT_FIELD_NOTATION,
	VT_FIELD_ISSUED,
	VT_FIELD_ISSUER,
	VT_FIELD_TYPE,
	VT_FIELD_SUBJECT,
	VT_FIELD_SIGNER,
	VT_FIELD_POSITION,
	VT_FIELD_URGENCY,
	VT_FIELD_DUE,
	VT_FIELD_PAGES,
	VT_FIELD_LANGUAGE,
	VT_FIELD_NOTE,
	VT_FIELD_RECEIVERS,
	VT_FIELD_ARRIVED,
	VT_FIELD_ARRIVAL_NUMBER,
	VT_N_FIELDS,
} vt_field;

typedef enum {
	VT_FIELD_IS_TEXT,
	VT_FIELD_IS_DATE,
	VT_FIELD_IS_URGENCY,
	VT_FIELD_IS_INT
} vt_field_kind;

typedef struct vt_field_info {
	const char *key;   /* number notation issued issuer type subject signer position urgency due
			    * pages   language note receivers arrived arrival-number */
	const char *label; /* Số, Ký hiệu, ... */
	const char *law;   /* CodeNumber ... */
	vt_field_kind form;
	unsigned max_chars; /* characters, overflow is refused, never cut */
	bool by_clerk;      /* may be given on the command line */
} vt_field_info;

const vt_field_info *vt_field_get(vt_field field);
/* -1 when there is none */
int vt_field_find(const char *key);
/* Valid in the field's form: dates YYYY-MM-DD or DD/MM/YYYY (normal_out is YYYY-MM-DD), urgency
 * word, digits. Text is made NFC and tidy. false sets error. */
bool vt_field_normal(vt_field field, const char *text, char **normal_out, GError **error);

/* Mức độ khẩn, NĐ 30/2020 Đ8: 0 Thường, 1 Khẩn, 2 Thượng khẩn, 3 Hỏa tốc; stored as "0".."3". */
const char *vt_urgency_label(int urgency);
/* Accepts labels in any case, with or without marks, HOẢ TỐC too, and 0..3. -1: no urgency. */
int vt_urgency_parse(const char *text);

#endif
