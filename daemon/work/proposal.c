/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proposal - who is to carry out a document: exactly one leads, others support or are informed
 */
#include "work/proposal.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "work/enter.h"

#define PERSON_WORD "person "
#define UNIT_WORD   "unit "

void vt_assignee_free(vt_assignee *assignee)
{
	if (assignee == NULL)
		return;
	g_free(assignee->unit);
	g_free(assignee->person);
	g_free(assignee);
}

vt_proposal *vt_proposal_new(void)
{
	vt_proposal *proposal = g_new0(vt_proposal, 1);

	for (int role = 0; role < VT_N_TASK_ROLES; role++)
		proposal->who[role] =
			g_ptr_array_new_with_free_func((GDestroyNotify)vt_assignee_free);
	proposal->due = g_strdup("");
	proposal->opinion = g_strdup("");
	proposal->leader = g_strdup("");
	proposal->by = g_strdup("");
	return proposal;
}

void vt_proposal_free(vt_proposal *proposal)
{
	if (proposal == NULL)
		return;
	for (int role = 0; role < VT_N_TASK_ROLES; role++)
		g_ptr_array_unref(proposal->who[role]);
	g_free(proposal->due);
	g_free(proposal->opinion);
	g_free(proposal->leader);
	g_free(proposal->by);
	g_free(proposal);
}

bool vt_proposal_is_empty(const vt_proposal *proposal)
{
	return proposal->who[VT_TASK_LEAD]->len == 0;
}

/* ---- as kept ---- */

static void keep_line(GString *text, const char *key, const char *value)
{
	g_autofree char *one_line = vt_text_tidy(value);

	if (*one_line != '\0')
		g_string_append_printf(text, "%s: %s\n", key, one_line);
}

char *vt_proposal_keep(const vt_proposal *proposal)
{
	GString *text = g_string_new(NULL);

	keep_line(text, "leader", proposal->leader);
	keep_line(text, "by", proposal->by);
	for (int role = 0; role < VT_N_TASK_ROLES; role++) {
		for (guint i = 0; i < proposal->who[role]->len; i++) {
			const vt_assignee *one = g_ptr_array_index(proposal->who[role], i);
			g_autofree char *value = g_strconcat(
				one->unit != NULL ? UNIT_WORD : PERSON_WORD, one->person,
				one->unit != NULL ? " " : "", one->unit, NULL);

			keep_line(text, vt_task_role_name((vt_task_role)role), value);
		}
	}
	keep_line(text, "due", proposal->due);
	keep_line(text, "opinion", proposal->opinion);
	return g_string_free(text, FALSE);
}

static vt_assignee *assignee_new(const char *unit, const char *person)
{
	vt_assignee *one = g_new0(vt_assignee, 1);

	one->unit = g_strdup(unit);
	one->person = g_strdup(person);
	return one;
}

static vt_assignee *assignee_kept(const char *value)
{
	if (g_str_has_prefix(value, PERSON_WORD))
		return assignee_new(NULL, value + strlen(PERSON_WORD));
	if (!g_str_has_prefix(value, UNIT_WORD))
		return NULL;
	const char *person = value + strlen(UNIT_WORD), *blank = strchr(person, ' ');
	if (blank == NULL)
		return NULL;
	g_autofree char *key = g_strndup(person, (gsize)(blank - person));
	return assignee_new(blank + 1, key);
}

static void put(char **field, const char *text)
{
	char *copy = g_strdup(text);

	g_free(*field);
	*field = copy;
}

static void read_line(vt_proposal *proposal, const char *key, const char *value)
{
	int role = vt_task_role_find(key);
	vt_assignee *one = role >= 0 ? assignee_kept(value) : NULL;

	if (one != NULL)
		g_ptr_array_add(proposal->who[role], one);
	else if (g_str_equal(key, "leader"))
		put(&proposal->leader, value);
	else if (g_str_equal(key, "by"))
		put(&proposal->by, value);
	else if (g_str_equal(key, "due"))
		put(&proposal->due, value);
	else if (g_str_equal(key, "opinion"))
		put(&proposal->opinion, value);
}

vt_proposal *vt_proposal_kept(const char *text)
{
	vt_proposal *proposal = vt_proposal_new();
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		char *colon = strstr(*line, ": ");

		if (colon == NULL)
			continue;
		*colon = '\0';
		read_line(proposal, *line, colon + 2);
	}
	return proposal;
}

void vt_proposal_version(const vt_document *document, const char *sha256,
			 char version_out[VT_SHA256_HEX])
{
	char fields[VT_SHA256_HEX];

	vt_enter_fields_hash(document, fields);
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT "\n%s\n%s", document->id,
						fields, sha256 != NULL ? sha256 : "");
	vt_sha256_hex(text, strlen(text), version_out);
}

/* ---- changing ---- */

static bool is_same(const vt_assignee *a, const vt_assignee *b)
{
	return g_strcmp0(a->unit, b->unit) == 0 && g_str_equal(a->person, b->person);
}

static void drop_from(GPtrArray *list, const vt_assignee *assignee)
{
	for (guint i = list->len; i > 0; i--)
		if (is_same(g_ptr_array_index(list, i - 1), assignee))
			g_ptr_array_remove_index(list, i - 1);
}

