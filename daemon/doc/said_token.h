/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said_token - the token in an address of ours
 */
#ifndef VT_DOC_SAID_TOKEN_H
#define VT_DOC_SAID_TOKEN_H

#include "doc/office.h"

/* vanthu+TOKEN@kimson.example: the token, lower case, where the rest is an address of ours (any,
 * when the directory names none); NULL: it carries none. address: normal form. Caller frees. */
char *vt_said_token(const vt_office *office, const char *address);

#endif
