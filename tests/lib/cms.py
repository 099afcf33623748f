# SPDX-License-Identifier: GPL-3.0-or-later
"""cms - write CMS SignedData (RFC 5652) by hand: every part of it can be chosen, or forged."""

import hashlib
import zlib

from . import der, keys

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SMIME_CAPABILITIES = "1.2.840.113549.1.9.15"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
COMPRESSED_DATA = "1.2.840.113549.1.9.16.1.9"
DIGESTED_DATA = "1.2.840.113549.1.7.5"
ENCRYPTED_DATA = "1.2.840.113549.1.7.6"
ZLIB = "1.2.840.113549.1.9.16.3.8"
AES256_CBC = "2.16.840.1.101.3.4.1.42"


def attribute(name, *values):
	return der.seq(der.oid(name), der.set_of(*values))


class Signer:
	"""How one SignerInfo is made.

	ident         the Identity (pki.py) that signs and is named as the signer
	md            digest; pss forces or forbids PSS padding (None: as the key is)
	signing_time  seconds, or None for no such attribute
	attrs         False: no signedAttrs at all
	leave_out     OIDs of attributes that are left out
	digest        bytes in place of the real messageDigest
	key           another key than ident's (a forged signer)
	extra         more attributes, as DER
	"""

	def __init__(self, ident, md="sha256", signing_time=None, attrs=True, pss=None, **more):
		self.ident = ident
		self.md = md
		self.signing_time = signing_time
		self.attrs = attrs
		self.pss = pss
		self.leave_out = more.pop("leave_out", ())
		self.digest = more.pop("digest", None)
		self.key = more.pop("key", None) or ident.key
		self.extra = more.pop("extra", ())
		self.signature = more.pop("signature", None)
		self.econtent_type = more.pop("econtent_type", DATA)
		if more:
			raise TypeError("unknown options %s" % sorted(more))

	def attributes(self, content):
		"""The DER SET OF signed attributes, as it is hashed."""
		out = {
			CONTENT_TYPE: attribute(CONTENT_TYPE, der.oid(self.econtent_type)),
			MESSAGE_DIGEST: attribute(MESSAGE_DIGEST, der.octets(
				self.digest or hashlib.new(self.md, content).digest())),
			SMIME_CAPABILITIES: attribute(SMIME_CAPABILITIES,
				der.seq(der.seq(der.oid(AES256_CBC)))),
			SIGNING_CERTIFICATE_V2: attribute(SIGNING_CERTIFICATE_V2, der.seq(der.seq(
				der.seq(der.octets(hashlib.sha256(self.ident.der).digest()))))),
		}
		if self.signing_time is not None:
			out[SIGNING_TIME] = attribute(SIGNING_TIME, der.time(self.signing_time))
		kept = [v for k, v in out.items() if k not in self.leave_out]
		return der.set_of(*kept, *self.extra)

	def info(self, content):
		"""The SignerInfo over content."""
		parts = [der.integer(1), der.seq(self.ident.issuer, self.ident.serial_der),
			keys.digest_algorithm(self.md)]
		signed = content
		if self.attrs:
			signed = self.attributes(content)
			parts.append(b"\xa0" + signed[1:])
		signature = self.signature or self.key.sign(signed, self.md, self.pss)
		parts += [self.key.algorithm(self.md, self.pss), der.octets(signature)]
		return der.seq(*parts)


def signed_data(content, signers, certs=None, detached=True, crls=(), embed=None):
	"""ContentInfo with SignedData as DER.

	content   the bytes that are signed
	signers   Signer objects (0 … n); or SignerInfos already written, as bytes
	certs     certificates as DER; None: each signer's own
	detached  no eContent; embed: bytes to put there instead of content
	"""
	if certs is None:
		certs = [s.ident.der for s in signers if isinstance(s, Signer)]
	if embed is None and not detached:
		embed = content
	infos = [s if isinstance(s, bytes) else s.info(content) for s in signers]
	digests = {keys.digest_algorithm(s.md) for s in signers if isinstance(s, Signer)}
	if not digests:
		digests = {keys.digest_algorithm("sha256")}
	inside = [der.oid(DATA)]
	if embed is not None:
		inside.append(der.ctx(0, der.octets(embed)))
	parts = [der.integer(1), der.set_of(*digests), der.seq(*inside)]
	if certs:
		parts.append(der.ctx(0, b"".join(certs)))
	if crls:
		parts.append(der.ctx(1, b"".join(crls)))
	parts.append(der.set_of(*infos))
	return der.seq(der.oid(SIGNED_DATA), der.ctx(0, der.seq(*parts)))


def strip_attributes(content, signer):
	"""The forgery of draft-ietf-lamps-cms-euf-cma-signeddata: the signed attributes of a genuine
	signature become the content of one without attributes. (new content, CMS detached)."""
	attrs = signer.attributes(content)
	forged = Signer(signer.ident, signer.md, attrs=False, pss=signer.pss,
		signature=signer.key.sign(attrs, signer.md, signer.pss))
	return attrs, signed_data(attrs, [forged])


def strip_attributes_opaque(content, signer):
	attrs = signer.attributes(content)
	forged = Signer(signer.ident, signer.md, attrs=False, pss=signer.pss,
		signature=signer.key.sign(attrs, signer.md, signer.pss))
	return signed_data(attrs, [forged], detached=False)


def content_info(name, data):
	"""A ContentInfo of another type around `data` (DER)."""
	return der.seq(der.oid(name), der.ctx(0, data))


def compressed_data(content, algorithm=ZLIB, stream=None, pieces=False, inner=DATA):
	"""CompressedData (RFC 3274). stream: bytes in place of the zlib stream; pieces: the octet string
	in pieces of a thousand, as BER may have it; inner: the content type."""
	packed = zlib.compress(content, 9) if stream is None else stream
	octets = der.octets(packed) if not pieces else der.tlv(0x24, b"".join(
		der.octets(packed[i:i + 1000]) for i in range(0, len(packed), 1000)))
	return content_info(COMPRESSED_DATA, der.seq(der.integer(0), der.seq(der.oid(algorithm)),
		der.seq(der.oid(inner), der.ctx(0, octets))))
