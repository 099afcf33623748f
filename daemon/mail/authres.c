/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * authres - the field Authentication-Results (RFC 8601), read to the letter or not at all
 */
#include "mail/authres.h"

#include <string.h>

#include "mail/field.h"
#include "mail/scan_reader.h"

typedef struct reader {
	const char *at;
	const char *fault; /* sticky */
} reader;

static bool fail(reader *r, const char *fault)
{
	if (r->fault == NULL)
		r->fault = fault;
	return false;
}

static bool comment_skip(reader *r)
{
	const char *fault = NULL;
	const char *end = vt_field_comment_end(r->at, &fault);

	if (end == NULL)
		return fail(r, fault);
	r->at = end;
	return true;
}

/* CFWS; true when there was any. */
static bool skip(reader *r)
{
	const char *from = r->at;

	while (r->fault == NULL && *r->at != '\0' && strchr(" \t(", *r->at) != NULL) {
		if (*r->at == '(')
			comment_skip(r);
		else
			r->at++;
	}
	return r->at > from;
}

static bool eat(reader *r, char wanted)
{
	skip(r);
	if (r->fault != NULL || *r->at != wanted)
		return false;
	r->at++;
	return true;
}

/* RFC 5321 Keyword (Ldh-str), and '_', which real servers write ("dkim-adsp", "x_tls"). */
static char *keyword_read(reader *r)
{
	const char *from = r->at;

	while (g_ascii_isalnum(*r->at) || *r->at == '-' || *r->at == '_')
		r->at++;
	if (r->at == from || *from == '-') {
		fail(r, "no keyword");
		return NULL;
	}
	return g_ascii_strdown(from, r->at - from);
}

static char *quoted_read(reader *r)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (r->at++; *r->at != '\0' && *r->at != '"'; r->at++) {
		if (*r->at == '\\' && r->at[1] != '\0')
			r->at++;
		g_string_append_c(text, *r->at);
	}
	if (*r->at != '"') {
		fail(r, "open quote");
		return NULL;
	}
	r->at++;
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* value of RFC 2045: a token or a quoted string; extra: what an address or a signature has beside
 * that, unquoted (pvalue). */
static char *value_read(reader *r, const char *extra)
{
	const char *from = r->at;

	if (*r->at == '"')
		return quoted_read(r);
	while ((unsigned char)*r->at > ' ' && *r->at != 0x7f
	       && (strchr("()<>@,;:\\\"/[]?=", *r->at) == NULL || strchr(extra, *r->at) != NULL))
		r->at++;
	if (r->at == from) {
		fail(r, "no value");
		return NULL;
	}
	return g_strndup(from, (size_t)(r->at - from));
}

static void property_free(vt_authres_property *property)
{
	g_free(property->type);
	g_free(property->name);
	g_free(property->value);
	g_free(property);
}

static void method_free(vt_authres_method *method)
{
	g_free(method->name);
	g_free(method->result);
	g_free(method->reason);
	g_ptr_array_unref(method->properties);
	g_free(method);
}

/* Behind its first keyword. */
static bool property_read(reader *r, vt_authres_method *method, const char *type)
{
	vt_authres_property *property = g_new0(vt_authres_property, 1);

	g_ptr_array_add(method->properties, property);
	if (method->properties->len > VT_MAX_AUTHRES_PROPERTIES)
		return fail(r, "too many properties");
	property->type = g_strdup(type);
	r->at++;
	skip(r);
	property->name = keyword_read(r);
	if (property->name == NULL)
		return false;
	if (!eat(r, '='))
		return fail(r, "no '=' in a property");
	skip(r);
	property->value = value_read(r, "@/=:");
	return property->value != NULL;
}

/* What follows the result: a reason, then properties, each behind a blank or a comment. */
static bool details_read(reader *r, vt_authres_method *method)
{
	for (;;) {
		bool apart = skip(r);

		if (r->fault != NULL)
			return false;
		if (*r->at == '\0' || *r->at == ';')
			return true;
		if (!apart)
			return fail(r, "no blank between two properties");
		g_autofree char *word = keyword_read(r);
		if (word == NULL)
			return false;
		skip(r);
		if (*r->at == '.') {
			if (!property_read(r, method, word))
				return false;
			continue;
		}
		if (strcmp(word, "reason") != 0 || method->reason != NULL
		    || method->properties->len > 0 || !eat(r, '='))
			return fail(r, "neither a reason nor a property");
		skip(r);
		method->reason = value_read(r, "");
		if (method->reason == NULL)
			return false;
	}
}

