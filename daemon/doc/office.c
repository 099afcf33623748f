/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office - vanthu.conf and everything it names, read and checked together
 */
#include "doc/office.h"

#include <string.h>

#include "base/clock.h"
#include "base/install.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/crl_conf.h"
#include "doc/office_private.h"

GPtrArray *vt_block_copies(const vt_block *block, const char *key)
{
	GPtrArray *copies = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < vt_block_count(block, key); i++)
		g_ptr_array_add(copies, g_strdup(vt_block_nth(block, key, i)));
	return copies;
}

static void type_free(void *data)
{
	vt_type *type = data;

	g_free(type->abbreviation);
	g_free(type->name);
	g_free(type->folded);
	g_free(type);
}

static void word_free(void *data)
{
	vt_word *word = data;

	g_free(word->text);
	g_free(word->folded);
	g_free(word->level);
	g_free(word);
}

static void filetype_free(void *data)
{
	vt_filetype *filetype = data;

	g_free(filetype->media_type);
	g_ptr_array_unref(filetype->extensions);
	g_free(filetype->source);
	g_free(filetype);
}

static void book_free(void *data)
{
	vt_book *book = data;

	g_free(book->key);
	g_free(book->own);
	g_free(book->title);
	g_free(book->notation);
	if (book->types != NULL)
		g_ptr_array_unref(book->types);
	g_free(book);
}

static void signer_free(void *data)
{
	vt_signer_keys *signer = data;

	g_free(signer->own);
	g_free(signer->notice_key);
	g_free(signer->notice_certificate);
	g_free(signer->notice_chain);
	g_free(signer->document_key);
	g_free(signer->document_certificate);
	g_free(signer->document_pin);
	g_free(signer);
}

static vt_office *office_new(void)
{
	vt_office *office = g_new0(vt_office, 1);

	office->directory = vt_directory_new();
	office->types = g_ptr_array_new_with_free_func(type_free);
	for (int i = 0; i < VT_N_WORD_LISTS; i++)
		office->words[i] = g_ptr_array_new_with_free_func(word_free);
	office->filetypes = g_ptr_array_new_with_free_func(filetype_free);
	office->routes = g_ptr_array_new_with_free_func(vt_route_free);
	office->books = g_ptr_array_new_with_free_func(book_free);
	office->signers = g_ptr_array_new_with_free_func(signer_free);
	office->permanent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	office->legal = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	office->rules = vt_office_new_rules();
	vt_office_init_trust(office);
	office->max_bytes = VT_MAX_MESSAGE_BYTES;
	office->max_age = 10 * 86400;
	office->retry = g_array_new(FALSE, FALSE, sizeof(int64_t));
	return office;
}

void vt_office_free(vt_office *office)
{
	if (office == NULL)
		return;
	vt_settings_free(office->settings);
	g_free(office->conf_path);
	g_free(office->state);
	g_free(office->templates);
	g_free(office->directory_path);
	g_free(office->language);
	g_free(office->run);
	g_free(office->authserv_id);
	vt_directory_free(office->directory);
	vt_policy_free(office->policy);
	g_clear_pointer(&office->rules, g_ptr_array_unref);
	g_ptr_array_unref(office->types);
	for (int i = 0; i < VT_N_WORD_LISTS; i++)
		g_ptr_array_unref(office->words[i]);
	g_ptr_array_unref(office->filetypes);
	g_ptr_array_unref(office->routes);
	g_ptr_array_unref(office->books);
	g_ptr_array_unref(office->signers);
	g_clear_pointer(&office->permanent, g_hash_table_unref);
	g_hash_table_unref(office->legal);
	vt_office_clear_trust(office);
	g_free(office->session.server);
	g_clear_pointer(&office->session.servers, g_ptr_array_unref);
	g_free(office->reply.delimiter);
	vt_worktime_free(office->worktime);
	g_clear_pointer(&office->retry, g_array_unref);
	g_clear_pointer(&office->submit_at, g_array_unref);
	g_clear_pointer(&office->digest_at, g_array_unref);
	g_free(office);
}

static char *shipped(const char *name)
{
	return g_build_filename(vt_install_data(), name, NULL);
}

static char *path_or_shipped(const vt_block *block, const char *key, const char *name)
{
	const char *path = vt_block_text(block, key);

	return path != NULL ? g_strdup(path) : shipped(name);
}

bool vt_office_key_is_on_token(const char *key)
{
	return g_ascii_strncasecmp(key, "pkcs11:", 7) == 0;
}

