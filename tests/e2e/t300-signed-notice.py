#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t300-signed-notice.py - what openssl(1) and Python's email package find in a notice of ours."""
import email
import email.policy
import os
import re
import subprocess
import sys
import tempfile

BUILD, SOURCE = os.environ["VT_BUILD"], os.environ["VT_SOURCE"]
SHAPES = {
    "rsa": ["-newkey", "rsa:2048"],
    "pss": ["-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ec": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
}
CONFIG = """[req]
distinguished_name = dn
prompt = no
utf8 = yes
[dn]
CN = $ENV::CN
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
keyUsage = digitalSignature,nonRepudiation
extendedKeyUsage = emailProtection
subjectAltName = email:vanthu@kimson.example
"""
count, failed = 0, 0


def ok(condition, what):
    global count, failed
    count += 1
    failed += not condition
    print(f"{'ok' if condition else 'not ok'} {count} - {what}", flush=True)


def run(*argv, **options):
    return subprocess.run(argv, capture_output=True, check=False, **options)


def must(*argv, cn="x"):
    done = run(*argv, env=dict(os.environ, CN=cn))
    if done.returncode != 0:
        sys.exit(f"Bail out! {argv}: {done.stderr.decode()}")


def make_pki(shape, key):
    must("openssl", "req", "-x509", "-config", "pki.cnf", "-extensions", "ca", "-nodes", "-days", "9",
         "-newkey", "rsa:2048", "-keyout", "root.key", "-out", "root.pem", cn="Root")
    must("openssl", "req", "-new", "-config", "pki.cnf", "-nodes", *shape, "-keyout", key,
         "-out", "leaf.csr", cn="UBND xã Kim Sơn")
    must("openssl", "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key",
         "-CAcreateserial", "-days", "9", "-extfile", "pki.cnf", "-extensions", "leaf", "-out", "leaf.pem")


def verify(path, out="content"):
    return run("openssl", "cms", "-verify", "-purpose", "smimesign", "-CAfile", "root.pem", "-in", path,
               "-out", out)


def check_openssl(name):
    done = verify("notice.eml")
    ok(done.returncode == 0, f"{name}: openssl verifies it {done.stderr.decode().strip()[:200]}")
    with open("notice.eml", "rb") as stream:
        raw = stream.read()
    ok(b"\n" not in raw.replace(b"\r\n", b"") and max(raw) < 0x7f, f"{name}: seven bits, CRLF")
    with open("content", "rb") as stream:
        ok(stream.read().startswith(b"X-Vanthu-Purpose: notice\r\n"), f"{name}: its purpose is signed")
    with open("lf.eml", "wb") as stream:
        stream.write(raw.replace(b"\r\n", b"\n"))
    ok(verify("lf.eml").returncode == 0, f"{name}: with LF too, as a Maildir keeps it")
    with open("bad.eml", "wb") as stream:
        stream.write(raw.replace(b"X=C3=81C", b"Y=C3=81C", 1))
    ok(raw.count(b"X=C3=81C") > 0 and verify("bad.eml").returncode != 0, f"{name}: altered is refused")
    shown = run("openssl", "cms", "-cmsout", "-print", "-noout", "-in", "notice.eml").stdout.decode()
    for attribute in ("contentType", "messageDigest", "signingTime", "id-smime-aa-signingCertificateV2",
                      "S/MIME Capabilities", "algorithm: sha256"):
        ok(attribute in shown, f"{name}: {attribute}")
    ok(not re.search(r"rc2|des-|gost", shown), f"{name}: no weak capability")


def check_python(files):
    with open("notice.eml", "rb") as stream:
        message = email.message_from_binary_file(stream, policy=email.policy.default)
    ok(message["Subject"] == "Xác nhận tiếp nhận văn bản số «453/TB-UBND» ngày 22/11/2026", f"subject {message['Subject']}")
    ok(message["From"].addresses[0].display_name == "Ủy ban nhân dân xã Kim Sơn"
       and message["From"].addresses[0].addr_spec == "vanthu@kimson.example", "from")
    ok(message["To"].addresses[0].display_name == 'Sở "Nội vụ", tỉnh' and len(message["To"].addresses) == 1, "to")
    ok(message["Date"].datetime.isoformat() == "2026-11-22T23:00:00+07:00", "date")
    ok(message["Bcc"] is None and message["Precedence"] is None, "no header from a value")
    ok(message["In-Reply-To"] == "<x@y.example>" and message["Auto-Submitted"] == "auto-replied", "threading")
    ok(message.get_content_type() == "multipart/signed" and message.get_param("micalg") == "sha-256"
       and message.get_param("protocol") == "application/pkcs7-signature", "multipart/signed")
    entity, signature = message.get_payload()
    ok(signature.get_filename() == "smime.p7s", "smime.p7s")
    parts = list(entity.iter_parts())
    text = parts[0].get_content()
    ok("Kính gửi: Sở Nội vụ.\n" in text and "«về việc nghỉ lễ . Bcc: x@y.example»" in text, "text")
    ok([part.get_filename() for part in parts[1:]] == files, f"names {[p.get_filename() for p in parts[1:]]}")
    for name, part in zip(files, parts[1:]):
        with open(os.path.join("files", name), "rb") as stream:
            ok(part.get_payload(decode=True) == stream.read(), f"bytes of {name}")
    ok(parts[-1].get_content_type() == "application/octet-stream", "an original is no message/rfc822")


def main():
    files = ["Tờ trình số 1 về việc phê duyệt kế hoạch sử dụng đất năm 2026 (bản chính thức).pdf",
             "a.pdf", "thu-goc.eml"]
    with tempfile.TemporaryDirectory(prefix="vanthu-notice-") as folder:
        os.chdir(folder)
        os.mkdir("files")
        with open("pki.cnf", "w", encoding="utf-8") as stream:
            stream.write(CONFIG)
        for size, name in enumerate(files):
            with open(os.path.join("files", name), "wb") as stream:
                stream.write(os.urandom(57 * size * 1000 + size))
        for name, shape in SHAPES.items():
            make_pki(shape, "leaf.key")
            must(f"{BUILD}/tests/e2e/make-notice", f"{SOURCE}/templates", "leaf.key", "leaf.pem", "root.pem",
                 "notice.eml", *[os.path.join("files", one) for one in files])
            check_openssl(name)
        check_python(files)
        must(f"{BUILD}/tests/e2e/make-notice", f"{SOURCE}/templates", "leaf.key", "leaf.pem", "root.pem",
             "notice.eml")
        ok(verify("notice.eml").returncode == 0, "text alone verifies")
    print(f"1..{count}")
    sys.exit(failed > 0)


main()
