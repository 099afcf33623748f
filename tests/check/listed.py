#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""listed.py - every source, test and manual page stands in Makefile.am, and what stands there exists, once."""
import os
import re
import subprocess
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--deduplicate"],
                       capture_output=True, text=True, check=True).stdout.splitlines()
names = {name for name in names if os.path.isfile(name)}
with open("Makefile.am", encoding="utf-8") as stream:
    makefile = "\n".join(line for line in stream.read().splitlines() if not line.startswith("#"))
words = set(re.findall(r"[\w./-]+", makefile))
# Manual pages that the build makes.
made = set(re.findall(r"^man_MANS \+= (\S+)$", makefile, re.M))
faults = []

for name in sorted(names):
    if re.match(r"(daemon|filters)/.*\.(c|cc|h|[1578])$", name) or re.match(r"tests/(e2e|long)/t?[\w-]*\.(py|sh)$", name):
        # A module that tests import is not a test: tests have a number or may be run.
        if name.startswith("tests/") and not re.match(r"tests/e2e/t\d", name) and not os.access(name, os.X_OK):
            continue
        if name not in words:
            faults.append(f"{name} is not in Makefile.am")
    elif re.match(r"tests/unit/test-.*\.c$", name) and name[:-2] not in words:
        faults.append(f"{name[:-2]} is not in Makefile.am")
for word in sorted(words):
    if re.match(r"(daemon|filters)/.+\.(c|cc|h|[1578])$", word) and word not in names | made:
        faults.append(f"Makefile.am lists {word}, which does not exist")
# libFuzzer takes a dictionary by the name of its target, and gives up at a byte that is not ASCII.
for name in sorted(names):
    if not name.endswith(".dict"):
        continue
    target = os.path.basename(name)[:-5]
    if os.path.dirname(name) != "tests/fuzz/dictionaries" or f"tests/fuzz/fuzz_{target}.c" not in names:
        faults.append(f"{name} is no dictionary of a target")
    with open(name, encoding="utf-8") as stream:
        faults += [f"{name}:{number}: libFuzzer cannot read this" for number, line in enumerate(stream, 1)
                   if not re.fullmatch(r'(?:#.*|[\w-]*=?"(?:[ !#-\[\]-~]|\\\\|\\"|\\x[0-9a-fA-F]{2})+")?\n', line)]
lines = re.findall(r"^(\w+ \+= .+)$", makefile, re.M)
faults += [f"Makefile.am says twice: {line}" for line in sorted(set(lines)) if lines.count(line) > 1]

print("\n".join(faults) if faults else "# all listed")
print(f"{'not ok' if faults else 'ok'} - Makefile.am lists what there is")
sys.exit(1 if faults else 0)
