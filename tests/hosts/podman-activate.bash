# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC1091,SC2034
# podman with a listening socket passed in: a container without any network.
host_programs='podman crun conmon netavark systemd-socket-activate'
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_user=nobody
host_parent=cgihttpd

. "${BASH_SOURCE[0]%/*}/containers.bash"

host_start() {
	configure_podman
	build_scripts_image
	in_background systemd-socket-activate -l 80 -E PATH -E HOME \
		podman run --rm --network none "${USR[@]}" -v /srv:/srv \
		--read-only --tmpfs /tmp --cap-drop=all \
		cgihttpd-scripts /srv/www
	wait_for_port 80
}
