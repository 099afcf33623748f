#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t763-systemd - the units under a systemd of their own: ready, watchdog, socket, reload, stop (TAP).

As root, where a systemd can be process 1 of a pid namespace with a copy-on-write view of this machine
and a cgroup of its own: nothing of it reaches the machine itself.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import office, sample, tap  # noqa: E402

SYSTEMD = "/lib/systemd/systemd"
# $1: a folder of ours, $2: where the sample office lies, $3: build folder.
BOOT = r"""
set -e
mount --make-rprivate /
mkdir "$1/mount"
mount -t tmpfs tmpfs "$1/mount"
mkdir "$1/mount/upper" "$1/mount/work" "$1/mount/root"
root=$1/mount/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/mount/upper,workdir=$1/mount/work" "$root"
make -s -C "$3" install "DESTDIR=$root" >"$1/install.log" 2>&1
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for one in null zero full random urandom tty; do : >"$root/dev/$one"; mount --bind /dev/$one "$root/dev/$one"; done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir "$1/out"
cp -a "$2" "$1/out/given"
mount --bind "$1/out" "$root/mnt"
rm -rf "$root/etc/vanthu" "$root/var/lib/vanthu"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
cat >"$root/etc/systemd/system/vanthu-test.service" <<X
[Unit]
SuccessAction=exit
FailureAction=exit
[Service]
Type=oneshot
TimeoutStartSec=200
ExecStart=/bin/bash /mnt/given/inside.sh
StandardOutput=append:/mnt/said
StandardError=append:/mnt/said
X
for unit in vanthu vanthu-root; do
	mkdir -p "$root/etc/systemd/system/$unit.service.d"
	printf '[Service]\nWatchdogSec=4\nRestartSec=200ms\n' >"$root/etc/systemd/system/$unit.service.d/fast.conf"
done
exec chroot "$root" /usr/bin/env -i container=vanthu PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	%s --system --unit=vanthu-test.service --log-target=null </dev/null
""" % SYSTEMD

