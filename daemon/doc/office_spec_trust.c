/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_trust - keys of vanthu.conf: inspection and whom we believe
 */
#include "base/limits.h"
#include "doc/office_private.h"

/* clang-format off */
static const char *const crl_choices[] = { "required", "off", NULL };
static const char *const soft_choices[] = { "hold", "accept", NULL };
/* What verify/algorithms.c knows; SHA-256 is the floor, so nothing below it can be named. */
static const char *const digest_choices[] = { "sha256",   "sha384",   "sha512",   "sha512-256",
					      "sha3-256", "sha3-384", "sha3-512", NULL };
static const char *const signature_choices[] = { "rsa", "rsa-pss", "ecdsa", NULL };

const vt_key vt_conf_inspect[] = {
	{ .name = "children",
	  .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0,
	  .max = 64,
	  .help = "Inspections at a time; 0 = one a processor." },
	{ .name = "cpu",
	  .type = VT_SET_SPAN,
	  .fallback = "10s",
	  .min = 1,
	  .max = 600,
	  .help = "Processor time of one inspection." },
	{ .name = "wall",
	  .type = VT_SET_SPAN,
	  .fallback = "30s",
	  .min = 1,
	  .max = 3600,
	  .help = "Time of one inspection by the clock." },
	{ .name = "memory",
	  .type = VT_SET_SIZE,
	  .fallback = "512M",
	  .min = 128 * 1024 * 1024,
	  .max = 1LL << 40,
	  .help = "Address space of one inspection." },
	{ 0 },
};
const vt_key vt_conf_trust[] = {
	{ .name = "roots",
	  .type = VT_SET_PATH,
	  .help = "Folder of root certificates; default STATE/trust/roots." },
	{ .name = "intermediates",
	  .type = VT_SET_PATH,
	  .help = "Folder of intermediate certificates; default STATE/trust/intermediates." },
	{ .name = "crls",
	  .type = VT_SET_PATH,
	  .help = "Folder of CRLs; default STATE/trust/crls." },
	{ .name = "crl",
	  .type = VT_SET_CHOICE,
	  .choices = crl_choices,
	  .fallback = "required",
	  .help = "Whether every certificate of a path needs a current CRL." },
	{ .name = "digest",
	  .type = VT_SET_CHOICE,
	  .choices = digest_choices,
	  .repeats = true,
	  .help = "A digest that signatures may use, a line each; none = all of these. Nothing "
		  "below SHA-256 can be named." },
	{ .name = "signature",
	  .type = VT_SET_CHOICE,
	  .choices = signature_choices,
	  .repeats = true,
	  .help = "A kind of signature that may be used, a line each; none = all of these." },
	{ .name = "min-rsa",
	  .type = VT_SET_INT,
	  .fallback = "2048",
	  .min = 2048,
	  .max = 16384,
	  .help = "Smallest RSA key, in bits." },
	{ .name = "min-ec",
	  .type = VT_SET_INT,
	  .fallback = "256",
	  .min = 256,
	  .max = 521,
	  .help = "Smallest key on an elliptic curve, in bits." },
	{ .name = "deny",
	  .type = VT_SET_PATH,
	  .help = "File of certificates that are believed in no path." },
	{ .name = "allow",
	  .type = VT_SET_PATH,
	  .help = "File of certificates of which every path must hold one." },
	{ 0 },
};
const vt_key vt_conf_class[] = {
	{ .name = "root",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .repeats = true,
	  .help = "A root of the class: the SHA-256 of the certificate, or its file in the folder "
		  "of roots." },
	{ .name = "crl",
	  .type = VT_SET_CHOICE,
	  .choices = crl_choices,
	  .fallback = "required",
	  .help = "As trust.crl, for paths that end in these roots." },
	{ .name = "crl-missing",
	  .type = VT_SET_CHOICE,
	  .choices = soft_choices,
	  .fallback = "hold",
	  .help = "What happens when a needed CRL is missing." },
	{ .name = "crl-stale",
	  .type = VT_SET_CHOICE,
	  .choices = soft_choices,
	  .fallback = "hold",
	  .help = "What happens when it is past its next update." },
	{ .name = "crl-grace",
	  .type = VT_SET_SPAN,
	  .fallback = "0s",
	  .min = 0,
	  .max = 366LL * 86400,
	  .help = "A CRL this long past its next update is accepted in any case." },
	{ 0 },
};
/* clang-format on */
