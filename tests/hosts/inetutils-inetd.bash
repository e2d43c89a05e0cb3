# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# inetutils-inetd with the lines as shipped. Descriptor 2 is the client too, so
# the server's log goes to syslog.
host_packages='inetutils-inetd libwrap0'
host_programs=socat
host_url=http://127.0.0.1
host_parent=inetutils-inetd
host_url6='http://[::1]'

host_start() {
	collect_syslog
	# Its IPv6 socket also takes IPv4, so that an IPv4 socket cannot be
	# bound.
	grep -w tcp6 "$EXAMPLES/inetd.conf" >/etc/inetd.conf
	in_background inetutils-inetd -d /etc/inetd.conf
	wait_for_port 80
}
