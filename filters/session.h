/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session - did our own server vouch for the login of the person in From (design §5)
 */
#ifndef VT_FILTERS_SESSION_H
#define VT_FILTERS_SESSION_H

#include "filters/filter.h"

/* Sets identity->mailbox where the office believes its own Received fields, and identity->session
 * when the office configured it, the single address of From belongs to a person, and the one login
 * that our server names, where nobody else can have written, is that person's. Of a message of our
 * own round trip (VT_ROUNDTRIP_HEADER) it also lists in identity->hops what the servers wrote about
 * logins, whatever is configured. */
void vt_session_identify(vt_case *c, vt_identity *identity);

#endif
