# SPDX-License-Identifier: GPL-3.0-or-later
"""codes - the table of verdict codes, as the source of the daemon has it (daemon/doc/codes.c)."""

import functools
import os
import re

VERDICTS = ("good", "doubt", "bad")


def _source(name):
	top = os.environ.get("VT_SOURCE") or os.path.join(os.path.dirname(__file__), "..", "..")
	with open(os.path.join(top, "daemon", "doc", name), encoding="utf-8") as f:
		return f.read()


@functools.lru_cache(None)
def table():
	"""{code: (name, verdict, sentence)}"""
	numbers = {name: int(code) for name, code in
		re.findall(r"VT_CODE_(\w+)\s*=\s*(\d{3})", _source("codes.h"))}
	joined = re.sub(r'"\s*"', "", _source("codes.c"))
	out = {}
	for symbol, _, verdict, name, _, sentence in re.findall(
			r'ROW\((\w+), (\w+), (\w+), "([^"]*)",\s*"([^"]*)",\s*"([^"]*)"', joined):
		out[numbers[symbol]] = (name, verdict.lower(), sentence)
	return out


def sentence(code):
	return table().get(code, ("", "", "?"))[2]
