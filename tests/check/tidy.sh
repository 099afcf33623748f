#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tidy.sh [FILE…] - clang-tidy with the checks of .clang-tidy finds nothing (in FILEs, or everywhere)
. "$(dirname "$0")/tap.sh"

compile_flags -DVT_MAY_PRINT -include ../daemon/base/banned.h
if [ $# -gt 0 ]; then
	printf '%s\n' "$@"
else
	tracked 'daemon/*.c' 'filters/*.c'
fi | xargs -r -n 2 -P "$(nproc)" clang-tidy --quiet -p build 2>/dev/null
verdict "clang-tidy" $?
