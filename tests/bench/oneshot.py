# SPDX-License-Identifier: ISC
"""Measures handlers that are started for one connection, as by inetd."""

import os
import subprocess
from collections import defaultdict

from figures import median, quantile, ratio
from place import LISTED, MODIFIED_FIELD, UID

LONGEST = 600  # seconds for one work load

# The work loads. Floors are shown in this order; ratios are taken against the
# first one.
#   request   the request line, and what follows it
#   expect    options of the driver
#   floors    name: command; of the floor_* programs
#   options   of cgihttpd
WORKLOADS = {
    "1k": {
        "title": "file of 1 KiB",
        "request": ("GET /1k.txt",),
        "expect": ["-f", "{root}/1k.txt"],
        "floors": {
            "floor": "floor_file sendfile {root}/1k.txt",
            "floor-read": "floor_file read {root}/1k.txt",
            "floor-shutdown": "floor_file shutdown {root}/1k.txt",
            "floor-glibc": "floor_glibc shutdown {root}/1k.txt",
        },
    },
    "1m": {
        "title": "file of 1 MiB",
        "request": ("GET /1m.bin",),
        "expect": ["-f", "{root}/1m.bin"],
        "floors": {"floor": "floor_file sendfile {root}/1m.bin"},
    },
    "304": {
        "title": "304 Not Modified",
        "request": ("GET /1k.txt", MODIFIED_FIELD),
        "expect": ["-s", "304"],
        "floors": {"floor": "floor_file 304 {root}/1k.txt"},
    },
    "404": {
        "title": "404 Not Found",
        "request": ("GET /no/such/file.txt",),
        "expect": ["-s", "404"],
        "floors": {"floor": "floor_file 404 {root}/no/such/file.txt"},
    },
    "listing": {
        "title": "listing of 1,000",
        "request": ("GET /listed/",),
        "expect": ["-t", "file-", "-k", str(LISTED)],
        "floors": {
            "floor": "floor_listing names {root}/listed",
            "floor-stat": "floor_listing stat {root}/listed",
        },
    },
    "nph": {
        "title": "nph- script, in place",
        "request": ("GET /cgi-bin/nph-plain",),
        "expect": ["-t", "x", "-k", "1024"],
        "floors": {"floor": "floor_script nph {root}/cgi-bin/nph-plain"},
    },
    "follows": {
        "title": "script, --script-output=follows",
        "request": ("GET /cgi-bin/plain",),
        "expect": ["-t", "x", "-k", "1024"],
        "options": ["--script-output=follows"],
        "floors": {
            "floor": "floor_script follows {root}/cgi-bin/plain",
            "floor-more": "floor_script more {root}/cgi-bin/plain",
        },
    },
    "parsed": {
        "title": "script in C, parsed",
        "request": ("GET /cgi-bin/plain",),
        "expect": ["-t", "x", "-k", "1024"],
        "floors": {
            "floor": "floor_script follows {root}/cgi-bin/plain",
            "floor-relay": "floor_script relay {root}/cgi-bin/plain",
            "floor-wait": "floor_script wait {root}/cgi-bin/plain",
        },
    },
    "sh": {
        "title": "script in sh, parsed",
        "request": ("GET /cgi-bin/sh",),
        "expect": ["-t", "The method was GET", "-k", "1"],
        "floors": {
            "floor": "floor_script follows {root}/cgi-bin/sh",
            "floor-relay": "floor_script relay {root}/cgi-bin/sh",
        },
    },
    "post": {
        "title": "POST of 64 KiB, parsed",
        "request": ("POST /cgi-bin/count",
                    "Content-Type: application/octet-stream"),
        "content": 65536,
        "expect": ["-t", "65536", "-k", "1"],
        "floors": {
            "floor": "floor_script follows {root}/cgi-bin/count",
            "floor-relay": "floor_script relay {root}/cgi-bin/count",
        },
    },
}

