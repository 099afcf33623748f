/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_session - connects, sends, reads, within the deadline
 */
#include "proc/scan/scan_session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/io.h"

#define CHUNK_BYTES    65536
#define CHUNKS_A_ROUND 8 /* then others have their turn */

struct vt_scan_session {
	vt_run *run;
	vt_clamd_command command;
	int message, socket;
	short watched; /* events */
	unsigned timer;
	vt_scan_done *done;
	void *data;
	vt_clamd_reader reader;
	uint8_t *out; /* what is to be sent next: at..size */
	size_t at, size;
	off_t offset;    /* of the message */
	bool all_framed; /* its end has been put into out */
	bool fd_passed;
	const char *why; /* of an end that is reported from the loop */
};

static void watch(vt_scan_session *s, short events);

static void session_free(vt_scan_session *s)
{
	if (s->timer != 0)
		vt_run_cancel(s->run, s->timer);
	watch(s, 0);
	vt_fd_close(&s->socket);
	vt_fd_close(&s->message);
	g_free(s->out);
	g_free(s);
}

static bool is_sent(const vt_scan_session *s)
{
	return s->all_framed && s->at == s->size
	       && (s->command != VT_CLAMD_DESCRIPTOR || s->fd_passed);
}

static void finish(vt_scan_session *s, const char *why)
{
	const vt_scan_answer answer = { why == NULL ? s->reader.bytes : NULL, why, is_sent(s) };

	s->done(s->run, &answer, s->data);
	session_free(s);
}

static void ready(vt_run *run, int fd, short revents, void *data);

static void watch(vt_scan_session *s, short events)
{
	if (events == s->watched)
		return;
	if (s->watched != 0)
		vt_run_unwatch(s->run, s->socket);
	if (events != 0)
		vt_run_watch(s->run, s->socket, events, ready, s);
	s->watched = events;
}

/* The next piece: head and bytes of a chunk, or the chunk of no bytes that ends it. */
static bool frame(vt_scan_session *s)
{
	ssize_t n = pread(s->message, s->out + 4, CHUNK_BYTES, s->offset);

	if (n < 0)
		return false;
	vt_clamd_chunk_head((uint32_t)n, s->out);
	s->at = 0;
	s->size = 4 + (size_t)n;
	s->offset += n;
	s->all_framed = n == 0;
	return true;
}

static bool pass_descriptor(vt_scan_session *s)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	char byte = 0;
	struct iovec part = { &byte, 1 };
	struct msghdr head = { .msg_iov = &part,
			       .msg_iovlen = 1,
			       .msg_control = control.bytes,
			       .msg_controllen = sizeof control.bytes };
	struct cmsghdr *one = CMSG_FIRSTHDR(&head);

	one->cmsg_level = SOL_SOCKET;
	one->cmsg_type = SCM_RIGHTS;
	one->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(one), &s->message, sizeof(int));
	s->fd_passed = sendmsg(s->socket, &head, MSG_NOSIGNAL) == 1;
	return s->fd_passed;
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EINTR;
}

typedef enum { SEND_MORE, SEND_DONE, SEND_FAILED } progress;

/* One step; errno says why it failed. */
static progress send_piece(vt_scan_session *s)
{
	ssize_t n;

	if (s->at == s->size && !s->all_framed && !frame(s))
		return SEND_FAILED;
	if (s->at == s->size && s->command == VT_CLAMD_DESCRIPTOR && !s->fd_passed)
		return pass_descriptor(s) ? SEND_DONE : SEND_FAILED;
	if (s->at == s->size)
		return SEND_DONE;
	n = send(s->socket, s->out + s->at, s->size - s->at, MSG_NOSIGNAL);
	if (n < 0)
		return SEND_FAILED;
	s->at += (size_t)n;
	return SEND_MORE;
}

/* clamd may answer and close before it has all; then only reading is left. */
static void send_on(vt_scan_session *s)
{
	progress p = SEND_MORE;

	for (unsigned i = 0; i < CHUNKS_A_ROUND && p == SEND_MORE; i++)
		p = send_piece(s);
	if (p == SEND_DONE || (p == SEND_FAILED && !would_block()))
		watch(s, POLLIN);
}

/* false: the session has ended. */
static bool read_on(vt_scan_session *s)
{
	uint8_t bytes[512];
	ssize_t n = recv(s->socket, bytes, sizeof bytes, 0);
	const char *why = NULL;

	if (n < 0 && would_block())
		return true;
	if (n < 0)
		why = g_strerror(errno);
	else if (n == 0)
		why = "clamd closed the connection";
	else if (vt_clamd_feed(&s->reader, bytes, (size_t)n, &why) && !s->reader.whole)
		return true;
	finish(s, why);
	return false;
}

static void ready(vt_run *run, int fd, short revents, void *data)
{
	vt_scan_session *s = data;

	(void)run;
	(void)fd;
	if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !read_on(s))
		return;
	if ((revents & POLLOUT) != 0)
		send_on(s);
}

static void too_late(vt_run *run, void *data)
{
	vt_scan_session *s = data;

	(void)run;
	s->timer = 0;
	finish(s, s->why != NULL ? s->why : "clamd did not answer in time");
}

static bool connect_to(vt_scan_session *s, const vt_scan_setup *setup)
{
	const vt_place *at = &setup->place;

	s->socket =
		socket(at->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return s->socket >= 0
	       && (connect(s->socket, &at->address.any, at->size) == 0 || errno == EINPROGRESS);
}

void vt_scan_session_start(vt_run *run, const vt_scan_setup *setup, vt_clamd_command command,
			   int take_fd, vt_scan_done *done, void *data)
{
	vt_scan_session *s = g_new0(vt_scan_session, 1);
	const char *bytes = vt_clamd_command_bytes(command, &s->size);

	s->run = run;
	s->command = command;
	s->message = take_fd;
	s->socket = -1;
	s->done = done;
	s->data = data;
	s->all_framed = command != VT_CLAMD_STREAM;
	s->out = g_malloc(4 + CHUNK_BYTES);
	memcpy(s->out, bytes, s->size);
	if (connect_to(s, setup)) {
		watch(s, POLLIN | POLLOUT);
	} else {
		s->why = g_strerror(errno);
		s->timer = vt_run_after(run, 0, too_late, s);
		return;
	}
	s->timer = vt_run_after(run, setup->timeout_ms, too_late, s);
}
