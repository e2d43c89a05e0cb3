# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# xinetd with the entry as shipped. Descriptor 2 is the client too, so the
# server's log goes to syslog.
host_packages='xinetd libwrap0'
host_programs=socat
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_parent=xinetd

host_start() {
	collect_syslog
	cp "$EXAMPLES/cgihttpd.xinetd" /etc/xinetd.d/cgihttpd
	in_background xinetd -dontfork
	wait_for_port 80
}
