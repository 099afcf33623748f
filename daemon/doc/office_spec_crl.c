/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_crl - keys of vanthu.conf: CRLs that are fetched
 */
#include "base/limits.h"
#include "doc/office_private.h"

/* clang-format off */
const vt_key vt_conf_crl[] = {
	{ .name = "cdp",
	  .type = VT_SET_BOOL,
	  .fallback = "no",
	  .help = "Whether the distribution points that the certificates in the folders of trust name "
		  "are fetched too." },
	{ .name = "proxy",
	  .type = VT_SET_TEXT,
	  .help = "http://HOST:PORT that everything is fetched through." },
	{ .name = "roots",
	  .type = VT_SET_PATH,
	  .help = "Root certificates that servers of https URLs are checked with: a PEM file." },
	{ .name = "private",
	  .type = VT_SET_BOOL,
	  .fallback = "no",
	  .help = "Whether a redirect or a distribution point may lead into a private network; a URL "
		  "of a fetch block may in any case." },
	{ .name = "timeout",
	  .type = VT_SET_SPAN,
	  .fallback = "1m",
	  .min = 1,
	  .max = 3600,
	  .help = "Longest time for one URL, redirects and all." },
	{ .name = "max-bytes",
	  .type = VT_SET_SIZE,
	  .fallback = "16M",
	  .min = 1024,
	  .max = VT_MAX_CRL_BYTES,
	  .help = "Largest CRL that is taken." },
	{ .name = "warn-before",
	  .type = VT_SET_SPAN,
	  .fallback = "12h",
	  .min = 0,
	  .max = 366LL * 86400,
	  .help = "The administrator is written to, once a day, when a CRL is so near its end and "
		  "could not be refreshed." },
	{ 0 },
};
const vt_key vt_conf_fetch[] = {
	{ .name = "url",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .repeats = true,
	  .help = "Where it is, http or https; the next one is asked when one fails." },
	{ .name = "issuer",
	  .type = VT_SET_TEXT,
	  .help = "Certificate of the CA that must have signed it: a file, or the SHA-256 of one in "
		  "the folders of trust; default: any of those." },
	{ 0 },
};
/* clang-format on */
