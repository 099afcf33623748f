/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * install - where make install put what the programs need at run time
 */
#ifndef VT_BASE_INSTALL_H
#define VT_BASE_INSTALL_H

/* The folder with templates/ and config/: $VANTHU_DATADIR, else the source tree when the running
 * program stands in build/ of one, else the installed one. Borrowed. */
const char *vt_install_data(void);
/* The full path of one of our own programs ("vanthu-inspect"): $VANTHU_LIBEXECDIR, else the folder
 * of the running program when it stands there, else the installed one. Caller frees. */
char *vt_install_program(const char *name);
/* The full path of vanthud: beside the running program, else the installed one. Caller frees. */
char *vt_install_daemon(void);

#endif
