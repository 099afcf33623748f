# SPDX-License-Identifier: GPL-3.0-or-later
"""Test material made at test time: a throw-away PKI, PDFs, signed mail, named shapes."""
