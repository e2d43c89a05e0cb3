# SPDX-License-Identifier: ISC
"""The place where everything that is measured lies: a copy of all executables
and a document root, in one directory that every user can reach."""

import os
import pathlib
import shutil
import tempfile

UID = 65534  # the user of handlers when root measures
MODIFIED = 1714885505
MODIFIED_FIELD = "If-Modified-Since: Sun, 05 May 2024 05:05:05 GMT"
LISTED = 1000

SHELL_SCRIPT = """#!/bin/sh
echo Content-Type: text/plain
echo
echo "The method was $REQUEST_METHOD"
"""


class Place:
    """Its directories: bin (executables), peers (unpacked packages), root (the
    document root), requests, work."""

    def __init__(self, build):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="cgihttpd-bench."))
        self.top.chmod(0o755)
        self.bin = self.top / "bin"
        self.peers = self.top / "peers"
        self.root = self.top / "root"
        self.requests = self.top / "requests"
        self.work = self.top / "work"
        for directory in (self.bin, self.peers, self.root, self.requests,
                          self.work):
            directory.mkdir()
        self.work.chmod(0o1777)
        self._copy_executables(pathlib.Path(build))
        self._fill_root()

    def remove(self):
        shutil.rmtree(self.top, ignore_errors=True)

    def add_executable(self, path, name=None):
        to = self.bin / (name or pathlib.Path(path).name)
        shutil.copyfile(path, to)
        to.chmod(0o755)
        return to

    def _copy_executables(self, build):
        for directory in (build / "src", build / "tests/bench"):
            for path in directory.iterdir():
                if path.is_file() and os.access(path, os.X_OK):
                    self.add_executable(path)

    def _fill_root(self):
        scripts = self.root / "cgi-bin"
        scripts.mkdir()
        for name, source in (("plain", "script_plain"),
                             ("nph-plain", "script_plain"),
                             ("count", "script_count"),
                             ("zeros", "script_zeros")):
            shutil.copyfile(self.bin / source, scripts / name)
            (scripts / name).chmod(0o755)
        (scripts / "sh").write_text(SHELL_SCRIPT)
        (scripts / "sh").chmod(0o755)
        self.file("1k.txt", ("0123456789abcde\n" * 64).encode())
        self.file("1m.bin", os.urandom(1 << 20))
        self.sparse("1g.bin", 1 << 30)
        self.directory("listed", LISTED)

    def file(self, name, content):
        path = self.root / name
        path.write_bytes(content)
        os.utime(path, (MODIFIED, MODIFIED))
        return path

    def sparse(self, name, size):
        path = self.root / name
        with open(path, "wb") as file:
            file.truncate(size)
        os.utime(path, (MODIFIED, MODIFIED))
        return path

    def read(self, name):
        """Reads the file, so that it is in memory when it is measured."""
        piece = bytearray(1 << 20)
        with open(self.root / name, "rb", buffering=0) as file:
            while file.readinto(piece):
                pass

    def directory(self, name, entries):
        """Makes so many small files, file-1.txt and so on."""
        path = self.root / name
        path.mkdir()
        for number in range(1, entries + 1):
            with open(path / f"file-{number}.txt", "wb"):
                pass
        return path

    def request(self, name, line, *fields, content=b""):
        """Writes a request to a file; returns its path."""
        header = [line + " HTTP/1.1", "Host: localhost",
                  "User-Agent: bench", "Accept: */*", *fields]
        if content:
            header.append(f"Content-Length: {len(content)}")
        header.append("Connection: close")
        path = self.requests / name
        path.write_bytes("\r\n".join(header).encode() + b"\r\n\r\n" + content)
        return path
