/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export - a message with all its verdict rested on, in files that prove it without us
 */
#ifndef VT_PROC_EXPORT_H
#define VT_PROC_EXPORT_H

#include <glib.h>
#include <stdbool.h>

#include "proc/registrar/command.h"

/* evidence NUMBER|ID --to FOLDER */
vt_command_run vt_run_evidence;

/* Outside the jail: reads templates/evidence/ of the shipped data. VT_NEVER: it is not there. */
bool vt_export_prepare(GError **error);

#endif
