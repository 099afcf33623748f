/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_person - commands about the rights of people
 */
#ifndef VT_WORK_HEARD_PERSON_H
#define VT_WORK_HEARD_PERSON_H

#include "work/heard_command.h"

vt_hear_verb vt_heard_unlock;
vt_hear_verb vt_heard_delegate;  /* heard_delegate.c */
vt_hear_verb vt_heard_directory; /* heard_directory.c */

#endif
