#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""crash-doors - intake and dispatch die at their first, second, third ... durable step

After each death vanthud starts the program again. In the end the message must have come in once, under one id and
byte for byte, and the notice must lie once in its Maildir.
"""
import os
import subprocess
import sys

SOURCE = os.path.abspath(os.environ.get("VT_SOURCE", "."))
sys.path.insert(0, os.path.join(SOURCE, "tests/e2e"))
os.environ["VT_SOURCE"] = SOURCE
subprocess.run([os.path.join(SOURCE, "tests/setup/build-variant"), "crash", "--enable-crash-points"],
               check=True, stdout=sys.stderr)
os.environ["VT_BUILD"] = os.path.join(SOURCE, "build-crash")

from played_office import (ENVIRONMENT, FAKE, FOLDER, Office, check, count_heard, finish,  # noqa: E402
                           heard, listing, log, order, put, set_up, tell, wait_for)

MOST_STEPS = 200


def one_message(step):
    """True when the program died at that step, so that there may be a next one."""
    mail = b"Subject: %d\n\nbody %d\n" % (step, step)
    new = "out/binh@kimson.example/new"
    before = {line.split(" ")[1] for line in heard() if line.startswith("arrived ")}
    tell("at", str(step))
    put(f"m{step}", mail)
    arrived = wait_for(lambda: {line.split(" ")[1] for line in heard() if line.startswith("arrived ")} - before)
    gone = wait_for(lambda: not listing("in/.vanthu/claimed") and not listing("in/new"))
    name = f"N{step}"
    order(step, name, mail, "binh@kimson.example")
    if count_heard(f"sent {step} ") == 0:
        # dispatch died before it answered: the registrar orders again
        order(step, name, mail, "binh@kimson.example")
    ids = arrived or set()
    good = len(ids) == 1 and gone
    for ident in ids:
        with open(os.path.join(FAKE, ident + ".eml"), "rb") as stream:
            good = good and stream.read() == mail
    good = good and listing(new).count(name + ".vanthu") == 1 and not [
        entry for entry in listing("out/binh@kimson.example/tmp") if not entry.startswith(".tmp-")]
    with open(os.path.join(FAKE, "at"), encoding="utf-8") as stream:
        died = int(stream.read()) == 0
    with open(os.path.join(FAKE, "steps"), encoding="utf-8") as stream:
        last = stream.read().splitlines()
    check(f"step {step}: {last[step - 1] if died else 'the end'}", good,
          "\n".join(heard()[-6:] + log().splitlines()[-12:]))
    os.unlink(os.path.join(FAKE, "steps"))
    return died


def one_life(step):
    """A vanthud of its own: else its pause before a program starts again grows with every death."""
    ready = log().count("all-ready") if os.path.exists(os.path.join(FOLDER, "log")) else 0
    with Office() as office:
        wait_for(lambda: log().count("all-ready") > ready)
        died = one_message(step)
        check(f"step {step}: an orderly end", office.stop() == 0)
    return died


def main():
    set_up()
    ENVIRONMENT["VANTHU_CRASH_AT"] = os.path.join(FAKE, "at")
    ENVIRONMENT["VANTHU_CRASH_LOG"] = os.path.join(FAKE, "steps")
    try:
        step = 1
        while step < MOST_STEPS and one_life(step):
            step += 1
        check("there were steps to die at", 10 < step < MOST_STEPS, step)
        check("nothing lies about", not listing("state/spool"), listing("state/spool"))
    finally:
        status = finish()
    return status


sys.exit(main())
