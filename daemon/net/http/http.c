/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http - one file fetched by http or https, and nothing else (libcurl)
 */
#include "net/http/http.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "base/crashpoint.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/text.h"
#include "net/http/http_address.h"

/* A server that gives less over so long is hung, whatever time is left. */
#define SLOW_BYTES   200
#define SLOW_SECONDS 15
#define MAX_TAG      200 /* bytes of an ETag or a date that are remembered */

typedef struct place {
	char *scheme, *host, *port;
} place;

/* One request with all its redirects. */
typedef struct fetch {
	const vt_http_setup *setup;
	const vt_http_request *request;
	vt_http_answer *answer;
	CURL *curl;
	int64_t until; /* monotonic, microseconds */
	vt_draft draft;
	size_t head_bytes;
	char *first_host, *next_url;
	const char *broken; /* why a callback ended it; NULL = it did not */
	bool is_ok;         /* the status is 200: the body counts */
	bool may_private;   /* of this hop */
} fetch;

void vt_http_answer_clear(vt_http_answer *answer)
{
	g_clear_pointer(&answer->why, g_free);
	g_clear_pointer(&answer->etag, g_free);
	g_clear_pointer(&answer->modified, g_free);
}

bool vt_http_start(GError **error)
{
	return curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK
	       || vt_error_set(error, VT_NEVER, "cannot start libcurl");
}

