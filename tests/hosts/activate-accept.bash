# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# systemd-socket-activate --accept: LISTEN_FDS; descriptor 3 is the connection.
host_programs=systemd-socket-activate
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_user=nobody # started by root
host_parent=systemd-socket-
activate_options=()

host_start() {
	in_background systemd-socket-activate --accept \
		"${activate_options[@]}" -l 80 \
		"$CGIHTTPD_STATIC" "$ROOT_SERVED"
	wait_for_port 80
}
