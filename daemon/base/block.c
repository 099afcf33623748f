/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * block - one block of a settings file: its keys, their values, their defaults
 */
#include "base/block.h"

#include <string.h>

#include "base/settings_value.h"

typedef struct entry {
	vt_value value;
	unsigned line;
} entry;

typedef struct slot {
	GArray *entries;     /* of entry; NULL = none */
	unsigned named_line; /* of the first line that named the key, right or wrong; 0 = none */
} slot;

struct vt_block {
	const vt_kind_spec *spec;
	char *name, *file, *folder;
	unsigned line;
	slot *slots; /* one for each key of spec, in its order */
};

static unsigned key_count(const vt_kind_spec *spec)
{
	unsigned count = 0;

	while (spec->keys[count].name)
		count++;
	return count;
}

static void entry_clear(void *data)
{
	g_free(((entry *)data)->value.text);
}

char *vt_block_title(const vt_kind_spec *spec, const char *name)
{
	return name ? g_strdup_printf("%s %s", spec->kind, name) : g_strdup(spec->kind);
}

vt_block *vt_block_new(const vt_kind_spec *spec, const char *name, const char *file, unsigned line)
{
	vt_block *block = g_new0(vt_block, 1);
	g_autofree char *folder = g_path_get_dirname(file);

	block->spec = spec;
	block->name = g_strdup(name);
	block->file = g_strdup(file);
	block->folder = g_canonicalize_filename(folder, NULL);
	block->line = line;
	block->slots = g_new0(slot, key_count(spec));
	return block;
}

void vt_block_free(vt_block *block)
{
	if (!block)
		return;
	for (unsigned i = 0; i < key_count(block->spec); i++)
		g_clear_pointer(&block->slots[i].entries, g_array_unref);
	g_free(block->slots);
	g_free(block->folder);
	g_free(block->file);
	g_free(block->name);
	g_free(block);
}

static slot *find_slot(const vt_block *block, const char *key, const vt_key **key_out)
{
	for (unsigned i = 0; block->spec->keys[i].name; i++) {
		if (strcmp(block->spec->keys[i].name, key) == 0) {
			*key_out = &block->spec->keys[i];
			return &block->slots[i];
		}
	}
	return NULL;
}

static void slot_add(slot *keys, const vt_value *value, unsigned line)
{
	entry fresh = { .value = *value, .line = line };

	if (!keys->entries) {
		keys->entries = g_array_new(FALSE, FALSE, sizeof(entry));
		g_array_set_clear_func(keys->entries, entry_clear);
	}
	g_array_append_val(keys->entries, fresh);
}

static void unknown_key(const vt_block *block, const char *key, unsigned line, vt_faults *faults)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const vt_key *known = block->spec->keys; known->name; known++)
		g_ptr_array_add(names, (gpointer)(uintptr_t)known->name);
	g_ptr_array_add(names, NULL);
	g_autofree char *text = vt_value_unknown("key", key, (const char *const *)names->pdata);
	vt_faults_add(faults, block->file, line, "%s", text);
}

void vt_block_add(vt_block *block, const char *key, const char *value, unsigned line,
		  vt_faults *faults)
{
	const vt_key *spec;
	slot *found = find_slot(block, key, &spec);
	g_autofree char *why = NULL;
	vt_value read;

	if (!found) {
		unknown_key(block, key, line, faults);
		return;
	}
	if (found->named_line > 0 && !spec->repeats) {
		vt_faults_add(faults, block->file, line, "key '%s' stands in line %u already", key,
			      found->named_line);
		return;
	}
	if (found->named_line == 0)
		found->named_line = line;
	if (*value == '\0')
		vt_faults_add(faults, block->file, line, "key '%s' has no value", key);
	else if (vt_value_read(spec, value, block->folder, &read, &why))
		slot_add(found, &read, line);
	else
		vt_faults_add(faults, block->file, line, "key '%s': %s", key, why);
}

void vt_block_finish(vt_block *block, vt_faults *faults)
{
	for (unsigned i = 0; block->spec->keys[i].name; i++) {
		const vt_key *key = &block->spec->keys[i];
		slot *keys = &block->slots[i];

		if (key->required && keys->named_line == 0 && faults) {
			g_autofree char *title = vt_block_title(block->spec, block->name);

			vt_faults_add(faults, block->file, block->line, "'%s' lacks the key '%s'",
				      title, key->name);
		}
		if (!keys->entries && key->fallback) {
			g_autofree char *why = NULL;
			vt_value value;
			bool read = vt_value_read(key, key->fallback, block->folder, &value, &why);

			g_assert(read); /* the default is ours */
			slot_add(keys, &value, block->line);
		}
	}
}

const char *vt_block_name(const vt_block *block)
{
	return block->name;
}

const char *vt_block_file(const vt_block *block)
{
	return block->file;
}

unsigned vt_block_line(const vt_block *block)
{
	return block->line;
}

/* Asking for a key that the table of the kind does not have is our bug. */
static const GArray *entries_of(const vt_block *block, const char *key)
{
	const vt_key *spec;
	const slot *found = find_slot(block, key, &spec);

	g_assert(found);
	return found->entries;
}

static const entry *entry_at(const vt_block *block, const char *key, unsigned index)
{
	const GArray *entries = entries_of(block, key);

	return entries && index < entries->len ? &g_array_index(entries, entry, index) : NULL;
}

const char *vt_block_text(const vt_block *block, const char *key)
{
	return vt_block_nth(block, key, 0);
}

int64_t vt_block_int(const vt_block *block, const char *key)
{
	const entry *first = entry_at(block, key, 0);

	return first ? first->value.number : 0;
}

unsigned vt_block_count(const vt_block *block, const char *key)
{
	const GArray *entries = entries_of(block, key);

	return entries ? entries->len : 0;
}

const char *vt_block_nth(const vt_block *block, const char *key, unsigned index)
{
	const entry *found = entry_at(block, key, index);

	return found ? found->value.text : NULL;
}

bool vt_block_is_given(const vt_block *block, const char *key)
{
	const vt_key *spec;
	const slot *found = find_slot(block, key, &spec);

	g_assert(found);
	return found->named_line > 0;
}

unsigned vt_block_key_line(const vt_block *block, const char *key, unsigned index)
{
	const entry *found = entry_at(block, key, index);

	return found ? found->line : block->line;
}
