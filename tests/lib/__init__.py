# SPDX-License-Identifier: GPL-3.0-or-later
"""Test material made at test time; nothing of it is kept in the tree.

	sys.path.insert(0, "tests")
	from lib import pki, shapes, expect, kit, message, cms, pdf

	p = pki.make(DIR)                    a whole PKI: p.trust, p.intermediate, p.crl are folders,
	                                     p["noivu"] an Identity (.cert_path .key_path .address …)
	pki.load(DIR)                        the same again, in another process
	pki.AGENCIES                         the offices: address, name, code …; kimson and tanson are ours
	shapes.build(p, groups=("demo",), lf=False)    Made objects: .name .raw .text .expect
	shapes.one(p, "altered").raw         one message
	shapes.letters(p, 1000)              ordinary good documents: (name, bytes, expectation)
	shapes.write(p, DIR)                 NAME.eml and expected.json
	expect.differences(made.expect, report)        [] when a report of vanthuctl inspect is right
	kit.Kit(p).signed(…)                 a document of your own; begin(NAME, INDEX) first
	pdf.document(pdf.Doc(…))             a PDF; pdf.scan(), pdf.truncated() …
	message.mail(…), message.signed(…), cms.signed_data(…)      down to the last byte

Keys are made anew each time (some 3 s) unless VANTHU_TEST_KEYS names a folder to keep them in.
"""
