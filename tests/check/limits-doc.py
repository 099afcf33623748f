#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""limits-doc.py - vanthu-limits(7) names every bound of base/limits.h with its number, and no other;
each has its reason beside it, and somebody uses it.
"""
import os
import re
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
sys.path.insert(0, "tests")
from lib import limits  # noqa: E402

PAGE = "daemon/base/vanthu-limits.7"
UNITS = {"MiB": 1024 * 1024, "KiB": 1024, "": 1}


def read(name):
    with open(name, encoding="utf-8") as stream:
        return stream.read()


def documented():
    rows = re.findall(r"^\.It Dv (VT_\w+) : No (\d+)(?: (MiB|KiB))?$", read(PAGE), re.M)
    return {name: int(number) * UNITS[unit] for name, number, unit in rows}


def without_reason():
    """Constants with no comment above their block or beside them."""
    out, commented = [], False
    for line in read("daemon/base/limits.h").splitlines():
        if not line.strip() or line.startswith("/* ---"):
            commented = False
        elif line.startswith(("/*", " *")):
            commented = True
        found = re.match(r"#define\s+(VT_\w+)\s+\S", line)
        if found and not commented and "/*" not in line:
            out.append(found.group(1))
    return out


def used():
    """Names that daemon and filters use, their own places apart."""
    out = set()
    for top in ("daemon", "filters"):
        for folder, _, names in os.walk(top):
            for name in names:
                if name.endswith((".c", ".cc", ".h")) and name != "limits.h":
                    out |= set(re.findall(r"\bVT_(?:MAX|CHILD|FREE)\w+", read(os.path.join(folder, name))))
    return out


def main():
    have, told, faults = limits.read("."), documented(), []
    for name, number in have.items():
        if name not in told:
            faults.append("%s: %s is missing" % (PAGE, name))
        elif told[name] != number:
            faults.append("%s: %s is %d, not %d" % (PAGE, name, number, told[name]))
    faults += ["%s: there is no %s" % (PAGE, name) for name in told if name not in have]
    faults += ["daemon/base/limits.h: %s has no reason" % name for name in without_reason()]
    in_use = used()
    faults += ["daemon/base/limits.h: nobody uses %s" % name for name in have if name not in in_use]
    for fault in faults:
        print(fault)
    print("%sok - limits: manual page, reasons, use" % ("not " if faults else ""))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