# Peers that can be started for one connection, and what they can answer. A slow
# one takes part in every N-th round.
PEERS = {
    "busybox": ("{busybox} httpd -i -h {root}",
                ("1k", "1m", "404", "parsed", "sh", "post"), 1),
    "busybox-static": ("{busybox-static} httpd -i -h {root}",
                       ("1k", "1m", "404", "parsed", "sh", "post"), 1),
    "micro-httpd": ("{micro-httpd} {root}", ("1k", "1m", "404", "listing"),
                    1),
    "python": ("{python} -I {python-oneshot} {root}",
               ("1k", "1m", "304", "404", "listing", "parsed", "sh", "post"), 50),
}


def measure(bench, workload, rounds):
    """Runs one work load on all handlers that can do it: a row for each."""
    return measure_load(bench, workload, WORKLOADS[workload], rounds)


def measure_load(bench, workload, load, rounds):
    """The same with a work load that may be defined elsewhere."""
    request = bench.place.request(
        workload, *load["request"], content=bytes(load.get("content", 0)))
    handlers = _handlers(bench, workload, load)
    command = [bench.place.bin / "oneshot", "-r", request, "-n", str(rounds),
               "-w", str(min(rounds - 1, 5)), *bench.fill(load["expect"])]
    if os.geteuid() == 0:
        command += ["-u", str(UID)]
    for name, (every, words) in handlers.items():
        if name != next(iter(handlers)):
            command.append("--")
        command += [f"{name}@{every}", *words]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                              check=False, timeout=LONGEST)
        if done.returncode in (0, 1):
            return _rows(workload, handlers, done.stdout)
        fault = f"the driver failed ({done.returncode})"
    except subprocess.TimeoutExpired:
        fault = f"more than {LONGEST} seconds"
    return [{"workload": workload, "handler": name, "wrong": rounds,
             "fault": fault} for name in handlers]


def _handlers(bench, workload, load):
    """name -> (every N-th round, words of the command)"""
    handlers = {}
    for name, command in load["floors"].items():
        words = bench.fill(("{bin}/" + command).split())
        handlers[name] = (1, words)
    for name, executable in bench.products.items():
        words = [executable, *load.get("options", []), bench.place.root]
        handlers[name] = (1, words)
    for name, (command, able, every) in PEERS.items():
        if name in bench.peers and workload in able:
            handlers[name] = (every, bench.fill(command.split()))
    return handlers


def _rows(workload, handlers, printed):
    samples = defaultdict(list)
    memories = defaultdict(list)
    wrong = {}
    for line in printed.splitlines():
        kind, name, *values = line.split("\t")
        if kind == "wrong":
            wrong[name] = (int(values[0]), values[1])
        else:
            (samples if kind == "sample" else memories)[name].append(
                [float(value) for value in values])
    rows = [_row(workload, name, samples[name], memories[name],
                 wrong.get(name)) for name in handlers]
    for row in rows:
        row["wall_ratio"] = ratio(row["wall"], rows[0]["wall"])
        row["cpu_ratio"] = ratio(row["cpu"], rows[0]["cpu"])
    return rows


def _row(workload, name, samples, memories, wrong):
    walls, cpus, faults = (list(column) for column in zip(*samples)) \
        if samples else ([], [], [])
    processes, resident, private = memories[-1] if memories else (None,) * 3
    return {
        "workload": workload, "handler": name, "rounds": len(walls),
        "wall": median(walls), "wall_p10": quantile(walls, 0.1),
        "wall_p99": quantile(walls, 0.99), "cpu": median(cpus),
        "cpu_p10": quantile(cpus, 0.1), "cpu_p99": quantile(cpus, 0.99),
        "faults": median(faults), "processes": processes,
        "resident_kib": resident, "private_kib": private,
        "wrong": wrong[0] if wrong else 0, "fault": wrong[1] if wrong else "",
    }
