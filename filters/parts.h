/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts - the leaves of the message as the report shows them, and which one is the document
 *
 * vt_parts_run() comes first of all content filters. It needs c->mime, c->scan, c->signed_entity or
 * c->opened (set by phase 1), c->office. It fills
 * contents->parts (in the order of c->mime->leaves, same index), main_part, subject, date,
 * message_id, in_reply_to, recipients, and c->body_text, and judges every file (filetype.h).
 */
#ifndef VT_FILTERS_PARTS_H
#define VT_FILTERS_PARTS_H

#include "filters/filter.h"

bool vt_parts_prepare(const vt_office *office, GError **error);
void vt_parts_run(vt_case *c, vt_contents *contents);

/* Files for people: attachments that are no signature. */
guint vt_parts_files(const vt_contents *contents);
/* The name of a part says that it is an annex (phụ lục, danh sách, biểu ...). */
bool vt_parts_is_annex_name(const char *name);

#endif