# What an administrator does, and what he sees.
INSIDE = r"""
export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
say() { echo "== $*"; }
show() { systemctl show -p "$2" --value "$1"; }
wait_until() { local i; for i in $(seq 150); do eval "$1" && return 0; sleep 0.2; done; return 1; }
units=$(dirname "$(systemctl show -p FragmentPath --value vanthu.service)")
etc=$(sed -n 's,^ConditionPathExists=\(.*\)/vanthu.conf,\1,p' "$units/vanthu.service")
base=${units%/systemd/system}
for folder in "$base" /usr/lib /usr/local/lib; do
	[ -f "$folder/sysusers.d/vanthu.conf" ] && systemd-sysusers "$folder/sysusers.d/vanthu.conf"
	[ -f "$folder/tmpfiles.d/vanthu.conf" ] && systemd-tmpfiles --create "$folder/tmpfiles.d/vanthu.conf"
done
say users $(id -Gn vanthu)
getent group postfix >/dev/null || groupadd -r postfix
mkdir -p "$etc/keys" /var/mail/vanthu/{tmp,new,cur} /var/mail/out
cp /mnt/given/*.conf "$etc/"; cp /mnt/given/keys/* "$etc/keys/"; cp /mnt/given/roots/* /var/lib/vanthu/trust/roots/
[ "$etc" = /etc/vanthu ] || { mkdir -p /etc/vanthu; mount --bind "$etc" /etc/vanthu; }
chgrp vanthu "$etc"; chmod 0750 "$etc"
chown -R vanthu: "$etc/keys" /var/mail/vanthu /var/mail/out; chmod 0400 "$etc"/keys/*
conf=$etc/vanthu.conf; ctl="vanthuctl -c $conf"
letter() { # by LMTP, as an MTA would
	python3 - "$1" <<'X'
import smtplib, sys
with smtplib.LMTP("/run/vanthu/lmtp.sock") as lmtp:
	lmtp.sendmail("a@hason.example", ["vanthu@kimson.example"],
		"From: a@hason.example\r\nTo: vanthu@kimson.example\r\nSubject: %s\r\nMessage-ID: <%s@hason.example>\r\n\r\nx\r\n"
		% (sys.argv[1], sys.argv[1]))
print("== lmtp-" + sys.argv[1], "taken")
X
	$ctl wait --idle --timeout 60 >/dev/null 2>&1
	say held-$1 $($ctl held --json | grep -o '"from":"a@hason.example"' | wc -l)
}
facts() { # UNIT NAME
	say $2-active $(show $1 ActiveState)/$(show $1 SubState)
	say $2-status $(show $1 StatusText)
	say $2-running $($ctl status 2>&1 | grep -cE '^vanthu-(intake|inspect|signer|dispatch) +running')
	say $2-users $(ps -o user:20= -p $(paste -sd, /sys/fs/cgroup/system.slice/$1/cgroup.procs) | sort | uniq | paste -sd' ')
	say $2-filter $(grep -h ^Seccomp: $(sed 's,.*,/proc/&/status,' /sys/fs/cgroup/system.slice/$1/cgroup.procs) | sort -u | tr -d '\t')
}
door() { # NAME: whose it is, and how many listen there
	say $1-door $(stat -c '%U:%G %a' /run/vanthu/lmtp.sock) $(grep -c ' /run/vanthu/lmtp.sock$' /proc/net/unix)
}
keep() { journalctl -q --no-pager -o short-monotonic >/mnt/journal 2>&1; }
started() { # STATUS NAME; the rest would only wait
	say $2 $1; [ "$1" = 0 ] || { keep; exit 0; }
}
stop() { # UNIT NAME
	main=$(show $1 MainPID)
	systemctl stop $1; say $2-stop $?
	say $2-result $(show $1 Result)/$(show $1 ExecMainStatus)/$(show $1 ActiveState)
	say $2-left $(ls -d /proc/$main 2>/dev/null | wc -l)$(cat /sys/fs/cgroup/system.slice/$1/cgroup.procs 2>/dev/null | wc -l)
}

# ---- the unprivileged unit, its door from systemd
systemctl start vanthu-lmtp.socket; say socket $? $(stat -c '%U:%G %a' /run/vanthu/lmtp.sock)
systemctl start vanthu.service; started $? start
facts vanthu.service plain
letter one
door plain
sleep 9; say fed $(show vanthu.service NRestarts)/$(show vanthu.service ActiveState)
before=$(show vanthu.service MainPID)
printf '\nmaildir thu-hai\n\tpath = /var/mail/vanthu\n\tno-such-key = 1\n' >>"$conf"
systemctl reload vanthu.service; say bad-reload $?
wait_until '[[ $(show vanthu.service StatusText) == *refused* ]]'; say bad-status $(show vanthu.service StatusText)
sed -i '/^maildir thu-hai/,$d' "$conf"; sed -i 's/^dispatch$/&\n\tmode = hold/' "$conf"
systemctl reload vanthu.service; say reload $?
wait_until '$ctl status | grep -q "HOLD"'; say reloaded $? $(show vanthu.service ActiveState)
[ "$before" = "$(show vanthu.service MainPID)" ]; say same-process $?
kill -STOP "$before"; wait_until '[ "$(show vanthu.service NRestarts)" = 1 -a "$(show vanthu.service ActiveState)" = active ]'
say hung $? $(show vanthu.service NRestarts)/$(show vanthu.service ActiveState)
letter two
stop vanthu.service plain
say door-stays $(test -S /run/vanthu/lmtp.sock && echo yes)
letter three
say woken $(show vanthu.service ActiveState)
# ---- started by root, a user for each program
systemctl stop vanthu.service
sed -i 's/^office$/&\n\tuser = vanthu\n\tintake-user = vanthu-intake\n\tinspect-user = vanthu-inspect\n\tdispatch-user = vanthu-dispatch\n\tsigner-user = vanthu-signer/' "$conf"
chown -R vanthu-intake: /var/mail/vanthu; chown -R vanthu-dispatch: /var/mail/out; chown -R root: "$etc/keys"
mkdir /etc/systemd/system/vanthu-lmtp.socket.d
printf '[Socket]\nService=vanthu-root.service\n' >/etc/systemd/system/vanthu-lmtp.socket.d/root.conf
systemctl daemon-reload; systemctl restart vanthu-lmtp.socket
systemctl start vanthu-root.service; started $? root-start
facts vanthu-root.service root
letter four
door root
say root-stays $(show vanthu-root.service ActiveState)/$(show vanthu.service ActiveState)
sed -i '/^	mode = hold$/d' "$conf"
systemctl reload vanthu-root.service; say root-reload $?
wait_until '$ctl status | grep -q "dispatch-mode *live"'; say root-reloaded $?
stop vanthu-root.service root
letter five
say root-woken $(show vanthu-root.service ActiveState)/$(show vanthu.service ActiveState)
systemctl stop vanthu-root.service
say killed-by-filter $(journalctl -q --no-pager -o cat | grep -ciE 'SIGSYS|status=31|code=dumped|denied=[1-9]')
say end
keep
"""

