#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# format.sh - the C code has the form of .clang-format
. "$(dirname "$0")/tap.sh"

tracked '*.c' '*.h' '*.cc' | xargs -r clang-format --dry-run --Werror
verdict "form of the code (clang-format -i mends it)" $?
