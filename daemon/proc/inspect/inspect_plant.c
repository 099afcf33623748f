/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_plant - what a child that was taken over could try
 *
 * Those that ask go on afterwards: the message gets its report and finding 901. Those that do are
 * dead at once. A plant that the jail let through ends with LET_THROUGH, so that no test passes by
 * accident.
 */
#include "proc/inspect/inspect_plant.h"

#ifdef VT_TEST_PLANTS

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "wire/report_codec.h"

#define LET_THROUGH 99

typedef struct vt_plant_seed {
	const vt_identity *identity;
	vt_channel *report;
	int output;
} vt_plant_seed;

static void asked(long result)
{
	if (result != -1 || errno != EPERM)
		_exit(LET_THROUGH);
}

static void plant_open(const vt_plant_seed *seed)
{
	(void)seed;
	asked(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static void plant_create(const vt_plant_seed *seed)
{
	(void)seed;
	asked(open("/tmp/vanthu-plant", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static void plant_socket(const vt_plant_seed *seed)
{
	(void)seed;
	asked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static void plant_exec(const vt_plant_seed *seed)
{
	char name[] = "true";
	char *argv[] = { name, NULL };

	(void)seed;
	asked(execv("/bin/true", argv));
}

static void plant_fork(const vt_plant_seed *seed)
{
	(void)seed;
	(void)fork();
	_exit(LET_THROUGH);
}

static void plant_ptrace(const vt_plant_seed *seed)
{
	(void)seed;
	(void)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
	_exit(LET_THROUGH);
}

static void plant_io_uring(const vt_plant_seed *seed)
{
	uint8_t parameters[256] = { 0 };

	(void)seed;
	(void)syscall(SYS_io_uring_setup, 4, parameters);
	_exit(LET_THROUGH);
}

static void plant_keyctl(const vt_plant_seed *seed)
{
	(void)seed;
	(void)syscall(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -3 /* the session's */, 0);
	_exit(LET_THROUGH);
}

static void plant_bpf(const vt_plant_seed *seed)
{
	uint8_t attributes[128] = { 0 };

	(void)seed;
	(void)syscall(SYS_bpf, 0 /* BPF_MAP_CREATE */, attributes, sizeof attributes);
	_exit(LET_THROUGH);
}

static void plant_mount(const vt_plant_seed *seed)
{
	(void)seed;
	(void)mount("none", "/tmp", "tmpfs", 0, NULL);
	_exit(LET_THROUGH);
}

static void plant_exec_memory(const vt_plant_seed *seed)
{
	(void)seed;
	(void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0);
	_exit(LET_THROUGH);
}

static void plant_spin(const vt_plant_seed *seed)
{
	(void)seed;
	for (volatile unsigned i = 0;; i++)
		;
}

/* Waits without computing; nanosleep would be forbidden. */
static void plant_sleep(const vt_plant_seed *seed)
{
	int word = 0;

	(void)seed;
	for (;;)
		(void)syscall(SYS_futex, &word, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
}

static void plant_memory(const vt_plant_seed *seed)
{
	(void)seed;
	for (;;)
		memset(g_malloc(1024 * 1024), 1, 1024 * 1024);
}

static void plant_segv(const vt_plant_seed *seed)
{
	volatile int *volatile nowhere = NULL;

	(void)seed;
	*nowhere = 1;
}

static void plant_abort(const vt_plant_seed *seed)
{
	(void)seed;
	abort();
}

static void plant_text_limit(const vt_plant_seed *seed)
{
	static const char byte = 'x';

	if (pwrite(seed->output, &byte, 1, VT_MAX_TEXT_BYTES) != -1)
		_exit(LET_THROUGH);
	if (ftruncate(seed->output, 2 * VT_MAX_TEXT_BYTES) != -1)
		_exit(LET_THROUGH);
}

/* The same identity again, with everything proved. */
static void plant_second_identity(const vt_plant_seed *seed)
{
	g_autoptr(vt_identity) better = vt_identity_new();
	g_auto(vt_writer) w = vt_writer_new();

	(void)seed->identity;
	better->status = VT_STATUS_VALID;
	better->chain = VT_CHAIN_VALID;
	better->sender = VT_SENDER_MATCH;
	better->has_signer = true;
	better->signer_subject = g_strdup("CN=planted");
	better->signer_issuer = g_strdup("CN=planted");
	better->signer_serial = g_strdup("01");
	better->signer_sha256 = g_strnfill(64, 'a');
	vt_write_identity(&w, better);
	(void)vt_channel_send(seed->report, VT_KIND_IDENTITY, &w, -1, NULL);
}

/* Pretends to be the parent speaking of other requests. */
static void plant_other_request(const vt_plant_seed *seed)
{
	for (uint64_t request = 0; request < 8; request++) {
		g_auto(vt_writer) w = vt_writer_new();

		vt_write_u64(&w, request);
		vt_write_u32(&w, 0);
		vt_write_u32(&w, 0);
		(void)vt_channel_send(seed->report, VT_KIND_INSPECTED, &w, -1, NULL);
	}
}

/* Larger than what the parent can pass on together with its request id. */
static void plant_huge_packet(const vt_plant_seed *seed)
{
	g_auto(vt_writer) w = vt_writer_new();
	g_autofree uint8_t *bytes = g_malloc0(VT_MAX_PACKET_BYTES);

	vt_write_bytes(&w, bytes, VT_MAX_PACKET_BYTES - 16);
	(void)vt_channel_send(seed->report, VT_KIND_CONTENTS, &w, -1, NULL);
}

/* Well placed, and no report at all. */
static void plant_garbage(const vt_plant_seed *seed)
{
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_u64(&w, UINT64_MAX);
	(void)vt_channel_send(seed->report, VT_KIND_CONTENTS, &w, -1, NULL);
	(void)vt_channel_send(seed->report, VT_KIND_PARTS, &w, -1, NULL);
}

static void plant_silence(const vt_plant_seed *seed)
{
	(void)seed;
	_exit(0);
}

static void plant_flood(const vt_plant_seed *seed)
{
	for (;;)
		(void)vt_channel_send(seed->report, VT_KIND_PARTS, NULL, -1, NULL);
}

static const struct {
	const char *name;
	void (*run)(const vt_plant_seed *seed);
} plants[] = {
	{ "open", plant_open },
	{ "create", plant_create },
	{ "socket", plant_socket },
	{ "exec", plant_exec },
	{ "fork", plant_fork },
	{ "ptrace", plant_ptrace },
	{ "io_uring", plant_io_uring },
	{ "keyctl", plant_keyctl },
	{ "bpf", plant_bpf },
	{ "mount", plant_mount },
	{ "exec-memory", plant_exec_memory },
	{ "spin", plant_spin },
	{ "sleep", plant_sleep },
	{ "memory", plant_memory },
	{ "segv", plant_segv },
	{ "abort", plant_abort },
	{ "text-limit", plant_text_limit },
	{ "second-identity", plant_second_identity },
	{ "other-request", plant_other_request },
	{ "huge-packet", plant_huge_packet },
	{ "garbage", plant_garbage },
	{ "silence", plant_silence },
	{ "flood", plant_flood },
};

void vt_plant_run(const vt_case *c, const vt_identity *identity, vt_channel *report, int output)
{
	const vt_plant_seed seed = { identity, report, output };
	g_autofree char *name = vt_scan_header(c->scan, c->scan->root, "X-Plant", 0);

	for (unsigned i = 0; name != NULL && i < G_N_ELEMENTS(plants); i++)
		if (strcmp(plants[i].name, name) == 0)
			plants[i].run(&seed);
}

#endif
