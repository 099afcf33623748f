/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret - a file that holds a key, a password or a PIN: may others read it?
 */
#ifndef VT_BASE_SECRET_H
#define VT_BASE_SECRET_H

#include <stdbool.h>
#include <sys/types.h>

/* Mode 0600 or less. A credential of systemd (systemd.exec(5), LoadCredential=) is given to its
 * service by an access list, whose mask shows as the group's read bit. */
bool vt_secret_is_private(const char *path, mode_t mode);

#endif
