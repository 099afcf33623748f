/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_probe - one VERSION, waited for: a probe has no loop
 */
#include "proc/scan/scan_probe.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "proc/probe.h"
#include "proc/scan/scan_setup.h"

#define PROBE_US   (10 * G_USEC_PER_SEC)
#define SUBJECT    "clamd"
#define SIGNATURES "clamd signatures"
#define FRESHEN    "look at freshclam: systemctl status clamav-freshclam"

typedef struct scan_probe {
	const vt_block *block; /* borrowed; NULL = the office has no clamd */
	vt_scan_setup setup;
	int64_t until_us;
} scan_probe;

bool vt_scan_probe_prepare(vt_run *run, GError **error)
{
	scan_probe *p = g_new0(scan_probe, 1);

	vt_run_set_data(run, p, g_free);
	p->block = vt_scan_block(vt_run_office(run));
	return p->block == NULL || vt_scan_setup_load(p->block, &p->setup, error);
}

/* --- one question --- */

static bool wait_for(int fd, short events, int64_t until_us, GError **error)
{
	struct pollfd one = { .fd = fd, .events = events };
	int64_t left_us;

	do {
		left_us = until_us - g_get_monotonic_time();
	} while (left_us > 0 && poll(&one, 1, (int)(left_us / 1000) + 1) < 0 && errno == EINTR);
	return one.revents != 0 || vt_error_set(error, VT_RETRY_LATER, "clamd does not answer");
}

static int connect_to(const scan_probe *p, GError **error)
{
	vt_autofd int fd = socket(p->setup.place.address.any.sa_family,
				  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t size = sizeof errno;
	int fault = 0;

	if (fd < 0) {
		vt_error_errno(error, "cannot make a socket");
		return -1;
	}
	if (connect(fd, &p->setup.place.address.any, p->setup.place.size) == 0)
		return vt_fd_steal(&fd);
	fault = errno;
	if (fault == EINPROGRESS) {
		if (!wait_for(fd, POLLOUT, p->until_us, error))
			return -1;
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size);
	}
	if (fault == 0)
		return vt_fd_steal(&fd);
	vt_error_set(error, VT_RETRY_LATER, "cannot connect: %s", g_strerror(fault));
	return -1;
}

static bool ask_version(const scan_probe *p, vt_clamd_reader *reader, GError **error)
{
	size_t size = 0;
	const char *bytes = vt_clamd_command_bytes(VT_CLAMD_VERSION, &size);
	const char *why = "clamd closed the connection";
	vt_autofd int fd = connect_to(p, error);
	uint8_t part[512];

	if (fd < 0)
		return false;
	if (send(fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size)
		return vt_error_errno(error, "cannot send to clamd");
	while (!reader->whole) {
		ssize_t n;

		if (!wait_for(fd, POLLIN, p->until_us, error))
			return false;
		n = recv(fd, part, sizeof part, 0);
		if (n < 0)
			return vt_error_errno(error, "cannot read from clamd");
		if (n == 0 || !vt_clamd_feed(reader, part, (size_t)n, &why))
			return vt_error_set(error, VT_RETRY_LATER, "%s", why);
	}
	return true;
}

/* --- what it means --- */

static void say_age(const scan_probe *p, int64_t at)
{
	int64_t most = vt_block_int(p->block, "max-age");
	int64_t age = MAX(vt_clock_now() - at, 0);
	g_autofree char *shown = vt_probe_span(age);
	g_autofree char *limit = vt_probe_span(most);

	if (at == 0)
		vt_probe_say(VT_HEALTH_WARNING, SIGNATURES, FRESHEN,
			     "clamd does not say how old they are");
	else if (age > most + p->setup.slack_seconds)
		vt_probe_say(VT_HEALTH_WARNING, SIGNATURES, FRESHEN,
			     "they are %s old, more than max-age (%s)", shown, limit);
	else
		vt_probe_say(VT_HEALTH_GOOD, SIGNATURES, NULL, "they are %s old%s", shown,
			     p->setup.slack_seconds > 0 ? ", give or take a day: the time zone of "
							  "that machine is not known"
							: "");
}

static const char *mend_of(const scan_probe *p)
{
	return p->setup.place.address.any.sa_family == AF_UNIX
		       ? "systemctl status clamav-daemon; server of the clamd block is LocalSocket "
			 "of clamd.conf, which our user must be allowed to open"
		       : "systemctl status clamav-daemon; server of the clamd block is TCPAddr and "
			 "TCPSocket of clamd.conf";
}

void vt_scan_probe(vt_run *run)
{
	scan_probe *p = vt_run_data(run);
	g_autoptr(GError) error = NULL;
	g_autofree char *version = NULL;
	vt_clamd_reader reader = { 0 };
	vt_date made = { 0 };

	if (p->block == NULL) {
		vt_probe_say(VT_HEALTH_GOOD, SUBJECT, NULL,
			     "there is no clamd block: mail is not scanned for viruses");
		return;
	}
	p->until_us = g_get_monotonic_time() + PROBE_US;
	if (!ask_version(p, &reader, &error)
	    || (!vt_clamd_read_version(reader.bytes, &version, &made)
		&& !vt_error_set(&error, VT_RETRY_LATER, "its answer to VERSION is none"))) {
		vt_probe_say(VT_HEALTH_FAULT, SUBJECT, mend_of(p), "%s: %s",
			     vt_block_text(p->block, "server"), error->message);
		return;
	}
	vt_probe_say(VT_HEALTH_GOOD, SUBJECT, NULL, "%s answers at %s", version,
		     vt_block_text(p->block, "server"));
	say_age(p, vt_scan_setup_made(&p->setup, &made));
}
