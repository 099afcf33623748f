/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_rows - what the administrator writes below DANH BẠ, as rows of a table of people
 *
 *   DANH BẠ
 *   Căn cứ: QĐ 12/QĐ-UBND ngày 20/11/2026
 *   Họ tên: Nguyễn Văn Mới
 *   Thư điện tử: moi@kimson.example
 *   Vai trò: công chức
 *
 * One line a column, titles as in an imported table (doc/directory_table.h); an empty line ends an
 * entry. "Kết thúc: có" ends somebody. Known people and agencies need only their key ("Mã") or name
 * and what changes. Every entry names the document that asked for it, once for all at the top or by
 * itself (Đ9.4).
 */
#ifndef VT_DOC_DIRECTORY_ROWS_H
#define VT_DOC_DIRECTORY_ROWS_H

#include "doc/directory_table.h"

#define VT_DIRECTORY_MAX_ROWS 50u /* of one mail */

/* words: the new text of the mail, the line with DANH BẠ included; setup->own: whom entries belong
 * to that name no own agency. vt_import_row *, freed by the array; never NULL. Each fault begins
 * with the number of its entry: "1: unknown role 'x'". document_out: of the first entry, NULL =
 * none; caller frees. */
GPtrArray *vt_directory_rows(const char *words, const vt_import_setup *setup, char **document_out,
			     vt_faults *faults);

#endif
