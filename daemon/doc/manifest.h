/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * manifest - what a backup holds, as lines of JSON with sorted keys
 *
 *	{"arrivals":N,"documents":N,"head":HEX,"kind":"full","ledger":N,"made":N,"name":NAME,"schema":N,
 *	 "vanthu-backup":1,"version":"..."}                                  first
 *	{"bytes":N,"path":"db.sqlite","sha256":HEX}                          a file
 *	{"bytes":N,"id":ID,"path":"store/ab/....eml","sha256":HEX}           of an arrival
 *	{"id":ID,"left-out":"sealed"}                                        one without bytes
 *	{"files":N,"sha256":HEX}                                             last; of all before it
 *
 * The other disk may have spoiled it, or somebody: paths are relative and plain, nothing is read
 * that does not end with its own hash.
 */
#ifndef VT_DOC_MANIFEST_H
#define VT_DOC_MANIFEST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define VT_MANIFEST_NAME "manifest.jsonl"
#define VT_MANIFEST_DB   "db.sqlite"

typedef struct vt_manifest_file {
	char *path; /* below the folder of the backup */
	char *id;   /* of an arrival; NULL */
	char *sha256;
	uint64_t bytes;
} vt_manifest_file;

typedef struct vt_manifest {
	char *name, *version;
	bool full;
	int64_t made; /* UTC seconds */
	int64_t schema, arrivals, documents, ledger;
	char *head;          /* of the ledger */
	GPtrArray *files;    /* vt_manifest_file * */
	GPtrArray *left_out; /* char *: "ID WHY" */
} vt_manifest;

vt_manifest *vt_manifest_new(void);
void vt_manifest_free(vt_manifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_manifest, vt_manifest_free)
void vt_manifest_add(vt_manifest *manifest, const char *path, const char *id, const char *sha256,
		     uint64_t bytes);
/* why: one word, "sealed", "waiting" or "gone". */
void vt_manifest_leave_out(vt_manifest *manifest, const char *id, const char *why);

/* Caller frees. */
char *vt_manifest_text(const vt_manifest *manifest);
/* NULL: not a whole manifest. why_out: static text. */
vt_manifest *vt_manifest_read(const char *text, size_t size, const char **why_out);
/* A path that may stand in one: plain names of [A-Za-z0-9._@-] and '/', none beginning with a dot.
 */
bool vt_manifest_path_is_plain(const char *path);

#endif
