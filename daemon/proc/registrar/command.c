/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command - take a command apart
 */
#include "proc/registrar/command.h"

#include <string.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/text.h"
#include "doc/fields.h"
#include "proc/registrar/refusal.h"
#include "work/footing.h"

#define MAX_ARGUMENTS      200
#define MAX_ARGUMENT_BYTES 8192

GPtrArray *vt_command_read(vt_reader *reader, bool *json_out)
{
	g_autoptr(GPtrArray) arguments = vt_read_texts(reader, MAX_ARGUMENTS, MAX_ARGUMENT_BYTES);
	bool json = vt_read_bool(reader);

	if (!vt_reader_done(reader, NULL) || arguments->len == 0)
		return NULL;
	*json_out = json;
	return g_steal_pointer(&arguments);
}

/* named: only commands whose second word is given. */
static const vt_command *find_in(const vt_command *table, const GPtrArray *arguments, bool named)
{
	const char *name = g_ptr_array_index(arguments, 0);
	const char *sub = arguments->len > 1 ? g_ptr_array_index(arguments, 1) : "";

	for (; table->name != NULL; table++) {
		if (strcmp(table->name, name) == 0
		    && (table->sub == NULL ? !named : strcmp(table->sub, sub) == 0))
			return table;
	}
	return NULL;
}

const vt_command *vt_command_find(const GPtrArray *arguments)
{
	const vt_command *command = find_in(vt_change_commands, arguments, true);

	if (command == NULL)
		command = find_in(vt_look_commands, arguments, false);
	return command != NULL ? command : find_in(vt_change_commands, arguments, false);
}

void vt_order_free(vt_order *order)
{
	if (order == NULL)
		return;
	g_ptr_array_unref(order->words);
	g_hash_table_unref(order->options);
	g_free(order);
}

static bool listed(const char *list, const char *name)
{
	g_auto(GStrv) names = g_strsplit(list != NULL ? list : "", " ", -1);

	return g_strv_contains((const char *const *)names, name);
}

static bool takes_value(const vt_command *command, const char *name)
{
	int field = command->fields ? vt_field_find(name) : -1;

	return listed(command->values, name)
	       || (field >= 0 && vt_field_get((vt_field)field)->by_clerk);
}

/* Puts one option; *at is the index of its name and is moved over its value. */
static bool take_option(vt_order *order, const GPtrArray *arguments, guint *at,
			const vt_command *command, GError **error)
{
	const char *name = (const char *)g_ptr_array_index(arguments, *at) + 2;

	if (g_hash_table_contains(order->options, name))
		return vt_error_set(error, VT_NEVER, "option '--%s' is given twice", name);
	if (listed(command->flags, name)) {
		g_hash_table_insert(order->options, g_strdup(name), g_strdup(""));
		return true;
	}
	if (!takes_value(command, name))
		return vt_error_set(error, VT_NEVER, "'%s' has no option '--%s'", command->name,
				    name);
	if (++*at >= arguments->len)
		return vt_error_set(error, VT_NEVER, "option '--%s' wants a value", name);
	g_hash_table_insert(order->options, g_strdup(name),
			    vt_text_nfc(g_ptr_array_index(arguments, *at)));
	return true;
}

vt_order *vt_order_parse(const GPtrArray *arguments, const vt_command *command, GError **error)
{
	g_autoptr(vt_order) order = g_new0(vt_order, 1);

	order->words = g_ptr_array_new_with_free_func(g_free);
	order->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < arguments->len; i++) {
		const char *argument = g_ptr_array_index(arguments, i);

		if (!g_str_has_prefix(argument, "--"))
			g_ptr_array_add(order->words, g_strdup(argument));
		else if (!take_option(order, arguments, &i, command, error))
			return NULL;
	}
	if (order->words->len > command->most_words + 1) {
		vt_error_set(error, VT_NEVER, "'%s' takes at most %u arguments", command->name,
			     command->most_words);
		return NULL;
	}
	return g_steal_pointer(&order);
}

