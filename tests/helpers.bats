# SPDX-License-Identifier: ISC
#
# Tests of the helpers, against a server that always gives the same answer.
# Every assertion has a control test in which it must fail.

load helpers/http

setup() {
	CGIHTTPD=$BATS_TEST_DIRNAME/fixtures/stand-in
	DOOR=inetd
	http_setup
}

# answer TEXT: the answer of the stand-in from now on, with printf's escapes
answer() {
	printf '%b' "$1" >"$BATS_TEST_TMPDIR/answer"
	serve --answer "$BATS_TEST_TMPDIR/answer" "${@:2}"
}

ok='HTTP/1.1 200 OK\r\n'

# ── talk ────────────────────────────────────────────────────────────────────

@test "talk hands a connection to the handler as descriptors 0 and 1" {
	run -0 "$TALK" say 'one\r\ntwo\x21\\.' half-close -- cat
	assert_output $'one\r\ntwo!\\.'
}

@test "talk makes a real TCP connection on 127.0.0.1" {
	run -0 "$TALK" -- readlink /proc/self/fd/0
	assert_output --regexp '^socket:'
	run -0 "$TALK" -r "$REPORT" -- python3 -c '
import socket
print(*socket.socket(fileno=0).getpeername())'
	assert_output "127.0.0.1 $(reported port)"
}

@test "talk makes an IPv6 connection" {
	run -0 "$TALK" -a ::1 -- python3 -c '
import socket
print(socket.socket(fileno=0).getpeername()[0])'
	assert_output ::1
}

@test "talk leaves descriptor 2 alone, or makes it the connection with -x" {
	run -0 --separate-stderr "$TALK" -- sh -c 'echo words >&2'
	assert_output ''
	assert_equal "$stderr" words
	run -0 --separate-stderr "$TALK" -x -- sh -c 'echo words >&2'
	assert_output words
}

@test "talk hands on no descriptor but those of the door" {
	local list='
import os
print(*(fd for fd in range(100) if os.path.exists(f"/proc/self/fd/{fd}")))'
	exec 7</dev/null
	run -0 "$TALK" -- python3 -c "$list"
	assert_output '0 1 2'
	run -0 "$TALK" -c -- sh -c 'python3 -c "$1" >&3' sh "$list"
	assert_output '0 1 2 3'
}

@test "talk hands pipes to the handler with -P" {
	run -0 "$TALK" -P say words half-close -- sh -c '
		cat; readlink /proc/self/fd/0'
	assert_output --regexp '^wordspipe:'
}

@test "talk hands Unix sockets to the handler with -U" {
	run -0 "$TALK" -U say words half-close -- cat
	assert_output words
}

@test "talk passes a connection as descriptor 3 with -c" {
	run -0 "$TALK" -c -- sh -c '
		test "$LISTEN_PID" = $$ && echo "$LISTEN_FDS $LISTEN_FDNAMES" >&3'
	assert_output '1 connection'
}

@test "talk passes a listener as descriptor 3 with -l and stops it at the end" {
	run -0 "$TALK" -l -r "$REPORT" -- python3 -c '
import socket, time
listener = socket.socket(fileno=3)
connection = listener.accept()[0]
connection.sendall(b"accepted")
connection.close()
time.sleep(1000)'
	assert_output accepted
	assert_equal "$(reported handler)" 'signal 15'
}

@test "talk connects to a port and to a Unix socket" {
	local kind
	for kind in 'inet 127.0.0.1 -p' "unix $BATS_TEST_TMPDIR/socket -u"; do
		read -r family address option <<<"$kind"
		mkfifo "$BATS_TEST_TMPDIR/$family"
		python3 - "$family" "$address" >"$BATS_TEST_TMPDIR/$family" \
			3>&- <<-'END' &
		import socket, sys
		if sys.argv[1] == "inet":
		    listener = socket.create_server((sys.argv[2], 0))
		    print(listener.getsockname()[1], flush=True)
		else:
		    listener = socket.socket(socket.AF_UNIX)
		    listener.bind(sys.argv[2])
		    listener.listen()
		    print(sys.argv[2], flush=True)
		connection = listener.accept()[0]
		connection.sendall(b"served by " + sys.argv[1].encode())
		END
		read -r address <"$BATS_TEST_TMPDIR/$family"
		run -0 "$TALK" "$option" "$address"
		assert_output "served by $family"
		wait $!
	done
}

