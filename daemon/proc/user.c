/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * user - which system user a program becomes when root started it
 */
#include "proc/user.h"

#include <pwd.h>
#include <unistd.h>

static const char *const keys[VT_N_PROGRAMS] = {
	[VT_PROGRAM_INTAKE] = "intake-user",     [VT_PROGRAM_IMAP] = "intake-user",
	[VT_PROGRAM_INSPECT] = "inspect-user",   [VT_PROGRAM_REGISTRAR] = "user",
	[VT_PROGRAM_DISPATCH] = "dispatch-user", [VT_PROGRAM_SIGNER] = "signer-user",
	[VT_PROGRAM_TOKEN] = "signer-user",
};

const char *vt_user_of(const vt_office *office, vt_program program)
{
	const vt_block *block = vt_settings_one(office->settings, "office");
	const char *own = keys[program] != NULL ? vt_block_text(block, keys[program]) : NULL;

	return own != NULL ? own : vt_block_text(block, "user");
}

void vt_user_check(const vt_office *office, vt_faults *faults)
{
	const vt_block *block = vt_settings_one(office->settings, "office");
	const char *common = vt_block_text(block, "user");

	if (geteuid() != 0)
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *user = keys[i] != NULL ? vt_block_text(block, keys[i]) : NULL;
		unsigned line = user != NULL ? vt_block_key_line(block, keys[i], 0) : 0;

		if (user == NULL || i == VT_PROGRAM_IMAP || i == VT_PROGRAM_TOKEN)
			continue;
		if (common == NULL)
			vt_faults_add(faults, vt_block_file(block), line,
				      "'%s' without 'user': the registrar would stay root",
				      keys[i]);
		if (getpwnam(user) == NULL)
			vt_faults_add(faults, vt_block_file(block), line, "there is no user '%s'",
				      user);
	}
}
