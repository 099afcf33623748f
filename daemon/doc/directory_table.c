/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory_table - the columns of a table of people or agencies, and what may stand in them
 */
#include "doc/directory_table.h"

#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"
#include "doc/role_days.h"

/* Titles as people write them, folded (base/text.h). */
static const struct {
	const char *titles[14];
	const char *person, *agency; /* keys of directory.conf */
} columns[] = {
	[VT_COLUMN_KEY] = { { "ma", "khoa", "key", "id", "ma can bo", "ma nhan vien" },
			    NULL,
			    NULL },
	[VT_COLUMN_KIND] = { { "loai", "kind", "type" }, NULL, NULL },
	[VT_COLUMN_OWN] = { { "co quan", "thuoc co quan", "own", "own agency", "co quan cong tac" },
			    "own",
			    NULL },
	[VT_COLUMN_NAME] = { { "ho va ten", "ho ten", "ten", "name", "full name", "ten can bo",
			       "ho va ten can bo" },
			     "name",
			     "name" },
	[VT_COLUMN_AGENCY] = { { "ten co quan", "ten don vi gui", "agency name", "agency",
				 "co quan gui" },
			       NULL,
			       NULL },
	[VT_COLUMN_ALIAS] = { { "ten khac", "ten viet tat", "ten goi khac", "alias", "aliases" },
			      NULL,
			      "alias" },
	[VT_COLUMN_CODE] = { { "ma dinh danh", "ma co quan", "code" }, NULL, "code" },
	[VT_COLUMN_POSITION] = { { "chuc vu", "chuc danh", "position", "title" },
				 "position",
				 NULL },
	[VT_COLUMN_UNIT] = { { "don vi", "phong", "phong ban", "phong, ban", "phong/ban", "bo phan",
			       "don vi cong tac", "unit", "department" },
			     "unit",
			     NULL },
	[VT_COLUMN_ADDRESS] = { { "thu dien tu", "dia chi thu dien tu", "email", "e-mail",
				  "dia chi email", "hop thu", "hop thu dien tu", "address",
				  "addresses", "mail", "dia chi thu" },
				"address",
				"address" },
	[VT_COLUMN_POSTAL] = { { "dia chi buu dien", "dia chi gui thu", "dia chi co quan",
				 "dia chi tru so", "tru so", "postal", "postal address" },
			       NULL,
			       "postal" },
	[VT_COLUMN_PHONE] = { { "dien thoai", "so dien thoai", "di dong", "dt", "sdt", "phone",
				"telephone", "mobile" },
			      "phone",
			      NULL },
	[VT_COLUMN_ROLE] = { { "vai tro", "quyen", "role", "roles" }, "role", NULL },
	[VT_COLUMN_LOGIN] = { { "tai khoan", "tai khoan may", "login", "unix-user", "unix user" },
			      "unix-user",
			      NULL },
	[VT_COLUMN_DOCUMENT] = { { "can cu", "van ban", "quyet dinh", "document" },
				 "document",
				 NULL },
	[VT_COLUMN_FROM] = { { "tu ngay", "ngay bat dau", "from", "since" }, NULL, NULL },
	[VT_COLUMN_UNTIL] = { { "den ngay", "den het ngay", "ngay ket thuc", "until", "to" },
			      NULL,
			      NULL },
	[VT_COLUMN_IGNORED] = { { "stt", "tt", "so tt", "so thu tu", "no", "no.", "ghi chu", "note",
				  "notes" },
				NULL,
				NULL },
};
G_STATIC_ASSERT(G_N_ELEMENTS(columns) == VT_N_COLUMNS);

typedef struct reading {
	const vt_csv *csv;
	const char *file;
	const vt_import_setup *setup;
	vt_faults *faults;
	int at[VT_N_COLUMNS];  /* column of the table; -1 = it has none */
	GHashTable *addresses; /* char * -> line */
} reading;

const char *vt_column_key(vt_column_of column, bool is_person)
{
	return is_person ? columns[column].person : columns[column].agency;
}

void vt_import_row_free(void *data)
{
	vt_import_row *row = data;

	g_free(row->key);
	for (int i = 0; i < VT_N_COLUMNS; i++)
		g_clear_pointer(&row->values[i], g_ptr_array_unref);
	g_free(row);
}

static int find_title(const char *folded)
{
	for (int i = 0; i < VT_N_COLUMNS; i++)
		for (size_t j = 0; j < G_N_ELEMENTS(columns[i].titles); j++)
			if (g_strcmp0(columns[i].titles[j], folded) == 0)
				return i;
	return -1;
}

