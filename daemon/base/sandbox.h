/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox - what a program may still do once it has begun to work
 *
 * Three walls that need no privilege: resource limits, Landlock (which files), seccomp (which
 * calls). A sandbox is made before (it costs time and calls that the jail forbids), entered
 * later, once, for ever; children inherit it and may enter a narrower one.
 *
 * What happens to a forbidden call (design §1, "asking is not a crime, doing is"):
 *   in VT_MAY_COMPUTE  opening a file, asking about one, a socket, exec: EPERM, counted in
 * vt_denials; ptrace, process creation, io_uring, bpf, keyctl, mount, everything unknown: SIGSYS
 * kills in the others      ptrace, io_uring, bpf, keyctl, mount and their like kill; what is merely
 * not needed fails with EPERM, what is unknown with ENOSYS (libraries then take the older call)
 * Abort (g_assert, abort()) inside VT_MAY_COMPUTE ends as exit status VT_EXIT_ABORTED.
 */
#ifndef VT_BASE_SANDBOX_H
#define VT_BASE_SANDBOX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum {
	VT_MAY_COMPUTE,  /* inspect child: memory, and what it was handed */
	VT_MAY_FORK,     /* inspect parent: children; files read-only */
	VT_MAY_SPOOL,    /* intake: files, inotify */
	VT_MAY_DATABASE, /* registrar: files, locks, control socket, children */
	VT_MAY_DELIVER,  /* dispatch: files */
	VT_MAY_SUBMIT,   /* dispatch through a server, imap: files, connections to the outside */
	VT_MAY_WATCH,    /* watch: files, clients that came */
	VT_MAY_SCAN,     /* scan: connections to clamd; no file at all, no names looked up */
	VT_MAY_FETCH,    /* fetch: connections to the outside, one folder */
	VT_MAY_SIGN,     /* signer: memory and its channels; no file at all */
	VT_MAY_TOKEN,    /* token: children that load a module: named files, connections */
	VT_N_MAY,
} vt_may;

#define VT_EXIT_ABORTED 134

/* What stands below path (or the file itself). */
#define VT_PATH_READ     1u /* open for reading, list */
#define VT_PATH_WRITE    2u /* open for writing, cut */
#define VT_PATH_CREATE   4u /* make, rename, remove files and folders */
#define VT_PATH_OPTIONAL 8u /* no fault when the path is missing */
typedef struct vt_path {
	const char *path;
	unsigned access;
} vt_path;

/* A count in memory that parent and child share. What a child that was taken over writes there is a
 * number, no more. */
typedef struct vt_denials {
	uint32_t count;      /* calls that failed with EPERM */
	uint32_t first_call; /* number of the first one, for the log */
} vt_denials;
vt_denials *vt_denials_new(GError **error);
void vt_denials_free(vt_denials *denials);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_denials, vt_denials_free)

typedef struct vt_sandbox vt_sandbox;
/* paths may be NULL with n_paths 0: no file at all. The kernel without Landlock: a sandbox without
 * that wall, see vt_sandbox_landlock_abi(). */
vt_sandbox *vt_sandbox_new(vt_may may, const vt_path *paths, unsigned n_paths, GError **error);
void vt_sandbox_free(vt_sandbox *sandbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_sandbox, vt_sandbox_free)
/* This process, from now on: not dumpable, no new privileges, Landlock, seccomp. denials: for
 * VT_MAY_COMPUTE, else NULL. Allocates nothing, so a forked child may call it. On failure the
 * caller must not go on. */
bool vt_sandbox_enter(const vt_sandbox *sandbox, vt_denials *denials, GError **error);
/* The descriptor it holds until it is entered, for whoever closes all others before; -1 = none. */
int vt_sandbox_fd(const vt_sandbox *sandbox);
/* 0 = the kernel has none, or too little for this sandbox (renaming between folders needs 2). */
int vt_sandbox_landlock_abi(const vt_sandbox *sandbox);

/* 0 = leave as it is. Core dumps are always off. Memory is not limited in a build with sanitizers.
 */
typedef struct vt_rlimits {
	uint64_t cpu_seconds;  /* SIGXCPU */
	uint64_t memory_bytes; /* of address space: allocation fails */
	uint64_t file_bytes;   /* of any file written: SIGXFSZ */
	uint64_t open_files;
	bool no_new_files;     /* no descriptor can be made at all */
	bool no_new_processes; /* not felt by root; seccomp forbids it in any case */
} vt_rlimits;
bool vt_rlimits_apply(const vt_rlimits *limits, GError **error);

/* Closes every descriptor but 0, 1, 2 and keep[]. */
bool vt_sandbox_close_others(const int *keep, unsigned n_keep, GError **error);

/* When root: becomes that user with its groups, irreversibly. When not root: true, nothing done. */
bool vt_sandbox_become(const char *user, GError **error);

#endif
