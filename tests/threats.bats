# SPDX-License-Identifier: ISC
#
# How servers of this kind have failed: tests for each row of threats.md.

load helpers/http
load helpers/cgi
load helpers/table

setup() {
	http_setup
	page a.txt 'page'
	mkdir "$ROOT/sub"
	script run <<-'END'
		# source
		printf 'Content-Type: text/plain\n\nran'
	END
}

# refute_source ROW: there is an answer, and no script's source in it
refute_source() {
	grep -qa '^HTTP/1\.' "$RESPONSE" || row_failed "$1"
	! grep -qa '# source' "$RESPONSE" || row_failed "$1"
}

@test "threats 1 and 2: an encoded slash or none shows no script's source" {
	local target
	for target in /cgi-bin%2frun /cgi-bin%2Frun cgi-bin/run /cgi-bin%5crun \
		/cgi-bin/%2e%2e/cgi-bin%2frun /%2fcgi-bin%2frun; do
		get "$target"
		refute_source "$target"
	done
}

@test "threat 3: two slashes make no redirect to another host" {
	got '301 //sub'
	assert_field Location /sub/
	got '301 ////sub'
	assert_field Location /sub/
}

@test "threats 8 and 39: climbing above the root is answered" {
	got '400 /../x' '400 /..' '400 /cgi-bin/../../x'
	assert_whole
}

@test "threat 9: a title does not show where the root is" {
	get '/sub/?x=%bb'
	assert_status 200
	refute_body_matches "$BATS_TEST_TMPDIR"
	refute_body_matches '%bb'
}

@test "threat 10: drive letters and streams are only names" {
	got '404 /X:/cgi-bin/run' '404 /cgi-bin::$INDEX_ALLOCATION/run' \
		'404 /cgi-bin/run::$DATA'
}

@test "threats 11 and 37: nothing that a client sends reaches the log raw" {
	get '/%0aFAKE%1b[31m' $'User-Agent: \xc2\x9b31m"x"\\' 'Referer: "'
	request 'GET /\x1b]0;x\x07 HTTP/1.1\r\nHost: a\r\n\r\n'
	request 'GET /\nFAKE HTTP/1.1\r\nHost: a\r\n\r\n'
	assert_log '/%0aFAKE%1b'
	refute_log '^FAKE'
	run ! env LC_ALL=C grep -q '[^[:print:]]' "$LOG"
	assert_log '\\x22x\\x22|\\"x\\"'
}

@test "threats 12 and 13: half-encoded and doubly encoded dots" {
	got '400 /cgi-bin/.%2e/.%2e/bin/sh' \
		'400 /cgi-bin/.%%32%65/.%%32%65/bin/sh' \
		'404 /cgi-bin/%252e%252e/bin/sh' \
		'400 /icons/.%2e/%2e%2e/%2e%2e/etc/passwd'
}

@test "threats 16 and 58: no loose white space, no empty names" {
	answered '400 GET\t/a.txt HTTP/1.1\r\nHost: a\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost : a\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: a\r\n:\r\n\r\n'
}

@test "threats 22, 47 and 61: ranges cost no more than the file" {
	get /a.txt "Range: bytes=0-$(printf ',0-%d' {1..1300})"
	assert_status 200
	assert_body page
	get /a.txt 'Range: bytes=0-,x'
	assert_status 200
	get /a.txt 'Range: bytes=-17208,-9223372036854758792'
	assert_body page
}

@test "threat 30: a path that is no path for an empty host" {
	got '404 /etc/passwd Host:' '404 //etc/passwd Host:'
	answered '400 GET etc/passwd HTTP/1.1\r\nHost:\r\n\r\n'
}

@test "threats 31 and 35: one deadline for the whole header" {
	serve --header-time=1
	# If there were not one deadline for all, each octet would restart it.
	converse drip 'GET /a.txt HTTP/1.1\r\nHost: a\r\nX: ' expect ' 408 ' \
		drip 'x'
	assert_status 408
}

@test "threat 33: a long word where the version stands" {
	local word
	word=$(printf 'H%.0s' {1..9000})
	answered "400 GET / $word\r\n\r\n" "400 GET / HTTP/$word\r\n\r\n"
}

