/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ruling - a rule of the office says that nobody needs this message; the inside of incoming
 *
 * Asked after the secrecy filter, the inspection and the loops have spoken: a secret, a message
 * that could not be inspected and an answer to our own mail are never ignored by a rule, nor is
 * what an agency of the directory signed and whose signature holds.
 */
#ifndef VT_WORK_RULING_H
#define VT_WORK_RULING_H

#include "work/judging.h"

bool vt_ruling_ignore(vt_judging *j, bool *done_out, GError **error);

#endif
