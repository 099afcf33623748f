/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export - a message with all its verdict rested on, in files that prove it without us
 */
#ifndef VT_PROC_EXPORT_H
#define VT_PROC_EXPORT_H

#include "proc/registrar/command.h"

/* evidence NUMBER|ID --to FOLDER */
vt_command_run vt_run_evidence;

/* What stands in the files; proc/registrar/export_texts.c. */
extern const char
	vt_export_script[]; /* after the lines that set AT, SIGNER, CERTIFICATES and CRLS */
extern const char vt_export_readme[];

#endif
