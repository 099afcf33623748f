/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuing_descriptor - our register's words on an issued document, for the register of others
 */
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "doc/descriptor.h"
#include "mail/compose.h"
#include "work/issuing.h"

/* What would not read back is left out. */
static void set_field(vt_descriptor *d, vt_field field, const char *text)
{
	char *normal = NULL;

	if (text != NULL && vt_field_normal(field, text, &normal, NULL))
		d->fields[field] = normal;
}

static void set_day(vt_descriptor *d, vt_field field, int64_t at)
{
	if (at == VT_TIME_NONE)
		return;
	vt_date day = vt_clock_vietnam(at);
	g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", day.year, day.month, day.day);
	set_field(d, field, text);
}

static void set_fields(vt_descriptor *d, const vt_office *office, const vt_outgoing *o)
{
	const vt_own *own = vt_directory_own(office->directory, o->own);
	const vt_person *signer = vt_directory_person(office->directory, o->approved_by);
	g_autofree char *number = g_strdup_printf("%02" G_GINT64_FORMAT, o->number);
	g_autofree char *urgency = g_strdup_printf("%d", o->urgency);

	d->code = g_strdup(own->code);
	d->ident = g_strdup(o->ident);
	d->paper = o->paper_reason != NULL;
	set_field(d, VT_FIELD_NUMBER, number);
	set_field(d, VT_FIELD_NOTATION, o->notation);
	set_day(d, VT_FIELD_ISSUED, o->dated_at);
	set_field(d, VT_FIELD_ISSUER, own->name);
	set_field(d, VT_FIELD_TYPE, o->type);
	set_field(d, VT_FIELD_SUBJECT, o->abstract);
	set_field(d, VT_FIELD_SIGNER, signer != NULL ? signer->name : NULL);
	set_field(d, VT_FIELD_POSITION, signer != NULL ? signer->position : NULL);
	set_field(d, VT_FIELD_URGENCY, urgency);
	set_day(d, VT_FIELD_DUE, o->due_at);
}

GBytes *vt_issuing_descriptor(vt_store *store, const vt_office *office, const vt_mail *mail,
			      const GPtrArray *files, GError **error)
{
	g_autoptr(vt_descriptor) d = vt_descriptor_new();
	g_autoptr(vt_outgoing) o = NULL;

	if (!vt_issuing_is_mail(mail->kind) || mail->outgoing == 0)
		return NULL;
	o = vt_outgoings_get(store, mail->outgoing, error);
	if (o == NULL || o->number == 0 || vt_directory_own(office->directory, o->own) == NULL)
		return NULL;
	set_fields(d, office, o);
	for (guint i = 0; i < files->len; i++) {
		const vt_compose_file *file = g_ptr_array_index(files, i);
		gsize size = 0;
		const void *bytes = g_bytes_get_data(file->bytes, &size);
		char sha256[VT_SHA256_HEX];

		vt_sha256_hex(bytes, size, sha256);
		vt_descriptor_add_file(d, sha256, (int64_t)size, file->name);
	}
	char *text = vt_descriptor_write(d);
	return g_bytes_new_take(text, strlen(text));
}
