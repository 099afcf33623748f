/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ctl - a command that vanthuctl carries out itself, without asking the registrar
 */
#ifndef VT_CTL_CTL_H
#define VT_CTL_CTL_H

#include <stdbool.h>

typedef struct vt_ctl {
	const char *conf; /* path of vanthu.conf as given or found, not opened yet */
	bool json;        /* --json stood anywhere on the line; the command sees it no more */
} vt_ctl;

/* argv[0] is the command. Returns a sysexits status. */
typedef int vt_ctl_run(const vt_ctl *ctl, int argc, char **argv);

#endif
