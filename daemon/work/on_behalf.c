/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * on_behalf - whoever lets somebody act for him hears what is done in his name
 */
#include "work/on_behalf.h"

#include "store/documents.h"
#include "work/decision.h"
#include "work/notices_private.h"
#include "work/outgoing_name.h"
#include "work/submit.h"

static const char *written(const char *decision)
{
	int verb = decision != NULL ? vt_verb_find_name(decision) : -1;

	return verb >= 0 ? vt_verb_get((vt_verb)verb)->written : "";
}

/* What he wrote besides the order, else the reason or question in it. */
static char *words_of(const vt_hearing *h, const char *decision)
{
	int verb = decision != NULL ? vt_verb_find_name(decision) : -1;
	g_autofree char *words = vt_decision_words(h);
	const vt_instruction *one = NULL;

	if (*words == '\0' && (verb == VT_VERB_RETURN || verb == VT_VERB_ASK))
		one = vt_decision_find(h, (vt_verb)verb);
	return one != NULL ? g_strdup(vt_decision_argument(one)) : g_steal_pointer(&words);
}

static char *name_of(const vt_noticing *n, const char *sentence, const char *shown)
{
	g_autoptr(vt_filling) values = vt_filling_new();

	vt_filling_add(values, "noi_dung", shown);
	return vt_templates_sentence(n->templates, vt_notice_language(n), sentence, values);
}

static bool put_document(const vt_noticing *n, const char *giver, vt_acted *acted, int64_t id,
			 GError **error)
{
	g_autoptr(vt_document) d = vt_documents_get(n->store, id, error);

	if (d == NULL)
		return false;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT "/%d", d->number, d->year);
	g_autofree char *name = name_of(n, "tm_so_den", number);
	acted->name = name;
	acted->subject = vt_document_text(d, VT_FIELD_SUBJECT);
	acted->about = vt_document_message(d);
	return vt_submit_acted(n, acted, giver, error);
}

static bool put_outgoing(const vt_noticing *n, const char *giver, vt_acted *acted, int64_t id,
			 GError **error)
{
	g_autoptr(vt_outgoing) o = vt_outgoings_get(n->store, id, error);

	if (o == NULL)
		return false;
	g_autofree char *shown = vt_outgoing_shown(o);
	g_autofree char *name = name_of(n, "tm_van_ban_di", shown);
	acted->name = name;
	acted->subject = o->abstract;
	acted->about = o->files->len > 0
			       ? ((const vt_outgoing_file *)g_ptr_array_index(o->files, 0))->arrival
			       : NULL;
	return vt_submit_acted(n, acted, giver, error);
}

static bool put(const vt_hearing *h, const char *giver, vt_acted *acted, GError **error)
{
	const vt_noticing n = vt_hearing_noticing(h);

	acted->own = h->asking->own;
	acted->who = h->person->name;
	if (h->asking->document != 0)
		return put_document(&n, giver, acted, h->asking->document, error);
	return h->asking->outgoing == 0
	       || put_outgoing(&n, giver, acted, h->asking->outgoing, error);
}

static char *sentence_of(const vt_hearing *h, const char *sentence, const char *decision)
{
	const vt_noticing n = vt_hearing_noticing(h);
	g_autoptr(vt_filling) values = vt_filling_new();

	vt_filling_add(values, "quyet_dinh", written(decision));
	vt_filling_add(values, "uq_hinh_thuc", h->delegation != NULL ? h->delegation->form : "");
	return vt_templates_sentence(n.templates, vt_notice_language(&n), sentence, values);
}

bool vt_on_behalf_tell(const vt_hearing *h, const char *decision, GError **error)
{
	if (h->on_behalf == NULL || h->trying)
		return true;
	g_autofree char *sentence = sentence_of(h, "tm_da_quyet_dinh", decision);
	g_autofree char *words = words_of(h, decision);
	vt_acted acted = { .sentence = sentence, .words = words };

	return put(h, h->on_behalf->key, &acted, error);
}

bool vt_on_behalf_tell_undone(const vt_hearing *h, const vt_asking *decided, GError **error)
{
	if (g_strcmp0(decided->person, h->person->key) == 0)
		return true;
	g_autofree char *sentence = sentence_of(h, "tm_da_huy", decided->decision);
	vt_acted acted = { .sentence = sentence, .words = "" };

	return put(h, decided->person, &acted, error);
}
