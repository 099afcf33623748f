#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t550 - vanthud, intake and dispatch against a registrar that is played

Start, stop, lock, -n, restarts, the Maildir door and the Maildir transport, each in its real jail.
"""
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time

from played_office import (CONF, ENVIRONMENT, FAKE, FOLDER, VANTHUD, Office, arrived, check,
                           content, count_heard, finish, heard, listing, log, order, pid_of, put,
                           run_once, set_up, tell, wait_for)


def test_check():
    result = run_once("-n")
    check("-n: a good set-up", result.returncode == 0 and result.stdout == "configuration is good\n",
          result.stderr)
    os.chmod(os.path.join(FOLDER, "key.pem"), 0o644)
    os.unlink(os.path.join(FOLDER, "cert.pem"))
    tell("fault-of-vanthu-signer", "key.pem: it is no key")
    result = run_once("-n")
    lines = result.stderr.splitlines()
    check("-n: every fault and exit 78", result.returncode == 78 and len(lines) == 3
          and any("others may read the key" in line and line.startswith(CONF + ":") for line in lines)
          and any("cannot read" in line and "cert.pem" in line for line in lines)
          and "key.pem: it is no key" in lines, result.stderr)
    result = run_once()
    check("a bad set-up does not start", result.returncode == 78, result.stderr)
    os.chmod(os.path.join(FOLDER, "key.pem"), 0o600)
    with open(os.path.join(FOLDER, "cert.pem"), "w", encoding="utf-8") as stream:
        stream.write("certificate")
    result = subprocess.run([VANTHUD, "--what"], capture_output=True, text=True)
    check("a wrong option: usage and 64", result.returncode == 64 and "usage:" in result.stderr)
    result = subprocess.run([VANTHUD, "--version"], capture_output=True, text=True)
    check("--version", result.returncode == 0 and result.stdout.startswith("vanthud "))


def test_start(office):
    check("all programs become ready", wait_for(lambda: "all-ready" in log()), log())
    check("everybody is introduced", count_heard("introduced ") == 5, heard())
    path = os.path.join(FOLDER, "state/run/control.sock")
    check("the control socket has mode 0660", os.stat(path).st_mode & 0o777 == 0o660)
    second = run_once()
    check("a second vanthud refuses and names the first",
          second.returncode == 75 and f"pid {office.process.pid} holds it" in second.stderr, second.stderr)
    status = content(f"/proc/{pid_of('vanthu-intake')}/status")
    check("intake runs in its jail", "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status, status)


def test_intake():
    mail = b"From: a@b.example\r\nSubject: x\r\n\r\nbody\r\n"
    put("1700000000.odd \xff\n'; name", mail)
    check("a message arrives", wait_for(lambda: count_heard("arrived ") == 1), log())
    ident = arrived()[1]
    kept = os.path.join(FAKE, ident)
    wait_for(lambda: os.path.exists(kept + ".env"))
    with open(kept + ".eml", "rb") as stream:
        check("byte for byte", stream.read() == mail)
    envelope = content(kept + ".env")
    check("with its envelope", all(line in envelope.splitlines() for line in (
        f"id: {ident}", "door: maildir", "account: den", "own: kimson", f"bytes: {len(mail)}",
        f"sha256: {hashlib.sha256(mail).hexdigest()}")), envelope)
    check("and is forgotten when kept", wait_for(lambda: not listing("in/.vanthu/claimed")))
    put("2", b"x" * 102401)
    check("too big: told", wait_for(lambda: count_heard("door-fault den too-big ") == 1), heard())
    check("too big: put aside", len(wait_for(lambda: listing("in/.vanthu/too-big"))) == 1
          and not listing("in/new") and not listing("state/spool") and "not-taken" in log())
    put("3", b"y" * 102400)
    check("at the limit: taken", wait_for(lambda: count_heard("arrived ") == 2))
    for number in range(200):
        put(f"n{number:03}", b"number %d" % number)
    tell("look", "77")
    check("looked around", wait_for(lambda: "looked-around 77" in heard()), heard())
    before = heard()[:heard().index("looked-around 77")]
    check("and all that lay there was announced before", len([l for l in before if l.startswith("arrived")]) == 202)
    idents = [line.split(" ")[1] for line in heard() if line.startswith("arrived ")]
    check("ids rise", idents == sorted(idents) and len(set(idents)) == len(idents))


def test_intake_crash():
    tell("forgetful")
    before = count_heard("arrived ")
    put("crash", b"to be told twice")
    wait_for(lambda: count_heard("arrived ") == before + 1)
    ident = arrived()[1]
    check("not kept: the claim stays", listing("in/.vanthu/claimed") == [ident])
    os.unlink(os.path.join(FAKE, "forgetful"))
    os.kill(pid_of("vanthu-intake"), signal.SIGKILL)
    check("after a crash it is announced again", wait_for(lambda: count_heard("arrived ") == before + 2), log())
    check("under the same id", arrived()[1] == ident)
    check("and forgotten", wait_for(lambda: not listing("in/.vanthu/claimed")))


def test_dispatch():
    new = "out/binh@kimson.example/new"
    check("a message is sent", order(1, "N1", b"notice", "binh@kimson.example") == ["sent 1 1 0 "], log())
    check("into the Maildir of its address", listing(new) == ["N1.vanthu"])
    check("a repeat does not double", order(2, "N1", b"notice", "binh@kimson.example") == ["sent 2 1 0 "]
          and listing(new) == ["N1.vanthu"])
    answer = order(3, "N3", b"other", "binh@kimson.example", "0" * 64)
    check("other bytes than recorded are refused", len(answer) == 1 and answer[0].startswith("sent 3 0 2 ")
          and "not what was recorded" in answer[0] and listing(new) == ["N1.vanthu"], answer)
    answer = order(4, "N4", b"x", "../../etc@kimson.example")
    check("an address that is none is refused", len(answer) == 1 and answer[0].startswith("sent 4 0 2 "), answer)


def test_restarts(office):
    introduced = count_heard("introduced ")
    tell("die")
    check("the registrar dies: all are introduced anew",
          wait_for(lambda: count_heard("introduced ") == introduced + 5), log())
    put("after", b"after the registrar died")
    before = count_heard("arrived ")
    check("and work goes on", wait_for(lambda: count_heard("arrived ") > before - 1 and any(
        os.path.getsize(os.path.join(FAKE, name)) == 24 for name in os.listdir(FAKE) if name.endswith(".eml"))), log())
    check("an orderly end", office.stop() == 0, log())
    check("the registrar ended last", heard()[-1] == "ended vanthu-registrar", heard()[-5:])
    check("nobody is left", subprocess.run(["pgrep", "-f", FOLDER], capture_output=True).stdout == b"")


def test_end_of_vanthud():
    with Office() as office:
        wait_for(lambda: log().count("all-ready") == 2)
        pid = pid_of("vanthu-intake")
        office.process.kill()
        office.process.wait()
        check("when vanthud is killed the others end", wait_for(lambda: not os.path.exists(f"/proc/{pid}")
              or "zombie" in content(f"/proc/{pid}/status")))
    with Office() as office:
        check("and a new one starts over its lock and socket", wait_for(lambda: log().count("all-ready") == 3), log())
        check("orderly again", office.stop() == 0)


def systemd_hears(listener, line):
    """Among what systemd is told besides."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if line in listener.recv(500).decode().split("\n"):
            return True
    return False


def test_notify():
    path = os.path.join(FOLDER, "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        listener.settimeout(15)
        ENVIRONMENT["NOTIFY_SOCKET"] = path
        with Office() as office:
            check("systemd hears READY=1", systemd_hears(listener, "READY=1"))
            office.stop()
            check("and STOPPING=1", systemd_hears(listener, "STOPPING=1"))
        del ENVIRONMENT["NOTIFY_SOCKET"]


def main():
    set_up()
    try:
        test_check()
        with Office() as office:
            test_start(office)
            test_intake()
            test_intake_crash()
            test_dispatch()
            test_restarts(office)
        test_end_of_vanthud()
        test_notify()
    finally:
        status = finish()
    return status


sys.exit(main())
