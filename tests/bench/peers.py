# SPDX-License-Identifier: ISC
"""The peers: other servers that Debian packages. They are unpacked, not
installed, so that none starts a service and none conflicts with another."""

import os
import pathlib
import subprocess

PACKAGES = """apache2-bin busybox busybox-static fcgiwrap ipsvd lighttpd
    micro-httpd mini-httpd nginx ucspi-tcp webfs xinetd""".split()

# The name of each unpacked executable here, and its package.
EXECUTABLES = {
    "apache2": "apache2-bin/usr/sbin/apache2",
    "busybox": "busybox/bin/busybox",
    "busybox-static": "busybox-static/bin/busybox",
    "fcgiwrap": "fcgiwrap/usr/sbin/fcgiwrap",
    "lighttpd": "lighttpd/usr/sbin/lighttpd",
    "micro-httpd": "micro-httpd/usr/sbin/micro-httpd",
    "mini-httpd": "mini-httpd/usr/sbin/mini_httpd",
    "nginx": "nginx/usr/sbin/nginx",
    "tcpserver": "ucspi-tcp/usr/bin/tcpserver",
    "tcpsvd": "ipsvd/usr/bin/tcpsvd",
    "webfs": "webfs/usr/bin/webfsd",
    "xinetd": "xinetd/usr/sbin/xinetd",
}
INSTALLED = {
    "python": "/usr/bin/python3",
    "systemd-socket-activate": "/usr/bin/systemd-socket-activate",
}


def fetch(directory):
    """Fetches the packages that are not there yet. Peers whose package cannot
    be fetched are left out."""
    directory.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        if list(directory.glob(f"{package}_*.deb")):
            continue
        fetched = subprocess.run(
            ["apt-get", "-q", "download", package], cwd=directory,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if fetched.returncode:
            print(f"bench: no package {package}: left away", flush=True)


def unpack(archives, directory):
    """Returns the executables that can run: name -> path."""
    for archive in archives.glob("*.deb"):
        package = archive.name.split("_")[0]
        subprocess.run(["dpkg-deb", "-x", archive, directory / package],
                       check=True)
    found = {name: pathlib.Path(path) for name, path in INSTALLED.items()
             if os.access(path, os.X_OK)}
    for name, path in EXECUTABLES.items():
        path = directory / path
        if path.is_file() and _libraries_are_there(path):
            found[name] = path
    return found


def _libraries_are_there(path):
    listed = subprocess.run(["ldd", path], capture_output=True, text=True,
                            check=False)
    missing = [line.split()[0] for line in listed.stdout.splitlines()
               if "not found" in line]
    for library in missing:
        print(f"bench: {path.name}: no {library}: left away", flush=True)
    return not missing


def versions(archives):
    """Returns the versions of the packages: name -> version."""
    parts = [archive.name.split("_") for archive in archives.glob("*.deb")]
    return {package: version.replace("%3a", ":")
            for package, version, _ in sorted(parts)}
