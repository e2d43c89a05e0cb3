# SPDX-License-Identifier: ISC
"""Starts servers that listen, measures what they use, and ends them."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from place import UID


class Server:
    """A server and all processes that it starts, in a control group of its own
    where that is possible; otherwise they are found by their parents."""

    def __init__(self, name, command, port, directory, log, as_root=False):
        self.name = name
        self.port = port
        self.group = _make_group(f"cgihttpd-bench.{os.getpid()}.{port}")
        if os.geteuid() == 0 and not as_root:
            command = ["setpriv", f"--reuid={UID}", f"--regid={UID}",
                       "--clear-groups", *command]
        with open(log, "wb") as file:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                cwd=directory, preexec_fn=self._enter_group,
                start_new_session=True,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})

    def _enter_group(self):
        if self.group:
            (self.group / "cgroup.procs").write_text(str(os.getpid()))

    def wait_until_it_listens(self):
        """Waits until the server accepts connections; False if it does not."""
        until = time.monotonic() + 15
        while time.monotonic() < until and self.process.poll() is None:
            try:
                connect(self.port).close()
                return True
            except OSError:
                time.sleep(0.02)
        return False

    def processes(self):
        if self.group:
            words = (self.group / "cgroup.procs").read_text().split()
            return [int(word) for word in words]
        found = [self.process.pid]
        for pid in found:
            try:
                children = pathlib.Path(
                    f"/proc/{pid}/task/{pid}/children").read_text()
                found += [int(word) for word in children.split()]
            except OSError:
                pass
        return found

    def cpu(self):
        """CPU time of all processes in microseconds, including ended ones."""
        if self.group:
            for line in (self.group / "cpu.stat").read_text().splitlines():
                key, value = line.split()
                if key == "usage_usec":
                    return int(value)
        ticks = 0
        for pid in self.processes():
            try:
                stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
                fields = stat.rpartition(")")[2].split()
                ticks += sum(int(field) for field in fields[11:15])
            except OSError:
                pass
        return ticks * 1e6 / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Memory in KiB; shared pages count proportionally (PSS)."""
        total = 0
        for pid in self.processes():
            try:
                lines = pathlib.Path(
                    f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines
                             if line.startswith("Pss:"))
            except OSError:
                pass
        return total

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.processes():
                try:
                    os.kill(pid, number)
                except OSError:
                    pass
            try:
                self.process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                pass
        if self.group:
            _remove_group(self.group)


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def free_port():
    """Returns a port that is free: earlier servers that got it have ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _make_group(name):
    for top in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified"):
        group = pathlib.Path(top) / name
        if not (group.parent / "cgroup.procs").exists():
            continue
        try:
            group.mkdir()
        except OSError:
            continue
        if (group / "cpu.stat").exists():
            return group
        group.rmdir()
    return None


def _remove_group(group):
    for _ in range(100):
        try:
            group.rmdir()
            return
        except OSError:
            time.sleep(0.05)


class HalfOpen:
    """Connections that have sent half of a request's header."""

    SAID = b"GET /1k.txt HTTP/1.1\r\nHost: loc"

    def __init__(self, port, count):
        self.connections = []
        for _ in range(count):
            connection = connect(port)
            connection.sendall(self.SAID)
            self.connections.append(connection)

    def all_are_open(self):
        """Returns whether the server has ended none of them."""
        for connection in self.connections:
            connection.setblocking(False)
            try:
                if connection.recv(1, socket.MSG_PEEK) == b"":
                    return False
            except BlockingIOError:
                continue
            except OSError:
                return False
            return False
        return True

    def close(self):
        for connection in self.connections:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                  b"\1\0\0\0\0\0\0\0")
            connection.close()


def settle(server):
    """Waits until the server has been idle for half a second: on a busy machine
    a shorter time tells nothing."""
    before, idle = server.cpu(), 0
    for _ in range(300):
        time.sleep(0.1)
        now = server.cpu()
        idle = idle + 1 if now - before < 500 else 0
        before = now
        if idle == 5:
            return


def work_directory(place, name):
    """Makes a directory of its own that the server may write to."""
    path = place.work / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    path.chmod(0o1777)
    return path
