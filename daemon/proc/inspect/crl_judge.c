/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_judge - vanthu-inspect --judge: a CRL that came from outside is looked at in a jail of its
 * own
 */
#include "proc/inspect/crl_judge.h"

#include <string.h>

#include "base/clock.h"
#include "base/crashpoint.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "verify/certificate.h"
#include "verify/crl_check.h"
#include "wire/crl_codec.h"

/* 16 MiB take 0.7 s and 200 MiB; each of those in use the same again. */
#define CPU_SECONDS  60
#define MEMORY_BYTES (2ull * 1024 * 1024 * 1024)
#define SHOWN_CHARS  200

typedef struct judge {
	vt_trust *trust;
	char issuer[VT_SHA256_HEX]; /* "" = any */
} judge;

static void judge_free(void *data)
{
	judge *self = data;

	vt_trust_free(self->trust);
	g_free(self);
}

static bool read_issuer(judge *self, const char *issuer, GError **error)
{
	g_autoptr(vt_certificate) certificate = NULL;

	if (issuer == NULL)
		return true;
	if (issuer[0] == '/') {
		certificate = vt_certificate_load(issuer, error);
		if (certificate == NULL)
			return false;
		issuer = vt_certificate_sha256(certificate);
	}
	g_strlcpy(self->issuer, issuer, sizeof self->issuer);
	return true;
}

static bool prepare(vt_run *run, GError **error)
{
	/* What an inspection asks of signatures; a list of the office's own may only be narrower,
	 * and then the CRL does not count (vt_trust_load_crls). */
	static const vt_trust_policy policy = {
		.min_rsa_bits = 2048, .min_ec_bits = 256, .crl_required = true, .clock_skew = 300
	};
	static const vt_rlimits limits = { .cpu_seconds = CPU_SECONDS,
					   .memory_bytes = MEMORY_BYTES,
					   .no_new_processes = true };
	judge *self = g_new0(judge, 1);

	vt_run_set_data(run, self, judge_free);
	self->trust = vt_trust_new(&policy);
	vt_trust_load_roots(self->trust, vt_run_option(run, "trust"), NULL);
	vt_trust_load_intermediates(self->trust, vt_run_option(run, "intermediate"), NULL);
	vt_trust_load_crls(self->trust, vt_run_option(run, "crl"), NULL);
	vt_run_limit(run, &limits);
	return read_issuer(self, vt_run_option(run, "issuer"), error);
}

static void write_facts(vt_writer *w, const vt_crl_facts *facts)
{
	g_autofree char *issuer =
		vt_text_shown(facts->issuer != NULL ? facts->issuer : "", SHOWN_CHARS);
	g_autofree char *name = g_strdup(facts->name);
	g_autofree char *sha256 = g_strdup(facts->sha256);
	const vt_crl_row row = { .name = name,
				 .sha256 = sha256,
				 .issuer = issuer,
				 .number = facts->number,
				 .from = facts->from,
				 .until = facts->until,
				 .is_delta = facts->is_delta };

	vt_write_crl(w, &row);
}

typedef struct listing {
	vt_peer *peer;
	uint64_t request;
	unsigned n;
} listing;

static void tell_point(const char *url, const char *issuer, void *data)
{
	listing *l = data;
	g_auto(vt_writer) w = vt_writer_new();

	if (l->n++ >= VT_MAX_FETCHES || strlen(url) > VT_MAX_URL_BYTES
	    || !g_utf8_validate(url, -1, NULL))
		return;
	vt_write_u64(&w, l->request);
	vt_write_text(&w, url);
	vt_write_text(&w, issuer);
	vt_peer_send(l->peer, VT_KIND_CRL_POINT, &w, -1);
}

static void tell_known(const vt_crl_facts *facts, void *data)
{
	const listing *l = data;
	g_auto(vt_writer) w = vt_writer_new();

	vt_write_u64(&w, l->request);
	write_facts(&w, facts);
	vt_peer_send(l->peer, VT_KIND_CRL_KNOWN, &w, -1);
}

static void on_list(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	const judge *self = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	listing l = { .peer = peer, .request = vt_read_u64(&r) };
	g_auto(vt_writer) w = vt_writer_new();

	if (!vt_reader_done(&r, NULL)) {
		vt_peer_broken(peer, "a question that does not read");
		return;
	}
	vt_crl_each_point(self->trust, tell_point, &l);
	vt_crl_each(self->trust, tell_known, &l);
	vt_write_u64(&w, l.request);
	vt_peer_send(peer, VT_KIND_CRL_LISTED, &w, -1);
}

static void on_judge(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	const judge *self = vt_run_data(run);
	vt_reader r = vt_packet_reader(packet);
	uint64_t request = vt_read_u64(&r);
	vt_crl_question question = { .issuer = self->issuer[0] != '\0' ? self->issuer : NULL };
	g_auto(vt_crl_facts) facts = { .from = VT_TIME_NONE, .until = VT_TIME_NONE };
	g_auto(vt_writer) w = vt_writer_new();
	g_autoptr(GBytes) file = NULL;
	g_autofree char *why = NULL;

	question.now = vt_read_i64(&r);
	if (!vt_reader_done(&r, NULL) || packet->fd < 0) {
		vt_peer_broken(peer, "a CRL without its file");
		return;
	}
	file = vt_io_read_fd(packet->fd, VT_MAX_CRL_BYTES, NULL);
	question.file = file;
	why = file != NULL ? vt_crl_check(self->trust, &question, &facts)
			   : g_strdup("cannot be read, or is too big");
	vt_crashpoint("judge.looked");
	vt_write_u64(&w, request);
	vt_write_text(&w, why);
	write_facts(&w, &facts);
	vt_peer_send(peer, VT_KIND_CRL_JUDGED, &w, -1);
}

static const vt_handler handlers[] = {
	{ VT_PROGRAM_CTL, VT_KIND_CRL_LIST, on_list },
	{ VT_PROGRAM_CTL, VT_KIND_CRL_JUDGE, on_judge },
	{ 0 },
};

static const vt_option options[] = {
	{ "trust", "folder of root certificates" },
	{ "intermediate", "folder of intermediate certificates" },
	{ "crl", "folder of the CRLs in use" },
	{ "issuer", "certificate that must have signed: its SHA-256, or a file" },
	{ 0 },
};

/* VT_MAY_SIGN: memory and its channel, no file and no process. */
const vt_proc vt_crl_judge = {
	.program = VT_PROGRAM_INSPECT,
	.may = VT_MAY_SIGN,
	.handlers = handlers,
	.prepare = prepare,
	.offline_options = options,
};
