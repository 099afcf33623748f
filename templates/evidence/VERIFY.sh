#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# VERIFY.sh - proves the verdict on message.eml with sh, openssl and sha256sum alone
#
# values.sh names the message and says when it was received, which certificate signed it and which
# certificates and CRLs the verdict rested on.
cd "$(dirname "$0")" || exit 2
AT='' SIGNER='' CERTIFICATES='' CRLS=''
. ./values.sh
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
faults=0
say() { # status of the last command, what it proves
	if [ "$1" -eq 0 ]; then
		echo "ok: $2"
	else
		echo "FAILED: $2"
		faults=$((faults + 1))
	fi
}
hash_of() { openssl x509 -in "$1" -noout "-$2_hash"; }

sha256sum -c --quiet SHA256SUMS
say $? 'every file has its SHA-256'
if [ -z "$CERTIFICATES" ]; then
	echo 'FAILED: the verdict rested on no certificate: nothing is proved'
	exit 1
fi
for file in $CERTIFICATES; do
	openssl x509 -inform DER -in "$file" -out "$work/one.pem" || exit 2
	[ "$file" != "$SIGNER" ] || cp "$work/one.pem" "$work/signer.pem"
	if [ "$(hash_of "$work/one.pem" subject)" = "$(hash_of "$work/one.pem" issuer)" ]; then
		cat "$work/one.pem" >> "$work/roots.pem"
		echo "root, to be compared with the one you trust: $file"
		openssl x509 -in "$work/one.pem" -noout -subject -nameopt utf8,sep_comma_plus
	else
		cat "$work/one.pem" >> "$work/others.pem"
	fi
done
if [ ! -e "$work/roots.pem" ] || [ ! -e "$work/signer.pem" ]; then
	echo 'FAILED: no root: the path was not complete'
	exit 1
fi
for file in $CRLS; do
	openssl crl -inform DER -in "$file" >> "$work/crls.pem" || exit 2
done
echo "signer: $SIGNER"
openssl x509 -in "$work/signer.pem" -noout -subject -nameopt utf8,sep_comma_plus

set -- -attime "$AT" -no-CApath -no-CAstore
what='the path to the root held at the time of receipt'
if [ -e "$work/crls.pem" ]; then
	openssl verify "$@" -CAfile "$work/roots.pem" -untrusted "$work/others.pem" \
		-crl_check_all -extended_crl -use_deltas -CRLfile "$work/crls.pem" "$work/signer.pem"
	say $? "$what, no certificate was revoked"
else
	openssl verify "$@" -CAfile "$work/roots.pem" -untrusted "$work/others.pem" \
		"$work/signer.pem"
	say $? "$what (no revocation list was asked)"
fi

# cms has no -untrusted; what is not self-signed is no anchor here either
cat "$work/roots.pem" "$work/others.pem" > "$work/all.pem"
verify() {
	openssl cms -verify -in message.eml -purpose any -CAfile "$work/all.pem" \
		-signer "$work/found.pem" -out /dev/null "$@"
}
verify "$@" 2> "$work/error" || verify -binary "$@" || cat "$work/error"
found=$(openssl x509 -in "$work/found.pem" -outform DER 2> "$work/error" | sha256sum)
[ -s "$work/found.pem" ] && [ "certificate-${found%% *}.der" = "$SIGNER" ]
say $? 'the signature of the message is by this signer'
[ "$faults" -eq 0 ] || exit 1
echo 'all of it holds'
