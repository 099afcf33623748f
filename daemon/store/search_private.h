/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search_private - what the searches share
 */
#ifndef VT_STORE_SEARCH_PRIVATE_H
#define VT_STORE_SEARCH_PRIVATE_H

/* FTS5's language for words; NULL: there is nothing to look for, or too much. Caller frees. */
char *vt_search_match(const char *words);

#endif
