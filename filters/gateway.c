/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway - was a broken signature broken by a mail gateway
 */
#include "filters/gateway.h"

#include <string.h>

#include "base/limits.h"
#include "filters/layers.h"

/* Fields that lists, scanners and disclaimer programs leave behind; a '-' at the end: a prefix. */
static const char *const marks[] = {
	"List-Id",
	"List-Post",
	"List-Unsubscribe",
	"Mailing-List",
	"X-Mailman-",
	"X-BeenThere",
	"X-Disclaimer-",
	"X-Disclaimer",
	"X-Footer-",
	"X-Altermime-",
	"X-MIME-Autoconverted",
	"X-Amavis-",
	"X-Virus-Scanned",
	"X-MailScanner-",
	"X-MS-Exchange-Organization-",
	"X-EOPAttributedMessage",
	"X-Barracuda-",
	"X-Proofpoint-",
	"X-Mimecast-",
	"X-Ironport-",
	NULL,
};

/* Subject tags, upper-case; gateways write them before what may be an encoded word. */
static const char *const tags[] = { "[EXTERNAL", "[EXT]",    "[NGOÀI", "[BÊN NGOÀI",
				    "[CẢNH BÁO", "[CAUTION", "[SPAM",  NULL };

static bool is_mark(const char *name, size_t size)
{
	for (unsigned i = 0; marks[i] != NULL; i++) {
		size_t n = strlen(marks[i]);
		bool prefix = marks[i][n - 1] == '-';

		if ((prefix ? size >= n : size == n) && g_ascii_strncasecmp(name, marks[i], n) == 0)
			return true;
	}
	return false;
}

static bool is_tagged(const char *subject)
{
	g_autofree char *valid = g_utf8_make_valid(subject, -1);
	g_autofree char *upper = g_utf8_strup(valid, -1);

	for (unsigned i = 0; tags[i] != NULL; i++)
		if (strstr(upper, tags[i]) != NULL)
			return true;
	return false;
}

/* Names of the fields, and the subject's tag; anybody can write them, so they prove nothing. */
static char *find_marks(const vt_case *c)
{
	const vt_entity *root = c->scan->root;
	const char *at = (const char *)c->bytes + root->header;
	const char *end = (const char *)c->bytes + root->body;
	g_autofree char *subject = vt_scan_header(c->scan, root, "Subject", 0);
	GString *out = g_string_new(NULL);

	if (subject != NULL && is_tagged(subject))
		g_string_append(out, "tagged subject");
	while (at < end && out->len < VT_MAX_DETAIL_BYTES / 2) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline == NULL ? end : newline + 1;
		const char *colon = memchr(at, ':', (size_t)(next - at));

		if (colon != NULL && colon - at <= 60 && is_mark(at, (size_t)(colon - at))) {
			g_autofree char *name = g_ascii_strdown(at, (gssize)(colon - at));

			if (strstr(out->str, name) == NULL)
				g_string_append_printf(out, "%s%s", out->len == 0 ? "" : ", ",
						       name);
		}
		at = next;
	}
	return g_string_free(out, FALSE);
}

/* In place of "altered". */
static void say(vt_identity *identity, vt_code code, const char *detail)
{
	for (guint i = 0; i < identity->findings->len; i++) {
		const vt_finding *finding = g_ptr_array_index(identity->findings, i);

		if (finding->code == VT_CODE_ALTERED) {
			g_ptr_array_remove_index(identity->findings, i);
			break;
		}
	}
	vt_findings_add(identity->findings, code, "%s", detail);
}

static char *undo(const vt_case *c, const vt_entity *signed_entity)
{
	const uint8_t *bytes = c->bytes + signed_entity->header;
	size_t size = signed_entity->end - signed_entity->header;
	g_autoptr(GBytes) canonical = NULL;

	/* A store that keeps LF: only then is there a copy. */
	if (memmem(bytes, size, "\r\n", 2) == NULL && memchr(bytes, '\n', size) != NULL) {
		canonical = vt_scan_canonical(bytes, size);
		bytes = g_bytes_get_data(canonical, &size);
	}
	return vt_gateway_undo(c->cms, bytes, size, NULL);
}

void vt_gateway_identify(vt_case *c, vt_identity *identity)
{
	const vt_entity *root = c->scan->root;
	g_autofree char *what = NULL, *seen = NULL, *hint = NULL;

	if (c->cms == NULL || c->cms->state != VT_CMS_ALTERED || !vt_layer_is_pair(root)
	    || !vt_findings_have(identity->findings, VT_CODE_ALTERED))
		return;
	what = undo(c, g_ptr_array_index(root->children, 0));
	if (what != NULL) {
		say(identity, VT_CODE_GATEWAY, what);
		return;
	}
	seen = find_marks(c);
	if (*seen == '\0')
		return;
	hint = g_strdup_printf("%s; marks of a gateway: %s", c->cms->detail, seen);
	say(identity, VT_CODE_ALTERED, hint);
}
