/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * people - an office of people, who write to it: for tests of what is asked and answered
 */
#ifndef VT_TESTS_UNIT_PEOPLE_H
#define VT_TESTS_UNIT_PEOPLE_H

#include "store/askings.h"
#include "tests/unit/bed.h"

/* Of kimson: clerk binh, leader an, office head minh (Văn phòng), unit head kien and staff hoa
 * (Phòng Kinh tế), unit head duc (Phòng Tài chính - Kế hoạch). NAME@kimson.example. */
void people_init(bed *b);

typedef struct people_letter {
	const char *from;  /* key */
	const char *text;  /* what is written, LF */
	int64_t asking;    /* answered with its token; 0 = none */
	const char *token; /* before that one: whatever somebody made up; NULL = none */
	int verb;          /* of the link that was used; -1 = any answer */
	bool smime; /* signed, else by session; the reference of the question in signed bytes */
	bool no_proof, no_reference;
	const char *digest; /* of the signature; NULL = its own */
	int64_t at;
} people_letter;
/* Arrives and is concluded; the name of the state it came to. */
const char *people_write(bed *b, const people_letter *letter);

/* Open question of that kind to that person; NULL = none. */
vt_asking *people_asked(bed *b, vt_asking_kind kind, const char *person);
/* Sentences of the last mail to that person of that kind, joined; caller frees; NULL = no mail. */
char *people_heard(bed *b, const char *person, const char *kind, const char *place);
/* One number of a SELECT. */
int64_t people_count(bed *b, const char *sql);

#endif
