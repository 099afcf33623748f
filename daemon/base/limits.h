/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits - the number that bounds every input, and why it is that number
 *
 * At the limit is read; one more has a code of its own and waits for a person: nothing is cut.
 * tests/check/limits-doc.py compares this file with vanthu-limits(7), tests/e2e/t160-limits.py and
 * the unit tests stand on both sides of each.
 */
#ifndef VT_BASE_LIMITS_H
#define VT_BASE_LIMITS_H

#include <stdint.h>

/* --- a message: its bytes and its form --- */

/* 64 MiB is Postfix's and most ministries' upper end; vanthu.conf may set less. */
#define VT_MAX_MESSAGE_BYTES (64u * 1024 * 1024)
/* GMime needs ~1.4 KB a part and ~0.5 KB a header (libraries §4): these keep it below 1 MiB. */
#define VT_MAX_PARTS        100           /* leaves: what a report lists */
#define VT_MAX_PREFIXES     64            /* of all PDFs: ends of earlier states of them */
#define VT_MAX_CONTAINERS   50            /* multiparts and messages around them */
#define VT_MAX_DEPTH        10            /* levels below the message: real ones have four */
#define VT_MAX_HEADER_BYTES (256u * 1024) /* of one entity: a long way makes 30 KB */
#define VT_MAX_HEADERS      1000          /* of one entity: a long way makes a hundred */
/* a 100 KB line is real; a 1 MiB line is an attack */
#define VT_MAX_LINE_BYTES (1024u * 1024)
/* RFC 2046 says 70; Outlook and others exceed it */
#define VT_MAX_BOUNDARY_BYTES 200
#define VT_MAX_NAME_BYTES     255 /* of a part: what a file system can store */
/* A letter to every commune of a province has 130 of them, 35 bytes each; both fit a packet. */
#define VT_MAX_RECIPIENTS           500 /* To and Cc together */
#define VT_MAX_ALL_RECIPIENTS_BYTES 22000
#define VT_MAX_ADDRESSES            20  /* of one certificate, of From: real ones have one */
#define VT_MAX_ADDRESS_BYTES        254 /* RFC 5321 §4.5.3.1.3, without its <> */
#define VT_MAX_MESSAGE_ID_BYTES     252 /* with <>: an answer names it in one short line */
/* RFC 5322 has none; the register's trích yếu holds 500 characters of up to 4 bytes */
#define VT_MAX_SUBJECT_BYTES 2000
/* What a door says beside the bytes; SMTP gives 100 recipients in one go (RFC 5321 §4.5.3.1.8). */
#define VT_MAX_ENVELOPE_BYTES      (64u * 1024)
#define VT_MAX_ENVELOPE_RECIPIENTS 100
/* LMTP, RFC 5321 §4.5.3.1 and what the parameters of extensions add to it. */
#define VT_MAX_LMTP_LINE_BYTES 4096
#define VT_MAX_LMTP_FAULTS     20  /* of one session, as Postfix has it */
#define VT_MAX_SENDER_BYTES    320 /* 64 + @ + 255 */

/* --- signatures and certificates --- */

/* Real signatures carry one certificate (field-notes §1); 20 beside the signer's own allow a long
 * chain and its spares. */
#define VT_MAX_CERTIFICATES 20
#define VT_MAX_CMS_BYTES    (256u * 1024) /* a detached signature with certificates and CRLs */
/* A path of ten and for each of it a complete, a delta and an indirect CRL with its signer. */
#define VT_MAX_EVIDENCE  48
#define VT_MAX_CRL_BYTES (16u * 1024 * 1024) /* 400,000 revoked; a national authority's is 1 MB */
/* A URL with all its redirects' queries fits; RFC 9110 §4.1 wants 8000 understood, no CRL has 200.
 */
#define VT_MAX_URL_BYTES      1000
#define VT_MAX_HTTP_HEAD      (64u * 1024) /* of an answer: ten times what proxies add */
#define VT_MAX_HTTP_REDIRECTS 5            /* real ones have one, from http to https */
#define VT_MAX_FETCHES        200          /* CRLs of one update: a national PKI has some twenty */
#define VT_MAX_DN_BYTES       500 /* RFC 5280's upper bounds of a usual name's parts, in UTF-8 */
/* Layers of signing, encryption and compression around one another: the triple wrap of RFC 8551
 * §3.7 and one more. */
#define VT_MAX_LAYERS 4
/* What compressed data may grow to. A page of text shrinks to a tenth and an empty scan to a
 * hundredth; deflate cannot do more than 1:1032, and nobody needs it. Small ones may do what they
 * like. */
