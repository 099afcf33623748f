/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef - winmail.dat opened: what Outlook's rich text keeps in it becomes parts like any other
 */
#include "filters/tnef.h"

#include <stdio.h>
#include <string.h>
#include <ytnef.h>

#include "base/limits.h"
#include "base/text.h"
#include "filters/rtf.h"

bool vt_tnef_is(GBytes *content)
{
	static const uint8_t signature[] = { 0x78, 0x9f, 0x3e, 0x22 };
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(content, &size);

	return size >= sizeof(signature) && memcmp(bytes, signature, sizeof(signature)) == 0;
}

/* Strings come in two types: 8-bit and UTF-16 (libytnef makes UTF-8 of those). */
static const variableLength *find(MAPIProps *props, ULONG id)
{
	static const ULONG types[] = { PT_UNICODE, PT_STRING8, PT_BINARY, PT_OBJECT };

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		const variableLength *found =
			MAPIFindProperty(props, (types[i] & 0xffff) | id << 16);

		if (found != MAPI_UNDEFINED && found->data != NULL && found->size > 0)
			return found;
	}
	return NULL;
}

static char *text_of(const variableLength *value)
{
	if (value == NULL || value->data == NULL || value->size <= 0)
		return NULL;
	return vt_text_utf8((const char *)value->data,
			    (gssize)strnlen((const char *)value->data, (size_t)value->size));
}

/* ---- leaves ---- */

typedef struct unpacking {
	const vt_leaf *packed;
	GPtrArray *leaves; /* vt_leaf *, of packed */
	bool shut;         /* something does not fit a report */
} unpacking;

/* declared "": what it is, its bytes say. */
static void add(unpacking *u, const char *declared, char *name, const void *bytes, size_t size)
{
	g_autofree char *path = g_strdup_printf("%s.%u", u->packed->path, u->leaves->len + 1);

	if (strlen(path) > VT_MAX_PATH_BYTES || u->leaves->len >= VT_MAX_PARTS) {
		u->shut = true;
		g_free(name);
		return;
	}
	vt_leaf *leaf = g_new0(vt_leaf, 1);
	leaf->path = g_steal_pointer(&path);
	leaf->declared = g_strdup(declared);
	leaf->name = name;
	leaf->disposition = name != NULL ? g_strdup("attachment") : NULL;
	leaf->charset = g_strdup("utf-8");
	leaf->content = g_bytes_new(bytes, size);
	leaf->in_message = u->packed->in_message;
	leaf->within = g_strdup(u->packed->path);
	g_ptr_array_add(u->leaves, leaf);
}

/* MS-OXCMSG §2.2.2.3: the long name, the shown one, the old one of eight letters. */
static char *name_of(Attachment *from)
{
	static const ULONG names[] = { PR_ATTACH_LONG_FILENAME, PR_DISPLAY_NAME };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char *name = text_of(find(&from->MAPI, names[i]));

		if (name != NULL && *name != '\0')
			return name;
		g_free(name);
	}
	char *title = text_of(&from->Title);
	return title != NULL ? title : g_strdup("winmail");
}

static void add_file(unpacking *u, Attachment *from)
{
	const variableLength *data = find(&from->MAPI, PR_ATTACH_DATA_OBJ);

	if (data == NULL)
		data = &from->FileData;
	if (data->data != NULL && data->size > 0)
		add(u, "application/octet-stream", name_of(from), data->data, (size_t)data->size);
	else if (from->Title.data != NULL || from->MAPI.count > 0)
		add(u, "application/octet-stream", name_of(from), "", 0);
}

static bool add_rtf(unpacking *u, const variableLength *rtf)
{
	gsize size = 0;

	if (rtf == NULL)
		return true;
	g_autoptr(GBytes) open = vt_rtf_unpack(rtf->data, (size_t)rtf->size, VT_MAX_TEXT_BYTES);
	const char *bytes = open != NULL ? g_bytes_get_data(open, &size) : NULL;
	g_autofree char *text = bytes != NULL ? vt_rtf_text(bytes, size) : NULL;
	if (text != NULL)
		add(u, "text/plain", NULL, text, strlen(text));
	return text != NULL;
}

/* The mail's own text; false: there is one that cannot be read. */
static bool add_text(unpacking *u, TNEFStruct *tnef)
{
	const variableLength *html = find(&tnef->MapiProperties, PR_BODY_HTML);
	g_autofree char *text = text_of(find(&tnef->MapiProperties, PR_BODY));

	if (text == NULL)
		text = text_of(&tnef->body);
	if (text != NULL && *text != '\0')
		add(u, "text/plain", NULL, text, strlen(text));
	else if (html != NULL)
		add(u, "text/html", NULL, html->data, (size_t)html->size);
	else
		return add_rtf(u, find(&tnef->MapiProperties, PR_RTF_COMPRESSED));
	return true;
}

/* ---- one of them ---- */

/* false: libytnef stopped before the end, or something does not fit. */
static bool read_all(unpacking *u, bool wants_text)
{
	union {
		const void *given;
		BYTE *taken;
	} input = { 0 };
	TNEFStruct tnef = { 0 }; /* TNEFInitialize() forgets how much it prints */
	gsize size;
	bool good;

	input.given = g_bytes_get_data(u->packed->content, &size);
	TNEFInitialize(&tnef);
	good = TNEFParseMemory(input.taken, (long)size, &tnef) >= 0;
	if (wants_text)
		good = add_text(u, &tnef) && good;
	for (Attachment *one = tnef.starting_attach.next; one != NULL; one = one->next)
		add_file(u, one);
	TNEFFree(&tnef);
	return good && !u->shut;
}

/* Does the mail say anything itself? */
static bool has_text(const vt_mime *mime)
{
	for (guint i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);
		gsize size;
		const char *text = g_bytes_get_data(leaf->content, &size);

		if (leaf->in_message || leaf->name != NULL
		    || !g_str_has_prefix(leaf->declared, "text/"))
			continue;
		for (gsize k = 0; k < size; k++)
			if (!g_ascii_isspace(text[k]))
				return true;
	}
	return false;
}

void vt_tnef_unpack(vt_mime *mime)
{
	for (guint i = 0; i < mime->leaves->len && i < VT_MAX_PARTS; i++) {
		vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);
		g_autoptr(GPtrArray) inside = NULL;

		if (leaf->within != NULL || !vt_tnef_is(leaf->content))
			continue;
		inside = g_ptr_array_new_with_free_func(vt_leaf_free);
		unpacking u = { .packed = leaf, .leaves = inside };
		leaf->unpacked = read_all(&u, !leaf->in_message && !has_text(mime))
					 ? VT_UNPACKED
					 : VT_UNPACKED_PART;
		for (guint k = 0; k < inside->len; k++)
			g_ptr_array_insert(mime->leaves, (gint)(i + 1 + k),
					   g_ptr_array_index(inside, k));
		i += inside->len;
		g_ptr_array_set_free_func(inside, NULL);
	}
}
