/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_advice - what to do about what verify finds
 */
#include "work/verify.h"

/* By the beginning of the fault; the first that fits. */
static const struct {
	const char *begins, *advice;
} advices[] = {
	{ "database:",
	  "The file of the database is damaged. Stop vanthud, look at the disk (dmesg, smartctl), "
	  "and "
	  "begin again from the newest backup that restore --check finds good: restore FOLDER --to "
	  "STATE (vanthuctl(8), BACKUP). Messages that came since are registered again." },
	{ "ledger: head", "The end of the ledger was cut off, or the ledger rewritten, since that "
			  "head was noted: find "
			  "out who could write db/vanthu.db, compare verify --export with an "
			  "export kept elsewhere, and "
			  "begin again from a backup whose verify knows that head." },
	{ "ledger:", "The ledger was changed from outside: find out who could write db/vanthu.db, "
		     "compare verify "
		     "--export with an export kept elsewhere to see what it was, and begin again "
		     "from a backup "
		     "(vanthuctl(8), BACKUP)." },
	{ "book ", "The register was changed from outside: the ledger says what was registered "
		   "(verify --export), "
		   "the printed book and the daily balance say how many. Begin again from a backup "
		   "(vanthuctl(8), BACKUP), then compare the book with its print." },
	{ "arrival ", "A stored message is not what came. Put it back with restore FOLDER --to "
		      "STATE from a backup "
		      "that restore --check finds good (it replaces what is missing or spoiled), "
		      "or ask the sender "
		      "for it by the number in the register; then look at the disk." },
	{ "cannot find the bytes of arrival", "A stored message is missing. Put it back with "
					      "restore FOLDER --to STATE from a backup that "
					      "restore --check finds good (it replaces what is "
					      "missing or spoiled), or ask the sender for it "
					      "by the number in the register." },
	{ "cannot find evidence", "A certificate, CRL or answer kept as evidence is missing: put "
				  "it back with restore FOLDER "
				  "--to STATE from a backup (vanthuctl(8), BACKUP)." },
	{ "cannot open 'evidence/", "A certificate, CRL or answer kept as evidence is missing: put "
				    "it back with restore FOLDER "
				    "--to STATE from a backup (vanthuctl(8), BACKUP)." },
	{ "evidence ", "A certificate, CRL or answer kept as evidence was changed: put it back "
		       "with restore FOLDER "
		       "--to STATE from a backup (vanthuctl(8), BACKUP)." },
	{ "'", "A file that no row knows lies in the state folder: put there by hand, or left by a "
	       "restore. "
	       "Look at it; deliver it again if it is a message that the register does not have, "
	       "then move it "
	       "away." },
};
static const char others[] =
	"Look at the disk and at the rights of the state folder, run verify again, and if it "
	"stays begin again from a backup (vanthuctl(8), BACKUP).";

const char *vt_verify_advice(const char *fault)
{
	for (size_t i = 0; i < G_N_ELEMENTS(advices); i++)
		if (g_str_has_prefix(fault, advices[i].begins))
			return advices[i].advice;
	return others;
}
