/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust_rules - what an office adds to its roots: classes of roots, lists of certificates
 */
#include <string.h>

#include "base/lines.h"
#include "verify/inside.h"

static void root_file_free(void *data)
{
	vt_root_file *file = data;

	g_free(file->name);
	g_free(file);
}

void vt_trust_init_rules(vt_trust *trust)
{
	trust->root_files = g_ptr_array_new_with_free_func(root_file_free);
	trust->classes = g_ptr_array_new_with_free_func(g_free);
	trust->class_of = g_hash_table_new(g_str_hash, g_str_equal);
}

void vt_trust_clear_rules(vt_trust *trust)
{
	g_hash_table_unref(trust->class_of);
	g_ptr_array_unref(trust->classes);
	g_ptr_array_unref(trust->root_files);
	for (int i = 0; i < VT_N_TRUST_LISTS; i++)
		g_clear_pointer(&trust->lists[i], g_hash_table_unref);
	g_free(trust->list_fault);
}

void vt_trust_name_root(vt_trust *trust, const vt_certificate *root, const char *file)
{
	vt_root_file *one = g_new0(vt_root_file, 1);

	one->name = g_strdup(file);
	one->sha256 = root->sha256;
	g_ptr_array_add(trust->root_files, one);
}

/* A file may hold several roots: all of them, or none. */
bool vt_trust_classify(vt_trust *trust, const char *root, const vt_trust_class *rules)
{
	g_autoptr(GPtrArray) meant = g_ptr_array_new();
	vt_trust_class *own;

	for (guint i = 0; i < trust->root_files->len; i++) {
		vt_root_file *file = g_ptr_array_index(trust->root_files, i);

		if (g_ascii_strcasecmp(root, file->sha256) != 0 && strcmp(root, file->name) != 0)
			continue;
		if (g_hash_table_contains(trust->class_of, file->sha256))
			return false;
		g_ptr_array_add(meant, file);
	}
	if (meant->len == 0)
		return false;
	own = g_new0(vt_trust_class, 1);
	*own = *rules;
	g_ptr_array_add(trust->classes, own);
	for (guint i = 0; i < meant->len; i++) {
		const vt_root_file *file = g_ptr_array_index(meant, i);

		g_hash_table_insert(trust->class_of, (gpointer)(guintptr)file->sha256, own);
	}
	return true;
}

const vt_trust_class *vt_trust_class_of(const vt_trust *trust, const X509 *anchor)
{
	static const vt_trust_class hard = { .crl_required = true },
				    off = { .crl_required = false };
	const vt_trust_class *own = NULL;

	for (guint i = 0; i < trust->roots->len && own == NULL && trust->classes->len > 0; i++) {
		const vt_certificate *root = g_ptr_array_index(trust->roots, i);

		if (X509_cmp(root->x509, anchor) == 0)
			own = g_hash_table_lookup(trust->class_of, root->sha256);
	}
	if (own != NULL)
		return own;
	return trust->policy.crl_required ? &hard : &off;
}

static bool is_hash(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdefABCDEF") == 64;
}

/* Serial numbers are shown without leading zeros; letters write them with colons at times. */
static char *number_key(const char *serial, const char *issuer)
{
	g_autoptr(GString) plain = g_string_new(NULL);

	for (const char *at = serial; *at != '\0'; at++) {
		if (*at == ':' || (*at == '0' && plain->len == 0))
			continue;
		if (!g_ascii_isxdigit(*at))
			return NULL;
		g_string_append_c(plain, g_ascii_toupper(*at));
	}
	return plain->len == 0 ? NULL : g_strdup_printf("%s %s", plain->str, issuer);
}

/* "serial HEX ISSUER" */
static char *key_of_serial(const char *line)
{
	g_auto(GStrv) words = g_strsplit_set(line, " \t", 3);

	if (g_strv_length(words) != 3 || strcmp(words[0], "serial") != 0)
		return NULL;
	return number_key(words[1], g_strstrip(words[2]));
}

static char *key_of_line(vt_trust_list list, const char *line)
{
	if (is_hash(line))
		return g_ascii_strdown(line, -1);
	/* A name can be taken by anybody who makes a root; what is allowed is named by its bytes.
	 */
	return list == VT_TRUST_DENY ? key_of_serial(line) : NULL;
}

static void read_list(vt_trust *trust, vt_trust_list list, vt_lines *lines)
{
	char *text;

	while ((text = vt_lines_next(lines)) != NULL) {
		g_autofree char *line = text;
		char *hash = strchr(line, '#');
		char *key;

		/* In a DN a # begins an encoded value: a comment is alone or after a hash. */
		if (hash != NULL && (hash == line || g_ascii_strncasecmp(line, "serial", 6) != 0))
			*hash = '\0';
		g_strstrip(line);
		if (*line == '\0')
			continue;
		key = key_of_line(list, line);
		if (key != NULL)
			g_hash_table_add(trust->lists[list], key);
		else
			vt_faults_add(lines->faults, lines->file, lines->number,
				      list == VT_TRUST_DENY
					      ? "neither a SHA-256 nor 'serial HEX ISSUER': '%s'"
					      : "no SHA-256 of a certificate: '%s'",
				      line);
	}
}

void vt_trust_load_list(vt_trust *trust, vt_trust_list list, const char *path, vt_faults *faults)
{
	unsigned before = vt_faults_count(faults);
	g_autoptr(GBytes) bytes = vt_lines_load(path, path, 0, faults);
	vt_lines lines;
	gsize size = 0;
	const char *text = bytes != NULL ? g_bytes_get_data(bytes, &size) : "";

	if (trust->lists[list] == NULL)
		trust->lists[list] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	vt_lines_init(&lines, text, size, path, faults);
	read_list(trust, list, &lines);
	if (vt_faults_count(faults) > before && trust->list_fault == NULL)
		trust->list_fault = g_strdup(vt_faults_get(faults, before));
}

bool vt_trust_lists(const vt_trust *trust, vt_trust_list list, const vt_certificate *certificate)
{
	GHashTable *lines = trust->lists[list];
	g_autofree char *issuer = NULL, *number = NULL;

	if (lines == NULL)
		return false;
	if (g_hash_table_contains(lines, certificate->sha256))
		return true;
	if (list != VT_TRUST_DENY)
		return false;
	/* As the lines of a file are made. */
	issuer = g_utf8_normalize(certificate->issuer, -1, G_NORMALIZE_NFC);
	number = issuer == NULL ? NULL : number_key(certificate->serial, issuer);
	return number != NULL && g_hash_table_contains(lines, number);
}
