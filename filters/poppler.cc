/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * poppler - the text of a page with its layout kept, and nothing else of poppler
 */
#include "filters/poppler.h"

#include <climits>
#include <cstring>
#include <memory>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

typedef std::unique_ptr<poppler::document> document;

static document load(const void *bytes, size_t size)
{
	if (size == 0 || size > INT_MAX)
		return document();
	return document(poppler::document::load_from_raw_data(static_cast<const char *>(bytes),
							      static_cast<int>(size)));
}

vt_poppler_state vt_poppler_read(const void *bytes, size_t size, size_t max_text, char **text_out,
				 int *pages_out)
{
	document doc = load(bytes, size);
	if (!doc)
		return VT_POPPLER_BROKEN;
	if (doc->is_locked()) /* first of all: pages() of a locked document crashes */
		return VT_POPPLER_LOCKED;
	std::unique_ptr<poppler::page> page(doc->pages() > 0 ? doc->create_page(0) : nullptr);
	if (!page)
		return VT_POPPLER_BROKEN;
	*pages_out = doc->pages();
	const auto text = page->text(poppler::rectf(), poppler::page::physical_layout).to_utf8();
	if (text.size() > max_text)
		return VT_POPPLER_LONG;
	*text_out = text.empty() ? nullptr : strndup(text.data(), text.size());
	return VT_POPPLER_OPEN;
}

int vt_poppler_keep(const void *bytes, size_t size)
{
	static document kept; /* poppler's tables live as long as a document does */
	char *text = nullptr;
	int pages = 0;

	poppler::set_debug_error_function([](const std::string &, void *) {}, nullptr);
	kept = load(bytes, size);
	if (!kept || vt_poppler_read(bytes, size, 1024, &text, &pages) != VT_POPPLER_OPEN)
		return 0;
	free(text);
	return text != nullptr;
}
