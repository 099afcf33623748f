/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office - all files an office edits, read and checked together (design §4)
 *
 * vanthu.conf names the others. vt_office_load() reads everything and collects
 * every fault of every file; a program starts only when there is none, vanthud -n prints them.
 */
#ifndef VT_DOC_OFFICE_H
#define VT_DOC_OFFICE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "doc/directory.h"
#include "doc/policy.h"
#include "doc/schedule.h"
#include "doc/worktime.h"

/* types.tsv: abbreviation, name, group. Công văn has no abbreviation. */
typedef struct vt_type {
	char *abbreviation, *name; /* "QĐ", "Quyết định" */
	char *folded;              /* vt_text_fold(name) */
} vt_type;

/* words.tsv: list, text, meaning. Lists are a closed set; text is matched folded unless the list
 * says otherwise. */
typedef enum {
	VT_WORDS_SECRET,     /* marks: MẬT ... (exact upper case, see filters/secrecy.c) */
	VT_WORDS_NOT_SECRET, /* phrases in which such a word means nothing: bảo mật */
	VT_WORDS_URGENT,     /* KHẨN, THƯỢNG KHẨN, HỎA TỐC */
	VT_WORDS_COMPLAINT,  /* heading lines: ĐƠN TỐ CÁO ... */
	VT_WORDS_ANNEX,      /* kèm theo, phụ lục */
	VT_WORDS_RELIGION,
	VT_WORDS_FOREIGN,
	VT_WORDS_HARMFUL,
	VT_N_WORD_LISTS,
} vt_word_list;

typedef struct vt_word {
	char *text;   /* as written */
	char *folded; /* vt_text_fold(text) */
	char *level; /* column "level": secret lists mat|toi-mat|tuyet-mat, urgent 1|2|3, else "" */
} vt_word;

/* filetypes.tsv: media type, extensions, treatment, source of the rule. */
typedef enum {
	VT_FILE_DOCUMENT,
	VT_FILE_IMAGE,
	VT_FILE_ARCHIVE,
	VT_FILE_MAIL,
	VT_FILE_TEXT,
	VT_FILE_REFUSED,
	VT_N_FILE_KINDS
} vt_file_kind;
typedef struct vt_filetype {
	char *media_type;      /* application/pdf */
	GPtrArray *extensions; /* char *, lower-case without dot */
	vt_file_kind kind;
	char *source;
} vt_filetype;

/* routing.conf: first matching routes add up; who is told about a registered document. */
typedef struct vt_route {
	char *own;
	GPtrArray *from;   /* agency keys; empty = any */
	GPtrArray *types;  /* folded type names; empty = any */
	GPtrArray *people; /* person keys */
	char *submit;      /* key of who decides; NULL = not said here */
	GPtrArray *words;  /* folded; one of them stands in the subject; empty = any */
	GPtrArray *urgent; /* labels as written; empty = any */
	char *lead;        /* who is proposed to carry it out: a person's key, a unit; NULL */
	GPtrArray *support, *inform; /* the same */
	char *file;
	unsigned line;
} vt_route;

/* What of a document routes it; all borrowed, NULL = not known. */
typedef struct vt_routed {
	const char *own, *agency, *type, *subject, *urgency;
} vt_routed;

/* books.conf */
typedef struct vt_book {
	char *key, *own, *title;
	bool is_outgoing;
	GPtrArray *types; /* of an outgoing one, char *: folded; empty = all that no other has */
	char *notation;   /* "{type}-UBND"; NULL = an incoming book */
	int first_year;   /* year of introduction; 0 = none */
	int64_t first;    /* number to begin with in that year */
} vt_book;

typedef struct vt_signer_keys {
	char *own;
	char *notice_key, *notice_certificate, *notice_chain; /* paths; chain may be NULL */
	char *document_key, *document_certificate;            /* may be NULL */
	bool document_on_token; /* document_key is a PKCS#11 URI, not a path */
	char *document_pin;     /* path of the file with its PIN; NULL = none */
} vt_signer_keys;

/* A class block: the roots it is for, and how hard revocation is below them. */
typedef struct vt_root_class {
	char *name, *file;
	GPtrArray *roots; /* char *: SHA-256, or the name of a file in the folder of roots */
	GArray *lines;    /* unsigned: of each in file */
	bool crl_required, missing_accepted, stale_accepted;
	int64_t grace; /* seconds */
} vt_root_class;

/* What our own mail server writes of a login (design §5). */
typedef struct vt_session {
	char *server;      /* its authserv-id, or the name behind "by", lower-case; NULL = off */
	unsigned own_hops; /* Received fields of our own above it */
	GPtrArray
		*servers; /* char *: other names of our own behind "by", lower-case; NULL = none */
	bool mailbox;     /* our own Received lines alone are a proof, if a weak one */
	bool by_received; /* "(Authenticated sender: LOGIN)" instead of Authentication-Results */
} vt_session;
/* How an answer finds its question. */
typedef struct vt_reply_conf {
	char *delimiter; /* of subaddresses */
	bool in_address, in_subject;
	int64_t undo_time; /* seconds of office time */
} vt_reply_conf;
/* Who hears of what is late: working days, 0 = nobody. */
typedef struct vt_reminders_conf {
	int clerk_days, confirm_days, receipt_days, before, unit_head_after, office_head_after;
	int64_t urgent_after; /* seconds; 0 = never */
	bool week_list;
} vt_reminders_conf;
/* dispatch.mode: a rehearsal holds all mail, or sends it to one address in everybody's place. */
typedef enum {
	VT_MODE_LIVE,
	VT_MODE_HOLD,
	VT_MODE_REDIRECT,
	VT_N_MODES,
} vt_mode;

