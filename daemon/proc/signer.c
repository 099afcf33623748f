/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signer - vanthu-signer: holds the private keys, signs what the registrar composed
 *
 * The keys are read before the jail and never leave this process; afterwards it can open no file
 * and no socket. With the notice key it signs notices and nothing else: the bytes must begin
 * with the header that keeps every vanthu from registering them (issue on notices, two identities);
 * with the document key what begins with the header of an issued document.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/probe.h"
#include "proc/proc.h"
#include "sign/sign.h"

#define ENTITY_BYTES  (128u * 1024 * 1024)
#define PIECE_BYTES   (256 * 1024)
#define EXPIRY_NOTICE (30 * 86400)

/* What the bytes must begin with, and which key of the agency signs them then. */
static const struct {
	const char *begins, *key; /* key: behind the agency's, in the table of keys */
} purposes[] = {
	{ "X-Vanthu-Purpose: notice\r\n", "" },
	{ "X-Vanthu-Purpose: document\r\n", " document" },
};

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
	else if ((status.st_mode & 07177) != 0)
		vt_faults_add(faults, file, line, "'%s' has mode %04o, a key needs 0600", path,
			      (unsigned)status.st_mode & 07777);
}

static void check_validity(const vt_signing_key *key, const vt_block *block, const char *which,
			   vt_faults *faults)
{
	g_autofree char *place =
		g_strdup_printf("%s:%u", vt_block_file(block), vt_block_key_line(block, which, 0));
	int64_t from, until, now = vt_clock_now();

	vt_signing_key_validity(key, &from, &until);
	g_autofree char *day = vt_clock_iso(until < now ? until : from);
	/* Time alone stops no office: mail comes in, and what is to be signed waits. */
	if (until < now)
		vt_faults_warn(faults, place, "certificate expired at %s", day);
	else if (from > now)
		vt_faults_warn(faults, place, "certificate is not valid before %s", day);
	else if (until - now < EXPIRY_NOTICE)
		vt_log(VT_LOG_WARNING, "-", "certificate-expires", "signer=%s days=%d",
		       vt_block_name(block), (int)((until - now) / 86400));
}

static void check_pair(const vt_block *block, const char *prefix, const char *address,
		       vt_faults *faults)
{
	g_autofree char *key_name = g_strdup_printf("%s-key", prefix);
	g_autofree char *certificate_name = g_strdup_printf("%s-certificate", prefix);
	const char *key_path = vt_block_text(block, key_name);
	const char *certificate_path = vt_block_text(block, certificate_name);
	const char *file = vt_block_file(block);
	unsigned line = vt_block_key_line(block, certificate_name, 0);
	g_autoptr(GError) error = NULL;

	if (key_path == NULL || certificate_path == NULL)
		return; /* required ones are the settings' matter; a document key may be on a token
			 */
	check_mode(key_path, block, key_name, faults);
	g_autoptr(vt_signing_key) key = vt_signing_key_load(
		key_path, certificate_path, vt_block_text(block, "notice-chain"), &error);
	if (key == NULL) {
		vt_faults_add(faults, file, vt_block_key_line(block, key_name, 0), "%s",
			      error->message);
		return;
	}
	check_validity(key, block, certificate_name, faults);
	if (address != NULL && !vt_signing_key_has_address(key, address))
		vt_faults_add(faults, file, line, "certificate does not stand for '%s'", address);
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
	return (status.st_mode & 07177) == 0
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
		if (of->document_key != NULL && of->document_certificate != NULL
		    && !add_key(keys, g_strconcat(of->own, purposes[1].key, NULL), document, error))
			return false;
	}
	return true;
}

/* Read once, from its beginning: what was looked at is what is signed, whoever else may write to
 * the file. */
static GBytes *sign_file(vt_signing *signing, int fd, const char *begins, GError **error)
{
	g_autofree char *piece = g_malloc(PIECE_BYTES);
	uint64_t done = 0;
	size_t got = PIECE_BYTES;

	while (got == PIECE_BYTES) {
		if (!vt_io_read_at(fd, done, piece, PIECE_BYTES, &got, error))
			return NULL;
		if (done == 0
		    && (got < strlen(begins) || memcmp(piece, begins, strlen(begins)) != 0)) {
			vt_error_set(error, VT_NEVER, "cannot sign: it changed");
			return NULL;
		}
		done += got;
		if (done > ENTITY_BYTES) {
			vt_error_set(error, VT_NEVER, "cannot sign: more than %u bytes",
				     ENTITY_BYTES);
			return NULL;
		}
		if (!vt_signing_add(signing, piece, got, error))
			return NULL;
	}
	return vt_signing_end(signing, error);
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

/* By its first line; -1 = of no purpose we have a key for. */
static int purpose_of(int fd)
{
	char line[64];
	size_t got = 0;

	if (!vt_io_read_at(fd, 0, line, sizeof(line), &got, NULL))
		return -1;
	for (size_t i = 0; i < G_N_ELEMENTS(purposes); i++) {
		size_t size = strlen(purposes[i].begins);

		if (got >= size && memcmp(line, purposes[i].begins, size) == 0)
			return (int)i;
	}
	return -1;
}

static GBytes *sign(vt_run *run, const char *own, int fd, GError **error)
{
	int purpose = purpose_of(fd);
	int64_t from, until, now = vt_clock_now();

	if (purpose < 0) {
		vt_error_set(error, VT_NEVER, "cannot sign: not a notice, nor an issued document");
		return NULL;
	}
	g_autofree char *name = g_strconcat(own, purposes[purpose].key, NULL);
	const vt_signing_key *key = g_hash_table_lookup(vt_run_data(run), name);
	if (key == NULL) {
		/* A document waits until there is one. */
		vt_error_set(error, purpose == 0 ? VT_NEVER : VT_RETRY_LATER,
			     "cannot sign: no key for '%s'", name);
		return NULL;
	}
	vt_signing_key_validity(key, &from, &until);
	if (now < from || now > until) {
		vt_error_set(error, VT_RETRY_LATER,
			     "cannot sign: certificate of '%s' not valid now", own);
		return NULL;
	}
	g_autoptr(vt_signing) signing = vt_signing_new(key, now, error);
	GBytes *der =
		signing != NULL ? sign_file(signing, fd, purposes[purpose].begins, error) : NULL;
	if (der != NULL && g_bytes_get_size(der) > VT_MAX_PACKET_BYTES - 1024) {
		g_clear_pointer(&der, g_bytes_unref);
		vt_error_set(error, VT_NEVER, "cannot sign: signature too large for a packet");
	}
	return der;
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
