/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - find the token, log in once, find the key
 */
#include "sign/token.h"

#include <libp11.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <string.h>

#include "sign/sign_private.h"

/* PKCS#11 v3.0 §5.1: what a login says about the PIN. */
#define CKR_PIN_FIRST 0xa0ul /* incorrect, invalid, length, expired, locked: 0xa4 */
#define CKR_PIN_LAST  0xa4ul

/* What has no word in the URI fits all. */
static bool fits(const char *wanted, const char *has)
{
	return wanted == NULL || g_strcmp0(wanted, has) == 0;
}

static bool is_token(const vt_token_uri *uri, const PKCS11_TOKEN *token)
{
	return token != NULL && token->initialized && fits(uri->token, token->label)
	       && fits(uri->serial, token->serialnr) && fits(uri->manufacturer, token->manufacturer)
	       && fits(uri->model, token->model);
}

static PKCS11_SLOT *find_slot(const vt_token_key *which, GError **error)
{
	PKCS11_CTX *context = PKCS11_CTX_new();
	PKCS11_SLOT *slots = NULL, *found = NULL;
	unsigned n = 0, n_found = 0;

	if (context == NULL || PKCS11_CTX_load(context, which->module) != 0) {
		vt_sign_fault(error, "cannot load the module '%s'", which->module);
		return NULL;
	}
	/* Nobody is there to type anything. */
	PKCS11_set_ui_method(context, (UI_METHOD *)(uintptr_t)UI_null(), NULL);
	if (PKCS11_enumerate_slots(context, &slots, &n) != 0) {
		vt_sign_fault(error, "cannot look for tokens");
		return NULL;
	}
	for (unsigned i = 0; i < n; i++) {
		if (!is_token(which->uri, slots[i].token))
			continue;
		found = &slots[i];
		n_found++;
	}
	ERR_clear_error();
	if (n_found == 1)
		return found;
	vt_error_set(error, VT_RETRY_LATER,
		     n_found == 0 ? "the token is not there" : "%u tokens fit the URI", n_found);
	return NULL;
}

/* The last try is for a person, who knows what it costs. */
static bool has_tries(const PKCS11_TOKEN *token, GError **error)
{
	if (token->userPinLocked)
		return vt_error_set(error, VT_RETRY_LATER, "the token has locked its PIN");
	return !token->userPinFinalTry
	       || vt_error_set(error, VT_RETRY_LATER,
			       "the token has one try left for its PIN: log in by hand first");
}

static bool try_pin(PKCS11_SLOT *slot, const vt_token_try *t, GError **error)
{
	if (!has_tries(slot->token, error) || !vt_token_try_allowed(t, error)
	    || !vt_token_try_begin(t, error))
		return false;
	if (PKCS11_login(slot, 0, t->pin) == 0)
		return vt_token_try_end(t, error);
	unsigned long reason = (unsigned long)ERR_GET_REASON(ERR_peek_error());
	if (reason >= CKR_PIN_FIRST && reason <= CKR_PIN_LAST)
		return vt_token_try_refused(t, error)
		       && vt_sign_fault(error, "the token refused the PIN");
	return vt_token_try_end(t, error) && vt_sign_fault(error, "cannot log in to the token");
}

static bool login(const vt_token_key *which, PKCS11_SLOT *slot, GError **error)
{
	const PKCS11_TOKEN *token = slot->token;
	g_autofree char *name = g_strdup_printf("%s\n%s\n%s\n%s", token->manufacturer, token->model,
						token->serialnr, token->label);
	const vt_token_try t = { which->notes, name, which->pin, token->userPinCountLow };

	if (!token->loginRequired)
		return true;
	if (which->pin == NULL)
		return vt_error_set(error, VT_RETRY_LATER,
				    "the token wants a PIN, and there is no document-pin");
	return try_pin(slot, &t, error);
}

static bool is_key(const vt_token_uri *uri, const PKCS11_KEY *key)
{
	gsize size = 0;
	const void *id = uri->id != NULL ? g_bytes_get_data(uri->id, &size) : NULL;

	return fits(uri->object, key->label)
	       && (id == NULL || (size == key->id_len && memcmp(id, key->id, size) == 0));
}

static EVP_PKEY *find_key(PKCS11_TOKEN *token, const vt_token_uri *uri, GError **error)
{
	PKCS11_KEY *keys = NULL, *found = NULL;
	unsigned n = 0, n_found = 0;
	EVP_PKEY *key = NULL;

	if (PKCS11_enumerate_keys(token, &keys, &n) != 0) {
		vt_sign_fault(error, "cannot list the keys of the token");
		return NULL;
	}
	for (unsigned i = 0; i < n; i++) {
		if (!is_key(uri, &keys[i]))
			continue;
		found = &keys[i];
		n_found++;
	}
	if (n_found != 1) {
		vt_error_set(error, VT_RETRY_LATER,
			     n_found == 0 ? "no private key of the token fits the URI"
					  : "%u private keys of the token fit the URI",
			     n_found);
		return NULL;
	}
	key = PKCS11_get_private_key(found);
	if (key == NULL)
		vt_sign_fault(error, "cannot use the key of the token");
	return key;
}

vt_signing_key *vt_token_key_open(const vt_token_key *which, GError **error)
{
	g_autoptr(vt_signing_key) key = g_new0(vt_signing_key, 1);
	PKCS11_SLOT *slot = NULL;

	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
	slot = find_slot(which, error);
	if (slot == NULL || !login(which, slot, error))
		return NULL;
	key->key = find_key(slot->token, which->uri, error);
	if (key->key == NULL
	    || !vt_signing_key_complete(key, "the key on the token", which->certificate,
					which->chain, error))
		return NULL;
	return g_steal_pointer(&key);
}
