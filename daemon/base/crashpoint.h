/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crashpoint - numbered durable steps, for proving that none loses anything
 *
 * In a build with --enable-crash-points, vt_crashpoint("outbox.sent") appends its name to the file
 * named by VANTHU_CRASH_LOG (if set) and, when VANTHU_CRASH_AT names a file that holds a number N >
 * 0, lowers that number (under a file lock, shared by all programs); the call that brings it to 0
 * kills its process by SIGKILL. Empty in ordinary builds.
 *
 * Programs in their jails open no such file: for them VANTHU_CRASH_MAP names one of
 * VT_CRASH_MAP_BYTES that is mapped before main() and stands for both: number N (int64, this
 * machine's order), bytes of names used (int64), names with LF.
 */
#ifndef VT_BASE_CRASHPOINT_H
#define VT_BASE_CRASHPOINT_H

#define VT_CRASH_MAP_BYTES 65536

#ifdef VT_CRASH_POINTS
void vt_crashpoint(const char *name);
#else
static inline void vt_crashpoint(const char *name)
{
	(void)name;
}
#endif

#endif
