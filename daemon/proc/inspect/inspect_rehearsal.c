/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_rehearsal - the sample, what is expected of it, and the comparison
 */
#include "proc/inspect/inspect_rehearsal.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "doc/fields.h"
#include "filters/filter.h"
#include "proc/inspect/inspect_anchors.h"
#include "wire/channel.h"
#include "wire/report_codec.h"

/* The sample was signed on that day; its certificates outlive the program. */
#define SAMPLE_RECEIVED_AT "2026-11-22T05:30:00Z"

struct vt_rehearsal {
	vt_office *office;
	vt_anchors *anchors;
	vt_trust *trust;
	GBytes *message;
	char *expected;
	int64_t received_at;
	vt_writer identity; /* as the run outside the jail made it */
};

static GBytes *read_sample(const char *folder, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return vt_io_read_file(AT_FDCWD, path, VT_MAX_MESSAGE_BYTES, error);
}

static char *text_of(GBytes *bytes)
{
	gsize size;
	const char *start = g_bytes_get_data(bytes, &size);

	return size > 0 ? g_strndup(start, size) : g_strdup("");
}

static bool load(vt_rehearsal *rehearsal, const char *data, GError **error)
{
	g_autofree char *folder = g_build_filename(data, "filters", "sample", NULL);
	g_autofree char *roots = g_build_filename(folder, "roots", NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();
	g_autoptr(GBytes) expected = NULL;

	rehearsal->office = vt_office_load_defaults(data, faults);
	if (vt_faults_count(faults) > 0)
		return vt_error_set(error, VT_NEVER, "%s", vt_faults_get(faults, 0));
	rehearsal->message = read_sample(folder, "message.eml", error);
	if (rehearsal->message == NULL)
		return false;
	expected = read_sample(folder, "expected", error);
	if (expected == NULL)
		return false;
	rehearsal->expected = text_of(expected);
	rehearsal->anchors = vt_anchors_new(roots, NULL, NULL, false);
	rehearsal->trust = vt_anchors_load(rehearsal->anchors, NULL);
	return true;
}

vt_rehearsal *vt_rehearsal_new(const char *data, GError **error)
{
	g_autoptr(vt_rehearsal) rehearsal = g_new0(vt_rehearsal, 1);

	rehearsal->identity = vt_writer_new();
	if (!vt_clock_parse_iso(SAMPLE_RECEIVED_AT, &rehearsal->received_at))
		g_assert_not_reached();
	return load(rehearsal, data, error) ? g_steal_pointer(&rehearsal) : NULL;
}

void vt_rehearsal_free(vt_rehearsal *rehearsal)
{
	if (rehearsal == NULL)
		return;
	vt_office_free(rehearsal->office);
	vt_anchors_free(rehearsal->anchors);
	vt_trust_free(rehearsal->trust);
	g_clear_pointer(&rehearsal->message, g_bytes_unref);
	g_free(rehearsal->expected);
	vt_writer_clear(&rehearsal->identity);
	g_free(rehearsal);
}

static void describe_identity(GString *text, const vt_identity *identity)
{
	g_string_append_printf(text, "status %s\nchain %s\nsender %s\n",
			       vt_status_name(identity->status), vt_chain_name(identity->chain),
			       vt_sender_name(identity->sender));
	for (guint i = 0; i < identity->signer_addresses->len; i++)
		g_string_append_printf(text, "signer %s\n",
				       (char *)g_ptr_array_index(identity->signer_addresses, i));
}

static void describe_contents(GString *text, const vt_contents *contents)
{
	static const vt_field shown[] = { VT_FIELD_NUMBER, VT_FIELD_NOTATION, VT_FIELD_ISSUED };

	for (guint i = 0; i < contents->parts->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);

		g_string_append_printf(text, "part %s %s %s\n", part->path, part->type,
				       part->sha256);
	}
	g_string_append_printf(text, "text-layer %s\n", contents->text_layer ? "yes" : "no");
	for (unsigned i = 0; i < G_N_ELEMENTS(shown); i++) {
		const char *value = contents->fields[shown[i]].text;

		g_string_append_printf(text, "%s %s\n", vt_field_get(shown[i])->key,
				       value != NULL ? value : "-");
	}
}

