/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-channel - packets, descriptors and peers that misbehave
 */
#include "wire/channel.h"

#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"

typedef struct pair {
	vt_channel *near;
	int far;
} pair;

static pair pair_make(vt_trust_in trust)
{
	int fds[2];
	g_autoptr(GError) error = NULL;

	g_assert_true(vt_channel_pair(fds, &error));
	return (pair){ vt_channel_new(fds[0], "peer", trust), fds[1] };
}

static void pair_clear(pair *p)
{
	vt_channel_free(p->near);
	vt_fd_close(&p->far);
}

static void test_round_trip(void)
{
	pair p = pair_make(VT_UNTRUSTED);
	g_autoptr(vt_channel) far = vt_channel_new(vt_fd_steal(&p.far), "far", VT_TRUSTED);
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_packet) packet = { 0 };
	g_autofree char *text = NULL;
	vt_autofd int memfd = vt_io_memfd("test", NULL);
	char back[5] = "";
	vt_reader r;

	g_assert_cmpint(vt_channel_receive(p.near, 0, &packet), ==, VT_NOTHING_YET);
	vt_write_text(&w, "01ARRIVAL");
	g_assert_cmpint(write(memfd, "body", 4), ==, 4);
	g_assert_true(vt_channel_send(far, VT_KIND_ARRIVED, &w, memfd, NULL));
	g_assert_cmpint(vt_channel_receive(p.near, -1, &packet), ==, VT_RECEIVED);
	g_assert_cmpint(packet.kind, ==, VT_KIND_ARRIVED);
	g_assert_cmpint(pread(packet.fd, back, 4, 0), ==, 4);
	g_assert_cmpstr(back, ==, "body");
	g_assert_cmpint(fcntl(packet.fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
	r = vt_packet_reader(&packet);
	text = vt_read_text(&r, 100);
	g_assert_true(vt_reader_done(&r, NULL));
	g_assert_cmpstr(text, ==, "01ARRIVAL");
	pair_clear(&p);
}

static void test_empty_and_gone(void)
{
	pair p = pair_make(VT_UNTRUSTED);
	g_auto(vt_packet) packet = { 0 };
	g_autoptr(GError) error = NULL;

	g_assert_true(vt_channel_send(p.near, VT_KIND_READY, NULL, -1, NULL));
	vt_fd_close(&p.far);
	g_assert_cmpint(vt_channel_receive(p.near, -1, &packet), ==, VT_PEER_GONE);
	g_assert_cmpint(packet.kind, ==, 0);
	g_assert_false(vt_channel_send(p.near, VT_KIND_READY, NULL, -1, &error));
	g_assert_error(error, VT_ERROR, VT_NEVER);
	pair_clear(&p);
}

static void test_worst_size(void)
{
	pair p = pair_make(VT_UNTRUSTED);
	g_autoptr(vt_channel) far = vt_channel_new(vt_fd_steal(&p.far), "far", VT_TRUSTED);
	g_auto(vt_writer) w = vt_writer_new();
	g_auto(vt_packet) packet = { 0 };
	g_autofree char *worst = g_malloc0(VT_MAX_PACKET_BYTES);

	vt_write_bytes(&w, worst, VT_MAX_PACKET_BYTES - 8);
	g_assert_true(vt_channel_send(far, VT_KIND_TEXT, &w, -1, NULL));
	g_assert_cmpint(vt_channel_receive(p.near, -1, &packet), ==, VT_RECEIVED);
	g_assert_cmpuint(g_bytes_get_size(packet.body), ==, VT_MAX_PACKET_BYTES - 4);
	g_assert_cmpint(packet.fd, ==, -1);
	pair_clear(&p);
}

static void send_raw(int fd, const void *bytes, size_t size, unsigned n_fds)
{
	union {
		char bytes[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} control = { .bytes = "" };
	struct iovec piece = { .iov_len = size };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
	g_autofree void *copy = g_memdup2(bytes, size);
	int fds[2] = { 2, 2 };

	piece.iov_base = copy;
	if (n_fds > 0) {
		struct cmsghdr *header;

		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(header), fds, n_fds * sizeof(int));
	}
	g_assert_cmpint(sendmsg(fd, &message, 0), ==, (ssize_t)size);
}

static void test_broken(void)
{
	static const char none[4] = { 0 };
	static const char high[4] = { VT_N_KINDS, 0, 0, 0 };
	static const char good[4] = { VT_KIND_READY, 0, 0, 0 };
	static const char large[VT_MAX_PACKET_BYTES + 1] = { VT_KIND_READY };
	static const struct {
		const char *bytes;
		size_t size;
		unsigned n_fds;
	} cases[] = {
		{ none, 4, 0 },
		{ high, 4, 0 },
		{ good, 3, 0 },
		{ good, 4, 2 },
		{ large, sizeof large, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		pair p = pair_make(VT_UNTRUSTED);
		g_auto(vt_packet) packet = { 0 };

		send_raw(p.far, cases[i].bytes, cases[i].size, cases[i].n_fds);
		g_assert_cmpint(vt_channel_receive(p.near, 0, &packet), ==, VT_PEER_BROKEN);
		pair_clear(&p);
	}
}

static void test_broken_trusted(void)
{
	if (g_test_subprocess()) {
		pair p = pair_make(VT_TRUSTED);
		g_auto(vt_packet) packet = { 0 };

		send_raw(p.far, "\0\0\0\0", 4, 0);
		vt_channel_receive(p.near, 0, &packet);
		return;
	}
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_failed();
	g_test_trap_assert_stderr("*bad packet from 'peer': unknown kind*");
}

static void test_full_socket(void)
{
	pair p = pair_make(VT_UNTRUSTED);
	g_autoptr(GError) error = NULL;
	unsigned sent = 0;

	g_assert_cmpint(fcntl(vt_channel_fd(p.near), F_SETFL, O_NONBLOCK), ==, 0);
	while (sent < 100000 && vt_channel_send(p.near, VT_KIND_READY, NULL, -1, &error))
		sent++;
	g_assert_error(error, VT_ERROR, VT_RETRY_NOW);
	pair_clear(&p);
}

static void test_kinds(void)
{
	for (unsigned i = VT_KIND_READY; i < VT_N_KINDS; i++) {
		const vt_kind_info *info = vt_kind_get((vt_kind)i);

		g_assert_nonnull(info->name);
		g_assert_cmpuint(info->from, !=, 0);
		g_assert_cmpuint(info->to, !=, 0);
		g_assert_cmpuint(info->from & info->to, ==, 0);
	}
	g_assert_cmpint(vt_program_find("vanthu-signer"), ==, VT_PROGRAM_SIGNER);
	g_assert_cmpint(vt_program_find("sshd"), ==, -1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/channel/round-trip", test_round_trip);
	g_test_add_func("/channel/empty-and-gone", test_empty_and_gone);
	g_test_add_func("/channel/worst-size", test_worst_size);
	g_test_add_func("/channel/broken", test_broken);
	g_test_add_func("/channel/broken-trusted", test_broken_trusted);
	g_test_add_func("/channel/full-socket", test_full_socket);
	g_test_add_func("/channel/kinds", test_kinds);
	return g_test_run();
}
