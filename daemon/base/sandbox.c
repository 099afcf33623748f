/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox - entering the jail, and the handler that lets asking fail softly
 */
#include "base/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "base/calls.h"
#include "base/error.h"
#include "base/io.h"
#include "base/landlock.h"

struct vt_sandbox {
	vt_may may;
	GArray *program; /* struct sock_filter */
	int ruleset;     /* -1 = no Landlock */
	int abi;
};

vt_denials *vt_denials_new(GError **error)
{
	void *page = mmap(NULL, sizeof(vt_denials), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED) {
		vt_error_errno(error, "cannot share a page");
		return NULL;
	}
	return page;
}

void vt_denials_free(vt_denials *denials)
{
	if (denials != NULL)
		munmap(denials, sizeof *denials);
}

static vt_denials *counter;

#if defined(__x86_64__)
#define RESULT(context) ((context)->uc_mcontext.gregs[REG_RAX])
#define ARGUMENT(context, n)                                                                       \
	((context)->uc_mcontext.gregs[(n) == 0 ? REG_RDI : (n) == 1 ? REG_RSI : REG_RDX])
#elif defined(__aarch64__)
#define RESULT(context)      ((context)->uc_mcontext.regs[0])
#define ARGUMENT(context, n) ((context)->uc_mcontext.regs[n])
#else
#error "teach the sandbox where this processor returns the result of a system call"
#endif

/* glibc's fstat() is newfstatat() with an empty path: a question about a descriptor, not about a
 * file by name. */
static bool is_fstat(const siginfo_t *info, ucontext_t *context)
{
	const char *path = (const char *)(uintptr_t)ARGUMENT(context, 1);

	return info->si_syscall == SYS_newfstatat && path != NULL && path[0] == '\0';
}

/* Runs in place of the trapped call; only async-signal-safe things here. */
static void on_denied(int signal_number, siginfo_t *info, void *opaque)
{
	ucontext_t *context = opaque;

	(void)signal_number;
	if (info->si_syscall == SYS_tgkill)
		_exit(VT_EXIT_ABORTED);
	if (is_fstat(info, context)) {
		long result = syscall(SYS_fstat, ARGUMENT(context, 0), ARGUMENT(context, 2));

		RESULT(context) = result == 0 ? 0 : -EBADF;
		return;
	}
	if (__atomic_fetch_add(&counter->count, 1, __ATOMIC_RELAXED) == 0)
		counter->first_call = (uint32_t)info->si_syscall;
	RESULT(context) = -EPERM;
}

static bool catch_denied(vt_denials *denials, GError **error)
{
	struct sigaction action = { .sa_sigaction = on_denied,
				    .sa_flags = SA_SIGINFO | SA_NODEFER };
	sigset_t denied;

	counter = denials;
	sigemptyset(&action.sa_mask);
	sigemptyset(&denied);
	sigaddset(&denied, SIGSYS);
	if (sigaction(SIGSYS, &action, NULL) != 0 || sigprocmask(SIG_UNBLOCK, &denied, NULL) != 0)
		return vt_error_errno(error, "cannot catch denied calls");
	return true;
}

/* Landlock 1 forbids every rename between folders, which is how a Maildir works. */
static bool landlock_suffices(int abi, const vt_path *paths, unsigned n_paths)
{
	if (abi >= 2 || abi == 0)
		return abi >= 2;
	for (unsigned i = 0; i < n_paths; i++)
		if ((paths[i].access & VT_PATH_CREATE) != 0)
			return false;
	return true;
}

vt_sandbox *vt_sandbox_new(vt_may may, const vt_path *paths, unsigned n_paths, GError **error)
{
	g_autoptr(vt_sandbox) sandbox = g_new0(vt_sandbox, 1);

	g_assert(may < VT_N_MAY);
	sandbox->may = may;
	sandbox->ruleset = -1;
	sandbox->program = vt_calls_program(may, error);
	if (sandbox->program == NULL)
		return NULL;
	sandbox->abi = vt_landlock_abi();
	if (!landlock_suffices(sandbox->abi, paths, n_paths))
		sandbox->abi = 0;
	if (sandbox->abi > 0
	    && !vt_landlock_new(
		    sandbox->abi,
		    &(vt_landlock_rules){ paths, n_paths, .connects = vt_calls_may_connect(may) },
		    &sandbox->ruleset, error))
		return NULL;
	return g_steal_pointer(&sandbox);
}