static void place_clear(place *p)
{
	g_clear_pointer(&p->scheme, g_free);
	g_clear_pointer(&p->host, g_free);
	g_clear_pointer(&p->port, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(place, place_clear)

static char *part_of(CURLU *url, CURLUPart part, unsigned flags)
{
	char *text = NULL;
	char *copy;

	if (curl_url_get(url, part, &text, flags) != CURLUE_OK)
		return NULL;
	copy = g_strdup(text);
	curl_free(text);
	return copy;
}

/* NULL, or why it is refused. Static. */
static const char *read_place(const char *text, place *out)
{
	CURLU *url = curl_url();
	g_autofree char *user = NULL;
	const char *why = NULL;

	if (strlen(text) > VT_MAX_URL_BYTES || url == NULL
	    || curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
		curl_url_cleanup(url);
		return "it is no URL";
	}
	user = part_of(url, CURLUPART_USER, 0);
	out->scheme = part_of(url, CURLUPART_SCHEME, 0);
	out->host = part_of(url, CURLUPART_HOST, 0);
	out->port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	if (g_strcmp0(out->scheme, "http") != 0 && g_strcmp0(out->scheme, "https") != 0)
		why = "it is neither http nor https";
	else if (user != NULL)
		why = "it holds a login";
	else if (out->host == NULL || out->port == NULL || *out->host == '\0')
		why = "it names no host";
	curl_url_cleanup(url);
	return why;
}

static size_t on_body(char *bytes, size_t one, size_t n, void *data)
{
	fetch *f = data;
	g_autoptr(GError) error = NULL;
	size_t size = one * n;

	/* The body of a redirect or a fault is of no use; it is read to its end or the limit. */
	if (f->draft.bytes + size > f->setup->max_bytes) {
		f->broken = "it is larger than crl.max-bytes";
		return 0;
	}
	if (!f->is_ok) {
		f->draft.bytes += size;
		return size;
	}
	if (!vt_draft_write(&f->draft, bytes, size, &error)) {
		f->broken = "it cannot be written";
		return 0;
	}
	return size;
}

/* NULL: not that field, or too long to be remembered. Caller frees. */
static char *field(const char *line, size_t size, const char *name)
{
	size_t length = strlen(name);
	g_autofree char *value = NULL;

	if (size <= length || g_ascii_strncasecmp(line, name, length) != 0 || size > MAX_TAG)
		return NULL;
	value = g_strndup(line + length, size - length);
	g_strstrip(value);
	for (const char *at = value; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			return NULL;
	return g_steal_pointer(&value);
}

static void keep(char **where, char *take_value)
{
	if (take_value == NULL)
		return;
	g_free(*where);
	*where = take_value;
}

static size_t on_head(char *bytes, size_t one, size_t n, void *data)
{
	fetch *f = data;
	size_t size = one * n;
	long status = 0;

	f->head_bytes += size;
	if (f->head_bytes > VT_MAX_HTTP_HEAD) {
		f->broken = "its header has no end";
		return 0;
	}
	/* Of a proxy's answer to CONNECT too: the last one counts. */
	if (size > 5 && strncmp(bytes, "HTTP/", 5) == 0) {
		g_clear_pointer(&f->answer->etag, g_free);
		g_clear_pointer(&f->answer->modified, g_free);
	}
	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	f->is_ok = status == 200;
	keep(&f->answer->etag, field(bytes, size, "ETag:"));
	keep(&f->answer->modified, field(bytes, size, "Last-Modified:"));
	return size;
}

/* Whatever was looked up, and by whom: this is where it goes. */
static curl_socket_t on_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	fetch *f = data;

	(void)purpose;
	if (!f->may_private && vt_http_is_private(&address->addr)) {
		f->broken = VT_HTTP_IS_PRIVATE;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Names to addresses, ours or the proxy's; NULL entry: nothing to say to curl. */
static const char *look_up(fetch *f, const place *target, struct curl_slist **list_out)
{
	g_auto(place) proxy = { NULL };
	const place *asked = target;
	g_autofree char *bare = NULL;
	g_autofree char *entry = NULL;
	const char *why = NULL;

	f->may_private = f->setup->may_private
			 || (f->request->named && strcmp(target->host, f->first_host) == 0);
	if (f->setup->proxy != NULL) {
		why = read_place(f->setup->proxy, &proxy);
		if (why != NULL)
			return why;
		asked = &proxy;
		f->may_private = true;
	}
	/* "[::1]" */
	bare = asked->host[0] == '[' ? g_strndup(asked->host + 1, strlen(asked->host) - 2)
				     : g_strdup(asked->host);
	entry = vt_http_resolve(bare, asked->port, f->may_private, &why);
	if (entry != NULL && strchr(bare, ':') == NULL)
		*list_out = curl_slist_append(NULL, entry);
	return why;
}

static void set_common(fetch *f)
{
	CURL *curl = f->curl;

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_PROXY, f->setup->proxy != NULL ? f->setup->proxy : "");
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "vanthu/" VT_VERSION);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_CAINFO, f->setup->tls_roots);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->setup->max_bytes);
	/* A connection is for one hop: the next one may be judged otherwise. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, f);
}

static struct curl_slist *conditions(const vt_http_request *request)
{
	struct curl_slist *list = NULL;

	if (request->etag != NULL) {
		g_autofree char *line = g_strdup_printf("If-None-Match: %s", request->etag);

		list = curl_slist_append(list, line);
	}
	if (request->modified != NULL) {
		g_autofree char *line = g_strdup_printf("If-Modified-Since: %s", request->modified);

		list = curl_slist_append(list, line);
	}
	return list;
}

static char *why_not(const fetch *f, CURLcode code, long status)
{
	if (f->broken != NULL)
		return g_strdup(f->broken);
	if (code == CURLE_FILESIZE_EXCEEDED)
		return g_strdup("it is larger than crl.max-bytes");
	if (code != CURLE_OK)
		return g_strdup(curl_easy_strerror(code));
	return g_strdup_printf("the server answers with status %ld", status);
}

/* The next URL of a redirect is in f->next_url, else the answer is final. */
static void conclude(fetch *f, CURLcode code)
{
	vt_http_answer *answer = f->answer;
	g_autoptr(GError) error = NULL;
	const char *next = NULL;
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(f->curl, CURLINFO_REDIRECT_URL, &next);
	if (code == CURLE_OK && status >= 300 && status < 400 && status != 304 && next != NULL) {
		f->next_url = g_strdup(next);
	} else if (code == CURLE_OK && status == 304
		   && (f->request->etag != NULL || f->request->modified != NULL)) {
		answer->outcome = VT_HTTP_UNCHANGED;
	} else if (code != CURLE_OK || status != 200) {
		answer->why = why_not(f, code, status);
	} else if (!vt_draft_sync(&f->draft, 0600, &error)
		   || !vt_draft_name(&f->draft, f->request->name, &error)
		   || !vt_io_sync_dir(f->request->dir_fd, &error)) {
		answer->why = g_strdup(error->message);
	} else {
		vt_crashpoint("fetch.laid");
		answer->outcome = VT_HTTP_FETCHED;
	}
}

static void ask(fetch *f, const char *url, struct curl_slist *addresses)
{
	struct curl_slist *head = conditions(f->request);
	int64_t left_ms = (f->until - g_get_monotonic_time()) / 1000;
	g_autoptr(GError) error = NULL;

	f->head_bytes = 0;
	f->is_ok = false;
	vt_draft_clear(&f->draft);
	f->draft = (vt_draft)VT_DRAFT_INIT;
	if (left_ms <= 0
	    || !vt_draft_open(&f->draft, f->request->dir_fd, f->request->name, &error)) {
		f->answer->why = g_strdup(error != NULL ? error->message : "the time is over");
		curl_slist_free_all(head);
		return;
	}
	curl_easy_reset(f->curl);
	set_common(f);
	curl_easy_setopt(f->curl, CURLOPT_URL, url);
	curl_easy_setopt(f->curl, CURLOPT_RESOLVE, addresses);
	curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, head);
	curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, (long)left_ms);
	conclude(f, curl_easy_perform(f->curl));
	curl_slist_free_all(head);
}