static bool is_nobody(const char *name)
{
	g_autofree char *folded = vt_text_fold(name);

	return *folded == '\0' || g_str_equal(folded, "-") || g_str_equal(folded, "khong")
	       || g_str_equal(folded, "khong co");
}

/* Two who lead are no choice that could be made here. */
static vt_unclear *too_many(const vt_directory *d, const char *names, const GPtrArray *found)
{
	vt_unclear *unclear = vt_unclear_new(names);

	for (guint i = 0; i < found->len; i++)
		g_ptr_array_add(unclear->candidates,
				vt_assignee_shown(d, g_ptr_array_index(found, i)));
	return unclear;
}

/* NULL: at least one is unclear. */
static GPtrArray *find_all(const vt_directory *d, const char *own, const char *names,
			   GPtrArray *unclear)
{
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_assignee_free);
	g_auto(GStrv) list = g_strsplit_set(names, ";\n", -1);
	guint before = unclear->len;

	for (char **name = list; *name != NULL; name++) {
		vt_unclear *why = NULL;
		vt_assignee *one = is_nobody(*name) ? NULL : vt_assignee_find(d, own, *name, &why);

		if (why != NULL)
			g_ptr_array_add(unclear, why);
		if (one == NULL)
			continue;
		drop_from(found, one);
		g_ptr_array_add(found, one);
	}
	return unclear->len == before ? g_steal_pointer(&found) : NULL;
}

void vt_proposal_set(vt_proposal *proposal, const vt_directory *d, const char *own,
		     vt_task_role role, const char *names, GPtrArray *unclear)
{
	g_autoptr(GPtrArray) found = find_all(d, own, names, unclear);

	if (found == NULL)
		return;
	if (role == VT_TASK_LEAD && found->len > 1) {
		g_ptr_array_add(unclear, too_many(d, names, found));
		return;
	}
	for (int other = 0; other < VT_N_TASK_ROLES; other++)
		for (guint i = 0; i < found->len; i++)
			drop_from(proposal->who[other], g_ptr_array_index(found, i));
	g_ptr_array_unref(proposal->who[role]);
	proposal->who[role] = g_steal_pointer(&found);
}

/* ---- days ---- */

/* Words before the date do not change it: "trước ngày 25/11". */
static const char *first_digit(const char *text)
{
	return text + strcspn(text, "0123456789");
}

/* How many numbers were read: 2 = without a year. */
static int read_numbers(const char *text, vt_date *date)
{
	int value[3] = { 0 };
	size_t width[3] = { 0 };
	int n = 0;

	for (const char *p = text; n < 3; p += strspn(p, " ")) {
		size_t digits = strspn(p, "0123456789");

		if (digits == 0 || digits > 4)
			break;
		value[n] = (int)g_ascii_strtoull(p, NULL, 10);
		width[n++] = digits;
		p += digits;
		if (*p == '\0' || strchr("/.-", *p) == NULL)
			break;
		p++;
	}
	if (n == 3 && width[0] == 4) {
		*date = (vt_date){ .year = value[0], .month = value[1], .day = value[2] };
		return n;
	}
	if (n < 2 || width[0] > 2 || width[1] > 2)
		return 0;
	*date = (vt_date){ .month = value[1], .day = value[0] };
	if (n == 3)
		date->year = value[2] < 100 ? 2000 + value[2] : value[2];
	return n;
}

bool vt_proposal_read_day(const char *text, int64_t now, char **day_out)
{
	vt_date today = vt_clock_vietnam(now), date;
	int n = read_numbers(first_digit(text), &date);

	if (n == 0)
		return false;
	if (n == 2) {
		date.year = today.year;
		if (date.month < today.month || (date.month == today.month && date.day < today.day))
			date.year++;
	}
	if (!vt_clock_is_date(date.year, date.month, date.day)
	    || vt_clock_from_vietnam(&date) < vt_clock_day_begin(now))
		return false;
	*day_out = g_strdup_printf("%04d-%02d-%02d", date.year, date.month, date.day);
	return true;
}

bool vt_proposal_set_due(vt_proposal *proposal, const char *text, int64_t now)
{
	char *day = NULL;

	if (is_nobody(text)) {
		put(&proposal->due, "");
		return true;
	}
	if (!vt_proposal_read_day(text, now, &day))
		return false;
	g_free(proposal->due);
	proposal->due = day;
	return true;
}

/* ---- as mails print it ---- */

char *vt_proposal_shown(const vt_directory *d, const vt_proposal *proposal, vt_task_role role)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < proposal->who[role]->len; i++) {
		g_autofree char *one =
			vt_assignee_shown(d, g_ptr_array_index(proposal->who[role], i));

		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "", one);
	}
	return g_string_free(text, FALSE);
}

char *vt_proposal_due_shown(const vt_proposal *proposal)
{
	int64_t at = VT_TIME_NONE;

	if (!vt_clock_parse_iso(proposal->due, &at))
		return g_strdup("");
	return vt_clock_day_vietnam(at);
}