void vt_sandbox_free(vt_sandbox *sandbox)
{
	if (sandbox == NULL)
		return;
	if (sandbox->program != NULL)
		g_array_unref(sandbox->program);
	vt_fd_close(&sandbox->ruleset);
	g_free(sandbox);
}

int vt_sandbox_fd(const vt_sandbox *sandbox)
{
	return sandbox->ruleset;
}

int vt_sandbox_landlock_abi(const vt_sandbox *sandbox)
{
	return sandbox->abi;
}

bool vt_sandbox_enter(const vt_sandbox *sandbox, vt_denials *denials, GError **error)
{
	struct sock_fprog program = {
		.len = (unsigned short)sandbox->program->len,
		.filter = (struct sock_filter *)(void *)sandbox->program->data
	};

	g_assert((sandbox->may == VT_MAY_COMPUTE) == (denials != NULL));
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return vt_error_errno(error, "cannot give up privileges");
	if (sandbox->ruleset >= 0 && !vt_landlock_enter(sandbox->ruleset, error))
		return false;
	if (denials != NULL && !catch_denied(denials, error))
		return false;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return vt_error_errno(error, "cannot restrict system calls");
	return true;
}

static bool limit(int resource, uint64_t soft, uint64_t hard, GError **error)
{
	struct rlimit now, wanted;

	if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
		return vt_error_errno(error, "cannot read limit %d", resource);
	wanted.rlim_max = MIN(hard, now.rlim_max);
	wanted.rlim_cur = MIN(soft, wanted.rlim_max);
	if (setrlimit((__rlimit_resource_t)resource, &wanted) != 0)
		return vt_error_errno(error, "cannot set limit %d", resource);
	return true;
}

bool vt_rlimits_apply(const vt_rlimits *limits, GError **error)
{
	uint64_t cpu = limits->cpu_seconds, memory = limits->memory_bytes;

#ifdef VT_SANITIZED
	memory = 0;
#endif
	/* The soft limit of CPU asks (SIGXCPU, deadly by default), the hard one a second later does
	 * not. */
	return limit(RLIMIT_CORE, 0, 0, error)
	       && (cpu == 0 || limit(RLIMIT_CPU, cpu, cpu + 1, error))
	       && (memory == 0 || limit(RLIMIT_AS, memory, memory, error))
	       && (limits->file_bytes == 0
		   || limit(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes, error))
	       && (limits->open_files == 0
		   || limit(RLIMIT_NOFILE, limits->open_files, limits->open_files, error))
	       && (!limits->no_new_files || limit(RLIMIT_NOFILE, 0, 0, error))
	       && (!limits->no_new_processes || limit(RLIMIT_NPROC, 0, 0, error));
}

static bool close_from_to(unsigned first, unsigned last, GError **error)
{
	if (first <= last && close_range(first, last, 0) != 0)
		return vt_error_errno(error, "cannot close descriptors");
	return true;
}

bool vt_sandbox_close_others(const int *keep, unsigned n_keep, GError **error)
{
	unsigned next = 3;

	/* keep[] is short and in any order: take its smallest value at or above next, over and
	 * over. */
	for (;;) {
		unsigned nearest = UINT_MAX;

		for (unsigned i = 0; i < n_keep; i++)
			if (keep[i] >= 0 && (unsigned)keep[i] >= next)
				nearest = MIN(nearest, (unsigned)keep[i]);
		if (nearest == UINT_MAX)
			return close_from_to(next, UINT_MAX, error);
		if (nearest > next && !close_from_to(next, nearest - 1, error))
			return false;
		next = nearest + 1;
	}
}

bool vt_sandbox_become(const char *user, GError **error)
{
	const struct passwd *entry;

	if (geteuid() != 0)
		return true;
	errno = 0;
	entry = getpwnam(user);
	if (entry == NULL)
		return vt_error_set(error, VT_NEVER, "cannot become '%s': no such user", user);
	if (initgroups(user, entry->pw_gid) != 0
	    || setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0
	    || setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0)
		return vt_error_errno(error, "cannot become '%s'", user);
	if (entry->pw_uid != 0 && setuid(0) == 0)
		return vt_error_set(error, VT_NEVER, "cannot become '%s': root can be had back",
				    user);
	return true;
}
