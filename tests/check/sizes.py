#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sizes.py - no file above 500 lines, no function above 100; prints the tail of both.

Relies on the form that format.sh checks: a function body stands between a lone { and a lone } in
the first column.
"""
import os
import re
import subprocess
import sys

FILE_LINES = 500
FUNCTION_LINES = 100
TAIL = 5

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))


def sources():
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--deduplicate", "--", "*.c", "*.h", "*.cc"],
        capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if os.path.isfile(name)]


def functions(name, lines):
    """(lines, place and name of the function), signature included."""
    head = None
    for number, line in enumerate(lines, 1):
        if line == "{" and number > 1:
            head = number - 1
            while head > 1 and lines[head - 2] and not re.search(r"[;}/]$|^#", lines[head - 2]):
                head -= 1
        elif line == "}" and head is not None:
            found = re.search(r"(\w+)\(", " ".join(lines[head - 1:head + 2]))
            yield number - head + 1, f"{name}:{head} {found.group(1) if found else '?'}"
            head = None


def judge(what, rows, limit):
    rows.sort(reverse=True)
    for size, place in rows[:TAIL]:
        print(f"# {size:5} {place}")
    too_long = [row for row in rows if row[0] > limit]
    for size, place in too_long:
        print(f"{place}: {size} lines, more than {limit}")
    print(f"{'not ok' if too_long else 'ok'} - no {what} above {limit} lines ({len(rows)} seen)")
    return not too_long


file_rows, function_rows = [], []
for source in sources():
    with open(source, encoding="utf-8") as stream:
        text = stream.read().splitlines()
    file_rows.append((len(text), source))
    function_rows.extend(functions(source, text))

results = [judge("file", file_rows, FILE_LINES), judge("function", function_rows, FUNCTION_LINES)]
sys.exit(0 if all(results) else 1)
