/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * user - which system user a program becomes when root started it
 *
 * One for all (office.user), or one for each: intake-user (also of vanthu-imap), inspect-user,
 * dispatch-user, signer-user; the registrar and whoever has no key of his own is office.user. What
 * lies between two of them belongs to the registrar's user and to the primary group of the other.
 */
#ifndef VT_PROC_USER_H
#define VT_PROC_USER_H

#include "doc/office.h"
#include "wire/kinds.h"

/* Borrowed; NULL = stay who we are. */
const char *vt_user_of(const vt_office *office, vt_program program);
/* Users that do not exist, and those named without office.user; for root. */
void vt_user_check(const vt_office *office, vt_faults *faults);

#endif
