#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# cppcheck.sh - cppcheck finds nothing; of our analysers it is the one that knows GLib
. "$(dirname "$0")/tap.sh"

mapfile -t files < <(tracked 'daemon/*.c' 'filters/*.c' 'tests/*.c')
[ ${#files[@]} -gt 0 ] || { verdict "cppcheck (no files yet)" 0; exit; }
# These GLib macros expand to functions that cppcheck would misread. It does not know that vt_autofd
# closes: a static is what it does not expect to be closed. One thread: readdir and getpwnam will do.
# NULL is a pointer in C; that a list ends with one the compiler checks (G_GNUC_NULL_TERMINATED).
cppcheck --quiet --error-exitcode=1 --inline-suppr -j "$(nproc)" --std=c11 \
	--library=posix,gnu,gtk --enable=warning,performance,portability \
	--suppress=readdirCalled --suppress=getpwnamCalled --suppress=varFuncNullUB -D__x86_64__=1 \
	--suppress=missingInclude --suppress=unknownMacro --suppress=unusedStructMember \
	'-DG_DEFINE_QUARK(a,b)=' '-DG_DEFINE_AUTOPTR_CLEANUP_FUNC(a,b)=' \
	'-DG_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(a,b)=' '-DG_DEFINE_AUTO_CLEANUP_FREE_FUNC(a,b,c)=' \
	-D_GNU_SOURCE=1 -Dvt_autofd=static -Uvt_autofd '-DVT_VERSION="0"' '-DVT_BINDIR=""' '-DVT_LIBEXECDIR=""' '-DVT_DATADIR=""' \
	'-DVT_SYSCONFDIR=""' '-DVT_LOCALSTATEDIR=""' \
	--template='{file}:{line}: {severity}: {message} [{id}]' -Idaemon -I. "${files[@]}"
verdict "cppcheck" $?
