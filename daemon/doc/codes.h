/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codes - every verdict code, its meaning, the sentence for users and what to do next
 *
 * Three digits that never change meaning: 1xx information, 2xx signature, 3xx
 * chain, 4xx sender, 5xx structure, 6xx content, 7xx secrecy and loop, 8xx viruses,
 * 9xx jail and limits. A new case gets a new number; a number is never reused. The man page
 * vanthu-codes(7) is made from this table.
 */
#ifndef VT_DOC_CODES_H
#define VT_DOC_CODES_H

#include <glib.h>
#include <stdbool.h>

/* good = may register by itself; doubt = a person must look; bad = proved wrong or forbidden. The
 * worst wins. */
typedef enum { VT_GOOD, VT_DOUBT, VT_BAD, VT_N_VERDICTS } vt_verdict;

typedef enum {
	VT_CHECK_STRUCTURE,
	VT_CHECK_SIGNATURE,
	VT_CHECK_CHAIN,
	VT_CHECK_SENDER,
	VT_CHECK_LOOP,
	VT_CHECK_FILETYPE,
	VT_CHECK_COMPLETENESS,
	VT_CHECK_SECRECY,
	VT_CHECK_COMPLAINT,
	VT_CHECK_METADATA,
	VT_CHECK_VIRUS,
	VT_CHECK_JAIL,
	VT_N_CHECKS,
} vt_check;

