/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fixture - a message and the shipped data files, for the unit tests of the filters
 */
#ifndef VT_TESTS_UNIT_FIXTURE_H
#define VT_TESTS_UNIT_FIXTURE_H

#include "filters/filter.h"

#include <string.h>

static inline const char *fixture_source(void)
{
	const char *source = g_getenv("VT_SOURCE");

	return source ? source : ".";
}

static inline vt_office *fixture_office(void)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	vt_office *office = vt_office_load_defaults(fixture_source(), faults);

	for (unsigned i = 0; i < vt_faults_count(faults); i++)
		g_test_message("%s", vt_faults_get(faults, i));
	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	return office;
}

/* An own agency with one address, robot and alias. */
static inline void fixture_add_own(vt_office *office, const char *name, const char *alias)
{
	vt_own *own = g_new0(vt_own, 1);

	own->key = g_strdup("kimson");
	own->name = g_strdup(name);
	own->robot = g_strdup("robot@kimson.example");
	own->addresses = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(own->addresses, g_strdup("vanthu@kimson.example"));
	own->aliases = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(own->aliases, g_strdup(alias));
	g_ptr_array_add(office->directory->own, own);
}

typedef struct {
	vt_case c;
	vt_contents *contents;
	GByteArray *raw;
} fixture;

/* headers: whole lines; files: name, content, size ... ends with a NULL name. */
typedef struct {
	const char *name, *type;
	const void *bytes;
	gsize size;
} fixture_file;

static inline void fixture_line(GByteArray *raw, const char *line)
{
	g_byte_array_append(raw, (const guint8 *)line, (guint)strlen(line));
}

/* A multipart/mixed of a text and files; subject in UTF-8. */
static inline void fixture_open(fixture *f, const vt_office *office, const char *headers,
				const char *text, const fixture_file *files)
{
	*f = (fixture){ .raw = g_byte_array_new(), .contents = vt_contents_new() };
	fixture_line(f->raw, headers);
	fixture_line(f->raw, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
			     "Content-Type: text/plain; charset=utf-8\n\n");
	fixture_line(f->raw, text);
	for (; files && files->name; files++) {
		g_autofree char *encoded = g_base64_encode(files->bytes, files->size);
		g_autofree char *head =
			g_strdup_printf("\n--b\nContent-Type: %s\nContent-Disposition: attachment; "
					"filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n",
					files->type, files->name);
		fixture_line(f->raw, head);
		for (gsize p = 0; p < strlen(encoded); p += 76) {
			g_autofree char *line = g_strndup(encoded + p, 76);
			fixture_line(f->raw, line);
			fixture_line(f->raw, "\n");
		}
	}
	fixture_line(f->raw, "\n--b--\n");
	f->c.bytes = f->raw->data;
	f->c.size = f->raw->len;
	f->c.received_at = 1777600000; /* 2026-05-01 */
	f->c.office = office;
	f->c.scan = vt_scan_new(f->c.bytes, f->c.size);
	f->c.mime = vt_mime_new(f->c.bytes, f->c.size);
}

static inline void fixture_close(fixture *f)
{
	vt_mime_free(f->c.mime);
	vt_scan_free(f->c.scan);
	g_free(f->c.main_text);
	g_free(f->c.body_text);
	vt_contents_free(f->contents);
	g_byte_array_unref(f->raw);
}

static inline bool fixture_has(const fixture *f, vt_code code)
{
	return vt_findings_have(f->contents->findings, code);
}

static inline void fixture_show(const fixture *f)
{
	for (guint i = 0; i < f->contents->findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(f->contents->findings, i);
		g_test_message("%d %s", (int)finding->code, finding->detail);
	}
	for (int i = 0; i < VT_N_FIELDS; i++) {
		const vt_value *value = &f->contents->fields[i];
		if (value->text)
			g_test_message("%s = %s (%s, %d)", vt_field_get((vt_field)i)->key,
				       value->text, vt_origin_name(value->origin),
				       value->confidence);
	}
}

#endif
