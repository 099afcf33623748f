/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_spec_mail - keys of vanthu.conf: how mail goes out
 */
#include <string.h>

#include "base/limits.h"
#include "doc/office_private.h"

#define AT_ONCE "at-once" /* notices.submit-at */

/* clang-format off */
static const char *const smtp_tls_choices[] = { "implicit", "starttls", "off", NULL };

static const char *const mode_choices[] = { "live", "hold", "redirect", NULL };

const vt_key vt_conf_signer[] = {
	{ .name = "notice-key",
	  .type = VT_SET_PATH,
	  .required = true,
	  .help = "Private key that signs notices (PEM, mode 0600)." },
	{ .name = "notice-certificate",
	  .type = VT_SET_PATH,
	  .required = true,
	  .help = "Its certificate (PEM)." },
	{ .name = "notice-chain", .type = VT_SET_PATH, .help = "Certificates sent along (PEM)." },
	{ .name = "document-key",
	  .type = VT_SET_KEY,
	  .help = "Private key of the agency for issued documents: PEM, mode 0600, or the PKCS#11 "
		  "URI of a key on a token; without it none is issued by mail." },
	{ .name = "document-pin",
	  .type = VT_SET_PATH,
	  .help = "File with the PIN of that token and nothing else, mode 0600; a PIN that the token "
		  "refused is not tried again before the file holds another one." },
	{ .name = "document-certificate",
	  .type = VT_SET_PATH,
	  .help = "Its certificate (PEM), for the address of the agency." },
	{ 0 },
};
const vt_key vt_conf_token[] = {
	{ .name = "module",
	  .type = VT_SET_PATH,
	  .required = true,
	  .help = "The PKCS#11 module of the token's maker, a shared library." },
	{ .name = "environment",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "NAME=VALUE that the module finds in its environment, as "
		  "SOFTHSM2_CONF=/etc/softhsm/softhsm2.conf." },
	{ .name = "read",
	  .type = VT_SET_PATH,
	  .repeats = true,
	  .help = "A file or folder that the module reads, besides the system's libraries, the folders "
		  "of PC/SC and OpenSC, and its own." },
	{ .name = "write",
	  .type = VT_SET_PATH,
	  .repeats = true,
	  .help = "A folder that the module writes in." },
	{ .name = "timeout",
	  .type = VT_SET_SPAN,
	  .fallback = "30s",
	  .min = 1,
	  .max = 600,
	  .help = "Longest time for one signature; then the module is ended." },
	{ 0 },
};
const vt_key vt_conf_dispatch[] = {
	{ .name = "maildir",
	  .type = VT_SET_PATH,
	  .help = "Folder with one Maildir per address, where mail goes out; or an smtp block." },
	{ .name = "mode",
	  .type = VT_SET_CHOICE,
	  .choices = mode_choices,
	  .fallback = "live",
	  .help = "live; hold: all mail is made and signed, and none leaves; redirect: all mail "
		  "leaves to one address." },
	{ .name = "redirect",
	  .type = VT_SET_ADDRESS,
	  .help = "The address of mode redirect." },
	{ .name = "retry",
	  .type = VT_SET_TEXT,
	  .fallback = "1m 5m 15m 1h 4h 1d 2d",
	  .help = "Pauses before a mail that did not go is tried again; after the last try it is "
		  "given up and the clerk told." },
	{ 0 },
};
const vt_key vt_conf_smtp[] = {
	{ .name = "server",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .help = "Submission server: host name or address; of a relay without TLS 127.0.0.1, ::1 "
		  "or the path of its socket." },
	{ .name = "port",
	  .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0,
	  .max = 65535,
	  .help = "Its port; 0 = 465 with implicit TLS, 587 with starttls, 25 without." },
	{ .name = "tls",
	  .type = VT_SET_CHOICE,
	  .choices = smtp_tls_choices,
	  .fallback = "implicit",
	  .help = "TLS from the first byte or by STARTTLS, required and verified; off only on this "
		  "machine." },
	{ .name = "roots",
	  .type = VT_SET_PATH,
	  .help = "Root certificates the server's chain must end at: a PEM file or a folder." },
	{ .name = "tls-pin",
	  .type = VT_SET_TEXT,
	  .help = "sha256:HEX of the server's public key, instead of roots; behind it the day it was "
		  "pinned (2026-11-22), which doctor counts from." },
	{ .name = "user", .type = VT_SET_TEXT, .help = "Login at the server." },
	{ .name = "auth",
	  .type = VT_SET_CHOICE,
	  .choices = vt_conf_auth_choices,
	  .fallback = "best",
	  .help = "best: SCRAM-SHA-256 where the server offers it; plain: the password inside TLS." },
	{ .name = "password-file",
	  .type = VT_SET_PATH,
	  .help = "Its password, first line of a file of mode 0600." },
	{ .name = "helo",
	  .type = VT_SET_TEXT,
	  .help = "Our host name as we say it to the server; default [127.0.0.1]." },
	{ .name = "sender",
	  .type = VT_SET_ADDRESS,
	  .help = "Envelope sender of notices; default: the robot address of the own agency. "
		  "Receipts have the null sender (RFC 3834)." },
	{ .name = "timeout",
	  .type = VT_SET_SPAN,
	  .fallback = "5m",
	  .min = 1,
	  .max = 3600,
	  .help = "Longest wait for one answer of the server (RFC 5321, 4.5.3.2); twice that after "
		  "a message." },
	{ .name = "idle",
	  .type = VT_SET_SPAN,
	  .fallback = "30s",
	  .min = 1,
	  .max = 3600,
	  .help = "A connection without work is closed after so long." },
	{ .name = "connections",
	  .type = VT_SET_INT,
	  .fallback = "2",
	  .min = 1,
	  .max = 16,
	  .help = "So many at a time to the server, a process each." },
	{ .name = "reuse",
	  .type = VT_SET_INT,
	  .fallback = "100",
	  .min = 1,
	  .max = 100000,
	  .help = "Messages through one connection." },
	{ .name = "messages-an-hour",
	  .type = VT_SET_INT,
	  .fallback = "0",
	  .min = 0,
	  .max = 1000000,
	  .help = "What the server takes an hour; urgent mail first, the rest waits; 0 = no "
		  "limit." },
	{ .name = "bytes-an-hour",
	  .type = VT_SET_SIZE,
	  .fallback = "0",
	  .min = 0,
	  .max = 1LL << 40,
	  .help = "The same in bytes; 0 = no limit." },
	{ 0 },
};
static const char *const status_choices[] = { "all", "finished", "none", NULL };
const vt_key vt_conf_notices[] = {
	{ .name = "digest-every",
	  .type = VT_SET_SPAN,
	  .fallback = "15m",
	  .min = 1,
	  .max = 86400,
	  .help = "Without digest-at: held messages reach the clerk as one digest at most this "
		  "often." },
	{ .name = "digest-at",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "HH:MM of a working day, when held messages reach the clerk, several as one mail; "
		  "urgent ones, and the first one in between as a form, at once. Goes before "
		  "digest-every; without both keys 07:30, 10:30, 13:30 and 16:00." },
	{ .name = "attach-max",
	  .type = VT_SET_SIZE,
	  .fallback = "7M",
	  .min = 0,
	  .max = VT_MAX_ATTACH_BYTES,
	  .help = "Encoded files up to this size travel with a notice." },
	{ .name = "balance-at",
	  .type = VT_SET_HOUR,
	  .fallback = "17:00",
	  .help = "When the daily balance is mailed." },
	{ .name = "breaker",
	  .type = VT_SET_INT,
	  .fallback = "500",
	  .min = 1,
	  .max = 100000,
	  .help = "Automatic mails an hour before all are held and the administrator is told." },
	{ .name = "receipts-an-hour",
	  .type = VT_SET_INT,
	  .fallback = "20",
	  .min = 1,
	  .max = 10000,
	  .help = "Receipts to one agency an hour; more are joined into one mail." },
	{ .name = "answers-an-hour",
	  .type = VT_SET_INT,
	  .fallback = "120",
	  .min = 1,
	  .max = 100000,
	  .help = "Answers to one person's mails an hour that decide nothing; more are not sent." },
	{ .name = "forms",
	  .type = VT_SET_BOOL,
	  .fallback = "yes",
	  .help = "Held messages that may be documents reach the clerk as a form to be answered; no: "
		  "as rows of a list." },
	{ .name = "status",
	  .type = VT_SET_CHOICE,
	  .choices = status_choices,
	  .fallback = "all",
	  .help = "What a sending agency is told after its receipt: all = that its document was "
		  "given to who carries it out (04), is worked on (05), is finished (06); finished "
		  "= 06 alone; none." },
	{ .name = "submit",
	  .type = VT_SET_BOOL,
	  .fallback = "yes",
	  .help = "A registered document goes to who decides (routing.conf, submit; else the first "
		  "leader), to be answered by mail." },
	{ .name = "submit-at",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "HH:MM, when documents are submitted, several as one mail; urgent ones at once. "
		  "Without this key 08:00 and 14:00; at-once = each by itself." },
	{ .name = "gateway-senders",
	  .type = VT_SET_INT,
	  .fallback = "3",
	  .min = 2,
	  .max = 10000,
	  .help = "Senders of one day whose signed mail a mail server changed (code 228), from "
		  "which on the balance says so." },
	{ 0 },
};
/* clang-format on */

