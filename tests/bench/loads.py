# SPDX-License-Identifier: ISC
"""All work loads: the part of the results that each belongs to, its title, and
the columns of its table."""

import growth
import listening
import oneshot
import report

PARTS = {"oneshot": oneshot.WORKLOADS, "listening": listening.WORKLOADS,
         "growth": growth.SERIES}

_COLUMNS = {"half-open": report.HALF_OPEN, "crowd": report.CROWD}


def part(name):
    """The part of the results that has this work load's rows."""
    return next(part for part, names in PARTS.items() if name in names)


def title(name):
    return {
        "oneshot": lambda: oneshot.WORKLOADS[name]["title"]
        + " (microseconds, KiB)",
        "listening": lambda: listening.WORKLOADS[name],
        "growth": lambda: growth.SERIES[name][0] + ": what grows with them",
    }[part(name)]()


def columns(of_part, name):
    """What a row of this work load describes, and the columns of its table."""
    return {
        "oneshot": ("handler", report.ONESHOT),
        "listening": ("server", _COLUMNS.get(name, report.LISTEN)),
        "growth": ("handler", report.GROWTH),
    }[of_part]
