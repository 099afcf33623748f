/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sender - is the one who signed the one who stands in From
 *
 * Field-notes §6: without this rule a verified signature proves nothing about the
 * sender. Exactly one From with one address, equal as bytes to an address in the signer's own
 * certificate, or the certificate pinned for the agency that has this address; Sender equal or
 * absent.
 */
#ifndef VT_FILTERS_SENDER_H
#define VT_FILTERS_SENDER_H

#include "filters/filter.h"

void vt_sender_identify(vt_case *c, vt_identity *identity);

#endif
