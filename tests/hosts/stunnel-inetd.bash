# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# stunnel started by an inetd, one for each connection: HTTPS.
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/stunnel.bash"
host_programs+=' socat'
host_packages+=' ucspi-tcp-ipv6'

host_start() {
	collect_syslog
	make_certificate "$EXAMPLES/stunnel.conf"
	# Without service sections it serves descriptors 0 and 1.
	{
		echo 'foreground = quiet'
		# It gives the server no standard error.
		grep -vE '^(set.id|accept|\[)' "$EXAMPLES/stunnel.conf" |
			sed '/^execArgs/s:cgihttpd-static:& --log=syslog:'
	} >/run/stunnel.conf
	in_background tcpserver -D -H -R -l 0 -c 64 \
		-u "$(id -u cgihttpd)" -g "$(id -g cgihttpd)" \
		0 443 stunnel4 /run/stunnel.conf
	wait_for_port 443
}
