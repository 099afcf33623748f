/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders - the clock for people: what is due is looked up, each thing goes once
 */
#include "work/reminders.h"

#include <inttypes.h>

#include "base/clock.h"
#include "work/notices_time.h"
#include "work/reminders_private.h"
#include "work/submit.h"

#define LOOK_AT 1000 /* rows of a list */
#define DAY     86400

typedef struct looking {
	vt_noticing n;
	const vt_reminders_conf *conf;
	const vt_worktime *worktime;
	bool is_open; /* a day that is worked, the office has opened */
	unsigned told;
} looking;

/* first_out: it has not gone yet, and goes now. */
static bool ring(looking *l, const char *what, const char *key, const char *stage, bool *first_out,
		 GError **error)
{
	const vt_ring one = { what, key, stage };

	return vt_rings_first(l->n.store, &one, l->n.now, first_out, error);
}

static bool is_full(const looking *l)
{
	return l->told >= VT_REMINDERS_AT_ONCE;
}

/* ---- the clerk's limit ---- */

/* Somebody is there before whom documents are laid. */
static bool has_leader(const looking *l, const char *own)
{
	return vt_directory_first(l->n.office->directory, own, VT_ROLE_LEADER) != NULL;
}

/* What came outside office hours counts from the next opening (domain §10). */
static int64_t limit_of(const looking *l, int64_t since, int days)
{
	return vt_worktime_end_of_day(l->worktime, vt_worktime_add(l->worktime, since, 0), days);
}

typedef GPtrArray *find_late(vt_store *store, const vt_late_filter *filter, GError **error);

/* What that finds and what is so many working days late at the opening is added. */
static bool add_late(const looking *l, const char *own, find_late *find, int days, GPtrArray *into,
		     GError **error)
{
	int64_t opening = vt_worktime_opening(l->worktime, l->n.now);
	const vt_late_filter filter = { own, opening - days * DAY, has_leader(l, own), LOOK_AT };
	g_autoptr(GPtrArray) found =
		days > 0 ? find(l->n.store, &filter, error) : g_ptr_array_new();

	while (found != NULL && found->len > 0) {
		vt_late *one = g_ptr_array_steal_index(found, 0);

		if (limit_of(l, one->since, days) < opening)
			g_ptr_array_add(into, one);
		else
			vt_late_free(one);
	}
	return found != NULL;
}

static bool clerk_limit(looking *l, const char *own, GError **error)
{
	g_autofree char *today = vt_clock_day_vietnam(l->n.now);
	g_autoptr(GPtrArray) late = g_ptr_array_new_with_free_func((GDestroyNotify)vt_late_free);
	bool first = false;

	if (!l->is_open)
		return true;
	if (!add_late(l, own, vt_late_clerk, l->conf->clerk_days, late, error)
	    || !add_late(l, own, vt_late_opinions, l->conf->confirm_days, late, error))
		return false;
	if (late->len == 0)
		return true;
	if (!ring(l, "clerk-limit", own, today, &first, error))
		return false;
	l->told += first;
	return !first || vt_notice_clerk_late(&l->n, own, late, error);
}

/* ---- urgent ones: at any hour ---- */

static const vt_person *head_of_unit(const looking *l, const char *own, const char *unit)
{
	const GPtrArray *people = l->n.office->directory->people;

	for (guint i = 0; unit != NULL && i < people->len; i++) {
		const vt_person *person = g_ptr_array_index(people, i);

		if (g_str_equal(person->own, own) && g_strcmp0(person->unit, unit) == 0
		    && vt_person_has(person, VT_ROLE_UNIT_HEAD))
			return person;
	}
	return NULL;
}

/* A unit's task that a person of it carries out is that person's. */
static bool is_passed_on(const GPtrArray *all, const vt_task_row *task)
{
	for (guint i = 0; task->state == VT_TASK_PASSED && i < all->len; i++) {
		const vt_task_row *one = g_ptr_array_index(all, i);

		if (one->parent == task->id && vt_task_is_open(one->state))
			return true;
	}
	return false;
}

