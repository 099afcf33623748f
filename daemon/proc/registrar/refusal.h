/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refusal - a command that policy.conf refused is counted under the name of who gave it
 */
#ifndef VT_PROC_REFUSAL_H
#define VT_PROC_REFUSAL_H

#include "proc/registrar/registrar.h"

/* An act of its own in the next batch (work/misuse.h). own: of the person; NULL = nobody known. */
void vt_refusal_note(vt_registrar *registrar, const char *name, const char *own);

#endif
