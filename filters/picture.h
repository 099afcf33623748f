/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture - the head of page 1 of a PDF, drawn inside the jail
 */
#ifndef VT_FILTERS_PICTURE_H
#define VT_FILTERS_PICTURE_H

#include <glib.h>

/* As doc/picture.h packs it; NULL: it does not open, or nothing can be drawn. */
GBytes *vt_picture_draw(GBytes *pdf);

#endif
