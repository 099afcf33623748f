/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings - the one syntax of every file an office edits (design §4)
 *
 *   # comment                      kind name    at the margin opens a block (name may be missing)
 *   own kimson                       key = value  indented (blank or tab) lines fill it; keys may
 * repeat name = Ủy ban nhân dân xã Kim Sơn          value: rest of the line, trimmed, UTF-8 (made
 * NFC) include other.conf             at the margin; relative to the including file; depth <= 8
 *
 * Tables (*.tsv): tab-separated, first line that is no comment = column names, # comments.
 *
 * Nothing here stops at the first fault: all are collected as file:line text, unknown keys
 * and kinds with the nearest known name. A file with faults still gives what could be read, so that
 * later checks can find more. Limits: 1 MiB a file, 4,096 bytes a line, 20,000 blocks.
 */
#ifndef VT_BASE_SETTINGS_H
#define VT_BASE_SETTINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_faults vt_faults; /* a growing list of file:line texts */
vt_faults *vt_faults_new(void);
void vt_faults_free(vt_faults *faults);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_faults, vt_faults_free)
/* line 0 = no line. Text by git's grammar, e.g. "unknown key 'adress', did you mean 'address'?" */
void vt_faults_add(vt_faults *faults, const char *file, unsigned line, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
/* What does not keep the office from starting; told as "warning: ...", and not counted. */
#define VT_WARNING_HEAD "warning: "
void vt_faults_warn(vt_faults *faults, const char *file, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
unsigned vt_faults_warnings(const vt_faults *faults);
const char *vt_faults_warning(const vt_faults *faults, unsigned index); /* with its head */
unsigned vt_faults_count(const vt_faults *faults);
const char *vt_faults_get(const vt_faults *faults, unsigned index); /* "file:line: text" */
/* A file that was read, or could not be: it belongs to the stamp. */
void vt_faults_note_file(vt_faults *faults, const char *path);
/* A moment from which on what was read means something else; VT_TIME_NONE (INT64_MIN): none. */
void vt_faults_note_time(vt_faults *faults, int64_t at);
/* A line that is another one when a noted time has passed, or when a noted file is (size, time,
 * inode), made or gone. Caller frees.
 */
char *vt_faults_stamp(const vt_faults *faults);

/* What a key may hold; the value is checked when the file is read. */
typedef enum {
	VT_SET_TEXT,    /* any text */
	VT_SET_NAME,    /* [a-z0-9][a-z0-9._-]* : a reference to a block or a word */
	VT_SET_INT,     /* decimal, min..max */
	VT_SET_BOOL,    /* yes no */
	VT_SET_SIZE,    /* bytes: 64M 10K 7M 100 */
	VT_SET_SPAN,    /* seconds: 15m 10d 5s 2h */
	VT_SET_ADDRESS, /* base/address.h, kept in normal form */
	VT_SET_PATH,    /* made absolute against the folder of the file it stands in */
	VT_SET_KEY,     /* the same, or a PKCS#11 URI (RFC 7512), kept as it stands */
	VT_SET_CHOICE,  /* one of choices, NULL-terminated */
	VT_SET_HOUR,    /* HH:MM, kept as minutes */
} vt_set_type;

typedef struct vt_key {
	const char *name;
	vt_set_type type;
	bool required, repeats;
	const char *fallback; /* default as text, NULL = absent; shown in the sample and man page */
	int64_t min, max;     /* VT_SET_INT/SIZE/SPAN; both 0 = any >= 0 */
	const char *const *choices;
	const char *help; /* one English sentence, for the man page and the sample */
} vt_key;

typedef struct vt_kind_spec {
	const char *kind;
	enum { VT_NAMED, VT_UNNAMED, VT_NAMED_OR_NOT } named;
	bool repeats;       /* several unnamed blocks allowed; names are unique in any case */
	const vt_key *keys; /* ends with a NULL name */
	const char *help;
} vt_kind_spec;

typedef struct vt_settings vt_settings; /* all blocks of one file and its includes, in order */
typedef struct vt_block vt_block;

/* Never NULL: what could be read. kinds ends with a NULL kind. */
vt_settings *vt_settings_load(const char *path, const vt_kind_spec *kinds, vt_faults *faults);
/* The same from memory, file is the name shown in faults; includes are refused. For tests and the
 * fuzzer. */
vt_settings *vt_settings_parse(const char *text, size_t size, const char *file,
			       const vt_kind_spec *kinds, vt_faults *faults);
void vt_settings_free(vt_settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_settings, vt_settings_free)

unsigned vt_settings_count(const vt_settings *settings, const char *kind);
const vt_block *vt_settings_nth(const vt_settings *settings, const char *kind, unsigned index);
const vt_block *vt_settings_find(const vt_settings *settings, const char *kind,
				 const char *name); /* or NULL */
/* A block that always exists for an unnamed kind: an absent one gives the defaults only. */
const vt_block *vt_settings_one(const vt_settings *settings, const char *kind);
/* What it was read by. */
const vt_kind_spec *vt_settings_kinds(const vt_settings *settings);

const char *vt_block_name(const vt_block *block); /* NULL when unnamed */
const char *vt_block_file(const vt_block *block);
unsigned vt_block_line(const vt_block *block);
/* All borrowed. text: NULL when absent and without default. int: also size, span, bool (0/1), hour
 * (minutes). */
const char *vt_block_text(const vt_block *block, const char *key);
int64_t vt_block_int(const vt_block *block, const char *key);
unsigned vt_block_count(const vt_block *block, const char *key);
const char *vt_block_nth(const vt_block *block, const char *key, unsigned index);
unsigned vt_block_key_line(const vt_block *block, const char *key, unsigned index);
/* false: its value, if it has one, is the default. */
bool vt_block_is_given(const vt_block *block, const char *key);

typedef struct vt_table vt_table;
/* columns: NULL-terminated names that the header line must hold (others are faults). Never NULL. */
vt_table *vt_table_load(const char *path, const char *const *columns, vt_faults *faults);
vt_table *vt_table_parse(const char *text, size_t size, const char *file,
			 const char *const *columns, vt_faults *faults);
void vt_table_free(vt_table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_table, vt_table_free)
unsigned vt_table_rows(const vt_table *table);
const char *vt_table_cell(const vt_table *table, unsigned row,
			  unsigned column); /* "" when empty; column as in columns */
unsigned vt_table_line(const vt_table *table, unsigned row);
const char *vt_table_file(const vt_table *table);

#endif
