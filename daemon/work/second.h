/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * second - what one person asks for and another must confirm before it is done
 *
 * Regulation Đ9.4, Đ10.1c. A notice goes to the second person; the answer, or the same command by
 * somebody else, does it. Neither of the two is the person it is about.
 */
#ifndef VT_WORK_SECOND_H
#define VT_WORK_SECOND_H

#include "work/hearing.h"

/* Who locked himself may act again: noted by the first who asks, done by the second. outcome as of
 * vt_locking_unlock(); the second person hears of it, and at the end all. answered: the question
 * that is being answered, 0 = none. Inside an act. */
bool vt_second_unlock(const vt_noticing *n, const vt_actor *actor, const char *person,
		      int64_t answered, vt_outcome *outcome, GError **error);
/* The second person does not confirm: nothing is done, whoever asked hears of it. */
bool vt_second_deny(const vt_noticing *n, const vt_actor *actor, const char *person,
		    GError **error);

/* What a second person confirms. */
typedef enum {
	VT_SECOND_UNLOCK,   /* done only then */
	VT_SECOND_DELEGATE, /* holds meanwhile; ends when it is denied */
	VT_SECOND_RIGHTS,   /* of directory.conf; who got them is locked when they are denied */
	VT_SECOND_JOIN,     /* somebody new answered the welcome */
	VT_SECOND_PIN,      /* somebody signed with another certificate than the pinned one */
	VT_N_SECONDS,
} vt_second_what;

/* A question to a second person about something that holds already; asker: key, NULL = nobody is
 * known. id: of the delegation, 0. Nobody can be asked: nothing happens. Inside an act. */
typedef struct vt_second_matter {
	vt_second_what what;
	int64_t id;
	const vt_person *about;
	const char *asker, *detail;
} vt_second_matter;
bool vt_second_tell(const vt_noticing *n, const vt_second_matter *matter, GError **error);

/* To who is new: the question whose answer says that it is he. */
bool vt_second_welcome(const vt_noticing *n, const vt_person *person, GError **error);
/* h's person signed with another certificate than the one that was confirmed: a second person is
 * asked, once for each; the signature counts meanwhile as any valid one, not as pinned. Inside an
 * act. */
bool vt_second_certificate(const vt_hearing *h, GError **error);
/* Questions that nobody has answered go again, once each day. */
bool vt_second_remind(const vt_noticing *n, unsigned *n_out, GError **error);

/* What a question of kind PERSON asks to be confirmed. */
typedef struct vt_second_asked {
	vt_second_what what;
	int64_t id;
	const vt_person *person; /* NULL: gone from the directory since */
	char *reason;            /* of who asked */
} vt_second_asked;
void vt_second_asked_clear(vt_second_asked *asked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_second_asked, vt_second_asked_clear)
/* What holds already is confirmed, or stops: whoever is concerned hears of it. Not for UNLOCK. */
bool vt_second_settle(const vt_noticing *n, const vt_actor *actor, const vt_second_asked *asked,
		      bool confirmed, GError **error);
/* false: the question says nothing that we know. */
bool vt_second_read(const vt_office *office, const vt_asking *asking, vt_second_asked *asked_out);

/* Is it the welcome of the very person that is asked: all that he may answer while he is new? */
bool vt_second_is_own_join(const vt_office *office, const vt_asking *asking);

#endif
