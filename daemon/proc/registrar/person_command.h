/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_command - vanthuctl person unlock
 */
#ifndef VT_PROC_PERSON_COMMAND_H
#define VT_PROC_PERSON_COMMAND_H

#include "proc/registrar/command.h"

vt_command_run vt_run_person_unlock;

#endif
