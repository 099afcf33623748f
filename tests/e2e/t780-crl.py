#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t780-crl - CRLs fetched from a web server, judged, put to use; and from files (TAP)."""

import hashlib
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import crl_server, office, office_files, pdf, pki, shapes, tap  # noqa: E402

DAY = 86400
NOW = int(time.time())	# one for all: of two lists made a second apart one is the newer


def crl(o, number, ca="g2", last=-DAY, following=30 * DAY, revoked=(), base=None):
	return pki.make_crl(o.pki[ca], list(revoked), NOW + last, NOW + following, number, base)


def trust(o, *parts):
	return o.path("state", "trust", *parts)


def installed(o):
	"""{SHA-256 of the bytes: name} of what lies in trust/crls."""
	out = {}
	for name in os.listdir(trust(o, "crls")):
		with open(trust(o, "crls", name), "rb") as f:
			out[hashlib.sha256(f.read()).hexdigest()] = name
	return out


def lies(o, data):
	return hashlib.sha256(data).hexdigest() in installed(o)


def setup(o, blocks, **crl_keys):
	"""vanthu.conf with these fetch blocks: {name: {key: value}}."""
	o.extra = [("crl", dict({"timeout": "20s"}, **{k.replace("_", "-"): v
		for k, v in crl_keys.items()}))]
	o.extra += [("fetch " + name, pairs) for name, pairs in blocks.items()]
	o.write()


def update(o, *more, env=None):
	answer = o.ctl("crl", "update", *more)
	rows = {r["source"]: r for r in answer.json["crls"]} if answer.out.startswith("{") else {}
	return answer, rows


def one(t, o, s, path, outcome, text, why="", status=None, **keys):
	"""One URL is fetched; what comes of it, and why."""
	before = installed(o)
	keys = {k: v for k, v in keys.items() if v is not None}
	setup(o, {"g2": {"url": s.url(path) if path.startswith("/") else path}}, **keys)
	answer, rows = update(o)
	row = rows.get("g2", {})
	t.ok(row.get("outcome") == outcome and why in row.get("detail", ""), text, answer)
	if status is not None:
		t.equal(answer.status, status, "%s: exit status" % text)
	if outcome in ("missing", "refused"):
		t.equal(installed(o), before, "%s: nothing in use has changed" % text)
	t.equal(os.listdir(trust(o, "incoming")), [], "%s: nothing is left in incoming" % text)
	return answer


def good(t, o, s):
	first = crl(o, 10)
	s.put("/g2.crl", first)
	one(t, o, s, "/g2.crl", "updated", "a good CRL is put to use", status=0)
	t.ok(lies(o, first), "as it came")
	one(t, o, s, "/g2.crl", "unchanged", "asked again, it is not sent again", status=0)
	t.ok(s.seen[-1][2].get("If-None-Match") and s.seen[-1][2].get("If-Modified-Since"),
		"because we say what we have", s.seen[-1])
	second = crl(o, 11)
	s.put("/g2.pem", pki.pem("X509 CRL", second))
	one(t, o, s, "/g2.pem", "updated", "a newer one as PEM replaces it", status=0)
	t.ok(not lies(o, first), "the older one is gone")
	t.equal(len([n for n in installed(o).values() if n.endswith(".crl")]), 1,
		"an issuer's list is one file")


def refused(t, o, s):
	forged = bytearray(crl(o, 20))
	forged[-3] ^= 1
	cases = (
		("older", crl(o, 5), "goes backwards: number 5"),
		("backwards", crl(o, 30, last=-10 * DAY), "goes backwards: of"),
		("other", crl(o, 11, revoked=[(77, NOW - DAY)]), "other contents"),
		("stale", crl(o, 21, last=-9 * DAY, following=-DAY), "out of date"),
		("future", crl(o, 22, last=2 * DAY), "not valid before"),
		("forged", bytes(forged), "does not verify"),
		("foreign", crl(o, 23, ca="other-root"), "no configured certificate"),
		("two", pki.pem("X509 CRL", crl(o, 24)) * 2, "more than one"),
		("certificate", o.pki["g2"].pem, "more than one CRL, or certificates"),
		("cut", crl(o, 25)[:-10], "is no CRL"),
		("empty", b"", "is no CRL"),
		("no-base", crl(o, 99, base=98), "is a delta to number 98"),
	)
	for name, data, why in cases:
		s.put("/" + name, data)
		one(t, o, s, "/" + name, "refused", "refused: " + name, why, status=65)
	s.act("/page", crl_server.page)
	one(t, o, s, "/page", "refused", "a page of HTML with status 200", "is no CRL", status=65)
	s.put("/root.crl", crl(o, 40, ca="root"))
	setup(o, {"g2": {"url": s.url("/root.crl"), "issuer": o.pki["g2"].sha256}})
	answer, rows = update(o)
	t.ok(rows["g2"]["outcome"] == "refused" and "another configured CA" in rows["g2"]["detail"],
		"a CRL of another CA than the one that is wanted", answer)
	setup(o, {"g2": {"url": s.url("/root.crl"), "issuer": o.pki["root"].cert_path}})
	answer, rows = update(o)
	t.equal(rows["g2"]["outcome"], "updated", "the CA may be named by its file")


