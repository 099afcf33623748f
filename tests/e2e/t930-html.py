#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""t930-html - every mail as HTML: what Python's parser finds in it, and answers that quote it.

The words are those of the text, nothing is fetched, runs or tracks; no value becomes an element or a
link; and the form is read in the jail out of an answer in HTML.
"""
import html.parser
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lib import inspector, message as m, replies, replies_clients as by  # noqa: E402

BUILD, SOURCE = os.environ["VT_BUILD"], os.environ["VT_SOURCE"]
EMPTY = {"meta", "br", "hr", "col"}
ATTRIBUTES = {"style", "href", "lang", "charset", "name", "content", "align", "valign", "cellpadding",
	"width", "colspan"}
ELEMENTS = EMPTY | {"html", "head", "body", "div", "p", "h1", "h2", "pre", "table", "tr", "th", "td",
	"ul", "li", "a"}
HOSTILE = ("</pre></td><script>alert(1)</script><img src=//x.example/p onerror=x> \"'><a href=\"http://x.example\">"
	"mailto:evil@x.example javascript:alert(1) &lt;b&gt; https://x.example {so_den} \x01\x02mailto:e@x.example\x05")


class Page(html.parser.HTMLParser):
	def __init__(self, text):
		super().__init__(convert_charrefs=True)
		self.open, self.faults, self.links, self.words, self.pre = [], [], [], [], []
		self.feed(text)
		self.close()
		self.faults += ["never closed: %s" % name for name in self.open]

	def handle_starttag(self, tag, attrs):
		if tag not in ELEMENTS:
			self.faults.append("element " + tag)
		for name, value in attrs:
			if name not in ATTRIBUTES:
				self.faults.append("attribute " + name)
			if name == "style" and re.search(r"url|import|expression|color|position|display:none", value):
				self.faults.append("style " + value)
			if name == "href":
				self.links.append(value)
		if tag not in EMPTY:
			self.open.append(tag)
		self.words.append(" ")

	def handle_endtag(self, tag):
		if not self.open or self.open.pop() != tag:
			self.faults.append("closes wrongly: " + tag)
		self.words.append(" ")

	def handle_data(self, data):
		self.words.append(data)
		if "pre" in self.open:
			self.pre.append(data)


def words(text):
	return re.findall(r"\w+", text)


def show(folder, language, *value, form=None):
	os.makedirs(folder)
	env = dict(os.environ, **({"VT_SAMPLE_FORM": form} if form else {}))
	subprocess.run([os.path.join(BUILD, "tests/e2e/show-mails"), os.path.join(SOURCE, "templates"),
		language, folder, *value], check=True, env=env)
	out = {}
	for name in sorted(os.listdir(folder)):
		if name.endswith(".txt"):
			out[name[:-4]] = [open(os.path.join(folder, name[:-3] + ending), encoding="utf-8").read()
				for ending in ("txt", "html")]
	return out


def link_faults(text, page):
	"""Every link stands in the text, is ours, and short."""
	bare = re.findall(r"mailto:\S+", text)
	return ["link " + one for one in page.links if one not in bare or len(one) > 1800
		or not re.fullmatch(r"mailto:[!-~]+", one) or "vanthu%2B" not in one]


def with_labels(text):
	"""A link that a sentence leads to is named after the command above the sentence."""
	return re.sub(r"(?m)^ +(\S.*)\n +([a-z].*)\n +mailto:\S+", r"\1\n\2\n\1", text)


def look_faults(page_text):
	"""What pictures of the mails showed to look bad."""
	out = ["letters of a typewriter lack Vietnamese ones" for style in
		re.findall(r'<pre style="([^"]*)"', page_text) if "font-family:inherit" not in style]
	out += ["a sentence breaks at %r" % one for one in re.findall(
		r"[^<>\n]* (?:ngày|liên hệ:|on|contact:|nữa:|used:)<br>\n.*", page_text)]
	out += ["dashes under a line"] if re.search(r"<hr>\s*<p[^>]*>--", page_text) else []
	return out + ["a sentence in a button: " + one for one in re.findall(r"<a [^>]*>([a-z][^<]*)</a>", page_text)]


def check_all(t, folder, language):
	worst = 0
	for name, (text, page_text) in show(folder, language).items():
		page = Page(page_text)
		faults = page.faults + link_faults(text, page) + look_faults(page_text)
		have = words(re.sub(r"mailto:\S+", " ", "".join(page.words)))
		want = words(re.sub(r"mailto:\S+", " ", with_labels(text)))
		if have != want:
			at = next((i for i, (a, b) in enumerate(zip(have, want)) if a != b), min(len(have), len(want)))
			faults.append("other words at %r, not %r" % (have[at:at + 6], want[at:at + 6]))
		if len(page.links) != len(set(re.findall(r"(?m)^.*mailto:.*$", text)) and
				re.findall(r"(?m)^.*mailto:.*$", text)):
			faults.append("%d links" % len(page.links))
		if max(map(len, page_text.encode().split(b"\n"))) > 20000:
			faults.append("a long line")
		ratio = len(page_text.encode()) / len(text.encode())
		worst = max(worst, ratio if len(text) > 400 else 0)
		t.ok(not faults, "%s %s" % (language, name), *faults)
		if name == "phieu-vao-so":
			check_ways(t, language, page_text)
	t.ok(worst <= 3, "%s: at most three times the text" % language, worst)


def check_ways(t, language, page_text):
	"""The clerk's ways to answer: commands are set in, sentences between them are not."""
	set_in = re.findall(r'<p style="margin-left[^>]*>([^<]*)', page_text)
	t.ok([one.split(":")[0].split(" ")[0] for one in set_in] == ["OK", "BỎ", "TRẢ", "GHÉP"],
		language + ": each command stands by itself", set_in)
	t.ok(">OK KHÔNG MẬT</a>" in page_text, language + ": a button is named after its command")