static bool compare(const vt_rehearsal *rehearsal, const char *got, GError **error)
{
	g_auto(GStrv) wanted = g_strsplit(rehearsal->expected, "\n", -1);
	g_auto(GStrv) lines = g_strsplit(got, "\n", -1);
	unsigned i = 0;

	if (strcmp(rehearsal->expected, got) == 0)
		return true;
	while (wanted[i] != NULL && lines[i] != NULL && strcmp(wanted[i], lines[i]) == 0)
		i++;
	return vt_error_set(error, VT_NEVER,
			    "cannot trust the inspection: the sample gives '%s' instead of '%s'",
			    lines[i] != NULL ? lines[i] : "", wanted[i] != NULL ? wanted[i] : "");
}

bool vt_rehearsal_run(vt_rehearsal *rehearsal, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(vt_identity) identity = NULL;
	g_autoptr(vt_contents) contents = NULL;
	vt_case c = { .office = rehearsal->office,
		      .trust = rehearsal->trust,
		      .received_at = rehearsal->received_at };

	c.bytes = g_bytes_get_data(rehearsal->message, &c.size);
	identity = vt_filters_identify(&c);
	contents = vt_filters_examine(&c, identity);
	describe_identity(text, identity);
	describe_contents(text, contents);
	vt_case_clear(&c);
	g_byte_array_set_size(rehearsal->identity.bytes, 0);
	vt_write_identity(&rehearsal->identity, identity);
	return compare(rehearsal, text->str, error);
}

static bool same_identity(const vt_rehearsal *rehearsal, const vt_packet *packet)
{
	g_autoptr(GBytes) mine =
		g_bytes_new(rehearsal->identity.bytes->data, rehearsal->identity.bytes->len);

	return packet->kind == VT_KIND_IDENTITY && g_bytes_equal(mine, packet->body);
}

static bool judge_end(pid_t pid, const vt_denials *denials, GError **error)
{
	int status = 0;

	if (waitpid(pid, &status, 0) != pid)
		return vt_error_errno(error, "cannot wait for the rehearsal");
	if (status != 0)
		return vt_error_set(error, VT_NEVER,
				    "cannot trust the jail: the rehearsal ended with signal %d, "
				    "status %d",
				    WIFSIGNALED(status) ? WTERMSIG(status) : 0,
				    WIFEXITED(status) ? WEXITSTATUS(status) : 0);
	if (denials->count > 0)
		return vt_error_set(error, VT_NEVER,
				    "cannot trust the rehearsal: %u calls were denied, the first "
				    "is %u",
				    denials->count, denials->first_call);
	return true;
}

static pid_t start_jailed(vt_rehearsal *rehearsal, vt_child_task *task, int report, GError **error)
{
	vt_autofd int message = vt_io_memfd_of("sample", rehearsal->message, error);
	vt_autofd int output = vt_io_memfd("output", error);
	pid_t pid;

	if (message < 0 || output < 0)
		return -1;
	task->office = rehearsal->office;
	task->trust = rehearsal->trust;
	task->received_at = rehearsal->received_at;
	task->message = message;
	task->output = output;
	task->report = report;
	pid = fork();
	if (pid == 0)
		vt_child_run(task);
	if (pid < 0)
		vt_error_errno(error, "cannot fork");
	return pid;
}

bool vt_rehearsal_run_jailed(vt_rehearsal *rehearsal, const vt_child_task *task, GError **error)
{
	g_autoptr(vt_denials) denials = vt_denials_new(error);
	vt_child_task jailed = *task;
	g_autoptr(vt_channel) report = NULL;
	g_auto(vt_packet) packet = { .fd = -1 };
	int ends[2];
	pid_t pid;

	if (denials == NULL || !vt_channel_pair(ends, error))
		return false;
	report = vt_channel_new(ends[0], "rehearsal", VT_UNTRUSTED);
	jailed.denials = denials;
	pid = start_jailed(rehearsal, &jailed, ends[1], error);
	close(ends[1]);
	if (pid < 0)
		return false;
	/* Three small packets fit the socket: nobody waits for anybody. */
	if (!judge_end(pid, denials, error))
		return false;
	if (vt_channel_receive(report, 0, &packet) == VT_RECEIVED
	    && same_identity(rehearsal, &packet))
		return true;
	return vt_error_set(error, VT_NEVER,
			    "cannot trust the jail: the sample gives another identity in it");
}
