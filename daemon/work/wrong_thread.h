/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wrong_thread - files of our own people in reply to what somebody else was asked
 *
 * They count for nothing there, and would wait for nobody: the writer hears that, and what to do.
 */
#ifndef VT_WORK_WRONG_THREAD_H
#define VT_WORK_WRONG_THREAD_H

#include "work/hearing.h"

/* h's own writer, with an answer where he is one of ours and brought files; the caller sends it and
 * frees answer.mail. */
vt_hearing vt_wrong_thread(const vt_hearing *h);

#endif