/* Once each, and not who hears of it anyway. */
static void add_person(GArray *into, const vt_person *person, const vt_person *office_head)
{
	for (guint i = 0; i < into->len; i++)
		if (g_array_index(into, const vt_person *, i) == person)
			return;
	if (person != NULL && person != office_head)
		g_array_append_val(into, person);
}

/* Who has it to carry out now, and the head of his unit; nobody while no leader decided. */
static bool add_carriers(looking *l, const char *own, const vt_late *one, GArray *into,
			 GError **error)
{
	const vt_directory *d = l->n.office->directory;
	const vt_person *office_head = vt_directory_first(d, own, VT_ROLE_OFFICE_HEAD);
	g_autoptr(GPtrArray) all = vt_tasks_of_document(l->n.store, one->document, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const vt_task_row *task = g_ptr_array_index(all, i);
		const vt_person *person = vt_directory_person(d, task->person);

		if (task->role != VT_TASK_LEAD || !vt_task_is_open(task->state)
		    || task->counts_at > l->n.now || person == NULL || is_passed_on(all, task))
			continue;
		add_person(into, person, office_head);
		add_person(into, head_of_unit(l, own, person->unit), office_head);
	}
	return all != NULL;
}

static bool tell_urgent(looking *l, const char *own, const vt_late *one, GError **error)
{
	g_autoptr(GArray) carriers = g_array_new(FALSE, FALSE, sizeof(const vt_person *));

	if ((one->document != 0 && !add_carriers(l, own, one, carriers, error))
	    || !vt_notice_urgent_late(&l->n, own, one, NULL, error))
		return false;
	for (guint i = 0; i < carriers->len; i++)
		if (!vt_notice_urgent_late(&l->n, own, one,
					   g_array_index(carriers, const vt_person *, i), error))
			return false;
	l->told += 1 + carriers->len;
	return true;
}

static bool urgent(looking *l, const char *own, GError **error)
{
	const vt_late_filter filter = { own, l->n.now - l->conf->urgent_after, has_leader(l, own),
					VT_REMINDERS_AT_ONCE };

	if (l->conf->urgent_after == 0)
		return true;
	g_autoptr(GPtrArray) late = vt_late_urgent(l->n.store, &filter, error);
	for (guint i = 0; late != NULL && i < late->len; i++) {
		const vt_late *one = g_ptr_array_index(late, i);
		g_autofree char *key = vt_late_key(one);
		bool first = false;

		/* "Thường" is no urgency: looked at once, and told to nobody. */
		if (!ring(l, VT_RING_URGENT, key, vt_late_stage(one), &first, error)
		    || (first && one->urgency > 0 && !tell_urgent(l, own, one, error)))
			return false;
	}
	return late != NULL;
}

/* ---- deadlines of tasks ---- */

/* Who hears at which step behind the deadline; the first is the assignee himself. */
enum { STEP_ASSIGNEE, STEP_UNIT_HEAD, STEP_OFFICE_HEAD, N_STEPS };
static const char *const step_names[] = { "overdue", "unit-head", "office-head" };
G_STATIC_ASSERT(G_N_ELEMENTS(step_names) == N_STEPS);

typedef struct step {
	int after;             /* working days behind the deadline; 0 = never */
	const vt_person *told; /* NULL: nobody, or who hears anyway */
} step;

static void steps_of(const looking *l, const vt_task_row *task, const vt_person *person,
		     step steps[N_STEPS])
{
	const vt_person *unit_head = head_of_unit(l, task->own, person->unit);
	const vt_person *office_head =
		vt_directory_first(l->n.office->directory, task->own, VT_ROLE_OFFICE_HEAD);

	steps[STEP_ASSIGNEE] = (step){ 1, NULL };
	steps[STEP_UNIT_HEAD] =
		(step){ l->conf->unit_head_after, unit_head != person ? unit_head : NULL };
	steps[STEP_OFFICE_HEAD] =
		(step){ l->conf->office_head_after,
			office_head != person && office_head != unit_head ? office_head : NULL };
}

