#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# headers.sh - each header compiles alone, with what it includes itself
. "$(dirname "$0")/tap.sh"

compile_flags
mapfile -t flags <build/compile_flags.txt
mapfile -t headers < <(tracked 'daemon/*.h' 'filters/*.h' 'tests/*.h')
top=$PWD
status=0
# The flags are relative to build/. The force-included banned.h is left out: it would lend a header
# <glib.h>, <string.h> and others.
cd build || exit 1
for header in "${headers[@]}"; do
	echo "#include \"$top/$header\"" |
		${CC:-cc} "${flags[@]}" -fsyntax-only -Wall -Wextra -x c - || {
		echo "# $header does not compile alone"
		status=1
	}
done
verdict "headers compile alone" $status
