/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_json - what a person wrote, in the JSON of a report
 */
#ifndef VT_CTL_SAID_JSON_H
#define VT_CTL_SAID_JSON_H

#include "base/json.h"
#include "doc/said.h"

/* The member "said" of the object that is open: names as in doc/said.h. */
void vt_said_json(vt_json *json, const vt_said *said);

#endif
