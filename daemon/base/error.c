/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error - how our own failures travel
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>

G_DEFINE_QUARK(vt - error - quark, vt_error)

vt_retry vt_error_retry(int error_number)
{
	switch (error_number) {
	case EINTR:
		return VT_RETRY_NOW;
	case ENOSPC:
	case EDQUOT:
	case EMFILE:
	case ENFILE:
	case EAGAIN:
	case EIO:
	case ENOMEM:
	case EBUSY:
	/* A kernel that met a bad disk, or an administrator at work, sets a file system read-only;
	 * a server behind one goes and comes back. Neither is the fault of what is written. */
	case EROFS:
	case ESTALE:
	case ENOBUFS:
		return VT_RETRY_LATER;
	default:
		return VT_NEVER;
	}
}

bool vt_error_errno(GError **error, const char *format, ...)
{
	int error_number = errno;
	va_list arguments;

	if (!error)
		return false;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, VT_ERROR, (int)vt_error_retry(error_number), "%s: %s", what,
		    g_strerror(error_number));
	return false;
}

bool vt_error_set(GError **error, vt_retry retry, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return false;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, VT_ERROR, (int)retry, text);
	return false;
}