@test "talk says by its exit status how the connection ended" {
	run -0 "$TALK" -- true
	# A process that exits without reading what is there resets the
	# connection.
	run -3 "$TALK" -r "$REPORT" say words -- python3 -c '
import socket
socket.socket(fileno=0).recv(1, socket.MSG_PEEK)'
	assert_equal "$(reported end)" reset
	run -4 "$TALK" -t 1 -r "$REPORT" -- cat
	assert_equal "$(reported end)" timed-out
	run -5 "$TALK" -- "$BATS_TEST_TMPDIR/absent"
	run -5 "$TALK" -u "$BATS_TEST_TMPDIR/absent"
	run -6 "$TALK" -r "$REPORT" expect words -- echo other
	assert_equal "$(reported end)" unmet
}

@test "talk refuses what it does not understand" {
	run -2 "$TALK"
	run -2 "$TALK" say
	run -2 "$TALK" dance -- true
	run -2 "$TALK" say '\q' -- true
	run -2 "$TALK" say '\x4' -- true
	run -2 "$TALK" -p 1 -- true
	run -2 "$TALK" --
}

@test "talk expects texts in their order" {
	run -0 "$TALK" say one expect one say two expect two half-close -- cat
	assert_output onetwo
	# Text that was expected once has been consumed.
	run -6 "$TALK" say one half-close expect one expect one -- cat
}

@test "talk sends octets one by one" {
	run -0 "$TALK" drip 'abc' half-close -- cat
	assert_output abc
}

@test "talk sends and receives at the same time" {
	head -c 5000000 /dev/urandom >"$BATS_TEST_TMPDIR/big"
	"$TALK" send "$BATS_TEST_TMPDIR/big" half-close -- cat \
		>"$BATS_TEST_TMPDIR/echo"
	cmp "$BATS_TEST_TMPDIR/big" "$BATS_TEST_TMPDIR/echo"
	"$TALK" send - half-close -- cat <"$BATS_TEST_TMPDIR/big" \
		>"$BATS_TEST_TMPDIR/echo"
	cmp "$BATS_TEST_TMPDIR/big" "$BATS_TEST_TMPDIR/echo"
}

@test "talk can close and reset" {
	local handler='
import socket
connection = socket.socket(fileno=0)
try:
    print("read", connection.recv(9), file=open("/dev/stderr", "w"))
except ConnectionResetError:
    print("reset", file=open("/dev/stderr", "w"))'
	run -0 "$TALK" close -- python3 -c "$handler"
	assert_output "read b''"
	run -0 "$TALK" reset -- python3 -c "$handler"
	assert_output reset
}

@test "talk reports how the handler ended" {
	run -0 "$TALK" -r "$REPORT" -- sh -c 'exit 7'
	assert_equal "$(reported handler)" 'exit 7'
	run -0 "$TALK" -r "$REPORT" -- sh -c 'echo $$; kill -9 $$'
	assert_equal "$(reported handler)" 'signal 9'
	assert_equal "$(reported pid)" "$output"
	run -0 "$TALK" -r "$REPORT" signal 15 -- cat
	assert_equal "$(reported handler)" 'signal 15'
}

@test "talk waits for the handler without reading" {
	run -0 "$TALK" wait -- echo words
	assert_output words
}

@test "talk waits for the handler's orphans" {
	mkfifo "$BATS_TEST_TMPDIR/gate"
	# The gate opens when the handler exits, not before.
	run -0 "$TALK" -- sh -c 'cd "$1" || exit
		(exec <&- >&-; read -r _ <gate; echo late >late) &
		exec 9>gate' sh "$BATS_TEST_TMPDIR"
	assert_equal "$(cat "$BATS_TEST_TMPDIR/late")" late
}