int vt_column_find(const char *title)
{
	g_autofree char *folded = vt_text_fold(title);

	return find_title(folded);
}

static void say_unknown(const reading *r, const char *title, const char *folded)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near;

	for (int i = 0; i < VT_N_COLUMNS; i++)
		for (size_t j = 0; j < G_N_ELEMENTS(columns[i].titles); j++)
			if (columns[i].titles[j] != NULL)
				g_ptr_array_add(names, (gpointer)(guintptr)columns[i].titles[j]);
	g_ptr_array_add(names, NULL);
	near = vt_text_nearest(folded, (const char *const *)names->pdata);
	vt_faults_add(r->faults, r->file, vt_csv_title_line(r->csv),
		      near != NULL ? "unknown column '%s', did you mean '%s'?"
				   : "unknown column '%s'%s",
		      title, near != NULL ? near : "");
}

static bool has_names(const reading *r)
{
	return r->at[VT_COLUMN_NAME] >= 0 || r->at[VT_COLUMN_AGENCY] >= 0;
}

static void read_titles(reading *r)
{
	for (int i = 0; i < VT_N_COLUMNS; i++)
		r->at[i] = -1;
	for (unsigned c = 0; c < vt_csv_columns(r->csv); c++) {
		const char *title = vt_csv_title(r->csv, c);
		g_autofree char *folded = vt_text_fold(title);
		int column = find_title(folded);

		if (*folded == '\0')
			continue;
		if (column < 0)
			say_unknown(r, title, folded);
		else if (r->at[column] >= 0 && column != VT_COLUMN_IGNORED)
			vt_faults_add(r->faults, r->file, vt_csv_title_line(r->csv),
				      "columns '%s' and '%s' mean the same: keep one", title,
				      vt_csv_title(r->csv, (unsigned)r->at[column]));
		else
			r->at[column] = (int)c;
	}
	if (vt_csv_columns(r->csv) > 0 && !has_names(r))
		vt_faults_add(r->faults, r->file, vt_csv_title_line(r->csv),
			      "no column 'Họ và tên' or 'Tên cơ quan'");
}

static const char *cell(const reading *r, unsigned row, vt_column_of column)
{
	return r->at[column] < 0 ? "" : vt_csv_cell(r->csv, row, (unsigned)r->at[column]);
}

static void put(vt_import_row *row, vt_column_of column, char *take_value)
{
	if (row->values[column] == NULL)
		row->values[column] = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(row->values[column], take_value);
}

static void read_addresses(const reading *r, vt_import_row *row, const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ,;", -1);

	for (char **word = words; *word != NULL; word++) {
		g_autofree char *address = NULL;
		unsigned before;

		if (**word == '\0')
			continue;
		address = vt_address_normal(*word, -1);
		if (address == NULL) {
			vt_faults_add(r->faults, r->file, row->line, "'%s' is no address", *word);
			continue;
		}
		before = GPOINTER_TO_UINT(g_hash_table_lookup(r->addresses, address));
		if (before != 0)
			vt_faults_add(r->faults, r->file, row->line,
				      "address '%s' stands in line %u too", address, before);
		g_hash_table_insert(r->addresses, g_strdup(address), GUINT_TO_POINTER(row->line));
		put(row, VT_COLUMN_ADDRESS, g_steal_pointer(&address));
	}
}

/* A '/' within a day parts nothing. */
static char *without_slashes(const char *text)
{
	char *copy = g_strdup(text);

	for (char *at = copy; *at != '\0'; at++)
		if (*at == '/' && !(at > copy && g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[1])))
			*at = ';';
	return copy;
}

static void read_roles(const reading *r, vt_import_row *row, const char *text)
{
	g_autofree char *parted = without_slashes(text);
	g_auto(GStrv) words = g_strsplit_set(parted, ",;", -1);

	for (char **word = words; *word != NULL; word++) {
		g_autofree char *fault = NULL;
		vt_role_days days;

		if (*g_strstrip(*word) == '\0')
			continue;
		if (vt_role_days_read(*word, &days, &fault))
			put(row, VT_COLUMN_ROLE, vt_role_days_text(&days));
		else
			vt_faults_add(r->faults, r->file, row->line, "%s", fault);
	}
}

