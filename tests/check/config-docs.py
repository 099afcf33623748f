#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""config-docs.py - what the tables of the code hold stands in manual pages, samples and help too.

Reads the C tables as text: kinds and keys (vt_kind_spec, vt_key), columns of the *.tsv files,
verdict codes, actions, commands and their options, places of mail templates.
"""
import glob
import os
import re
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

# source of the specification: (the sample of each file, its manual page)
CONF_PAGE = "daemon/doc/vanthu.conf.5"
SPECS = {
    "daemon/doc/office_spec.c": {"conf_spec": "config/vanthu.conf"},
    "daemon/doc/office_directory.c": {"directory_spec": "config/directory.conf"},
    "daemon/doc/office_tables.c": {"routing_spec": "config/routing.conf"},
    "daemon/doc/office_books.c": {"books_spec": "config/books.conf"},
}
COMMAND_SOURCES = ("daemon/proc/registrar/look.c", "daemon/proc/registrar/change.c")


def read(name):
    with open(name, encoding="utf-8") as stream:
        return stream.read()


def strings(text):
    """What the string literals say, neighbours joined."""
    joined = re.sub(r'"\s*\n\s*"', "", text)
    return [re.sub(r"\\(.)", r"\1", s) for s in re.findall(r'"((?:[^"\\]|\\.)*)"', joined)]


def body_of(text, head):
    """What stands between the braces of the table whose declaration matches head."""
    found = re.search(head + r"[^=;]*=\s*\{(.*?)\n\};", text, re.S)
    return found.group(1) if found else ""


def rows(body):
    """The innermost-but-one { ... } of a table, one a row."""
    depth, start, out = 0, 0, []
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}]', body):
        if match.group() == "{":
            if depth == 0:
                start = match.end()
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                out.append(body[start:match.start()])
    return out


def member(row, name):
    """The string of .name, or None."""
    found = re.search(rf"\.{name}\s*=\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", row)
    return "".join(strings(found.group(1))) if found else None


def kinds(source, spec):
    """[(kind, help, [(key, fallback, help)])] of one vt_kind_spec table."""
    text = read(source)
    # Keys of vanthu.conf that many programs have stand in files beside it.
    text += "".join(read(part) for part in sorted(glob.glob(source[:-2] + "_*.c")))
    out = []
    for row in rows(body_of(text, rf"vt_kind_spec {spec}\[\]")):
        kind, table = member(row, "kind"), re.search(r"\.keys\s*=\s*(\w+)", row)
        if kind is None or table is None:
            continue
        keys = [(member(r, "name"), member(r, "fallback"), member(r, "help"))
                for r in rows(body_of(text, rf"vt_key {table.group(1)}\[\]"))]
        out.append((kind, member(row, "help"), [key for key in keys if key[0]]))
    return out


def plain(page):
    """A manual page without the escapes that matter here."""
    return read(page).replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")


def section(page, title):
    """The text below one .Ss or .Sh heading."""
    found = re.search(rf"^\.S[sh] {re.escape(title)}\n(.*?)(?=^\.S[sh] |\Z)", plain(page), re.S | re.M)
    return found.group(1) if found else None


def documented(text, word):
    return re.search(rf"^\.(?:It|Cm|Sy|Nm|Ar|Fl)\b.*(?<![\w-]){re.escape(word)}(?![\w-])", text, re.M)


def sample_blocks(name):
    """{kind: text} of a sample; what is commented out counts."""
    out, kind = {}, None
    for line in read(name).splitlines():
        bare = re.sub(r"^(\s*)# ?", r"\1", line)
        head = re.match(r"([a-z][\w-]*)( [\w.@-]+)?$", bare)
        if head and not bare.startswith((" ", "\t")):
            kind = head.group(1)
        out[kind] = out.get(kind, "") + bare + "\n"
    return out


def check_settings():
    faults = []
    for source, specs in SPECS.items():
        for spec, sample in specs.items():
            found = kinds(source, spec)
            if not found:
                faults.append(f"{source}: cannot read the table {spec}")
            blocks = sample_blocks(sample)
            for kind, about, keys in found:
                text = section(CONF_PAGE, f"{kind}")
                if text is None:
                    faults.append(f"{CONF_PAGE}: no section '{kind}'")
                    continue
                if not about or not keys:
                    faults.append(f"{source}: kind '{kind}' has no help, or no keys were found")
                for key, fallback, help_text in keys:
                    item = re.search(rf"^\.It Cm {re.escape(key)}\n(.*?)(?=^\.It |^\.El)", text, re.S | re.M)
                    if not help_text:
                        faults.append(f"{source}: key '{key}' of '{kind}' has no help")
                    if item is None:
                        faults.append(f"{CONF_PAGE}: key '{key}' is missing in section '{kind}'")
                    elif fallback is not None and fallback not in item.group(1):
                        faults.append(f"{CONF_PAGE}: '{kind}' '{key}' does not tell its default {fallback}")
                    if not re.search(rf"^\s+{re.escape(key)} = ", blocks.get(kind, ""), re.M):
                        faults.append(f"{sample}: key '{key}' of '{kind}' is missing")
                for key in re.findall(r"^\.It Cm (\S+)$", text, re.M):
                    if key not in [k[0] for k in keys]:
                        faults.append(f"{CONF_PAGE}: '{kind}' has no key '{key}'")
    return faults


def check_tables():
    """Columns of the *.tsv files, and the closed lists of words in them."""
    faults = []
    source = read("daemon/doc/office_tables.c")
    for name, body in re.findall(r"void vt_office_read_(\w+)\(.*?\n\{(.*?)\n\}", source, re.S):
        found = re.search(r"columns\[\]\s*=\s*\{(.*?)NULL", body, re.S)
        if found is None:
            continue
        text, sample = section(CONF_PAGE, f"{name}.tsv") or "", f"config/{name}.tsv"
        header = next((line for line in read(sample).splitlines() if line and line[0] != "#"), "")
        for column in strings(found.group(1)):
            if not documented(text, column):
                faults.append(f"{CONF_PAGE}: column '{column}' is missing in section '{name}.tsv'")
            if column not in header.split("\t"):
                faults.append(f"{sample}: column '{column}' is missing")
    text, source_of_days = section(CONF_PAGE, "holidays.tsv") or "", read("daemon/doc/holidays.c")
    header = re.search(r"columns\[\]\s*=\s*\{(.*?)NULL", read("daemon/doc/worktime.c"), re.S).group(1)
    for word in strings(header) + strings(body_of(source_of_days, r"vt_holiday_names\[\]")) + ["off", "work"]:
        if not documented(text, word):
            faults.append(f"{CONF_PAGE}: '{word}' is missing in section 'holidays.tsv'")
    for table, page_section in (("word_list_names", "words.tsv"), ("file_kind_names", "filetypes.tsv")):
        for word in strings(body_of(source, rf"{table}\[\]")):
            if not documented(section(CONF_PAGE, page_section) or "", word):
                faults.append(f"{CONF_PAGE}: '{word}' is missing in section '{page_section}'")
    return faults


def check_codes():
    faults = []
    names = re.findall(r"^\s+VT_CODE_(\w+) = (\d+)", read("daemon/doc/codes.h"), re.M)
    table = re.findall(r"\bROW\((\w+),", read("daemon/doc/codes.c"))[1:]
    if table and table[0] == "c":
        table = table[1:]
    for name, number in names:
        if name not in table:
            faults.append(f"daemon/doc/codes.c: code {number} {name} has no row")
        if table.count(name) > 1:
            faults.append(f"daemon/doc/codes.c: code {number} {name} has several rows")
    numbers = [number for _, number in names]
    for number in sorted(set(numbers)):
        if numbers.count(number) > 1:
            faults.append(f"daemon/doc/codes.h: {number} stands for two codes")
    page = "build/daemon/doc/vanthu-codes.7"
    if os.path.exists(page):
        text = read(page)
        faults += [f"{page}: code {number} is missing" for number in numbers
                   if not re.search(rf"^\.It Sy {number} ", text, re.M)]
    return faults if names else ["daemon/doc/codes.h: no codes were found"]


def check_commands():
    faults = []
    ctl, page = read("daemon/ctl/vanthuctl.c"), "daemon/ctl/vanthuctl.8"
    usages = [usage for usage, _ in re.findall(r'\{\s*("(?:[^"\\]|\\.)*"\s*(?:\n\s*"(?:[^"\\]|\\.)*")*),\s*'
                                               r'("(?:[^"\\]|\\.)*")', body_of(ctl, r"commands\[\]"))]
    help_text = "\n".join("".join(strings(usage)) for usage in usages)
    manual = plain(page)
    fields = re.findall(r'\[VT_FIELD_\w+\] = \{ "([\w-]+)"', read("daemon/doc/fields.c"))
    told = " ".join(re.findall(r"^\| (`[^|]*) \|", read("README.md"), re.M))
    faults += [f"README.md: command '{words}' is missing in its table" for words in
               re.findall(r"(?:^|\| )([a-z][a-z-]*(?: [a-z]+)*)", help_text, re.M) if f"`{words}" not in told]
    found = 0
    for source in COMMAND_SOURCES:
        for row in rows(body_of(read(source), r"vt_command vt_\w+_commands\[\]")):
            name = member(row, "name")
            if name is None:
                continue
            found += 1
            items = "\n".join(re.findall(rf"^\.It Cm {name}\b.*$", manual, re.M))
            if not items:
                faults.append(f"{page}: command '{name}' is missing")
            if not re.search(rf"(^|\| ){name}\b", help_text, re.M):
                faults.append(f"daemon/ctl/vanthuctl.c: command '{name}' is missing in its help")
            for option in f"{member(row, 'values') or ''} {member(row, 'flags') or ''}".split():
                # Where all commands take it, the page says so once.
                if option != "own" and not re.search(rf"Fl Fl {option}\b", items):
                    faults.append(f"{page}: option '--{option}' of '{name}' is missing")
    if found == 0 or not usages:
        faults.append("cannot read the tables of commands")
    if "Fl Fl own" not in manual:
        faults.append(f"{page}: option '--own' is missing")
    for field in fields:
        if field != "arrival-number" and not re.search(rf"^\.Cm .*(?<!-)\b{field}\b", manual, re.M):
            faults.append(f"{page}: field '{field}' is missing")
    return faults


def check_policy():
    faults = []
    source, page, sample = read("daemon/doc/policy.c"), "daemon/doc/vanthu-policy.5", "config/policy.conf"
    actions = [strings(row)[0] for row in rows(body_of(source, r"\}? ?actions\[\]")) if strings(row)]
    proofs = strings(body_of(source, r"proof_names\[\]"))
    roles = strings(body_of(read("daemon/doc/directory.c"), r"role_names\[\]"))
    text = plain(page)
    lines = [line.split("\t")[0] for line in read(sample).splitlines()]
    for what, words in (("action", actions), ("proof", proofs), ("role", roles)):
        if not words:
            faults.append(f"cannot read the table of {what}s")
        for word in words:
            if not re.search(rf"^\.It (Cm|Sy) {word}$", text, re.M):
                faults.append(f"{page}: {what} '{word}' is missing")
    faults += [f"{sample}: action '{action}' has no line" for action in actions if action not in lines]
    return faults


def check_templates():
    faults = []
    source, page = read("daemon/mail/template_places.c"), "daemon/mail/vanthu-templates.5"
    text = plain(page)
    places = [strings(row)[0] for row in rows(body_of(source, r"\w+ places\[\]"))]
    table = body_of(read("daemon/mail/template_mails.c"), r"\w+ mails\[\]")
    names = [strings(row)[0] for row in rows(table) if row.lstrip("{ \t\n").startswith('"')]
    if not places or not names:
        faults.append("daemon/mail/template_places.c: cannot read its tables")
    for what, words in (("place", places), ("mail", names)):
        for word in words:
            if not re.search(rf"^\.It Cm {word}$", text, re.M):
                faults.append(f"{page}: {what} '{word}' is missing")
    for name in names:
        for language in ("vi", "en"):
            # Guides, in a folder of their own, are Vietnamese.
            if (language == "vi" or "/" not in name) and not os.path.exists(f"templates/{language}/{name}.txt"):
                faults.append(f"templates/{language}/{name}.txt is missing")
    files = {os.path.relpath(path, f"templates/{language}")[:-4] for language in ("vi", "en")
             for path in glob.glob(f"templates/{language}/**/*.txt", recursive=True)}
    faults += [f"templates: '{name}' is in no table of mails" for name in sorted(files - set(names) - {"cau"})]
    return faults


# The same in both languages, or Vietnamese without marks.
NEUTRAL = {"SHA-256", "Byte", "Nay", "Trang"}
# file and function, or file, whose tables only administrators ask for; all else is for clerks.
ADMINISTRATORS = {"backup_command.c", "import.c", "offline.c", "look_status.c", "roundtrip_report.c",
                  "look_waiting.c vt_run_queue", "look_one.c trace_ledger", "look_one.c trace_mails"}


def table_heads():
    """(file, function around it or "", heads) of each table that the office answers with."""
    for path in sorted(glob.glob("daemon/proc/registrar/*.c")):
        text = read(path)
        for found in re.finditer(r"const vt_column \w+\[\] = \{(.*?)\};", text, re.S):
            heads = re.findall(r'\{\s*"[^"]*",\s*"([^"]*)"\s*\}', found.group(1))
            inside = text[:found.start()].rsplit("\n", 1)[1].startswith("\t")
            before = re.findall(r"^\w[^\n;{}]*?(\w+)\([^;{}]*\)\n\{", text[:found.start()], re.M)
            yield os.path.basename(path), before[-1] if inside and before else "", heads


def check_heads():
    """Users read Vietnamese, administrators English; no table mixes them."""
    faults, seen = [], 0
    for name, function, heads in table_heads():
        english = bool(ADMINISTRATORS & {name, f"{name} {function}"})
        seen += 1
        faults += [f"{name} {function}: '{head}' is not {'English' if english else 'Vietnamese'}"
                   for head in heads if head not in NEUTRAL and head.isascii() != english]
    if seen < 15:
        faults.append(f"only {seen} tables were found")
    return faults


def verbs():
    """What people write: (name, as mails print it), by kind of verb."""
    text = read("daemon/doc/verb.c")
    found = re.findall(r'\[VT_VERB_\w+\] = \{\s*"([^"]+)",\s*"([^"]+)",.*?VT_VERB_(ANSWERS|CHANGES|WORKS|COMMANDS)', text, re.S)
    return [(name, written, kind) for name, written, kind in found]


GUIDE_LINES = 120  # two pages of 60


def check_verbs():
    """Every word stands in vanthu-mail(7), none that does not exist, and in a guide for its people."""
    page = read("daemon/doc/vanthu-mail.7")
    named = set(re.findall(r"^\.It Cm ([^:\n]*?)(?: Ar| Op| :|$)", page, re.M))
    guides = "".join(read(path) for path in glob.glob("templates/vi/huong-dan/*.txt"))
    table = verbs()
    faults = [f"daemon/doc/vanthu-mail.7: '{written}' is missing" for name, written, kind in table
              if written not in {one.split(" Ar")[0].strip() for one in named}]
    faults += [f"daemon/doc/vanthu-mail.7: '{one}' is no word of daemon/doc/verb.c" for one in sorted(named)
               if one not in {written for name, written, kind in table}]
    faults += [f"templates/vi/huong-dan: no guide speaks of '{written}'" for name, written, kind in table
               if not re.search(rf"(?<!\w){re.escape(written)}(?!\w)", guides)]
    for path in glob.glob("templates/vi/huong-dan/*.txt"):
        if read(path).count("\n") > GUIDE_LINES:
            faults.append(f"{path}: longer than two pages, {GUIDE_LINES} lines")
    if len(table) < 40:
        faults.append(f"daemon/doc/verb.c: only {len(table)} verbs were found")
    return faults


def judge(name, faults):
    for fault in faults:
        print(fault)
    print(f"{'not ok' if faults else 'ok'} - documents: {name}")
    return not faults


if __name__ == "__main__":
    results = [judge("keys of the office's files", check_settings()),
               judge("tables of the office", check_tables()),
               judge("verdict codes", check_codes()),
               judge("commands of vanthuctl", check_commands()),
               judge("policy", check_policy()),
               judge("mail templates", check_templates()),
               judge("heads of tables", check_heads()),
               judge("words that people write", check_verbs())]
    sys.exit(0 if all(results) else 1)
