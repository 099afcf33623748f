# SPDX-License-Identifier: GPL-3.0-or-later
"""bad_imap - an IMAP server of a few lines that does one thing wrong.

	with bad_imap.Server(certificate) as s:
		s.messages = [raw, ...]          UIDs 1, 2, ...; what begins() says is UIDNEXT stays
		s.trick = "eof-in-literal"       see TRICKS

Speaks TLS from the first byte (plain=True: none, and offers no STARTTLS). Every session is written
down in .said.
"""

import base64
import contextlib
import hashlib
import hmac
import re
import select
import socket
import ssl
import threading
import time

SCRAM_TRICKS = ("scram", "scram-wrong-proof", "scram-early-ok", "scram-few-rounds",
	"scram-many-rounds", "scram-other-nonce", "scram-no-base64", "scram-no")
CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS MOVE SASL-IR AUTH=PLAIN"


class Gone(Exception):
	pass


class Server:
	def __init__(self, certificate, plain=False):
		self.listener = socket.create_server(("127.0.0.1", 0))
		self.port = self.listener.getsockname()[1]
		self.plain = plain
		self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
		self.context.load_cert_chain(certificate.cert, certificate.key)
		self.messages, self.moved = [], {}	# raw; uid: folder
		self.first_next = 1
		self.trick = None
		self.only = None	# the trick is played for this UID alone
		self.said = []
		self.capabilities = CAPABILITIES
		self.copied = {}	# uid: folder
		self.sessions = 0
		self.over = False
		threading.Thread(target=self._serve, daemon=True).start()

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.end()

	def end(self):
		self.over = True
		self.listener.close()

	def _serve(self):
		while not self.over:
			try:
				client, _ = self.listener.accept()
			except OSError:
				return
			self.sessions += 1
			threading.Thread(target=self._session, args=(client,), daemon=True).start()

	def _session(self, client):
		with contextlib.suppress(OSError, Gone, ValueError):
			client.settimeout(120)
			if not self.plain:
				client = self.context.wrap_socket(client, server_side=True)
			with client:
				Session(self, client).run()