/* What Excel makes of a number that is none: 9.12E+08, and 912345678 for 0912345678. */
static const char *phone_fault(const char *text)
{
	size_t digits = 0;

	if (strpbrk(text, "eE") != NULL && strspn(text, "0123456789.,eE+- ") == strlen(text))
		return "was rounded by Excel: make the column text and type it again";
	if (strspn(text, "0123456789 .()+-/") != strlen(text))
		return "is no telephone number";
	for (const char *at = text; *at != '\0'; at++)
		digits += g_ascii_isdigit(*at);
	if (digits < 3 || digits > 15)
		return "is no telephone number";
	if (digits >= 9 && g_ascii_isdigit(text[0]) && text[0] != '0'
	    && !g_str_has_prefix(text, "84") && !g_str_has_prefix(text, "1"))
		return "has lost its leading zero: make the column text and type it again";
	return NULL;
}

static void read_phone(const reading *r, vt_import_row *row, const char *text)
{
	const char *why = phone_fault(text);

	if (why != NULL)
		vt_faults_add(r->faults, r->file, row->line, "'%s' %s", text, why);
	else
		put(row, VT_COLUMN_PHONE, g_strdup(text));
}

/* VT_TIME_NONE: none, or a fault. */
static int64_t read_day(const reading *r, const vt_import_row *row, const char *text)
{
	int64_t day = VT_TIME_NONE;

	if (*text != '\0' && !vt_day_read(text, &day))
		vt_faults_add(r->faults, r->file, row->line, "'%s' is no day like 31/12/2026",
			      text);
	return day;
}

/* directory.conf knows days of roles, not of people: who has not begun or has ended does not stand
 * in it. */
static void read_days(const reading *r, vt_import_row *row, unsigned at)
{
	int64_t from = read_day(r, row, cell(r, at, VT_COLUMN_FROM));
	int64_t until = read_day(r, row, cell(r, at, VT_COLUMN_UNTIL));

	if (from != VT_TIME_NONE && until != VT_TIME_NONE && until < from)
		vt_faults_add(r->faults, r->file, row->line, "it ends before it begins");
	else if (from != VT_TIME_NONE && from > r->setup->now)
		vt_faults_add(r->faults, r->file, row->line,
			      "it begins on %s: leave the row out until then",
			      cell(r, at, VT_COLUMN_FROM));
	/* The whole last day counts. */
	row->has_ended = until != VT_TIME_NONE && until + 86400 <= r->setup->now;
}

static const vt_own *find_own(const reading *r, const char *text)
{
	const GPtrArray *all = r->setup->directory->own;
	g_autofree char *folded = vt_text_fold(text);

	for (guint i = 0; i < all->len; i++) {
		const vt_own *own = g_ptr_array_index(all, i);
		g_autofree char *name = vt_text_fold(own->name != NULL ? own->name : "");

		if (strcmp(own->key, text) == 0 || strcmp(name, folded) == 0)
			return own;
		for (guint j = 0; j < own->aliases->len; j++) {
			g_autofree char *alias = vt_text_fold(g_ptr_array_index(own->aliases, j));

			if (strcmp(alias, folded) == 0)
				return own;
		}
	}
	return NULL;
}

static void read_own(const reading *r, vt_import_row *row, const char *text)
{
	const GPtrArray *all = r->setup->directory->own;
	const vt_own *own = *text != '\0' ? find_own(r, text) : NULL;

	if (*text == '\0' && r->setup->own != NULL)
		own = vt_directory_own(r->setup->directory, r->setup->own);
	else if (*text == '\0' && all->len == 1)
		own = g_ptr_array_index(all, 0);
	if (own != NULL)
		put(row, VT_COLUMN_OWN, g_strdup(own->key));
	else
		vt_faults_add(r->faults, r->file, row->line,
			      *text != '\0' ? "'%s' is no own agency%s"
					    : "which own agency%s? name it in a column or with "
					      "--own",
			      text, "");
}

/* A table with both names: whoever has one of his own is a person. */
static bool has_own_name(const reading *r, unsigned at)
{
	return *cell(r, at, VT_COLUMN_NAME) != '\0' || r->at[VT_COLUMN_AGENCY] < 0;
}

static bool read_kind(const reading *r, const vt_import_row *row, unsigned at)
{
	const char *text = cell(r, at, VT_COLUMN_KIND);
	g_autofree char *folded = vt_text_fold(text);

	if (*folded == '\0')
		return has_own_name(r, at);
	if (strcmp(folded, "co quan") == 0 || strcmp(folded, "agency") == 0)
		return false;
	if (strcmp(folded, "nguoi") != 0 && strcmp(folded, "ca nhan") != 0
	    && strcmp(folded, "can bo") != 0 && strcmp(folded, "person") != 0)
		vt_faults_add(r->faults, r->file, row->line,
			      "'%s' is neither 'cơ quan' nor 'cá nhân': units have no entry of "
			      "their own",
			      text);
	return true;
}

