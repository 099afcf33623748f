/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain - does the signer's certificate lead to a root we configured, at the time of receipt
 */
#ifndef VT_FILTERS_CHAIN_H
#define VT_FILTERS_CHAIN_H

#include "filters/filter.h"

void vt_chain_identify(vt_case *c, vt_identity *identity);

#endif
