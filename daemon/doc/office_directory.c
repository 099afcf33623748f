/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * office_directory - directory.conf: own agencies, other agencies, people
 */
#include <string.h>

#include "base/network.h"
#include "base/text.h"
#include "doc/office_private.h"
#include "doc/role_days.h"

/* clang-format off: tables */
static const vt_key own_keys[] = {
	{ .name = "name",
	  .type = VT_SET_TEXT,
	  .required = true,
	  .help = "Full name, as documents address it." },
	{ .name = "alias",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Another name that Kính gửi or Nơi nhận may use." },
	{ .name = "superior",
	  .type = VT_SET_TEXT,
	  .help = "Cơ quan chủ quản, for the cover of the register." },
	{ .name = "office",
	  .type = VT_SET_TEXT,
	  .fallback = "Văn phòng",
	  .help = "The records room, in the heading of notices." },
	{ .name = "code",
	  .type = VT_SET_TEXT,
	  .help = "Mã định danh cơ quan (QĐ 20/2020), at most 35 characters." },
	{ .name = "address",
	  .type = VT_SET_ADDRESS,
	  .required = true,
	  .repeats = true,
	  .help = "Where documents are sent to." },
	{ .name = "robot",
	  .type = VT_SET_ADDRESS,
	  .required = true,
	  .help = "The address that notices come from." },
	{ .name = "place", .type = VT_SET_TEXT, .help = "Địa danh." },
	{ .name = "postal", .type = VT_SET_TEXT, .help = "Postal address." },
	{ .name = "phone", .type = VT_SET_TEXT, .help = "Telephone." },
	{ .name = "contact", .type = VT_SET_NAME, .help = "The person other agencies may ask." },
	{ 0 },
};
static const vt_key agency_keys[] = {
	{ .name = "name", .type = VT_SET_TEXT, .required = true, .help = "Full name." },
	{ .name = "alias", .type = VT_SET_TEXT, .repeats = true, .help = "Another name." },
	{ .name = "code", .type = VT_SET_TEXT, .help = "Mã định danh cơ quan." },
	{ .name = "address",
	  .type = VT_SET_ADDRESS,
	  .repeats = true,
	  .help = "An address it writes from; the first one is where documents go. None = on "
		  "paper." },
	{ .name = "postal",
	  .type = VT_SET_TEXT,
	  .help = "Postal address, for the envelope of what goes on paper." },
	{ .name = "certificate",
	  .type = VT_SET_PATH,
	  .repeats = true,
	  .help = "A pinned certificate (PEM or DER) for issued documents." },
	{ 0 },
};
static const vt_key person_keys[] = {
	{ .name = "own",
	  .type = VT_SET_NAME,
	  .required = true,
	  .help = "The own agency the person works for." },
	{ .name = "name", .type = VT_SET_TEXT, .required = true, .help = "Full name." },
	{ .name = "position", .type = VT_SET_TEXT, .help = "Chức vụ." },
	{ .name = "unit", .type = VT_SET_TEXT, .help = "Phòng, ban." },
	{ .name = "address",
	  .type = VT_SET_ADDRESS,
	  .required = true,
	  .repeats = true,
	  .help = "The first one is where mail goes." },
	{ .name = "phone", .type = VT_SET_TEXT, .help = "Telephone, for those who read the file." },
	{ .name = "role",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "clerk leader unit-head office-head assignee staff security admin device; with "
		  "days: leader from 2026-12-01 until 2026-12-31" },
	{ .name = "unix-user",
	  .type = VT_SET_NAME,
	  .help = "Login whose vanthuctl acts for the person; of one person only." },
	{ .name = "deputy",
	  .type = VT_SET_NAME,
	  .help = "The person who stands in when this one is away: offered to who gave a task." },
	{ .name = "document",
	  .type = VT_SET_TEXT,
	  .help = "The document that asked for these rights: its number and date, for the second "
		  "person." },
	{ .name = "clerk",
	  .type = VT_SET_NAME,
	  .help = "Of a device: the person who answers for what it scans." },
	{ .name = "network",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "Of a device: a network that it sends from, 192.0.2.0/24, as our mail server "
		  "(block session) writes it." },
	{ .name = "login",
	  .type = VT_SET_TEXT,
	  .repeats = true,
	  .help = "A login of the person at our mail server, as the server writes it: proof "
		  "session." },
	{ 0 },
};
static const vt_kind_spec directory_spec[] = {
	{ .kind = "own",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = own_keys,
	  .help = "One of our own agencies." },
	{ .kind = "agency",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = agency_keys,
	  .help = "An agency that writes to us, or that we write to." },
	{ .kind = "person",
	  .named = VT_NAMED,
	  .repeats = true,
	  .keys = person_keys,
	  .help = "A person of one of our agencies." },
	{ 0 },
};
/* clang-format on */

static void read_own(vt_office *office, const vt_block *block, vt_faults *faults)
{
	vt_own *own = g_new0(vt_own, 1);

	own->key = g_strdup(vt_block_name(block));
	own->name = g_strdup(vt_block_text(block, "name"));
	own->superior = g_strdup(vt_block_text(block, "superior"));
	own->office = g_strdup(vt_block_text(block, "office"));
	own->code = g_strdup(vt_block_text(block, "code"));
	own->place = g_strdup(vt_block_text(block, "place"));
	own->postal = g_strdup(vt_block_text(block, "postal"));
	own->phone = g_strdup(vt_block_text(block, "phone"));
	own->robot = g_strdup(vt_block_text(block, "robot"));
	own->contact = g_strdup(vt_block_text(block, "contact"));
	own->addresses = vt_block_copies(block, "address");
	own->aliases = vt_block_copies(block, "alias");
	if (own->code != NULL && vt_text_chars(own->code) > 35)
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "code", 0),
			      "code '%s' is longer than 35 characters (QĐ 20/2020)", own->code);
	g_ptr_array_add(office->directory->own, own);
}

