/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heading - the little that a door looks at in the header of a message it takes in; pure
 *
 * A door judges nothing and reads no structure. Two things cannot be told later: by which field the
 * mailbox finds the message again when it must go, and which lines our own server wrote above
 * everything that came from outside.
 */
#ifndef VT_NET_HEADING_H
#define VT_NET_HEADING_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/io.h"

/* Of a header no more is looked at. */
#define VT_HEADING_BYTES (64u * 1024)

/* Appends of the first VT_HEADING_BYTES of a message what is not there yet: for bytes that come in
 * pieces. */
void vt_heading_keep(GByteArray *head, const void *bytes, size_t size);

/* SHA-256 (hex) of the first Message-ID field without its blanks and, where there is one, a line
 * feed and the topmost Received likewise; false: there is no Message-ID. The Message-ID is the
 * sender's, who may write that of any other message; the topmost Received is our own server's. */
bool vt_heading_message_id(const void *head, size_t size, char sha256_out[VT_SHA256_HEX]);

/* "N NAME: VALUE" (char *) for each field whose name is among names (char *, any case) and that
 * stands above the topmost Received but N of them; at most most_received Received are passed, at
 * most VT_HEADING_FIELDS fields are given. Values unfolded, UTF-8, without control characters, cut
 * at VT_HEADING_VALUE_BYTES. */
#define VT_HEADING_FIELDS      20
#define VT_HEADING_VALUE_BYTES 200
GPtrArray *vt_heading_above(const void *head, size_t size, const GPtrArray *names,
			    unsigned most_received);

#endif
