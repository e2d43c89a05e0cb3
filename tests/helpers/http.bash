# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What the *.bats files load as helpers/http: a document root of their own, a
# server behind the door that $DOOR names, requests, and assertions about the
# responses.
#
#   $CGIHTTPD   the executable under test
#   $DOOR       how a connection reaches it: inetd and listen; and xinetd,
#               pipes, unix, passed (a connection as descriptor 3) and
#               passed-listener
#   $SERVER_UID  the user that starts the server when root runs the tests,
#               instead of root
#   $MORE_OPTIONS  options of the server, before a test's own: to run all tests
#               with --sandbox=full, for instance (meson test --setup=sandbox)
#   $TALK_OPTIONS  options of talk, after a test's own: -t for a slow machine
#   $TALK       tests/helpers/talk, $DECHUNK: tests/helpers/dechunk; split is
#               in the same directory
#
# Nothing here sleeps. The server's log is complete when an assertion reads it:
# one-shot processes have been waited for, and a listener is stopped first.

bats_require_minimum_version 1.8.0
# Every test loads all this anew, and the libraries would start sixteen
# processes for dirname.
dirname() {
	# shellcheck disable=SC2317 # the libraries call it
	printf '%s\n' "${1%/*}"
}
bats_load_library bats-support
bats_load_library bats-assert
unset -f dirname

: "${CGIHTTPD:?}" "${TALK:?}" "${DECHUNK:?}" "${DOOR:=inetd}"

# ── A place for every test ──────────────────────────────────────────────────

# A test file that has its own setup() or teardown() calls these from there.
setup() {
	http_setup
}

teardown() {
	http_teardown
}

http_setup() {
	# bats traces every command to name the one that failed, which takes
	# half of a test's time. Tracing the test's own lines is enough.
	set +T
	declare -ft "$BATS_TEST_NAME"
	# Started by root the server becomes nobody, and has to get here.
	chmod a+x "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR/.." \
		"$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR/.." "$BATS_TEST_TMPDIR"
	umask 022
	ROOT=$BATS_TEST_TMPDIR/root
	SCRATCH=$BATS_TEST_TMPDIR/scratch # scripts may write here
	RESPONSE=$BATS_TEST_TMPDIR/response # all that the server sent
	HEADER=$BATS_TEST_TMPDIR/header # of the final response
	BODY=$BATS_TEST_TMPDIR/body # its content, without the chunked coding
	LOG=$BATS_TEST_TMPDIR/log # the server's standard error
	REPORT=$BATS_TEST_TMPDIR/report # talk's
	mkdir -p "$ROOT/cgi-bin" "$SCRATCH"
	chmod 1777 "$SCRATCH"
	: >"$LOG"
	server_options=()
	read -ra more_options <<<"${MORE_OPTIONS:-}"
	talk_options=()
	read -ra more_talk_options <<<"${TALK_OPTIONS:-}"
	server_address=127.0.0.1 # of a listener
	server_copy='' # the copy that server_as starts
	server_pid='' server_port=''
	# A super-server of this machine may have left these in our environment.
	unset "${!LISTEN_@}" "${!REMOTE_@}" "${!TCPREMOTE@}" "${!TCPLOCAL@}" \
		"${!HTTP_@}" "${!SOCAT_@}" PROTO NOTIFY_SOCKET JOURNAL_STREAM
	export ROOT SCRATCH
	[[ -z ${SERVER_UID:-} ]] || server_as_plain_user
}

# To be called last: bats takes only teardown's last status.
http_teardown() {
	stop_server
	# Output that explains a failure.
	if [[ -z ${BATS_TEST_COMPLETED:-} ]]; then
		show_file 'response' "$RESPONSE"
		show_file 'log' "$LOG"
	fi
	# A sanitizer's report fails any test, whatever its subject.
	! grep -E 'ERROR: [A-Za-z]*Sanitizer|runtime error:' "$LOG"
}

show_file() { # <title> <file>
	[[ -s $2 ]] || return 0
	printf -- '-- %s --\n' "$1"
	head -c 4000 "$2" | cat -A
	printf -- '\n--\n'
}

