/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspection - one child from fork to its last packet
 */
#include "proc/inspect/inspection.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/log.h"
#include "doc/codes.h"
#include "doc/picture.h"
#include "wire/channel.h"

/* A child that goes on babbling is not listened to for its whole time. */
#define MAX_PROTOCOL_FAULTS 16
/* request id and length before the child's bytes, kind before both (wire/report_codec.c) */
#define MAX_PIECE_BYTES (VT_MAX_PACKET_BYTES - 4 - 8 - 4)

struct vt_inspection {
	vt_run *run;
	vt_peer *peer;
	vt_question *question;
	vt_child_task task;
	pid_t pid;
	int pidfd, output;
	vt_channel *report;
	vt_denials *denials;
	unsigned due, stage, faults;
	unsigned passed_on; /* pieces of the report that the peer has */
	bool slow, again;
	int64_t wall_ms;
	vt_inspection_done done;
	void *data;
};

/* The order of a report; a packet counts in its place only. */
static const vt_kind stages[] = { VT_KIND_IDENTITY, VT_KIND_CONTENTS, VT_KIND_PARTS, VT_KIND_SAID };

void vt_question_free(vt_question *question)
{
	if (question == NULL)
		return;
	vt_fd_close(&question->message);
	g_free(question->mail_from);
	g_free(question->leaf);
	g_free(question);
}

/* All that is of this child only. */
static void drop_child(vt_inspection *inspection)
{
	if (inspection->pid > 0) {
		kill(inspection->pid, SIGKILL);
		waitpid(inspection->pid, NULL, 0);
	}
	inspection->pid = 0;
	if (inspection->due != 0)
		vt_run_cancel(inspection->run, inspection->due);
	if (inspection->report != NULL)
		vt_run_unwatch(inspection->run, vt_channel_fd(inspection->report));
	if (inspection->pidfd >= 0)
		vt_run_unwatch(inspection->run, inspection->pidfd);
	inspection->due = inspection->stage = inspection->faults = 0;
	g_clear_pointer(&inspection->report, vt_channel_free);
	vt_fd_close(&inspection->pidfd);
	vt_fd_close(&inspection->output);
	g_clear_pointer(&inspection->denials, vt_denials_free);
}

void vt_inspection_free(vt_inspection *inspection)
{
	if (inspection == NULL)
		return;
	drop_child(inspection);
	vt_question_free(inspection->question);
	g_free(inspection);
}

static void send_inspected(vt_peer *peer, uint64_t request, uint32_t code, uint32_t denied,
			   int text)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_u64(&w, request);
	vt_write_u32(&w, code);
	vt_write_u32(&w, denied);
	vt_peer_send(peer, VT_KIND_INSPECTED, &w, text);
}

static void send_extracted(vt_peer *peer, uint64_t request, bool found, int leaf)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_u64(&w, request);
	vt_write_bool(&w, found);
	vt_peer_send(peer, VT_KIND_EXTRACTED, &w, leaf);
}

void vt_inspection_refuse(vt_peer *peer, const vt_question *question, uint32_t jail_code)
{
	if (question->leaf != NULL)
		send_extracted(peer, question->request, false, -1);
	else
		send_inspected(peer, question->request, jail_code, 0, -1);
}

/* Unread: the registrar's reader has the bounds. */
static void pass_on(vt_inspection *inspection, vt_kind kind, GBytes *piece)
{
	g_auto(vt_writer) w = vt_writer_new();
	gsize size;
	const void *bytes = g_bytes_get_data(piece, &size);

	vt_write_u64(&w, inspection->question->request);
	vt_write_bytes(&w, bytes, size);
	vt_peer_send(inspection->peer, kind, &w, -1);
}

static void kill_child(const vt_inspection *inspection)
{
	syscall(SYS_pidfd_send_signal, inspection->pidfd, SIGKILL, NULL, 0);
}

static void protocol_fault(vt_inspection *inspection)
{
	if (++inspection->faults == MAX_PROTOCOL_FAULTS)
		kill_child(inspection);
}

/* An extraction says nothing; an inspection three things, each once. */
static void hear(vt_inspection *inspection, const vt_packet *packet)
{
	bool expected = inspection->question->leaf == NULL
			&& inspection->stage < G_N_ELEMENTS(stages)
			&& packet->kind == stages[inspection->stage];

	if (!expected || packet->fd >= 0 || g_bytes_get_size(packet->body) > MAX_PIECE_BYTES) {
		protocol_fault(inspection);
		return;
	}
	if (inspection->stage++ < inspection->passed_on)
		return;
	inspection->passed_on = inspection->stage;
	pass_on(inspection, packet->kind, packet->body);
}

/* false: nothing more will come. */
static bool hear_one(vt_inspection *inspection, vt_receipt *receipt_out)
{
	g_auto(vt_packet) packet = { .fd = -1 };

	*receipt_out = vt_channel_receive(inspection->report, 0, &packet);
	if (*receipt_out == VT_RECEIVED)
		hear(inspection, &packet);
	else if (*receipt_out == VT_PEER_BROKEN)
		protocol_fault(inspection);
	return *receipt_out == VT_RECEIVED
	       || (*receipt_out == VT_PEER_BROKEN && inspection->faults < MAX_PROTOCOL_FAULTS);
}

