/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-notice - composes and signs one notice, for tests that ask other programs about it
 *
 * make-notice TEMPLATES KEY CERTIFICATE CHAIN OUT [FILE...]
 */
#include "base/error.h"
#include "base/io.h"
#include "mail/compose.h"
#include "mail/template.h"
#include "sign/sign.h"

#define ID "<k7m2q9xw4t3hz5rbn6pd8cvj2s@kimson.example>"

static void file_free(void *data)
{
	vt_compose_file *file = data;

	g_free((char *)(uintptr_t)file->name);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static GPtrArray *read_files(char **names)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(file_free);

	for (; *names != NULL; names++) {
		vt_compose_file *file = g_new0(vt_compose_file, 1);
		char *bytes = NULL;
		gsize size = 0;

		g_assert_true(g_file_get_contents(*names, &bytes, &size, NULL));
		file->name = g_path_get_basename(*names);
		file->type =
			g_str_has_suffix(*names, ".eml") ? "message/rfc822" : "application/pdf";
		file->bytes = g_bytes_new_take(bytes, size);
		g_ptr_array_add(files, file);
	}
	return files;
}

static char *body_of(const char *folder, char **subject_out)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(vt_templates) templates = vt_templates_load(folder, faults);
	g_autoptr(vt_filling) filling = vt_filling_new();
	char *body = NULL;

	g_assert_cmpuint(vt_faults_count(faults), ==, 0);
	vt_filling_add(filling, "so_ky_hieu", "«453/TB-UBND»");
	vt_filling_add(filling, "ngay_van_ban", "22/11/2026");
	vt_filling_add(filling, "ten_co_quan", "Ủy ban nhân dân xã Kim Sơn");
	vt_filling_add(filling, "co_quan_gui", "Sở Nội vụ");
	vt_filling_add(filling, "trich_yeu", "«về việc nghỉ lễ .\r\nBcc: x@y.example»");
	g_assert_true(vt_template_fill(vt_templates_get(templates, "vi", "tiep-nhan"), filling,
				       subject_out, &body, NULL));
	return body;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *subject = NULL;

	g_assert_cmpint(argc, >=, 6);
	g_autofree char *body = body_of(argv[1], &subject);
	g_autoptr(vt_signing_key) key = vt_signing_key_load(argv[2], argv[3], argv[4], &error);
	g_assert_no_error(error);
	g_autoptr(GPtrArray) files = read_files(argv + 6);
	vt_autofd int entity_fd = vt_io_memfd("entity", &error),
		      fd = vt_io_memfd("message", &error);
	g_autoptr(GBytes) entity = vt_compose_entity(ID, body, files, entity_fd, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) der =
		vt_signing_key_sign(key, g_bytes_get_data(entity, NULL), g_bytes_get_size(entity),
				    g_get_real_time() / G_USEC_PER_SEC, &error);
	g_assert_no_error(error);
	vt_compose_head head = {
		.from = "vanthu@kimson.example",
		.from_name = "Ủy ban nhân dân xã Kim Sơn",
		.to = "so@noivu.example",
		.to_name = "Sở \"Nội vụ\", tỉnh",
		.subject = subject,
		.date = 1795363200,
		.message_id = ID,
		.in_reply_to = "<x@y.example>",
		.references = "<x@y.example>",
		.replied = true,
	};
	g_autoptr(GBytes) message = vt_compose_message(&head, entity, der, fd, &error);
	g_assert_no_error(error);
	g_assert_true(g_file_set_contents(argv[5], g_bytes_get_data(message, NULL),
					  (gssize)g_bytes_get_size(message), NULL));
	return 0;
}