static void read_token(const vt_office *office, vt_signer_keys *signer, const vt_block *block,
		       vt_faults *faults)
{
	unsigned line = vt_block_key_line(block, "document-key", 0);

	if (signer->document_key == NULL || !vt_office_key_is_on_token(signer->document_key))
		return;
	signer->document_on_token = true;
	signer->document_pin = g_strdup(vt_block_text(block, "document-pin"));
	if (vt_settings_count(office->settings, "token") == 0)
		vt_faults_add(faults, vt_block_file(block), line,
			      "a key on a token, and no token block names the module");
	if (signer->document_certificate == NULL)
		vt_faults_add(faults, vt_block_file(block), line,
			      "a key on a token needs document-certificate");
}

static void read_signers(vt_office *office, vt_faults *faults)
{
	for (unsigned i = 0; i < vt_settings_count(office->settings, "signer"); i++) {
		const vt_block *block = vt_settings_nth(office->settings, "signer", i);
		vt_signer_keys *signer = g_new0(vt_signer_keys, 1);

		signer->own = g_strdup(vt_block_name(block));
		signer->notice_key = g_strdup(vt_block_text(block, "notice-key"));
		signer->notice_certificate = g_strdup(vt_block_text(block, "notice-certificate"));
		signer->notice_chain = g_strdup(vt_block_text(block, "notice-chain"));
		signer->document_key = g_strdup(vt_block_text(block, "document-key"));
		signer->document_certificate =
			g_strdup(vt_block_text(block, "document-certificate"));
		read_token(office, signer, block, faults);
		g_ptr_array_add(office->signers, signer);
		if (vt_directory_own(office->directory, signer->own) == NULL)
			vt_faults_add(faults, vt_block_file(block), vt_block_line(block),
				      "signer '%s' is no own agency of the directory", signer->own);
	}
	for (guint i = 0; i < office->directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(office->directory->own, i);

		if (vt_office_signer(office, own->key) == NULL)
			vt_faults_add(faults, office->conf_path, 0,
				      "own agency '%s' has no signer block", own->key);
	}
}

/* kind: of the blocks that are doors of one sort. Returns how many there are. */
static unsigned check_doors_of(const vt_office *office, const char *kind, vt_faults *faults)
{
	unsigned n = vt_settings_count(office->settings, kind);

	for (unsigned i = 0; i < n; i++) {
		const vt_block *block = vt_settings_nth(office->settings, kind, i);
		const char *agency = vt_block_text(block, "agency");

		if (agency != NULL && vt_directory_own(office->directory, agency) == NULL)
			vt_faults_add(faults, vt_block_file(block),
				      vt_block_key_line(block, "agency", 0),
				      "agency '%s' is no own agency of the directory", agency);
	}
	return n;
}

static void check_doors(const vt_office *office, vt_faults *faults)
{
	static const char *const kinds[] = { "maildir", "lmtp", "imap" };
	unsigned n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		n += check_doors_of(office, kinds[i], faults);
	if (n == 0)
		vt_faults_add(faults, office->conf_path, 0,
			      "no door: add a maildir, lmtp or imap block");
}

char *vt_office_trust_folder(const char *state, const vt_settings *settings, const char *key)
{
	const char *path = vt_block_text(vt_settings_one(settings, "trust"), key);

	return path != NULL ? g_strdup(path) : g_build_filename(state, "trust", key, NULL);
}

static void read_main_blocks(vt_office *office)
{
	const vt_block *block = vt_settings_one(office->settings, "office");
	const vt_block *intake = vt_settings_one(office->settings, "intake");
	const vt_block *authentication = vt_settings_one(office->settings, "authentication");
	const char *state = vt_block_text(block, "state");

	office->state = g_strdup(state != NULL ? state : "/nonexistent");
	office->run = g_build_filename(office->state, "run", NULL);
	office->templates = path_or_shipped(block, "templates", "templates");
	office->language = g_strdup(vt_block_text(block, "language"));
	office->html = vt_block_int(block, "html") != 0;
	office->directory_path = g_strdup(vt_block_text(block, "directory"));
	office->directory_mail = vt_block_int(block, "directory-mail") != 0;
	office->directory->admin = g_strdup(vt_block_text(block, "admin"));
	office->roots = vt_office_trust_folder(office->state, office->settings, "roots");
	office->intermediates =
		vt_office_trust_folder(office->state, office->settings, "intermediates");
	office->crls = vt_office_trust_folder(office->state, office->settings, "crls");
	vt_office_read_trust(office, office->settings);
	vt_office_read_session(office);
	vt_office_read_reply(office);
	vt_office_read_reminders(office);
	office->forms = vt_block_int(vt_settings_one(office->settings, "notices"), "forms") != 0;
	office->max_bytes = (uint64_t)vt_block_int(intake, "max-bytes");
	office->max_age = vt_block_int(intake, "max-age");
	office->authserv_id = g_strdup(vt_block_text(authentication, "authserv-id"));
	office->own_hops = (unsigned)vt_block_int(authentication, "own-hops");
}

