/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clamd - what is said to clamd(8) and what its answers mean, as a machine: no socket
 *
 * One connection, one command with the prefix z: everything ends with a NUL, in both directions.
 * The reader is strict: whatever is not one of the few answers that clamd's manual and source know
 * is nonsense, and nonsense never means clean.
 */
#ifndef VT_NET_CLAMD_H
#define VT_NET_CLAMD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#define VT_MAX_CLAMD_REPLY_BYTES 1000 /* names of viruses have 50, a version 60 */
#define VT_MAX_VIRUS_BYTES       200  /* fits the detail of a finding */

typedef enum {
	VT_CLAMD_STREAM,     /* zINSTREAM: the bytes in chunks */
	VT_CLAMD_DESCRIPTOR, /* zFILDES: the descriptor beside one byte */
	VT_CLAMD_VERSION,    /* zVERSION */
	VT_N_CLAMD_COMMANDS,
} vt_clamd_command;

/* With the NUL that ends it, which counts. */
const char *vt_clamd_command_bytes(vt_clamd_command command, size_t *size_out);
/* Before each chunk of a stream stands its size, 32 bits in network order; 0 ends the stream. */
void vt_clamd_chunk_head(uint32_t size, uint8_t head_out[4]);

/* One answer, as it comes in pieces. */
typedef struct vt_clamd_reader {
	char bytes[VT_MAX_CLAMD_REPLY_BYTES + 1];
	size_t size;
	bool whole; /* bytes is the answer, NUL-terminated */
} vt_clamd_reader;
/* false: *why_out (a static text) says what is wrong, and then for good. */
bool vt_clamd_feed(vt_clamd_reader *reader, const uint8_t *bytes, size_t size,
		   const char **why_out);

typedef enum {
	VT_CLAMD_CLEAN,
	VT_CLAMD_INFECTED, /* name is set */
	VT_CLAMD_TOO_BIG,  /* a limit of clamd; name is set when it has one */
	VT_CLAMD_FAILED,   /* name is NULL; why is set */
} vt_clamd_outcome;
typedef struct vt_clamd_result {
	vt_clamd_outcome outcome;
	char *name; /* of the virus or limit: printable ASCII without blanks; NULL */
	char *why;  /* one printable line for the log; NULL unless failed */
} vt_clamd_result;
void vt_clamd_result_clear(vt_clamd_result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_clamd_result, vt_clamd_result_clear)
/* What a whole answer to VT_CLAMD_STREAM or VT_CLAMD_DESCRIPTOR means. */
void vt_clamd_read_scan(vt_clamd_command command, const char *reply, vt_clamd_result *result_out);

/* "ClamAV 1.4.6/27821/Sat Nov 21 09:31:22 2026". made_out: as it stands there, which is clamd's own
 * local time, of a zone it does not name; year 0 when there is no date, as with local signatures
 * only. version_out: the part before the first "/". false: nonsense. */
bool vt_clamd_read_version(const char *reply, char **version_out, vt_date *made_out);

#endif