@test "threat 34: a header is not collected without end" {
	request 'GET /a.txt HTTP/1.1\r\nHost: a\r\n' \
		send <(head -c 5000000 /dev/zero | tr '\0' x |
			fold -w 70 | sed 's/^/X: /; s/$/\r/')
	assert_status 431
	assert_whole
}

@test "threats 36 and 46: neither error page nor listing is a place for markup" {
	get '/<script>alert(1)</script>'
	refute_body_matches '<script'
	get '/cgi-bin/%3Cimg%20src=x%3E'
	refute_body_matches '<img'
	page 'sub/"onload="x' 'page'
	page "sub/'><img src=x>" 'page'
	get /sub/
	assert_status 200
	refute_body_matches "\"onload|<img|'>"
}

@test "threat 38: a long redirect is bounded" {
	get "/sub?$(head -c 7990 /dev/zero | tr '\0' q)"
	assert_status 301
	assert_equal "$(field Location | wc -c)" 7997
	mkdir -p "$ROOT/$(printf '\200%.0s' {1..255})"
	get "/$(printf '%%80%.0s' {1..255})?$(printf 'q%.0s' {1..7000})"
	assert_status 301
}

@test "threat 43: neither FIFO nor device is opened as a file" {
	mkfifo "$ROOT/fifo"
	got '403 /fifo'
	if mknod "$ROOT/zero" c 1 5 2>/dev/null; then
		chmod 666 "$ROOT/zero"
		got '403 /zero'
	fi
}

@test "threat 48: prefixes end where segments end" {
	page cgi-binary/x 'file'
	page cgi-bin2 'file'
	got '200 /cgi-binary/x' '200 /cgi-bin2' '404 /cgi-bin../x'
}

@test "threats 23, 59 and 60: lengths are digits, and nothing is negative" {
	local size start='GET /a.txt HTTP/1.1\r\nHost: a\r\n'
	answered "400 ${start}Content-Length: -9\r\n\r\n" \
		"400 ${start}Content-Length: -9\r\nTransfer-Encoding: chunked\r\n\r\n" \
		"413 ${start}Content-Length: 99999999999999999999\r\n\r\n"
	start='POST /cgi-bin/run HTTP/1.1\r\nHost: a\r\n'
	start+='Transfer-Encoding: chunked\r\n\r\n'
	answered "200 ${start}3;ext=1\r\nabc\r\n0\r\n\r\n"
	for size in -3 +3 0x3 '' ' 3' '3 4' 10000000000000003; do
		answered "400 $start$size\r\nabc\r\n0\r\n\r\n"
	done
}

@test "threat 62: a space or NUL in a path is nobody's handler" {
	answered '400 GET /a.txt \0.php HTTP/1.1\r\nHost: a\r\n\r\n' \
		'400 GET /a.txt\0.php HTTP/1.1\r\nHost: a\r\n\r\n'
	got '400 /a.txt%20%00.php' '404 /a.txt%20'
}

@test "a line break in a query does not get into Location" {
	get '/sub?%0d%0aSet-Cookie:%20x'
	assert_status 301
	refute_field Set-Cookie
	answered '400 GET /sub?a\r\rX: y HTTP/1.1\r\nHost: a\r\n\r\n'
}

# ── Scripts ─────────────────────────────────────────────────────────────────

environment() { # makes a script that prints its environment and arguments
	script environment <<-'END'
		printf 'Content-Type: text/plain\n\n'
		tr '\0' '\n' </proc/$$/environ
		echo "count=$#"
		for fd in 3 4 5 6 7 8 9; do
			[ ! -e "/proc/$$/fd/$fd" ] || echo "fd=$fd"
		done
	END
}

@test "threats 5, 18, 28 and 29: a script's environment is made of nothing" {
	environment
	LEAK=x BASH_ENV=/x get '/cgi-bin/environment?LD_PRELOAD=/x&BASH_ENV=/x' \
		'LD-PRELOAD: /x' 'BASH-ENV: /x'
	refute_body_matches '^(LEAK|LD_PRELOAD|BASH_ENV)='
	serve --setenv=SCRIPT_NAME=/x --setenv=REQUEST_METHOD=X
	get /cgi-bin/environment
	refute_body_matches '^(SCRIPT_NAME=/x|REQUEST_METHOD=X)'
}

