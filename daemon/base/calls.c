/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls - tables of system calls, and the seccomp program made from them
 *
 * The list for VT_MAY_COMPUTE is the measured one (libraries P5) with its margin. Two filters are
 * stacked in an inspect child and the stricter answer wins, so what the child's filter traps the
 * parent's must not kill.
 */
#include "base/calls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"

#define CALL(name) SCMP_SYS(name)

/* Groups a profile may hold. */
#define GROUP_TALK  1u  /* channels, timers, own memory files */
#define GROUP_READ  2u  /* files, for reading */
#define GROUP_WRITE 4u  /* files, for everything */
#define GROUP_FORK  8u  /* children and their jail */
#define GROUP_NET   16u /* connections to the outside, names looked up */
#define GROUP_ASK   32u /* connections to an address or a path, no names */
#define GROUP_LOAD  64u /* code from a file (a module), threads */

typedef struct vt_calls_profile {
	unsigned groups;
	uint32_t otherwise; /* what happens to a call no table names */
	uint32_t refused;   /* what happens to one that is merely not for this program */
} vt_calls_profile;

static const vt_calls_profile profiles[] = {
	[VT_MAY_COMPUTE] = { 0, SCMP_ACT_KILL_PROCESS, SCMP_ACT_TRAP },
	[VT_MAY_FORK] = { GROUP_TALK | GROUP_READ | GROUP_FORK, SCMP_ACT_ERRNO(ENOSYS),
			  SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_SPOOL] = { GROUP_TALK | GROUP_READ | GROUP_WRITE, SCMP_ACT_ERRNO(ENOSYS),
			   SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_DATABASE] = { GROUP_TALK | GROUP_READ | GROUP_WRITE | GROUP_FORK,
			      SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_DELIVER] = { GROUP_TALK | GROUP_READ | GROUP_WRITE, SCMP_ACT_ERRNO(ENOSYS),
			     SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_SUBMIT] = { GROUP_TALK | GROUP_READ | GROUP_WRITE | GROUP_NET,
			    SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_WATCH] = { GROUP_TALK | GROUP_READ | GROUP_WRITE, SCMP_ACT_ERRNO(ENOSYS),
			   SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_SCAN] = { GROUP_TALK | GROUP_ASK, SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_FETCH] = { GROUP_TALK | GROUP_READ | GROUP_WRITE | GROUP_NET,
			   SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_SIGN] = { GROUP_TALK, SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ERRNO(EPERM) },
	[VT_MAY_TOKEN] = { GROUP_TALK | GROUP_READ | GROUP_WRITE | GROUP_FORK | GROUP_ASK
				   | GROUP_LOAD,
			   SCMP_ACT_ERRNO(ENOSYS), SCMP_ACT_ERRNO(EPERM) },
};
G_STATIC_ASSERT(G_N_ELEMENTS(profiles) == VT_N_MAY);

/* Every profile: computing with memory, and with descriptors that were handed over. */
static const int base_calls[] = {
	CALL(read),
	CALL(pread64),
	CALL(readv),
	CALL(write),
	CALL(pwrite64),
	CALL(writev),
	CALL(lseek),
	CALL(fstat),
	CALL(close),
	CALL(ftruncate),
	CALL(sendmsg),
	CALL(munmap),
	CALL(mremap),
	CALL(brk),
	CALL(madvise),
	CALL(msync),
	CALL(futex),
	CALL(getrandom),
	CALL(clock_gettime),
	CALL(clock_getres),
	CALL(gettimeofday),
	CALL(time),
	CALL(times),
	CALL(getrusage),
	CALL(getpid),
	CALL(gettid),
	CALL(getppid),
	CALL(sysinfo),
	CALL(uname),
	CALL(sched_yield),
	CALL(sched_getaffinity),
	CALL(rt_sigreturn),
	CALL(rt_sigprocmask),
	CALL(sigaltstack),
	CALL(restart_syscall),
	CALL(exit),
	CALL(exit_group),
#ifdef VT_SANITIZED
	CALL(rt_sigaction),
	CALL(prctl),
	CALL(mmap),
	CALL(mprotect),
	CALL(getrlimit),
#endif
};