static void one_hop(fetch *f, const char *url)
{
	struct curl_slist *addresses = NULL;
	g_auto(place) target = { NULL };
	const char *why = read_place(url, &target);

	if (why == NULL && strcmp(target.scheme, "https") == 0 && f->setup->tls_roots == NULL)
		why = "it is https, and crl.roots names nobody to vouch for the server";
	if (why == NULL && f->first_host == NULL)
		f->first_host = g_strdup(target.host);
	if (why == NULL)
		why = look_up(f, &target, &addresses);
	if (why == NULL)
		ask(f, url, addresses);
	else
		f->answer->why = g_strdup(why);
	curl_slist_free_all(addresses);
}

void vt_http_fetch(const vt_http_setup *setup, const vt_http_request *request,
		   vt_http_answer *answer_out)
{
	fetch f = { .setup = setup,
		    .request = request,
		    .answer = answer_out,
		    .curl = curl_easy_init(),
		    .until = g_get_monotonic_time() + setup->seconds * G_USEC_PER_SEC,
		    .draft = VT_DRAFT_INIT };
	g_autofree char *url = g_strdup(request->url);

	*answer_out = (vt_http_answer){ .outcome = VT_HTTP_FAILED };
	g_assert(f.curl != NULL);
	for (unsigned hop = 0;; hop++) {
		one_hop(&f, url);
		if (f.next_url == NULL)
			break;
		g_free(url);
		url = g_steal_pointer(&f.next_url);
		if (hop >= VT_MAX_HTTP_REDIRECTS) {
			answer_out->why = g_strdup("it is redirected again and again");
			break;
		}
	}
	if (answer_out->why != NULL && strcmp(url, request->url) != 0) {
		g_autofree char *shown = vt_text_shown(url, 120);
		char *more = g_strdup_printf("redirected to %s: %s", shown, answer_out->why);

		g_free(answer_out->why);
		answer_out->why = more;
	}
	vt_draft_clear(&f.draft);
	g_free(f.first_host);
	curl_easy_cleanup(f.curl);
}
