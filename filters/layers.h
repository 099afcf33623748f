/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layers - which entities of a message are S/MIME, by declaration and by name
 *
 * RFC 8551 §3.2, §3.5; generic types are known by their file name (§3.2.1). smime-type is not
 * believed: the content type of the CMS decides. Around the content of a message stand layers,
 * each with nothing but the next one in it (RFC 9787 "cryptographic envelope"): signatures,
 * encryption, compression, at most VT_MAX_LAYERS. The outermost signature alone is the message's.
 */
#ifndef VT_FILTERS_LAYERS_H
#define VT_FILTERS_LAYERS_H

#include "filters/filter.h"

/* multipart/signed of S/MIME (not of OpenPGP), however many parts it has. */
bool vt_layer_is_signed(const vt_entity *entity);
/* The same with exactly two parts, what is signed and its signature. With a part too many it is no
 * layer: what its signature does not cover stands in it. */
bool vt_layer_is_pair(const vt_entity *entity);
/* application/pkcs7-mime and its aliases: signed, enveloped or something else. */
bool vt_layer_is_opaque(const vt_entity *entity);

/* leaf, of c->scan or of what was opened last, held content: the next of c->opened. False: too deep
 * for the report, it stays shut. */
bool vt_layers_open(vt_case *c, const vt_entity *leaf, GBytes *content);
/* After the outermost layer was judged: the layers below it, until the content. Sets c->payload and
 * c->payload_scan, opens what is signed or compressed, says what was found. */
void vt_layers_identify(vt_case *c, vt_identity *identity);

#endif