@test "talk kills orphans with -k, and all when it is late" {
	run -0 "$TALK" -k -- sh -c 'sleep 1000 <&- >&- 2>&- & echo $!'
	run ! kill -0 "$output"
	run -4 "$TALK" -t 1 -- sh -c 'sleep 1000 2>&- & echo $!; wait'
	run ! kill -0 "$output"
}

@test "talk gives the handler SIGPIPE as a fresh process has it" {
	run -0 "$TALK" -- grep SigIgn: /proc/self/status
	assert_output --regexp 'SigIgn:.*[02468ace]...$'
	run -0 "$TALK" -- grep SigBlk: /proc/self/status
	assert_output --regexp 'SigBlk:.*0000000000000000$'
}

# ── dechunk ─────────────────────────────────────────────────────────────────

@test "dechunk decodes what is right" {
	local body=$BATS_TEST_TMPDIR/decoded
	printf '5\r\nhello\r\nb\r\n, you\r\n all\r\n0\r\n\r\n' |
		"$DECHUNK" >"$body"
	assert_equal "$(cat "$body")" $'hello, you\r\n all'
}

@test "dechunk refuses what is wrong or cut off" {
	local coded
	for coded in '' '5\r\nhello\r\n' '5\r\nhel' '5\r\nhello\r\n0\r\n' \
		'5\r\nhello0\r\n\r\n' 'x\r\n' '\r\n' '5\nhello\r\n0\r\n\r\n' \
		'0\r\n\r\nmore' '5;a=b\r\nhello\r\n0\r\n\r\n' '0'; do
		printf '%b' "$coded" >"$BATS_TEST_TMPDIR/coded"
		run -1 "$DECHUNK" <"$BATS_TEST_TMPDIR/coded"
	done
}

# ── Requests ────────────────────────────────────────────────────────────────

@test "every door brings a request to the server and the answer back" {
	for DOOR in inetd listen unix passed; do
		answer "$ok"'\r\n@REQUEST@'
		request 'GET /%s\\ HTTP/1.0\r\n\r\n'
		assert_status 200
		assert_body $'GET /%s\\ HTTP/1.0\r\n\r\n'
	done
}

@test "control: an unknown door is refused" {
	DOOR=nowhere
	run ! request 'GET / HTTP/1.0\r\n\r\n'
}

@test "get, head_of, post and fetch say what they are told" {
	answer "$ok"'\r\n@REQUEST@'
	get /a%20b 'Accept: */*' 'X-Back: \n'
	assert_body \
		$'GET /a%20b HTTP/1.1\r\nHost: test\r\nAccept: */*\r\nX-Back: \\n\r\n\r\n'
	head_of /
	assert_body $'HEAD / HTTP/1.1\r\nHost: test\r\n\r\n'
	fetch DELETE '*' 'host: other'
	assert_body $'DELETE * HTTP/1.1\r\nhost: other\r\n\r\n'
	# The stand-in stops reading after the header, but both arrived in one
	# piece.
	post /x 'ä\n%s' 'Content-Type: text/plain'
	assert_body \
		$'POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\nContent-Type: text/plain\r\n\r\nä\\n%s'
	printf 'file' >"$BATS_TEST_TMPDIR/content"
	post_file /x "$BATS_TEST_TMPDIR/content"
	assert_body_matches '^Content-Length: 4'
}

@test "serve changes the options of the next request" {
	for DOOR in inetd listen; do
		answer "$ok"'\r\none'
		get /
		assert_body one
		answer "$ok"'\r\ntwo'
		get /
		assert_body two
	done
}

@test "a listener serves several requests and stops when asked" {
	DOOR=listen
	answer "$ok"'\r\n'
	get /
	local first=$server_pid
	get /
	assert_equal "$server_pid" "$first"
	stop_server
	assert_equal "$server_status" 0
	run ! kill -0 "$first"
}

