/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signer - vanthu-signer: holds the private keys, signs what the registrar composed
 *
 * The keys are read before the jail and never leave this process; afterwards it can open no file
 * and no socket. A document key on a PKCS#11 token is vanthu-token's.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/secret.h"
#include "proc/probe.h"
#include "proc/proc.h"
#include "proc/signing.h"
#include "sign/sign.h"

/* Which key of the agency: behind its name, in the table of keys. */
static const char *const suffixes[] = {
	[VT_PURPOSE_NOTICE] = "",
	[VT_PURPOSE_DOCUMENT] = " document",
};
G_STATIC_ASSERT(G_N_ELEMENTS(suffixes) == VT_N_PURPOSES);

/* ---- vanthud -n ---- */

static void check_mode(const char *path, const vt_block *block, const char *key, vt_faults *faults)
{
	const char *file = vt_block_file(block);
	unsigned line = vt_block_key_line(block, key, 0);
	struct stat status;

	if (stat(path, &status) != 0)
		return; /* loading it says so */
	if (!S_ISREG(status.st_mode))
		vt_faults_add(faults, file, line, "'%s' is no file", path);
	else if (!vt_secret_is_private(path, status.st_mode))
		vt_faults_add(faults, file, line, "'%s' has mode %04o, a key needs 0600", path,
			      (unsigned)status.st_mode & 07777);
}

static void check_pair(const vt_block *block, const char *prefix, const char *address,
		       vt_faults *faults)
{
	g_autofree char *key_name = g_strdup_printf("%s-key", prefix);
	g_autofree char *certificate_name = g_strdup_printf("%s-certificate", prefix);
	const char *key_path = vt_block_text(block, key_name);
	const char *certificate_path = vt_block_text(block, certificate_name);
	const char *file = vt_block_file(block);
	g_autoptr(GError) error = NULL;

	/* Required ones are the settings' matter, a key on a token is vanthu-token's. */
	if (key_path == NULL || certificate_path == NULL || vt_office_key_is_on_token(key_path))
		return;
	check_mode(key_path, block, key_name, faults);
	g_autoptr(vt_signing_key) key = vt_signing_key_load(
		key_path, certificate_path, vt_block_text(block, "notice-chain"), &error);
	if (key == NULL) {
		vt_faults_add(faults, file, vt_block_key_line(block, key_name, 0), "%s",
			      error->message);
		return;
	}
	vt_certificate_check(key, block, certificate_name, address, faults);
}

static void check(const vt_office *office, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_settings_count(office->settings, "signer"); i++) {
		const vt_block *block = vt_settings_nth(office->settings, "signer", i);
		const vt_own *own = vt_directory_own(office->directory, vt_block_name(block));

		check_pair(block, "notice", own != NULL ? own->robot : NULL, faults);
		check_pair(block, "document",
			   own != NULL ? g_ptr_array_index(own->addresses, 0) : NULL, faults);
	}
}

/* ---- at work ---- */

static void free_key(void *data)
{
	vt_signing_key_free(data);
}

static bool key_is_private(const char *path, GError **error)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return vt_error_errno(error, "cannot open '%s'", path);
	return vt_secret_is_private(path, status.st_mode)
	       || vt_error_set(error, VT_NEVER, "cannot use '%s': mode %04o, a key needs 0600",
			       path, (unsigned)status.st_mode & 07777);
}

static bool add_key(GHashTable *keys, char *take_name, const char *const paths[3], GError **error)
{
	g_autofree char *name = take_name;
	vt_signing_key *key = NULL;

	if (!key_is_private(paths[0], error))
		return false;
	key = vt_signing_key_load(paths[0], paths[1], paths[2], error);
	if (key != NULL)
		g_hash_table_insert(keys, g_steal_pointer(&name), key);
	return key != NULL;
}

