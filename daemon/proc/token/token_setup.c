/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_setup - the token block, and the signer blocks that need it
 */
#include "proc/token/token_setup.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io.h"
#include "proc/signing.h"

#define PIN_BYTES 256

/* What a module reads besides its own: libraries, the sockets and files of PC/SC and OpenSC, what
 * USB devices there are. A system may have none of them. */
static const vt_path usual[] = {
	{ "/usr", VT_PATH_READ },
	{ "/lib", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/lib64", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/etc/ld.so.cache", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/etc/ssl/openssl.cnf", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/etc/opensc", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/etc/pkcs11", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/etc/softhsm", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/run/pcscd", VT_PATH_READ | VT_PATH_WRITE | VT_PATH_OPTIONAL },
	{ "/dev/bus/usb", VT_PATH_READ | VT_PATH_WRITE | VT_PATH_OPTIONAL },
	{ "/dev/urandom", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/dev/null", VT_PATH_READ | VT_PATH_WRITE | VT_PATH_OPTIONAL },
	{ "/sys/bus/usb", VT_PATH_READ | VT_PATH_OPTIONAL },
	{ "/sys/devices", VT_PATH_READ | VT_PATH_OPTIONAL },
};

static const vt_block *token_block(const vt_office *office)
{
	return vt_settings_count(office->settings, "token") > 0
		       ? vt_settings_one(office->settings, "token")
		       : NULL;
}

/* ---- vanthud -n ---- */

static void check_environment(const vt_block *block, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_block_count(block, "environment"); i++) {
		const char *pair = vt_block_nth(block, "environment", i);
		const char *equals = strchr(pair, '=');

		/* LD_PRELOAD is read by the linker, before a module is loaded at all. */
		if (equals == NULL || equals == pair || g_str_has_prefix(pair, "LD_"))
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "environment", i),
				      "'%s' is not NAME=VALUE of a module", pair);
	}
}

static void check_readable(const vt_block *block, const char *key, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_block_count(block, key); i++)
		if (access(vt_block_nth(block, key, i), F_OK) != 0)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, key, i), "'%s' is not there",
				      vt_block_nth(block, key, i));
}

static void check_certificate(const vt_office *office, const vt_block *signer, vt_faults *faults)
{
	const char *path = vt_block_text(signer, "document-certificate");
	const vt_own *own = vt_directory_own(office->directory, vt_block_name(signer));
	g_autoptr(GError) error = NULL;

	if (path == NULL)
		return; /* told already, as is an agency that there is not */
	g_autoptr(vt_signing_key) certificate = vt_signing_certificate_load(path, &error);
	if (certificate == NULL)
		vt_faults_add(faults, vt_block_file(signer),
			      vt_block_key_line(signer, "document-certificate", 0), "%s",
			      error->message);
	else
		vt_certificate_check(certificate, signer, "document-certificate",
				     own != NULL ? g_ptr_array_index(own->addresses, 0) : NULL,
				     faults);
}

static void check_key(const vt_office *office, const vt_block *signer, vt_faults *faults)
{
	const char *text = vt_block_text(signer, "document-key");
	unsigned line = vt_block_key_line(signer, "document-key", 0);
	g_auto(vt_token_uri) uri = { 0 };

	if (text == NULL || !vt_office_key_is_on_token(text))
		return;
	g_autofree char *why = vt_token_uri_read(text, &uri);
	if (why != NULL)
		vt_faults_add(faults, vt_block_file(signer), line, "'%s': %s", text, why);
	check_certificate(office, signer, faults);
}

void vt_token_setup_check(const vt_office *office, vt_faults *faults)
{
	const vt_block *block = token_block(office);

	for (unsigned i = 0; i < vt_settings_count(office->settings, "signer"); i++)
		check_key(office, vt_settings_nth(office->settings, "signer", i), faults);
	if (block == NULL)
		return;
	check_environment(block, faults);
	check_readable(block, "module", faults);
	check_readable(block, "read", faults);
	check_readable(block, "write", faults);
}

/* ---- at work ---- */

static void of_free(void *data)
{
	vt_token_of *of = data;

	vt_token_uri_clear(&of->uri);
	g_free(of);
}

