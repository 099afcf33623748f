#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t765-deb - make deb builds a package; it is installed, run, upgraded, removed and purged (TAP).

As root in a copy-on-write view of this machine (a mount namespace with an overlay over /), in which the
libraries are already there: nothing of it reaches the machine itself.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, sample, tap  # noqa: E402

# $1: the folder for the overlay, $2: the script to run inside, then its arguments.
OVERLAY = """
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount --rbind /dev "$1/root/dev"
mount -t proc proc "$1/root/proc"
mount -t tmpfs tmpfs "$1/root/run"
mount -t tmpfs tmpfs "$1/root/tmp"
mkdir "$1/root/tmp/debs" "$1/root/tmp/office"
cp "$2"/*.deb "$1/root/tmp/debs/"
cp -a "$3/." "$1/root/tmp/office/"
printf '#!/bin/sh\\nexit 101\\n' > "$1/root/usr/sbin/policy-rc.d"
chmod 755 "$1/root/usr/sbin/policy-rc.d"
exec chroot "$1/root" /bin/bash -c "$4"
"""

INSIDE = r"""
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
say() { echo "== $1 $2"; }
installed() { # what is there that no package and no machine had
	find /etc/vanthu /etc/apparmor.d/vanthu* /lib/systemd/system/vanthu* /usr/lib/sysusers.d/vanthu* \
		/usr/lib/tmpfiles.d/vanthu* /usr/libexec/vanthu /usr/share/vanthu /usr/share/doc/vanthu /usr/sbin/vanthud \
		/usr/bin/vanthuctl /usr/share/man/man*/vanthu* /var/lib/vanthu /etc/systemd/system/*/vanthu* \
		-print 2>/dev/null | sort
}
# A machine that had it already (a developer's) begins anew, inside.
dpkg --purge vanthu >/dev/null 2>&1; rm -rf /etc/vanthu /var/lib/vanthu
for user in vanthu-intake vanthu-inspect vanthu-dispatch vanthu-signer vanthu; do userdel $user 2>/dev/null; done
say before "$(installed | wc -l)"
dpkg -i /tmp/debs/vanthu_*.deb > /tmp/install.log 2>&1; say install $?; cat /tmp/install.log
say state "$(stat -c '%U:%G %a' /var/lib/vanthu)"
say conf "$(stat -c '%U:%G %a' /etc/vanthu)"
say conffiles "$(dpkg-query -W -f='${Conffiles}\n' vanthu | awk 'NF{print $1}' | xargs)"
say user "$(id -Gn vanthu)"
say enabled "$(ls /etc/systemd/system/multi-user.target.wants/ | grep -c '^vanthu.service$')"
say root-enabled "$(ls /etc/systemd/system/multi-user.target.wants/ | grep -c '^vanthu-root')"
say timer-enabled "$(ls /etc/systemd/system/timers.target.wants/ 2>/dev/null | grep -c '^vanthu-crl')"
say manual "$(man -w vanthud 2>/dev/null | grep -c vanthud.8)"
say version "$(vanthuctl --version)"
# An office, as its administrator would write it; run as vanthu.
cp /tmp/office/*.conf /etc/vanthu/ && mkdir /etc/vanthu/keys && cp /tmp/office/keys/* /etc/vanthu/keys/
cp /tmp/office/roots/* /var/lib/vanthu/trust/roots/
chown -R vanthu: /etc/vanthu/keys && chmod 0400 /etc/vanthu/keys/*
mkdir -p /var/mail/vanthu/{tmp,new,cur} /var/mail/out && chown -R vanthu: /var/mail/vanthu /var/mail/out
setpriv --reuid vanthu --regid vanthu --init-groups vanthud -n; say check $?
setpriv --reuid vanthu --regid vanthu --init-groups vanthud 2>/tmp/log & daemon=$!
for i in $(seq 100); do vanthuctl status >/dev/null 2>&1 && break; sleep 0.2; done
vanthuctl status >/tmp/status 2>&1; say status $?
kill -TERM $daemon; wait $daemon; say ended $?
say database "$(ls /var/lib/vanthu/db/vanthu.db)"
# The same again is an upgrade.
dpkg -i /tmp/debs/vanthu_*.deb > /tmp/upgrade.log 2>&1; say upgrade $?
grep -i 'warn\|error' /tmp/upgrade.log
say kept "$(test -s /etc/vanthu/vanthu.conf && test -s /var/lib/vanthu/db/vanthu.db && echo yes)"
dpkg -r vanthu > /tmp/remove.log 2>&1; say remove $?
say removed-programs "$(ls /usr/sbin/vanthud /usr/libexec/vanthu /usr/share/vanthu 2>/dev/null | wc -l)"
dpkg -P vanthu > /tmp/purge.log 2>&1; say purge $?
say told "$(grep -c 'stay in' /tmp/purge.log)"
say register-stays "$(test -s /var/lib/vanthu/db/vanthu.db && echo yes)"
say key-stays "$(test -s /etc/vanthu/keys/notice.key && echo yes)"
say left "$(installed | grep -v '^/etc/vanthu\|^/var/lib/vanthu' | wc -l)"
installed | grep -v '^/etc/vanthu\|^/var/lib/vanthu'
# One that was never used goes without a trace.
rm -rf /etc/vanthu /var/lib/vanthu
dpkg -i /tmp/debs/vanthu_*.deb > /dev/null 2>&1; say again $?
dpkg -P vanthu > /tmp/purge2.log 2>&1; say purge-unused $?
say left-unused "$(installed | wc -l)"
installed
"""


def run(*command, seconds=280, **more):
	return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
		timeout=seconds, check=False, **more)


