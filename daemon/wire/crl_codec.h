/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_codec - what is told about one CRL
 */
#ifndef VT_WIRE_CRL_CODEC_H
#define VT_WIRE_CRL_CODEC_H

#include "wire/packet.h"

/* As vt_crl_facts of verify/crl_check.h. Read: owned, clear it. */
typedef struct vt_crl_row {
	char *name, *sha256, *issuer, *number;
	int64_t from, until;
	bool is_delta;
} vt_crl_row;

void vt_crl_row_clear(vt_crl_row *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_crl_row, vt_crl_row_clear)
void vt_write_crl(vt_writer *w, const vt_crl_row *row);
/* A name that is no plain file name, or a hash that is none, is a fault of the reader. */
void vt_read_crl(vt_reader *r, vt_crl_row *row_out);

#endif