make_parent() { # <path>
	[[ -d ${1%/*} ]] || mkdir -p "${1%/*}"
}

# page <path below the root> [text]: makes a file; without a text: of standard
# input
page() {
	make_parent "$ROOT/$1"
	if (($# > 1)); then
		printf '%s' "$2" >"$ROOT/$1"
	else
		cat >"$ROOT/$1"
	fi
}

# script <name below cgi-bin, or /path below the root>: makes a script of
# standard input. Without a "#!" line it is one for sh.
script() {
	local path=$ROOT/cgi-bin/$1 text
	[[ $1 == /* ]] && path=$ROOT$1
	make_parent "$path"
	IFS= read -r -d '' text || true
	[[ $text == '#!'* ]] || text='#!/bin/sh'$'\n'$text
	printf '%s\n' "${text%$'\n'}" >"$path"
	chmod 755 "$path"
}

# Prints the path of a copy of the executable that other users can reach, even
# if they cannot reach the build directory.
public_server() {
	local copy=$BATS_TEST_TMPDIR/${CGIHTTPD##*/}
	install -m 755 "$CGIHTTPD" "$copy"
	printf '%s\n' "$copy"
}

# ── The server ──────────────────────────────────────────────────────────────

# server_as SETPRIV-OPTION...: the user that starts the server from now on
server_as() {
	command -v setpriv >/dev/null || skip 'setpriv(1) is not here'
	[[ -n $server_copy ]] || server_copy=$(public_server)
	CGIHTTPD=$BATS_TEST_TMPDIR/start
	printf '#!/bin/sh\nexec setpriv %s "%s" "$@"\n' "$*" "$server_copy" \
		>"$CGIHTTPD"
	chmod 755 "$CGIHTTPD"
}

server_as_plain_user() {
	((EUID == 0)) || skip 'without root every run is that of a plain user'
	server_as "--reuid=$SERVER_UID" "--regid=$SERVER_UID" --clear-groups
}

# server_failing INJECTION...: from now on the first process of the server has
# calls that fail, as strace's "-e inject=" tells them
server_failing() {
	local injection options='-qq'
	[[ $DOOR == inetd ]] || skip 'of a listener all processes would fail'
	strace -qq -o /dev/null true 2>/dev/null ||
		skip 'strace(1) is not here, or cannot trace'
	for injection; do
		options+=" -e inject=$injection"
	done
	# The sanitizers' search for leaks cannot be traced.
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	: "${untraced:=$CGIHTTPD}"
	CGIHTTPD=$BATS_TEST_TMPDIR/traced
	printf '#!/bin/sh\nexec strace %s -o /dev/null "%s" "$@"\n' \
		"$options" "$untraced" >"$CGIHTTPD"
	chmod 755 "$CGIHTTPD"
}

# serve [OPTION]...: the server's options from the next request on
serve() {
	stop_server
	server_options=("$@")
}

# launch COUNT [ARGUMENT]...: starts a listener that announces COUNT addresses
launch() {
	launch_by "$1" "$CGIHTTPD" "${@:2}"
}

# launch_by COUNT COMMAND...: the same by a command that becomes a listener. Its
# announcements are left in $ready, the first port in $server_port.
launch_by() {
	local count=$1 line out=$BATS_TEST_TMPDIR/ready
	shift
	rm -f "$out"
	mkfifo "$out"
	# Descriptor 3 is bats' own: bats waits for every process that holds it.
	"$@" >"$out" 2>>"$LOG" 3>&- &
	server_pid=$!
	exec {server_out}<"$out"
	ready=()
	while ((${#ready[@]} < count)); do
		read -r -t 20 line <&"$server_out" || {
			stop_server
			fail_with 'not ready: %s\n' "$(cat "$LOG")" || return
		}
		[[ $line != 'Serving HTTP on '* ]] || ready+=("$line")
	done
	[[ ! ${ready[0]} =~ \ port\ ([0-9]+)\  ]] ||
		server_port=${BASH_REMATCH[1]}
}

# Starts the listener of this test, when it is first needed
start_server() {
	[[ -n $server_pid ]] && return
	launch 1 --listen "$server_address:0" "${more_options[@]}" \
		"${server_options[@]}" "$ROOT"
}

# Waits until the listener has that many child processes: they end a moment
# after their answers, and the listener collects them a moment after that.
await_processes() { # <number>
	local end=$((SECONDS + 10))
	until [[ $(pgrep -c -P "$server_pid") == "$1" ]]; do
		((SECONDS < end)) || fail_with 'processes: expected %s, got:\n%s\n' \
			"$1" "$(pgrep -a -P "$server_pid")" || return
	done
}

# Asks the listener to stop and waits for it, so that its log is complete.
# Its exit status is left in $server_status.
stop_server() {
	server_status=0
	[[ -n $server_pid ]] || return 0
	kill -TERM "$server_pid" 2>/dev/null || true
	# shellcheck disable=SC2034
	wait "$server_pid" || server_status=$?
	exec {server_out}<&-
	server_pid='' server_port=''
}

# ── Requests ────────────────────────────────────────────────────────────────

# converse STEP...: one connection, played by talk, whose usage lists the steps.
# The connection has to end cleanly, unless the caller says otherwise:
#
#	ending=reset converse ...    also: timed-out, unmet, any
#
# The array talk_options has more options for talk, such as -t.
converse() {
	local where=() handler=() status=0
	case $DOOR in
	listen)
		start_server
		where=(-p "$server_port")
		;;
	inetd) ;;
	xinetd) where=(-x) ;;
	pipes) where=(-P) ;;
	unix) where=(-U) ;;
	passed) where=(-c) ;;
	passed-listener) where=(-l) ;;
	*)
		printf 'no such door: %s\n' "$DOOR"
		return 1
		;;
	esac
	[[ $DOOR == listen ]] ||
		handler=(-- "$CGIHTTPD" "${more_options[@]}"
			"${server_options[@]}" "$ROOT")
	: >"$REPORT"
	"$TALK" "${where[@]}" "${talk_options[@]}" "${more_talk_options[@]}" \
		-r "$REPORT" "$@" \
		"${handler[@]}" >"$RESPONSE" 2>>"$LOG" 3>&- || status=$?
	split_response
	check_ending "$status"
}