static const int talk_calls[] = {
	CALL(recvmsg),
	CALL(recvfrom),
	CALL(sendto),
	CALL(poll),
	CALL(ppoll),
	CALL(select),
	CALL(pselect6),
	CALL(epoll_create1),
	CALL(epoll_ctl),
	CALL(epoll_wait),
	CALL(epoll_pwait),
	CALL(eventfd2),
	CALL(timerfd_create),
	CALL(timerfd_settime),
	CALL(signalfd4),
	CALL(pipe2),
	CALL(socketpair),
	CALL(getsockopt),
	CALL(setsockopt),
	CALL(getsockname),
	CALL(getpeername),
	CALL(accept4),
	CALL(shutdown),
	CALL(fcntl),
	CALL(dup),
	CALL(dup2),
	CALL(dup3),
	CALL(close_range),
	CALL(memfd_create),
	CALL(rt_sigaction),
	CALL(rt_sigpending),
	CALL(rt_sigtimedwait),
	CALL(rt_sigsuspend),
	CALL(nanosleep),
	CALL(clock_nanosleep),
	CALL(getuid),
	CALL(geteuid),
	CALL(getgid),
	CALL(getegid),
	CALL(getgroups),
	CALL(getresuid),
	CALL(getresgid),
	CALL(umask),
	CALL(adjtimex),
	CALL(tgkill),
	CALL(getrlimit),
	CALL(prctl),
	CALL(membarrier),
	CALL(rseq),
	CALL(set_robust_list),
	CALL(sched_getparam),
	CALL(sched_getscheduler),
};

static const int read_calls[] = {
	CALL(stat),
	CALL(lstat),
	CALL(newfstatat),
	CALL(statx),
	CALL(access),
	CALL(faccessat),
	CALL(faccessat2),
	CALL(readlink),
	CALL(readlinkat),
	CALL(getdents64),
	CALL(getcwd),
	CALL(statfs),
	CALL(fstatfs),
	CALL(fadvise64),
	CALL(readahead),
	CALL(flock),
	CALL(inotify_init1),
	CALL(inotify_add_watch),
	CALL(inotify_rm_watch),
};

/* one call a line */
/* clang-format off */
static const int write_calls[] = {
	CALL(open),
	CALL(openat),
	CALL(creat),
	CALL(rename),
	CALL(renameat),
	CALL(renameat2),
	CALL(link),
	CALL(linkat),
	CALL(unlink),
	CALL(unlinkat),
	CALL(mkdir),
	CALL(mkdirat),
	CALL(rmdir),
	CALL(truncate),
	CALL(fsync),
	CALL(fdatasync),
	CALL(syncfs),
	CALL(sync_file_range),
	CALL(fallocate),
	CALL(copy_file_range),
	CALL(sendfile),
	CALL(splice),
	CALL(chmod),
	CALL(fchmod),
	CALL(fchmodat),
	CALL(fchown),
	CALL(utimensat),
};
/* clang-format on */

static const int fork_calls[] = {
	CALL(fork),
	CALL(wait4),
	CALL(waitid),
	CALL(pidfd_open),
	CALL(pidfd_send_signal),
	CALL(kill),
	CALL(prlimit64),
	CALL(setrlimit),
	CALL(seccomp),
	CALL(landlock_restrict_self),
	CALL(landlock_create_ruleset),
	CALL(landlock_add_rule),
	CALL(setpriority),
	CALL(getpriority),
	CALL(ioprio_set),
	CALL(sched_setscheduler),
	CALL(set_tid_address),
	CALL(setpgid),
	CALL(setsid),
};

/* getaddrinfo(3) binds a netlink socket; nobody can listen. */
static const int net_calls[] = {
	CALL(connect),
	CALL(bind),
	CALL(sendmmsg),
	CALL(recvmmsg),
};

static const int ask_calls[] = {
	CALL(connect),
};

static const int load_calls[] = {
	CALL(mmap),
	CALL(mprotect),
};

