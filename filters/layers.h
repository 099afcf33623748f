/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layers - which entities of a message are S/MIME, by declaration and by name
 *
 * RFC 8551 §3.2, §3.5; generic types are known by their file name (§3.2.1). smime-type is not
 * believed: the content type of the CMS decides.
 */
#ifndef VT_FILTERS_LAYERS_H
#define VT_FILTERS_LAYERS_H

#include "mail/scan.h"

/* multipart/signed of S/MIME (not of OpenPGP), however many parts it has. */
bool vt_layer_is_signed(const vt_entity *entity);
/* application/pkcs7-mime and its aliases: signed, enveloped or something else. */
bool vt_layer_is_opaque(const vt_entity *entity);

#endif
