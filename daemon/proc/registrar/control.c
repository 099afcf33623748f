/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control - commands of vanthuctl on the registrar's side
 */
#include "proc/registrar/control.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "proc/registrar/look_around.h"
#include "proc/registrar/refusal.h"
#include "proc/registrar/viewing.h"

/* While a client reads slower than its child writes, the child waits, not our memory. */
#define MAX_QUEUED_BYTES (1024u * 1024)
#define SLOW_CLIENT_MS   20

struct vt_control {
	GHashTable *people; /* uid -> const vt_person * */
	GPtrArray *clients; /* client * */
};

/* One command of one client, until it is answered. */
typedef struct client {
	vt_registrar *registrar;
	vt_peer *peer; /* NULL = gone */
	vt_call call;
	vt_reply reply;
	vt_order *order;
	pid_t child; /* 0 = none */
	vt_channel *from_child;
	bool waits;          /* for an idle office */
	uint64_t wants_look; /* the look around that must be over before idle counts; 0 = to be
				asked */
	unsigned timer;
	bool busy;            /* a change is under way */
	vt_command_run *look; /* once its line stands in the ledger */
} client;

vt_control *vt_control_new(const vt_office *office, GPtrArray *warnings)
{
	vt_control *control = g_new0(vt_control, 1);

	control->people = g_hash_table_new(g_direct_hash, g_direct_equal);
	control->clients = g_ptr_array_new();
	for (guint i = 0; i < office->directory->people->len; i++) {
		vt_person *person = g_ptr_array_index(office->directory->people, i);
		const struct passwd *account = NULL;

		if (person->unix_user == NULL)
			continue;
		account = getpwnam(person->unix_user); // NOLINT(concurrency-mt-unsafe): one thread
		if (account == NULL)
			g_ptr_array_add(
				warnings,
				g_strdup_printf("unix-user '%s' of person '%s' has no account",
						person->unix_user, person->key));
		else
			g_hash_table_insert(control->people, GUINT_TO_POINTER(account->pw_uid),
					    person);
	}
	return control;
}

void vt_control_free(vt_control *control)
{
	if (control == NULL)
		return;
	g_hash_table_unref(control->people);
	g_ptr_array_unref(control->clients);
	g_free(control);
}

static void client_free(client *c)
{
	vt_control *control = c->registrar->control;

	if (c->from_child != NULL)
		vt_run_unwatch(c->registrar->run, vt_channel_fd(c->from_child));
	vt_channel_free(c->from_child);
	if (c->child > 0) {
		kill(c->child, SIGKILL);
		waitpid(c->child, NULL, 0);
	}
	if (c->timer != 0)
		vt_run_cancel(c->registrar->run, c->timer);
	if (c->peer != NULL)
		vt_peer_set_data(c->peer, NULL, NULL);
	vt_order_free(c->order);
	g_ptr_array_remove_fast(control->clients, c);
	g_free(c);
}

/* The answer is given: what is queued still goes out, then the client is closed. */
static void client_finish(client *c)
{
	vt_peer *peer = c->peer;

	if (peer != NULL) {
		vt_peer_set_data(peer, NULL, NULL);
		c->peer = NULL;
		vt_peer_close(peer);
	}
	client_free(c);
}

static bool send_to_peer(void *to, vt_kind kind, const vt_writer *body)
{
	client *c = to;

	return c->peer != NULL && vt_peer_send(c->peer, kind, body, -1);
}

static bool send_to_parent(void *to, vt_kind kind, const vt_writer *body)
{
	return vt_channel_send(to, kind, body, -1, NULL);
}

/* --- looking: a child with its own reader --- */

static void child_main(client *c, vt_channel *channel, vt_command_run *run)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_store) store = vt_store_open_reader(c->registrar->state_path, &error);

	c->reply.send = send_to_parent;
	c->reply.to = channel;
	c->call.store = store;
	if (store == NULL)
		vt_call_failed(&c->call, error);
	else
		run(&c->call);
	vt_reply_end(&c->reply, EX_SOFTWARE, "the command gave no answer");
}

static void child_over(client *c)
{
	vt_reply_end(&c->reply, EX_SOFTWARE, "the look-up ended early; see the log");
	client_finish(c);
}

static void from_child(vt_run *run, int fd, short revents, void *data);

static void read_on(vt_run *run, void *data)
{
	client *c = data;

	c->timer = 0;
	vt_run_watch(run, vt_channel_fd(c->from_child), POLLIN, from_child, c);
}

