# SPDX-License-Identifier: GPL-3.0-or-later
"""limits - daemon/base/limits.h as tests and checks see it: {name: number}."""

import os
import re

_DEFINE = re.compile(r"^#define[ \t]+(VT_\w+)[ \t]+(\S.*?)[ \t]*(?:/\*.*)?$", re.M)


def read(source=None):
	"""Every VT_ constant, in the order of the file; one may be made of those before it."""
	source = source or os.environ.get("VT_SOURCE") or os.path.join(os.path.dirname(__file__), "../..")
	with open(os.path.join(source, "daemon/base/limits.h"), encoding="utf-8") as f:
		text = f.read().replace("\\\n", " ")
	out = {}
	for name, value in _DEFINE.findall(text):
		value = re.sub(r"\b(\d+)[uUlL]+\b", r"\1", value)
		value = re.sub(r"\bVT_\w+", lambda m: str(out[m.group()]), value)
		if not re.fullmatch(r"[\d\s()*+/-]+", value):
			raise ValueError("%s is no number: %s" % (name, value))
		out[name] = eval(value)  # pylint: disable=eval-used
	return out