#define VT_MAX_INFLATED_BYTES VT_MAX_MESSAGE_BYTES
#define VT_MAX_INFLATE_RATIO  200u
#define VT_FREE_INFLATE_BYTES (1024u * 1024)
/* Undoing what a gateway did (filters/gateway.h). SHA-256 makes 250 MiB/s on the slowest machine
 * meant: one second of a child's ten. A letter of 3 MiB gets some 80 variants out of it, one of
 * 64 MiB three or four. */
#define VT_MAX_GATEWAY_BYTES    (256ull * 1024 * 1024) /* hashed for one message */
#define VT_MAX_GATEWAY_VARIANTS 4096 /* of one message; each costs its header and its context */
#define VT_MAX_GATEWAY_LINES    40   /* of a footer: the longest disclaimers seen have 30 */
#define VT_MAX_GATEWAY_LEAVES   16   /* texts looked at: gateways write into the first ones */
#define VT_MAX_GATEWAY_TEXT     (1024u * 1024) /* a text decoded to be cut; letters have 10 KiB */
#define VT_MAX_SERIAL_BYTES     128            /* hex; RFC 5280 says 20 octets */
#define VT_MAX_DIGEST_BYTES     128            /* hex of SHA-512 */

/* --- a report about a mail of ours --- */

/* Every mail of ours has one recipient; an alias behind it has a few more. */
#define VT_MAX_TOLD         10 /* recipients a report names, and those kept of one mail */
#define VT_MAX_STATUS_BYTES 11 /* RFC 3463: "5.999.999" */

/* --- contents --- */

/* Text of page 1 of a PDF, and of the mail itself. A hostile page made 10.8 MB (libraries P2). */
#define VT_MAX_TEXT_BYTES (1024u * 1024)
/* The mail's own text before charset and markup are taken off: mail programs that copy from Word
 * write ten bytes of markup for one of text, and converting costs up to 15 times this in memory. */
#define VT_MAX_BODY_BYTES (8u * 1024 * 1024)
/* More than any office file has; what stands behind them, a macro perhaps, nobody has looked at. */
#define VT_MAX_ZIP_ENTRIES 2000
#define VT_MAX_PAGES       10000 /* of a PDF: only the first is read, this bounds the count */

/* --- a mail of ours --- */

/* attach-max at most: no mail server in reach takes more than 25 MB encoded with the rest. */
#define VT_MAX_ATTACH_BYTES (16u * 1024 * 1024)

/* --- a report: what fits a packet, see the assertions in wire/report_codec.c --- */

#define VT_MAX_PACKET_BYTES     65000 /* < 64 KiB, one SEQPACKET */
#define VT_MAX_FINDINGS         64    /* the worst real message has nine */
#define VT_MAX_DETAIL_BYTES     200   /* of a finding */
#define VT_MAX_TYPE_BYTES       100   /* a media type; RFC 6838 §4.2 says 127 of each half */
#define VT_MAX_PATH_BYTES       32    /* "1.2.3", depth 10 */
#define VT_MAX_FIELD_BYTES      4000  /* receivers: 1,000 characters of up to 4 bytes */
#define VT_MAX_ALL_FIELDS_BYTES 16000 /* of a document; the legal lengths add up to 10,300 */
#define VT_MAX_WORD_BYTES       32    /* a name of a closed set */

/* --- what a person wrote (doc/said.h): one packet too, see wire/said_codec.c --- */

/* A form has 20 lines; five copies of it in a thread and what is written above them. */
#define VT_MAX_SAID_BYTES     38000 /* all texts together */
#define VT_MAX_INSTRUCTIONS   40    /* an answer to a digest says one for each of its rows */
#define VT_MAX_FORM_LINES     240   /* twelve forms: a table of them is answered in one mail */
#define VT_MAX_REFERENCES     40    /* a digest quotes one for each of its rows */
#define VT_MAX_TAGS           20    /* tokens, tags and codes of forms: an answer has one of each */
#define VT_MAX_ANSWERED       20    /* Message-IDs: the newest of a thread */
#define VT_MAX_ROWS_SAID      60    /* numbers of one instruction of a digest */
#define VT_MAX_ARGUMENT_BYTES 1600  /* 500 characters of up to 3 bytes, as the fields of the law */
#define VT_MAX_WORDS_BYTES    12000 /* four pages */

/* --- an inspect child: vanthu.conf may set other ones --- */

/* CPU of the worst honest message is 25 ms; 64 MiB needs 2 s. */
#define VT_CHILD_CPU_SECONDS  10
#define VT_CHILD_WALL_SECONDS 30 /* three times that: the machine may be busy */
/* Honest 64 MiB need 160 MiB; twice that is poppler's to waste. */
#define VT_CHILD_MEMORY_BYTES  (512ull * 1024 * 1024)
#define VT_CHILDREN_PER_PARENT 1000 /* then the parent replaces itself (design §1) */

#endif
