# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# tcpserver of ucspi-tcp with IPv6: TCPREMOTEIP and similar variables.
host_packages=ucspi-tcp-ipv6
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_parent=tcpserver

host_start() {
	in_background tcpserver -D -H -R -l 0 -c 64 \
		-u "$(id -u cgihttpd)" -g "$(id -g cgihttpd)" \
		0 80 "$CGIHTTPD_STATIC" "$ROOT_SERVED"
	wait_for_port 80
}
