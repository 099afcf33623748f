/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * poppler - the text of a page with its layout kept, a picture of its head, and nothing else
 */
#include "filters/poppler.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <memory>
#include <poppler-document.h>
#include <poppler-font.h>
#include <poppler-global.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <unistd.h>

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

char *vt_poppler_read_all(const void *bytes, size_t size, size_t max_text, int max_pages)
{
	document doc = load(bytes, size);
	std::string all;

	if (!doc || doc->is_locked() || doc->pages() < 1 || doc->pages() > max_pages)
		return nullptr;
	for (int i = 0; i < doc->pages(); i++) {
		std::unique_ptr<poppler::page> page(doc->create_page(i));
		if (!page)
			return nullptr;
		const auto text =
			page->text(poppler::rectf(), poppler::page::raw_order_layout).to_utf8();
		if (all.size() + text.size() >= max_text)
			return nullptr;
		/* poppler ends a page with a form feed of its own. */
		all += '\f';
		std::copy_if(text.begin(), text.end(), std::back_inserter(all),
			     [](char c) { return c != '\f'; });
	}
	return strndup(all.data(), all.size());
}

/* Dots an inch with which the page is that wide; 0 = it has no size. */
static double resolution(const poppler::page &page, unsigned width, double *length_out)
{
	poppler::rectf box = page.page_rect();
	const auto turned = page.orientation();
	double across = box.width(), along = box.height();

	if (turned == poppler::page::landscape || turned == poppler::page::seascape)
		std::swap(across, along);
	if (!std::isfinite(across) || !std::isfinite(along) || across < 1 || along < 1)
		return 0;
	*length_out = along;
	return std::min(72.0 * width / across, 300.0);
}

/* In the jail there are no fonts but those of the file. Many name one that they never use; of a
 * page that brings none the picture would say that nothing stands there. */
static bool brings_fonts(poppler::document &doc)
{
	std::unique_ptr<poppler::font_iterator> pages(doc.create_font_iterator(0));
	bool any = false;

	if (!pages || !pages->has_next())
		return true;
	for (const poppler::font_info &font : pages->next()) {
		if (font.is_embedded())
			return true;
		any = true;
	}
	return !any;
}

int vt_poppler_draw(const void *bytes, size_t size, unsigned char *gray, unsigned *width,
		    unsigned *height)
{
	document doc = load(bytes, size);
	double length = 0;

	if (!doc || doc->is_locked())
		return 0;
	std::unique_ptr<poppler::page> page(
		doc->pages() > 0 && brings_fonts(*doc) ? doc->create_page(0) : nullptr);
	double dots = page ? resolution(*page, *width, &length) : 0;
	if (dots <= 0)
		return 0;
	poppler::page_renderer renderer;
	renderer.set_render_hints(poppler::page_renderer::antialiasing
				  | poppler::page_renderer::text_antialiasing);
	renderer.set_image_format(poppler::image::format_gray8);
	const int tall =
		static_cast<int>(std::clamp(length * dots / 72, 1.0, static_cast<double>(*height)));
	poppler::image drawn =
		renderer.render_page(page.get(), dots, dots, 0, 0, static_cast<int>(*width), tall);
	if (!drawn.is_valid() || drawn.format() != poppler::image::format_gray8 || drawn.width() < 1
	    || drawn.height() < 1)
		return 0;
	const size_t stride = *width;
	const unsigned across = std::min(*width, static_cast<unsigned>(drawn.width()));
	const unsigned rows = std::min(*height, static_cast<unsigned>(drawn.height()));
	for (unsigned y = 0; y < rows; y++)
		memcpy(gray + y * stride,
		       drawn.const_data() + static_cast<size_t>(drawn.bytes_per_row()) * y, across);
	*width = across;
	*height = rows;
	return 1;
}

namespace
{

/* fontconfig tells standard error that it has no configuration, which is how it shall be. */
class hushed
{
      public:
	hushed() : kept(dup(STDERR_FILENO))
	{
		const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (nothing >= 0 && kept >= 0)
			dup2(nothing, STDERR_FILENO);
		if (nothing >= 0)
			close(nothing);
	}
	~hushed()
	{
		if (kept < 0)
			return;
		dup2(kept, STDERR_FILENO);
		close(kept);
	}
	hushed(const hushed &) = delete;
	hushed &operator=(const hushed &) = delete;

      private:
	int kept;
};

} // namespace

int vt_poppler_keep(const void *bytes, size_t size)
{
	const hushed quiet;
	static document kept; /* poppler's tables live as long as a document does */
	char *text = nullptr;
	int pages = 0;

	poppler::set_debug_error_function([](const std::string &, void *) {}, nullptr);
	/* Whoever looks for a font later finds that there is none, and opens nothing. */
	setenv("FONTCONFIG_SYSROOT", "/nonexistent", 1);
	kept = load(bytes, size);
	if (!kept || vt_poppler_read(bytes, size, 1024, &text, &pages) != VT_POPPLER_OPEN)
		return 0;
	free(text);
	std::unique_ptr<poppler::font_iterator> fonts(kept->create_font_iterator(0));
	if (fonts && fonts->has_next())
		fonts->next();
	return text != nullptr;
}
