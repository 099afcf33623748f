# SPDX-License-Identifier: GPL-3.0-or-later
"""shapes_pitfalls"""

TABLE = []
