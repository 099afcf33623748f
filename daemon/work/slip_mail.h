/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slip_mail - a leader answers a phiếu trình with a picture of what he wrote by hand
 *
 * Nobody reads handwriting here: it decides nothing. The clerk gets the picture, and the lines of
 * GHI Ý KIẾN filled with what was proposed, to be sent back signed.
 */
#ifndef VT_WORK_SLIP_MAIL_H
#define VT_WORK_SLIP_MAIL_H

#include "store/documents.h"
#include "work/hearing.h"
#include "work/proposal.h"

/* No word that says anything, and a picture. */
bool vt_slip_is(const vt_hearing *h);
/* proposal: as it was shown. Inside an act; nothing is decided. */
bool vt_slip_tell(vt_hearing *h, const vt_document *document, const vt_proposal *proposal,
		  GError **error);

#endif
