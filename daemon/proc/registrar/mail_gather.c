/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_gather - what a mail attaches, one after the other: out of the store, and out of the jail
 */
#include <string.h>

#include "base/limits.h"
#include "doc/picture.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/mail_flow_private.h"
#include "store/files.h"

void vt_mail_gather_file(vt_composing *job, const char *name, const char *type, GBytes *bytes)
{
	vt_compose_file *file = g_new0(vt_compose_file, 1);

	file->name = g_strdup(name);
	file->type = g_strdup(type);
	file->bytes = g_bytes_ref(bytes);
	g_ptr_array_add(job->files, file);
}

static void add_original(vt_composing *job, const vt_mail_attachment *wanted)
{
	vt_store *store = job->registrar->store;
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_arrival) arrival = vt_arrivals_get(store, wanted->arrival, &error);
	vt_autofd int fd = arrival != NULL && !vt_arrival_is_unsafe(arrival)
				   ? vt_files_open(store, arrival, &error)
				   : -1;
	g_autoptr(GBytes) bytes = fd >= 0 ? vt_io_map_fd(fd, VT_MAX_MESSAGE_BYTES, &error) : NULL;

	if (bytes == NULL) {
		vt_compose_failed(job, error != NULL ? (vt_retry)error->code : VT_NEVER,
				  error != NULL ? error->message : "the original is gone");
		return;
	}
	vt_mail_gather_file(job, "thu-goc.eml", "application/octet-stream", bytes);
	vt_mail_gather(job);
}

/* A form without it says the same. */
static void add_picture(vt_composing *job, GBytes *packed)
{
	g_autoptr(GBytes) png = packed != NULL ? vt_picture_png(packed) : NULL;

	if (png != NULL)
		vt_mail_gather_file(job, "trang-1.png", "image/png", png);
	vt_mail_gather(job);
}

/* The leaf came out of a jail: it is the part that the report named, or it does not travel. */
static void part_extracted(vt_registrar *registrar, GBytes *leaf, void *data)
{
	vt_composing *job = data;
	const vt_mail_attachment *wanted =
		g_ptr_array_index(job->mail->attachments, job->next_file - 1);
	g_autoptr(GPtrArray) parts =
		vt_arrivals_parts(registrar->store, wanted->arrival, NULL, NULL);
	const vt_part *part = vt_part_find(parts, wanted->path);
	char sha256[VT_SHA256_HEX] = "";

	if (g_str_has_prefix(wanted->path, VT_PICTURE_PREFIX)) {
		add_picture(job, leaf);
		return;
	}
	if (leaf != NULL)
		vt_sha256_hex(g_bytes_get_data(leaf, NULL), g_bytes_get_size(leaf), sha256);
	if (part == NULL || leaf == NULL || strcmp(part->sha256, sha256) != 0) {
		vt_compose_failed(job, VT_RETRY_LATER,
				  "a part could not be taken out of the original");
		return;
	}
	vt_mail_gather_file(job, part->name != NULL ? part->name : "tep", part->type, leaf);
	vt_mail_gather(job);
}

void vt_mail_gather(vt_composing *job)
{
	const vt_mail_attachment *wanted = NULL;

	if (job->next_file == job->mail->attachments->len) {
		vt_mail_render(job);
		return;
	}
	wanted = g_ptr_array_index(job->mail->attachments, job->next_file++);
	if (wanted->path == NULL)
		add_original(job, wanted);
	else
		vt_extract(job->registrar, wanted->arrival, wanted->path, part_extracted, job);
}
