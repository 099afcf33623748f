#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check-ledger.sh FILE - does the chain of an export of "vanthuctl verify --export" hold?
# hash = SHA-256(hash of the line before, newline, line); before the first: 64 zeros
set -eu
previous=$(printf '0%.0s' {1..64}) n=0
while IFS=$'\t' read -r seq hash line; do
	n=$((n + 1))
	[ "$seq" = "$n" ] || { echo "line $n: number $seq stands there" >&2; exit 1; }
	wanted=$(printf '%s\n%s' "$previous" "$line" | sha256sum | cut -c1-64)
	[ "$hash" = "$wanted" ] || { echo "line $n: its hash is not that of its text" >&2; exit 1; }
	previous=$hash
done <"$1"
echo "$n lines, head $previous"
