# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# inetutils-inetd with the lines as they are shipped. The client is
# descriptor 2 as well, so the server's log goes to syslog.
host_packages='inetutils-inetd libwrap0'
host_programs=socat
host_url=http://127.0.0.1
host_parent=inetutils-inetd
host_url6='http://[::1]'

host_start() {
	collect_syslog
	# Its socket for IPv6 is for IPv4 too, and there can be no other.
	grep -w tcp6 "$EXAMPLES/inetd.conf" >/etc/inetd.conf
	in_background inetutils-inetd -d /etc/inetd.conf
	wait_for_port 80
}