def check_hostile(t, folder):
	faults = []
	for name, (text, page_text) in show(folder, "vi", HOSTILE).items():
		page = Page(page_text)
		faults += ["%s: %s" % (name, fault) for fault in page.faults + link_faults(text, page)]
		faults += ["%s: %s" % (name, word) for word in ("<script", "<img", 'href="http') if word in page_text]
		faults += [name + ": words" for _ in (1,) if "<script>alert(1)</script>" in text
			and "<script>alert(1)</script>" not in "".join(page.words)]
	t.ok(not faults, "no value becomes an element, an attribute or a link", *faults[:20])


def quoted(answer, page_text):
	"""Answers of clients that send HTML alone, our page in the quotation."""
	body = page_text[page_text.index("<body>") + 6:page_text.index("</body>")]
	yield "blockquote", by.page('<div dir="ltr">%s</div><br><div class="gmail_quote"><div dir="ltr" '
		'class="gmail_attr">%s<br></div><blockquote class="gmail_quote">%s</blockquote></div>' % (
		by.breaks(answer), by.breaks(by.VI), body))
	yield "Outlook", by.page('<html><body><div>%s</div><hr tabindex="-1"><div id="divRplyFwdMsg" '
		'dir="ltr"><b>Từ:</b> %s</div><div>%s</div></body></html>' % (by.breaks(answer),
		by.breaks(by.OFFICE), body))
	yield "Apple", by.page('<html><body>%s<br><div><br><blockquote type="cite"><div>%s</div><br>%s'
		"</blockquote></div></body></html>" % (by.breaks(answer), by.breaks(by.VI), body))
	# Editors that know no <pre>.
	yield "divs", by.page('<div>%s</div><blockquote type="cite">%s</blockquote>' % (by.breaks(answer),
		re.sub(r"(?s)<pre[^>]*>(.*?)</pre>", lambda found: "".join("<div>%s</div>" % (line or "<br>")
			for line in found[1].split("\n")), body)))


def check_answers(t, folder):
	form = replies.block()
	_, page_text = show(os.path.join(folder, "form"), "vi", form=form)["phieu-vao-so"]
	t.ok(form in "".join(Page(page_text).pre), "the form stands in <pre> as it was sent")
	changed = page_text.replace("Số: 12\n", "Số: 13\n")
	t.ok(changed != page_text, "a line of it can be changed")
	cases = [("as sent", *one, "12") for one in quoted("OK KHÔNG MẬT", page_text)]
	cases += [("changed", *one, "13") for one in quoted("OK KHÔNG MẬT", changed)]
	files = []
	for i, (_, _, entity, _) in enumerate(cases):
		files.append(os.path.join(folder, "%d.eml" % i))
		with open(files[-1], "wb") as f:
			f.write(m.mail([("From", "lan@kimson.example"), ("To", replies.TO), ("Subject",
				replies.SUBJECT["clerk"]), ("Date", "Mon, 23 Nov 2026 08:20:00 +0700"),
				("Message-ID", "<tra-loi-%d@kimson.example>" % i)] + by.THREAD, entity))
	reports, status, err = inspector.inspect(files)
	t.ok(status == 0, "the jail read the answers", status, err[-300:])
	for (what, client, _, number), report in zip(cases, reports):
		said = report["said"]
		lines = {line["key"]: line["value"] for line in said["lines"] if line["key"]}
		told = [one["verb"] for one in said["instructions"] if not one["in_subject"]]
		t.ok(said["forms"] == [replies.CODE] and not said["torn"] and lines.get("number") == number
			and lines.get("subject") == replies.TRICH_YEU and told == ["ok", "not-secret"],
			"%s: the form in HTML quoted by %s" % (what, client), said["forms"], said["torn"],
			lines, told, said["body"])


def main():
	t = inspector.Tap()
	with tempfile.TemporaryDirectory() as folder:
		for language in ("vi", "en"):
			check_all(t, os.path.join(folder, language), language)
		check_hostile(t, os.path.join(folder, "hostile"))
		check_answers(t, folder)
	return t.done()


if __name__ == "__main__":
	sys.exit(main())
