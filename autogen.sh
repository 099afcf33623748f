#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# autogen.sh            makes ./configure
# autogen.sh demo [DIR] installs what is missing, builds in build/, shows an office at work (in DIR)
# autogen.sh check      installs what is missing, builds in build/, runs every test
set -eu
top=$(cd "$(dirname "$0")" && pwd)

case "${1-}" in
'')
	exec "$top/tests/setup/configure-script"
	;;
demo)
	"$top/tests/setup/install" build test
	"$top/tests/setup/build"
	shift
	exec "$top/tests/demo/demo" "$top/build" "$@"
	;;
check)
	"$top/tests/setup/install" build test
	"$top/tests/setup/build"
	exec "$top/tests/setup/check"
	;;
*)
	sed -n 's/^# \(autogen.sh\)/\1/p' "$0" >&2
	exit 64
	;;
esac
