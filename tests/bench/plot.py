# SPDX-License-Identifier: ISC
"""Draws plots as SVG that are readable on a light and on a dark page."""

import math

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #444 }
.title { font-weight: bold }
.number { font-size: 10px }
.grid { stroke: #ddd }
.c0 { color: #d62728 } .c1 { color: #1f77b4 } .c2 { color: #888 }
.c3 { color: #2ca02c } .c4 { color: #9467bd } .c5 { color: #e69f00 }
.c6 { color: #17a2b8 } .c7 { color: #8c564b }
circle { fill: currentColor }
polyline { fill: none; stroke: currentColor; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #ccc } .grid { stroke: #444 }
  .c0 { color: #ff6b6b } .c1 { color: #6cb6ff } .c2 { color: #999 }
  .c3 { color: #7bd88f } .c4 { color: #c8a2ff } .c5 { color: #ffc66d }
  .c6 { color: #5fd7e8 } .c7 { color: #d3a18c }
}
"""
COLOURS = 8


class Drawing:
    """Collects shapes and makes a document of them."""

    def __init__(self, width, height, title):
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} '
            f'{height}" width="{width}" height="{height}" role="img">',
            f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>"]

    def text(self, x, y, words, anchor="start", kind=""):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" '
                          f'text-anchor="{anchor}">{escape(words)}</text>')

    def grid(self, x1, y1, x2, y2):
        self.parts.append(f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" '
                          f'x2="{x2:.1f}" y2="{y2:.1f}"/>')

    def dot(self, x, y, colour, words="", radius=4):
        self.parts.append(
            f'<circle class="c{colour % COLOURS}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{radius}"><title>{escape(words)}</title></circle>')

    def line(self, points, colour):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline class="c{colour % COLOURS}" points="{path}"/>')

    def legend(self, x, y, names, colours):
        for name in names:
            self.dot(x, y - 4, colours[name], name)
            self.text(x + 9, y, name)
            x += 26 + 6.6 * len(name)

    def document(self):
        return "\n".join([*self.parts, "</svg>", ""])


def escape(words):
    return (str(words).replace("&", "&amp;").replace("<", "&lt;")
            .replace(">", "&gt;"))


class Scale:
    """A logarithmic scale, from values to positions."""

    def __init__(self, values, begin, end):
        low, high = min(values), max(values)
        self.low = math.log10(low)
        self.span = max(math.log10(high) - self.low, 0.1)
        self.begin, self.end = begin, end

    def __call__(self, value):
        part = (math.log10(value) - self.low) / self.span
        return self.begin + part * (self.end - self.begin)

    def powers(self):
        return [10.0 ** power for power in range(
            math.ceil(self.low - 1e-9),
            math.floor(self.low + self.span + 1e-9) + 1)]


def short(value):
    """Writes 1000 as 1k, 2 ** 30 as 1G."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.0f}{unit}"
    return f"{value:g}"


def colours_of(rows, key):
    """Gives the same names the same colours in all plots; others get the
    remaining colours."""
    fixed = ("cgihttpd-static", "cgihttpd", "floor")
    others = dict.fromkeys(row[key] for row in rows if row[key] not in fixed)
    return {name: number for number, name in enumerate([*fixed, *others])
            if name in {row[key] for row in rows}}


def oneshot(rows, titles):
    """Draws a line for each work load and a dot for each handler: its cost as a
    multiple of the floor's. Further floors are left out."""
    rows = [row for row in rows if row.get("wall_ratio")
            and not row["handler"].startswith("floor")]
    if not rows:
        return None
    workloads = list(dict.fromkeys(row["workload"] for row in rows))
    colours = colours_of(rows, "handler")
    height = 80 + 26 * len(workloads)
    drawing = Drawing(760, height, "Time of one request against the floor")
    x = Scale([0.8] + [row["wall_ratio"] for row in rows], 210, 740)
    drawing.text(10, 18, "One request of a process started for it: "
                 "how many times what the floor takes", kind="title")
    drawing.legend(16, 40, colours, colours)
    for power in x.powers():
        for mark in (1, 2, 5):
            if 210 <= x(power * mark) <= 740:
                drawing.grid(x(power * mark), 52, x(power * mark), height - 20)
                drawing.text(x(power * mark), height - 6, short(power * mark),
                             "middle", "number")
    for number, workload in enumerate(workloads):
        y = 68 + 26 * number
        drawing.text(10, y + 4, titles[workload])
        drawing.grid(210, y, 740, y)
        for row in reversed([row for row in rows
                             if row["workload"] == workload]):
            drawing.dot(x(row["wall_ratio"]), y, colours[row["handler"]],
                        f"{row['handler']}: {row['wall_ratio']:.2f}")
    return drawing.document()


def growth(rows, titles):
    """Draws a panel for each series: CPU against size, both logarithmic."""
    rows = [row for row in rows if row.get("cpu") and not row.get("wrong")]
    if not rows:
        return None
    series = list(dict.fromkeys(row["workload"] for row in rows))
    colours = colours_of(rows, "handler")
    lines = (len(series) + 1) // 2
    drawing = Drawing(760, 50 + 230 * lines, "What grows with what")
    drawing.text(10, 18, "CPU time of one answer, in microseconds, "
                 "against size and number", kind="title")
    drawing.legend(16, 40, colours, colours)
    for number, name in enumerate(series):
        _panel(drawing, 60 + 380 * (number % 2), 80 + 230 * (number // 2),
               titles[name], [row for row in rows if row["workload"] == name],
               colours)
    return drawing.document()


def _panel(drawing, left, top, title, rows, colours):
    width, height = 300, 150
    x = Scale([row["size"] for row in rows], left, left + width)
    cpus = [row["cpu"] for row in rows]
    y = Scale([10 ** math.floor(math.log10(min(cpus))),
               10 ** math.ceil(math.log10(max(cpus)))], top + height, top)
    drawing.text(left, top - 10, title, kind="title")
    powers = x.powers()
    for power in powers[::max(1, len(powers) // 5)]:
        drawing.grid(x(power), top, x(power), top + height)
        drawing.text(x(power), top + height + 14, short(power), "middle",
                     "number")
    for power in y.powers():
        drawing.grid(left, y(power), left + width, y(power))
        drawing.text(left - 5, y(power) + 4, short(power), "end", "number")
    for name in dict.fromkeys(row["handler"] for row in rows):
        points = [(x(row["size"]), y(row["cpu"])) for row in rows
                  if row["handler"] == name]
        drawing.line(points, colours[name])
        for place in points:
            drawing.dot(*place, colours[name], name, 2.5)