static void read_agency(vt_office *office, const vt_block *block, vt_faults *faults)
{
	vt_agency *agency = g_new0(vt_agency, 1);

	agency->key = g_strdup(vt_block_name(block));
	agency->name = g_strdup(vt_block_text(block, "name"));
	agency->code = g_strdup(vt_block_text(block, "code"));
	agency->addresses = vt_block_copies(block, "address");
	agency->aliases = vt_block_copies(block, "alias");
	agency->certificates = vt_block_copies(block, "certificate");
	agency->postal = g_strdup(vt_block_text(block, "postal"));
	/* Nobody can be known by a certificate who writes from nowhere. */
	if (agency->addresses->len == 0 && agency->certificates->len > 0)
		vt_faults_add(faults, vt_block_file(block),
			      vt_block_key_line(block, "certificate", 0),
			      "agency '%s' has a certificate and no address", agency->key);
	g_ptr_array_add(office->directory->agencies, agency);
}

static void read_role(const vt_office *office, vt_person *person, const vt_block *block, unsigned i,
		      vt_faults *faults)
{
	g_autofree char *fault = NULL;
	vt_role_days days;

	if (!vt_role_days_read(vt_block_nth(block, "role", i), &days, &fault)) {
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "role", i),
			      "%s", fault);
		return;
	}
	if (vt_role_days_hold(&days, office->read_at))
		person->roles |= 1u << days.role;
	else
		person->other_roles |= 1u << days.role;
	/* The office reads its files anew on the first day, and on the one behind the last. */
	vt_faults_note_time(faults, days.from);
	vt_faults_note_time(faults, days.until);
}

static void read_roles(const vt_office *office, vt_person *person, const vt_block *block,
		       vt_faults *faults)
{
	for (unsigned i = 0; i < vt_block_count(block, "role"); i++)
		read_role(office, person, block, i, faults);
	person->other_roles &= ~person->roles;
}

