#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""played_office.py - an office for the tests of vanthud, intake and dispatch: a folder, and the others played"""
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

BUILD = os.environ.get("VT_BUILD", "build")
SOURCE = os.path.abspath(os.environ.get("VT_SOURCE", "."))
VANTHUD = os.path.join(os.path.abspath(BUILD), "vanthud")
FOLDER = tempfile.mkdtemp(prefix="vanthu-played-")
FAKE = os.path.join(FOLDER, "fake")
CONF = os.path.join(FOLDER, "vanthu.conf")
FILES = {
    "vanthu.conf": "office\n\tstate = state\n\ttypes = types.tsv\n\twords = words.tsv\n"
                   "\tfiletypes = filetypes.tsv\n\tlegal = legal.tsv\n"
                   "intake\n\tmax-bytes = 100K\nmaildir den\n\tpath = in\n\tagency = kimson\n"
                   "signer kimson\n\tnotice-key = key.pem\n\tnotice-certificate = cert.pem\n"
                   "dispatch\n\tmaildir = out\n",
    "types.tsv": "abbreviation\tname\tgroup\nQĐ\tQuyết định\tchung\n",
    "words.tsv": "list\ttext\tlevel\tsource\nsecret\tMẬT\tmat\ttest\n",
    "filetypes.tsv": "type\textensions\tkind\tsource\napplication/pdf\tpdf\tdocument\ttest\n",
    "legal.tsv": "key\tcitation\nreceipt\tx\nrefusal\tx\nregister\tx\n",
    "key.pem": "key", "cert.pem": "certificate",
}
ENVIRONMENT = {**os.environ, "VANTHU_LIBEXECDIR": os.path.join(FOLDER, "libexec"), "VANTHU_FAKE": FAKE,
               "VANTHU_SOURCE": SOURCE, "VANTHU_DATADIR": SOURCE}
count = 0
failed = 0


def check(what, good, detail=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {what}", flush=True)
    if not good:
        for line in str(detail).splitlines():
            print("# " + line)


def finish():
    if failed == 0:
        shutil.rmtree(FOLDER, ignore_errors=True)
    print(f"1..{count}")
    return failed != 0


def set_up():
    for name in ("fake", "libexec", "in"):
        os.mkdir(os.path.join(FOLDER, name))
    for name, content in FILES.items():
        with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as stream:
            stream.write(content)
    os.chmod(os.path.join(FOLDER, "key.pem"), 0o600)
    for name in ("directory.conf", "policy.conf", "books.conf", "routing.conf"):
        shutil.copy(os.path.join(SOURCE, "config", name), FOLDER)
    for name in ("registrar", "signer", "inspect"):
        os.symlink(os.path.join(SOURCE, "tests/e2e/fake-programs"),
                   os.path.join(FOLDER, "libexec", "vanthu-" + name))
    for name in ("intake", "dispatch", "imap", "watch", "scan", "token"):
        os.symlink(os.path.join(os.path.abspath(BUILD), "vanthu-" + name),
                   os.path.join(FOLDER, "libexec", "vanthu-" + name))


def run_once(*arguments):
    return subprocess.run([VANTHUD, *arguments, "-c", CONF], env=ENVIRONMENT, capture_output=True, text=True,
                          timeout=60)


class Office:
    def __enter__(self):
        self.log = open(os.path.join(FOLDER, "log"), "a+", encoding="utf-8")
        self.process = subprocess.Popen([VANTHUD, "-c", CONF], env=ENVIRONMENT, stderr=self.log)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def content(path):
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def heard():
    path = os.path.join(FAKE, "heard")
    return content(path).splitlines() if os.path.exists(path) else []


def log():
    return content(os.path.join(FOLDER, "log"))


def wait_for(condition, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    return condition()


def count_heard(start):
    return len([line for line in heard() if line.startswith(start)])


def tell(name, value=""):
    path = os.path.join(FAKE, name)
    with open(path + ".tmp", "w", encoding="utf-8") as stream:
        stream.write(value)
    os.rename(path + ".tmp", path)


def put(name, data):
    folder = os.path.join(FOLDER, "in", "tmp")
    os.makedirs(folder, exist_ok=True)
    os.makedirs(os.path.join(FOLDER, "in", "new"), exist_ok=True)
    with open(os.path.join(folder, "x"), "wb") as stream:
        stream.write(data)
    os.rename(os.path.join(folder, "x"), os.path.join(FOLDER, "in", "new", name))


def listing(*path):
    folder = os.path.join(FOLDER, *path)
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def pid_of(program):
    lines = [line for line in log().splitlines() if f"started program={program} " in line]
    return int(lines[-1].rsplit("pid=", 1)[1])


def arrived(index=-1):
    return [line.split(" ") for line in heard() if line.startswith("arrived ")][index]


def order(request, name, data, recipient, sha256=None):
    with open(os.path.join(FOLDER, "state/outbox", name), "wb") as stream:
        stream.write(data)
    tell("send", f"{request} {name} {sha256 or hashlib.sha256(data).hexdigest()} {recipient}")
    wait_for(lambda: count_heard(f"sent {request} ") == 1, 4)
    return [line for line in heard() if line.startswith(f"sent {request} ")]
