/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * size_search - the largest size that passes, found with few tries
 *
 * Pure: whoever tries says what became of it. First the size that matters, then the largest of all,
 * then between what passed and what did not, to an eighth.
 */
#ifndef VT_WORK_SIZE_SEARCH_H
#define VT_WORK_SIZE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#define VT_SIZE_SEARCH_LEAST ((int64_t)64 * 1024) /* nothing smaller is tried */

/* Bytes. passed: the largest that did, failed: the smallest that did not; 0 = none yet. */
typedef struct vt_size_search {
	int64_t first, top, passed, failed;
} vt_size_search;

/* first, top: in any order and below the least too. */
void vt_size_search_init(vt_size_search *search, int64_t first, int64_t top);
/* 0: it is over. */
int64_t vt_size_search_next(const vt_size_search *search);
void vt_size_search_note(vt_size_search *search, int64_t bytes, bool has_passed);

#endif
