# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC1091,SC2034
# podman: a container with interpreters, at a published port.
host_programs='podman crun conmon netavark'
host_url=http://127.0.0.1:8080
host_user=nobody
host_parent=cgihttpd
host_sees_client=no # the port is published by a bridge with one address

. "${BASH_SOURCE[0]%/*}/containers.bash"

host_start() {
	configure_podman
	build_scripts_image
	podman run -d --name cgihttpd -p 8080:8080 "${USR[@]}" -v /srv:/srv \
		--read-only --tmpfs /tmp --cap-drop=all cgihttpd-scripts
	wait_for_container cgihttpd podman
}

host_log() {
	podman logs cgihttpd 2>&1
}