@test "control: a listener that does not start is noticed" {
	DOOR=listen
	serve --no-such-option
	run ! get /
}

@test "a connection that does not end cleanly fails its test" {
	answer "$ok"'\r\n' --reset
	run ! get /
	ending=reset get /
	ending=any get /
	run ! eval 'ending=timed-out get /'
	answer "$ok"'\r\n'
	run ! eval 'ending=reset get /'
	ending=any get /
}

@test "an orphan fails its test unless it is to be killed" {
	answer "$ok"'\r\n' --orphan
	talk_options=(-t 1)
	run ! get /
	talk_options=(-k)
	get /
	assert_status 200
}

# ── Claims ──────────────────────────────────────────────────────────────────

@test "assert_status and assert_reason" {
	answer 'HTTP/1.1 404 Not  Found \r\n\r\n'
	get /
	assert_status 404
	assert_reason 'Not  Found '
	run ! assert_status 200
	run ! assert_status 40
	run ! assert_reason 'Not'
	run ! assert_reason 'not  found '
	answer 'HTTP/1.0 200 \r\n\r\n'
	get /
	assert_status 200
	assert_reason ''
}

@test "control: what is no HTTP response has no status" {
	local text
	for text in '' '200 OK\r\n\r\n' 'HTTP/2 200 OK\r\n\r\n' \
		'HTTP/1.1 200 OK\r\n' 'HTTP/1.1 200 OK\n\n'; do
		answer "$text"
		get /
		run ! assert_status 200
	done
}

