#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""templates.py - the mails: width of lines, places of the table, the same files in both languages.

A line of a body has at most 72 characters before filling, so that a reply quotes it unbroken. The
program checks places too (vanthud -n); this finds them without a build, and places nobody uses.
"""
import os
import re
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

WIDTH = 72
SENTENCES = "cau.txt"
LANGUAGES = ("vi", "en")
faults = []


def read(name):
    with open(name, encoding="utf-8") as stream:
        return stream.read()


def files_of(language):
    top = f"templates/{language}"
    return sorted(os.path.relpath(os.path.join(folder, name), top)
                  for folder, _, names in os.walk(top) for name in names)


source = read("daemon/mail/template_places.c")
table = set(re.findall(r'^\t\{ "([a-z0-9_]+)", (?:NULL|"[a-z]+"), (?:true|false),', source, re.M))
used = set()
for language in LANGUAGES:
    for name in files_of(language):
        path = f"templates/{language}/{name}"
        text = read(path)
        if "\t" in text or not text.endswith("\n") or text.endswith("\n\n"):
            faults.append(f"{path}: tabs, or no single line end at its end")
        for number, line in enumerate(text.splitlines(), 1):
            head = line.startswith(("Chủ đề:", "Subject:"))
            if len(line) > WIDTH and not head and name != SENTENCES:
                faults.append(f"{path}:{number}: {len(line)} characters, more than {WIDTH}")
            if line != line.rstrip():
                faults.append(f"{path}:{number}: blank at the end")
            used.update(re.findall(r"\{\?([a-z0-9_]+)\}", line))
            for place in re.findall(r"\{([a-z0-9_]+)\}", line):
                used.add(place)
                if place not in table:
                    faults.append(f"{path}:{number}: unknown place '{{{place}}}'")
# Guides are for people who read Vietnamese.
if [name for name in files_of("vi") if "/" not in name] != files_of("en"):
    faults.append("templates: vi and en hold different files")
for place in sorted(table - used):
    if not re.search(rf"\{{\?{place}\}}", source):
        faults.append(f"daemon/mail/template_places.c: no mail uses '{place}'")

for fault in faults:
    print(fault)
print(f"{'not ok' if faults else 'ok'} - {len(table)} places, {len(used)} used, lines up to {WIDTH} characters")
sys.exit(bool(faults))
