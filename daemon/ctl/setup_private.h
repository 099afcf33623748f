/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup_private - answers, and what is made of them
 */
#ifndef VT_CTL_SETUP_PRIVATE_H
#define VT_CTL_SETUP_PRIVATE_H

#include <pwd.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/settings.h"

/* ---- setup_answers.c ---- */

/* Key (char *) -> answer (char *); a key without an answer is missing. */
typedef GHashTable vt_answers;

/* Keys of the block, a question each; ends with a NULL name. */
extern const vt_key vt_setup_keys[];

/* From a file; faults are told on out. NULL when there are any. */
vt_answers *vt_answers_read(const char *path, FILE *out);
/* From somebody at a terminal (or a pipe). NULL: the input ended. */
vt_answers *vt_answers_ask(FILE *in, FILE *out);
/* NULL when not given. */
const char *vt_answer_of(const vt_answers *answers, const char *key);
/* In the syntax vt_answers_read() takes. Caller frees. */
char *vt_answers_text(const vt_answers *answers);

/* ---- setup_files.c ---- */

/* The texts of vanthu.conf, directory.conf, routing.conf and books.conf; etc: the folder they will
 * stand in. Caller frees. */
char *vt_setup_main(const vt_answers *answers, const char *etc);
char *vt_setup_directory(const vt_answers *answers);
/* The shipped one; with the weaker lines where the answers want them. */
char *vt_setup_policy(const vt_answers *answers, const char *sample);
char *vt_setup_routing(const vt_answers *answers);
char *vt_setup_books(const vt_answers *answers);

/* ---- setup_place.c: by descriptor, because what lies in a folder of the office's user, that user
 * may change between two looks at its path. user: who gets it, NULL = it stays ours. shown: the
 * path, for errors. ---- */

/* The one an administrator named, who may have made it a link; made when it is not there. -1 with
 * error. */
int vt_setup_open_folder(const char *path, const struct passwd *user, GError **error);
/* name in dir, made when it is not there, no link. -1 with error. */
int vt_setup_open_below(int dir, const char *name, const char *shown, const struct passwd *user,
			GError **error);
/* New, and only we make names in it; others may open what they know by name (vanthud -n does, as
 * the office's user). -1 with error. */
int vt_setup_open_own(int dir, const char *name, const char *shown, GError **error);
/* Whole, durable and given before it has its name. */
bool vt_setup_write(int dir, const char *name, GBytes *bytes, mode_t mode,
		    const struct passwd *user, GError **error);
/* A file that another program made in a folder that is ours alone. */
bool vt_setup_give_file(int dir, const char *name, mode_t mode, const struct passwd *user,
			GError **error);

#endif
