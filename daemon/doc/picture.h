/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture - the head of page 1 as a picture: what leaves the jail, and what travels
 *
 * Out of the jail come bare pixels of four greys, bounded and checked to the byte; the PNG is
 * written by the registrar, so that nothing a stranger's file made of a decoder or encoder reaches
 * the mail program of a clerk. No compression: it is small enough, and needs no library.
 */
#ifndef VT_DOC_PICTURE_H
#define VT_DOC_PICTURE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Page 1 of a part, as an attachment of ours names it: "head:2.1". */
#define VT_PICTURE_PREFIX "head:"
#define VT_PICTURE_WIDTH  800 /* of A4: 97 dots an inch */
#define VT_PICTURE_HEIGHT 440 /* down to the trích yếu */
/* Head and rows; the PNG has some 600 bytes more and stays below 200 KiB. */
#define VT_PICTURE_MOST_BYTES (4 + VT_PICTURE_WIDTH / 4 * VT_PICTURE_HEIGHT)

/* gray: height rows of stride bytes, 0 = black; both within the bounds above. */
GBytes *vt_picture_pack(const uint8_t *gray, unsigned width, unsigned height, size_t stride);
/* NULL: not what vt_picture_pack() makes. */
GBytes *vt_picture_png(GBytes *packed);

#endif
