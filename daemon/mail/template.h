/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template - the mails the server writes: files with places to fill, and no logic
 *
 * A file LANGUAGE/NAME.txt is UTF-8: first lines "Chủ đề: ..." (or "Subject: ..."), a blank line,
 * the body; footers are bodies alone. Of several subject lines the first one whose places are
 * all filled is taken.
 *
 *	{ten_truong}          a value; a line with places, all of them empty, is dropped
 *	{#hang} ... {/hang}   lines of their own: the block once for each row of that section
 *	{?name} ... {/name}   the block if the section has a row, or the place a value
 *
 * Two blank lines in a row become one. Values are put in once and never read again: a brace in a
 * value is a brace. What one line holds loses its line ends and control bytes here; quoting a
 * stranger's words (vt_text_quoted) is the caller's part. Which places a mail may use is a closed
 * table; an unknown one is a fault with file:line. Sentences that fill places ("Đã tiếp
 * nhận") are data too: LANGUAGE/cau.txt, "key: text", with places of their own.
 */
#ifndef VT_MAIL_TEMPLATE_H
#define VT_MAIL_TEMPLATE_H

#include <glib.h>
#include <stdbool.h>

#include "base/settings.h"

#define VT_TEMPLATE_MAX_FILE_BYTES (64u * 1024)
/* A value keeps at most so much, a finished body so much: a digest of 500 rows is 100 KiB. */
#define VT_TEMPLATE_MAX_VALUE_BYTES 8192u
#define VT_TEMPLATE_MAX_BODY_BYTES  (1024u * 1024)
/* A longer one has no HTML. */
#define VT_TEMPLATE_MAX_HTML_BYTES (256u * 1024)
/* Longer lines are broken at a blank: RFC 5322 allows 998 bytes, and people edit replies. */
#define VT_TEMPLATE_MAX_LINE_BYTES 900u

/* One place: what it means, for the manual and for those who edit templates. */
typedef struct vt_slot {
	const char *name;
	const char *section; /* the rows it belongs to; NULL = one value a mail */
	bool lines;          /* its value may hold several lines */
	const char *meaning; /* Vietnamese, as in the table of notices */
} vt_slot;

/* All places, in alphabetic order. */
const vt_slot *vt_slot_all(unsigned *n_out);
const vt_slot *vt_slot_find(const char *name); /* or NULL */
/* The mails and footers that exist: "tiep-nhan" ...; NULL-terminated. */
const char *const *vt_template_names(void);
/* May the mail of that name use this place? */
bool vt_template_allows(const char *name, const char *place);

/* Values for one mail. A name given several times gives the rows of its section, in order. */
typedef struct vt_filling vt_filling;
vt_filling *vt_filling_new(void);
void vt_filling_free(vt_filling *filling);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_filling, vt_filling_free)
/* Copies; text NULL counts as "". Names outside the table are kept and never shown. */
void vt_filling_add(vt_filling *filling, const char *name, const char *text);

/* One file, read. */
typedef struct vt_template vt_template;
/* Never NULL: with faults (file:line) what could be read. name: of vt_template_names(). */
vt_template *vt_template_parse(const char *text, size_t size, const char *file, const char *name,
			       vt_faults *faults);
void vt_template_free(vt_template *one);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_template, vt_template_free)
/* Both new strings, valid UTF-8 without NUL, lines ended by LF; subject "" for a footer. VT_NEVER
 * when the body would pass its limit. */
bool vt_template_fill(const vt_template *one, const vt_filling *filling, char **subject_out,
		      char **body_out, GError **error);
/*
 * The same mail as HTML, from the same file: a line in capitals is a heading, "- Label: value" a
 * row of a table, an indented line keeps its blanks, the form is <pre>, and an address that we made
 * ("..lien_ket..") is a link under the words before it. No style sheet, script, picture or address
 * of anybody else; what a value says is text. language: "vi". NULL: too large. Caller frees.
 */
char *vt_template_fill_html(const vt_template *one, vt_filling *filling, const char *language);

/* All of them, in all languages. */
typedef struct vt_templates vt_templates;
/* Reads FOLDER/vi and FOLDER/en. Never NULL; missing files and places are faults: this is the
 * check of vanthud -n. */
vt_templates *vt_templates_load(const char *folder, vt_faults *faults);
void vt_templates_free(vt_templates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_templates, vt_templates_free)
/* A language without that file falls back to Vietnamese. NULL: no such mail at all. */
const vt_template *vt_templates_get(const vt_templates *templates, const char *language,
				    const char *name);
/* A sentence of cau.txt, its places filled; "" when there is none. filling may be NULL. */
char *vt_templates_sentence(const vt_templates *templates, const char *language, const char *key,
			    const vt_filling *filling);

#endif