def last(text, lines=30):
	return "\n".join(text.splitlines()[-lines:])


def clean_environment():
	"""A make that runs this as a test must not pass its own switches on."""
	kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
		and not k.startswith(("VANTHU_", "VT_"))}
	# What takes time and changes nothing that is looked at here.
	return dict(kept, DEB_BUILD_OPTIONS="noautodbgsym", DEB_CFLAGS_APPEND="-O1 -g0", DEB_CXXFLAGS_APPEND="-O1 -g0")


def build(t, folder):
	"""From what make dist packs, in a build folder of its own."""
	source = os.path.abspath(office.source_folder())
	done = run(os.path.join(source, "configure"), "-q", cwd=folder, env=clean_environment())
	t.ok(done.returncode == 0, "configure", last(done.stdout))
	done = run("make", "deb", cwd=folder, env=clean_environment())
	packages = glob.glob(os.path.join(folder, "deb", "vanthu_*.deb"))
	t.ok(done.returncode == 0 and len(packages) == 1, "make deb builds a package", last(done.stdout))
	return packages[0] if packages else None


def look(t, package):
	names = run("dpkg-deb", "-c", package).stdout
	for wanted in ("/usr/sbin/vanthud", "/usr/bin/vanthuctl", "/usr/libexec/vanthu/vanthu-inspect",
			"/usr/libexec/vanthu/vanthu-scan", "/usr/libexec/vanthu/vanthu-watch", "/usr/libexec/vanthu/vanthu-fetch",
			"/usr/share/man/man8/vanthu-scan.8.gz", "/usr/share/man/man8/vanthu-watch.8.gz",
			"/usr/share/man/man8/vanthu-fetch.8.gz",
			"/lib/systemd/system/vanthu-crl.service", "/lib/systemd/system/vanthu-crl.timer",
			"/usr/share/man/man8/vanthud.8.gz", "/usr/share/man/man7/vanthu-codes.7.gz",
			"/usr/share/vanthu/config/vanthu.conf", "/usr/share/vanthu/templates/vi", "/lib/systemd/system/vanthu.service",
			"/lib/systemd/system/vanthu-root.service", "/lib/systemd/system/vanthu-lmtp.socket",
			"/usr/lib/sysusers.d/vanthu.conf", "/usr/lib/tmpfiles.d/vanthu.conf", "/etc/apparmor.d/vanthu",
			"/etc/vanthu/policy.conf", "/usr/share/doc/vanthu/README.Debian"):
		t.ok(" ." + wanted in names, "it holds " + wanted)
	t.ok("root/root" in names and not re.search(r" (?!root/root)\w[\w-]*/\w+ +\d", names), "all of it root's")
	version = re.search(r"AC_INIT\(\[vanthu\], \[([\d.]+)\]\)", open(os.path.join(office.source_folder(),
		"configure.ac"), encoding="utf-8").read()).group(1)
	t.equal(run("dpkg-deb", "-f", package, "Version").stdout.strip(), version, "its version is that of the sources")
	if not shutil.which("lintian"):
		t.skip("lintian", "it is missing")
		return
	# A maintainer's own choices are no business of ours; errors are.
	done = run("lintian", "--allow-root", "--fail-on", "error", package)
	t.ok(done.returncode == 0, "lintian finds no error", done.stdout)


WANTED = {"before": "0", "install": "0", "state": "vanthu:vanthu 750", "conf": "root:vanthu 750",
	"conffiles": "/etc/apparmor.d/vanthu /etc/vanthu/policy.conf", "user": "vanthu vanthu-intake vanthu-dispatch",
	"enabled": "1", "root-enabled": "0", "timer-enabled": "0", "check": "0", "status": "0", "ended": "0",
	"database": "/var/lib/vanthu/db/vanthu.db", "upgrade": "0", "kept": "yes", "remove": "0", "removed-programs": "0",
	"purge": "0", "told": "2", "register-stays": "yes", "key-stays": "yes", "left": "0", "again": "0",
	"purge-unused": "0", "left-unused": "0"}


def live(t, package, folder):
	if os.geteuid() != 0:
		t.skip("installing it", "needs root")
		return
	place, debs, sample_folder = (os.path.join(folder, n) for n in ("overlay", "debs", "office"))
	for path in (place, debs, sample_folder):
		os.makedirs(path)
	shutil.copy(package, debs)
	sample.write(sample_folder)
	if run("unshare", "--mount", "/bin/sh", "-c", OVERLAY, "sh", place, debs, sample_folder,
			"true").returncode != 0:
		t.skip("installing it", "no overlay can be mounted here")
		return
	done = run("unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c", OVERLAY, "sh", place, debs,
		sample_folder, INSIDE, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
	said = dict(re.findall(r"^== ([\w-]+) ?(.*)$", done.stdout, re.M))
	for what, wanted in WANTED.items():
		t.equal(said.get(what), wanted, "installed: " + what)
	if {k: said.get(k) for k in WANTED} != WANTED:
		t.say(done.stdout)
	t.ok(not os.path.exists("/etc/vanthu/keys/notice.key"), "nothing of it reached this machine")


def main():
	if not shutil.which("dh") or not shutil.which("dpkg-buildpackage"):
		print("1..0 # SKIP debhelper is missing")
		return
	folder = tempfile.mkdtemp(prefix="vanthu-deb-")
	os.chmod(folder, 0o755)

	def all_of_it(t):
		package = build(t, folder)
		if package:
			look(t, package)
			live(t, package, folder)
	try:
		tap.run(all_of_it)
	finally:
		shutil.rmtree(folder, ignore_errors=True)


main()
