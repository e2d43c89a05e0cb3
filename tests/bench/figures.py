# SPDX-License-Identifier: ISC
"""Figures computed from many measurements."""


def quantile(values, part):
    """Interpolates between the two nearest values; None without values."""
    if not values:
        return None
    values = sorted(values)
    place = part * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def median(values):
    return quantile(values, 0.5)


def ratio(value, floor):
    return value / floor if value is not None and floor else None