static void on_report(vt_run *run, int fd, short revents, void *data)
{
	vt_inspection *inspection = data;
	vt_receipt receipt;

	(void)revents;
	hear_one(inspection, &receipt);
	/* Gone, or no longer believed: the pidfd tells the rest. */
	if (receipt == VT_PEER_GONE || inspection->faults >= MAX_PROTOCOL_FAULTS)
		vt_run_unwatch(run, fd);
}

static vt_code code_of_signal(const vt_inspection *inspection, int signal_number,
			      const struct rusage *usage)
{
	uint64_t cpu = (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec);

	if (inspection->slow || signal_number == SIGXCPU)
		return VT_CODE_CHILD_SLOW;
	if (inspection->faults >= MAX_PROTOCOL_FAULTS)
		return VT_CODE_CHILD_PROTOCOL;
	if (signal_number == SIGSYS)
		return VT_CODE_CHILD_FORBIDDEN;
	if (signal_number == SIGKILL)
		/* The hard CPU limit, else the kernel, short of memory. */
		return cpu >= inspection->task.limits.cpu_seconds ? VT_CODE_CHILD_SLOW
								  : VT_CODE_CHILD_MEMORY;
	return VT_CODE_CHILD_DIED;
}

/* Readers that are C++ abort when memory ends: told from a failed assertion by what was used. */
static bool used_up_memory(const vt_inspection *inspection, const struct rusage *usage)
{
	return (uint64_t)usage->ru_maxrss * 1024 > inspection->task.limits.memory_bytes / 2;
}

/* Neither we nor a limit of its own: a person, or the kernel, short of memory that others used. */
static bool killed_by_others(const vt_inspection *inspection, int status,
			     const struct rusage *usage)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL
	       && code_of_signal(inspection, SIGKILL, usage) == VT_CODE_CHILD_MEMORY
	       && !used_up_memory(inspection, usage);
}

static vt_code code_of_exit(const vt_inspection *inspection, int status, const struct rusage *usage)
{
	bool whole =
		inspection->question->leaf != NULL || inspection->stage == G_N_ELEMENTS(stages);

	if (status == VT_CHILD_DONE || status == VT_CHILD_NO_LEAF)
		return whole && inspection->faults == 0 ? 0 : VT_CODE_CHILD_PROTOCOL;
	if (status == VT_CHILD_MEMORY)
		return VT_CODE_CHILD_MEMORY;
	if (status == VT_EXIT_ABORTED && used_up_memory(inspection, usage))
		return VT_CODE_CHILD_MEMORY;
	if (status == VT_CHILD_UNREADABLE)
		return VT_CODE_UNREADABLE;
	return VT_CODE_CHILD_DIED;
}

/* The child cut it to the length of what it wrote; it is dead, so nothing moves any more. */
static bool output_is_whole(const vt_inspection *inspection)
{
	struct stat status;

	return fstat(inspection->output, &status) == 0 && status.st_size >= 0
	       && lseek(inspection->output, 0, SEEK_SET) == 0
	       && vt_io_seal(inspection->output, NULL);
}

static bool output_is_empty(const vt_inspection *inspection)
{
	struct stat status;

	return fstat(inspection->output, &status) != 0 || status.st_size == 0;
}

static void answer(vt_inspection *inspection, int status, vt_code code)
{
	uint64_t request = inspection->question->request;
	bool well = code == 0 && WIFEXITED(status) && WEXITSTATUS(status) == VT_CHILD_DONE;
	int output = well && output_is_whole(inspection) ? inspection->output : -1;

	if (inspection->question->leaf != NULL)
		send_extracted(inspection->peer, request, output >= 0, output);
	else
		send_inspected(inspection->peer, request, (uint32_t)code,
			       inspection->denials->count,
			       output >= 0 && !output_is_empty(inspection) ? output : -1);
}

static void log_end(const vt_inspection *inspection, int status, vt_code code)
{
	if (code != 0 || inspection->denials->count > 0)
		vt_log(VT_LOG_WARNING, "-", "child-ended",
		       "request=%" PRIu64 " code=%d signal=%d status=%d denied=%u first-denied=%u "
		       "protocol=%u",
		       inspection->question->request, (int)code,
		       WIFSIGNALED(status) ? WTERMSIG(status) : 0,
		       WIFEXITED(status) ? WEXITSTATUS(status) : 0, inspection->denials->count,
		       inspection->denials->first_call, inspection->faults);
}

static bool start_child(vt_inspection *inspection, GError **error);

/* The message cannot help that its child was killed: it is looked at once more. */
static void look_again(vt_inspection *inspection)
{
	g_autoptr(GError) error = NULL;

	vt_log(VT_LOG_WARNING, "-", "child-killed", "request=%" PRIu64,
	       inspection->question->request);
	inspection->again = true;
	drop_child(inspection);
	if (start_child(inspection, &error))
		return;
	g_autofree char *why = vt_log_value(error->message);
	/* Asked again by the peer when we are back. */
	vt_log(VT_LOG_ERROR, "-", "no-child", "why=%s", why);
	vt_run_stop(inspection->run, EX_TEMPFAIL);
}

