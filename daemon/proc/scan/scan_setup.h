/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_setup - the clamd block of vanthu.conf, checked
 */
#ifndef VT_PROC_SCAN_SETUP_H
#define VT_PROC_SCAN_SETUP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/un.h>

#include "doc/office.h"
#include "net/clamd.h"

typedef struct vt_scan_setup {
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in ip4;
		struct sockaddr_in6 ip6;
	} address;
	socklen_t address_size;
	vt_clamd_command pass; /* how a message is handed over */
	int64_t timeout_ms;    /* of one scan, from connecting to the whole answer */
} vt_scan_setup;

/* false: faults say why. */
bool vt_scan_setup_read(const vt_block *block, vt_scan_setup *setup_out, vt_faults *faults);

#endif
