# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC1091,SC2034
# podman with units/Containerfile.scripts as users build it: on a bare Debian,
# made here instead of fetched from a registry, on which it has to install what
# scripts need.
host_programs='podman crun conmon netavark debootstrap'
host_network=yes
host_url=none # it answers on pipes

. "${BASH_SOURCE[0]%/*}/containers.bash"

host_start() {
	local base=/var/memory/base
	configure_podman
	make_context
	debootstrap --variant=minbase bookworm "$base" >/run/host.log 2>&1 ||
		skip "no Debian can be fetched: $(tail -n 1 /run/host.log)"
	tar -C "$base" -c . | podman import -q - localhost/debian
	podman build -q --network=host --build-arg BASE=localhost/debian \
		-f "$CONTEXT/Containerfile.scripts" -t cgihttpd-scripts "$CONTEXT"
}
