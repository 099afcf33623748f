/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl - vanthuctl crl update | import FILE... | list
 */
#ifndef VT_CTL_CRL_H
#define VT_CTL_CRL_H

#include "ctl/ctl.h"

/* Sysexits: 0 = every CRL is here and good; EX_DATAERR = one was refused; EX_TEMPFAIL = one could
 * not be had. */
vt_ctl_run vt_ctl_crl;

#endif
