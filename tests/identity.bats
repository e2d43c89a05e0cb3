# SPDX-License-Identifier: ISC
#
# The user that runs scripts and opens files (credentials(7), capabilities(7)):
# --user, --new-privileges.

load helpers/http

setup() {
	http_setup
	((EUID == 0)) || skip 'only root can become somebody else'
	script status <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat /proc/self/status
	END
	script nph-status <<-'END'
		printf 'HTTP/1.1 200 OK\r\n\r\n'
		cat /proc/self/status
	END
	SERVER=$(public_server)
}

as_nobody='--reuid=65534 --regid=65534 --clear-groups'

# runs_as UID GID: asserts it of a script, however it is started
runs_as() {
	local name
	for name in status nph-status; do
		get "/cgi-bin/$name"
		assert_status 200
		assert_body_matches "^Uid:	$1	$1	$1	$1$"
		assert_body_matches "^Gid:	$2	$2	$2	$2$"
		assert_body_matches '^Groups:[[:space:]]*$'
	done
}

@test "root becomes nobody, with every id and without any group" {
	runs_as 65534 65534
	server_as --groups=4,5,6 --reuid=0 --regid=0
	runs_as 65534 65534
}

@test "scripts have no capability, and no way to get one" {
	local name set
	for name in status nph-status; do
		get "/cgi-bin/$name"
		for set in Inh Prm Eff Amb; do
			assert_body_matches "^Cap$set:	0000000000000000$"
		done
		assert_body_matches '^NoNewPrivs:	1$'
	done
}

@test "ambient capabilities of who starts the server are not for scripts" {
	server_as "$as_nobody" --inh-caps=+net_bind_service \
		--ambient-caps=+net_bind_service
	run "$CGIHTTPD" --version
	((status == 0)) || skip 'no ambient capabilities here'
	get /cgi-bin/status
	assert_body_matches '^CapAmb:	0000000000000000$'
	assert_body_matches '^CapPrm:	0000000000000000$'
	assert_body_matches '^CapEff:	0000000000000000$'
}

@test "inheritable ones are not either, nor what root kept for later" {
	server_as "$as_nobody" --inh-caps=+net_bind_service,+sys_admin
	get /cgi-bin/status
	assert_body_matches '^CapInh:	0000000000000000$'
	server_as --securebits=+no_setuid_fixup --reuid=0 --regid=0 \
		--clear-groups --inh-caps=+setuid,+setgid
	runs_as 65534 65534
	assert_body_matches '^CapInh:	0000000000000000$'
	assert_body_matches '^CapPrm:	0000000000000000$'
}

# Prints lines of the status of this test's listener, once it has served a
# client.
listener_status() {
	DOOR=listen get /cgi-bin/status
	# shellcheck disable=SC2154 # helpers/http sets it
	grep -E "^$1:" "/proc/$server_pid/status"
}

@test "a listener keeps of root what starts and ends its children" {
	start_server
	run -0 listener_status 'Cap(Prm|Eff|Bnd|Inh|Amb)|NoNewPrivs|Uid'
	assert_line --regexp '^Uid:	0	'
	# dac_read_search, kill, setgid, setuid
	assert_line 'CapPrm:	00000000000000e4'
	assert_line 'CapEff:	00000000000000e4'
	assert_line 'CapBnd:	00000000000000e4'
	assert_line 'CapInh:	0000000000000000'
	assert_line 'CapAmb:	0000000000000000'
	stop_server
	# shellcheck disable=SC2154
	assert_equal "$server_status" 0
	serve --new-privileges
	start_server
	run -0 listener_status 'Cap(Eff|Bnd)'
	assert_line 'CapEff:	00000000000000e4'
	refute_line 'CapBnd:	00000000000000e4'
}

@test "a listener that root did not start keeps nothing" {
	server_as "$as_nobody" --inh-caps=+net_bind_service \
		--ambient-caps=+net_bind_service
	run "$CGIHTTPD" --version
	((status == 0)) || skip 'no ambient capabilities here'
	start_server
	run -0 listener_status 'Cap(Prm|Eff|Inh|Amb)'
	assert_output --regexp '^(Cap...:	0000000000000000.?){4}$'
}

@test "a listener with fewer capabilities than root's serves all the same" {
	server_as --bounding-set=-kill,-dac_read_search --reuid=0 --regid=0 \
		--clear-groups --inh-caps=-kill,-dac_read_search
	start_server
	run -0 listener_status 'Cap(Eff|Bnd)'
	assert_line 'CapEff:	00000000000000c0'
}

@test "no script ends the listener that root started, or its own relay" {
	script kills <<-'END'
		printf 'Content-Type: text/plain\n\n'
		kill -9 0 2>&1 &
		kill -9 $PPID 2>&1 || echo refused
	END
	DOOR=listen ending=any get /cgi-bin/kills
	DOOR=listen get /cgi-bin/status
	assert_status 200
}

