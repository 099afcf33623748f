/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eml - a message that a mail program attached as any file, opened like message/rfc822
 *
 * Some programs attach "thu.eml" as application/octet-stream, in base64. It is opened when its name
 * says what it is, when it is signed, and when our scanner and GMime read the same in it and
 * nothing odd: else it stays shut and is judged by its type. What it holds stands behind it with
 * paths below its own (vt_leaf.within), as of winmail.dat.
 */
#ifndef VT_FILTERS_EML_H
#define VT_FILTERS_EML_H

#include "filters/filter.h"

bool vt_eml_is(const char *declared, const char *name);
/* The whole message has a signature layer at its root. */
bool vt_eml_is_signed(const vt_entity *root);
/* Every such leaf of mime: what is in it follows it. */
void vt_eml_unpack(vt_mime *mime);

#endif
