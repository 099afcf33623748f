/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export - hands a message, its certificates and CRLs to vanthuctl, as descriptors
 */
#include "proc/registrar/export.h"

#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/install.h"
#include "base/io.h"
#include "base/limits.h"
#include "proc/registrar/control.h"
#include "proc/registrar/extraction.h"
#include "proc/registrar/pick.h"
#include "store/evidence.h"
#include "store/files.h"

/* How a child of inspect is asked for a certificate or CRL of the message (filters/filter.h). */
#define BY_HASH "sha256:"

typedef struct export
{
	const vt_call *call;
	vt_arrival *arrival;
	GPtrArray *evidence; /* vt_evidence * */
	guint next;
	GString *sums, *certificates, *crls;
	unsigned missing;
}
export;

static void export_free(export *e)
{
	vt_arrival_free(e->arrival);
	g_ptr_array_unref(e->evidence);
	g_string_free(e->sums, TRUE);
	g_string_free(e->certificates, TRUE);
	g_string_free(e->crls, TRUE);
	g_free(e);
}

static void end(export *take_e, int status, const char *message)
{
	const vt_call *call = take_e->call;

	vt_reply_end(call->reply, status, message != NULL ? "%s" : NULL, message);
	export_free(take_e);
	vt_control_release(call);
}

static void send_file(export *e, const char *name, const char *sha256, int fd)
{
	const char *cells[] = { name, sha256 };

	vt_control_send_file(e->call, name, fd);
	vt_reply_row(e->call->reply, cells, G_N_ELEMENTS(cells));
	if (*sha256 != '\0')
		g_string_append_printf(e->sums, "%s  %s\n", sha256, name);
}

/* What is the same for every message. */
static struct shipped {
	const char *name;
	GBytes *bytes;
} shipped[] = { { .name = "VERIFY.sh" }, { .name = "README.txt" } };

bool vt_export_prepare(GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shipped); i++) {
		g_autofree char *path = g_build_filename(vt_install_data(), "templates", "evidence",
							 shipped[i].name, NULL);

		g_clear_pointer(&shipped[i].bytes, g_bytes_unref);
		shipped[i].bytes = vt_io_read_file(AT_FDCWD, path, VT_MAX_TEXT_BYTES, error);
		if (shipped[i].bytes == NULL)
			return false;
	}
	return true;
}

static bool send_bytes(export *e, const char *name, GBytes *bytes)
{
	vt_autofd int fd = vt_io_memfd_of(name, bytes, NULL);

	if (fd >= 0)
		send_file(e, name, "", fd);
	return fd >= 0;
}

static bool send_text(export *e, const char *name, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	return send_bytes(e, name, bytes);
}

static bool send_shipped(export *e)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shipped); i++)
		if (!send_bytes(e, shipped[i].name, shipped[i].bytes))
			return false;
	return true;
}

static void finish(export *take_e)
{
	export *e = take_e;
	g_autofree char *received = vt_clock_iso_vietnam(e->arrival->received_at);
	g_autofree char *values = g_strdup_printf(
		"# Message %s, received %s.\nAT=%" PRId64
		"\nSIGNER=certificate-%s.der\nCERTIFICATES='%s'\nCRLS='%s'\n",
		e->arrival->id, received, e->arrival->received_at,
		e->arrival->signer_sha256 != NULL ? e->arrival->signer_sha256 : "none",
		e->certificates->str, e->crls->str);
	g_autofree char *sums = g_strdup(e->sums->str);

	if (!send_text(e, "SHA256SUMS", sums) || !send_text(e, "values.sh", values)
	    || !send_shipped(e))
		end(e, EX_TEMPFAIL, "cannot hand over the files");
	else if (e->missing > 0)
		end(e, EX_DATAERR, "some certificates or CRLs could not be had; see the list");
	else
		end(e, EX_OK, NULL);
}

static void go_on(export *take_e);

static char *name_of(const vt_evidence *one)
{
	return g_strdup_printf("%s-%s.der", vt_evidence_name(one->kind), one->sha256);
}