check_ending() { # <exit status of talk>
	local wanted=${ending:-clean} got
	got=$(reported end)
	[[ $wanted == any || ${got:-none} == "$wanted" ]] && return
	printf 'the connection should have ended: %s\n' "$wanted"
	printf 'it ended: %s (talk: %s)\n' "${got:-none}" "$1"
	return 1
}

# request TEXT [STEP]...: sends TEXT, in which \r \n \t \\ \0 \xHH stand for
# octets and all other characters for themselves
request() {
	converse say "$@"
}

# fetch METHOD TARGET [FIELD-LINE]...: a whole request in HTTP/1.1
fetch() {
	compose "$@" >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request"
}

get() { # TARGET [FIELD-LINE]...
	fetch GET "$@"
}

head_of() { # TARGET [FIELD-LINE]...
	fetch HEAD "$@"
}

post() { # TARGET CONTENT [FIELD-LINE]...
	local target=$1 content=$2 length
	shift 2
	length=$(printf '%s' "$content" | wc -c)
	{
		compose POST "$target" "Content-Length: $length" "$@"
		printf '%s' "$content"
	} >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request"
}

# post_file TARGET FILE [FIELD-LINE]...
post_file() {
	local target=$1 file=$2
	shift 2
	compose POST "$target" "Content-Length: $(stat -c %s "$file")" "$@" \
		>"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request" send "$file"
}

# Prints a request's header section. A Host is added when there is none.
compose() { # METHOD TARGET [FIELD-LINE]...
	local field host='Host: test'
	printf '%s %s HTTP/1.1\r\n' "$1" "$2"
	shift 2
	for field; do
		[[ ${field,,} == host:* ]] && host=
	done
	[[ -z $host ]] || printf '%s\r\n' "$host"
	for field; do
		printf '%s\r\n' "$field"
	done
	printf '\r\n'
}

# ── What came back ──────────────────────────────────────────────────────────

# Splits the response: interim (1xx) responses are dropped; $HEADER gets the
# header section of the final response and $BODY its content, chunked content as
# far as it arrived. assert_whole checks whether it is complete.
split_response() {
	"${TALK%/*}/split" "$RESPONSE" "$HEADER" "$BODY"
}

# Prints the number of octets up to and including the first empty line; nothing
# when there is none.
header_length() { # <file>
	local offset
	offset=$(LC_ALL=C grep -abom1 $'^\r$' "$1") || return 0
	echo $((${offset%%:*} + 2))
}

