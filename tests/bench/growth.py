# SPDX-License-Identifier: ISC
"""Growth of cost and memory with size and number. A step that costs more than
in proportion is marked."""

import math
import shutil

import listening
import oneshot
from servers import HalfOpen, settle

# A cost that grows by less than this power of the size counts as in proportion:
# sorting n names takes n log n, and measurements are not exact.
POWER = 1.2
# Part of the cost does not depend on the size: below this multiple of the
# smallest step's cost nothing is concluded.
NOTICEABLE = 3

# Memory that grows by less than this is flat.
SLACK_KIB = 256
FLAT = ("growth-file", "growth-fields", "growth-variables", "growth-output")

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
SIZES = [1, KIB, 16 * KIB, 256 * KIB, MIB, 16 * MIB, 256 * MIB, GIB, 10 * GIB]
ENTRIES = [10, 100, 1000, 10000, 100000]
MILLION = 1000000  # takes minutes to make: with --million
FIELDS = [1, 3, 10, 30, 90]
OUTPUTS = [KIB, 16 * KIB, 256 * KIB, MIB, 16 * MIB, 256 * MIB, GIB, 10 * GIB]
CONNECTIONS = [1, 10, 100, 1000, 3000, 10000]

SERIES = {  # name: what the steps are, the steps, those of --quick
    "growth-file": ("octets of a file", SIZES, SIZES[:6]),
    "growth-directory": ("entries of a directory", ENTRIES, ENTRIES[:4]),
    "growth-fields": ("fields of a request for a file", FIELDS, FIELDS),
    "growth-variables": ("fields of a request for a script", FIELDS, FIELDS),
    "growth-output": ("octets of a script's output", OUTPUTS, OUTPUTS[:5]),
    "growth-connections": ("half-open connections", CONNECTIONS,
                           CONNECTIONS[:4]),
}


def measure(bench, name):
    _, steps, quick = SERIES[name]
    rows = []
    if name == "growth-directory" and bench.options.million:
        steps = [*steps, MILLION]
    for size in quick if bench.options.quick else steps:
        rows += _STEPS[name](bench, size)
    for row in rows:
        row["workload"] = name
    return mark(rows, name in FLAT)


def mark(rows, is_flat):
    """Adds the power with which the cost has grown since the previous step, and
    marks it where that is too much; also marks memory that grows where it
    should not."""
    before, smallest, first = {}, {}, {}
    for row in rows:
        name, cost = row["handler"], row.get("cpu")
        row["power"], row["mark"] = None, ""
        if not cost:
            continue
        memory = row.get("resident_kib") or 0
        if is_flat and memory > first.setdefault(name, memory) + SLACK_KIB:
            row["mark"] = "memory grows"
        smallest[name] = min(cost, smallest.get(name, cost))
        if name in before and cost > NOTICEABLE * smallest[name]:
            size, earlier = before[name]
            row["power"] = (math.log(cost / earlier)
                            / math.log(row["size"] / size))
            if row["power"] > POWER:
                row["mark"] = "worse than linear"
        before[name] = (row["size"], cost)
    return rows


def _run(bench, size, request, expect, floors, seconds):
    """Measures one step, a one-shot work load that takes about so long."""
    load = {"request": request, "expect": expect, "floors": floors}
    rounds = max(1, min(bench.options.rounds // 5, int(2 / seconds)))
    rows = oneshot.measure_load(bench, f"growth-{size}", load, rounds)
    for row in rows:
        row["size"] = size
    return rows


def _file(bench, size):
    path = bench.place.sparse("grown.bin", size)
    bench.place.read("grown.bin")
    try:
        return _run(bench, size, ("GET /grown.bin",), ["-z", str(size)],
                    {"floor": "floor_file sendfile {root}/grown.bin"},
                    0.01 + size / GIB)
    finally:
        path.unlink()


def _directory(bench, size):
    path = bench.place.directory("grown", size)
    try:
        return _run(bench, size, ("GET /grown/",),
                    ["-t", "file-", "-k", str(size)], {},
                    0.01 + size / 100000)
    finally:
        shutil.rmtree(path)


def _fields(count):
    return [f"X-Field-{number}: value of field {number}"
            for number in range(count)]


def _request_fields(bench, size):
    return _run(bench, size, ("GET /1k.txt", *_fields(size)),
                ["-f", "{root}/1k.txt"],
                {"floor": "floor_file read {root}/1k.txt"}, 0.01)


def _variables(bench, size):
    return _run(bench, size, ("GET /cgi-bin/plain", *_fields(size)),
                ["-t", "x", "-k", "1024"],
                {"floor": "floor_script relay {root}/cgi-bin/plain"}, 0.01)


def _output(bench, size):
    return _run(bench, size, (f"GET /cgi-bin/zeros?{size}",),
                ["-z", str(size)], {}, 0.01 + 2 * size / GIB)


def _connections(bench, size):
    """Measures the CPU time of accepting and dropping all the connections, and
    the time of a request beside them."""
    rows = []
    for name in bench.products:
        with listening.many_descriptors(size + 1000) as enough:
            if not enough:
                return []
            rows.append(_hold(bench, name, size))
    return rows


def _hold(bench, name, size):
    server = listening.start_product(
        bench, name, f"--max-connections={size + 50} --header-time=600")
    if not server:
        return {"handler": name, "size": size, "wrong": 1,
                "fault": "does not listen"}
    try:
        settle(server)
        cpu, memory = server.cpu(), server.memory()
        half_open = HalfOpen(server.port, size)
        settle(server)
        held = server.memory() - memory
        cpu = server.cpu() - cpu
        beside = listening.load(bench, server, "1k", "-c", "1",
                                "-n", "50", "-d", "10")
        whole = half_open.all_are_open()
        settle(server)
        cpu -= server.cpu()
        half_open.close()
        settle(server)
        return {
            "handler": name, "size": size, "cpu": cpu + server.cpu(),
            "wall": beside.get("p50"), "wall_p99": beside.get("p99"),
            "resident_kib": held, "wrong": beside["wrong"] + (not whole),
            "fault": beside["fault"] or "not all were held" * (not whole),
        }
    finally:
        server.stop()


_STEPS = {
    "growth-file": _file,
    "growth-directory": _directory,
    "growth-fields": _request_fields,
    "growth-variables": _variables,
    "growth-output": _output,
    "growth-connections": _connections,
}