/* Asking is not a crime: in VT_MAY_COMPUTE these are trapped and counted. */
static const int refused_calls[] = {
	CALL(open),         CALL(openat),    CALL(openat2),    CALL(creat),      CALL(socket),
	CALL(socketpair),   CALL(connect),   CALL(bind),       CALL(listen),     CALL(execve),
	CALL(execveat),     CALL(stat),      CALL(lstat),      CALL(newfstatat), CALL(statx),
	CALL(access),       CALL(faccessat), CALL(faccessat2), CALL(readlink),   CALL(readlinkat),
	CALL(getcwd),       CALL(statfs),    CALL(mkdir),      CALL(mkdirat),    CALL(unlink),
	CALL(unlinkat),     CALL(rename),    CALL(renameat),   CALL(renameat2),  CALL(tgkill),
	CALL(memfd_create),
};

/* Doing is: these kill in every profile. */
static const int deadly_calls[] = {
	CALL(ptrace),
	CALL(process_vm_readv),
	CALL(process_vm_writev),
	CALL(kcmp),
	CALL(io_uring_setup),
	CALL(io_uring_enter),
	CALL(io_uring_register),
	CALL(bpf),
	CALL(perf_event_open),
	CALL(userfaultfd),
	CALL(keyctl),
	CALL(add_key),
	CALL(request_key),
	CALL(mount),
	CALL(umount2),
	CALL(move_mount),
	CALL(open_tree),
	CALL(fsopen),
	CALL(fsmount),
	CALL(fsconfig),
	CALL(mount_setattr),
	CALL(pivot_root),
	CALL(chroot),
	CALL(unshare),
	CALL(setns),
	CALL(init_module),
	CALL(finit_module),
	CALL(delete_module),
	CALL(kexec_load),
	CALL(kexec_file_load),
	CALL(reboot),
	CALL(swapon),
	CALL(swapoff),
	CALL(open_by_handle_at),
	CALL(name_to_handle_at),
	CALL(fanotify_init),
	CALL(acct),
	CALL(settimeofday),
	CALL(clock_settime),
	CALL(personality),
	CALL(iopl),
	CALL(ioperm),
	CALL(modify_ldt),
	CALL(setuid),
	CALL(setgid),
	CALL(setresuid),
	CALL(setresgid),
};

/* libseccomp says -EEXIST or -EACCES for a rule that is there, or equals the default action. */
static bool accepted(int result)
{
	return result == 0 || result == -EEXIST || result == -EACCES;
}

static bool add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n_calls)
{
	for (size_t i = 0; i < n_calls; i++)
		/* A call this architecture does not have cannot be made. */
		if (calls[i] != __NR_SCMP_ERROR && calls[i] >= 0
		    && !accepted(seccomp_rule_add(filter, action, calls[i], 0)))
			return false;
	return true;
}

static bool allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
	return accepted(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition));
}

/* One call, several fates: rules with conditions stand where no rule without them does. */
static bool add_conditions(scmp_filter_ctx filter, unsigned groups)
{
	const uint64_t changes =
		O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
	const uint64_t threads = (groups & GROUP_LOAD) != 0 ? 0 : CLONE_THREAD | CLONE_VM;
	const uint64_t apart = threads | CLONE_PTRACE | CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID
			       | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
	/* The last one is for names. */
	static const uint64_t families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };
	size_t n_families = (groups & GROUP_NET) != 0   ? G_N_ELEMENTS(families)
			    : (groups & GROUP_ASK) != 0 ? G_N_ELEMENTS(families) - 1
							: 0;
	bool ok = allow_if(filter, CALL(ioctl), SCMP_A1(SCMP_CMP_EQ, TCGETS, 0))
		  && allow_if(filter, CALL(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0, 0));

