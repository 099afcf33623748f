# SPDX-License-Identifier: GPL-3.0-or-later
# tap.sh - sourced by the checks: where they stand, and how they say what they found
# shellcheck shell=bash
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
git rev-parse --is-inside-work-tree >/dev/null || {
	echo "not ok - $(basename "$0") asks git for the list of files"
	exit 1
}

# verdict NAME STATUS - one TAP line; the reasons have been printed before it
verdict() {
	if [ "$2" -eq 0 ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
	fi
	return "$2"
}

# tracked PATTERN… - files of the tree, also those not yet committed, without what git ignores
tracked() {
	git ls-files -co --exclude-standard --deduplicate -- "$@" | while read -r file; do
		[ -f "$file" ] && printf '%s\n' "$file"
	done
}

# compile_flags - write build/compile_flags.txt, what the preprocessor needs, as clang's tools read it
compile_flags() {
	make -s -C build Makefile >/dev/null 2>&1 # a stale one would speak while it is made anew
	{
		printf '%s\n' -std=gnu17 "$@"
		make --no-print-directory -s -C build print-cppflags
	} >build/compile_flags.txt
}
