/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_update - every CRL of vanthu.conf fetched, judged and put to use
 */
#ifndef VT_CTL_CRL_UPDATE_H
#define VT_CTL_CRL_UPDATE_H

#include "ctl/crl_source.h"

/* Several at a time wait for each other: the lock of STATE/trust, until the descriptor is closed.
 * -1 with error. */
int vt_crl_lock(const vt_crl_conf *conf, GError **error);

/* With the lock. sources_out: vt_crl_source *, one for each CRL. false: nothing could be tried. */
bool vt_crl_update(const vt_crl_conf *conf, GPtrArray *sources_out, GError **error);

/* One line that names the CRLs in use whose end is near and that none of sources renewed; NULL =
 * all is well. Caller frees. */
char *vt_crl_warning(const vt_crl_conf *conf, const GPtrArray *known, const GPtrArray *sources,
		     int64_t now);

#endif