static void from_child(vt_run *run, int fd, short revents, void *data)
{
	client *c = data;
	g_auto(vt_packet) packet = { .fd = -1 };
	g_auto(vt_writer) writer = { NULL };

	(void)revents;
	if (c->peer != NULL && vt_peer_queued(c->peer) > MAX_QUEUED_BYTES) {
		vt_run_unwatch(run, fd);
		c->timer = vt_run_after(run, SLOW_CLIENT_MS, read_on, c);
		return;
	}
	if (vt_channel_receive(c->from_child, 0, &packet) != VT_RECEIVED) {
		child_over(c);
		return;
	}
	writer = vt_writer_new();
	g_byte_array_append(writer.bytes, g_bytes_get_data(packet.body, NULL),
			    (guint)g_bytes_get_size(packet.body));
	send_to_peer(c, packet.kind, &writer);
	if (packet.kind == VT_KIND_END) {
		c->reply.ended = true;
		client_finish(c);
	}
}

static bool start_child(client *c, vt_command_run *run, GError **error)
{
	int pair[2] = { -1, -1 };
	pid_t child = -1;

	if (!vt_channel_pair(pair, error))
		return false;
	child = fork();
	if (child < 0) {
		vt_error_errno(error, "cannot start a look-up");
		close(pair[0]);
		close(pair[1]);
		return false;
	}
	if (child == 0) {
		g_autoptr(vt_channel) channel = vt_channel_new(pair[1], "registrar", VT_TRUSTED);

		close(pair[0]);
		child_main(c, channel, run);
		_exit(0);
	}
	close(pair[1]);
	c->child = child;
	c->from_child = vt_channel_new(pair[0], "look-up", VT_UNTRUSTED);
	vt_run_watch(c->registrar->run, pair[0], POLLIN, from_child, c);
	return true;
}

/* --- changing: one act in the next batch --- */

typedef struct change_task {
	client *c;
	vt_change change;
} change_task;

static void change_free(void *data)
{
	change_task *task = data;

	if (task->change.free_data != NULL)
		task->change.free_data(task->change.data);
	g_free(task);
}

static bool change_act(vt_registrar *registrar, void *data, GError **error)
{
	change_task *task = data;

	(void)registrar;
	return task->change.act(&task->c->call, task->change.data, error);
}

static void change_settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	change_task *task = data;
	client *c = task->c;

	(void)registrar;
	if (error != NULL)
		vt_call_failed(&c->call, error);
	else
		task->change.settled(&c->call, task->change.data, kept);
	c->busy = false;
	if (c->child == 0) /* else it answers */
		vt_control_release(&c->call);
}

void vt_control_change(const vt_call *call, const vt_change *take_change)
{
	client *c = call->reply->to;
	change_task *task = g_new0(change_task, 1);

	task->c = c;
	task->change = *take_change;
	c->busy = true;
	vt_batch_add(call->registrar->batch, &(vt_task){ .name = vt_call_word(call, 0),
							 .act = change_act,
							 .settled = change_settled,
							 .data = task,
							 .free_data = change_free });
}

/* Looking at a document: its line in the ledger comes first. */
static void view_settled(const vt_call *call, void *data, bool kept)
{
	client *c = data;
	g_autoptr(GError) error = NULL;

	if (kept && c->peer != NULL && !start_child(c, c->look, &error))
		vt_call_failed(call, error);
}

static void view(client *c, vt_command_run *run)
{
	c->look = run;
	vt_control_change(&c->call, &(vt_change){ vt_viewing_note, view_settled, c, NULL });
}

void vt_control_send_file(const vt_call *call, const char *name, int fd)
{
	client *c = call->reply->to;
	g_auto(vt_writer) writer = vt_writer_new();

	vt_write_text(&writer, name);
	if (c->peer != NULL)
		vt_peer_send(c->peer, VT_KIND_FILE, &writer, fd);
}

void vt_control_hold(const vt_call *call)
{
	client *c = call->reply->to;

	c->busy = true;
}

void vt_control_release(const vt_call *call)
{
	client *c = call->reply->to;

	vt_reply_end(&c->reply, EX_SOFTWARE, "the command gave no answer");
	client_finish(c);
}

/* --- waiting for an idle office --- */

static void waited_too_long(vt_run *run, void *data)
{
	client *c = data;

	(void)run;
	c->timer = 0;
	vt_reply_end(&c->reply, EX_TEMPFAIL, "the office is still busy");
	client_finish(c);
}

static void wait_idle(client *c)
{
	int64_t seconds = 0;

	if (vt_call_option(&c->call, "idle") == NULL) {
		vt_reply_end(&c->reply, EX_USAGE, "wait for what? try: wait --idle");
		client_finish(c);
		return;
	}
	if (!vt_call_number(&c->call, "timeout", 0, &seconds)) {
		client_finish(c);
		return;
	}
	if (seconds > 0)
		c->timer = vt_run_after(c->registrar->run, seconds * 1000, waited_too_long, c);
	c->waits = true;
	c->wants_look = vt_look_around(c->registrar);
}

