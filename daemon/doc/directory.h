/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory - who is who: our own agencies, the agencies that write to us, the people
 *
 * Read from directory.conf (doc/office.h). Pure data; everything is borrowed from
 * the directory and lives as long as it does. Several own agencies share one server and never
 * see each other's books, numbers, people or documents.
 */
#ifndef VT_DOC_DIRECTORY_H
#define VT_DOC_DIRECTORY_H

#include <glib.h>
#include <stdbool.h>

typedef struct vt_own {
	char *key, *name, *superior, *office; /* office: the records room, "Văn phòng HĐND-UBND" */
	char *code; /* mã định danh cơ quan, <= 35 characters; NULL */
	char *place, *postal, *phone;
	char *robot;          /* the address notices come from */
	char *contact;        /* person key: đầu mối; NULL */
	GPtrArray *addresses; /* char *: where documents are sent to; at least one */
	GPtrArray *aliases;   /* char *: other names that Kính gửi / Nơi nhận may use */
} vt_own;

typedef struct vt_agency {
	char *key, *name, *code;
	char *postal;            /* where paper goes; NULL = not known */
	GPtrArray *addresses;    /* char *: normal forms; none = it gets paper */
	GPtrArray *aliases;      /* char * */
	GPtrArray *certificates; /* char *: absolute paths of pinned certificates (PEM or DER) */
} vt_agency;

typedef enum {
	VT_ROLE_AGENCY,
	VT_ROLE_CLERK,
	VT_ROLE_LEADER,
	VT_ROLE_UNIT_HEAD,
	VT_ROLE_OFFICE_HEAD,
	VT_ROLE_ASSIGNEE,
	VT_ROLE_STAFF,
	VT_ROLE_SECURITY,
	VT_ROLE_ADMIN,
	VT_ROLE_DEVICE,
	VT_N_ROLES,
} vt_role;

typedef struct vt_person {
	char *key, *own, *name, *position, *unit, *unix_user;
	char *deputy;         /* key: who stands in for him; NULL */
	char *document;       /* what asked for his rights as they stand (Đ9.4); NULL */
	char *clerk;          /* of a device: who answers for what it scans; NULL */
	GPtrArray *addresses; /* char *; the first one is where mail goes */
	GPtrArray *networks;  /* char *: of a device: where it may send from; empty = anywhere */
	GPtrArray *logins;    /* char *: at our own mail server, as it writes them */
	unsigned roles;       /* 1u << vt_role: those of the day the files were read */
	unsigned other_roles; /* those of other days alone */
} vt_person;

typedef struct vt_directory {
	GPtrArray *own, *agencies, *people; /* vt_own *, vt_agency *, vt_person * */
	char *admin;                        /* address of the administrator; NULL */
} vt_directory;

vt_directory *vt_directory_new(void);
void vt_directory_free(vt_directory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_directory, vt_directory_free)

const vt_own *vt_directory_own(const vt_directory *d, const char *key);
const vt_own *vt_directory_own_at(const vt_directory *d,
				  const char *address); /* documents' or robot's address */
const vt_agency *vt_directory_agency(const vt_directory *d, const char *key);
const vt_agency *vt_directory_agency_at(const vt_directory *d, const char *address);
const vt_person *vt_directory_person(const vt_directory *d, const char *key);
const vt_person *vt_directory_person_at(const vt_directory *d, const char *address);
const vt_person *vt_directory_unix_user(const vt_directory *d, const char *login);
/* The person who has both this login at our mail server and this address; NULL = nobody. */
const vt_person *vt_directory_session(const vt_directory *d, const char *login,
				      const char *address);
/* First person of that own agency with that role; NULL when nobody has it. */
const vt_person *vt_directory_first(const vt_directory *d, const char *own, vt_role role);
bool vt_person_has(const vt_person *person, vt_role role);

const char *vt_role_name(vt_role role);
int vt_role_find(const char *name); /* -1 */
/* ", did you mean 'clerk'?" or ""; caller frees. */
char *vt_role_hint(const char *name);

#endif
