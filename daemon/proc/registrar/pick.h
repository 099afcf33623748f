/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pick - what a person means by NUMBER or ID
 */
#ifndef VT_PROC_PICK_H
#define VT_PROC_PICK_H

#include "proc/registrar/command.h"
#include "store/arrivals.h"
#include "store/documents.h"

/*
 * "12" or "12/2026": số đến of the caller's own agency (--own, --year); else the id of a message. A
 * document brings its arrival, an arrival its document, as far as there is one. What belongs to
 * another own agency is not found. false: the reply is ended.
 */
bool vt_pick(const vt_call *call, const char *word, vt_document **document_out,
	     vt_arrival **arrival_out);
/* May this caller be shown this message? Not one of another own agency, nor, before its release,
 * one on the subject lists, unless the caller is a clerk or the security officer. */
bool vt_pick_shows(const vt_call *call, const vt_arrival *arrival);

/* Is it on the subject lists, not released, and the caller neither clerk nor security officer? */
bool vt_pick_is_reserved(const vt_call *call, const vt_arrival *arrival);

#endif
