# SPDX-License-Identifier: ISC
"""Writes results as text, TSV and JSON."""

import json


def number(value, digits=1):
    return "-" if value is None else f"{value:.{digits}f}"


# What a row describes; in files these columns come first.
NAMES = ("workload", "handler", "server", "size")

ONESHOT = (  # heading, width, key, digits
    ("wall", 9, "wall", 1), ("p10", 9, "wall_p10", 1),
    ("p99", 9, "wall_p99", 1), ("x", 7, "wall_ratio", 2),
    ("cpu", 9, "cpu", 1), ("p10", 9, "cpu_p10", 1),
    ("p99", 9, "cpu_p99", 1), ("x", 7, "cpu_ratio", 2),
    ("faults", 7, "faults", 0), ("procs", 6, "processes", 0),
    ("rss", 7, "resident_kib", 0), ("own", 7, "private_kib", 0),
)


LISTEN = (
    ("req/s", 10, "per_second", 1), ("x", 7, "per_second_ratio", 2),
    ("cpu us", 12, "cpu", 1), ("x", 7, "cpu_ratio", 2),
    ("p50 us", 12, "p50", 1), ("x", 7, "p50_ratio", 2),
    ("p95", 12, "p95", 1), ("p99", 12, "p99", 1),
)
HALF_OPEN = (
    ("idle KiB", 10, "idle_kib", 0), ("KiB each", 10, "each_kib", 1),
    ("procs", 7, "processes", 0),
)
CROWD = (
    ("count", 8, "connections", 0), ("seconds", 9, "seconds", 1),
    ("cpu us", 8, "cpu", 1), ("PSS KiB", 10, "memory_kib", 0),
    ("machine", 10, "machine_kib", 0), ("procs", 7, "processes", 0),
    ("alone", 9, "alone_p50", 1), ("p50 us", 9, "p50", 1),
    ("p95", 9, "p95", 1), ("p99", 9, "p99", 1),
)
GROWTH = (
    ("size", 13, "size", 0), ("wall us", 12, "wall", 1),
    ("p99", 12, "wall_p99", 1), ("cpu us", 12, "cpu", 1),
    ("power", 7, "power", 2), ("rss", 9, "resident_kib", 0),
    ("own", 9, "private_kib", 0),
)


def print_tables(title, rows, name, columns):
    """Prints a table for each work load in the rows."""
    print(f"\n── {title}")
    for workload in dict.fromkeys(row["workload"] for row in rows):
        print_table(workload, [row for row in rows
                               if row["workload"] == workload], name, columns)


def print_table(title, rows, name, columns):
    """Prints rows, with "WRONG" after those whose answers were not right."""
    print(f"{title:24}" + "".join(f"{head:>{width}}"
                                  for head, width, _, _ in columns))
    for row in rows:
        line = f"{row[name]:24}" + "".join(
            f"{number(row.get(key), digits):>{width}}"
            for _, width, key, digits in columns)
        print(f"{line}  {_remark(row)}".rstrip(), flush=True)


def markdown(rows, name, columns):
    """Returns rows of one work load as a table for a page."""
    lines = [["", *(head for head, _, _, _ in columns)],
             ["---", *["---:"] * len(columns)]]
    lines += [[row[name], *(number(row.get(key), digits)
                            for _, _, key, digits in columns)]
              for row in rows]
    remarks = [_remark(row) for row in rows]
    if any(remarks):
        lines = [[*line, cell] for line, cell
                 in zip(lines, ["", "---", *remarks])]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _remark(row):
    """The remarks after a row that is not as it should be."""
    remarks = [row["mark"]] if row.get("mark") else []
    if row.get("wrong"):
        remarks.append(f"WRONG {row['wrong']} times: {row['fault']}")
    return "; ".join(remarks)


def save(results, directory):
    """Writes results.json, and each part of it that has rows as PART.tsv."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "results.json").write_text(
        json.dumps(results, indent=1) + "\n")
    for part, rows in results.items():
        if isinstance(rows, list) and rows:
            keys = list(dict.fromkeys(
                [*(key for key in NAMES if key in rows[0]),
                 *(key for row in rows for key in row)]))
            lines = ["\t".join(keys)]
            lines += ["\t".join(_cell(row.get(key)) for key in keys)
                      for row in rows]
            (directory / f"{part}.tsv").write_text("\n".join(lines) + "\n")


def _cell(value):
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
