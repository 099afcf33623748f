/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * descriptor - found among the parts, compared with them, heard
 */
#include "filters/descriptor.h"

#include <string.h>

#include "base/text.h"
#include "doc/descriptor.h"
#include "filters/metadata.h"

/* Above VT_CONFIDENT: the agency's own register, signed by it. */
#define SURE 90

/* What must be the same on page 1; the rest is written in more than one way. */
static const vt_field hard[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED };

static const vt_leaf *leaf_of(const vt_case *c, const vt_part *part)
{
	for (guint i = 0; c->mime != NULL && i < c->mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);

		if (strcmp(leaf->path, part->path) == 0)
			return leaf;
	}
	return NULL;
}

static const char *bytes_of(const vt_case *c, const vt_part *part, gsize *size_out)
{
	const vt_leaf *leaf = leaf_of(c, part);

	return leaf != NULL && !leaf->in_message ? g_bytes_get_data(leaf->content, size_out) : NULL;
}

static bool is_descriptor(const vt_case *c, const vt_part *part)
{
	gsize size = 0;
	const char *bytes = bytes_of(c, part, &size);

	return part->name != NULL && bytes != NULL && vt_descriptor_is(bytes, size);
}

void vt_descriptor_run(vt_case *c, vt_contents *contents)
{
	for (guint i = 0; i < contents->parts->len; i++) {
		vt_part *part = g_ptr_array_index(contents->parts, i);

		if ((int)i != contents->main_part && part->attachment && is_descriptor(c, part))
			part->attachment = false;
	}
}

/* The one that is signed; more of them: none, and a finding. */
static vt_descriptor *find(const vt_case *c, vt_contents *contents)
{
	g_autoptr(vt_descriptor) found = NULL;
	unsigned n = 0;

	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		g_autoptr(vt_descriptor) one = NULL;
		const char *why = NULL;
		gsize size = 0;

		if (!part->is_signed || !is_descriptor(c, part))
			continue;
		const char *bytes = bytes_of(c, part, &size);
		if (vt_descriptor_read(bytes, size, &one, &why) == VT_DESCRIPTOR_WRONG)
			vt_findings_add(contents->findings, VT_CODE_DESCRIPTOR, "%s %s", part->path,
					why);
		if (one == NULL)
			continue;
		vt_descriptor_free(found);
		found = g_steal_pointer(&one);
		n++;
	}
	if (n <= 1)
		return g_steal_pointer(&found);
	vt_findings_add(contents->findings, VT_CODE_DESCRIPTOR, "%u descriptors", n);
	return NULL;
}

static bool is_listed(const vt_descriptor *d, const vt_part *part)
{
	for (guint i = 0; i < d->files->len; i++) {
		const vt_descriptor_file *file = g_ptr_array_index(d->files, i);

		if (strcmp(file->sha256, part->sha256) == 0)
			return true;
	}
	return false;
}

/* It speaks of the document that is there, and its agency is the one that signed. */
static const char *misfit(const vt_case *c, const vt_identity *identity,
			  const vt_contents *contents, const vt_descriptor *d)
{
	const vt_agency *agency = vt_directory_agency(c->office->directory, identity->agency);
	const vt_part *document =
		contents->main_part >= 0
			? g_ptr_array_index(contents->parts, (guint)contents->main_part)
			: NULL;

	if (agency != NULL && agency->code != NULL && d->code != NULL
	    && g_ascii_strcasecmp(agency->code, d->code) != 0)
		return "of another agency";
	if (document == NULL || !document->is_signed || !is_listed(d, document))
		return "of another file";
	return NULL;
}

/* "01" on the page is 1. */
static bool agree(vt_field field, const char *a, const char *b)
{
	g_autofree char *left = vt_text_fold(a);
	g_autofree char *right = vt_text_fold(b);

	if (field != VT_FIELD_NUMBER)
		return strcmp(left, right) == 0;
	return strcmp(left + strspn(left, "0"), right + strspn(right, "0")) == 0;
}

static void take_field(vt_contents *contents, vt_field field, const char *text)
{
	vt_value *value = &contents->fields[field];
	bool known = value->text != NULL && value->confidence >= VT_CONFIDENT;

	if (text == NULL)
		return;
	if (!known) {
		g_free(value->text);
		*value = (vt_value){ g_strdup(text), VT_ORIGIN_DESCRIPTOR, SURE };
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(hard); i++) {
		if (hard[i] != field || agree(field, value->text, text))
			continue;
		vt_findings_add(contents->findings, VT_CODE_FIELDS_DISAGREE, "%s %s %s",
				vt_field_get(field)->key, vt_origin_name(value->origin),
				vt_origin_name(VT_ORIGIN_DESCRIPTOR));
		value->confidence = VT_CONFIDENT - 1;
	}
}

static void drop_missing(vt_contents *contents)
{
	for (guint i = contents->findings->len; i > 0; i--) {
		const vt_finding *finding = g_ptr_array_index(contents->findings, i - 1);

		if (finding->code == VT_CODE_FIELD_MISSING)
			g_ptr_array_remove_index(contents->findings, i - 1);
	}
}

void vt_descriptor_take(const vt_case *c, const vt_identity *identity, vt_contents *contents)
{
	if (identity->status != VT_STATUS_VALID || identity->chain != VT_CHAIN_VALID
	    || identity->sender != VT_SENDER_MATCH || identity->agency == NULL)
		return;
	g_autoptr(vt_descriptor) d = find(c, contents);
	const char *why = d != NULL ? misfit(c, identity, contents, d) : NULL;
	if (why != NULL)
		vt_findings_add(contents->findings, VT_CODE_DESCRIPTOR, "%s", why);
	if (d == NULL || why != NULL)
		return;
	for (unsigned i = 0; i < VT_N_FIELDS; i++)
		take_field(contents, (vt_field)i, d->fields[i]);
	drop_missing(contents);
	vt_metadata_missing(contents);
}