ALL = "vanthu vanthu-dispatch vanthu-inspect vanthu-intake vanthu-signer"
WANTED = (
	("users", "vanthu vanthu-intake vanthu-dispatch", "sysusers.d made the users"),
	("socket", "0 vanthu:postfix 660", "vanthu-lmtp.socket: there before anybody serves it"),
	("start", "0", "vanthu.service: Type=notify, started is ready"),
	("plain-active", "active/running", "it is active"),
	("plain-running", "4", "its programs run"),
	("plain-users", "vanthu", "all as one user"),
	("plain-filter", "Seccomp:2", "under the unit's filter and their own"),
	("lmtp-one", "taken", "the socket of systemd is served"),
	("held-one", "1", "what came there is judged"),
	("plain-door", "vanthu:postfix 660 1", "it is the one that systemd made"),
	("fed", "0/active", "the watchdog of 4 s is fed"),
	("bad-reload", "0", "systemctl reload, with a bad file"),
	("reload", "0", "systemctl reload, with a good one"),
	("reloaded", "0 active", "it is taken in"),
	("same-process", "0", "by the same process"),
	("hung", "0 1/active", "one that hangs is ended by the watchdog, and started anew"),
	("held-two", "2", "and takes mail"),
	("plain-stop", "0", "systemctl stop"),
	("plain-result", "success/0/inactive", "an orderly end"),
	("plain-left", "00", "nothing is left running"),
	("door-stays", "yes", "the door stays"),
	("lmtp-three", "taken", "mail at the door starts the service"),
	("held-three", "3", "and is judged"),
	("woken", "active", "which is active again"),
	("root-start", "0", "vanthu-root.service: ready"),
	("root-active", "active/running", "it is active"),
	("root-running", "4", "its programs run"),
	("root-users", "root " + ALL, "each as its own user"),
	("root-filter", "Seccomp:2", "under the filter"),
	("lmtp-four", "taken", "the socket of systemd is served by it"),
	("held-four", "4", "and its mail judged"),
	("root-door", "vanthu:postfix 660 1", "which is the one that systemd made"),
	("root-stays", "active/inactive", "and no second office is started"),
	("root-reload", "0", "systemctl reload"),
	("root-reloaded", "0", "is taken in"),
	("root-stop", "0", "systemctl stop"),
	("root-result", "success/0/inactive", "an orderly end"),
	("root-left", "00", "nothing is left running"),
	("lmtp-five", "taken", "mail at the door starts it"),
	("held-five", "5", "and is judged"),
	("root-woken", "active/inactive", "it, and not the other one"),
	("killed-by-filter", "0", "no call was denied, nobody killed by a filter"),
)


def hierarchy():
	"""Where cgroup2 is mounted; None."""
	with open("/proc/self/mounts", encoding="utf-8") as f:
		found = [line.split()[1] for line in f if line.split()[2] == "cgroup2"]
	return found[0] if found else None


def why_not():
	if os.geteuid() != 0:
		return "needs root"
	if not os.path.exists(SYSTEMD) or not shutil.which("unshare") or not shutil.which("systemctl"):
		return "systemd is missing"
	if not hierarchy():
		return "no cgroup2 here"
	return None


def boot(folder):
	"""Exit status and what was said."""
	given = os.path.join(folder, "given")
	os.makedirs(given)
	sample.write(given)
	shutil.copy(os.path.join(office.source_folder(), "config", "policy.conf"), given)
	with open(os.path.join(given, "vanthu.conf"), "a", encoding="utf-8") as f:
		f.write("\nlmtp postfix\n\tlisten = /run/vanthu/lmtp.sock\n\tagency = kimson\n")
	with open(os.path.join(given, "inside.sh"), "w", encoding="utf-8") as f:
		f.write(INSIDE)
	group = os.path.join(hierarchy(), "vanthu-test-%d" % os.getpid())
	kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
		and not k.startswith(("VANTHU_", "VT_"))}
	try:
		os.mkdir(group)
		done = subprocess.run(("/bin/sh", "-c", 'echo $$ >"$0/cgroup.procs" && exec unshare --mount --pid --ipc --uts '
			'--cgroup --fork --kill-child /bin/bash -c "$@"', group, BOOT, "boot", folder, given,
			os.path.abspath(office.build_folder())), env=kept, capture_output=True, encoding="utf-8",
			errors="replace", timeout=280, check=False)
	except OSError as error:
		return 1, str(error)
	finally:
		_remove(group)
	path = os.path.join(folder, "out", "said")
	if not os.path.exists(path):
		return done.returncode, done.stdout + done.stderr
	with open(path, encoding="utf-8", errors="replace") as f:
		return done.returncode, f.read()


def _remove(group):
	"""Cgroups that systemd made below it, innermost first; all are empty by now."""
	for at, _, _ in os.walk(group, topdown=False):
		try:
			os.rmdir(at)
		except OSError:
			pass


def main():
	why = why_not()
	if why:
		print("1..0 # SKIP " + why)
		return
	folder = tempfile.mkdtemp(prefix="vanthu-")
	os.chmod(folder, 0o755)
	try:
		_, text = boot(folder)
		if "== users" not in text:
			print("1..0 # SKIP systemd does not start in a namespace here: %s"
				% " ".join(text.split())[-200:])
			return
		said = dict(re.findall(r"^== ([\w-]+) ?(.*)$", text, re.M))

		def look(t):
			for key, wanted, what in WANTED:
				t.equal(said.get(key), wanted, what)
			t.ok(re.fullmatch(r"\d+ programs run.*refused.*", said.get("bad-status", "")) or
				"refused" in said.get("bad-status", ""), "and says how many faults it has", said.get("bad-status"))
			if any(said.get(k) != w for k, w, _ in WANTED):
				t.say(text)
				path = os.path.join(folder, "out", "journal")
				t.say(open(path, encoding="utf-8", errors="replace").read() if os.path.exists(path) else "no journal")
		tap.run(look)
	finally:
		shutil.rmtree(folder, ignore_errors=True)


main()
