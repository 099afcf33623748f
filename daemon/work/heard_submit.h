/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heard_submit - commands of the clerk that bring a document before the leader
 */
#ifndef VT_WORK_HEARD_SUBMIT_H
#define VT_WORK_HEARD_SUBMIT_H

#include "work/heard_command.h"

vt_hear_verb vt_heard_submit, vt_heard_note_opinion;

#endif
