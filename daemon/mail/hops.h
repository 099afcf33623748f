/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hops - what the servers on the way wrote of logins, in the order of the header
 *
 * For a round trip (vanthuctl doctor): a person reads it and sees what to configure. Nothing is
 * trusted here.
 */
#ifndef VT_MAIL_HOPS_H
#define VT_MAIL_HOPS_H

#include "mail/scan.h"

/* Appends at most max lines, char *, each UTF-8 and at most VT_MAX_NAME_BYTES long:
 *   received N HOST PROTOCOL LOGIN    a field Received
 *   results N SERVER auth LOGIN       an Authentication-Results whose one method auth is a pass
 * N: how many Received stand above it. What is not told is "-". */
void vt_hops_list(const vt_scan *scan, GPtrArray *lines, unsigned max);

#endif