/* Steps that are reached and have not gone: a bit each. */
static bool due_steps(looking *l, const char *key, const step steps[N_STEPS], int days,
		      unsigned *due_out, GError **error)
{
	*due_out = 0;
	for (int i = 0; i < N_STEPS; i++) {
		bool first = false;

		if (steps[i].after == 0 || days < steps[i].after)
			continue;
		if (!ring(l, "task", key, step_names[i], &first, error))
			return false;
		if (first && (i == STEP_ASSIGNEE || steps[i].told != NULL))
			*due_out |= 1u << i;
	}
	return true;
}

/* Who will hear next, and when; NULL = nobody. */
static void announce(const looking *l, const step steps[N_STEPS], vt_reminder *r)
{
	for (int i = STEP_UNIT_HEAD; i < N_STEPS; i++) {
		if (steps[i].told == NULL || steps[i].after <= r->days)
			continue;
		r->superior = steps[i].told;
		r->report_at = vt_worktime_opening(
			l->worktime,
			vt_worktime_end_of_day(l->worktime, r->task->due_at, steps[i].after));
		return;
	}
}

/* What the leader gave is late: a row of his next list, once, when who has it is told first. */
static bool tell_giver(looking *l, const vt_reminder *r, GError **error)
{
	g_autoptr(vt_task_row) first = vt_tasks_get(l->n.store, r->task->id, error);

	while (first != NULL && first->parent != 0) {
		vt_task_row *above = vt_tasks_get(l->n.store, first->parent, error);

		vt_task_row_free(first);
		first = above;
	}
	if (first == NULL)
		return false;
	if (!vt_submit_takes_news(&l->n, r->document, first->given_by))
		return true;
	g_autofree char *sentence = vt_notice_overdue_shown(&l->n, r->days);
	const vt_news news = {
		.document = r->document, .who = r->person->name, .sentence = sentence, .words = ""
	};
	return vt_submit_news(&l->n, &news, first->given_by, error);
}

static bool overdue(looking *l, vt_reminder *r, const char *key, GError **error)
{
	step steps[N_STEPS];
	unsigned due = 0;

	r->overdue = true;
	r->days = vt_worktime_days_between(l->worktime, r->task->due_at, l->n.now);
	steps_of(l, r->task, r->person, steps);
	if (!due_steps(l, key, steps, r->days, &due, error))
		return false;
	if (due == 0)
		return true;
	if ((due & 1u << STEP_ASSIGNEE) != 0 && !tell_giver(l, r, error))
		return false;
	announce(l, steps, r);
	for (int i = STEP_UNIT_HEAD; i < N_STEPS; i++) {
		if ((due & 1u << i) == 0)
			continue;
		r->superior = steps[i].told;
		r->report_at = VT_TIME_NONE;
		l->told++;
		if (!vt_notice_reminder_above(&l->n, r, steps[i].told, error))
			return false;
	}
	l->told++;
	return vt_notice_reminder(&l->n, r, error);
}

/* Not when it was given so late that the mail that gave it says as much. */
static bool soon(looking *l, vt_reminder *r, const char *key, GError **error)
{
	int given = vt_worktime_days_between(l->worktime, r->task->counts_at, r->task->due_at);
	bool first = false;

	r->days = vt_worktime_days_between(l->worktime, l->n.now, r->task->due_at);
	if (r->days > l->conf->before || given <= l->conf->before)
		return true;
	if (!ring(l, "task", key, "before", &first, error))
		return false;
	l->told += first;
	return !first || vt_notice_reminder(&l->n, r, error);
}

static bool remind(looking *l, const vt_task_row *task, GError **error)
{
	const vt_person *person = vt_directory_person(l->n.office->directory, task->person);
	g_autofree char *key = g_strdup_printf("%" PRId64 "/%" PRId64, task->id, task->due_at);
	vt_reminder r = { .task = task, .person = person, .report_at = VT_TIME_NONE };

	if (person == NULL || task->role == VT_TASK_INFORM || task->counts_at > l->n.now)
		return true;
	g_autoptr(GPtrArray) all = vt_tasks_of_document(l->n.store, task->document, error);
	if (all == NULL)
		return false;
	if (is_passed_on(all, task))
		return true;
	g_autoptr(vt_document) document = vt_documents_get(l->n.store, task->document, error);
	if (document == NULL)
		return false;
	r.document = document;
	if (document->state != VT_DOCUMENT_ACTIVE)
		return true;
	return task->due_at > l->n.now ? soon(l, &r, key, error) : overdue(l, &r, key, error);
}