#ifndef VT_SANITIZED
	if ((groups & GROUP_LOAD) == 0)
		ok = ok && allow_if(filter, CALL(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
		     && allow_if(filter, CALL(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
#endif
	if ((groups & GROUP_TALK) == 0)
		for (int command = F_GETFD; command <= F_GETFL; command++)
			ok = ok
			     && allow_if(filter, CALL(fcntl),
					 SCMP_A1(SCMP_CMP_EQ, (uint64_t)command, 0));
	if ((groups & GROUP_TALK) == 0)
		ok = ok && allow_if(filter, CALL(fcntl), SCMP_A1(SCMP_CMP_EQ, F_ADD_SEALS, 0));
	else
		ok = ok && allow_if(filter, CALL(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONREAD, 0));
	if ((groups & (GROUP_READ | GROUP_WRITE)) == GROUP_READ)
		ok = ok && allow_if(filter, CALL(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, changes, 0));
	for (size_t i = 0; i < n_families; i++)
		ok = ok && allow_if(filter, CALL(socket), SCMP_A0(SCMP_CMP_EQ, families[i], 0));
	if ((groups & GROUP_FORK) != 0)
		ok = ok && allow_if(filter, CALL(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, apart, 0));
	return ok;
}

typedef struct call_group {
	unsigned group;
	const int *calls;
	size_t n_calls;
} call_group;

static const call_group groups_of_calls[] = {
	{ 0, base_calls, G_N_ELEMENTS(base_calls) },
	{ GROUP_TALK, talk_calls, G_N_ELEMENTS(talk_calls) },
	{ GROUP_READ, read_calls, G_N_ELEMENTS(read_calls) },
	{ GROUP_WRITE, write_calls, G_N_ELEMENTS(write_calls) },
	{ GROUP_FORK, fork_calls, G_N_ELEMENTS(fork_calls) },
	{ GROUP_NET, net_calls, G_N_ELEMENTS(net_calls) },
	{ GROUP_ASK, ask_calls, G_N_ELEMENTS(ask_calls) },
	{ GROUP_LOAD, load_calls, G_N_ELEMENTS(load_calls) },
};

static bool is_allowed(unsigned groups, int call)
{
	for (size_t i = 0; i < G_N_ELEMENTS(groups_of_calls); i++) {
		const call_group *g = &groups_of_calls[i];

		if ((g->group & groups) != g->group)
			continue;
		for (size_t j = 0; j < g->n_calls; j++)
			if (g->calls[j] == call)
				return true;
	}
	return ((groups & GROUP_READ) != 0 && call == CALL(openat))
	       || ((groups & (GROUP_NET | GROUP_ASK)) != 0 && call == CALL(socket));
}

static bool fill(scmp_filter_ctx filter, const vt_calls_profile *profile)
{
	if (!add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly_calls, G_N_ELEMENTS(deadly_calls))
	    || !add_conditions(filter, profile->groups))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(groups_of_calls); i++) {
		const call_group *g = &groups_of_calls[i];

		if ((g->group & profile->groups) == g->group
		    && !add_calls(filter, SCMP_ACT_ALLOW, g->calls, g->n_calls))
			return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(refused_calls); i++)
		if (!is_allowed(profile->groups, refused_calls[i])
		    && !add_calls(filter, profile->refused, &refused_calls[i], 1))
			return false;
	return true;
}

/* libseccomp 2.5 exports to a descriptor only. */
static GArray *exported(scmp_filter_ctx filter, GError **error)
{
	vt_autofd int memfd = vt_io_memfd("seccomp", error);
	g_autoptr(GBytes) bytes = NULL;
	GArray *program;
	gconstpointer data;
	gsize size;

	if (memfd < 0)
		return NULL;
	if (seccomp_export_bpf(filter, memfd) != 0) {
		vt_error_set(error, VT_NEVER, "cannot build the list of system calls");
		return NULL;
	}
	bytes = vt_io_read_fd(memfd, 1024 * 1024, error);
	if (bytes == NULL)
		return NULL;
	data = g_bytes_get_data(bytes, &size);
	g_assert(size > 0 && size % sizeof(struct sock_filter) == 0);
	program = g_array_new(FALSE, FALSE, sizeof(struct sock_filter));
	g_array_append_vals(program, data, (guint)(size / sizeof(struct sock_filter)));
	return program;
}

GArray *vt_calls_program(vt_may may, GError **error)
{
	const vt_calls_profile *profile = &profiles[may];
	scmp_filter_ctx filter = seccomp_init(profile->otherwise);
	GArray *program = NULL;

	if (filter == NULL
	    || seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0
	    || !fill(filter, profile)) {
		vt_error_set(error, VT_NEVER, "cannot build the list of system calls");
	} else {
		/* A binary tree instead of a chain; an older libseccomp makes a chain. */
		(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
		program = exported(filter, error);
	}
	if (filter != NULL)
		seccomp_release(filter);
	return program;
}

bool vt_calls_may_connect(vt_may may)
{
	return (profiles[may].groups & (GROUP_NET | GROUP_ASK)) != 0;
}