def missed(t, o, s):
	s.act("/file", crl_server.redirect("file:///etc/passwd"))
	one(t, o, s, "/file", "missing", "redirected to a file", "neither http nor https", status=75)
	s.act("/ftp", crl_server.redirect("ftp://127.0.0.1/x"))
	one(t, o, s, "/ftp", "missing", "redirected to ftp", "neither http nor https")
	s.act("/loop", crl_server.redirect(s.url("/loop")))
	one(t, o, s, "/loop", "missing", "redirected in a circle", "again and again")
	s.act("/login", crl_server.redirect("http://a:b@127.0.0.1:%d/g2.crl" % s.port))
	one(t, o, s, "/login", "missing", "redirected with a login", "login")
	s.act("/inside", crl_server.redirect(s.url("/g2.pem", "localhost")))
	one(t, o, s, "/inside", "missing", "redirected into a private network", "private network")
	s.act("/again", crl_server.redirect("/g2.pem"))
	one(t, o, s, "/again", "unchanged", "redirected on the same server: followed")
	one(t, o, s, "/inside", "unchanged", "and elsewhere when crl.private says so", private="yes")
	one(t, o, s, "/nothing", "missing", "there is none", "status 404")
	s.put("/big", b"\x30" * 100000)
	one(t, o, s, "/big", "missing", "larger than allowed", "larger than", max_bytes="50K")
	s.act("/endless", crl_server.endless)
	one(t, o, s, "/endless", "missing", "without an end", "larger than", max_bytes="1M")
	s.act("/head", crl_server.endless_head)
	one(t, o, s, "/head", "missing", "a header without an end", "header")
	s.act("/short", crl_server.short(crl(o, 50)))
	one(t, o, s, "/short", "missing", "less than was announced")
	for name, act in (("/drip", crl_server.drip), ("/hang", crl_server.hang)):
		s.act(name, act)
		began = time.monotonic()
		one(t, o, s, name, "missing", "a server that does %s" % name[1:], timeout="2s")
		t.ok(time.monotonic() - began < 15, "is given up in time")
	one(t, o, s, "http://127.0.0.1:1/x", "missing", "nobody listens")
	setup(o, {"g2": {"url": [s.url("/nothing"), s.url("/g2.pem")]}})
	answer, rows = update(o)
	t.equal(rows["g2"]["outcome"], "unchanged", "the second URL is asked when the first fails")


def deltas(t, o, s):
	complete, delta = crl(o, 60), crl(o, 61, base=60, revoked=[(99, int(time.time()) - DAY)])
	s.put("/delta", delta)
	s.put("/complete", complete)
	setup(o, {"a-delta": {"url": s.url("/delta")}, "b-complete": {"url": s.url("/complete")}})
	answer, rows = update(o)
	t.equal([rows[n]["outcome"] for n in ("a-delta", "b-complete")], ["updated", "updated"],
		"a delta comes with its complete list, whatever the order")
	t.ok(lies(o, complete) and lies(o, delta), "both are in use")
	kinds = [r["kind"] for r in o.ctl("crl", "list", ok=True).rows if "G2" in r["issuer"]]
	t.equal(sorted(kinds), ["complete", "delta"], "crl list shows them")


