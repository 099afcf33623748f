/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * descriptor - what the sending office's own register says of the document (doc/descriptor.h)
 *
 * Heard only from whom the signature proves: a descriptor in a mail that is not signed by the
 * agency it comes from says nothing. It gives what page 1 did not, never instead of it; where
 * number, notation or date differ, or the files are others, a person looks.
 */
#ifndef VT_FILTERS_DESCRIPTOR_H
#define VT_FILTERS_DESCRIPTOR_H

#include "filters/filter.h"

/* The part is no file for people: it is not counted as an annex. */
void vt_descriptor_run(vt_case *c, vt_contents *contents);
/* Last of all, when it stands what was signed and by whom. */
void vt_descriptor_take(const vt_case *c, const vt_identity *identity, vt_contents *contents);

#endif