static bool prepare(vt_run *run, GError **error)
{
	const vt_office *office = vt_run_office(run);
	GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_key);

	vt_run_set_data(run, keys, (GDestroyNotify)g_hash_table_unref);
	for (unsigned i = 0; i < office->signers->len; i++) {
		const vt_signer_keys *of = g_ptr_array_index(office->signers, i);
		const char *const notice[] = { of->notice_key, of->notice_certificate,
					       of->notice_chain };
		const char *const document[] = { of->document_key, of->document_certificate,
						 of->notice_chain };

		if (!add_key(keys, g_strdup(of->own), notice, error))
			return false;
		if (of->document_key != NULL && !of->document_on_token
		    && of->document_certificate != NULL
		    && !add_key(keys, g_strconcat(of->own, suffixes[VT_PURPOSE_DOCUMENT], NULL),
				document, error))
			return false;
	}
	return true;
}

static bool start(vt_run *run, GError **error)
{
	GHashTableIter iter;
	gpointer own, key;

	(void)error;
	g_hash_table_iter_init(&iter, vt_run_data(run));
	while (g_hash_table_iter_next(&iter, &own, &key)) {
		g_auto(vt_writer) w = vt_writer_new();
		int64_t from = 0, until = 0;

		vt_signing_key_validity(key, &from, &until);
		vt_write_text(&w, "own");
		vt_write_text(&w, own);
		vt_write_i64(&w, from);
		vt_write_i64(&w, until);
		vt_peer_send(vt_run_peer(run, VT_PROGRAM_REGISTRAR), VT_KIND_VALIDITY, &w, -1);
	}
	return true;
}

static void probe(vt_run *run)
{
	GHashTableIter iter;
	gpointer own, key;

	g_hash_table_iter_init(&iter, vt_run_data(run));
	while (g_hash_table_iter_next(&iter, &own, &key)) {
		g_autofree char *subject = g_strdup_printf("signer %s", (char *)own);
		int64_t from = 0, until = 0;

		vt_signing_key_validity(key, &from, &until);
		vt_probe_certificate(subject, from, until,
				     "get a new certificate: nothing can be signed without");
	}
}

static GBytes *sign(vt_run *run, const char *own, int fd, GError **error)
{
	vt_purpose purpose = vt_purpose_of(fd);

	if (purpose == VT_N_PURPOSES) {
		vt_error_set(error, VT_NEVER, "cannot sign: not a notice, nor an issued document");
		return NULL;
	}
	g_autofree char *name = g_strconcat(own, suffixes[purpose], NULL);
	const vt_signing_key *key = g_hash_table_lookup(vt_run_data(run), name);
	if (key == NULL) {
		/* A document waits until there is one. */
		vt_error_set(error, purpose == VT_PURPOSE_NOTICE ? VT_NEVER : VT_RETRY_LATER,
			     "cannot sign: no key for '%s'", name);
		return NULL;
	}
	return vt_purpose_sign(purpose, key, own, fd, error);
}

static void handle_sign(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	g_autofree char *own = vt_read_text(&r, VT_MAX_NAME_BYTES);
	g_auto(vt_writer) w = vt_writer_new();
	g_autoptr(GError) error = NULL;
	gsize size = 0;

	if (!vt_reader_done(&r, &error) || own == NULL || packet->fd < 0) {
		vt_peer_broken(peer, error != NULL ? error->message : "no agency or no file");
		return;
	}
	g_autoptr(GBytes) der = sign(run, own, packet->fd, &error);
	const void *bytes = der != NULL ? g_bytes_get_data(der, &size) : NULL;
	if (der == NULL) {
		g_autofree char *cause = vt_log_value(error->message);

		vt_log(VT_LOG_WARNING, "-", "not-signed", "agency=%s cause=%s", own, cause);
	}
	vt_write_u64(&w, request);
	vt_write_bytes(&w, bytes != NULL ? bytes : "", size);
	vt_write_text(&w, der != NULL ? NULL : error->message);
	vt_peer_send(peer, VT_KIND_SIGNED, &w, -1);
}

int main(int argc, char **argv)
{
	static const vt_handler handlers[] = {
		{ VT_PROGRAM_REGISTRAR, VT_KIND_SIGN, handle_sign },
		{ 0 },
	};
	static const vt_proc proc = {
		.program = VT_PROGRAM_SIGNER,
		.may = VT_MAY_SIGN,
		.nice = 5,
		.prepares_as_root = true,
		.handlers = handlers,
		.check = check,
		.prepare = prepare,
		.start = start,
		.probe = probe,
	};

	return vt_proc_main(&proc, argc, argv);
}