typedef struct vt_office {
	int64_t read_at;         /* when: roles have days */
	vt_settings *settings;   /* vanthu.conf itself, for the programs' own blocks */
	char *conf_path, *state; /* absolute */
	char *templates, *language;
	char *directory_path; /* of directory.conf, absolute; NULL without an office */
	bool directory_mail;  /* it is changed by signed mail; nothing else lies in its folder */
	bool html;            /* mails have an HTML alternative */
	char *run;            /* folder of the control socket and the lock: state/run */
	vt_directory *directory;
	vt_policy *policy;
	GPtrArray *types, *words[VT_N_WORD_LISTS], *filetypes, *routes, *books, *signers;
	GHashTable
		*permanent; /* char * folded name of a type that is kept for ever (retention.tsv) */
	GHashTable *legal;  /* char * key -> char * citation (legal.tsv) */
	char *roots, *intermediates, *crls; /* folders */
	bool crl_required;
	GPtrArray *digests, *signatures; /* char *: names; empty = all that are not weak */
	int min_rsa, min_ec;             /* bits */
	char *deny, *allow;              /* files; NULL = none */
	GPtrArray *classes;              /* vt_root_class * */
	vt_session session;
	vt_reply_conf reply;
	vt_reminders_conf reminders;
	GArray *submit_at; /* notices.submit-at: int, minutes of the day; NULL or empty = each by
			      itself, at once */
	GArray *digest_at; /* notices.digest-at, as submit_at; NULL or empty = digest-every */
	vt_worktime *worktime; /* hours and holidays.tsv; NULL with the data files alone */
	int status_from;       /* notices.status: the sender is told from that status on (04, 05,
				  06); 0 = of none */
	bool submit;           /* notices.submit: registered documents go to who decides */
	bool forms;            /* notices.forms: held mail comes to the clerk as a form */
	uint64_t max_bytes;    /* intake.max-bytes */
	int64_t max_age;       /* intake.max-age, seconds */
	bool by_smtp;          /* there is an smtp block; else dispatch.maildir */
	vt_mode mode;          /* dispatch.mode */
	const char *redirect;  /* of mode redirect, else NULL; borrowed from settings */
	const char *backup_to; /* folder; NULL = there is no backup block */
	vt_schedule backup_full, backup_incremental;
	int backup_keep;   /* full ones */
	GArray *retry;     /* dispatch.retry: int64_t seconds before each new try, at least one */
	char *authserv_id; /* authentication.authserv-id; NULL = not configured */
	unsigned own_hops; /* authentication.own-hops */
	GPtrArray *rules;  /* vt_rule *, in order (doc/rule.h) */
	int64_t messages_an_hour, bytes_an_hour; /* of the smtp block; 0 = no limit */
} vt_office;

/* Kinds and keys of vanthu.conf, for the man page, the sample and the checks. */
const vt_kind_spec *vt_office_spec(void);
/* Of them trust and class alone. */
const vt_kind_spec *vt_office_trust_spec(void);
/* Kinds of blocks and their keys in directory.conf. */
const vt_kind_spec *vt_office_directory_spec(void);
const char *vt_mode_name(vt_mode mode); /* live hold redirect */
/* Never NULL. */
vt_office *vt_office_load(const char *conf_path, vt_faults *faults);
/* Every fault that directory.conf would have with that text, what the office's other files name
 * included. */
void vt_office_try_directory(const vt_office *office, GBytes *text, vt_faults *faults);
void vt_office_free(vt_office *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_office, vt_office_free)
/* The data files alone (types, words, filetypes) from a folder, for `vanthuctl inspect` without an
 * office. */
vt_office *vt_office_load_defaults(const char *data_folder, vt_faults *faults);

/* The blocks trust and class of a file that holds nothing else, into such an office. */
void vt_office_load_trust(vt_office *office, const char *path, vt_faults *faults);

const vt_type *vt_office_type(const vt_office *office, const char *folded_name);
const vt_type *vt_office_type_by_abbreviation(const vt_office *office, const char *abbreviation);
const vt_book *vt_office_incoming_book(const vt_office *office, const char *own);
/* The book a type draws its numbers from; NULL = the office issues none such. */
const vt_book *vt_office_outgoing_book(const vt_office *office, const char *own,
				       const char *folded_type);
/* "TB-UBND"; caller frees. */
char *vt_book_notation(const vt_book *book, const vt_type *type, int year);
/* The value of document-key: a PKCS#11 URI, not a path? */
bool vt_office_key_is_on_token(const char *key);
const vt_signer_keys *vt_office_signer(const vt_office *office, const char *own);
/* Is a document of that type kept for ever by the retention list (regulation Đ4.5)? */
bool vt_office_is_permanent(const vt_office *office, const char *type);
/* Citation for a key; "" when the office gave none. */
const char *vt_office_legal(const vt_office *office, const char *key);
/* The people routing names for such a document, without doubles; vt_person *, borrowed. Caller
 * frees the array. */
GPtrArray *vt_office_route(const vt_office *office, const vt_routed *what);
/* Who decides about such a document: the first matching route that says so, else the first leader;
 * NULL = nobody. */
const vt_person *vt_office_decider(const vt_office *office, const vt_routed *what);
/* The first matching route that proposes who carries it out; NULL = none. */
const vt_route *vt_office_proposing(const vt_office *office, const vt_routed *what);
bool vt_route_fits(const vt_route *route, const vt_routed *what);
/* What a route calls somebody, as a form has it: a person by name, a unit as it is. */
const char *vt_route_shown(const vt_office *office, const char *somebody);
void vt_route_free(void *data);

#endif