def settings(t, o, s):
	for blocks, keys, why in (
			({"x": {"url": "file:///etc/passwd"}}, {}, "neither http nor https"),
			({"x": {"url": "https://ca.example/x.crl"}}, {}, "nobody to vouch"),
			({"x": {"url": "http://u:p@ca.example/x"}}, {}, "a login"),
			({"x": {"url": s.url("/g2.pem")}}, {"proxy": "socks5://127.0.0.1:1"}, "proxy")):
		setup(o, blocks, **keys)
		answer = o.ctl("crl", "update")
		t.ok(answer.status == 78 and why in answer.err and "vanthu.conf:" in answer.err,
			"refused with its line: " + why, answer)
		t.ok(why in o.check().stderr, "and vanthud -n finds it")
	office_files.write(o.path("routing.conf"), "nonsense\n")
	good_one = {"g2": {"url": s.url("/complete")}}
	o.extra = []
	setup(o, good_one)
	office_files.write(o.path("routing.conf"), "nonsense\n")
	answer, rows = update(o)
	t.equal(rows["g2"]["outcome"], "unchanged", "a fault elsewhere does not let CRLs grow old")
	o.write()


def proxied(t, o, s):
	with crl_server.Proxy() as p:
		before = len(s.seen)
		s.put("/proxied", crl(o, 70))
		setup(o, {"g2": {"url": "http://crl.g2.invalid:%d/proxied" % s.port}}, proxy=p.url)
		o.environment = {"http_proxy": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1"}
		answer, rows = update(o)
		t.ok(rows["g2"]["outcome"] == "updated" and p.seen and len(s.seen) == before + 1,
			"through the proxy, which looks the name up", "%s %s" % (answer, p.seen))
		setup(o, {"g2": {"url": s.url("/complete")}})
		answer, rows = update(o)
		o.environment = {}
		t.ok("goes backwards" in rows["g2"]["detail"],
			"a proxy of the environment is not asked", answer)


def points(t, o, s):
	"""The distribution point of a certificate in the folder leads where the proxy takes it."""
	with crl_server.Proxy(s.port) as p:
		s.put("/root.crl", crl(o, 80, ca="root"))
		setup(o, {}, cdp="yes", proxy=p.url)
		answer, rows = update(o)
		t.equal(p.seen, ["http://crl.root.example/root.crl"],
			"distribution points of configured certificates are asked for, each once")
		t.equal([(r["source"], r["outcome"], r["number"]) for r in rows.values()],
			[("http:// crl.root.example/root.crl", "updated", "80")], "and used")
		s.put("/root.crl", crl(o, 81, ca="g2"))
		answer, rows = update(o)
		t.ok("another configured CA" in next(iter(rows.values()))["detail"],
			"what lies there must be by the CA that the certificate is from", answer)
	setup(o, {}, cdp="yes")
	answer, rows = update(o)
	t.ok(rows and all(r["outcome"] == "missing" for r in rows.values()),
		"without one they cannot be had here, and it says so", answer)


def at_once(t, o, s):
	data = crl(o, 90)
	s.put("/at-once", data)
	setup(o, {"g2": {"url": s.url("/at-once")}})
	command = [os.path.join(o.build, "vanthuctl"), "-c", o.conf, "crl", "update", "--json"]
	many = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=o.env())
		for _ in range(4)]
	outs = [(p.communicate(timeout=60), p.returncode) for p in many]
	t.equal([code for _, code in outs], [0] * 4, "four at once wait for each other")
	text = "".join(out.decode() for (out, _), _ in outs)
	t.equal(text.count('"updated"'), 1, "and one of them puts it to use")
	t.ok(lies(o, data), "whole")


def files(t, o, s):
	data, old = crl(o, 100), crl(o, 3)
	paths = []
	for name, content in (("new.pem", pki.pem("X509 CRL", data)), ("old.crl", old),
			("page.html", b"<html>")):
		paths.append(o.path(name))
		with open(paths[-1], "wb") as f:
			f.write(content)
	setup(o, {})
	answer = o.ctl("crl", "import", *paths, o.path("absent"))
	rows = {os.path.basename(r["source"]): r["outcome"] for r in answer.json["crls"]}
	t.equal(rows, {"new.pem": "updated", "old.crl": "refused", "page.html": "refused",
		"absent": "missing"}, "files are judged as what is fetched is")
	t.ok(answer.status == 65 and "does not run" in answer.err, "and it says so", answer)
	plain = o.ctl("crl", "import", paths[0], as_json=False)
	t.ok(plain.status == 0 and "unchanged" in plain.out and "100" in plain.out,
		"a table for people", plain)


