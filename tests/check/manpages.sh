#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# manpages.sh - no manual page has an error or a warning, also not those that the build made
. "$(dirname "$0")/tap.sh"

{
	tracked '*.1' '*.5' '*.7' '*.8'
	find build/daemon -name '*.[1578]' 2>/dev/null
} | xargs -r mandoc -Tlint -W warning
verdict "manual pages (mandoc -Tlint)" $?
