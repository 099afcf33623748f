/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delegating - somebody acts for a leader: KT., TL., TUQ., for some days and some things
 *
 * NĐ 30/2020 Đ13, domain §12.41. The taker acts with the giver's roles and his own proofs, on what
 * the giver was asked, and only where the delegation is direct: one of TUQ. is not passed on.
 */
#ifndef VT_WORK_DELEGATING_H
#define VT_WORK_DELEGATING_H

#include "store/askings.h"
#include "store/delegations.h"
#include "work/notices_private.h"

/* Does h's person act for who was asked? */
typedef enum {
	VT_DELEGATED_NO, /* nothing was ever delegated between them */
	VT_DELEGATED_YES,
	VT_DELEGATED_ENDED,  /* expired, or taken back */
	VT_DELEGATED_EARLY,  /* from a later day on */
	VT_DELEGATED_BEYOND, /* it is about other things */
	VT_DELEGATED_LOCKED, /* the giver's account is locked */
} vt_delegated;
typedef struct vt_delegated_by {
	vt_delegated found;
	vt_delegation *one; /* by which, or what comes nearest; the caller's; NULL with NO */
} vt_delegated_by;
bool vt_delegating_look(vt_store *store, const vt_asking *asking, const char *taker, int64_t now,
			vt_delegated_by *out, GError **error);

/* ---- what a leader writes: "TUQ.; Nguyễn Văn An; từ 01/12/2026; đến 15/12/2026" ---- */

typedef struct vt_delegating_said {
	const char *form, *scope; /* static; form NULL: not said */
	char *name;               /* of the taker, as written; "" = not said */
	char *from, *to;          /* YYYY-MM-DD; NULL: not said, or no day that may be */
	bool ends;                /* THÔI: it is taken back */
	bool unclear;             /* some part says nothing that we know */
} vt_delegating_said;
void vt_delegating_said_clear(vt_delegating_said *said);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_delegating_said, vt_delegating_said_clear)
void vt_delegating_read(const char *text, int64_t now, vt_delegating_said *said_out);

/* As mails print it: "TUQ., văn bản đến, từ ngày 01/12/2026 đến hết ngày 15/12/2026". */
char *vt_delegating_shown(const vt_noticing *n, const vt_delegation *delegation);

/* Does its scope hold questions of that kind? Of a list: some row's may be. */
bool vt_delegating_covers(const vt_delegation *one, vt_asking_kind kind);

/* Everybody who now acts for that person on questions of that kind; vt_person *, borrowed. */
GPtrArray *vt_delegating_takers(const vt_noticing *n, const char *giver, vt_asking_kind kind,
				GError **error);

#endif
