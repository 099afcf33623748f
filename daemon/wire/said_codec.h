/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_codec - doc/said.h to bytes and back, in one packet
 *
 * All its texts together are bounded (VT_MAX_SAID_BYTES, vt_said_check()), so that the worst fits.
 */
#ifndef VT_WIRE_SAID_CODEC_H
#define VT_WIRE_SAID_CODEC_H

#include "doc/said.h"
#include "wire/packet.h"

/* NULL: the message was not read as a person's words. */
void vt_write_said(vt_writer *w, const vt_said *said);
/* Form only; vt_said_check() checks sense. false on a fault of form; *said_out NULL when NULL was
 * written. */
bool vt_read_said(GBytes *bytes, vt_said **said_out, GError **error);

#endif