/* One value as it stands. */
static void read_plain(const reading *r, vt_import_row *row, unsigned at, vt_column_of column)
{
	const char *text = cell(r, at, column);

	if (*text != '\0')
		put(row, column, g_strdup(text));
}

/* Where a table has one column of names, all names stand there, whatever its title says. */
static void read_name(const reading *r, vt_import_row *row, unsigned at)
{
	vt_column_of first = row->is_person ? VT_COLUMN_NAME : VT_COLUMN_AGENCY;
	vt_column_of other = row->is_person ? VT_COLUMN_AGENCY : VT_COLUMN_NAME;
	const char *text = cell(r, at, r->at[first] >= 0 ? first : other);

	if (*text != '\0')
		put(row, VT_COLUMN_NAME, g_strdup(text));
}

/* Beside a person's name, "Tên cơ quan" says where he works, unless "Cơ quan" does. */
static const char *own_of(const reading *r, unsigned at)
{
	const char *own = cell(r, at, VT_COLUMN_OWN);

	return *own == '\0' && r->at[VT_COLUMN_NAME] >= 0 ? cell(r, at, VT_COLUMN_AGENCY) : own;
}

static void read_names(const reading *r, vt_import_row *row, unsigned at, vt_column_of column)
{
	const char *text = cell(r, at, column);

	if (*text == '\0')
		return;
	if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(text))
		vt_faults_add(r->faults, r->file, row->line,
			      "'%s' is no name: small letters, digits, '.', '_' and '-'", text);
	else if (column == VT_COLUMN_KEY)
		row->key = g_strdup(text);
	else
		put(row, column, g_strdup(text));
}

static void read_aliases(const reading *r, vt_import_row *row, unsigned at)
{
	g_auto(GStrv) names = g_strsplit(cell(r, at, VT_COLUMN_ALIAS), ";", -1);

	for (char **name = names; *name != NULL; name++)
		if (*g_strstrip(*name) != '\0')
			put(row, VT_COLUMN_ALIAS, g_strdup(*name));
}

static vt_import_row *read_row(const reading *r, unsigned at)
{
	vt_import_row *row = g_new0(vt_import_row, 1);

	row->line = vt_csv_line(r->csv, at);
	row->is_person = read_kind(r, row, at);
	read_names(r, row, at, VT_COLUMN_KEY);
	read_names(r, row, at, VT_COLUMN_LOGIN);
	read_name(r, row, at);
	read_plain(r, row, at, VT_COLUMN_CODE);
	read_plain(r, row, at, VT_COLUMN_POSITION);
	read_plain(r, row, at, VT_COLUMN_UNIT);
	read_plain(r, row, at, VT_COLUMN_DOCUMENT);
	read_plain(r, row, at, VT_COLUMN_POSTAL);
	read_aliases(r, row, at);
	read_addresses(r, row, cell(r, at, VT_COLUMN_ADDRESS));
	read_roles(r, row, cell(r, at, VT_COLUMN_ROLE));
	read_days(r, row, at);
	if (*cell(r, at, VT_COLUMN_PHONE) != '\0')
		read_phone(r, row, cell(r, at, VT_COLUMN_PHONE));
	if (row->is_person)
		read_own(r, row, own_of(r, at));
	if (row->values[VT_COLUMN_NAME] == NULL)
		vt_faults_add(r->faults, r->file, row->line, "no name");
	/* An agency that has a postal address alone gets paper. */
	if (row->values[VT_COLUMN_ADDRESS] == NULL && r->at[VT_COLUMN_ADDRESS] >= 0
	    && (row->is_person || row->values[VT_COLUMN_POSTAL] == NULL)
	    && *cell(r, at, VT_COLUMN_ADDRESS) == '\0' && row->key == NULL)
		vt_faults_add(r->faults, r->file, row->line, "no address");
	return row;
}

GPtrArray *vt_import_read(const vt_csv *csv, const char *file, const vt_import_setup *setup,
			  vt_faults *faults)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(vt_import_row_free);
	reading r = { .csv = csv, .file = file, .setup = setup, .faults = faults };

	r.addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	read_titles(&r);
	for (unsigned i = 0; has_names(&r) && i < vt_csv_rows(csv); i++)
		g_ptr_array_add(rows, read_row(&r, i));
	g_hash_table_unref(r.addresses);
	return rows;
}
