/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor - starts the ones who look, prints what they say
 */
#include "ctl/doctor.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/install.h"
#include "base/text.h"
#include "ctl/client.h"
#include "ctl/table.h"
#include "ctl/where.h"

#define N_COLUMNS 4

typedef struct asked {
	bool roundtrip;
	const char *to;
} asked;

static bool read_arguments(int argc, char **argv, asked *a)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--roundtrip") == 0)
			a->roundtrip = true;
		else if (strcmp(argv[i], "--to") == 0 && i + 1 < argc)
			a->to = argv[++i];
		else
			return false;
	}
	return a->to == NULL || a->roundtrip;
}

/* What was said may stem from a server, through programs that looked at it: one plain line. answer
 * NULL: for eyes, where a table would cut it. */
static int print_line(vt_answer *answer, const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, "\t", N_COLUMNS + 1);
	g_autoptr(GPtrArray) row = g_ptr_array_new_with_free_func(g_free);

	if (g_strv_length(cells) != N_COLUMNS)
		return 0;
	for (unsigned i = 0; i < N_COLUMNS; i++) {
		g_autofree char *valid = vt_text_utf8(cells[i], -1);

		g_ptr_array_add(row, vt_text_shown(valid, 500));
	}
	if (answer != NULL) {
		vt_answer_row(answer, row);
	} else {
		const char *mend = g_ptr_array_index(row, 3);

		printf("%-8s %s: %s%s%s\n", (char *)g_ptr_array_index(row, 0),
		       (char *)g_ptr_array_index(row, 1), (char *)g_ptr_array_index(row, 2),
		       *mend != '\0' ? "; mend: " : "", mend);
	}
	if (strcmp(cells[0], "fault") == 0)
		return 2;
	return strcmp(cells[0], "warning") == 0 ? 1 : 0;
}

/* 0, 1 or 2: the worst line. */
static int print_lines(const char *output, vt_answer *answer)
{
	static const char *const columns[N_COLUMNS][2] = { { "health", "health" },
							   { "subject", "subject" },
							   { "finding", "finding" },
							   { "mend", "mend" } };
	g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
	int worst = 0;

	if (answer != NULL)
		vt_answer_columns(answer, "doctor", columns, N_COLUMNS);
	for (char **line = lines; *line != NULL; line++) {
		int here = print_line(answer, *line);

		worst = MAX(worst, here);
	}
	if (answer != NULL)
		vt_answer_end(answer);
	return worst;
}

/* As print_lines(); -1 with a message on stderr when nobody looked. */
static int look(const vt_ctl *ctl, const asked *a)
{
	g_autofree char *program = vt_install_supervisor();
	const char *const argv[] = {
		program, "--doctor", "-c", ctl->conf, a->roundtrip ? "--deep" : NULL, NULL
	};
	g_auto(GStrv) copy = g_strdupv((char **)(uintptr_t)argv);
	g_autofree char *output = NULL;
	g_autoptr(vt_answer) answer = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	if (!g_spawn_sync(NULL, copy, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
			  &error)) {
		fprintf(stderr, "vanthuctl: cannot start '%s': %s\n", program, error->message);
		return -1;
	}
	if (status != 0) {
		fprintf(stderr, "vanthuctl: '%s' ended with status %#x\n", program,
			(unsigned)status);
		return -1;
	}
	answer = ctl->json ? vt_answer_new(stdout, true) : NULL;
	return print_lines(output, answer);
}

/* The office itself mails and waits (proc/registrar/roundtrip.c). Its status is ours: 0, 1, 2. */
static int go_round(const vt_ctl *ctl, const asked *a)
{
	const char *arguments[] = { "roundtrip", a->to, NULL };
	g_autoptr(GError) error = NULL;
	g_autofree char *socket_path = vt_where_socket(ctl->conf, &error);

	if (socket_path != NULL)
		return vt_client_run(socket_path, arguments, ctl->json);
	fprintf(stderr, "vanthuctl: %s\n", error->message);
	return EX_CONFIG;
}

int vt_ctl_doctor(const vt_ctl *ctl, int argc, char **argv)
{
	asked a = { 0 };
	int worst, round;

	if (!read_arguments(argc, argv, &a)) {
		fprintf(stderr, "usage: vanthuctl doctor [--roundtrip [--to ADDRESS]]\n");
		return EX_USAGE;
	}
	worst = look(ctl, &a);
	if (worst < 0)
		return EX_UNAVAILABLE;
	if (!a.roundtrip)
		return worst;
	round = go_round(ctl, &a);
	return round > 2 ? round : MAX(worst, round);
}