static void on_exit_of_child(vt_run *run, int fd, short revents, void *data)
{
	vt_inspection *inspection = data;
	struct rusage usage = { 0 };
	int status = 0;
	vt_receipt receipt;
	vt_code code;
	bool died;

	(void)run;
	(void)fd;
	(void)revents;
	while (hear_one(inspection, &receipt))
		;
	if (wait4(inspection->pid, &status, WNOHANG, &usage) != inspection->pid)
		return;
	inspection->pid = 0;
	if (!inspection->again && killed_by_others(inspection, status, &usage)) {
		look_again(inspection);
		return;
	}
	code = WIFSIGNALED(status) ? code_of_signal(inspection, WTERMSIG(status), &usage)
				   : code_of_exit(inspection, WEXITSTATUS(status), &usage);
	log_end(inspection, status, code);
	answer(inspection, status, code);
	died = WIFSIGNALED(status) || code == VT_CODE_CHILD_DIED || code == VT_CODE_CHILD_PROTOCOL;
	inspection->done(inspection, died, inspection->data);
}

static void on_late(vt_run *run, void *data)
{
	vt_inspection *inspection = data;

	(void)run;
	inspection->due = 0;
	inspection->slow = true;
	kill_child(inspection);
}

/* Fixed in size from the start: what is more than a leaf or a page of text cannot be written. */
static int make_output(const vt_question *question, GError **error)
{
	struct stat status = { 0 };
	vt_autofd int fd = vt_io_memfd("inspect", error);
	off_t size = VT_MAX_TEXT_BYTES;

	if (fd < 0)
		return -1;
	if (question->leaf != NULL) {
		if (fstat(question->message, &status) != 0) {
			vt_error_errno(error, "cannot stat the message");
			return -1;
		}
		size = MAX(status.st_size, (off_t)VT_PICTURE_MOST_BYTES);
	}
	if (ftruncate(fd, size) != 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_GROW) != 0) {
		vt_error_errno(error, "cannot fix the size of an output");
		return -1;
	}
	return vt_fd_steal(&fd);
}

static bool make_ends(vt_inspection *inspection, int *child_end_out, GError **error)
{
	int ends[2];

	inspection->output = make_output(inspection->question, error);
	if (inspection->output < 0)
		return false;
	inspection->denials = vt_denials_new(error);
	if (inspection->denials == NULL || !vt_channel_pair(ends, error))
		return false;
	inspection->report = vt_channel_new(ends[0], "child", VT_UNTRUSTED);
	*child_end_out = ends[1];
	return true;
}

static void give_up(vt_inspection *inspection)
{
	inspection->question = NULL;
	vt_inspection_free(inspection);
}

static bool fork_child(vt_inspection *inspection, GError **error)
{
	inspection->pid = fork();
	if (inspection->pid == 0)
		vt_child_run(&inspection->task);
	if (inspection->pid < 0)
		return vt_error_errno(error, "cannot fork");
	inspection->pidfd = (int)syscall(SYS_pidfd_open, inspection->pid, 0);
	if (inspection->pidfd >= 0)
		return true;
	vt_error_errno(error, "cannot watch a child");
	kill(inspection->pid, SIGKILL);
	waitpid(inspection->pid, NULL, 0);
	inspection->pid = 0;
	return false;
}

/* Of this message only. */
static void complete_task(vt_inspection *inspection, int child_end)
{
	const vt_question *question = inspection->question;
	vt_child_task *task = &inspection->task;

	task->denials = inspection->denials;
	task->message = question->message;
	task->report = child_end;
	task->output = inspection->output;
	task->received_at = question->received_at;
	task->mail_from = question->mail_from;
	task->wants_text = question->wants_text;
	task->leaf = question->leaf;
}

static bool start_child(vt_inspection *inspection, GError **error)
{
	vt_run *run = inspection->run;
	vt_autofd int child_end = -1;

	if (!make_ends(inspection, &child_end, error))
		return false;
	complete_task(inspection, child_end);
	if (!fork_child(inspection, error))
		return false;
	vt_run_watch(run, vt_channel_fd(inspection->report), POLLIN, on_report, inspection);
	vt_run_watch(run, inspection->pidfd, POLLIN, on_exit_of_child, inspection);
	inspection->due = vt_run_after(run, inspection->wall_ms, on_late, inspection);
	return true;
}

vt_inspection *vt_inspection_start(vt_run *run, vt_peer *peer, const vt_inspection_setup *setup,
				   vt_question *question, GError **error)
{
	vt_inspection *inspection = g_new0(vt_inspection, 1);

	*inspection = (vt_inspection){ .run = run,
				       .peer = peer,
				       .question = question,
				       .task = setup->task,
				       .pidfd = -1,
				       .output = -1,
				       .wall_ms = setup->wall_ms,
				       .done = setup->done,
				       .data = setup->data };
	if (!start_child(inspection, error)) {
		give_up(inspection);
		return NULL;
	}
	return inspection;
}
