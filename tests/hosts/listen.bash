# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# No super-server: the server itself listens, on IPv4 and IPv6.
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_user=nobody # started by root
host_parent=cgihttpd

host_start() {
	in_background "$CGIHTTPD" '--listen=*:80' "$ROOT_SERVED"
	wait_for_port 80
}