@test "threats 6, 19, 24, 25, 26 and 63: a query is never an argument" {
	local query
	environment
	for query in -s ';id' '-d+allow_url_include%3d1' '%ADd+x%3d1' \
		'a=../../etc/passwd'; do
		get "/cgi-bin/environment?$query"
		assert_body_matches '^count=0$' || row_failed "$query"
	done
}

@test "threat 7: a script without content reads an end" {
	script cat <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat
		echo end
	END
	request 'GET /cgi-bin/cat HTTP/1.1\r\nHost: a\r\n\r\n' expect end
	assert_status 200
	refute_body_matches GET
}

@test "threats 14, 15 and 45: a script frames nothing wrongly" {
	local plain='Content-Type: text/plain\n' row
	for row in "${plain}Transfer-Encoding: chunked\\nContent-Length: 3\\n" \
		"${plain}Content-Length: +3\\n" "${plain}X: a\\rSet-Cookie: b\\n" \
		"Status: 200 a\\rX: b\\n${plain}"; do
		says says "$row\\nbody"
		ending=any get /cgi-bin/says
		refute_field Set-Cookie || row_failed "$row"
		refute_field X || row_failed "$row"
		[[ -z $(field_values Content-Length) ]] ||
			refute_field Transfer-Encoding || row_failed "$row"
	done
}

@test "threats 17, 40, 44 and 46: no Proxy, and no name in two spellings" {
	environment
	get /cgi-bin/environment 'Proxy: http://evil' 'X_Forwarded_For: evil' \
		'X-Forwarded-For: right'
	refute_body_matches '^HTTP_PROXY='
	assert_body_matches '^HTTP_X_FORWARDED_FOR=right$'
	refute_body_matches evil
}

@test "threat 27: no value begins as a function of a shell does" {
	environment
	get /cgi-bin/environment 'User-Agent: () { :;}; echo x' \
		'Cookie: () { :;}'
	refute_body_matches '=\(\) \{'
}

@test "threats 32 and 56: a script has descriptors 0, 1 and 2" {
	environment
	exec 7</dev/null
	get /cgi-bin/environment
	exec 7<&-
	# Its shell may have the script itself open, for instance as 10.
	refute_body_matches '^fd='
}

@test "threat 21: a script's Location leads where a request does, and no further" {
	local row to number=0
	page .hidden 'secret'
	script loop <<<'printf "Location: /cgi-bin/loop\n\n"'
	for row in '502 /../x' '502 /%2e%2e/etc/passwd' \
		'502 /cgi-bin/run/../../../etc/passwd' '404 /etc/passwd' \
		'404 /.hidden' '200 /cgi-bin%2frun' '302 file:///etc/passwd' \
		'502 /cgi-bin/loop'; do
		to=to$((++number))
		says "$to" "Location: ${row#* }\\n\\n"
		get "/cgi-bin/$to"
		assert_status "${row%% *}" || row_failed "$row"
		refute_source "$row"
		refute_body_matches 'secret|root:' || row_failed "$row"
	done
}

@test "threat 49: content without end is refused, and no script sees it" {
	local chunk
	local start='POST /cgi-bin/run HTTP/1.1\r\nHost: a\r\n'
	answered "413 ${start}Content-Length: 5000000000\r\n\r\n"
	serve --max-content=1M
	chunk=$(printf '10000\r\n%065536d\r\n.' 0)
	request "${start}Transfer-Encoding: chunked\r\n\r\n" \
		send <(for _ in {1..160}; do printf '%s' "${chunk%.}"; done)
	assert_status 413
	refute_body_matches '^ran'
}

