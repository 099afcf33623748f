/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * environment - a clean one
 */
#include "proc/environment.h"

#include <string.h>

#include "base/io.h"

/* A name, or with '*' at the end the beginning of several. */
static const char *const kept[] = {
	"LD_PRELOAD",   "LD_LIBRARY_PATH", "LD_BIND_NOW",  "FAKETIME*",      "FIU_*",    "VANTHU_*",
	"ASAN_OPTIONS", "UBSAN_OPTIONS",   "LSAN_OPTIONS", "GLIBC_TUNABLES", "MALLOC_*", "GCOV_*",
	"G_DEBUG",      "G_SLICE",         "TZ", /* clamd writes local time */
};

static bool is_kept(const char *name, const char *const *also)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		size_t size = strlen(kept[i]) - 1;

		if (kept[i][size] == '*' ? strncmp(name, kept[i], size) == 0
					 : strcmp(name, kept[i]) == 0)
			return true;
	}
	for (; also != NULL && *also != NULL; also++)
		if (strcmp(name, *also) == 0)
			return true;
	return false;
}

void vt_environment_clean(const char *const *also)
{
	g_auto(GStrv) names = g_listenv();

	for (char **name = names; *name != NULL; name++)
		if (!is_kept(*name, also))
			g_unsetenv(*name);
	g_setenv("LC_ALL", "C.UTF-8", TRUE);
	g_setenv("PATH", "/usr/bin:/bin", TRUE);
}

void vt_say(int fd, const char *text)
{
	(void)vt_io_write_full(fd, text, strlen(text), NULL);
}

void vt_say_faults(const vt_faults *faults)
{
	for (unsigned i = 0; i < vt_faults_warnings(faults); i++) {
		g_autofree char *line = g_strdup_printf("%s\n", vt_faults_warning(faults, i));

		vt_say(STDERR_FILENO, line);
	}
	for (unsigned i = 0; i < vt_faults_count(faults); i++) {
		g_autofree char *line = g_strdup_printf("%s\n", vt_faults_get(faults, i));

		vt_say(STDERR_FILENO, line);
	}
}

int vt_say_version(const char *program)
{
	g_autofree char *line = g_strdup_printf("%s %s\n", program, VT_VERSION);

	vt_say(STDOUT_FILENO, line);
	return 0;
}

int vt_say_usage(const char *program, int fd)
{
	bool is_vanthud = g_str_equal(program, "vanthud");
	g_autofree char *text = g_strdup_printf(
		"usage: %s %s | --version | --help\n"
		"  -c CONF  the office's vanthu.conf%s\n"
		"  -n       check everything, print every fault\n"
		"  -f       stay in the foreground (always so)\n",
		program, is_vanthud ? "[-n | -T | -m] [-f] [-c CONF]" : "[-n] [-f] -c CONF",
		is_vanthud ? "; default: " VT_SYSCONFDIR "/vanthu/vanthu.conf" : "");

	vt_say(fd, text);
	if (is_vanthud)
		vt_say(fd,
		       "  -T       print the configuration in effect, and where each value stands\n"
		       "  -m       make the folders of the state directory, and no more\n");
	return 0;
}
