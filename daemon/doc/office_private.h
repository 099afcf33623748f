/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_private - what the readers of single files share; for office*.c, rule.c and crl_conf.c
 * only
 */
#ifndef VT_DOC_OFFICE_PRIVATE_H
#define VT_DOC_OFFICE_PRIVATE_H

#include "doc/office.h"

/* Keys of the blocks of vanthu.conf; each ends with a NULL name. */
extern const vt_key vt_conf_intake[], vt_conf_maildir[], vt_conf_lmtp[], vt_conf_imap[];
extern const vt_key vt_conf_authentication[];
extern const vt_key vt_conf_rule[];
extern const char *const vt_conf_auth_choices[];
extern const vt_key vt_conf_inspect[], vt_conf_trust[], vt_conf_class[];
extern const vt_key vt_conf_clamd[], vt_conf_misuse[], vt_conf_session[];
extern const vt_key vt_conf_hours[], vt_conf_reminders[], vt_conf_reply[];
extern const vt_key vt_conf_crl[], vt_conf_fetch[];
extern const vt_key vt_conf_signer[], vt_conf_token[], vt_conf_dispatch[], vt_conf_smtp[],
	vt_conf_notices[];
extern const vt_key vt_conf_backup[], vt_conf_metrics[];

void vt_office_read_directory(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_routing(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_books(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_types(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_words(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_filetypes(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_retention(vt_office *office, const char *path, vt_faults *faults);
void vt_office_read_legal(vt_office *office, const char *path, vt_faults *faults);
/* A person's key, or a unit of somebody's. */
bool vt_office_is_somebody(const vt_office *office, const char *own, const char *name);
/* And the block hours. */
void vt_office_read_holidays(vt_office *office, const char *path, vt_faults *faults);
void vt_office_init_trust(vt_office *office);
void vt_office_clear_trust(vt_office *office);
/* Blocks trust and class of these settings; folders stay as they are. */
void vt_office_read_trust(vt_office *office, const vt_settings *settings);
void vt_office_read_session(vt_office *office);
void vt_office_read_reply(vt_office *office);
void vt_office_read_reminders(vt_office *office);
void vt_office_read_submit(vt_office *office, vt_faults *faults);
/* After the settings: dispatch and smtp. */
void vt_office_read_dispatch(vt_office *office, vt_faults *faults);
/* After the settings: backup. */
void vt_office_read_backup(vt_office *office, vt_faults *faults);
/* doc/rule.c */
void vt_office_read_rules(vt_office *office, vt_faults *faults);
GPtrArray *vt_office_new_rules(void);
/* trust.KEY, else STATE/trust/KEY. Caller frees. */
char *vt_office_trust_folder(const char *state, const vt_settings *settings, const char *key);
/* Copies of all values of a repeating key. Caller frees. */
GPtrArray *vt_block_copies(const vt_block *block, const char *key);

#endif
