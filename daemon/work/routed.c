/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * routed - what of a registered document routing.conf looks at
 */
#include "work/routed.h"

vt_routed vt_document_routed(const vt_document *document)
{
	return (vt_routed){ .own = document->own,
			    .agency = document->agency,
			    .type = vt_document_text(document, VT_FIELD_TYPE),
			    .subject = vt_document_text(document, VT_FIELD_SUBJECT),
			    .urgency = vt_document_text(document, VT_FIELD_URGENCY) };
}
