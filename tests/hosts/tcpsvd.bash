# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# tcpsvd of ipsvd: TCPREMOTEIP and similar variables.
host_packages=ipsvd
host_url=http://127.0.0.1
host_parent=tcpsvd

host_start() {
	in_background tcpsvd -l 0 -c 64 -u cgihttpd 0 80 \
		"$CGIHTTPD_STATIC" "$ROOT_SERVED"
	wait_for_port 80
}