/* One line; what stands behind the PIN, as an editor leaves it, is no part of it. */
char *vt_token_pin_read(const vt_token_of *of, GError **error)
{
	const char *path = of->keys->document_pin;
	g_autoptr(GBytes) bytes =
		path != NULL ? vt_io_read_file(AT_FDCWD, path, PIN_BYTES, error) : NULL;
	gsize size = 0;

	if (bytes == NULL)
		return NULL;
	void *plain = g_bytes_unref_to_data(g_steal_pointer(&bytes), &size);
	char *pin = g_strndup(plain, size);
	explicit_bzero(plain, size);
	g_free(plain);
	pin[strcspn(pin, "\r\n")] = '\0';
	if (*pin != '\0')
		return pin;
	g_free(pin);
	vt_error_set(error, VT_RETRY_LATER, "cannot use '%s': it holds no PIN", path);
	return NULL;
}

static bool add(vt_token_setup *setup, const vt_signer_keys *keys, GError **error)
{
	vt_token_of *of = g_new0(vt_token_of, 1);

	g_ptr_array_add(setup->keys, of);
	of->keys = keys;
	g_autofree char *why = vt_token_uri_read(keys->document_key, &of->uri);
	if (why != NULL)
		return vt_error_set(error, VT_NEVER, "cannot use '%s': %s", keys->document_key,
				    why);
	return true;
}

static void allow_files(vt_run *run, const vt_token_setup *setup)
{
	const vt_block *block = setup->block;
	g_autofree char *beside = g_path_get_dirname(vt_block_text(block, "module"));

	for (size_t i = 0; i < G_N_ELEMENTS(usual); i++)
		vt_run_allow(run, usual[i].path, usual[i].access);
	vt_run_allow(run, beside, VT_PATH_READ);
	for (unsigned i = 0; i < vt_block_count(block, "read"); i++)
		vt_run_allow(run, vt_block_nth(block, "read", i), VT_PATH_READ);
	for (unsigned i = 0; i < vt_block_count(block, "write"); i++)
		vt_run_allow(run, vt_block_nth(block, "write", i),
			     VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	for (guint i = 0; i < setup->keys->len; i++) {
		const vt_signer_keys *keys =
			((const vt_token_of *)g_ptr_array_index(setup->keys, i))->keys;

		vt_run_allow(run, keys->document_certificate, VT_PATH_READ);
		if (keys->notice_chain != NULL)
			vt_run_allow(run, keys->notice_chain, VT_PATH_READ);
		if (keys->document_pin != NULL)
			vt_run_allow(run, keys->document_pin, VT_PATH_READ);
	}
}

static void set_environment(const vt_block *block)
{
	for (unsigned i = 0; i < vt_block_count(block, "environment"); i++) {
		g_auto(GStrv) pair = g_strsplit(vt_block_nth(block, "environment", i), "=", 2);

		g_setenv(pair[0], pair[1], TRUE);
	}
}

vt_token_setup *vt_token_setup_load(vt_run *run, GError **error)
{
	const vt_office *office = vt_run_office(run);
	g_autofree char *notes = g_build_filename(office->state, "token", NULL);
	vt_token_setup *setup = g_new0(vt_token_setup, 1);
	bool well = true;

	setup->keys = g_ptr_array_new_with_free_func(of_free);
	setup->notes = -1;
	vt_run_set_data(run, setup, (GDestroyNotify)vt_token_setup_free);
	setup->block = token_block(office);
	if (setup->block == NULL) {
		vt_error_set(error, VT_NEVER, "there is no token block");
		return NULL;
	}
	setup->timeout_ms = vt_block_int(setup->block, "timeout") * 1000;
	for (guint i = 0; well && i < office->signers->len; i++) {
		const vt_signer_keys *keys = g_ptr_array_index(office->signers, i);

		well = !keys->document_on_token || add(setup, keys, error);
	}
	setup->notes = well ? vt_io_open_dir(notes, true, 0700, error) : -1;
	if (setup->notes < 0)
		return NULL;
	allow_files(run, setup);
	vt_run_allow(run, notes, VT_PATH_READ | VT_PATH_WRITE | VT_PATH_CREATE);
	set_environment(setup->block);
	return setup;
}

void vt_token_setup_free(vt_token_setup *setup)
{
	if (setup == NULL)
		return;
	g_ptr_array_unref(setup->keys);
	vt_fd_close(&setup->notes);
	g_free(setup);
}

const vt_token_of *vt_token_setup_find(const vt_token_setup *setup, const char *own)
{
	for (guint i = 0; i < setup->keys->len; i++) {
		const vt_token_of *of = g_ptr_array_index(setup->keys, i);

		if (g_str_equal(of->keys->own, own))
			return of;
	}
	return NULL;
}
