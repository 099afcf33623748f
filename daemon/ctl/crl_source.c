/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_source - one CRL that comes from outside, and what came of it
 */
#include "ctl/crl_source.h"

#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"

static const char *const outcome_names[] = {
	[VT_CRL_WAITS] = "fetched",  [VT_CRL_UPDATED] = "updated", [VT_CRL_SAME] = "unchanged",
	[VT_CRL_MISSED] = "missing", [VT_CRL_REFUSED] = "refused",
};
G_STATIC_ASSERT(G_N_ELEMENTS(outcome_names) == VT_N_CRL_OUTCOMES);

const char *vt_crl_outcome_name(vt_crl_outcome outcome)
{
	g_assert(outcome < VT_N_CRL_OUTCOMES);
	return outcome_names[outcome];
}

vt_crl_source *vt_crl_source_new(const char *label, const char *issuer, bool named)
{
	vt_crl_source *source = g_new0(vt_crl_source, 1);

	source->label = g_strdup(label);
	source->issuer = g_strdup(issuer);
	source->urls = g_ptr_array_new_with_free_func(g_free);
	source->named = named;
	source->sealed = -1;
	source->row.until = VT_TIME_NONE;
	return source;
}

void vt_crl_source_free(void *data)
{
	vt_crl_source *source = data;

	g_free(source->label);
	g_free(source->issuer);
	g_ptr_array_unref(source->urls);
	g_free(source->why);
	g_free(source->etag);
	g_free(source->modified);
	vt_crl_row_clear(&source->row);
	vt_fd_close(&source->sealed);
	g_free(source);
}

void vt_crl_source_end(vt_crl_source *source, vt_crl_outcome outcome, char *take_why)
{
	g_free(source->why);
	source->why = take_why;
	source->outcome = outcome;
}

/* Whoever wrote the file may still hold it open: what is judged and what is kept are one copy. */
int vt_crl_seal(int dir_fd, const char *name, uint64_t max_bytes, GError **error)
{
	vt_autofd int file = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	vt_autofd int copy = -1;
	struct stat status;

	if (file < 0 || fstat(file, &status) != 0) {
		vt_error_errno(error, "cannot open '%s'", name);
		return -1;
	}
	if (!S_ISREG(status.st_mode)) {
		vt_error_set(error, VT_NEVER, "'%s' is no file", name);
		return -1;
	}
	copy = vt_io_memfd("crl", error);
	if (copy < 0 || !vt_io_copy(file, copy, max_bytes, NULL, error) || !vt_io_seal(copy, error))
		return -1;
	return vt_fd_steal(&copy);
}

static bool lies_there(int crls, const char *name, int sealed)
{
	g_autoptr(GBytes) there = vt_io_read_file(crls, name, VT_MAX_CRL_BYTES, NULL);
	g_autoptr(GBytes) here = vt_io_read_fd(sealed, VT_MAX_CRL_BYTES, NULL);

	return there != NULL && here != NULL && g_bytes_equal(there, here);
}

static bool publish(int crls, const vt_crl_source *source, vt_crl_outcome *outcome_out,
		    GError **error)
{
	g_autofree char *name = g_strdup_printf("%s.crl", source->row.name);

	if (lies_there(crls, name, source->sealed)) {
		*outcome_out = VT_CRL_SAME;
		return true;
	}
	vt_crashpoint("crl.judged");
	*outcome_out = VT_CRL_UPDATED;
	if (lseek(source->sealed, 0, SEEK_SET) < 0)
		return vt_error_errno(error, "cannot read the CRL");
	/* 0600 becomes 0640: the inspect program may run as another user of the group. */
	return vt_io_publish_copy(crls, name, source->sealed, VT_MAX_CRL_BYTES, NULL, error)
	       && (fchmodat(crls, name, 0640, 0) == 0
		   || vt_error_errno(error, "cannot open '%s' to the group", name));
}

static void judge_one(const vt_crl_conf *conf, int crls, vt_crl_source *source)
{
	g_autoptr(GError) error = NULL;
	vt_crl_outcome outcome = VT_CRL_MISSED;
	char *why = NULL;
	bool asked;

	vt_crl_row_clear(&source->row);
	asked = vt_crl_ask_judge(conf, source->issuer, source->sealed, &why, &source->row, &error);

	if (why != NULL)
		vt_crl_source_end(source, VT_CRL_REFUSED, why);
	else if (!asked || !publish(crls, source, &outcome, &error))
		vt_crl_source_end(source, VT_CRL_MISSED, g_strdup(error->message));
	else
		vt_crl_source_end(source, outcome, NULL);
	vt_crashpoint("crl.done");
}

void vt_crl_sweep(const char *folder, int dir_fd, const char *prefix)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_prefix(name, prefix))
			vt_io_unlink(dir_fd, name, NULL);
}

void vt_crl_judge_all(const vt_crl_conf *conf, const GPtrArray *sources)
{
	g_autoptr(GError) error = NULL;
	vt_autofd int crls = vt_io_open_dir(conf->crls, true, 0750, &error);
	bool updated = false;

	if (crls >= 0)
		vt_crl_sweep(conf->crls, crls, VT_DRAFT_PREFIX);
	for (unsigned pass = 0; pass < 2; pass++) {
		for (guint i = 0; i < sources->len; i++) {
			vt_crl_source *source = g_ptr_array_index(sources, i);
			vt_crl_outcome wanted = pass == 0 ? VT_CRL_WAITS : VT_CRL_REFUSED;

			if (source->outcome != wanted || source->sealed < 0)
				continue;
			if (crls < 0)
				vt_crl_source_end(source, VT_CRL_MISSED, g_strdup(error->message));
			else
				judge_one(conf, crls, source);
			updated = updated || source->outcome == VT_CRL_UPDATED;
		}
		if (!updated)
			return;
	}
}