/* Minutes of the day; -1 = no hour. */
static int read_hour(const char *text)
{
	if (strlen(text) != 5 || text[2] != ':' || !g_ascii_isdigit(text[0])
	    || !g_ascii_isdigit(text[1]) || !g_ascii_isdigit(text[3]) || !g_ascii_isdigit(text[4]))
		return -1;
	int hour = (text[0] - '0') * 10 + text[1] - '0';
	int minute = (text[3] - '0') * 10 + text[4] - '0';

	return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

/* Twice a day, when an office opens and behind its noon; the clerk half an hour before, and in
 * between: what comes on a day is registered on that day (NĐ 30/2020 Đ22.2). */
static GArray *read_hours(const vt_block *block, const char *key, const char *none,
			  vt_faults *faults)
{
	unsigned count = vt_block_count(block, key);
	GArray *hours = g_array_new(FALSE, FALSE, sizeof(int));

	for (unsigned i = 0; i < count; i++) {
		const char *text = vt_block_nth(block, key, i);
		int minutes = read_hour(text);
		unsigned line = vt_block_key_line(block, key, i);

		if (minutes >= 0)
			g_array_append_val(hours, minutes);
		else if (none == NULL)
			vt_faults_add(faults, vt_block_file(block), line, "%s is not HH:MM: '%s'",
				      key, text);
		else if (count > 1 || !g_str_equal(text, none))
			vt_faults_add(faults, vt_block_file(block), line,
				      "%s is neither HH:MM nor '%s' alone: '%s'", key, none, text);
	}
	return hours;
}

void vt_office_read_submit(vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "notices");

	office->submit = vt_block_int(block, "submit") != 0;
	office->status_from = g_str_equal(vt_block_text(block, "status"), "all")        ? 4
			      : g_str_equal(vt_block_text(block, "status"), "finished") ? 6
											: 0;
	static const int leader[] = { 8 * 60, 14 * 60 };
	static const int clerk[] = { 7 * 60 + 30, 10 * 60 + 30, 13 * 60 + 30, 16 * 60 };
	office->submit_at = read_hours(block, "submit-at", AT_ONCE, faults);
	if (vt_block_count(block, "submit-at") == 0)
		g_array_append_vals(office->submit_at, leader, G_N_ELEMENTS(leader));
	office->digest_at = read_hours(block, "digest-at", NULL, faults);
	if (vt_block_count(block, "digest-at") == 0 && vt_block_count(block, "digest-every") == 0)
		g_array_append_vals(office->digest_at, clerk, G_N_ELEMENTS(clerk));
}