const char *vt_call_word(const vt_call *call, unsigned n)
{
	return n < call->order->words->len ? g_ptr_array_index(call->order->words, n) : NULL;
}

const char *vt_call_option(const vt_call *call, const char *name)
{
	return g_hash_table_lookup(call->order->options, name);
}

bool vt_call_number(const vt_call *call, const char *name, int64_t fallback, int64_t *out)
{
	const char *text = vt_call_option(call, name);
	gint64 number = fallback;

	if (text != NULL && !g_ascii_string_to_signed(text, 10, 0, 9999999999LL, &number, NULL)) {
		vt_reply_end(call->reply, EX_USAGE, "option '--%s' wants a whole number, not '%s'",
			     name, text);
		return false;
	}
	*out = number;
	return true;
}

bool vt_call_choose_own(vt_call *call)
{
	const vt_person *person = call->person;
	const char *given = vt_call_option(call, "own");
	bool admin = person != NULL && vt_person_has(person, VT_ROLE_ADMIN);

	if (given != NULL && vt_directory_own(call->office->directory, given) == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "'%s' is no own agency", given);
		return false;
	}
	if (given != NULL && person != NULL && !admin && strcmp(given, person->own) != 0) {
		vt_reply_end(call->reply, EX_NOPERM, "'%s' works for '%s', not for '%s'",
			     person->key, person->own, given);
		return false;
	}
	call->own = given != NULL ? given : (person != NULL && !admin ? person->own : NULL);
	call->actor = (vt_actor){ .person = person != NULL ? person->key : "-",
				  .own = call->own,
				  .proof = vt_proof_name(VT_PROOF_LOCAL),
				  .now = call->now,
				  .reason = vt_call_option(call, "reason") };
	return true;
}

/* Whose mail does not count has no other way either (regulation Đ10.1b-c). */
static bool stands(const vt_call *call)
{
	static const char *const words[VT_N_FOOTINGS] = {
		[VT_FOOTING_NEW] = "is new: the welcome is not answered, or not confirmed yet",
		[VT_FOOTING_LOCKED] = "is locked: two other people unlock",
	};
	g_autoptr(GError) error = NULL;
	vt_footing footing = VT_FOOTING_NEW;

	if (!vt_footing_of(call->registrar->store, call->person->key, &footing, NULL, &error)) {
		vt_call_failed(call, error);
		return false;
	}
	if (footing == VT_FOOTING_GOOD)
		return true;
	vt_reply_end(call->reply, EX_NOPERM, "'%s' %s", call->person->key, words[footing]);
	vt_refusal_note(call->registrar, call->person->key, call->person->own);
	return false;
}

bool vt_call_may(const vt_call *call, vt_action action)
{
	if (!stands(call))
		return false;
	vt_allowance allowance = vt_policy_ask(call->office->policy, action, call->person->roles,
					       1u << VT_PROOF_LOCAL);
	bool allowed = allowance.allowed;

	if (!allowed) {
		vt_reply_end(call->reply, EX_NOPERM, "'%s' may not %s\n%s", call->person->key,
			     vt_action_name(action), allowance.why);
		vt_refusal_note(call->registrar, call->person->key, call->person->own);
	}
	vt_allowance_clear(&allowance);
	return allowed;
}

void vt_call_failed(const vt_call *call, const GError *error)
{
	vt_reply_end(call->reply, error->code == VT_NEVER ? EX_SOFTWARE : EX_TEMPFAIL, "%s",
		     error->message);
}

void vt_call_outcome(const vt_call *call, const vt_outcome *outcome)
{
	g_autofree char *sentence = vt_outcome_sentence(outcome);

	if (!vt_outcome_keeps(outcome)) {
		vt_reply_end(call->reply, EX_DATAERR, "%s", sentence);
		return;
	}
	vt_reply_text(call->reply, "%s", sentence);
	vt_reply_end(call->reply, EX_OK, NULL);
}
