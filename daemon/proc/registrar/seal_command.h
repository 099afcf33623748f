/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal_command - vanthuctl seal and sealed destroy
 */
#ifndef VT_PROC_SEAL_COMMAND_H
#define VT_PROC_SEAL_COMMAND_H

#include "proc/registrar/command.h"

vt_command_run vt_run_seal;
vt_command_run vt_run_sealed_destroy;

#endif
