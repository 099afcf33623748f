#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t310-signer.py - vanthu-signer: what -n finds, and signatures asked for over its channel."""
import array
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile

BUILD, SOURCE = os.environ["VT_BUILD"], os.environ["VT_SOURCE"]
SIGNER = f"{BUILD}/vanthu-signer"
ENTITY = b"X-Vanthu-Purpose: notice\r\nContent-Type: text/plain\r\n\r\nxin\r\n"
PKI = """[req]
distinguished_name = dn
prompt = no
[dn]
CN = x
[leaf]
keyUsage = digitalSignature
subjectAltName = email:thongbao@kimson.example
"""
DIRECTORY = """own kimson
	name = UBND xã Kim Sơn
	address = vanthu@kimson.example
	robot = thongbao@kimson.example
agency so
	name = Sở
	address = so@so.example
person binh
	own = kimson
	name = Bình
	address = binh@kimson.example
	role = clerk
	role = security
"""
CONF = """office
	state = state
maildir den
	path = in
	agency = kimson
signer kimson
	notice-key = {key}.key
	notice-certificate = {certificate}.pem
dispatch
	maildir = mail
"""
count, failed = 0, 0


def ok(condition, what):
    global count, failed
    count += 1
    failed += not condition
    print(f"{'ok' if condition else 'not ok'} {count} - {what}", flush=True)


def write(name, text):
    with open(name, "w", encoding="utf-8") as stream:
        stream.write(text)


def kinds():
    """Numbers of the packets, from the header that gives them."""
    names = []
    with open(f"{SOURCE}/daemon/wire/kinds.h", encoding="utf-8") as stream:
        for line in stream:
            word = line.strip().split(",")[0].split(" ")[0]
            if word.startswith("VT_KIND_") and word not in names:
                names.append(word)
    return {name: number for number, name in enumerate(names, 1)}


def pair(name, days, *shape):
    done = subprocess.run(["openssl", "req", "-x509", "-config", "pki.cnf", "-extensions", "leaf", "-nodes",
                           "-days", str(days), *shape, "-keyout", f"{name}.key", "-out", f"{name}.pem"],
                          capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"Bail out! {done.stderr.decode()}")
    os.chmod(f"{name}.key", 0o600)


def check(key, certificate):
    write("vanthu.conf", CONF.format(key=key, certificate=certificate))
    done = subprocess.run([SIGNER, "-n", "-c", "vanthu.conf"], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def faults():
    code, text = check("good", "good")
    ok(code == 0, f"-n: a good key {text}")
    code, text = check("good", "other")
    ok(code == 78 and "with its key" in text, f"-n: certificate of another key {text}")
    os.chmod("other.key", 0o644)
    code, text = check("other", "other")
    ok(code == 78 and "mode 0644, a key needs 0600" in text, f"-n: open key {text}")
    code, text = check("none", "good")
    ok(code == 78 and "cannot open" in text, f"-n: no key {text}")
    code, text = check("soon", "soon")
    ok(code == 0 and "certificate-expires" in text and "days=" in text, f"-n: expiry is a warning {text}")


def ask(peer, number, request, own, entity):
    fd = os.memfd_create("entity")
    os.write(fd, entity)
    body = struct.pack("<IQI", number["VT_KIND_SIGN"], request, len(own)) + own.encode()
    peer.sendmsg([body], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])
    os.close(fd)
    answer = peer.recv(65536)
    while struct.unpack_from("<I", answer)[0] == number["VT_KIND_VALIDITY"]:
        answer = peer.recv(65536)  # of its certificates, at its start
    kind, got, size = struct.unpack_from("<IQI", answer)
    ok(kind == number["VT_KIND_SIGNED"] and got == request, f"request {request} is answered")
    fault = answer[16 + size + 4:].decode()
    return answer[16:16 + size], fault


def at_work():
    number = kinds()
    check("good", "good")
    registrar, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    vanthud, theirs2 = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    high = [os.dup(one.fileno()) for one in (theirs, theirs2)]

    def place():
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)

    # pylint: disable=consider-using-with, subprocess-popen-preexec-fn
    signer = subprocess.Popen([SIGNER, "-c", "vanthu.conf"], close_fds=False, preexec_fn=place,
                              stderr=subprocess.PIPE)
    for one in (theirs, theirs2):
        one.close()
    for one in high:
        os.close(one)
    for one in (registrar, vanthud):
        one.settimeout(30)
    ok(struct.unpack("<I", vanthud.recv(100)[:4])[0] == number["VT_KIND_READY"], "ready, in its jail")
    der, fault = ask(registrar, number, 7, "kimson", ENTITY)
    with open("der", "wb") as stream:
        stream.write(der)
    with open("entity", "wb") as stream:
        stream.write(ENTITY)
    done = subprocess.run(["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "der", "-content",
                           "entity", "-CAfile", "good.pem", "-purpose", "any", "-out", "/dev/null"],
                          capture_output=True, check=False)
    ok(done.returncode == 0, f"openssl verifies it {fault} {done.stderr.decode()[:200]}")
    der, fault = ask(registrar, number, 8, "phuhoa", ENTITY)
    ok(der == b"" and "no key" in fault, f"no key of that agency: {fault}")
    der, fault = ask(registrar, number, 9, "kimson", b"Subject: Quyet dinh\r\n\r\nx\r\n")
    ok(der == b"" and "not a notice" in fault, f"signs notices alone: {fault}")
    der, fault = ask(registrar, number, 10, "kimson", ENTITY.replace(b"notice", b"document", 1))
    ok(der == b"" and "no key for 'kimson document'" in fault,
       f"the notice key signs no issued document: {fault}")
    signer.send_signal(signal.SIGTERM)
    ok(signer.wait(30) == 0, f"orderly end {signer.stderr.read().decode()[-300:]}")


def main():
    os.environ["VANTHU_DATADIR"] = SOURCE
    with tempfile.TemporaryDirectory(prefix="vanthu-signer-") as folder:
        os.chdir(folder)
        for name in ("state", "in", "mail"):
            os.mkdir(name)
        write("pki.cnf", PKI)
        write("directory.conf", DIRECTORY)
        write("routing.conf", "route\n\town = kimson\n\tto = binh\n")
        write("books.conf", "book den\n\town = kimson\n")
        with open(f"{SOURCE}/config/policy.conf", encoding="utf-8") as stream:
            write("policy.conf", stream.read())
        ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        pair("good", 90, *ec)
        pair("other", 90, "-newkey", "rsa:2048")
        pair("soon", 9, *ec)
        faults()
        at_work()
    print(f"1..{count}")
    sys.exit(failed > 0)


main()