static bool version_skip(reader *r)
{
	skip(r);
	if (*r->at != '1' || g_ascii_isdigit(r->at[1]))
		return fail(r, "another version");
	r->at++;
	return true;
}

/* Behind its ';'. */
static bool method_read(reader *r, vt_authres *results)
{
	vt_authres_method *method = g_new0(vt_authres_method, 1);

	method->properties = g_ptr_array_new_with_free_func((GDestroyNotify)property_free);
	g_ptr_array_add(results->methods, method);
	if (results->methods->len > VT_MAX_AUTHRES_METHODS)
		return fail(r, "too many methods");
	method->name = keyword_read(r);
	if (method->name == NULL)
		return false;
	if (eat(r, '/') && !version_skip(r))
		return false;
	if (!eat(r, '='))
		return fail(r, "no '=' behind a method");
	skip(r);
	method->result = keyword_read(r);
	return method->result != NULL && details_read(r, method);
}

/* "; none": no-result. */
static bool is_none(reader *r)
{
	reader ahead = *r;

	if (g_ascii_strncasecmp(ahead.at, "none", 4) != 0)
		return false;
	ahead.at += 4;
	skip(&ahead);
	if (ahead.fault != NULL || *ahead.at != '\0')
		return false;
	*r = ahead;
	return true;
}

static bool results_read(reader *r, vt_authres *results)
{
	g_autofree char *server = NULL;

	skip(r);
	server = r->fault == NULL ? value_read(r, ":/[]") : NULL;
	if (server == NULL)
		return fail(r, "no server");
	results->server = g_ascii_strdown(server, -1);
	if (skip(r) && g_ascii_isdigit(*r->at) && !version_skip(r))
		return false;
	while (eat(r, ';')) {
		skip(r);
		if (results->methods->len == 0 && is_none(r))
			return true;
		if (*r->at == '\0' && results->methods->len > 0)
			break; /* a last ';' that some write */
		if (r->fault != NULL || !method_read(r, results))
			return false;
	}
	skip(r);
	if (r->fault == NULL && *r->at != '\0')
		return fail(r, "text behind a result");
	return r->fault == NULL && (results->methods->len > 0 || fail(r, "no result"));
}

vt_authres *vt_authres_parse(const char *value, const char **fault_out)
{
	g_autoptr(vt_authres) results = g_new0(vt_authres, 1);
	reader r = { .at = value, .fault = vt_field_fault(value, VT_MAX_AUTHRES_BYTES) };

	results->methods = g_ptr_array_new_with_free_func((GDestroyNotify)method_free);
	if (r.fault == NULL && results_read(&r, results))
		return g_steal_pointer(&results);
	if (fault_out != NULL)
		*fault_out = r.fault;
	return NULL;
}

void vt_authres_free(vt_authres *results)
{
	if (results == NULL)
		return;
	g_free(results->server);
	g_ptr_array_unref(results->methods);
	g_free(results);
}

const char *vt_authres_value(const vt_authres_method *method, const char *type, const char *name)
{
	const char *found = NULL;

	for (guint i = 0; i < method->properties->len; i++) {
		const vt_authres_property *property = g_ptr_array_index(method->properties, i);

		if (strcmp(property->type, type) != 0 || strcmp(property->name, name) != 0)
			continue;
		if (found != NULL && strcmp(found, property->value) != 0)
			return NULL;
		found = property->value;
	}
	return found;
}

GPtrArray *vt_authres_trusted(const vt_scan *scan, const char *server, unsigned own_hops)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)vt_authres_free);
	const vt_entity *root = scan->root;
	unsigned received = 0, fields = 0;
	vt_header header;

	for (size_t at = root->header; vt_header_read(scan, at, root->body, &header);
	     at = header.next) {
		if (vt_header_is(scan, &header, "Received") && ++received > own_hops)
			break;
		if (!vt_header_is(scan, &header, "Authentication-Results"))
			continue;
		g_autofree char *value = vt_header_value(scan, &header);
		g_autoptr(vt_authres) results = vt_authres_parse(value, NULL);

		if (++fields > VT_MAX_AUTHRES_FIELDS) {
			g_ptr_array_set_size(all, 0);
			break;
		}
		if (results != NULL && g_ascii_strcasecmp(results->server, server) == 0)
			g_ptr_array_add(all, g_steal_pointer(&results));
	}
	/* Below our own there must be that of the server that wrote the field: with fewer,
	 * everything could be the sender's. */
	if (received <= own_hops)
		g_ptr_array_set_size(all, 0);
	return g_steal_pointer(&all);
}