@test "threat 51: what is checked is what is opened, and nothing is inherited" {
	local kind outside=$BATS_TEST_TMPDIR/outside swapper
	mkdir "$outside"
	page inside 'inside'
	printf '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\noutside"\n' \
		>"$outside/run"
	chmod 755 "$outside/run"
	ln -s "$outside/run" "$ROOT/cgi-bin/linked"
	ln -s "$outside" "$ROOT/cgi-bin/directory"
	got '404 /cgi-bin/linked' '404 /cgi-bin/directory/run'
	# A server that loses this race has looked the path up twice.
	while [[ -d $outside ]]; do
		ln -sfn inside "$ROOT/swapped"
		ln -sfn "$outside/run" "$ROOT/swapped"
	done >/dev/null 2>&1 3>&- &
	swapper=$!
	for _ in {1..30}; do
		get /swapped
		refute_body_matches outside
	done
	kill "$swapper"
	# Anyone who can swap a script after it is checked is not to be trusted.
	for kind in cgi-bin/run cgi-bin; do
		serve --script-mode=strict
		got '200 /cgi-bin/run'
		chmod o+w "$ROOT/$kind"
		got '403 /cgi-bin/run'
		chmod o-w "$ROOT/$kind"
	done
	environment
	LEAK=x get /cgi-bin/environment
	refute_body_matches LEAK
}

@test "threat 64: a file without a first line of its own is no program" {
	printf 'echo x\n' >"$ROOT/cgi-bin/bare"
	chmod 755 "$ROOT/cgi-bin/bare"
	got '500 /cgi-bin/bare'
}

# ── Who scripts are ─────────────────────────────────────────────────────────

# Returns whether tests and server run as root.
root_serves() {
	((EUID == 0)) && [[ -z ${SERVER_UID:-} ]]
}

# Prints the ids that a script must have: nobody's, or those of the server's
# user.
ids_of_scripts() {
	local uid=65534
	if ((EUID != 0)); then
		ids </proc/self/status
		return
	fi
	root_serves || uid=$SERVER_UID
	printf '%s\n' "Uid: $uid $uid $uid $uid" "Gid: $uid $uid $uid $uid" \
		Groups:
}

ids() {
	grep -E '^(Uid|Gid|Groups):' | awk '{ $1 = $1; print }'
}

status_script() {
	script status <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat /proc/self/status
	END
}

@test "threats 4, 20, 46, 54 and 55: scripts have nothing of root's" {
	status_script
	! root_serves || server_as --groups=0,4,5 --reuid=0 --regid=0
	get /cgi-bin/status 'User: root' 'Uid: 0' 'Gid: 0' 'Remote-User: root' \
		"Authorization: Basic $(printf root: | base64)"
	assert_status 200
	assert_equal "$(ids <"$BODY")" "$(ids_of_scripts)"
	assert_body_matches '^CapEff:	0000000000000000$'
}

# refuses OPTION...: the server does not serve
refuses() {
	local door=()
	[[ $DOOR != listen ]] || door=(--listen=127.0.0.1:0)
	run -67 "$CGIHTTPD" "${door[@]}" "$@" "$ROOT" </dev/null
}

@test "threats 41 and 54: who --user names is heeded behind every door" {
	refuses --user=1234:0
	refuses --user=0:1234
	refuses --user=root
	if ! root_serves; then
		refuses "--user=$((${SERVER_UID:-$EUID} + 1))"
		return
	fi
	status_script
	serve --user=1234:5678
	get /cgi-bin/status
	assert_equal "$(ids <"$BODY")" 'Uid: 1234 1234 1234 1234
Gid: 5678 5678 5678 5678
Groups:'
}

@test "threat 42: a script that kills its group ends itself" {
	local server
	script suicide <<<'kill -9 0'
	script nph-suicide <<<'kill -9 0'
	script late <<-'END'
		printf 'Content-Type: text/plain\n\nbegun'
		kill -9 0
	END
	script nph-parricide <<-'END'
		printf 'HTTP/1.1 200 Fine\r\n\r\n'
		kill -9 $PPID || echo refused
	END
	get /a.txt
	server=$server_pid
	got '502 /cgi-bin/suicide'
	assert_whole
	get /cgi-bin/late
	run ! assert_whole
	ending=any get /cgi-bin/nph-suicide
	# Only root can become a user who may not kill the server.
	if root_serves; then
		get /cgi-bin/nph-parricide
		assert_body_matches refused
	fi
	got '200 /a.txt'
	assert_equal "$server_pid" "$server"
}

# ── Scripts that hang, clients that wait ────────────────────────────────────

