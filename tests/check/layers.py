#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""layers.py - who may include whom, and which program may be linked with what.

The tables below are the ones of the design, nothing more. Three checks: #include lines, link lines
of Makefile.am, and the shared libraries that the built programs in build/ really need.
"""
import os
import re
import subprocess
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

# folder: (folders it may include besides itself, foreign header prefixes)
FOLDERS = {
    "base": ("", "seccomp linux/"),
    "doc": ("base", ""),
    "wire": ("base doc", ""),
    "mail": ("base", "gmime/ glib-object libical/"),
    "verify": ("base", "openssl/ zlib"),
    "sign": ("base", "openssl/ libp11"),
    "net": ("base", "openssl/"),
    "net/etpan": ("base net", "openssl/ libetpan/"),
    "net/http": ("base net", "curl/"),
    "store": ("base doc", "sqlite3"),
    "work": ("base doc store mail", ""),
    "proc": ("base doc wire", ""),
    "ctl": ("base wire doc", ""),
    "filters": ("base doc mail verify", "magic poppler- gio/ ytnef"),
}

# Of mail, work may only compose: these headers belong to libcompose.a.
WORK_MAY_READ_OF_MAIL = "libcompose.a"

# program: (libraries, foreign libraries); its own files are those of its _SOURCES in Makefile.am
PROGRAMS = {
    "vanthud": ("proc wire doc base", ""),
    "vanthu-intake": ("proc net wire doc base", "ssl crypto"),
    "vanthu-imap": ("proc net net/etpan wire doc base", "etpan ssl crypto"),
    "vanthu-inspect": ("proc wire filters verify mail compose doc base",
                       "crypto gmime gobject gio ical magic poppler-cpp stdc++ gcc_s ytnef z"),
    "vanthu-registrar": ("proc work store compose wire doc base",
                         "gmime gobject gio ical sqlite3"),
    "vanthu-dispatch": ("proc net wire doc base", "ssl crypto"),
    "vanthu-watch": ("proc net wire doc base", ""),
    "vanthu-scan": ("proc net wire doc base", ""),
    "vanthu-signer": ("proc sign wire doc base", "crypto"),
    "vanthu-token": ("proc sign wire doc base", "crypto p11"),
    "vanthu-fetch": ("proc net/http wire doc base", "curl curl-gnutls"),
    "vanthuctl": ("ctl wire doc base", ""),
}
EVERY_PROGRAM_NEEDS = "c m glib-2.0 seccomp ld-linux"
SANITIZERS = "asan ubsan tsan lsan"

# doc is pure: no files, no clock, no environment.
DOC_HEADERS = {"glib.h", "stdbool.h", "stddef.h", "stdint.h", "inttypes.h", "string.h", "limits.h",
    "math.h"}
DOC_IMPURE = re.compile(
    r"\b(g_get_(real|monotonic)_time|g_date_time_new_now\w*|g_file_\w+|g_mapped_file_\w+|g_dir_\w+"
    r"|g_getenv|g_random_\w+|time|clock_gettime|getenv|fopen|open|read|write|stat|g_spawn\w*)\s*\(")

FOREIGN = re.compile(r"(gmime/|openssl/|sqlite3|magic\.h|poppler-|ytnef|seccomp|zlib|libetpan/|libical/|curl/|libp11|gio/|glib-object|linux/)")


def tracked(*patterns):
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--deduplicate", "--", *patterns],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if os.path.isfile(name)]


def read(name):
    with open(name, encoding="utf-8") as stream:
        return stream.read()


def folder_of(name):
    name = name.removeprefix("daemon/")
    folder = os.path.dirname(name)
    return folder if folder in FOLDERS else folder.split("/")[0]


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def makefile():
    text = read("Makefile.am").replace("\\\n", " ")
    return [line for line in text.splitlines() if not line.startswith("#")]


def library_of_files():
    """file: libcompose.a and the like, from the _SOURCES lines."""
    owners = {}
    for line in makefile():
        match = re.match(r"(lib\w+)_a_SOURCES\s*\+?=(.*)", line)
        for name in match.group(2).split() if match else []:
            owners[name] = match.group(1) + ".a"
    return owners


def program_of_files():
    """file: vanthu-registrar and the like, from the _SOURCES lines."""
    owners = {}
    for line in makefile():
        match = re.match(r"(vanthu\w*)_SOURCES\s*\+?=(.*)", line)
        for name in match.group(2).split() if match else []:
            owners[name] = match.group(1).replace("_", "-")
    return owners


def allowed_folders(name, folder, programs):
    own, _ = FOLDERS[folder]
    allowed = set(own.split()) | {folder}
    if folder == "proc" and name in programs:
        libraries, _ = PROGRAMS[programs[name]]
        allowed |= {"mail" if lib == "compose" else lib for lib in libraries.split()}
    return allowed


def check_includes():
    faults = []
    owners = library_of_files()
    programs = program_of_files()
    files = tracked("daemon/*.c", "daemon/*.h", "filters/*.c", "filters/*.h", "filters/*.cc")
    texts = {name: read(name) for name in files}
    # A header with a foreign type in it is private to its folder.
    private = {name for name, text in texts.items() if name.endswith(".h")
               and any(FOREIGN.match(header) for header in re.findall(r"^#\s*include <([^>]+)>", text, re.M))}
    for name, text in texts.items():
        folder = folder_of(name)
        if folder not in FOLDERS:
            faults.append(f"{name}: folder '{folder}' is not in the table")
            continue
        if name == "daemon/base/banned.h":
            continue
        allowed = allowed_folders(name, folder, programs)
        for number, line in enumerate(text.splitlines(), 1):
            place = f"{name}:{number}"
            own = re.match(r'#\s*include "([^"]+)"', line)
            foreign = re.match(r"#\s*include <([^>]+)>", line)
            if own:
                path = own.group(1)
                target = path if path.startswith("filters/") else "daemon/" + path
                there = folder_of(target)
                if "/" not in path or target not in texts:
                    faults.append(f'{place}: "{path}" is not a file named from daemon/ or filters/')
                elif there not in allowed:
                    faults.append(f'{place}: {folder} may not include "{path}"')
                elif target in private and there != folder:
                    faults.append(f'{place}: "{path}" holds a foreign type, private to {there}')
                elif (there == "mail" and folder in ("work", "proc")
                      and programs.get(name) != "vanthu-inspect"
                      and owners.get(target) != WORK_MAY_READ_OF_MAIL):
                    faults.append(f'{place}: {folder} may only compose mail, "{path}" is not in libcompose.a')
            elif foreign:
                header = foreign.group(1)
                own_foreign = FOLDERS[folder][1].split()
                if FOREIGN.match(header) and not any(header.startswith(prefix) for prefix in own_foreign):
                    faults.append(f"{place}: {folder} may not include <{header}>")
                if folder == "doc" and header not in DOC_HEADERS:
                    faults.append(f"{place}: doc is pure, it may not include <{header}>")
            if own is None and name.endswith(".cc") and name != "filters/poppler.cc":
                faults.append(f"{name}: poppler.cc is the only C++ file")
                break
        if folder == "doc":
            for number, line in enumerate(without_comments(text).splitlines(), 1):
                for match in DOC_IMPURE.finditer(line):
                    faults.append(f"{name}:{number}: doc is pure, it may not call {match.group(1)}()")
    return faults


def expand(value, variables):
    for _ in range(10):
        value = re.sub(r"\$\((\w+)\)", lambda match: variables.get(match.group(1), ""), value)
    return value


def check_link_lines():
    faults = []
    variables = {}
    for line in makefile():
        match = re.match(r"(\w+)\s*(\+?=)\s*(.*)", line)
        if match:
            name, sign, value = match.groups()
            variables[name] = (variables.get(name, "") + " " if sign == "+=" else "") + value
    programs = " ".join(variables.get(kind, "") for kind in
                        ("bin_PROGRAMS", "sbin_PROGRAMS", "pkglibexec_PROGRAMS")).split()
    for program in programs:
        if program not in PROGRAMS:
            faults.append(f"Makefile.am: program '{program}' is not in the table of layers.py")
            continue
        line = expand(variables.get(program.replace("-", "_") + "_LDADD", ""), variables)
        linked = {name.replace("_", "/") for name in re.findall(r"\blib(\w+)\.a\b", line)}
        for library in sorted(linked - set(PROGRAMS[program][0].split())):
            faults.append(f"Makefile.am: {program} may not link lib{library}.a")
    return faults


def check_needed():
    faults, seen = [], 0
    for program, (_, foreign) in PROGRAMS.items():
        path = os.path.join("build", program)
        if not os.path.exists(path):
            continue
        seen += 1
        output = subprocess.run(["readelf", "-dW", path], capture_output=True, text=True, check=True).stdout
        allowed = f"{foreign} {EVERY_PROGRAM_NEEDS} {SANITIZERS}".split()
        for library in re.findall(r"\(NEEDED\).*\[(?:lib)?([^\]]+)\]", output):
            stem = re.sub(r"\.so.*", "", library)
            if not any(re.fullmatch(rf"{re.escape(name)}(-[\w.]+)?", stem) for name in allowed):
                faults.append(f"{path} needs {library}, which it may not")
    if seen == 0:
        print("# no programs in build/")
    return faults


def judge(name, faults):
    for fault in faults:
        print(fault)
    print(f"{'not ok' if faults else 'ok'} - {name}")
    return not faults


results = [judge("layers: who includes whom", check_includes()),
           judge("layers: link lines of Makefile.am", check_link_lines()),
           judge("layers: what the built programs need", check_needed())]
sys.exit(0 if all(results) else 1)
