# SPDX-License-Identifier: ISC
"""Publishes the results: tables in the README, between two marks, and tables
and plots in tests/bench/results. These are never edited by hand."""

import pathlib
import re
import textwrap

import growth
import loads
import oneshot
import plot
import report

TOP = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
PRODUCTS = ("cgihttpd-static", "cgihttpd")
PLOTS = {"oneshot": plot.oneshot, "growth": plot.growth}


def publish(results):
    directory = TOP / "tests/bench/results"
    report.save(results, directory)
    titles = {name: load["title"] for name, load in oneshot.WORKLOADS.items()}
    titles.update({name: what for name, (what, _, _)
                   in growth.SERIES.items()})
    for name, draw in PLOTS.items():
        drawing = draw(results[name], titles)
        if drawing:
            (directory / f"{name}.svg").write_text(drawing)
    (directory / "README.md").write_text(_page(results))
    _write_readme(_tables(results))


def _page(results):
    """All tables, for readers who want more than the README has."""
    text = [
        "# The last published results",
        _paragraph(_when(results["machine"]) + ", written by `scripts/bench "
                   "--publish`. [What the columns mean](../README.md). Times "
                   "are in microseconds, memory is in KiB; the same with all "
                   "columns is in the files that end in `.tsv`."),
    ]
    if results["packages"]:
        text.append(_paragraph("Packages of the peers: " + ", ".join(
            f"{name} {version}" for name, version
            in sorted(results["packages"].items())) + "."))
    for part in loads.PARTS:
        if part in PLOTS and results[part]:
            text.append(f"![{part}]({part}.svg)")
        for workload, rows in _by_workload(results[part]).items():
            text += [f"## {part}: {workload}", report.markdown(
                rows, *loads.columns(part, workload))]
    return "\n\n".join(text) + "\n"


def _by_workload(rows):
    found = {}
    for row in rows:
        found.setdefault(row["workload"], []).append(row)
    return found


def _write_readme(text):
    path = TOP / "README.md"
    readme = path.read_text()
    block = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in readme:
        readme = re.sub(f"{BEGIN}.*?{END}", lambda _: block, readme,
                        flags=re.DOTALL)
    else:
        readme = readme.replace("## What it is made of",
                                f"## Performance\n\n{block}\n\n"
                                "## What it is made of")
    path.write_text(readme)


def _tables(results):
    parts = []
    if results["oneshot"]:
        parts += [_oneshot(results["oneshot"]),
                  "![Elapsed time of each server]"
                  "(tests/bench/results/oneshot.svg)"]
    if any(row["workload"].startswith("1k x") for row in results["listening"]):
        parts.append(_listening(results["listening"]))
    parts.append(_paragraph(
        _when(results["machine"]) + ", by `scripts/bench`; [how to read it and "
        "what was tried](tests/bench/README.md), [all tables]"
        "(tests/bench/results/README.md)."))
    return "\n\n".join(parts)


def _when(machine):
    version = ".".join(machine["kernel"].split(".")[:2])
    return (f"Measured on {machine['date']}, Linux {version}, "
            f"{machine['processors']} processors ({machine['processor']})")


def _paragraph(words):
    return textwrap.fill(words, 79, break_long_words=False,
                         break_on_hyphens=False)


def _table(head, lines):
    return "\n".join(["| " + " | ".join(line) + " |" for line in
                      [head, ["---"] + ["---:"] * (len(head) - 1), *lines]])


def _times(row):
    if not row or not row.get("wall_ratio") or row.get("wrong"):
        return "-"
    return f"{row['wall_ratio']:.2f}, {row['cpu_ratio']:.2f}"


def _oneshot(rows):
    """Wall and CPU time against the floor; the best peer is the quickest."""
    lines = []
    for name in dict.fromkeys(row["workload"] for row in rows):
        of = {row["handler"]: row for row in rows if row["workload"] == name}
        peers = [row for handler, row in of.items()
                 if handler in oneshot.PEERS and row.get("wall_ratio")
                 and not row.get("wrong")]
        best = min(peers, key=lambda row: row["wall"], default=None)
        lines.append([
            oneshot.WORKLOADS[name]["title"],
            f"{of['floor']['wall']:.0f} µs" if of["floor"].get("wall") else
            "-", *(_times(of.get(product)) for product in PRODUCTS),
            f"{_times(best)} ({best['handler']})" if best else "-"])
    return (_paragraph(
        "What one request costs when a process is started for it: elapsed "
        "time until the answer's end, then CPU time, each as a multiple of "
        "what the floor takes, a program that does only the minimum that any "
        "server must do. The floor's own column is its elapsed time.")
            + "\n\n" + _table(
                ["", "floor", *PRODUCTS, "quickest peer"], lines))


def _listening(rows):
    """Requests per second at 16 connections, CPU, and latency of one."""
    lines = []
    servers = dict.fromkeys(row["server"] for row in rows
                            if row["workload"].startswith("1k x"))
    for server in servers:
        of = {row["workload"]: row for row in rows if row["server"] == server}
        cells = [server]
        for kind in ("1k", "script"):
            many, one = of.get(f"{kind} x16", {}), of.get(f"{kind} x1", {})
            cells += [report.number(many.get("per_second"), 0),
                      report.number(many.get("cpu"), 0),
                      report.number(one.get("p50"), 0)
                      + ", " + report.number(one.get("p99"), 0)]
        cells.append(report.number(of.get("half-open", {}).get("each_kib")))
        lines.append(cells)
    return (_paragraph(
        "Servers that listen, with a connection for each request: requests "
        "per second over 16 connections at a time, with the CPU time of each "
        "request (µs); median and 99th percentile of the latency of one "
        "request at a time (µs); memory for each half-open connection (KiB). "
        "The floor forks for each connection; floor-careful also waits for "
        "headers without a process, logs, and relays scripts' output.")
            + "\n\n" + _table(
                ["", "1 KiB/s", "CPU", "p50, p99", "scripts/s", "CPU",
                 "p50, p99", "half-open"], lines))
