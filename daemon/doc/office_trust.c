/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_trust - the blocks trust and class: what an office accepts beside the roots themselves
 */
#include <string.h>

#include "doc/office_private.h"

static void class_free(void *data)
{
	vt_root_class *class = data;

	g_free(class->name);
	g_free(class->file);
	g_ptr_array_unref(class->roots);
	g_array_unref(class->lines);
	g_free(class);
}

void vt_office_init_trust(vt_office *office)
{
	office->digests = g_ptr_array_new_with_free_func(g_free);
	office->signatures = g_ptr_array_new_with_free_func(g_free);
	office->classes = g_ptr_array_new_with_free_func(class_free);
	office->min_rsa = 2048;
	office->min_ec = 256;
}

void vt_office_clear_trust(vt_office *office)
{
	g_free(office->roots);
	g_free(office->intermediates);
	g_free(office->crls);
	g_free(office->deny);
	g_free(office->allow);
	g_clear_pointer(&office->digests, g_ptr_array_unref);
	g_clear_pointer(&office->signatures, g_ptr_array_unref);
	g_clear_pointer(&office->classes, g_ptr_array_unref);
}

static bool says(const vt_block *block, const char *key, const char *word)
{
	return g_strcmp0(vt_block_text(block, key), word) == 0;
}

static void read_class(vt_office *office, const vt_block *block)
{
	vt_root_class *class = g_new0(vt_root_class, 1);

	class->name = g_strdup(vt_block_name(block));
	class->file = g_strdup(vt_block_file(block));
	class->roots = vt_block_copies(block, "root");
	class->lines = g_array_new(FALSE, FALSE, sizeof(unsigned));
	for (unsigned i = 0; i < class->roots->len; i++) {
		unsigned line = vt_block_key_line(block, "root", i);

		g_array_append_val(class->lines, line);
	}
	class->crl_required = says(block, "crl", "required");
	class->missing_accepted = says(block, "crl-missing", "accept");
	class->stale_accepted = says(block, "crl-stale", "accept");
	class->grace = vt_block_int(block, "crl-grace");
	g_ptr_array_add(office->classes, class);
}

void vt_office_read_trust(vt_office *office, const vt_settings *settings)
{
	const vt_block *trust = vt_settings_one(settings, "trust");

	office->crl_required = says(trust, "crl", "required");
	g_clear_pointer(&office->digests, g_ptr_array_unref);
	g_clear_pointer(&office->signatures, g_ptr_array_unref);
	office->digests = vt_block_copies(trust, "digest");
	office->signatures = vt_block_copies(trust, "signature");
	office->min_rsa = (int)vt_block_int(trust, "min-rsa");
	office->min_ec = (int)vt_block_int(trust, "min-ec");
	office->deny = g_strdup(vt_block_text(trust, "deny"));
	office->allow = g_strdup(vt_block_text(trust, "allow"));
	for (unsigned i = 0; i < vt_settings_count(settings, "class"); i++)
		read_class(office, vt_settings_nth(settings, "class", i));
}

void vt_office_load_trust(vt_office *office, const char *path, vt_faults *faults)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autoptr(vt_settings) settings =
		vt_settings_load(absolute, vt_office_trust_spec(), faults);
	const vt_block *trust = vt_settings_one(settings, "trust");

	office->roots = g_strdup(vt_block_text(trust, "roots"));
	office->intermediates = g_strdup(vt_block_text(trust, "intermediates"));
	office->crls = g_strdup(vt_block_text(trust, "crls"));
	vt_office_read_trust(office, settings);
}
