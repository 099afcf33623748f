/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_json - one inspection report as one line of JSON, the form of vanthuctl inspect
 *
 * {"file","sha256","bytes","verdict","findings":[{"check","verdict","code","name","detail"}],"encrypted",
 *  "signature":{"status","chain","sender","signer":{"addresses","subject","issuer","serial"}|null,"signing_time","digest"},
 *  "headers":{"from","subject","date","message_id"},"parts":[{"path","type","declared","name","bytes","sha256","signed"}],
 *  "fields":{"number":{"value","origin","confidence"},...}
 *  and "said", of doc/said.h, when it carries a token or a tag: offline nobody is known as a
 * person}
 */
#ifndef VT_CTL_REPORT_JSON_H
#define VT_CTL_REPORT_JSON_H

#include "doc/report.h"

typedef struct vt_inspected_file {
	const char *name;   /* exactly as given; bytes that are not UTF-8 become U+FFFD */
	const char *sha256; /* NULL = could not be read */
	uint64_t bytes;
	const vt_identity *identity; /* NULL = the child died before */
	const vt_contents *contents; /* NULL = the child died before */
	const GPtrArray *jail; /* vt_finding *: what the parent says of the child; may be empty */
} vt_inspected_file;

/* One line without line end. Caller frees. */
char *vt_report_json(const vt_inspected_file *file);

#endif
