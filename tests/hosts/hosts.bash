# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the *.bats files here load as "hosts". They run on a throw-away machine
# (see "run"), with the host that $HOST names; $HOST.bash defines
#
#   host_start    a function that starts it
#   host_url      the URL at which it answers
#   host_user     the user that scripts run as
#   host_parent   the name of the parent process of a one-shot server
#   host_sees_client   "no": it does not pass on clients' own addresses
#   host_log      a function that prints the server's log
#
# Assertions about answers come from tests/helpers/http.bash.

: "${CGIHTTPD_STATIC:=$CGIHTTPD}"
load "$SOURCE_DIR/tests/helpers/http"

host_user=cgihttpd
host_parent=''
host_sees_client=yes
host_log() {
	cat /run/host.log
}
# shellcheck source=/dev/null
. "$SOURCE_DIR/tests/hosts/$HOST.bash"

# The document root in the installed files.
ROOT_SERVED=$(sed -n 's/^Environment=ROOT=//p' "$UNITS/cgihttpd@.service")

setup_file() {
	umask 022
	chmod a+x "$BATS_RUN_TMPDIR"
	mkdir -p "$ROOT_SERVED/cgi-bin"
	: >>/run/background
	host_start
}

# All processes end with the machine, but bats waits for those that hold its
# output.
teardown_file() {
	local pid
	while read -r pid; do
		kill -KILL "$pid" 2>/dev/null || true
	done </run/background
}

setup() {
	hosts_setup
}

# Makes the installed document root, empty, and a place where scripts may write
# even if they have a private /tmp.
hosts_setup() {
	http_setup
	ROOT=$ROOT_SERVED
	SCRATCH=/srv/scratch
	rm -rf "${ROOT:?}"/* "$SCRATCH"
	mkdir "$ROOT/cgi-bin"
	mkdir -m 1777 "$SCRATCH"
}

teardown() {
	[[ -n ${BATS_TEST_COMPLETED:-} ]] || {
		show_file response "$RESPONSE"
		show_file header "$HEADER"
		host_log 2>&1 | tail -n 10
	}
}

# ── Processes and events ────────────────────────────────────────────────────

# in_background COMMAND...: runs it until the end of the test file.
in_background() {
	"$@" </dev/null >>/run/host.log 2>&1 3>&- 4>&- &
	background_pid=$!
	echo "$background_pid" >>/run/background
	disown "$background_pid"
}

# Collects what servers without a standard error of their own send by syslog(3).
collect_syslog() {
	in_background socat -u UNIX-RECV:/dev/log,mode=666 STDOUT
	wait_until test -S /dev/log
}

# wait_until COMMAND...: polls, for ten seconds at most, for changes that cause
# no event. Changes $!.
wait_until() {
	local tries=500
	until "$@"; do
		((--tries)) || fail_with 'in vain: %s\n' "$*" || return
		read -r -t 0.02 <> <(:) || true
	done
}

is_listening() { # <port>
	ss -Hltn "sport = :$1" | grep -q .
}

wait_for_port() {
	wait_until is_listening "$1"
}

has_text() { # <file>
	[[ -s $1 ]]
}

# assert_exposure UNIT FILE: the exposure that the file states, or less.
assert_exposure() {
	local stated measured
	stated=$(sed -n 's/.*Exposure \([0-9.]*\)[ ;].*/\1/p' "$2")
	measured=$(systemd-analyze security --no-pager "$1" |
		sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p')
	[[ -n $stated && -n $measured ]] || return
	((10#${measured/./} <= 10#${stated/./})) ||
		fail_with 'exposure: %s stated, %s measured\n' "$stated" \
			"$measured"
}

# ── Requests ────────────────────────────────────────────────────────────────

# visit TARGET [CURL OPTION]...
visit() {
	local target=$1
	shift
	: >"$HEADER"
	: >"$BODY"
	curl -sS -k --max-time 60 --path-as-is -H Expect: -D "$HEADER" \
		-o "$BODY" "$@" "$host_url$target"
}

# Prints the port, for clients that do not speak HTTPS.
host_port() {
	local port=${host_url##*:}
	[[ $port == *[!0-9]* ]] && port=80
	echo "$port"
}