typedef enum {
	VT_CODE_PROVED = 101,
	VT_CODE_PINNED = 102,
	VT_CODE_CANONICAL_EOL = 104,
	VT_CODE_NO_REVOCATION = 110,
	VT_CODE_OUTSIDE_HEADER = 111,
	VT_CODE_REVOCATION_SOFT = 112,
	VT_CODE_HEADER_PROTECTED = 113,
	VT_CODE_LAYERS = 114,
	VT_CODE_VOUCHED = 115,
	VT_CODE_URGENT = 130,

	VT_CODE_UNSIGNED = 201,
	VT_CODE_PARTIAL = 202,
	VT_CODE_ENCRYPTED = 203,
	VT_CODE_COMPRESSED = 204,
	VT_CODE_MANY_LAYERS = 205,
	VT_CODE_ALTERED = 210,
	VT_CODE_CMS_BROKEN = 211,
	VT_CODE_NO_SIGNER = 212,
	VT_CODE_SEVERAL_SIGNERS = 213,
	VT_CODE_NO_SIGNED_ATTRS = 214,
	VT_CODE_ATTRS_AS_CONTENT = 215,
	VT_CODE_DETACHED_WITH_CONTENT = 216,
	VT_CODE_OPAQUE_WITHOUT_CONTENT = 217,
	VT_CODE_WEAK_DIGEST = 218,
	VT_CODE_WEAK_KEY = 219,
	VT_CODE_NO_SIGNER_CERTIFICATE = 220,
	VT_CODE_NO_SIGNING_TIME = 221,
	VT_CODE_SIGNED_IN_FUTURE = 222,
	VT_CODE_SIGNED_LONG_AGO = 223,
	VT_CODE_SIGNATURE_SEEN = 224,
	VT_CODE_MANY_CERTIFICATES = 227,
	VT_CODE_GATEWAY = 228,
	VT_CODE_ALGORITHM = 229,

	VT_CODE_UNKNOWN_CA = 301,
	VT_CODE_PATH_INVALID = 302,
	VT_CODE_CERT_EXPIRED = 303,
	VT_CODE_CERT_NOT_YET = 304,
	VT_CODE_CERT_EXPIRED_SINCE = 305,
	VT_CODE_CERT_REVOKED = 306,
	VT_CODE_CRL_MISSING = 307,
	VT_CODE_CRL_STALE = 308,
	VT_CODE_PATH_WEAK_DIGEST = 309,
	VT_CODE_PATH_WEAK_KEY = 310,
	VT_CODE_KEY_USAGE = 311,
	VT_CODE_EXTENDED_USAGE = 312,
	VT_CODE_NO_ANCHOR = 313,
	VT_CODE_CERT_DENIED = 314,
	VT_CODE_CERT_NOT_LISTED = 315,
	VT_CODE_CERT_POLICY = 316,
	VT_CODE_NAME_CONSTRAINTS = 317,

	VT_CODE_FROM_NOT_SIGNER = 401,
	VT_CODE_NO_FROM = 402,
	VT_CODE_SEVERAL_FROM = 403,
	VT_CODE_SENDER_DIFFERS = 404,
	VT_CODE_CERT_WITHOUT_ADDRESS = 405,
	VT_CODE_UNKNOWN_AGENCY = 406,
	VT_CODE_FROM_MALFORMED = 407,
	VT_CODE_PROTECTED_FROM = 408,
	VT_CODE_PROTECTED_HEADER = 409,
	VT_CODE_NOT_ADDRESSED = 430,

	VT_CODE_READINGS_DIFFER = 501,
	VT_CODE_DUPLICATE_HEADER = 502,
	VT_CODE_BOUNDARY = 503,
	VT_CODE_TRANSFER_ENCODING = 504,
	VT_CODE_MANY_PARTS = 505,
	VT_CODE_DEEP = 506,
	VT_CODE_CONTROL_BYTES = 507,
	VT_CODE_LARGE_HEADER = 508,
	VT_CODE_NO_MESSAGE = 509,
	VT_CODE_WRAPPED = 510,
	VT_CODE_CHARSET = 511,
	VT_CODE_LONG_LINE = 512,
	VT_CODE_HIDDEN = 513,

	VT_CODE_EXECUTABLE = 601,
	VT_CODE_DISGUISED = 602,
	VT_CODE_TYPE_NOT_LISTED = 603,
	VT_CODE_MACRO = 604,
	VT_CODE_FILE_ENCRYPTED = 605,
	VT_CODE_ARCHIVE = 606,
	VT_CODE_ACTIVE_PDF = 607,
	VT_CODE_ODD_NAME = 608,
	VT_CODE_TYPE_DIFFERS = 609,
	VT_CODE_TRAILING_DATA = 610,
	VT_CODE_REMOTE_CONTENT = 611,
	VT_CODE_NO_DOCUMENT = 620,
	VT_CODE_FILE_BROKEN = 621,
	VT_CODE_FILE_EMPTY = 622,
	VT_CODE_FILE_CUT = 623,
	VT_CODE_ANNEX_MISSING = 624,
	VT_CODE_SCAN = 630,
	VT_CODE_FIELD_MISSING = 631,
	VT_CODE_OVERLAID_VALUE = 632,
	VT_CODE_FIELDS_DISAGREE = 633,
	VT_CODE_COMPLAINT = 640,
	VT_CODE_SUBJECT_RELIGION = 641,
	VT_CODE_SUBJECT_FOREIGN = 642,
	VT_CODE_SUBJECT_HARMFUL = 643,

	VT_CODE_SECRET = 701,
	VT_CODE_TOP_SECRET = 702,
	VT_CODE_ABSOLUTE_SECRET = 703,
	VT_CODE_AUTO_SUBMITTED = 710,
	VT_CODE_OUR_NOTICE = 711,
	VT_CODE_BOUNCE = 712,
	VT_CODE_LIST_MAIL = 713,
	VT_CODE_OUR_ADDRESS = 714,

	VT_CODE_INFECTED = 801,
	VT_CODE_SCAN_FAILED = 802,
	VT_CODE_SCAN_TOO_BIG = 803,
	VT_CODE_SIGNATURES_OLD = 804,

	VT_CODE_CALLS_DENIED = 901,
	VT_CODE_CHILD_DIED = 902,
	VT_CODE_CHILD_SLOW = 903,
	VT_CODE_CHILD_FORBIDDEN = 904,
	VT_CODE_CHILD_MEMORY = 905,
	VT_CODE_CHILD_PROTOCOL = 906,
	VT_CODE_TOO_MUCH = 907,
	VT_CODE_TOO_BIG = 909,
	VT_CODE_UNREADABLE = 910,
} vt_code;

typedef struct vt_code_info {
	vt_code code;
	vt_check check;
	vt_verdict verdict;    /* what a finding with this code weighs, always */
	const char *name;      /* kebab-case, in JSON and logs */
	const char *meaning;   /* English, one sentence, for the man page */
	const char *sentence;  /* Vietnamese, one sentence, for users */
	const char *next_step; /* Vietnamese, what the clerk or the sender does now; "" = nothing */
} vt_code_info;

/* Never NULL for a code of the enum; NULL for any other number (a report from outside may hold
 * one). */
const vt_code_info *vt_code_find(int code);
/* The whole table in rising order of codes. */
const vt_code_info *vt_code_all(unsigned *n_out);

const char *vt_verdict_name(vt_verdict verdict);
const char *vt_check_name(vt_check check);

#endif
