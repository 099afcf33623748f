/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reasons - why a message was not registered by itself, beside what the findings say
 */
#ifndef VT_WORK_REASONS_H
#define VT_WORK_REASONS_H

typedef enum {
	VT_REASON_VERDICT,        /* the findings say it */
	VT_REASON_POLICY,         /* policy register-incoming did not allow it */
	VT_REASON_AGENCY,         /* the signer stands for no agency of the directory */
	VT_REASON_OWN,            /* none of our agencies could be told */
	VT_REASON_FIELD_MISSING,  /* detail: key */
	VT_REASON_FIELD_PROPOSED, /* detail: key; confidence too low */
	VT_REASON_FIELD_WRONG,    /* detail: key; not in the form the law gives it */
	VT_REASON_SCAN,           /* no text layer */
	VT_REASON_SAME_BYTES,     /* detail: arrival */
	VT_REASON_SAME_SIGNATURE, /* detail: arrival */
	VT_REASON_SAME_NUMBER,    /* detail: number/year */
	VT_REASON_SAME_FILE,      /* detail: number/year */
	VT_REASON_OTHER_OWN, /* same bytes, first came to another own agency; detail "" on purpose
			      */
	VT_REASON_NOT_INSPECTED, /* the jailed child died or broke the protocol */
	VT_REASON_SUBJECT_LIST,  /* held for a release by a named person */
	VT_REASON_NO_BOOK,
	VT_REASON_EVIDENCE,    /* detail: SHA-256 of what the verdict rests on and cannot be kept */
	VT_REASON_NOT_SCANNED, /* clamd did not answer for longer than its patience */
	VT_REASON_LOOP,        /* auto-reply, list, our own notice */
	VT_REASON_RULE,        /* detail: name of the rule */
	VT_REASON_ANSWERS,     /* acted: detail: Message-ID of our mail */
	VT_REASON_ROUNDTRIP,   /* acted: a test mail of vanthuctl doctor is back */
	VT_REASON_PERSON,      /* acted: one of our people wrote to us; detail: key */
	VT_REASON_ROUNDTRIP_HOP, /* detail: a line of mail/hops.h */
	VT_REASON_NO_MAIL,  /* a report about mail that we did not send; detail: what it says */
	VT_REASON_OWN_SCAN, /* detail: key of the person or device */
	VT_REASON_REPLY,    /* detail: number of the outgoing document it answers */
	VT_N_REASONS,
} vt_reason;

const char *vt_reason_word(vt_reason reason); /* kebab-case, as stored in vt_why.word */
/* Vietnamese sentence for users; %s-free: the detail stands after it. "" for an unknown word. */
const char *vt_reason_sentence(const char *word);
/* A detail as people read it: the key of a field becomes its Vietnamese label; "" for NULL. */
const char *vt_reason_detail(const char *detail);

#endif
