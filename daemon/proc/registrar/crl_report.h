/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_report - vanthuctl tells what it came to when CRLs were fetched
 */
#ifndef VT_PROC_CRL_REPORT_H
#define VT_PROC_CRL_REPORT_H

#include "proc/registrar/command.h"

/* Logged; the answer says how many messages wait for a CRL; with --warning the administrator is
 * written to. Only from root, or the user we run as: nobody else has such a report to make. */
void vt_run_crl_report(const vt_call *call);

#endif
