# SPDX-License-Identifier: GPL-3.0-or-later
"""offices - several offices in one test, each knowing the other as an agency that writes to it."""

import contextlib

from . import office_files


@contextlib.contextmanager
def only(own, partner):
	"""office_files knows one own agency and one that writes to it."""
	f = office_files
	before = f.OWN, f.SENDERS, f.PEOPLE, f.ROUTES
	f.OWN, f.SENDERS = (own,), (partner,)
	f.PEOPLE = {k: p for k, p in f.PEOPLE.items() if p[0] == own}
	f.ROUTES = tuple((o, None, None, p) for o, _, kind, p in f.ROUTES
		if o == own and kind is None)
	try:
		yield
	finally:
		f.OWN, f.SENDERS, f.PEOPLE, f.ROUTES = before
