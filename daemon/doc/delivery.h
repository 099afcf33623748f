/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delivery - what came back about a mail we sent: reports, receipts, automatic answers
 *
 * Everything here is somebody's claim: no report is signed by anybody we know. It says how a mail
 * fared, to people; it never takes a document, a number or a right away.
 */
#ifndef VT_DOC_DELIVERY_H
#define VT_DOC_DELIVERY_H

#include <glib.h>
#include <stdbool.h>

/* In rising order: of two claims about one mail and recipient the later one here stays, whatever
 * the order they come in. A failure never takes back that somebody received it. */
typedef enum {
	VT_DELIVERY_UNCLEAR,      /* something came back that does not say what */
	VT_DELIVERY_DELAYED,      /* RFC 3464 delayed */
	VT_DELIVERY_RELAYED,      /* relayed, expanded: gone where nobody reports */
	VT_DELIVERY_FAILED,       /* failed for good */
	VT_DELIVERY_AUTO_REPLIED, /* a machine answered (RFC 3834): away, on leave */
	VT_DELIVERY_DELIVERED,    /* delivered; an MDN that does not say displayed */
	VT_DELIVERY_DISPLAYED,    /* RFC 8098 displayed */
	VT_N_DELIVERIES,
} vt_delivery;

const char *vt_delivery_name(vt_delivery state); /* unclear delayed relayed failed ... */
/* -1: no such name. */
int vt_delivery_parse(const char *name);

/* The random part of our Message-IDs, which is the ENVID of the mail, too: 128 bits in base32. */
#define VT_MAIL_NAME_LENGTH 26
/* Is text exactly such a name? */
bool vt_mail_name_is(const char *text, size_t size);
/* The first one in text that stands before an '@', as in a Message-ID; NULL = none. Caller
 * frees. */
char *vt_mail_name_find(const char *text);

/* What one message tells of one mail and recipient. */
typedef struct vt_told {
	vt_delivery state;
	char *name;      /* of our mail; NULL = it names none that could be ours */
	char *recipient; /* normal form; NULL = not told */
	char *status;    /* RFC 3463, "5.1.1"; NULL */
	char *words;     /* of the server, one line, <= VT_MAX_DETAIL_BYTES; "" = none */
} vt_told;
void vt_told_free(vt_told *told);
/* It came out of the jail: NULL, or what is wrong. */
const char *vt_told_fault(const vt_told *told);

#endif
