/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_conf - the blocks crl and fetch of vanthu.conf
 */
#include "doc/crl_conf.h"

#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "doc/office_private.h"

static void fetch_free(void *data)
{
	vt_fetch *fetch = data;

	g_free(fetch->name);
	g_ptr_array_unref(fetch->urls);
	g_free(fetch->issuer);
	g_free(fetch);
}

static char *read_issuer(const vt_block *block)
{
	const char *issuer = vt_block_text(block, "issuer");
	g_autofree char *folder = NULL;

	if (issuer == NULL || vt_sha256_is_hex(issuer))
		return g_strdup(issuer);
	folder = g_path_get_dirname(vt_block_file(block));
	return g_path_is_absolute(issuer) ? g_strdup(issuer)
					  : g_build_filename(folder, issuer, NULL);
}

vt_crl_conf *vt_crl_conf_read(const vt_settings *settings)
{
	const vt_block *office = vt_settings_one(settings, "office");
	const vt_block *crl = vt_settings_one(settings, "crl");
	const char *state = vt_block_text(office, "state");
	vt_crl_conf *conf = g_new0(vt_crl_conf, 1);

	conf->state = g_strdup(state != NULL ? state : "/nonexistent");
	conf->user = g_strdup(vt_block_text(office, "user"));
	conf->roots = vt_office_trust_folder(conf->state, settings, "roots");
	conf->intermediates = vt_office_trust_folder(conf->state, settings, "intermediates");
	conf->crls = vt_office_trust_folder(conf->state, settings, "crls");
	conf->proxy = g_strdup(vt_block_text(crl, "proxy"));
	conf->tls_roots = g_strdup(vt_block_text(crl, "roots"));
	conf->cdp = vt_block_int(crl, "cdp") != 0;
	conf->may_private = vt_block_int(crl, "private") != 0;
	conf->seconds = vt_block_int(crl, "timeout");
	conf->warn_before = vt_block_int(crl, "warn-before");
	conf->max_bytes = (uint64_t)vt_block_int(crl, "max-bytes");
	conf->fetches = g_ptr_array_new_with_free_func(fetch_free);
	for (unsigned i = 0; i < vt_settings_count(settings, "fetch"); i++) {
		const vt_block *block = vt_settings_nth(settings, "fetch", i);
		vt_fetch *fetch = g_new0(vt_fetch, 1);

		fetch->name = g_strdup(vt_block_name(block));
		fetch->urls = vt_block_copies(block, "url");
		fetch->issuer = read_issuer(block);
		g_ptr_array_add(conf->fetches, fetch);
	}
	return conf;
}

void vt_crl_conf_free(vt_crl_conf *conf)
{
	if (conf == NULL)
		return;
	g_free(conf->state);
	g_free(conf->user);
	g_free(conf->roots);
	g_free(conf->intermediates);
	g_free(conf->crls);
	g_free(conf->proxy);
	g_free(conf->tls_roots);
	g_ptr_array_unref(conf->fetches);
	g_free(conf);
}

static bool is_https(const char *url)
{
	return g_ascii_strncasecmp(url, "https://", 8) == 0;
}

const char *vt_url_fault(const char *url)
{
	const char *host;

	if (strlen(url) > VT_MAX_URL_BYTES)
		return "is too long";
	for (const char *at = url; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~')
			return "holds a blank or a character that is not ASCII";
	if (!is_https(url) && g_ascii_strncasecmp(url, "http://", 7) != 0)
		return "is neither http nor https";
	host = strstr(url, "://") + 3;
	if (strcspn(host, "/?#") == 0)
		return "names no host";
	/* A password would stand in logs. */
	if (memchr(host, '@', strcspn(host, "/?#")) != NULL)
		return "holds a login";
	return NULL;
}

static void check_urls(const vt_settings *settings, const vt_block *block, vt_faults *faults)
{
	const char *roots = vt_block_text(vt_settings_one(settings, "crl"), "roots");

	for (unsigned i = 0; i < vt_block_count(block, "url"); i++) {
		const char *url = vt_block_nth(block, "url", i);
		const char *why = vt_url_fault(url);

		if (why == NULL && is_https(url) && roots == NULL)
			why = "is https, and crl.roots names nobody to vouch for the server";
		if (why != NULL)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "url", i), "url '%s' %s", url, why);
	}
}

void vt_crl_conf_check(const vt_settings *settings, vt_faults *faults)
{
	const vt_block *crl = vt_settings_one(settings, "crl");
	const char *proxy = vt_block_text(crl, "proxy");
	unsigned n = vt_settings_count(settings, "fetch");

	if (proxy != NULL && (vt_url_fault(proxy) != NULL || is_https(proxy)))
		vt_faults_add(faults, vt_block_file(crl), vt_block_key_line(crl, "proxy", 0),
			      "proxy '%s' is not of the form http://HOST:PORT", proxy);
	if (n > VT_MAX_FETCHES)
		vt_faults_add(faults, vt_block_file(crl), 0, "more than %d fetch blocks",
			      VT_MAX_FETCHES);
	for (unsigned i = 0; i < n; i++)
		check_urls(settings, vt_settings_nth(settings, "fetch", i), faults);
}