field_values() { # <field name>: one line each
	local line
	while IFS= read -r line; do
		[[ ${line,,} == "${1,,}":* ]] || continue
		line=${line#*:}
		line=${line#"${line%%[![:blank:]]*}"}
		printf '%s\n' "${line%$'\r'}"
	done <"$HEADER"
}

# Prints the value of a field, for tests that use it.
field() { # <field name>
	field_values "$1" | head -n 1
}

# Writes the content to standard output, octet by octet.
response_body() {
	cat "$BODY"
}

fail_with() { # <printf format> [argument]...
	# shellcheck disable=SC2059
	printf "$@"
	return 1
}

assert_status() { # <number>
	local version status rest
	IFS=$' \r' read -r version status rest <"$HEADER" || true
	[[ $version == HTTP/1.[01] && $status == "$1" ]] ||
		fail_with 'status: expected %s, got %q\n' "$1" \
			"$version $status $rest"
}

assert_reason() { # <text>
	local line
	IFS= read -r line <"$HEADER" || true
	[[ ${line%$'\r'} =~ ^HTTP/1\.[01]\ [0-9]{3}\ (.*)$ &&
		${BASH_REMATCH[1]} == "$1" ]] ||
		fail_with 'reason: expected %q, got %q\n' "$1" "$line"
}

# assert_field NAME VALUE: the field is there once and with this value
assert_field() {
	local got
	got=$(field_values "$1")
	[[ $got == "$2" ]] ||
		fail_with '%s: expected %q, got %q\n' "$1" "$2" "$got"
}

# assert_field_matches NAME REGEX: the field is there once; its value matches
assert_field_matches() {
	local got
	got=$(field_values "$1")
	[[ $got != *$'\n'* && $got =~ $2 ]] ||
		fail_with '%s: expected a match of %s, got %q\n' "$1" "$2" \
			"$got"
}

refute_field() { # <name>
	! grep -qi "^$1:" "$HEADER" ||
		fail_with '%s: expected none, got %q\n' "$1" \
			"$(field_values "$1")"
}

# assert_body TEXT: exactly TEXT; trailing newlines count
assert_body() {
	cmp -s "$BODY" <(printf '%s' "$1") ||
		fail_with 'content: expected %q, got %q\n' "$1" \
			"$(head -c 4000 "$BODY" | tr -d '\0')"
}

assert_body_file() { # <file>
	cmp "$BODY" "$1"
}

assert_body_matches() { # <extended regular expression>: a line has it
	grep -qE -e "$1" "$BODY" ||
		fail_with 'content: no match of %s in %q\n' "$1" \
			"$(head -c 4000 "$BODY" | tr -d '\0')"
}

refute_body_matches() { # <extended regular expression>
	! grep -qE -e "$1" "$BODY" ||
		fail_with 'content: unexpected match of %s in %q\n' "$1" \
			"$(head -c 4000 "$BODY" | tr -d '\0')"
}

# assert_whole: the client can tell that nothing of the content is missing
assert_whole() {
	local length start
	start=$(header_length "$RESPONSE")
	if field_values Transfer-Encoding | grep -qix chunked; then
		tail -c +"$((start + 1))" "$RESPONSE" | "$DECHUNK" >/dev/null ||
			fail_with 'the chunked content is not whole\n'
		return
	fi
	length=$(field_values Content-Length)
	[[ $length == "$(stat -c %s "$BODY")" ]] ||
		fail_with 'Content-Length: %q, but %s octets came\n' "$length" \
			"$(stat -c %s "$BODY")"
}

# assert_log REGEX: a line of the server's log matches. Ends the listener.
assert_log() {
	stop_server
	grep -qE -e "$1" "$LOG" ||
		fail_with 'log: no match of %s in:\n%s\n' "$1" "$(cat "$LOG")"
}

refute_log() { # REGEX
	stop_server
	! grep -qE -e "$1" "$LOG" ||
		fail_with 'log: unexpected match of %s in:\n%s\n' "$1" \
			"$(cat "$LOG")"
}

# Prints what talk reported of the last connection: handler ("exit 0", "signal
# 9"), pid, port (the client's).
reported() { # <word>
	local word rest
	while read -r word rest; do
		[[ $word != "$1" ]] || printf '%s\n' "$rest"
	done <"$REPORT"
}
