/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial - retry --dry-run: how many held messages today's directory, CRLs and rules would free
 *
 * Each is inspected again and concluded in an act that is rolled back, so that the answer is the
 * one a retry would give.
 */
#ifndef VT_PROC_TRIAL_H
#define VT_PROC_TRIAL_H

#include "proc/registrar/command.h"

void vt_run_trial(const vt_call *call);

#endif
