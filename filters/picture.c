/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture - the head of page 1 of a PDF, drawn inside the jail
 */
#include "filters/picture.h"

#include "doc/picture.h"
#include "filters/poppler.h"

GBytes *vt_picture_draw(GBytes *pdf)
{
	unsigned width = VT_PICTURE_WIDTH, height = VT_PICTURE_HEIGHT;
	g_autofree uint8_t *gray = g_malloc0((size_t)width * height);
	gsize size;
	const void *bytes = g_bytes_get_data(pdf, &size);

	if (bytes == NULL || !vt_poppler_draw(bytes, size, gray, &width, &height))
		return NULL;
	return vt_picture_pack(gray, width, height, VT_PICTURE_WIDTH);
}