class Session:
	def __init__(self, server, client):
		self.server = server
		self.client = client
		self.lines = client.makefile("rb")
		self.told = 0	# how many messages there are, as this client heard last

	def send(self, data):
		self.client.sendall(data if isinstance(data, bytes) else data.encode() + b"\r\n")

	def plays(self, trick, uid=None):
		s = self.server
		return s.trick == trick and (s.only is None or uid is None or s.only == uid)

	def drip(self, seconds=600):
		"""A byte now and then, never a line."""
		until = time.monotonic() + seconds
		while time.monotonic() < until:
			self.send(b"*")
			time.sleep(0.2)

	def run(self):
		if self.plays("silent"):
			time.sleep(600)
		if self.plays("drip-greeting"):
			self.drip()
		if self.plays("endless-line"):
			self.send(b"* OK ")
			while True:
				self.send(b"x" * 65536)
		if self.plays("bye"):
			self.send("* BYE too busy")
			return
		if self.plays("preauth"):
			self.send("* PREAUTH welcome home")
		else:
			self.send("* OK here I am")
		for line in self.lines:
			text = line.decode("utf-8", "replace").rstrip("\r\n")
			self.server.said.append(text)
			tag, _, rest = text.partition(" ")
			self.answer(tag, rest)

	def answer(self, tag, rest):
		word = rest.split(" ")[0].upper()
		if word == "UID":
			word = "UID " + rest.split(" ")[1].upper()
		method = getattr(self, "on_" + word.lower().replace(" ", "_"), None)
		if method:
			method(tag, rest)
		else:
			self.send("%s OK done" % tag)
		if word == "LOGOUT":
			raise Gone

	def on_capability(self, tag, _):
		if self.plays("auth-tab"):
			self.send("* CAPABILITY IMAP4rev1 AUTH=\tFOO AUTH \tx AUTH= IDLE")
		elif self.plays("unknown-untagged"):
			self.send("* XUNHEARD (of {3}")
			self.send(b"abc)\r\n")
			self.send("* CAPABILITY " + CAPABILITIES)
		elif self.plays("nested"):
			self.send("* 1 FETCH (BODYSTRUCTURE " + "(" * 200000 + ")" * 200000 + ")")
			self.send("* CAPABILITY " + CAPABILITIES)
		else:
			self.send("* CAPABILITY " + self.offers()
				+ (" STARTTLS" if self.plays("inject") else ""))
		self.send("%s OK done" % tag)

	def offers(self):
		return self.server.capabilities + (" AUTH=SCRAM-SHA-256" if self.server.trick in SCRAM_TRICKS else "")

	def on_authenticate(self, tag, rest):
		"""A server that does not know the password, and one that does (password "bi-mat")."""
		words = rest.split(" ")
		trick = self.server.trick
		if words[1] != "SCRAM-SHA-256":
			self.send("%s OK done" % tag)
			return
		first = base64.b64decode(words[2]).decode()
		bare = first[3:]
		nonce = first.split("r=")[1]
		salt, rounds = b"0123456789abcdef", {"scram-few-rounds": 1000,
			"scram-many-rounds": 10 ** 9}.get(trick, 4096)
		challenge = "r=%s,s=%s,i=%d" % ("x" * 30 if trick == "scram-other-nonce" else nonce + "srv",
			base64.b64encode(salt).decode(), rounds)
		if trick == "scram-early-ok":
			self.send("%s OK come in" % tag)
			return
		self.send("+ " + ("!!" if trick == "scram-no-base64" else
			base64.b64encode(challenge.encode()).decode()))
		line = self.lines.readline().decode().strip()
		self.server.said.append(line)
		if line == "*":
			self.send("%s BAD cancelled" % tag)
			return
		final = base64.b64decode(line).decode()
		if trick == "scram-no":
			self.send("%s NO [AUTHENTICATIONFAILED] not you" % tag)
			return
		salted = hashlib.pbkdf2_hmac("sha256", b"bi-mat", salt, rounds)
		key = hmac.digest(salted, b"Server Key", "sha256")
		said = ",".join((bare, challenge, final.rsplit(",p=", 1)[0])).encode()
		proof = hmac.digest(key, said, "sha256")
		if trick == "scram-wrong-proof":
			proof = bytes(32)
		self.send("+ " + base64.b64encode(b"v=" + base64.b64encode(proof)).decode())
		line = self.lines.readline().decode().strip()
		self.server.said.append(line)
		self.send("%s %s" % (tag, "OK in" if line == "" else "BAD cancelled"))

	def on_starttls(self, tag, _):
		self.send(("%s OK go on\r\n* CAPABILITY %s\r\n" % (tag, CAPABILITIES)).encode())

	def on_create(self, tag, _):
		self.send("%s NO there is one" % tag)

	def on_select(self, tag, _):
		if self.plays("no-select"):
			self.send("%s NO [NONEXISTENT] what folder?" % tag)
			return
		self.tell()
		self.send("* OK [UIDVALIDITY 7] UIDs valid")
		if not self.plays("no-uidnext"):
			self.send("* OK [UIDNEXT %d] Predicted next UID" % max(self.server.first_next,
				len(self.server.messages) + 1))
		self.send("%s OK [READ-WRITE] done" % tag)

	def tell(self):
		self.told = len(self.server.messages)
		self.send("* %d EXISTS" % self.told)

	def there(self):
		return [n + 1 for n in range(len(self.server.messages)) if n + 1 not in self.server.moved]

	def on_uid_search(self, tag, rest):
		if self.plays("drip-search"):
			self.drip()
		wanted = next(w.strip("()") for w in rest.split(" ") if w.strip("()")[0].isdigit())
		uids = self.there()
		if not wanted.endswith(":*"):
			uids = [u for u in uids if u in uids_of(wanted)]
		self.send("* SEARCH" + "".join(" %d" % u for u in uids))
		self.send("%s OK done" % tag)

	def on_uid_fetch(self, tag, rest):
		uids = [u for u in self.there() if u in uids_of(rest.split(" ")[2])]
		for uid in uids:
			raw = self.server.messages[uid - 1]
			if "RFC822.SIZE" in rest:
				size = 10 if self.plays("small-size", uid) else len(raw)
				self.send("* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE"
					" \"22-Nov-2026 08:00:00 +0700\")" % (uid, uid, size))
			else:
				self.body(uid, raw)
		if self.plays("no-fetch", uids[0] if uids else None) and "BODY" in rest:
			self.send("%s NO cannot read that one" % tag)
		else:
			self.send("%s OK done" % tag)

	def body(self, uid, raw):
		head = "* %d FETCH (UID %d BODY[] " % (uid, uid)
		if self.plays("eof-in-literal", uid):
			self.send((head + "{%d}\r\n" % len(raw)).encode() + raw[:100])
			raise Gone
		if self.plays("drip-literal", uid):
			self.send((head + "{%d}\r\n" % len(raw)).encode())
			self.drip()
		if self.plays("4gib-literal", uid):
			self.send((head + "{4294967295}\r\n").encode())
			while True:
				self.send(b"x" * 65536)
		if self.plays("negative-literal", uid):
			self.send(head + "{-1}")
			return
		if self.plays("garbage", uid):
			self.send(head + "nonsense)))")
			return
		if self.plays("no-fetch", uid):
			return
		if self.plays("nil", uid):
			self.send(head + "NIL)")
			return
		if self.plays("nested-body", uid):
			self.send("* %d FETCH (BODYSTRUCTURE %s" % (uid, "(" * 200000))
			return
		if self.plays("other-uid", uid):
			head = "* 9 FETCH (UID %d BODY[] " % (uid + 1000)
		self.send((head + "{%d}\r\n" % len(raw)).encode() + raw + b")\r\n")
		if self.plays("two-bodies", uid):
			self.send((head + "{%d}\r\n" % len(raw)).encode() + raw + b")\r\n")

	def on_uid_move(self, tag, rest):
		words = rest.split(" ", 3)
		if self.plays("no-move"):
			self.send("%s NO over quota" % tag)
			return
		gone = [u for u in self.there() if u in uids_of(words[2])]
		if not self.plays("lying-move"):
			for uid in gone:
				self.server.moved[uid] = words[3].strip('"')
			self.send("* OK [COPYUID 9 %s %s] moved" % (words[2], words[2]))
		self.send("%s OK done" % tag)

	def on_uid_copy(self, tag, rest):
		words = rest.split(" ", 3)
		for uid in self.there():
			if uid in uids_of(words[2]):
				self.server.copied[uid] = words[3].strip('"')
		self.send("%s OK done" % tag)

	def on_idle(self, tag, _):
		self.send("+ idling")
		if self.plays("kick"):
			time.sleep(0.3)
			self.send("* BYE maintenance")
			raise Gone
		if self.plays("eager-idle"):
			self.send("* 1 EXISTS")
		# Also what came after the last command and before this one.
		while not (not self.server.plain and self.client.pending()) \
				and not select.select([self.client], [], [], 0.2)[0]:
			if len(self.server.messages) != self.told:
				self.tell()
			if self.server.over:
				raise Gone
		line = self.lines.readline()
		if line.strip().upper() != b"DONE":
			raise Gone
		self.send("%s OK done" % tag)


def uids_of(text):
	out = set()
	for part in re.split(",", text):
		first, _, last = part.partition(":")
		out |= set(range(int(first), int(last or first) + 1))
	return out
