#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts.sh - no shell script of the tree has a warning of shellcheck
. "$(dirname "$0")/tap.sh"

tracked | while read -r file; do
	case $file in
	*.sh) echo "$file" ;;
	*.*) [ "${file#.ci/}" != "$file" ] && echo "$file" ;;
	*) head -n 1 "$file" | grep -qaE '^#!.*\b(ba)?sh\b' && echo "$file" ;;
	esac
done | xargs -r shellcheck -x -e SC1091 -S warning
verdict "shellcheck" $?
