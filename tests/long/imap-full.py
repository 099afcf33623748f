#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""imap-full - more mail than there is room for, on a server that moves nothing for a while (TAP)

Minutes, because what cannot leave its folder is tried again after one.
"""

import importlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
bad = importlib.import_module("t665-bad-imap")

BATCH = 2
MAILS = 10	# three batches are all that may be under way


def crowded(t, o, certificate):
	with bad.bad_imap.Server(certificate) as server:
		o.add_block("imap dong", **bad.block(o, server, batch=BATCH))
		o.start()
		t.ok(o.await_log("imap-connected account=dong"), "connected", o.tail())
		server.trick = "no-move"
		server.messages += [bad.raw(number) for number in range(MAILS)]
		t.ok(o.await_log("imap-not-moved account=dong", 30), "nothing can be moved: told", o.tail())
		t.ok(bad.wait.until(lambda: len(bad.rows(o)) >= 3 * BATCH), "what there is room for is taken")
		server.trick = None
		t.ok(bad.wait.until(lambda: len(server.moved) == MAILS, 200),
			"the server is well: all the rest is taken and moved", (server.moved, o.tail()))
		t.equal(len(bad.rows(o)), MAILS, "each once")
		o.stop()


def main():
	with bad.office.Office(keys=bad.office.key_cache()) as o:
		certificate = bad.server_tls.Authority(o.path("tls")).issue("server", ["localhost"])
		bad.tap.run(*bad.tap.steps_of(o, certificate, crowded))


if __name__ == "__main__":
	main()
