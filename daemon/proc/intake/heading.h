/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heading - what every door notes of a header in ID.env (net/heading.h, doc/arrived.h)
 */
#ifndef VT_PROC_INTAKE_HEADING_H
#define VT_PROC_INTAKE_HEADING_H

#include "doc/arrived.h"
#include "doc/office.h"

/* head: the first bytes of the message. */
void vt_note_heading(const vt_office *office, const void *head, size_t size, vt_arrived *arrived);

#endif
