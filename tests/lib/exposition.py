# SPDX-License-Identifier: GPL-3.0-or-later
"""exposition - a strict reader of the text format of Prometheus 0.0.4.

	exposition.read(text) → {(name, ((label, value), ...)): number}; Fault with line and why
"""

import re

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_COMMENT = re.compile(r"# (HELP|TYPE) (%s) (.+)$" % _NAME)
_SAMPLE = re.compile(r"(%s)(?:\{(.*)\})? (\S+)$" % _NAME)
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)')
_TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


class Fault(Exception):
	pass


def _labels(text):
	out = []
	at = 0
	while at < len(text):
		found = _LABEL.match(text, at)
		if not found:
			raise Fault("labels do not read: " + text[at:])
		out.append((found.group(1), found.group(2)))
		at = found.end()
	if len({name for name, _ in out}) != len(out):
		raise Fault("a label stands twice")
	return tuple(out)


def _family(name, types):
	for suffix in ("_bucket", "_sum", "_count"):
		base = name[:-len(suffix)] if name.endswith(suffix) else None
		if base and types.get(base) in ("histogram", "summary"):
			return base
	return name


def _check_histograms(samples, types):
	for base in [n for n, kind in types.items() if kind == "histogram"]:
		buckets = [(dict(l)["le"], v) for (n, l), v in samples.items() if n == base + "_bucket"]
		bounds = [float(le) for le, _ in buckets]
		counts = [v for _, v in buckets]
		if not buckets or buckets[-1][0] != "+Inf" or bounds != sorted(bounds):
			raise Fault(base + ": buckets do not rise to +Inf")
		if counts != sorted(counts) or counts[-1] != samples.get((base + "_count", ())):
			raise Fault(base + ": counts do not add up")
		if (base + "_sum", ()) not in samples:
			raise Fault(base + ": no sum")


def read(text):
	samples, types, helps, closed = {}, {}, set(), set()
	family = None
	if not text.endswith("\n"):
		raise Fault("the last line does not end")
	for number, line in enumerate(text.splitlines(), 1):
		try:
			comment = _COMMENT.match(line)
			if comment:
				kind, name, rest = comment.groups()
				if kind == "TYPE" and (rest not in _TYPES or name in types):
					raise Fault("a type that is none, or twice")
				if kind == "HELP" and name in helps:
					raise Fault("help stands twice")
				if kind == "TYPE":
					types[name] = rest
				else:
					helps.add(name)
				continue
			sample = _SAMPLE.match(line)
			if not sample:
				raise Fault("neither comment nor sample")
			name, labels, value = sample.groups()
			key = (name, _labels(labels or ""))
			float(value)
			base = _family(name, types)
			if base not in types or base not in helps:
				raise Fault("a sample without type or help")
			if base != family:
				if base in closed:
					raise Fault("samples of one metric do not stand together")
				closed.add(family)
				family = base
			if types[base] == "counter" and not name.endswith("_total"):
				raise Fault("a counter whose name does not end in _total")
			if key in samples:
				raise Fault("a sample stands twice")
			samples[key] = float(value)
		except (Fault, ValueError) as error:
			raise Fault("line %d: %s: %s" % (number, error, line)) from error
	_check_histograms(samples, types)
	return samples