static void read_networks(const vt_office *office, vt_person *person, const vt_block *block,
			  vt_faults *faults)
{
	person->networks = vt_block_copies(block, "network");
	for (guint i = 0; i < person->networks->len; i++) {
		const char *network = g_ptr_array_index(person->networks, i);
		unsigned line = vt_block_key_line(block, "network", i);

		if (!vt_network_is(network))
			vt_faults_add(faults, vt_block_file(block), line,
				      "'%s' is no network like 192.0.2.0/24", network);
		else if (office->session.server == NULL)
			vt_faults_add(faults, vt_block_file(block), line,
				      "a network, and no block session names the server that "
				      "writes where mail came from");
	}
}

static void read_person(vt_office *office, const vt_block *block, vt_faults *faults)
{
	vt_person *person = g_new0(vt_person, 1);
	const char *own = vt_block_text(block, "own");
	const char *position = vt_block_text(block, "position");
	const char *unit = vt_block_text(block, "unit");

	person->key = g_strdup(vt_block_name(block));
	person->own = g_strdup(own != NULL ? own : "");
	person->name = g_strdup(vt_block_text(block, "name"));
	person->position = g_strdup(position != NULL ? position : "");
	person->unit = g_strdup(unit != NULL ? unit : "");
	person->unix_user = g_strdup(vt_block_text(block, "unix-user"));
	person->clerk = g_strdup(vt_block_text(block, "clerk"));
	person->document = g_strdup(vt_block_text(block, "document"));
	person->deputy = g_strdup(vt_block_text(block, "deputy"));
	person->addresses = vt_block_copies(block, "address");
	person->logins = vt_block_copies(block, "login");
	read_networks(office, person, block, faults);
	read_roles(office, person, block, faults);
	g_ptr_array_add(office->directory->people, person);
	if (own != NULL && vt_directory_own(office->directory, own) == NULL)
		vt_faults_add(faults, vt_block_file(block), vt_block_key_line(block, "own", 0),
			      "person '%s' works for '%s', which is no own agency", person->key,
			      own);
}

/* One address stands for one party only, else nobody could say who wrote; a login, and an account
 * of this machine, for one person. */
static void check_once(const vt_settings *settings, const char *const *kinds, const char *key,
		       vt_faults *faults)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (; *kinds != NULL; kinds++) {
		for (unsigned i = 0; i < vt_settings_count(settings, *kinds); i++) {
			const vt_block *block = vt_settings_nth(settings, *kinds, i);

			for (unsigned j = 0; j < vt_block_count(block, key); j++) {
				const char *value = vt_block_nth(block, key, j);

				if (!g_hash_table_add(seen, (gpointer)(uintptr_t)value))
					vt_faults_add(faults, vt_block_file(block),
						      vt_block_key_line(block, key, j),
						      "%s '%s' stands twice", key, value);
			}
		}
	}
}

/* A role that ended at midnight must not keep the office from starting. */
static bool has_other_days(const vt_office *office, const vt_own *own, vt_role role)
{
	for (guint i = 0; i < office->directory->people->len; i++) {
		const vt_person *person = g_ptr_array_index(office->directory->people, i);

		if (strcmp(person->own, own->key) == 0 && (person->other_roles & 1u << role) != 0)
			return true;
	}
	return false;
}

static void check_role(const vt_office *office, const vt_own *own, vt_role role, const char *path,
		       vt_faults *faults)
{
	if (vt_directory_first(office->directory, own->key, role) != NULL)
		return;
	if (has_other_days(office, own, role))
		vt_faults_warn(faults, path, "own agency '%s' has nobody with role '%s' today",
			       own->key, vt_role_name(role));
	else
		vt_faults_add(faults, path, 0, "own agency '%s' has nobody with role '%s'",
			      own->key, vt_role_name(role));
}

