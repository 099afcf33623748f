/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_fetch - sizes first, then one raw message, streamed
 */
#include "base/error.h"
#include "net/etpan/imap_private.h"

/* The slowest line that is waited for. */
#define BYTES_A_MS 32
/* Of an answer with a message in it: what stands around, and a server that counts line ends its own
 * way. */
#define AROUND_BYTES (64u * 1024)

static void add_item(struct mailimap_fetch_type *what, struct mailimap_fetch_att *item)
{
	g_assert(item != NULL);
	mailimap_fetch_type_new_fetch_att_list_add(what, item);
}

static const struct mailimap_msg_att_static *static_of(clistiter *at)
{
	const struct mailimap_msg_att_item *item = clist_content(at);

	return item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC ? item->att_data.att_static : NULL;
}

/* 0 = not such a date. */
static int64_t seconds_of(const struct mailimap_date_time *date)
{
	int zone = date->dt_zone, minutes = (ABS(zone) / 100) * 60 + ABS(zone) % 100;
	g_autoptr(GDateTime) when =
		g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day, date->dt_hour,
				    date->dt_min, (gdouble)MIN(date->dt_sec, 59));

	if (when == NULL)
		return 0;
	return g_date_time_to_unix(when) - (zone < 0 ? -minutes : minutes) * 60;
}

static void read_size(const struct mailimap_msg_att *answer, GArray *sizes)
{
	vt_imap_size size = { .uid = 0 };

	for (clistiter *at = clist_begin(answer->att_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_msg_att_static *one = static_of(at);

		if (one == NULL)
			continue;
		if (one->att_type == MAILIMAP_MSG_ATT_UID)
			size.uid = one->att_data.att_uid;
		else if (one->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			size.bytes = one->att_data.att_rfc822_size;
		else if (one->att_type == MAILIMAP_MSG_ATT_INTERNALDATE)
			size.received = seconds_of(one->att_data.att_internal_date);
	}
	if (size.uid != 0)
		g_array_append_val(sizes, size);
}

GArray *vt_imap_sizes(vt_imap *imap, const GArray *uids, GError **error)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_set *set = vt_imap_set_of(uids);
	GArray *sizes = g_array_new(FALSE, FALSE, sizeof(vt_imap_size));
	clist *answers = NULL;
	int code;

	add_item(what, mailimap_fetch_att_new_uid());
	add_item(what, mailimap_fetch_att_new_rfc822_size());
	add_item(what, mailimap_fetch_att_new_internaldate());
	vt_imap_begin(imap, VT_IMAP_ANSWER_BYTES);
	code = mailimap_uid_fetch(imap->session, set, what, &answers);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	if (!vt_imap_judge(imap, code, "cannot ask for sizes", error)) {
		g_array_unref(sizes);
		return NULL;
	}
	for (clistiter *at = clist_begin(answers); at != NULL; at = clist_next(at))
		read_size(clist_content(at), sizes);
	mailimap_fetch_list_free(answers);
	return sizes;
}

/* --- the message itself --- */

typedef struct taking {
	const vt_imap_taker *taker;
	uint64_t taken;
	bool is_over; /* too much, or the taker had enough */
} taking;

static bool on_body(int type, struct mailimap_msg_att_body_section *section, const char *bytes,
		    size_t size, void *data)
{
	taking *t = data;

	(void)section;
	if (type != MAILIMAP_MSG_ATT_BODY_SECTION || size > t->taker->max_bytes - t->taken)
		t->is_over = true;
	if (t->is_over || !t->taker->take(t->taker->data, bytes, size)) {
		t->is_over = true;
		return false;
	}
	t->taken += size;
	return true;
}

/* The bodies that came, whose they were, and whether one was NIL. */
typedef struct bodies {
	unsigned n;
	uint32_t uid;
	bool is_nil;
} bodies;

static void count_bodies(const clist *answers, bodies *out)
{
	for (clistiter *i = clist_begin(answers); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att *answer = clist_content(i);
		uint32_t uid = 0;
		unsigned n = 0;

		for (clistiter *at = clist_begin(answer->att_list); at != NULL;
		     at = clist_next(at)) {
			const struct mailimap_msg_att_static *one = static_of(at);

			if (one != NULL && one->att_type == MAILIMAP_MSG_ATT_UID)
				uid = one->att_data.att_uid;
			if (one == NULL || one->att_type != MAILIMAP_MSG_ATT_BODY_SECTION)
				continue;
			n++;
			out->is_nil |= one->att_data.att_body_section->sec_body_part == NULL;
		}
		out->n += n;
		if (n > 0)
			out->uid = uid;
	}
}

static int ask_for(vt_imap *imap, const vt_imap_size *message, taking *t, clist **answers_out)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_set *set = mailimap_set_new_single(message->uid);
	uint64_t most = MIN(message->bytes, t->taker->max_bytes);
	int code;

	add_item(what, mailimap_fetch_att_new_uid());
	add_item(what, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
	mailimap_set_msg_body_handler(imap->session, on_body, t);
	vt_low_begin(&imap->low, imap->command_ms + (int64_t)(most / BYTES_A_MS),
		     most + most / 8 + AROUND_BYTES, false);
	code = mailimap_uid_fetch(imap->session, set, what, answers_out);
	mailimap_set_msg_body_handler(imap->session, NULL, NULL);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	return code;
}

vt_imap_fetched vt_imap_fetch(vt_imap *imap, const vt_imap_size *message,
			      const vt_imap_taker *taker, GError **error)
{
	taking t = { .taker = taker };
	bodies came = { .n = 0 };
	g_autofree char *what = g_strdup_printf("cannot fetch %u", message->uid);
	GError *cause = NULL;
	clist *answers = NULL;
	int code = ask_for(imap, message, &t, &answers);

	if (!vt_imap_judge(imap, code, what, &cause)) {
		/* Not the line: the server with this message. */
		if (imap->low.cause == NULL || t.is_over)
			cause->code = VT_NEVER;
		g_propagate_error(error, cause);
		return VT_IMAP_FAILED;
	}
	count_bodies(answers, &came);
	mailimap_fetch_list_free(answers);
	if (came.n == 0)
		return VT_IMAP_GONE;
	if (came.n == 1 && came.uid == message->uid && !came.is_nil && !t.is_over
	    && (t.taken > 0 || message->bytes == 0))
		return VT_IMAP_FETCHED;
	/* Another one's bytes may be among those that were taken. */
	imap->is_lost |= came.n > 1 || came.uid != message->uid || t.is_over;
	vt_error_set(error, VT_NEVER, "%s: %s did not deliver that message alone and whole", what,
		     vt_stream_peer(imap->low.stream));
	return VT_IMAP_FAILED;
}