static void hand_over(export *e, const vt_evidence *one, int fd)
{
	g_autofree char *name = name_of(one);
	GString *list = one->kind == VT_EVIDENCE_CRL ? e->crls : e->certificates;
	const char *cells[] = { name, "missing" };

	if (fd < 0) {
		e->missing++;
		vt_reply_row(e->call->reply, cells, G_N_ELEMENTS(cells));
		return;
	}
	g_string_append_printf(list, "%s%s", list->len > 0 ? " " : "", name);
	send_file(e, name, one->sha256, fd);
}

/* It came out of a jail: it counts by its hash. */
static void carried_came(vt_registrar *registrar, GBytes *object, void *data)
{
	export *e = data;
	const vt_evidence *one = g_ptr_array_index(e->evidence, e->next - 1);
	char sha256[VT_SHA256_HEX] = "";
	vt_autofd int fd = -1;

	(void)registrar;
	if (object != NULL)
		vt_sha256_hex(g_bytes_get_data(object, NULL), g_bytes_get_size(object), sha256);
	if (strcmp(sha256, one->sha256) == 0)
		fd = vt_io_memfd_of("object", object, NULL);
	hand_over(e, one, fd);
	go_on(e);
}

static bool was_before(const export *e, guint index)
{
	const vt_evidence *one = g_ptr_array_index(e->evidence, index);

	for (guint i = 0; i < index; i++) {
		const vt_evidence *other = g_ptr_array_index(e->evidence, i);

		if (strcmp(other->sha256, one->sha256) == 0)
			return true;
	}
	return false;
}

static void go_on(export *take_e)
{
	export *e = take_e;

	while (e->next < e->evidence->len) {
		const vt_evidence *one = g_ptr_array_index(e->evidence, e->next++);
		vt_autofd int fd = -1;

		if (was_before(e, e->next - 1))
			continue;
		if (one->carried) {
			g_autofree char *path = g_strconcat(BY_HASH, one->sha256, NULL);

			vt_extract(e->call->registrar, e->arrival->id, path, carried_came, e);
			return;
		}
		fd = vt_evidence_open(e->call->store, one->sha256, NULL);
		hand_over(e, one, fd);
	}
	finish(e);
}

static bool may_have(const vt_call *call, const vt_arrival *arrival)
{
	if (arrival == NULL)
		vt_reply_end(call->reply, EX_DATAERR, "there is no message behind '%s'",
			     vt_call_word(call, 1));
	else if (vt_call_option(call, "to") == NULL)
		vt_reply_end(call->reply, EX_USAGE, "where to? evidence NUMBER|ID --to FOLDER");
	else if (arrival->secret || arrival->place == VT_PLACE_GONE)
		vt_reply_end(call->reply, EX_DATAERR, "the bytes of '%s' are sealed or gone",
			     vt_call_word(call, 1));
	else if (vt_arrival_is_unsafe(arrival))
		vt_reply_end(call->reply, EX_DATAERR,
			     "'%s' is infected or was never scanned: it goes nowhere",
			     vt_call_word(call, 1));
	else if (vt_pick_is_reserved(call, arrival))
		vt_reply_end(call->reply, EX_NOPERM,
			     "'%s' is for the clerk and the security officer until its release",
			     vt_call_word(call, 1));
	else
		return true;
	return false;
}

void vt_run_evidence(const vt_call *call)
{
	static const vt_column columns[] = { { "file", "Tệp" }, { "sha256", "SHA-256" } };
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_document) document = NULL;
	g_autoptr(vt_arrival) arrival = NULL;
	g_autoptr(GPtrArray) evidence = NULL;
	vt_autofd int fd = -1;
	export *e = NULL;

	if (!vt_pick(call, vt_call_word(call, 1), &document, &arrival) || !may_have(call, arrival))
		return;
	evidence = vt_evidence_of(call->store, arrival->id, &error);
	fd = evidence != NULL ? vt_files_open(call->store, arrival, &error) : -1;
	if (fd < 0) {
		vt_call_failed(call, error);
		return;
	}
	e = g_new0(export, 1);
	e->call = call;
	e->arrival = g_steal_pointer(&arrival);
	e->evidence = g_steal_pointer(&evidence);
	e->sums = g_string_new(NULL);
	e->certificates = g_string_new(NULL);
	e->crls = g_string_new(NULL);
	vt_control_hold(call);
	vt_reply_table(call->reply, "files", columns, G_N_ELEMENTS(columns));
	send_file(e, "message.eml", e->arrival->sha256, fd);
	go_on(e);
}
