/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * banned.h - functions this project does not call; force-included in every C file
 *
 * Each has a bounded, thread-safe or locale-free sister. The standard headers
 * come first, because a banned name may not be declared after this point.
 * A call fails to compile with the name of the sister in the message.
 */
#ifndef VT_BASE_BANNED_H
#define VT_BASE_BANNED_H

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VT_BANNED(name, sister) vt_##name##_is_banned_use_##sister

/* They write without a bound. */
#undef strcpy
#undef stpcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef gets
#define strcpy(...)   VT_BANNED(strcpy, g_strlcpy)
#define stpcpy(...)   VT_BANNED(stpcpy, g_strlcpy)
#define strcat(...)   VT_BANNED(strcat, GString)
#define sprintf(...)  VT_BANNED(sprintf, g_snprintf)
#define vsprintf(...) VT_BANNED(vsprintf, g_vsnprintf)
#define gets(...)     VT_BANNED(gets, fgets)

/* They keep state between calls, or in one place for all threads. */
#undef strtok
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef rand
#define strtok(...)    VT_BANNED(strtok, strtok_r)
#define gmtime(...)    VT_BANNED(gmtime, gmtime_r)
#define localtime(...) VT_BANNED(localtime, base_clock)
#define ctime(...)     VT_BANNED(ctime, base_clock)
#define asctime(...)   VT_BANNED(asctime, base_clock)
#define rand(...)      VT_BANNED(rand, getrandom)

/* They cannot say that they failed. */
#undef atoi
#undef atol
#undef atof
#define atoi(...) VT_BANNED(atoi, g_ascii_string_to_signed)
#define atol(...) VT_BANNED(atol, g_ascii_string_to_signed)
#define atof(...) VT_BANNED(atof, g_ascii_strtod)

/* They race, start a shell, or grow the stack by a stranger's number. */
#undef mktemp
#undef tmpnam
#undef system
#undef popen
#undef alloca
#define mktemp(...) VT_BANNED(mktemp, mkostemp)
#define tmpnam(...) VT_BANNED(tmpnam, mkostemp)
#define system(...) VT_BANNED(system, posix_spawn)
#define popen(...)  VT_BANNED(popen, posix_spawn)
#define alloca(...) VT_BANNED(alloca, g_malloc)

/* Daemons speak through their log; only vanthuctl, built with VT_MAY_PRINT, fills a stdout. */
#ifndef VT_MAY_PRINT
#undef printf
#undef puts
#undef putchar
#define printf(...)  VT_BANNED(printf, the_log)
#define puts(...)    VT_BANNED(puts, the_log)
#define putchar(...) VT_BANNED(putchar, the_log)
#endif

#endif
