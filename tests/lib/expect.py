# SPDX-License-Identifier: GPL-3.0-or-later
"""expect - what an inspection report of a shape must say, and the comparison with a real one.

Every value is a list of acceptable answers, the best reading first. `sure` is False where the
issue leaves the verdict open: such a shape must still get its line, and never a wrong field.
"""

import unicodedata

CHECKS = ("structure", "signature", "chain", "sender", "loop", "filetype", "completeness",
	"secrecy", "complaint", "metadata", "jail")

# The field holds the number of QĐ 28/2018's Priority; the page holds the word.
PRIORITY = {"KHẨN": "1", "THƯỢNG KHẨN": "2", "HỎA TỐC": "3"}


def _list(value):
	return list(value) if isinstance(value, (list, tuple)) else [value]


def expectation(verdict, checks, status, chain, sender, **more):
	"""checks: each must show up among the findings that are not good; "a|b": one of them.
	codes: each must stand among the findings. fields True: those of the shape's document.
	office: the states it may end in."""
	out = {"verdict": _list(verdict), "checks": list(checks), "status": _list(status),
		"chain": _list(chain), "sender": _list(sender), "sure": True, "fields": {},
		"never": {}, "office": None, "encrypted": None, "codes": []}
	for key, value in more.items():
		if key not in out:
			raise TypeError("unknown expectation %s" % key)
		out[key] = value
	if out["office"] is None:
		out["office"] = {"good": ["registered"], "doubt": ["held"],
			"bad": ["held", "refused"]}[out["verdict"][0]]
	out["office"] = _list(out["office"])
	return out


def good(**more):
	more.setdefault("fields", True)
	return expectation(**{**dict(verdict="good", checks=(), status="valid", chain="valid",
		sender="match"), **more})


def doubt(*checks, **more):
	return expectation(**{**dict(verdict="doubt", checks=checks, status="valid", chain="valid",
		sender="match"), **more})


def bad(*checks, **more):
	return expectation(**{**dict(verdict="bad", checks=checks, status="valid", chain="valid",
		sender="match"), **more})


def broken(*checks, **more):
	"""The signature itself is wrong."""
	return bad(*checks, **{**dict(status="invalid", chain=["valid", "unknown", "invalid"],
		sender="unknown"), **more})


def unsigned(*checks, **more):
	return doubt(*(checks or ("signature",)), **{**dict(status="none", chain="unknown",
		sender="unknown"), **more})


def fields_of(doc):
	"""The fields as design §4 names them; see same_field for how they compare."""
	out = {"number": doc.number, "notation": doc.notation, "issued": doc.iso_date,
		"issuer": doc.issuer if isinstance(doc.issuer, str) else " ".join(doc.issuer),
		"type": doc.type or "Công văn", "subject": doc.subject, "signer": doc.sign[1]}
	if doc.due:
		out["due"] = doc.iso_due
	if doc.urgency:
		out["urgency"] = doc.urgency
	return {k: v for k, v in out.items() if v is not None}


def _fold(value):
	text = " ".join(unicodedata.normalize("NFC", str(value)).casefold().split()).rstrip(" .;/")
	text = text.replace("hoả", "hỏa")
	for start in ("v/v ", "về việc "):
		if text.startswith(start):
			text = text[len(start):]
	return text


def same_field(name, wanted, value):
	if value is None:
		return False
	if name == "urgency":
		return str(value) == PRIORITY.get(str(wanted), str(wanted))
	if name == "number":
		return str(value).lstrip("0") == str(wanted).lstrip("0")
	return _fold(value) == _fold(wanted)


def field_differences(wanted, fields, required=("number", "notation", "issued")):
	"""A wrong value is always a difference; an empty one only for the required fields."""
	out = []
	for name, value in wanted.items():
		got = (fields.get(name) or {}).get("value")
		if got is None and name not in required:
			continue
		if not same_field(name, value, got):
			out.append("field %s: %r instead of %r" % (name, got, value))
	return out


def differences(wanted, report):
	"""What in a report of `vanthuctl inspect` (a dict) differs from an expectation; [] = none."""
	out = []
	signature = report.get("signature") or {}
	got = {"verdict": report.get("verdict"), "status": signature.get("status"),
		"chain": signature.get("chain"), "sender": signature.get("sender")}
	for key, value in got.items():
		if value not in wanted[key]:
			out.append("%s: %s instead of %s" % (key, value, "|".join(wanted[key])))
	findings = {f.get("check") for f in report.get("findings") or ()
		if f.get("verdict") in ("doubt", "bad")}
	for check in wanted["checks"]:
		if not findings & set(check.split("|")):
			out.append("no finding of %s (there are: %s)" % (check,
				" ".join(sorted(map(str, findings))) or "none"))
	for code in wanted["codes"]:
		if code not in [f.get("code") for f in report.get("findings") or ()]:
			out.append("no finding %s" % code)
	unknown = {f.get("check") for f in report.get("findings") or ()} - set(CHECKS)
	if unknown:
		out.append("unknown checks %s" % " ".join(sorted(map(str, unknown))))
	fields = report.get("fields") or {}
	out += field_differences(wanted["fields"], fields)
	for name, value in wanted["never"].items():
		field = fields.get(name) or {}
		if same_field(name, value, field.get("value")) and field.get("confidence", 0) >= 50:
			out.append("field %s: trusts %r" % (name, value))
	if wanted["encrypted"] is not None and report.get("encrypted") != wanted["encrypted"]:
		out.append("encrypted: %r" % report.get("encrypted"))
	return out