bool vt_control_is_waited_for(const vt_control *control)
{
	for (guint i = 0; i < control->clients->len; i++) {
		if (((client *)g_ptr_array_index(control->clients, i))->waits)
			return true;
	}
	return false;
}

void vt_control_doors_changed(vt_registrar *registrar)
{
	const vt_control *control = registrar->control;

	for (guint i = 0; i < control->clients->len; i++) {
		client *c = g_ptr_array_index(control->clients, i);

		c->wants_look = 0;
	}
}

void vt_control_idle(vt_registrar *registrar, bool is_idle)
{
	vt_control *control = registrar->control;

	for (guint i = control->clients->len; i > 0; i--) {
		client *c = g_ptr_array_index(control->clients, i - 1);

		if (!c->waits)
			continue;
		if (c->wants_look == 0)
			c->wants_look = vt_look_around(registrar);
		if (is_idle && c->wants_look != 0 && vt_looked_around(registrar, c->wants_look)) {
			vt_reply_end(&c->reply, EX_OK, NULL);
			client_finish(c);
		}
	}
}

/* --- a command comes --- */

static bool may_run(client *c, const vt_command *command)
{
	if (command->anybody)
		return true;
	if (c->call.person == NULL) {
		g_autofree char *name = g_strdup_printf("uid %ld", (long)vt_peer_uid(c->peer));

		vt_refusal_note(c->registrar, name, NULL);
		vt_reply_end(&c->reply, EX_NOPERM,
			     "uid %ld is no person of the directory: add its login as unix-user",
			     (long)vt_peer_uid(c->peer));
		return false;
	}
	return vt_call_may(&c->call, command->action);
}

static void run_command(client *c, const vt_command *command)
{
	g_autoptr(GError) error = NULL;

	if (strcmp(command->name, "wait") == 0) {
		wait_idle(c);
		return;
	}
	if (command->changes)
		command->run(&c->call);
	else if (command->views)
		view(c, command->run);
	else if (!start_child(c, command->run, &error))
		vt_call_failed(&c->call, error);
	if (!c->busy && c->child == 0) {
		vt_reply_end(&c->reply, EX_SOFTWARE, "the command gave no answer");
		client_finish(c);
	}
}

static client *client_new(vt_registrar *registrar, vt_peer *peer, bool json)
{
	client *c = g_new0(client, 1);

	c->registrar = registrar;
	c->peer = peer;
	c->reply = (vt_reply){ .send = send_to_peer, .to = c, .json = json };
	c->call = (vt_call){
		.registrar = registrar,
		.office = registrar->office,
		.store = registrar->store,
		.uid = vt_peer_uid(peer),
		.person = g_hash_table_lookup(registrar->control->people,
					      GUINT_TO_POINTER(vt_peer_uid(peer))),
		.now = vt_clock_now(),
		.reply = &c->reply,
	};
	g_ptr_array_add(registrar->control->clients, c);
	vt_peer_set_data(peer, c, NULL);
	return c;
}

static void take_command(client *c, const GPtrArray *arguments)
{
	g_autoptr(GError) error = NULL;
	const vt_command *command = vt_command_find(arguments);

	if (command == NULL) {
		vt_reply_end(&c->reply, EX_USAGE, "unknown command '%s'; see vanthuctl --help",
			     (const char *)g_ptr_array_index(arguments, 0));
		client_finish(c);
		return;
	}
	c->order = vt_order_parse(arguments, command, &error);
	if (c->order == NULL) {
		vt_reply_end(&c->reply, EX_USAGE, "%s", error->message);
		client_finish(c);
		return;
	}
	c->call.order = c->order;
	vt_log(VT_LOG_INFO, "-", "command", "name=%s uid=%ld person=%s", command->name,
	       (long)vt_peer_uid(c->peer), c->call.person != NULL ? c->call.person->key : "-");
	if (!vt_call_choose_own(&c->call) || !may_run(c, command)) {
		client_finish(c);
		return;
	}
	run_command(c, command);
}

void vt_on_command(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_reader reader = vt_packet_reader(packet);
	bool json = false;
	g_autoptr(GPtrArray) arguments = vt_command_read(&reader, &json);

	if (arguments == NULL) {
		vt_peer_broken(peer, "a command that does not read");
		return;
	}
	if (vt_peer_data(peer) != NULL) {
		vt_peer_broken(peer, "a second command before the first was answered");
		return;
	}
	take_command(client_new(vt_registrar_of(run), peer, json), arguments);
}

void vt_control_gone(vt_registrar *registrar, vt_peer *peer)
{
	client *c = vt_peer_data(peer);

	(void)registrar;
	if (c == NULL)
		return;
	c->peer = NULL;
	/* A change under way is finished all the same; nobody hears of it but the ledger. */
	if (!c->busy)
		client_free(c);
}
