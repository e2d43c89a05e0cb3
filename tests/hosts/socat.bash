# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# socat as a super-server, with "nofork": the connection itself is descriptors
# 0 and 1. Without it socat stays in between, and ends the connection when the
# process that it started has ended, which has become the script.
host_programs=socat
host_url=http://127.0.0.1
host_user=nobody # started by root
host_parent=socat

host_start() {
	in_background socat TCP-LISTEN:80,reuseaddr,fork,backlog=100 \
		"EXEC:$CGIHTTPD_STATIC $ROOT_SERVED,nofork"
	wait_for_port 80
}