# Makes scripts that note SIGTERM but ignore it, as do their children; the
# teardown finds those that are left.
deaf_scripts() {
	local deaf
	deaf='trap "echo term >>\"\$SCRATCH/signals\"" TERM
		(trap "" TERM; '$(wait_for_ever)') &'
	script deaf <<-END
		$deaf
		$(wait_for_ever)
	END
	script deaf-late <<-END
		$deaf
		printf 'Content-Type: text/plain\n\nbegun'
		$(wait_for_ever)
	END
}

assert_told() { # the script got SIGTERM before it was killed
	stop_server
	assert_equal "$(sort -u "$SCRATCH/signals")" term
	rm "$SCRATCH/signals"
}

@test "threat 50: a script is ended when its client leaves" {
	deaf_scripts
	serve_scripts
	compose GET /cgi-bin/deaf-late >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request" expect begun reset
	assert_told
}

@test "threats 52 and 53: a script that hangs is ended with its whole group" {
	deaf_scripts
	serve_scripts --script-time=1
	got '504 /cgi-bin/deaf'
	assert_told
	# The limit still applies after its header section.
	get /cgi-bin/deaf-late
	run ! assert_whole
	assert_told
}

# traced OPTION...: the server's waits are recorded in $BATS_TEST_TMPDIR/calls
traced() {
	CGIHTTPD=$BATS_TEST_TMPDIR/traced
	printf '#!/bin/sh\nexec strace -f -e trace=poll %s -o "%s" "%s" "$@"\n' \
		"$*" "$BATS_TEST_TMPDIR/calls" "$untraced" >"$CGIHTTPD"
	chmod 755 "$CGIHTTPD"
}