static bool tasks(looking *l, GError **error)
{
	/* Deadlines up to the workday that is `before` days away, and the days off behind it. */
	int64_t until = vt_worktime_next_opening(
		l->worktime,
		vt_worktime_end_of_day(l->worktime, l->n.now, MAX(l->conf->before, 0)));
	const vt_task_filter filter = { .open = true, .due_before = until };

	if (!l->is_open)
		return true;
	g_autoptr(GPtrArray) list = vt_tasks_list(l->n.store, &filter, G_MAXINT, error);
	for (guint i = 0; list != NULL && i < list->len && !is_full(l); i++)
		if (!remind(l, g_ptr_array_index(list, i), error))
			return false;
	return list != NULL;
}

/* ---- lists of a week ---- */

static bool is_of_unit(const looking *l, const vt_task_row *task, const char *unit)
{
	const vt_person *person = vt_directory_person(l->n.office->directory, task->person);

	return g_strcmp0(task->unit, unit) == 0
	       || (person != NULL && g_strcmp0(person->unit, unit) == 0);
}

/* unit NULL: of all units. */
static bool week_of(looking *l, const vt_person *person, const char *unit, GError **error)
{
	const vt_task_filter filter = { .own = person->own,
					.open = true,
					.due_before = VT_TIME_NONE };
	g_autoptr(GPtrArray) list = vt_tasks_list(l->n.store, &filter, LOOK_AT, error);

	if (list == NULL)
		return false;
	for (guint i = list->len; i-- > 0;) {
		const vt_task_row *task = g_ptr_array_index(list, i);

		/* To be informed is no work (domain §12.45). */
		if (task->role == VT_TASK_INFORM || task->counts_at > l->n.now
		    || (unit != NULL && !is_of_unit(l, task, unit)))
			g_ptr_array_remove_index(list, i);
	}
	if (list->len == 0)
		return true;
	l->told++;
	return vt_notice_week(&l->n, person, list, error);
}

/* The Monday of the week of now, as a stage. */
static char *week_name(int64_t now)
{
	int64_t day = (now + VT_VIETNAM_SECONDS) / DAY;
	int64_t monday = day - (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return vt_clock_day_vietnam(monday * DAY);
}

/* Their first workday of the week, as soon as the office opens. */
static bool weeks(looking *l, GError **error)
{
	const GPtrArray *people = l->n.office->directory->people;
	g_autofree char *week = week_name(l->n.now);

	if (!l->conf->week_list || !l->is_open)
		return true;
	for (guint i = 0; i < people->len && !is_full(l); i++) {
		const vt_person *person = g_ptr_array_index(people, i);
		bool whole = vt_person_has(person, VT_ROLE_OFFICE_HEAD), first = false;

		if (!whole && (!vt_person_has(person, VT_ROLE_UNIT_HEAD) || person->unit == NULL))
			continue;
		if (!ring(l, "week", person->key, week, &first, error)
		    || (first && !week_of(l, person, whole ? NULL : person->unit, error)))
			return false;
	}
	return true;
}

bool vt_reminders_run(vt_store *store, const vt_office *office, int64_t now, unsigned *n_out,
		      GError **error)
{
	looking l = { .n = { office, vt_notice_templates(), store, now },
		      .conf = &office->reminders,
		      .worktime = office->worktime };
	const GPtrArray *owns = office->directory->own;

	l.is_open = vt_worktime_is_workday(l.worktime, now)
		    && now >= vt_worktime_opening(l.worktime, now);
	for (guint i = 0; i < owns->len; i++) {
		const vt_own *own = g_ptr_array_index(owns, i);

		if (!urgent(&l, own->key, error) || !clerk_limit(&l, own->key, error)
		    || (l.is_open
			&& (!vt_reminders_outgoing(&l.n, own->key, &l.told, error)
			    || !vt_reminders_receipts(&l.n, own->key, &l.told, error))))
			return false;
	}
	if (!tasks(&l, error) || !weeks(&l, error))
		return false;
	*n_out = l.told;
	return true;
}
