# SPDX-License-Identifier: ISC
"""Measures servers that listen by themselves, and super-servers."""

import contextlib
import os
import re
import resource
import subprocess
import time

from figures import median, ratio
from servers import (HalfOpen, Server, free_port, settle, work_directory)

FLOORS = {
    "floor": "{bin}/floor_listen {port}",
    "floor-careful": "{bin}/floor_careful {port}",
}
# {name-conf} stands for peers/name.conf, filled in.
PEERS = {
    "busybox": "{busybox} httpd -f -p 127.0.0.1:{port} -h {root}",
    "mini-httpd": "{mini-httpd} -D -p {port} -h 127.0.0.1 -d {root} "
                  "-c cgi-bin/* -l {work}/log -i {work}/pid",
    "webfs": "{webfs} -F -4 -p {port} -i 127.0.0.1 -r {root} -x /cgi-bin "
             "-c 300",
    "lighttpd": "{lighttpd} -D -m {peers}/lighttpd/usr/lib/lighttpd "
                "-f {lighttpd-conf}",
    "nginx": "{here}/nginx-fcgiwrap {nginx} {nginx-conf} {fcgiwrap} "
             "{work}/cgi.sock",
    "apache2": "{apache2} -DFOREGROUND -f {apache2-conf}",
    "python": "{python} -I -m http.server --cgi --bind 127.0.0.1 "
              "--directory {root} {port}",
}
PRODUCT = "{executable} --listen=127.0.0.1:{port} {options} {root}"

# Super-servers: they start {handler} for each connection.
SUPER_SERVERS = {
    "tcpserver": "{tcpserver} -D -H -R -l 0 -c 200 127.0.0.1 {port} {handler}",
    "tcpsvd": "{tcpsvd} -l 0 -c 200 127.0.0.1 {port} {handler}",
    "xinetd": "{xinetd} -dontfork -f {xinetd-conf} -pidfile {work}/pid",
    "systemd-socket-activate":
        "{systemd-socket-activate} --accept --inetd -l 127.0.0.1:{port} "
        "{handler}",
}
HANDLERS = {
    "floor": "{bin}/floor_file read {root}/1k.txt",
    "cgihttpd-static": "{cgihttpd-static} {root}",
    "cgihttpd": "{cgihttpd} {root}",
    "busybox": "{busybox} httpd -i -h {root}",
}
NEEDS_ROOT = ("xinetd",)

REQUESTS = {  # request line, what to expect
    "1k": ("GET /1k.txt", ["-f", "{root}/1k.txt"]),
    "script": ("GET /cgi-bin/plain", ["-t", "x", "-k", "1024"]),
    "1g": ("GET /1g.bin", ["-z", str(1 << 30)]),
}
WORKLOADS = {
    "listen": "--listen: 1 KiB and a script, 16 and 1 at a time",
    "listen-1g": "--listen: 1 GiB",
    "half-open": "memory of 200 half-open connections",
    "crowd": "a crowd of half-open connections, and a request beside them",
    "super-servers": "1 KiB behind super-servers, 4 at a time",
}
HALF_OPEN = 200


def start(bench, name, command, **words):
    """Starts a server that listens; None, with a message, when it fails."""
    port = free_port()
    work = work_directory(bench.place, f"{name}-{port}")
    words = {**bench.words, "port": port, "work": work, **words}
    needed = re.findall(r"\{([^}]*)\}", command)
    for word in needed:
        if word.endswith("-conf"):
            words[word] = bench.configuration(
                word.replace("-conf", ".conf"), port, work, words)
        elif word not in words:
            return None
    filled = [part for word in command.split()
              for part in word.format_map(words).split()]
    server = Server(name, filled, port, bench.place.root, work / "log.out",
                    as_root=words.get("as_root", False))
    if server.wait_until_it_listens():
        return server
    server.stop()
    print(f"bench: {name} does not listen: "
          + (work / "log.out").read_text(errors="replace").strip()[-300:],
          flush=True)
    return None


def start_product(bench, name, options=""):
    return start(bench, name, PRODUCT, options=options,
                 executable=bench.products[name])


def start_all(bench, floors=("floor",)):
    servers = [start(bench, name, FLOORS[name]) for name in floors]
    servers += [start_product(bench, name) for name in bench.products]
    servers += [start(bench, name, command)
                for name, command in PEERS.items() if name in bench.peers]
    return [server for server in servers if server]


def load(bench, server, workload, *options):
    """One run of the load: its figures, and the server's CPU time for it."""
    line, expected = REQUESTS[workload]
    request = bench.place.request(workload, line)
    before = server.cpu()
    done = subprocess.run(
        ["timeout", "60", bench.place.bin / "load", "-p", str(server.port),
         "-r", request, *bench.fill(expected), *options],
        stdout=subprocess.PIPE, text=True, check=False)
    cpu = server.cpu() - before
    values = done.stdout.rstrip("\n").split("\t")
    if len(values) != 9:
        return {"wrong": 1, "fault": "the load could not be made"}
    count, seconds, wrong, p10, p50, p95, p99, longest = map(float, values[:8])
    return {
        "per_second": count / seconds if count else None,
        "cpu": cpu / count if count else None, "p10": p10, "p50": p50,
        "p95": p95, "p99": p99, "longest": longest, "answers": int(count),
        "wrong": int(wrong), "fault": values[8],
    }


