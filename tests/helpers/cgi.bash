# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What the cgi_*.bats files load besides helpers/http: scripts that many tests
# use, and assertions about their environment. No process of a test may be left
# when the test has ended.

setup() {
	http_setup
	# shellcheck disable=SC2119
	serve_scripts
}

teardown() {
	local left
	stop_server
	left=$(pgrep -af -- "$ROOT" || true)
	[[ -z $left ]] || printf 'left behind:\n%s\n' "$left"
	http_teardown && [[ -z $left ]]
}

# serve_scripts [OPTION]...: as serve; $SCRATCH tells scripts where to write
# shellcheck disable=SC2120 # the tests give options
serve_scripts() {
	serve --setenv="SCRATCH=$SCRATCH" "$@"
}

# says NAME TEXT: a script that writes TEXT (with printf's escapes) and no more
says() {
	printf '%b' "$2" >"$ROOT/cgi-bin/${1##*/}.said"
	script "$1" <<-END
	exec cat '$ROOT/cgi-bin/${1##*/}.said'
	END
}

# Prints the end of a script that waits for signals and handles them at once.
wait_for_ever() {
	[[ -p $SCRATCH/never ]] || mkfifo -m 666 "$SCRATCH/never"
	printf 'while :; do read -r _ <>"%s"; done\n' "$SCRATCH/never"
}

# get_late SECONDS TARGET: as get, by a client that reads nothing for SECONDS,
# and whose buffers hold little meanwhile
get_late() {
	local pause=$BATS_TEST_TMPDIR/pause
	mkfifo "$pause"
	(exec >"$pause"; sleep "$1") 3>&- &
	compose GET "$2" >"$BATS_TEST_TMPDIR/request"
	# shellcheck disable=SC2034 # converse reads it
	talk_options=(-b 4096)
	converse send "$BATS_TEST_TMPDIR/request" send "$pause"
}

# reports NAME: a script that writes the environment it was started with, its
# arguments and its current directory
reports() {
	script "$1" <<-'END'
	echo Content-Type: text/plain
	echo
	tr '\0' '\n' </proc/$$/environ
	echo "-- argc $#"
	for word; do
		printf '%s\n' "-- word $word"
	done
	printf '%s\n' "-- name $0" "-- directory $(pwd -P)"
	END
}

# reported_variable NAME: its value; fails when it is not set
reported_variable() {
	grep -a "^$1=" "$BODY" | sed "s/^$1=//"
}

assert_variable() { # NAME VALUE
	local got
	got=$(reported_variable "$1") ||
		fail_with '%s: expected %q, got none\n' "$1" "$2" || return
	[[ $got == "$2" ]] ||
		fail_with '%s: expected %q, got %q\n' "$1" "$2" "$got"
}

refute_variable() { # NAME
	! grep -aq "^$1=" "$BODY" ||
		fail_with '%s: expected none, got %q\n' "$1" \
			"$(reported_variable "$1")"
}

# octets COUNT: prints COUNT octets, no two pieces alike
octets() {
	seq -f %07.0f 0 "$(($1 / 8))" | head -c "$1"
}
