# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the *.bats files here say "load hosts" for. They run on a throw-away
# machine (see "run"), with the host that $HOST names; $HOST.bash says
#
#   host_start    how to start it
#   host_url      where it answers
#   host_user     whom scripts run as
#   host_parent   the name of the process that a one-shot server is a child of
#   host_sees_client   "no": it does not show clients' own addresses
#   host_log      a function that prints the server's log
#
# Claims about answers come from tests/helpers/http.bash.

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

# The root that the installed files name.
ROOT_SERVED=$(sed -n 's/^Environment=ROOT=//p' "$UNITS/cgihttpd@.service")

setup_file() {
	umask 022
	chmod a+x "$BATS_RUN_TMPDIR"
	mkdir -p "$ROOT_SERVED/cgi-bin"
	: >>/run/background
	host_start
}

# Everything goes with the machine; but bats waits for who holds its output.
teardown_file() {
	local pid
	while read -r pid; do
		kill -KILL "$pid" 2>/dev/null || true
	done </run/background
}

setup() {
	hosts_setup
}

# The root as it was installed, empty; and a place where scripts may write
# even if their /tmp is not this one.
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

# in_background COMMAND...: until the end of the file.
in_background() {
	"$@" </dev/null >>/run/host.log 2>&1 3>&- 4>&- &
	background_pid=$!
	echo "$background_pid" >>/run/background
	disown "$background_pid"
}

# syslog(3) of what has no standard error of its own.
collect_syslog() {
	in_background socat -u UNIX-RECV:/dev/log,mode=666 STDOUT
	wait_until test -S /dev/log
}

# wait_until COMMAND...: for what tells nobody that it has happened. At most
# ten seconds. $! is another's after it.
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

# assert_exposure UNIT FILE: what the file says of itself, or less.
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

# The port, for what speaks no HTTPS.
host_port() {
	local port=${host_url##*:}
	[[ $port == *[!0-9]* ]] && port=80
	echo "$port"
}