def summary(runs, **more):
    """Makes one row of several runs: medians, and sums of counts."""
    row = dict(more)
    for key in ("per_second", "cpu", "p10", "p50", "p95", "p99", "longest"):
        row[key] = median([run[key] for run in runs if run.get(key)])
    row["answers"] = sum(run.get("answers", 0) for run in runs)
    row["wrong"] = sum(run["wrong"] for run in runs)
    row["fault"] = next((run["fault"] for run in runs if run["wrong"]), "")
    return row


def add_ratios(rows):
    """Adds ratios to the first row of each kind."""
    for row in rows:
        floor = next(other for other in rows
                     if other["workload"] == row["workload"])
        for key in ("per_second", "cpu", "p50"):
            row[key + "_ratio"] = ratio(row[key], floor[key])
    return rows


def measure_listen(bench, rounds, seconds):
    kinds = [(workload, connections) for workload in ("1k", "script")
             for connections in (16, 1)]
    servers = start_all(bench, FLOORS)
    runs = {}
    try:
        for _ in range(rounds):
            for server in servers:
                for workload, connections in kinds:
                    run = load(bench, server, workload, "-c",
                               str(connections), "-d", str(seconds))
                    runs.setdefault((workload, connections, server.name),
                                    []).append(run)
    finally:
        for server in servers:
            server.stop()
    return add_ratios([
        summary(runs[workload, connections, server.name],
                workload=f"{workload} x{connections}", server=server.name)
        for workload, connections in kinds for server in servers])


def measure_listen_1g(bench, rounds):
    bench.place.read("1g.bin")
    servers = start_all(bench)
    runs = {server.name: [] for server in servers}
    try:
        for _ in range(rounds):
            for server in servers:
                runs[server.name].append(
                    load(bench, server, "1g", "-c", "1", "-n", "1"))
    finally:
        for server in servers:
            server.stop()
    return add_ratios([summary(runs[server.name], workload="1g",
                               server=server.name) for server in servers])


def measure_half_open(bench):
    rows = []
    for server in start_all(bench):
        try:
            # A warm-up, for what is touched only once.
            load(bench, server, "1k", "-n", "20", "-c", "1")
            settle(server)
            idle = server.memory()
            half_open = HalfOpen(server.port, HALF_OPEN)
            settle(server)
            held = server.memory() - idle
            wrong = not half_open.all_are_open()
            rows.append({
                "workload": "half-open", "server": server.name,
                "idle_kib": idle, "connections": HALF_OPEN,
                "processes": len(server.processes()),
                "each_kib": held / HALF_OPEN,
                "wrong": int(wrong), "fault": "not all were held" * wrong,
            })
            half_open.close()
        finally:
            server.stop()
    return rows


def available_kib():
    with open("/proc/meminfo", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines
                    if line.startswith("MemAvailable:"))


def crowd(bench, name, count):
    """Makes a row: so many half-open connections, and a request beside them."""
    server = start_product(
        bench, name, f"--max-connections={count + 50} --header-time=600")
    if not server:
        return {"workload": "crowd", "server": name, "wrong": 1,
                "fault": "does not listen"}
    half_open = None
    try:
        alone = load(bench, server, "1k", "-c", "1", "-d", "0.5")
        settle(server)
        memory, available, cpu = server.memory(), available_kib(), server.cpu()
        begin = time.monotonic()
        half_open = HalfOpen(server.port, count)
        settle(server)
        row = {
            "workload": "crowd", "server": name, "connections": count,
            "seconds": time.monotonic() - begin,
            "cpu": (server.cpu() - cpu) / count,
            "memory_kib": server.memory() - memory,
            "machine_kib": available - available_kib(),
            "processes": len(server.processes()),
            "alone_p50": alone["p50"],
        }
        beside = load(bench, server, "1k", "-c", "1", "-d", "1")
        row.update({key: beside.get(key) for key in
                    ("p50", "p95", "p99", "wrong", "fault")})
        if not half_open.all_are_open():
            row.update(wrong=1, fault="not all were held")
        return row
    finally:
        if half_open:
            half_open.close()
        server.stop()


def measure_crowd(bench, count):
    with many_descriptors(count + 1000) as enough:
        if not enough:
            print(f"bench: no {count} descriptors for one process: left away")
            return []
        return [crowd(bench, name, count) for name in bench.products]


@contextlib.contextmanager
def many_descriptors(count):
    """Raises the limit for us and the servers that we start; False if it cannot
    be raised that far."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(hard, count) if os.geteuid() == 0 else hard
    if most < count:
        yield False
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), most))
    try:
        yield True
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))


def measure_super_servers(bench, rounds, seconds):
    rows = []
    for host, command in SUPER_SERVERS.items():
        if host not in bench.peers or (host in NEEDS_ROOT
                                       and os.geteuid() != 0):
            continue
        runs = {}
        servers = []
        for handler, words in HANDLERS.items():
            try:
                filled = words.format_map(bench.words)
            except KeyError:
                continue
            program, _, arguments = filled.partition(" ")
            server = start(bench, host, command, handler=filled,
                           program=program, arguments=arguments,
                           as_root=host in NEEDS_ROOT)
            if server:
                server.name = handler
                servers.append(server)
                runs[handler] = []
        try:
            for _ in range(rounds):
                for server in servers:
                    runs[server.name].append(load(
                        bench, server, "1k", "-c", "4", "-d", str(seconds)))
        finally:
            for server in servers:
                server.stop()
        rows += [summary(runs[server.name], workload=host, server=server.name)
                 for server in servers]
    return add_ratios(rows)
