/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_child - the maker's code runs here, and nowhere else
 */
#include "proc/token/token_child.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/sandbox.h"
#include "proc/signing.h"

GBytes *vt_token_child_sign(const vt_token_setup *setup, const vt_token_of *of, int file,
			    GError **error)
{
	g_autoptr(GError) fault = NULL;
	char *pin = vt_token_pin_read(of, &fault);
	const vt_token_key which = {
		.module = vt_block_text(setup->block, "module"),
		.uri = &of->uri,
		.certificate = of->keys->document_certificate,
		.chain = of->keys->notice_chain,
		.pin = pin,
		.notes = setup->notes,
	};

	if (fault != NULL) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return NULL;
	}
	g_autoptr(vt_signing_key) key = vt_token_key_open(&which, error);
	if (pin != NULL)
		explicit_bzero(pin, strlen(pin));
	g_free(pin);
	return key == NULL || file < 0
		       ? NULL
		       : vt_purpose_sign(VT_PURPOSE_DOCUMENT, key, of->keys->own, file, error);
}

/* The maker's code gets no descriptor but those of its one task, and ends with its parent. */
static void leave_the_rest(const vt_token_setup *setup, int file, int end, pid_t parent)
{
	const int keep[] = { setup->notes, file, end };

	if (!vt_sandbox_close_others(keep, G_N_ELEMENTS(keep), NULL)
	    || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
		_exit(1);
}

static void child_main(const vt_token_setup *setup, const vt_token_of *of, uint64_t request,
		       int file, int end)
{
	g_autoptr(vt_channel) channel = vt_channel_new(end, "vanthu-token", VT_TRUSTED);
	g_auto(vt_writer) body = vt_writer_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) der = vt_token_child_sign(setup, of, file, &error);
	gsize size = 0;
	const void *bytes = der != NULL ? g_bytes_get_data(der, &size) : "";

	vt_write_u64(&body, request);
	vt_write_bytes(&body, bytes, size);
	vt_write_text(&body, error != NULL ? error->message : NULL);
	vt_channel_send(channel, VT_KIND_SIGNED, &body, -1, NULL);
}

bool vt_token_child_start(vt_token_child *child, const vt_token_setup *setup, const vt_token_of *of,
			  uint64_t request, int file, GError **error)
{
	int pair[2] = { -1, -1 };
	pid_t self = getpid();

	if (!vt_channel_pair(pair, error))
		return false;
	child->pid = fork();
	if (child->pid == 0) {
		leave_the_rest(setup, file, pair[1], self);
		child_main(setup, of, request, file, pair[1]);
		/* No destructor of the module, which may wait for its threads. */
		_exit(0);
	}
	close(pair[1]);
	if (child->pid < 0) {
		child->pid = 0;
		close(pair[0]);
		return vt_error_errno(error, "cannot start the child for the token");
	}
	child->channel = vt_channel_new(pair[0], "token-child", VT_UNTRUSTED);
	return true;
}

void vt_token_child_end(vt_token_child *child)
{
	vt_channel_free(child->channel);
	child->channel = NULL;
	if (child->pid > 0) {
		kill(child->pid, SIGKILL);
		waitpid(child->pid, NULL, 0);
	}
	child->pid = 0;
}
