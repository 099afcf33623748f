/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * routed - what of a registered document routing.conf looks at
 */
#ifndef VT_WORK_ROUTED_H
#define VT_WORK_ROUTED_H

#include "doc/office.h"
#include "store/documents.h"

/* Borrows from the document. */
vt_routed vt_document_routed(const vt_document *document);

#endif
