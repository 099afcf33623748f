# SPDX-License-Identifier: GPL-3.0-or-later
"""columns - tables for a plain terminal: Vietnamese letters count as wide as they are shown."""

import unicodedata


def width(text):
	return sum(0 if unicodedata.combining(ch) or unicodedata.category(ch) == "Cf"
		else 2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def pad(text, columns):
	return text + " " * max(0, columns - width(text))


def _pieces(word, columns):
	"""A word that is longer than its column, in pieces that fit; split behind / or - if it can."""
	out = ""
	for ch in word:
		if width(out + ch) > columns:
			cut = max(out.rfind(c) for c in "/-@.") + 1
			if cut < len(out) // 2:
				cut = len(out)
			yield out[:cut]
			out = out[cut:]
		out += ch
	yield out


def wrap(text, columns):
	"""The lines of a cell; line ends in it are kept."""
	out = []
	for line in str(text).split("\n"):
		now = ""
		for word in line.split():
			for piece in _pieces(word, columns):
				if now and width(now) + 1 + width(piece) > columns:
					out.append(now)
					now = ""
				now = now + " " + piece if now else piece
		out.append(now)
	return out


def row(cells, widths, gap="  "):
	"""The lines of one row of wrapped cells."""
	wrapped = [wrap(cell, w) for cell, w in zip(cells, widths)]
	lines = []
	for i in range(max(map(len, wrapped))):
		line = gap.join(pad(c[i] if i < len(c) else "", w) for c, w in zip(wrapped, widths))
		lines.append(line.rstrip())
	return lines


def rule(widths, gap="  "):
	return gap.join("─" * w for w in widths)


def table(head, rows, widths, gap="  "):
	out = row(head, widths, gap) + [rule(widths, gap)]
	for cells in rows:
		out += row(cells, widths, gap)
	return out
