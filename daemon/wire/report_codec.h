/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_codec - doc/report.h to bytes and back, each piece fitting one packet
 *
 * Compile-time assertions prove that the worst identity, contents and parts list fit
 * VT_MAX_PACKET_BYTES. Reading checks form only; vt_identity_check()/vt_contents_check() check
 * sense.
 */
#ifndef VT_WIRE_REPORT_CODEC_H
#define VT_WIRE_REPORT_CODEC_H

#include "doc/report.h"
#include "wire/packet.h"

void vt_write_identity(vt_writer *w, const vt_identity *identity);
void vt_write_contents(vt_writer *w, const vt_contents *contents); /* all but parts */
void vt_write_parts(vt_writer *w, const vt_contents *contents);    /* parts only */
/* NULL on a fault of form. */
vt_identity *vt_read_identity(GBytes *bytes, GError **error);
vt_contents *vt_read_contents(GBytes *bytes, GError **error);
bool vt_read_parts(GBytes *bytes, vt_contents *into, GError **error); /* into->parts is filled */

#endif