def jail(t, o, s):
	"""vanthu-fetch alone, asked to write elsewhere: there is no such question; its jail is told by
	the kernel."""
	s.act("/hold", crl_server.hang)
	setup(o, {"g2": {"url": s.url("/hold")}}, timeout="5s")
	command = [os.path.join(o.build, "vanthuctl"), "-c", o.conf, "crl", "update", "--json"]
	with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
			env=o.env()) as p:
		found = None
		until = time.monotonic() + 10
		while found is None and time.monotonic() < until:
			for pid in os.listdir("/proc"):
				try:
					with open("/proc/%s/status" % pid, encoding="utf-8") as f:
						status = dict(l.rstrip("\n").split(":\t", 1) for l in f if ":\t" in l)
				except (OSError, ValueError):
					continue
				if status.get("Name") == "vanthu-fetch" and status.get("PPid") == str(p.pid) \
						and status.get("Seccomp") == "2":
					found = status
			time.sleep(0.02)
		t.ok(found and found["NoNewPrivs"] == "1" and found["Threads"] == "1",
			"vanthu-fetch works behind seccomp, with one thread", found)
		p.wait(30)


def real(t, o, s):
	"""A message held for its stale CRL is registered after an update and a retry."""
	setup(o, {"stale": {"url": s.url("/nothing")}}, warn_before="360d")
	o.start()
	sent = o.deliver(shapes.one(o.pki, "crl-stale").raw)
	o.settle()
	row = o.arrival(sent)
	t.ok(row["state"] == "held" and 308 in row["codes"], "held, its CRL is out of date", row)
	start = len(o.log_text())
	answer, rows = update(o)
	t.ok(answer.status == 75 and "1 thư đang chờ vì CRL (mã 308)" in answer.err,
		"the update says who waits", answer)
	t.ok("crl-update" in o.log_text()[start:], "the office logs it")
	update(o)
	o.drain(20, ("can-bang", "van-thu-giu"))
	mails = [m for m in o.mails(office_files.ADMIN) if "CRL" in m.subject]
	t.equal(len(mails), 1, "the administrator is written to once a day")
	t.ok(mails and "vanthuctl crl update" in mails[0].text, "with what to do",
		mails and mails[0].text)
	s.put("/stale.crl", crl(o, 2, ca="ca-stale"))
	setup(o, {"stale": {"url": s.url("/stale.crl")}})
	o.await_log(r" ready ", 20, len(o.log_text()))
	answer, rows = update(o)
	t.equal(rows["stale"]["outcome"], "updated", "the new one is fetched")
	o.wait_idle()
	for _ in range(40):
		done = o.ctl("retry", row["id"])
		if done.status != 75:
			break
		time.sleep(0.25)
	o.settle()
	now = o.arrival(sent)
	t.equal(now["state"], "registered", "a retry registers it, with the office as it runs")
	with open(trust(o, "crls", next(n for n in os.listdir(trust(o, "crls"))
			if open(trust(o, "crls", n), "rb").read() == s.files["/stale.crl"])), "rb") as f:
		sha256 = hashlib.sha256(f.read()).hexdigest()
	t.ok(os.path.exists(o.path("state", "evidence", sha256 + ".der")),
		"and the CRL it rested on is kept as evidence")
	t.equal(o.stop(), 0, "the office ends in order")
	answer, rows = update(o)
	t.ok(answer.status == 0 and "does not run" in answer.err,
		"also while it stands still CRLs are kept fresh", answer)


def main():
	if not pdf.have_reportlab():
		print("1..0 # SKIP python3-reportlab is missing")
		return
	with office.Office(keys=office.key_cache()) as o, crl_server.Server() as s:
		os.makedirs(trust(o, "crls"), exist_ok=True)
		for kind in ("roots", "intermediates"):
			os.makedirs(trust(o, kind), exist_ok=True)
		for source, kind in ((o.pki.trust, "roots"), (o.pki.intermediate, "intermediates")):
			for name in os.listdir(source):
				os.symlink(os.path.join(source, name), trust(o, kind, name))
		for name in ("root.crl", "ca-stale.crl"):
			with open(os.path.join(o.pki.crl, name), "rb") as f, \
					open(trust(o, "crls", name + ".der"), "wb") as out:
				out.write(f.read())
		o.more.setdefault("trust", {}).update(roots=None, intermediates=None, crls=None)
		o.write()
		tap.run(*tap.steps_of(o, s, good, refused, missed, deltas, settings, proxied, points,
			at_once, files, jail, real))


main()