/* Somebody must act on what the server holds, and hear of what it seals. */
static void check_roles(const vt_office *office, const char *path, vt_faults *faults)
{
	static const vt_role needed[] = { VT_ROLE_CLERK, VT_ROLE_SECURITY };

	for (guint i = 0; i < office->directory->own->len; i++) {
		const vt_own *own = g_ptr_array_index(office->directory->own, i);

		for (unsigned r = 0; r < G_N_ELEMENTS(needed); r++)
			check_role(office, own, needed[r], path, faults);
		if (own->contact != NULL
		    && vt_directory_person(office->directory, own->contact) == NULL)
			vt_faults_add(faults, path, 0,
				      "contact '%s' of own agency '%s' is no person", own->contact,
				      own->key);
	}
	if (office->directory->own->len == 0)
		vt_faults_add(faults, path, 0, "no own agency: add an own block");
}

const vt_kind_spec *vt_office_directory_spec(void)
{
	return directory_spec;
}

static void take(vt_office *office, const vt_settings *settings, const char *path,
		 vt_faults *faults)
{
	static const char *const parties[] = { "own", "agency", "person", NULL };
	static const char *const people[] = { "person", NULL };

	for (unsigned i = 0; i < vt_settings_count(settings, "own"); i++)
		read_own(office, vt_settings_nth(settings, "own", i), faults);
	for (unsigned i = 0; i < vt_settings_count(settings, "agency"); i++)
		read_agency(office, vt_settings_nth(settings, "agency", i), faults);
	for (unsigned i = 0; i < vt_settings_count(settings, "person"); i++)
		read_person(office, vt_settings_nth(settings, "person", i), faults);
	check_once(settings, parties, "address", faults);
	check_once(settings, people, "login", faults);
	check_once(settings, people, "unix-user", faults);
	check_roles(office, path, faults);
}

void vt_office_read_directory(vt_office *office, const char *path, vt_faults *faults)
{
	g_autoptr(vt_settings) settings = vt_settings_load(path, directory_spec, faults);

	take(office, settings, path, faults);
}

/* ---- another text for the same file ---- */

static void check_route(const vt_office *tried, const vt_route *route, vt_faults *faults)
{
	const GPtrArray *units[] = { route->support, route->inform };

	for (guint i = 0; i < route->from->len; i++) {
		const char *key = g_ptr_array_index(route->from, i);

		if (vt_directory_agency(tried->directory, key) == NULL)
			vt_faults_add(faults, route->file, route->line, "'%s' is no agency", key);
	}
	for (guint i = 0; i < route->people->len; i++) {
		const char *key = g_ptr_array_index(route->people, i);

		if (vt_directory_person(tried->directory, key) == NULL)
			vt_faults_add(faults, route->file, route->line, "'%s' is no person", key);
	}
	if (route->submit != NULL && vt_directory_person(tried->directory, route->submit) == NULL)
		vt_faults_add(faults, route->file, route->line, "'%s' is no person", route->submit);
	if (route->lead != NULL && !vt_office_is_somebody(tried, route->own, route->lead))
		vt_faults_add(faults, route->file, route->line, "'%s' is no person and no unit",
			      route->lead);
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		for (guint j = 0; j < units[i]->len; j++) {
			const char *name = g_ptr_array_index(units[i], j);

			if (!vt_office_is_somebody(tried, route->own, name))
				vt_faults_add(faults, route->file, route->line,
					      "'%s' is no person and no unit", name);
		}
}

void vt_office_try_directory(const vt_office *office, GBytes *text, vt_faults *faults)
{
	g_autoptr(vt_directory) directory = vt_directory_new();
	vt_office tried = { .directory = directory,
			    .read_at = office->read_at,
			    .session = office->session };
	const char *path = office->directory_path;
	g_autoptr(vt_settings) settings = vt_settings_parse(
		g_bytes_get_data(text, NULL), g_bytes_get_size(text), path, directory_spec, faults);

	take(&tried, settings, path, faults);
	for (guint i = 0; i < office->routes->len; i++)
		check_route(&tried, g_ptr_array_index(office->routes, i), faults);
}
