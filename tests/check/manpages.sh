#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# manpages.sh - no manual page has an error
. "$(dirname "$0")/tap.sh"

tracked '*.1' '*.5' '*.7' '*.8' | xargs -r mandoc -Tlint -W error
verdict "manual pages (mandoc -Tlint)" $?
