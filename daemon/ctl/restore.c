/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore - asks a vanthu-registrar of its own, which alone opens databases
 */
#include "ctl/restore.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "ctl/client.h"
#include "ctl/started.h"

typedef struct wanted {
	const char *check, *in, *from, *to;
	bool damaged;
} wanted;

static int usage(const char *why)
{
	fprintf(stderr,
		"vanthuctl: %s\nusage: vanthuctl restore --check FOLDER [--in DIR]\n"
		"       vanthuctl restore FOLDER --to STATE-DIR [--damaged]\n",
		why);
	return EX_USAGE;
}

/* Where the value of an option goes; NULL: there is no such option. */
static const char **value_of(const char *option, wanted *out)
{
	const struct {
		const char *name;
		const char **value;
	} names[] = { { "--check", &out->check }, { "--in", &out->in }, { "--to", &out->to } };

	for (unsigned n = 0; n < G_N_ELEMENTS(names); n++)
		if (strcmp(option, names[n].name) == 0)
			return names[n].value;
	return NULL;
}

/* NULL or what is wrong. */
static const char *read_arguments(int argc, char **argv, wanted *out)
{
	for (int i = 1; i < argc; i++) {
		bool is_option = argv[i][0] == '-';
		const char **value = is_option ? value_of(argv[i], out) : &out->from;

		if (strcmp(argv[i], "--damaged") == 0) {
			out->damaged = true;
			continue;
		}
		if (value == NULL)
			return "no such option";
		if (*value != NULL)
			return "an argument too many";
		if (is_option && ++i == argc)
			return "an option without its value";
		*value = argv[i];
	}
	if ((out->check != NULL) == (out->from != NULL && out->to != NULL)
	    || (out->check != NULL && (out->from != NULL || out->to != NULL)))
		return "either --check a backup, or restore one --to a state folder";
	return NULL;
}

/* On the same file system the copy costs no room. */
static char *scratch(const wanted *w)
{
	g_autofree char *folder = g_canonicalize_filename(w->check, NULL);
	g_autofree char *parent = g_path_get_dirname(folder);

	if (w->in != NULL)
		return g_canonicalize_filename(w->in, NULL);
	return access(parent, W_OK) == 0 ? g_steal_pointer(&parent) : g_strdup(g_get_tmp_dir());
}

static GPtrArray *arguments_of(const wanted *w)
{
	GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
	const char *from = w->check != NULL ? w->check : w->from;

	g_ptr_array_add(arguments, g_strdup("--offline"));
	g_ptr_array_add(arguments, g_strdup(w->check != NULL ? "--check" : "--restore"));
	g_ptr_array_add(arguments, g_canonicalize_filename(from, NULL));
	g_ptr_array_add(arguments, g_strdup(w->check != NULL ? "--in" : "--to"));
	g_ptr_array_add(arguments,
			w->check != NULL ? scratch(w) : g_canonicalize_filename(w->to, NULL));
	if (w->damaged) {
		g_ptr_array_add(arguments, g_strdup("--damaged"));
		g_ptr_array_add(arguments, g_strdup("yes"));
	}
	g_ptr_array_add(arguments, NULL);
	return arguments;
}

/* Ends it. */
static int listen_to(vt_started *take_registrar, bool json)
{
	g_autoptr(vt_started) registrar = take_registrar;
	g_autoptr(vt_answer) answer = vt_answer_new(stdout, json);
	g_autofree char *message = NULL;
	int status = -1;

	while (status < 0) {
		g_auto(vt_packet) packet = { .fd = -1 };

		if (vt_started_receive(registrar, -1, &packet) != VT_RECEIVED
		    || !vt_client_take(&packet, answer, NULL, &status, &message)) {
			fprintf(stderr, "vanthuctl: vanthu-registrar ended without an answer\n");
			return vt_started_end(g_steal_pointer(&registrar)) == VT_END_REFUSED
				       ? EX_CONFIG
				       : EX_SOFTWARE;
		}
	}
	if (message != NULL && *message != '\0')
		fprintf(stderr, "vanthuctl: %s\n", message);
	return status;
}

int vt_ctl_restore(const vt_ctl *ctl, int argc, char **argv)
{
	wanted w = { 0 };
	const char *wrong = read_arguments(argc, argv, &w);
	g_autoptr(GPtrArray) arguments = NULL;
	vt_started *registrar;
	g_autoptr(GError) error = NULL;

	if (wrong != NULL)
		return usage(wrong);
	arguments = arguments_of(&w);
	registrar =
		vt_started_new("vanthu-registrar", (const char *const *)arguments->pdata, &error);
	if (registrar == NULL) {
		fprintf(stderr, "vanthuctl: %s\n", error->message);
		return EX_SOFTWARE;
	}
	return listen_to(registrar, ctl->json);
}
