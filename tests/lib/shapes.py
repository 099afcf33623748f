# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes - the table of named messages, and writing them out as a corpus.

	p = pki.make(DIR)
	for made in shapes.build(p, groups=("demo",)):
		made.name, made.raw, made.expect, made.text
"""

import importlib
import json
import os

from . import expect, kit, message


class Shape:
	"""One row: name, group, builder (Kit → bytes), one line of text, expectation; lf: also with
	LF line ends (True, False, or the expectation that then holds)."""

	def __init__(self, name, builder, text, wanted, group=None, lf=True):
		self.name = name
		self.builder = builder
		self.text = text
		self.expect = wanted
		self.group = group
		self.lf = lf


class Made:
	"""A shape's bytes with what is expected of them."""

	def __init__(self, shape, raw, wanted, name):
		self.name = name
		self.shape = shape
		self.group = shape.group
		self.text = shape.text
		self.raw = raw
		self.expect = wanted


# Each has a module shapes_GROUP with its TABLE; the order is that of the corpus.
GROUPS = (
	"demo",
	"form",
	"forged",
	"sender",
	"content",
	"structure",
	"gateway",
	"layers",
	"address",
	"filetype",
	"pitfalls",
	"chain",
	"ambiguity",
	"lenient",
)


def table():
	"""All shapes, in a fixed order."""
	out = []
	for group in GROUPS:
		for row in importlib.import_module(".shapes_" + group, __package__).TABLE:
			row.group = group
			out.append(row)
	names = [row.name for row in out]
	assert len(set(names)) == len(names), "a shape's name stands twice"
	return out


def _finish(wanted, doc):
	wanted = dict(wanted)
	if wanted["fields"] is True:
		wanted["fields"] = expect.fields_of(doc) if doc else {}
	return wanted


def build(p, groups=None, names=None, lf=True):
	"""Make the messages of these groups or names (default: all), one by one.

	The LF variant of a message has the same signature: in one office it is a duplicate of the
	CRLF one, so deliver a corpus with lf=False there.
	"""
	k = kit.Kit(p)
	for index, row in enumerate(table()):
		if groups and row.group not in groups or names and row.name not in names:
			continue
		k.begin(row.name, index)
		raw = row.builder(k)
		wanted = _finish(row.expect, k.last_doc)
		yield Made(row, raw, wanted, row.name)
		if lf and row.lf:
			other = row.lf if isinstance(row.lf, dict) else row.expect
			yield Made(row, message.to_lf(raw), _finish(other, k.last_doc), row.name + ".lf")


def letters(p, count, start=1, label="noivu", pages=1):
	"""Ordinary good documents, as many as wanted: (name, bytes, expectation). Numbers begin at
	20000 + start, so that they meet none of the table's."""
	k = kit.Kit(p)
	for i in range(start, start + count):
		k.begin("letter-%05d" % i, 19899 + i)
		agency = next(a for a in ("tinh", "taichinh", "noivu") if label.startswith(a))
		k.doc(agency, pages=pages)
		raw = k.signed(label=label, outer=k.outer(agency=agency))
		yield k.name, raw, _finish(expect.good(), k.last_doc)


def one(p, name):
	"""The Made of a single shape."""
	return next(build(p, names=(name,), lf=False))


def write(p, folder, groups=None, lf=True):
	"""Write NAME.eml and expected.json into folder; returns the expectations by file name."""
	os.makedirs(folder, exist_ok=True)
	out = {}
	for made in build(p, groups, lf=lf):
		with open(os.path.join(folder, made.name + ".eml"), "wb") as f:
			f.write(made.raw)
		out[made.name + ".eml"] = dict(made.expect, text=made.text, group=made.group)
	with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as f:
		json.dump({"at": p.now, "messages": out}, f, ensure_ascii=False, indent=1)
		f.write("\n")
	return out