@test "a script of the same user reads no memory of listener and relay" {
	script looks <<-'END'
		printf 'Content-Type: text/plain\n\n'
		look() {
			if cat "/proc/$2/environ" >/dev/null 2>&1; then
				echo "$1 read"
			else
				echo "$1 hidden"
			fi
		}
		look self $$
		look parent $PPID
		for status in /proc/[0-9]*/status; do
			pid=${status%/status}
			grep -qs "^PPid:	$$\$" "$status" &&
				grep -qs '^Name:	cgihttpd' "$status" &&
				look relay "${pid#/proc/}"
		done
	END
	server_as "$as_nobody"
	DOOR=listen get /cgi-bin/looks
	assert_body 'self read
parent hidden
relay hidden
'
}

@test "scripts leave no core dumps" {
	script limits <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat /proc/self/limits
	END
	get /cgi-bin/limits
	assert_body_matches '^Max core file size +0 +0 '
}

@test "--new-privileges lets scripts run setuid programs" {
	serve --new-privileges
	get /cgi-bin/status
	assert_body_matches '^NoNewPrivs:	0$'
	runs_as 65534 65534
}

@test "files are opened as nobody too" {
	page mine.txt 'for root only'
	page everybodys.txt 'for everybody'
	page nobodys.txt 'for nobody'
	chmod 600 "$ROOT/mine.txt"
	chmod 400 "$ROOT/nobodys.txt"
	chown 65534 "$ROOT/nobodys.txt"
	get /mine.txt
	assert_status 403
	get /everybodys.txt
	assert_status 200
	get /nobodys.txt
	assert_status 200
	page private/x x
	chmod 700 "$ROOT/private"
	get /private/x
	assert_status 403
	get /private/
	assert_status 404
	assert_reason 'No permission to list directory'
}

@test "--user names somebody by name or number, with or without a group" {
	serve --user=daemon
	runs_as "$(id -u daemon)" "$(id -g daemon)"
	serve --user=nobody:daemon
	runs_as 65534 "$(id -g daemon)"
	serve --user=1234
	runs_as 1234 1234
	serve --user=1234:5678
	runs_as 1234 5678
	serve -u daemon:5678
	runs_as "$(id -u daemon)" 5678
}

@test "a number is the user that has it, with that user's group" {
	local uid gid
	uid=$(id -u games) && gid=$(id -g games) && ((uid != gid)) ||
		skip 'games has no group of another number here'
	serve --user="$uid"
	runs_as "$uid" "$gid"
	serve --user="$uid:5678"
	runs_as "$uid" 5678
}

# refused USER WORDS: exit status 67 before a connection is examined
refused() {
	run -67 timeout 20 "$CGIHTTPD" --user="$1" --listen=127.0.0.1:0 "$ROOT"
	assert_output "cgihttpd: $2"
}

@test "root is nobody that a script could be run as" {
	local words='scripts are not run as root: --user must name a user and a group other than root'
	refused root "$words"
	refused 0 "$words"
	refused 0:65534 "$words"
	refused nobody:root "$words"
	refused nobody:0 "$words"
	refused 1234:00 "$words"
}

@test "who is not there is said not to be" {
	refused nonesuch '--user: there is no user "nonesuch"; create it, or name another one'
	refused nobody:nonesuch '--user: there is no group "nonesuch"'
	refused '' '--user: "" is no name'
	refused :daemon '--user: ":daemon" is no name'
	refused nobody: '--user: there is no group ""'
	refused -1 '--user: there is no user "-1"; create it, or name another one'
	refused 4294967295 '--user: there is no user "4294967295"; create it, or name another one'
	refused 99999999999 '--user: there is no user "99999999999"; create it, or name another one'
	run -67 "$CGIHTTPD" --user="$(printf '%0300d' 1)" "$ROOT"
	assert_output --partial 'is no name'
}

@test "who is not root stays who it is" {
	server_as "$as_nobody"
	runs_as 65534 65534
	serve --user=nobody
	runs_as 65534 65534
	server_as --reuid=1234 --regid=5678 --clear-groups
	serve
	runs_as 1234 5678
	server_as "$as_nobody"
	refused daemon '--user=daemon: only root can become another user'
	serve --user="nobody:$(id -gn nobody)"
	runs_as 65534 65534
	serve --user=65534:65534
	runs_as 65534 65534
	serve
	refused nobody:daemon '--user=nobody:daemon: only root can become another group'
	refused 65534:5678 '--user=65534:5678: only root can become another group'
	refused root 'scripts are not run as root: --user must name a user and a group other than root'
}

@test "where no user is known nobody is 65534" {
	command -v unshare >/dev/null && unshare --mount true 2>/dev/null ||
		skip 'no mount name spaces here'
	CGIHTTPD=$BATS_TEST_TMPDIR/start
	cat >"$CGIHTTPD" <<-END
	#!/bin/sh
	exec unshare --mount sh -c 'mount -t tmpfs tmpfs /etc && exec "\$0" "\$@"' \
		"$SERVER" "\$@"
	END
	chmod 755 "$CGIHTTPD"
	runs_as 65534 65534
	refused nobody '--user: there is no user "nobody"; create it, or name another one'
	serve --user=1234:5678
	runs_as 1234 5678
}

@test "a root that cannot be given up serves nothing" {
	server_as --bounding-set=-setuid,-setgid --inh-caps=-setuid,-setgid \
		--reuid=0 --regid=0 --clear-groups
	ending=any get /cgi-bin/status
	assert_equal "$(cat "$RESPONSE")" ''
	assert_log 'cannot give up root: set'
}
