# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# openbsd-inetd with the lines as shipped. Descriptor 2 is the client too, so
# the server's log goes to syslog.
host_packages='openbsd-inetd libwrap0 libbsd0 libmd0'
host_programs=socat
host_url=http://127.0.0.1
host_parent=inetd
host_url6='http://[::1]'

host_start() {
	collect_syslog
	in_background inetd -i "$EXAMPLES/inetd.conf"
	wait_for_port 80
}
