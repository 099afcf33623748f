/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule - read from vanthu.conf, asked of a message
 */
#include "doc/rule.h"

#include <string.h>

#include "base/address.h"
#include "doc/office_private.h"

static const char *const signatures[] = {
	[VT_RULED_ANY] = "any",
	[VT_RULED_NONE] = "none",
	[VT_RULED_BROKEN] = "broken",
	[VT_RULED_VALID] = "valid",
};
G_STATIC_ASSERT(G_N_ELEMENTS(signatures) == VT_N_RULED);

static void field_free(void *data)
{
	vt_rule_field *field = data;

	g_free(field->name);
	g_free(field->value);
	g_free(field);
}

static void rule_free(void *data)
{
	vt_rule *rule = data;

	g_free(rule->name);
	g_ptr_array_unref(rule->from);
	g_ptr_array_unref(rule->header);
	g_free(rule);
}

/* --- reading --- */

static void fault(const vt_block *block, const char *key, unsigned n, const char *why,
		  vt_faults *faults)
{
	vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, key, n),
		      "rule '%s': '%s' %s", vt_block_name(block), vt_block_nth(block, key, n), why);
}

/* "@domain" is the domain alone, not what lies below it. */
static void read_from(vt_rule *rule, const vt_block *block, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_block_count(block, "from"); i++) {
		const char *text = vt_block_nth(block, "from", i);
		g_autofree char *whole =
			text[0] == '@' ? g_strconcat("a", text, NULL) : g_strdup(text);
		char *normal = vt_address_normal(whole, -1);

		if (normal == NULL) {
			fault(block, "from", i, "is neither an address nor @domain", faults);
			continue;
		}
		g_ptr_array_add(rule->from, g_strdup(text[0] == '@' ? normal + 1 : normal));
		g_free(normal);
	}
}

static bool is_field_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!g_ascii_isgraph(name[i]) || name[i] == ':')
			return false;
	return size > 0 && size <= 76;
}

static void read_header(vt_rule *rule, const vt_block *block, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_block_count(block, "header"); i++) {
		const char *text = vt_block_nth(block, "header", i);
		const char *colon = strchr(text, ':');
		vt_rule_field *field;

		if (colon == NULL || !is_field_name(text, (size_t)(colon - text))) {
			fault(block, "header", i, "is not NAME: VALUE", faults);
			continue;
		}
		field = g_new0(vt_rule_field, 1);
		field->name = g_strndup(text, (gsize)(colon - text));
		field->value = g_ascii_strdown(colon + 1, -1);
		g_strstrip(field->value);
		if (field->value[0] == '\0')
			fault(block, "header", i, "names no value", faults);
		g_ptr_array_add(rule->header, field);
	}
}

static void read_rule(vt_office *office, const vt_block *block, vt_faults *faults)
{
	vt_rule *rule = g_new0(vt_rule, 1);
	const char *signature = vt_block_text(block, "signature");

	rule->name = g_strdup(vt_block_name(block));
	rule->from = g_ptr_array_new_with_free_func(g_free);
	rule->header = g_ptr_array_new_with_free_func(field_free);
	rule->own_hops = (unsigned)vt_block_int(block, "own-hops");
	for (unsigned i = 0; i < VT_N_RULED; i++)
		if (g_strcmp0(signature, signatures[i]) == 0)
			rule->signature = (vt_ruled_signature)i;
	read_from(rule, block, faults);
	read_header(rule, block, faults);
	if (vt_block_count(block, "from") == 0 && vt_block_count(block, "header") == 0)
		vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
			      "rule '%s' names neither from nor header: it would ignore everything",
			      rule->name);
	g_ptr_array_add(office->rules, rule);
}

void vt_office_read_rules(vt_office *office, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_settings_count(office->settings, "rule"); i++)
		read_rule(office, vt_settings_nth(office->settings, "rule", i), faults);
}

GPtrArray *vt_office_new_rules(void)
{
	return g_ptr_array_new_with_free_func(rule_free);
}

/* --- asking --- */

static bool is_from(const vt_rule *rule, const char *from)
{
	const char *at = from != NULL ? strrchr(from, '@') : NULL;

	if (rule->from->len == 0)
		return true;
	for (guint i = 0; at != NULL && i < rule->from->len; i++) {
		const char *one = rule->from->pdata[i];

		if (g_ascii_strcasecmp(one, one[0] == '@' ? at : from) == 0)
			return true;
	}
	return false;
}

static bool is_signed_so(const vt_rule *rule, vt_status status)
{
	switch (rule->signature) {
	case VT_RULED_NONE:
		return status == VT_STATUS_NONE;
	case VT_RULED_BROKEN:
		return status == VT_STATUS_INVALID || status == VT_STATUS_PARTIAL;
	case VT_RULED_VALID:
		return status == VT_STATUS_VALID;
	case VT_RULED_ANY:
	case VT_N_RULED:
		break;
	}
	return true;
}

/* above: "N NAME: VALUE" */
static bool is_field(const vt_rule_field *field, unsigned own_hops, const char *above)
{
	char *end = NULL;
	guint64 hops = g_ascii_strtoull(above, &end, 10);
	size_t name = strlen(field->name), size = strlen(field->value);
	g_autofree char *value = NULL;

	if (end == above || *end != ' ' || hops > own_hops
	    || g_ascii_strncasecmp(end + 1, field->name, name) != 0 || end[1 + name] != ':')
		return false;
	value = g_ascii_strdown(end + 2 + name, -1);
	g_strstrip(value);
	if (size > 0 && field->value[size - 1] == '*')
		return strncmp(value, field->value, size - 1) == 0;
	return strcmp(value, field->value) == 0;
}

static bool has_header(const vt_rule *rule, const GPtrArray *above)
{
	for (guint i = 0; i < rule->header->len; i++) {
		bool found = false;

		for (guint k = 0; above != NULL && k < above->len && !found; k++)
			found = is_field(rule->header->pdata[i], rule->own_hops, above->pdata[k]);
		if (!found)
			return false;
	}
	return true;
}

const vt_rule *vt_rule_for(const vt_office *office, const vt_ruled *ruled)
{
	for (guint i = 0; office->rules != NULL && i < office->rules->len; i++) {
		const vt_rule *rule = office->rules->pdata[i];

		if (is_from(rule, ruled->from) && is_signed_so(rule, ruled->status)
		    && has_header(rule, ruled->above))
			return rule;
	}
	return NULL;
}

GPtrArray *vt_rule_fields(const vt_office *office, unsigned *most_received_out)
{
	GPtrArray *names = g_ptr_array_new();

	*most_received_out = 0;
	for (guint i = 0; office->rules != NULL && i < office->rules->len; i++) {
		const vt_rule *rule = office->rules->pdata[i];

		for (guint k = 0; k < rule->header->len; k++)
			g_ptr_array_add(names, ((vt_rule_field *)rule->header->pdata[k])->name);
		*most_received_out = MAX(*most_received_out, rule->own_hops);
	}
	return names;
}
