#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fuzz-all - every target of tests/fuzz under libFuzzer, address and undefined sanitizers

VT_FUZZ_SECONDS each (60), VT_FUZZ_JOBS at a time (one a processor), VT_FUZZ_TARGETS "scan cms" for some
only. Builds build-fuzz itself. What was learned is kept in build-fuzz/fuzz/corpus; what was found lies
in build-fuzz/fuzz/finds, with the command that repeats it.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

SOURCE = os.path.abspath(os.environ.get("VT_SOURCE", "."))
sys.path.insert(0, os.path.join(SOURCE, "tests"))

from lib import tap  # noqa: E402  pylint: disable=wrong-import-position

BUILD = os.path.join(SOURCE, "build-fuzz")
WORK = os.path.join(BUILD, "fuzz")
SEEDS = os.path.join(WORK, "seeds")
FINDS = os.path.join(WORK, "finds")
SECONDS = int(os.environ.get("VT_FUZZ_SECONDS", "60"))
JOBS = int(os.environ.get("VT_FUZZ_JOBS", os.cpu_count() or 1))

# Longest input, where it is not 16 KiB: a signed message with its file is longer; short texts are short.
MOST_BYTES = {"inspection": 65536, "mime": 32768, "scan": 32768, "sniff": 65536, "pdf_look": 65536,
              "number": 512, "charset": 2048, "text": 2048, "metadata": 4096}
# Targets that read the same language share its words.
DICTIONARY = {"mime": "inspection", "scan": "inspection"}


def targets():
    with open(os.path.join(SOURCE, "Makefile.am"), encoding="utf-8") as stream:
        names = re.findall(r"^FUZZ_TARGETS \+= tests/fuzz/fuzz_(\w+)$", stream.read(), re.M)
    wanted = os.environ.get("VT_FUZZ_TARGETS", "").split() or names
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit("fuzz-all: no such target: " + " ".join(sorted(unknown)))
    return [name for name in names if name in wanted]


def environment():
    env = dict(os.environ, VT_SOURCE=SOURCE, VT_FUZZ_TRUST=os.path.join(SEEDS, "pki"),
               # Slices of GLib hide leaks and overruns from the sanitizer.
               G_SLICE="always-malloc", ASAN_OPTIONS="detect_leaks=1",
               UBSAN_OPTIONS="print_stacktrace=1")
    # fuzz_office writes its files for every run.
    if os.access("/dev/shm", os.W_OK):
        env["TMPDIR"] = "/dev/shm"
    return env


def words_of(name, seconds):
    """The command line of one target."""
    corpus = os.path.join(WORK, "corpus", name)
    os.makedirs(corpus, exist_ok=True)
    words = [os.path.join(BUILD, "tests/fuzz/fuzz_" + name), f"-max_total_time={seconds}", "-timeout=20",
             "-rss_limit_mb=2048", f"-max_len={MOST_BYTES.get(name, 16384)}", "-print_final_stats=1",
             f"-artifact_prefix={FINDS}/{name}-"]
    dictionary = os.path.join(SOURCE, "tests/fuzz/dictionaries", DICTIONARY.get(name, name) + ".dict")
    if os.path.exists(dictionary):
        words.append("-dict=" + dictionary)
    seeds = [os.path.join(SOURCE, "tests/fuzz/seeds", name), os.path.join(SEEDS, name)]
    return words + [corpus] + [folder for folder in seeds if os.path.isdir(folder)]


def fuzz(name):
    log = os.path.join(WORK, name + ".log")
    with open(log, "wb") as out:
        status = subprocess.run(words_of(name, SECONDS), env=environment(), stdout=out,
                                stderr=subprocess.STDOUT, check=False).returncode
    with open(log, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    coverage = re.findall(r"cov: (\d+)", text)
    runs = re.findall(r"number_of_executed_units: (\d+)", text)
    said = f"{runs[-1] if runs else '?'} runs, {coverage[-1] if coverage else '?'} edges"
    found = re.findall(r"Test unit written to (\S+)", text)
    if status == 0:
        return name, True, said, ""
    return name, False, said, "\n".join(
        re.findall(r".*(?:ERROR|SUMMARY|runtime error).*", text)[:6]
        + [f"repeat: VT_SOURCE={SOURCE} VT_FUZZ_TRUST={SEEDS}/pki G_SLICE=always-malloc "
           f"{BUILD}/tests/fuzz/fuzz_{name} {path}" for path in found]
        + [f"then keep it as tests/fuzz/seeds/{name}/find-WHAT", f"log: {log}"])


def build():
    """Everything that takes part, in build-fuzz. The make that runs this must not pass its switches on."""
    env = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    subprocess.run([os.path.join(SOURCE, "tests/setup/build-variant"), "fuzz", "--enable-fuzzing", "CC=clang",
                    "CXX=clang++"], check=True, stdout=sys.stderr, env=env)
    subprocess.run(["make", "-C", BUILD, "--silent", f"-j{os.cpu_count() or 1}", "fuzz"], check=True,
                   stdout=sys.stderr, env=env)
    subprocess.run([sys.executable, os.path.join(SOURCE, "tests/fuzz/make-seeds"), SEEDS], check=True,
                   stdout=sys.stderr, env=env)
    os.makedirs(FINDS, exist_ok=True)


def main(t):
    missing = [tool for tool in ("clang", "clang++") if shutil.which(tool) is None]
    if missing:
        t.skip("fuzzing", "needs " + " and ".join(missing))
        return
    build()
    names = targets()
    minutes = -(-len(names) // JOBS) * SECONDS / 60
    t.say(f"{len(names)} targets, {SECONDS} s each, {JOBS} at a time: {minutes:.0f} minutes")
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for done in concurrent.futures.as_completed([pool.submit(fuzz, name) for name in names]):
            name, good, said, detail = done.result()
            t.ok(good, f"{name}: {said}", detail)


tap.run(main)
