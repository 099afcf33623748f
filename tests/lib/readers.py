# SPDX-License-Identifier: GPL-3.0-or-later
"""readers - independent readers of a message, as oracles: which files would they open?

Each takes the bytes and returns a list of (name or None, bytes). python() in both policies, perl()
(MIME::Parser), ripmime(), munpack(); lenient() is ours and takes everything for a file that anybody
could. Programs that are not installed find nothing; have() tells.
"""

import base64
import binascii
import email
import email.policy
import os
import quopri
import re
import shutil
import subprocess
import tempfile
import warnings

PERL = r"""
use MIME::Parser;
my $p = MIME::Parser->new; $p->output_to_core(1); $p->tmp_to_core(1); $p->extract_uuencode(1);
$p->ignore_errors(1); $p->decode_headers(0);
for my $file (@ARGV) {
	print "FILE $file\n";
	my $e = eval { $p->parse_open($file) } or next;
	walk($e);
}
sub walk { my ($e) = @_;
	if ($e->parts) { walk($_) for $e->parts; return }
	my $h = $e->bodyhandle or return;
	my $n = $e->head->recommended_filename; $n = '' unless defined $n;
	$n =~ s/[^\x20-\x7e]/?/g;
	print 'PART ' . unpack('H*', $h->as_string) . ' ' . $n . "\n";
}
"""


def have():
	"""The names of the programs that are there."""
	out = {name for name in ("ripmime", "munpack") if shutil.which(name)}
	perl = subprocess.run(["perl", "-MMIME::Parser", "-e", "1"], capture_output=True, check=False)
	return sorted(out | ({"perl"} if perl.returncode == 0 else set()))


def python(raw, policy):
	out = []
	with warnings.catch_warnings():
		warnings.simplefilter("ignore")
		try:
			message = email.message_from_bytes(raw, policy=policy)
			for part in message.walk():
				if not part.is_multipart():
					out.append(_python_part(part))
		except Exception:  # pylint: disable=broad-except
			pass	# a reader that gives up shows nothing
	return out


def _python_part(part):
	try:
		name = part.get_filename()
	except Exception:  # pylint: disable=broad-except
		name = None
	return name, part.get_payload(decode=True) or b""


def perl(files):
	"""{file: [(name, bytes)]}, one process for all."""
	out = {name: [] for name in files}
	run = subprocess.run(["perl", "-e", PERL, *files], capture_output=True, check=False)
	now = None
	for line in run.stdout.decode("latin-1").splitlines():
		if line.startswith("FILE "):
			now = line[5:]
		elif line.startswith("PART "):
			data, _, name = line[5:].partition(" ")
			out[now].append((name or None, bytes.fromhex(data)))
	return out


def _extracted(argv, cwd):
	try:
		subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL, timeout=20, check=False)
	except subprocess.TimeoutExpired:
		pass
	out = []
	for top, _, names in os.walk(cwd):
		for name in names:
			with open(os.path.join(top, name), "rb") as stream:
				out.append((name, stream.read()))
	return out


def ripmime(file):
	with tempfile.TemporaryDirectory(prefix="vanthu-ripmime-") as folder:
		return _extracted(["ripmime", "-i", file, "-d", folder], folder)


def munpack(file):
	with tempfile.TemporaryDirectory(prefix="vanthu-munpack-") as folder:
		return _extracted(["munpack", "-q", "-f", "-t", file], folder)


def _unbase64(block):
	digits = re.sub(rb"[^A-Za-z0-9+/]", b"", block.replace(b"-", b"+").replace(b"_", b"/"))
	for skip in range(4):
		piece = digits[skip:]
		yield base64.b64decode(piece[:len(piece) // 4 * 4])


def _unuu(text):
	for start in re.finditer(rb"(?m)^[ \t>]*begin(?:-base64)? *[0-7]{3,4} ", text):
		out = b""
		for line in text[start.end():].split(b"\n")[1:]:
			if line.strip() in (b"end", b"====", b""):
				break
			try:
				out += binascii.a2b_uu(line)
			except binascii.Error:
				break
		yield out


def _unyenc(text):
	for start in re.finditer(rb"=ybegin [^\n]*\n", text):
		body = text[start.end():].split(b"\n=yend")[0].replace(b"\n", b"")
		out, escaped = bytearray(), False
		for byte in body:
			if byte == ord("=") and not escaped:
				escaped = True
				continue
			out.append((byte - (106 if escaped else 42)) % 256)
			escaped = False
		yield bytes(out)


def _digits_runs(text):
	"""Everything that might be base64: lines of digits one after the other, with what stands around
	and between them taken away; and long runs within a line."""
	block = b""
	for line in text.split(b"\n") + [b""]:
		bare = line.strip(b" \t>|")
		good = len(re.findall(rb"[A-Za-z0-9+/=_-]", bare))
		if good >= 1 and good >= len(bare) - 8 and b" " not in bare.strip():
			block += bare + b"\n"
			continue
		if len(block) >= 40:
			yield block
		block = b""
	yield from re.findall(rb"[A-Za-z0-9+/]{40,}", text)


def lenient(raw):
	"""Every way to make bytes out of pieces of this message."""
	text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
	out = [(None, raw), (None, text)]
	for view in (text, quopri.decodestring(text)):
		out.append((None, view))
		for block in _digits_runs(view):
			for data in _unbase64(block):
				out.append((None, data))
				if b"begin" in data or b"Content-" in data:
					inner = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
					out += [(None, more) for more in _unuu(inner)]
					out += [(None, more) for run in _digits_runs(inner) for more in _unbase64(run)]
		out += [(None, data) for data in _unuu(view)]
		out += [(None, data) for data in _unyenc(view)]
	return out


COMPAT, DEFAULT = email.policy.compat32, email.policy.default
