# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# socat as a super-server, with "nofork": descriptors 0 and 1 are the connection
# itself. Without it (socat-exec.bash) socat stays in between.
host_programs=socat
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_user=nobody # started by root
host_parent=socat
socat_options=,nofork

host_start() {
	local listen
	for listen in TCP4-LISTEN:80 TCP6-LISTEN:80,ipv6only; do
		in_background socat "$listen,reuseaddr,fork,backlog=100" \
			"EXEC:$CGIHTTPD_STATIC $ROOT_SERVED$socat_options"
	done
	both_listen() {
		(($(ss -Hltn 'sport = :80' | wc -l) == 2))
	}
	wait_until both_listen
}