# The longest wait on a connection is above 0 and at most so many milliseconds;
# -1 is for ever. A script that goes on when the client has everything may do
# so.
assert_waits() { # <at most>
	local waits longest
	waits=$(sed -nE 's/.*poll\(.*fd=[01],.*, (-?[0-9]+)(\)| <unf).*/\1/p' \
		"$BATS_TEST_TMPDIR/calls" | sort -n)
	longest=${waits##*$'\n'}
	[[ $waits != -* && $longest -gt 0 && $longest -le $1 ]] ||
		fail_with 'waits, in milliseconds:\n%s\n' "$waits"
}

@test "threat 53: without any option no client's wait is without an end" {
	local untraced=$CGIHTTPD
	[[ $DOOR != listen ]] || skip 'a listener waits for ever'
	command -v strace >/dev/null || skip 'strace(1) is not here'
	((EUID == 0)) || skip 'only root may look into the server'
	# LeakSanitizer does not work under strace.
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	# The second wait, for the header, times out at once.
	traced -e inject=poll:retval=0:when=2
	converse say 'GET ' expect ' 408 '
	assert_waits 15000
	traced
	post /cgi-bin/run content
	assert_status 200
	assert_waits 60000
}

# Connects so many clients; every other one sends half a header.
connect_waiting() { # <count>
	local count fd
	waiting=()
	for ((count = 0; count < $1; count++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
		((count % 2)) || printf 'GET /a.txt HTTP/1.1\r\nX: ' >&"$fd"
		waiting+=("$fd")
	done
}

disconnect_waiting() {
	local fd
	for fd in "${waiting[@]}"; do
		exec {fd}>&-
	done
}

@test "threats 57 and 65: clients that are many keep nobody from being served" {
	[[ $DOOR == listen ]] || skip 'about --listen'
	serve --max-connections=1
	start_server
	connect_waiting 200
	got '200 /a.txt' '200 /cgi-bin/run'
	disconnect_waiting
}

memory_of_listener() { # in KiB
	awk '$1 == "Anonymous:" { print $2 }' "/proc/$server_pid/smaps_rollup"
}

@test "threats 34 and 57: clients that wait cost a listener next to nothing" {
	local before
	[[ $DOOR == listen ]] || skip 'about --listen'
	start_server
	got '200 /a.txt'
	before=$(memory_of_listener 2>/dev/null) && [[ $before ]] ||
		skip 'nobody may look into the listener'
	connect_waiting 200
	got '200 /a.txt'
	(($(memory_of_listener) - before <= 100))
	disconnect_waiting
}

@test "threat 65: one address gets no more than its share" {
	local address fd first
	[[ $DOOR == listen ]] || skip 'about --listen'
	address=$(ip -4 -o address show scope global 2>/dev/null |
		sed -nE '1s/.* inet ([0-9.]+).*/\1/p')
	[[ $address ]] || skip 'no address but loopback'
	server_address=0.0.0.0
	serve --max-per-source=2
	start_server
	exec {first}<>"/dev/tcp/$address/$server_port"
	exec {fd}<>"/dev/tcp/$address/$server_port"
	talk_options=(-a "$address")
	got '503 /a.txt'
	talk_options=()
	got '200 /a.txt'
	exec {first}>&- {fd}>&-
}

@test "threat 65: the super-servers' own limits are stated" {
	cd "$BATS_TEST_DIRNAME/../units"
	run -0 grep -hE 'nowait\.[0-9]+|cps|TriggerLimit|MaxConnections=' ./*.in
	assert_line --regexp '^http stream tcp +nowait\.60000 '
	assert_line --regexp '^	cps +='
	assert_line --regexp '^TriggerLimitIntervalSec=0$'
	assert_line --regexp '^MaxConnections='
}

# A client with another address than ours requests $1, with a header that ends
# in $2, and resets the connection before the server has read anything.
ask_and_reset() { # TARGET END
	local program=$BATS_TEST_TMPDIR/reset.py
	cat >"$program" <<-'END'
	import os, signal, socket, struct, subprocess, sys
	target, end, pid, port, *command = sys.argv[1:]
	listener = None
	if command:
	    listener = socket.create_server(("127.0.0.1", 0))
	    port = listener.getsockname()[1]
	else:
	    os.kill(int(pid), signal.SIGSTOP)
	client = socket.create_connection(("127.0.0.1", int(port)),
	                                  source_address=("127.0.0.2", 0))
	client.sendall(f"GET {target} HTTP/1.0{end}".encode())
	client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
	                  struct.pack("ii", 1, 0))
	client.close()
	if command:
	    server = listener.accept()[0]
	    subprocess.run(command, stdin=server, stdout=server, check=True)
	else:
	    os.kill(int(pid), signal.SIGCONT)
	END
	case $DOOR in
	listen)
		start_server
		python3 "$program" "$1" "$2" "$server_pid" "$server_port"
		;;
	inetd) python3 "$program" "$1" "$2" - - "$CGIHTTPD" "$ROOT" 2>>"$LOG" ;;
	*) skip 'needs TCP' ;;
	esac
}

@test "threat 66: who has left before it was asked is nobody on this machine" {
	local name
	: >"$SCRATCH/who"
	chmod 666 "$SCRATCH/who"
	for name in who nph-who; do
		script "$name" <<-END
			echo "\$REMOTE_ADDR" >>"$SCRATCH/who"
			printf 'Content-Type: text/plain\n\n'
		END
		ask_and_reset "/cgi-bin/$name" $'\r\n\r\n'
		assert_log "400 \"/cgi-bin/$name\": the client had reset .*client -,"
	done
	assert_equal "$(cat "$SCRATCH/who")" ''
	# One record, as of a client that ends there.
	: >"$LOG"
	ask_and_reset /cgi-bin/who $'\r\nHo'
	assert_log '400 "-": the client .*reset the connection .*client -,'
	assert_equal "$(grep -c '"-" 400 - ' "$LOG")" 1
}

# The output goes to no client, so no client's leaving can end the script; and
# the listener would lose that slot.
@test "threat 67: a script that writes for ever what nobody gets is ended" {
	script drones <<-'END'
	printf 'Content-Type: text/plain\n\n'
	exec timeout 20 yes
	END
	script adds <<-'END'
	printf 'Content-Type: text/plain\nContent-Length: 2\n\nok'
	exec timeout 20 yes
	END
	serve_scripts --script-time=1
	request 'HEAD /cgi-bin/drones HTTP/1.1\r\nHost: test\r\n\r\n'
	assert_status 200
	get /cgi-bin/adds
	assert_body ok
	stop_server
	assert_equal "$(grep -c 'did not end after its answer' "$LOG")" 2
}
