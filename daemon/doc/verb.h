/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verb - the closed set of words by which people act by mail (domain §11, notices-vi)
 *
 * One table holds every spelling, folded (no marks, lower case, one blank); the mails, the guides
 * and vanthu-mail(7) are made from it. A line is an instruction only if a spelling stands at its
 * beginning and ends there, or at a blank or a colon.
 */
#ifndef VT_DOC_VERB_H
#define VT_DOC_VERB_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	/* answers to a question that a notice asked */
	VT_VERB_OK,         /* OK, ĐỒNG Ý of a form */
	VT_VERB_NOT_SECRET, /* KHÔNG MẬT; also behind OK: OK KHÔNG MẬT */
	VT_VERB_SECRET,     /* MẬT */
	VT_VERB_AGREE,      /* ĐỒNG Ý, NHẤT TRÍ, DUYỆT */
	VT_VERB_ADJUST, /* ĐIỀU CHỈNH: behind ĐỒNG Ý, lines that change the proposal follow */
	VT_VERB_RETURN,        /* TRẢ LẠI: reason */
	VT_VERB_ASK,           /* HỎI: question */
	VT_VERB_DROP,          /* BỎ: reason */
	VT_VERB_JOIN,          /* GHÉP form VÀO form */
	VT_VERB_SPLIT,         /* TÁCH form: pages */
	VT_VERB_RELEASE,       /* CHO VÀO SỔ: reason */
	VT_VERB_UNDO,          /* HỦY */
	VT_VERB_CONFIRM,       /* XÁC NHẬN */
	VT_VERB_DENY,          /* KHÔNG ĐÚNG, KHÔNG XÁC NHẬN */
	VT_VERB_NOTE_RECEIVED, /* GHI NHẬN ĐÃ TIẾP NHẬN: what a recipient wrote back */
	VT_VERB_NEW_DOCUMENT,  /* LÀ VĂN BẢN MỚI */
	/* lines that change a proposal; argument needed */
	VT_VERB_LEAD,    /* CHỦ TRÌ: */
	VT_VERB_SUPPORT, /* PHỐI HỢP: */
	VT_VERB_INFORM,  /* ĐỂ BIẾT: */
	VT_VERB_DUE,     /* HẠN: */
	VT_VERB_OPINION, /* Ý KIẾN: */
	/* work on a task */
	VT_VERB_ACCEPT,    /* NHẬN VIỆC */
	VT_VERB_DECLINE,   /* KHÔNG NHẬN: reason */
	VT_VERB_PASS_ON,   /* CHUYỂN: person; hạn date */
	VT_VERB_PROGRESS,  /* TIẾN ĐỘ: words */
	VT_VERB_MORE_TIME, /* GIA HẠN: date; reason */
	VT_VERB_DONE,      /* XONG: result */
	/* commands: a mail of their own */
	VT_VERB_SEARCH,        /* TÌM words */
	VT_VERB_SHOW,          /* XEM 123/2026 */
	VT_VERB_SEND_FILES,    /* GỬI 123/2026 */
	VT_VERB_MY_WORK,       /* VIỆC CỦA TÔI */
	VT_VERB_OVERDUE,       /* QUÁ HẠN */
	VT_VERB_HELP,          /* TRỢ GIÚP */
	VT_VERB_TRY,           /* THỬ command */
	VT_VERB_REPORT_FAULT,  /* BÁO LỖI words */
	VT_VERB_REPORT_ABUSE,  /* BÁO VI PHẠM words */
	VT_VERB_SUGGEST,       /* GÓP Ý words */
	VT_VERB_LOCK,          /* KHÓA */
	VT_VERB_UNLOCK,        /* MỞ KHÓA address: reason */
	VT_VERB_ENTER,         /* VÀO SỔ: an empty form */
	VT_VERB_SUBMIT,        /* TRÌNH 123/2026 */
	VT_VERB_CORRECT,       /* SỬA 123/2026 */
	VT_VERB_VOID,          /* HỦY SỐ 123/2026: reason */
	VT_VERB_PAPER_CAME,    /* ĐÃ NHẬN BẢN GIẤY 123 */
	VT_VERB_NOTE_OPINION,  /* GHI Ý KIẾN 123/2026: what the leader said */
	VT_VERB_DELEGATE,      /* ỦY QUYỀN */
	VT_VERB_DRAFT,         /* TRÌNH KÝ: an outgoing document; with a number, a new version */
	VT_VERB_VOID_OUTGOING, /* HỦY SỐ ĐI 123/2026: reason */
	VT_VERB_HANDED_OVER,   /* ĐÃ CHUYỂN 123/2026: 2, 4 */
	VT_VERB_DIRECTORY,     /* DANH BẠ: lines of a person or an agency follow */
	VT_N_VERBS,
} vt_verb;

typedef enum {
	VT_VERB_ANSWERS,  /* a question; means nothing without one */
	VT_VERB_CHANGES,  /* a proposal, likewise */
	VT_VERB_WORKS,    /* on a task; by answer, or with its number */
	VT_VERB_COMMANDS, /* stands alone */
} vt_verb_kind;

typedef struct vt_verb_info {
	const char *name;             /* kebab-case, for ledger and JSON: "more-time" */
	const char *written;          /* as mails print it: "GIA HẠN" */
	const char *ascii;            /* as links hold it: "GIA HAN" */
	const char *const *spellings; /* folded; the longest that fits counts; ends with NULL */
	vt_verb_kind kind;
	bool wants_argument;
	const char *meaning; /* Vietnamese, one line: for TRỢ GIÚP and the manual */
} vt_verb_info;

const vt_verb_info *vt_verb_get(vt_verb verb);
int vt_verb_find_name(const char *name); /* -1 */
/* The verb that the line begins with, and where its argument begins (blanks and colon passed); -1 =
 * none. line: one line of UTF-8, as written. */
int vt_verb_read(const char *line, const char **argument_out);
/* The command spelled nearest to the beginning of the line; NULL = nothing comes near. */
const vt_verb_info *vt_verb_nearest(const char *line);

#endif