/* Whoever may write one file of a folder may replace all in it. */
static void check_directory_mail(const vt_office *office, vt_faults *faults)
{
	static const char *const others[] = { "routing",   "policy",    "books",
					      "types",     "words",     "legal",
					      "filetypes", "retention", "holidays" };
	const vt_block *block = vt_settings_one(office->settings, "office");
	g_autofree char *folder = g_path_get_dirname(office->directory_path);
	g_autofree char *of_conf = g_path_get_dirname(office->conf_path);
	bool shared = strcmp(folder, of_conf) == 0 || strcmp(folder, office->state) == 0;

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		const char *path = vt_block_text(block, others[i]);
		g_autofree char *other = path != NULL ? g_path_get_dirname(path) : NULL;

		shared = shared || g_strcmp0(folder, other) == 0;
	}
	if (office->directory_mail && shared)
		vt_faults_add(faults, office->conf_path,
			      vt_block_key_line(block, "directory-mail", 0),
			      "directory-mail wants a folder for directory.conf alone, as "
			      "'%s/directory'",
			      office->state);
}

typedef void read_file(vt_office *office, const char *path, vt_faults *faults);

static void read_named_files(vt_office *office, vt_faults *faults)
{
	static const struct {
		const char *key, *shipped_as;
		read_file *reader;
	} files[] = {
		{ "directory", NULL,
		  vt_office_read_directory }, /* first: the others refer to it, */
		{ "types", "config/types.tsv", vt_office_read_types }, /* and routes to types */
		{ "routing", NULL, vt_office_read_routing },
		{ "books", NULL, vt_office_read_books },
		{ "words", "config/words.tsv", vt_office_read_words },
		{ "filetypes", "config/filetypes.tsv", vt_office_read_filetypes },
		{ "legal", "config/legal.tsv", vt_office_read_legal },
		{ "retention", "config/retention.tsv", vt_office_read_retention },
		{ "holidays", "config/holidays.tsv", vt_office_read_holidays },
	};
	const vt_block *block = vt_settings_one(office->settings, "office");

	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = path_or_shipped(block, files[i].key, files[i].shipped_as);

		files[i].reader(office, path, faults);
	}
	office->policy = vt_policy_load(vt_block_text(block, "policy"), faults);
}

vt_office *vt_office_load(const char *conf_path, vt_faults *faults)
{
	vt_office *office = office_new();

	office->read_at = vt_clock_now();
	office->conf_path = g_canonicalize_filename(conf_path, NULL);
	office->settings = vt_settings_load(office->conf_path, vt_office_spec(), faults);
	read_main_blocks(office);
	read_named_files(office, faults);
	read_signers(office, faults);
	check_doors(office, faults);
	vt_office_read_dispatch(office, faults);
	vt_office_read_submit(office, faults);
	vt_office_read_backup(office, faults);
	vt_office_read_rules(office, faults);
	vt_crl_conf_check(office->settings, faults);
	check_directory_mail(office, faults);
	return office;
}

vt_office *vt_office_load_defaults(const char *data_folder, vt_faults *faults)
{
	vt_office *office = office_new();
	g_autofree char *types = g_build_filename(data_folder, "config", "types.tsv", NULL);
	g_autofree char *words = g_build_filename(data_folder, "config", "words.tsv", NULL);
	g_autofree char *filetypes = g_build_filename(data_folder, "config", "filetypes.tsv", NULL);

	vt_office_read_types(office, types, faults);
	vt_office_read_words(office, words, faults);
	vt_office_read_filetypes(office, filetypes, faults);
	return office;
}

const vt_type *vt_office_type(const vt_office *office, const char *folded_name)
{
	for (guint i = 0; i < office->types->len; i++) {
		const vt_type *type = g_ptr_array_index(office->types, i);

		if (strcmp(type->folded, folded_name) == 0)
			return type;
	}
	return NULL;
}

const vt_type *vt_office_type_by_abbreviation(const vt_office *office, const char *abbreviation)
{
	for (guint i = 0; i < office->types->len; i++) {
		const vt_type *type = g_ptr_array_index(office->types, i);

		if (*type->abbreviation != '\0' && strcmp(type->abbreviation, abbreviation) == 0)
			return type;
	}
	return NULL;
}

const vt_signer_keys *vt_office_signer(const vt_office *office, const char *own)
{
	for (guint i = 0; i < office->signers->len; i++) {
		const vt_signer_keys *signer = g_ptr_array_index(office->signers, i);

		if (strcmp(signer->own, own) == 0)
			return signer;
	}
	return NULL;
}

bool vt_office_is_permanent(const vt_office *office, const char *type)
{
	g_autofree char *folded = vt_text_fold(type);

	return office->permanent != NULL && g_hash_table_contains(office->permanent, folded);
}

const char *vt_office_legal(const vt_office *office, const char *key)
{
	const char *citation = g_hash_table_lookup(office->legal, key);

	return citation != NULL ? citation : "";
}