@test "interim responses are passed over" {
	answer 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n'`
	`'Link: x\r\n\r\nHTTP/1.1 201 Created\r\nA: b\r\n\r\nbody'
	get /
	assert_status 201
	assert_field A b
	refute_field Link
	assert_body body
}

@test "assert_field and refute_field" {
	answer "$ok"'One: 1\r\nTwo: a\r\nTWO: b\r\nEmpty:\r\n\r\nThree: 3\r\n'
	get /
	assert_field One 1
	assert_field one 1
	assert_field Two $'a\nb'
	assert_field_matches One '^[0-9]$'
	refute_field Three
	refute_field Tw
	assert_equal "$(field one)" 1
	run ! assert_field One 2
	run ! assert_field One ''
	run ! assert_field Two a
	run ! assert_field Three 3
	run ! assert_field_matches One '[a-z]'
	run ! assert_field_matches Two 'a'
	run ! assert_field_matches Three '3'
	run ! refute_field One
	run ! refute_field one
	run ! refute_field Empty
}

@test "assert_body compares octet by octet" {
	answer "$ok"'\r\nline\n'
	get /
	assert_body $'line\n'
	assert_body_matches '^li'
	refute_body_matches '^ne'
	assert_equal "$(response_body | od -An -c | tr -d ' ')" 'line\n'
	printf 'line\n' >"$BATS_TEST_TMPDIR/same"
	assert_body_file "$BATS_TEST_TMPDIR/same"
	run ! assert_body line
	run ! assert_body ''
	run ! assert_body_matches '^ne'
	run ! refute_body_matches 'line'
	run ! assert_body_file "$BATS_TEST_TMPDIR/answer"
	answer "$ok"'\r\na\0b\r\n\r\nc'
	get /
	run ! assert_body a
	run ! assert_body 'ab'
	assert_equal "$(stat -c %s "$BODY")" 8
}

@test "the chunked coding is taken off, and a cut is noticed" {
	answer "$ok"'Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n'
	get /
	assert_body body
	assert_whole
	answer "$ok"'Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n'
	get /
	assert_body body
	run ! assert_whole
}

@test "assert_whole compares Content-Length" {
	answer "$ok"'Content-Length: 4\r\n\r\nbody'
	get /
	assert_whole
	answer "$ok"'Content-Length: 5\r\n\r\nbody'
	get /
	run ! assert_whole
	answer "$ok"'\r\nbody'
	get /
	run ! assert_whole
}

@test "assert_log and refute_log" {
	for DOOR in inetd listen; do
		: >"$LOG"
		answer "$ok"'\r\n' --log 'one (1) line'
		get /
		assert_log '^one \(1\) line$'
		refute_log 'two'
		run ! assert_log 'two'
		run ! refute_log 'one'
	done
}

@test "a sanitizer's words in the log fail any test" {
	answer "$ok"'\r\n' --log '==1==ERROR: AddressSanitizer: words'
	get /
	run -1 http_teardown
	: >"$LOG"
	answer "$ok"'\r\n' --log 'x.c:1:2: runtime error: words'
	get /
	run -1 http_teardown
	: >"$LOG"
	answer "$ok"'\r\n'
	get /
	run -0 http_teardown
}

# takes_teardown_of FILE: this test's teardown is the one of that file
takes_teardown_of() {
	# shellcheck disable=SC1090
	source <(sed -n '/^teardown() {$/,/^}$/p' "$BATS_TEST_DIRNAME/$1")
}

@test "also where the tests have a teardown of their own" {
	local file
	for file in helpers/cgi.bash libraries.bats; do
		takes_teardown_of "$file"
		answer "$ok"'\r\n' --log '==1==ERROR: AddressSanitizer: words'
		get /
		# "run" calls it as bats does: its last status alone counts.
		run -1 teardown
		: >"$LOG"
		run -0 teardown
	done
}

@test "a process that is left behind fails a test of scripts" {
	local left
	takes_teardown_of helpers/cgi.bash
	(exec -a "left in $ROOT" sleep 60) 3>&- &
	left=$!
	until [[ $(tr '\0' ' ' <"/proc/$left/cmdline") == left* ]]; do
		:
	done
	run -1 teardown
	assert_output --partial 'left behind:'
	kill "$left"
	wait "$left" || true
	run -0 teardown
}

# ── The document root ───────────────────────────────────────────────────────

@test "page and script make files that nobody can read and run" {
	page a/b.txt 'text'
	assert_equal "$(cat "$ROOT/a/b.txt")" text
	page c.txt <<<'from a pipe'
	assert_equal "$(cat "$ROOT/c.txt")" 'from a pipe'
	script hello <<<'echo "hello from $0"'
	script /other/place <<-'END'
	#!/usr/bin/python3
	print("python")
	END
	local as=()
	((EUID)) || as=(setpriv --reuid nobody --regid nogroup --clear-groups)
	run -0 "${as[@]}" "$ROOT/cgi-bin/hello"
	assert_output "hello from $ROOT/cgi-bin/hello"
	run -0 "${as[@]}" "$ROOT/other/place"
	assert_output python
	run -0 "${as[@]}" cat "$ROOT/a/b.txt"
	run -0 "${as[@]}" touch "$SCRATCH/mine"
}

# ── The counts ──────────────────────────────────────────────────────────────

@test "what failed is counted, and told with its words" {
	local log=$BATS_TEST_TMPDIR/log.json count
	count=$BATS_TEST_DIRNAME/../scripts/count-tests
	cat >"$log" <<-'END'
	{"name": "good", "result": "OK", "stdout": "1..2\nok 1 - a\n# chatter\nok 2 - b # SKIP no"}
	{"name": "bad", "result": "FAIL", "stdout": "ok 1 - a\nnot ok 2 - b\n# (line 7)\n#   why\nok 3 - c\n# chatter"}
	{"name": "cut", "result": "ERROR", "returncode": 1, "stdout": "ok 1 - a", "stderr": "Why"}
	END
	run -1 "$count" "$log"
	assert_output - <<-END
	failed: bad ($log)
	    not ok 2 - b
	    # (line 7)
	    #   why
	failed: cut ($log)
	    ERROR, exit status 1
	    ok 1 - a
	    Why
	4 passed, 2 failed, 1 skipped
	END
	run -0 "$count" <(head -n 1 "$log")
	assert_output '1 passed, 0 failed, 1 skipped'
}
