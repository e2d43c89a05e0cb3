# SPDX-License-Identifier: ISC
#
# What is logged of a request: records, causes, formats, sinks. --log,
# --log-format.

load helpers/http

setup() {
	http_setup
	page page.txt 'twelve octet'
}

date_form='\[[0-3][0-9]/[A-Z][a-z]{2}/20[0-9]{2}:[0-2][0-9]:[0-5][0-9]:[0-5][0-9] \+0000\]'

# Asserts that this is the log's only line, with a date in place of DATE.
one_record() { # LINE
	stop_server
	local got
	got=$(sed -E "s#$date_form#DATE#" "$LOG")
	assert_equal "$got" "$1"
}

# records COUNT: asserts that so many lines of the log are records
records() {
	stop_server
	assert_equal "$(grep -cE "^[0-9.]+ - [^ ]+ $date_form " "$LOG")" "$1"
}

@test "a record is a line in combined log format" {
	get '/page.txt?a=b' 'Referer: http://from.example/' 'User-Agent: me/1.0'
	one_record '127.0.0.1 - - DATE "GET /page.txt?a=b HTTP/1.1" 200 12 "http://from.example/" "me/1.0"'
}

@test "what is absent is a dash" {
	head_of /page.txt
	one_record '127.0.0.1 - - DATE "HEAD /page.txt HTTP/1.1" 200 - "-" "-"'
}

@test "the octets are those of the content that was sent" {
	get /page.txt 'Range: bytes=0-3'
	one_record '127.0.0.1 - - DATE "GET /page.txt HTTP/1.1" 206 4 "-" "-"'
	: >"$LOG"
	script ten <<<'printf "Content-Type: text/plain\n\n0123456789"'
	get /cgi-bin/ten
	one_record '127.0.0.1 - - DATE "GET /cgi-bin/ten HTTP/1.1" 200 10 "-" "-"'
	: >"$LOG"
	head_of /cgi-bin/ten
	one_record '127.0.0.1 - - DATE "HEAD /cgi-bin/ten HTTP/1.1" 200 - "-" "-"'
	: >"$LOG"
	request 'GET /cgi-bin/ten HTTP/1.0\r\n\r\n'
	one_record '127.0.0.1 - - DATE "GET /cgi-bin/ten HTTP/1.0" 200 10 "-" "-"'
}

@test "the date is that of the beginning, in UTC" {
	local before after got
	before=$(date +%s)
	TZ=America/New_York get /page.txt
	after=$(date +%s)
	stop_server
	got=$(sed -E 's#.*\[([0-9]+)/([A-Za-z]+)/([0-9]+):([0-9:]+) .*#\1 \2 \3 \4 UTC#' "$LOG")
	got=$(date -d "$got" +%s)
	assert [ "$got" -ge "$before" ]
	assert [ "$got" -le "$after" ]
}

@test "every request has one record, however it ends" {
	script silent <<<':'
	script nph-own <<<'printf "HTTP/1.1 200 OK\r\n\r\nown"'
	get /page.txt
	head_of /absent
	get /absent
	post /page.txt content
	get /cgi-bin/silent
	get /cgi-bin/nph-own
	request 'nonsense\r\n\r\n'
	request 'GET /page.txt HTTP/1.1\r\n\r\n'
	request 'GET /page.txt HTTP/2.0\r\nHost: test\r\n\r\n'
	get / "X: $(printf '%040000d' 0)"
	request 'GET /pa' half-close
	records 11
}

@test "who connects and says nothing has none" {
	converse half-close
	stop_server
	assert_equal "$(cat "$LOG")" ''
}

@test "an error's cause goes before its record, with all to find it by" {
	get '/absent?q'
	stop_server
	assert_equal "$(wc -l <"$LOG")" 2
	run -0 head -n 1 "$LOG"
	assert_output --regexp '^cgihttpd: 404 "/absent\?q": no such file \(client 127\.0\.0\.1, request [0-9a-f]+-[0-9a-f]+\)$'
}

@test "causes are named" {
	script silent <<<':'
	script dies <<<'kill -9 $$'
	script fails <<-'END'
		printf 'Content-Type: text/plain\n\n'
		exit 3
	END
	script missing <<<'#!/absent/perl'
	page cgi-bin/data x
	mkfifo "$ROOT/fifo"
	ln -s /etc/passwd "$ROOT/link"
	get /cgi-bin/silent
	get /cgi-bin/dies
	get /cgi-bin/fails
	get /cgi-bin/missing
	get /cgi-bin/data
	get /fifo
	get /link
	get /.hidden
	get /%00
	request 'GET /x HTTP/1.1\r\nHost : test\r\n\r\n'
	assert_log '502 "/cgi-bin/silent": the script ended without output'
	assert_log '502 "/cgi-bin/dies": the script was killed .*; script "/cgi-bin/dies" ended with signal 9'
	assert_log '200 "/cgi-bin/fails": the script failed; script "/cgi-bin/fails" ended with exit status 3'
	assert_log "500 \"/cgi-bin/missing\": the interpreter in its #! line does not exist"
	assert_log '403 "/cgi-bin/data": .*chmod \+x'
	assert_log '403 "/fifo": not a plain file'
	assert_log '404 "/link": a symbolic link leads out of the document root'
	assert_log '404 "/\.hidden": .*--dotfiles'
	assert_log '400 "/%00": '
	assert_log '400 "/x": white space before the colon of a field'
}

@test "a system that cannot execute a script is named as the cause" {
	local row status error words
	script fine <<<'printf "Content-Type: text/plain\n\n"'
	for row in '503 EAGAIN Resource temporarily unavailable' \
		'503 ENOMEM (Cannot allocate|Out of) memory' \
		'503 EMFILE (Too many open files|No file descriptors available)' \
		'500 ETXTBSY Text file busy'; do
		read -r status error words <<<"$row"
		server_failing "execve:error=$error:when=1"
		get /cgi-bin/fine
		assert_status "$status"
		assert_log "$status \"/cgi-bin/fine\": .* execute the script: $words"
	done
}

@test "a #! line that starts env(1) or an option in vain is named" {
	script env <<<':'
	printf '#!/usr/bin/env sh\r\necho\r\n' >"$ROOT/cgi-bin/env"
	get /cgi-bin/env
	assert_status 502
	assert_log '502 "/cgi-bin/env": CR at the end of its #! line'
	printf '#!/bin/sh -e\r\necho\r\n' >"$ROOT/cgi-bin/env"
	: >"$LOG"
	get /cgi-bin/env
	assert_log '502 "/cgi-bin/env": CR at the end of its #! line'
	printf '#!/usr/bin/env absent-program\n' >"$ROOT/cgi-bin/env"
	get /cgi-bin/env
	assert_log '502 "/cgi-bin/env": the interpreter that its #! line has env look for'
}

@test "a failure of the system while serving is named as the cause" {
	local row fault path status words
	mkdir "$ROOT/names"
	script fine <<<'printf "Content-Type: text/plain\n\n"'
	while read -r fault path status words; do
		server_failing "$fault:when=1"
		get "$path"
		assert_status "$status"
		assert_log "$status \"(-|$path)\": $words"
		: >"$LOG"
	done <<-'END'
		recvfrom:error=ENOMEM - 503 reading the connection failed: (Cannot allocate|Out of) memory
		recvfrom:error=EIO - 500 reading the connection failed: (Input/output|I/O) error
		openat2:error=EMFILE /page.txt 503 the file could not be opened: (Too many open files|No file descriptors available)
		openat2:error=EIO /page.txt 500 the file could not be opened: (Input/output|I/O) error
		getdents64:error=EIO /names/ 500 reading the directory failed: (Input/output|I/O) error
		fchdir:error=ESTALE /cgi-bin/fine 500 the script's directory cannot be entered: Stale file handle
		pidfd_open:error=EMFILE /cgi-bin/fine 503 a script could not be started: (Too many open files|No file descriptors available)
		pipe2:error=ENFILE /cgi-bin/fine 503 a script could not be started: Too many open files in system
	END
}

@test "a script's words carry its name and the request's id" {
	local id
	script loud <<-'END'
		printf 'one\r\ntwo\n\n' >&2
		printf 'Content-Type: text/plain\n\n%s' "$REQUEST_ID"
		printf 'without an end' >&2
	END
	get /cgi-bin/loud
	id=$(response_body)
	assert_log "^cgihttpd: /cgi-bin/loud \\(request $id\\): one$"
	assert_log "^cgihttpd: /cgi-bin/loud \\(request $id\\): two$"
	assert_log "^cgihttpd: /cgi-bin/loud \\(request $id\\): without an end$"
	assert_equal "$(wc -l <"$LOG")" 4
}

@test "what a client sends cannot forge a line or steer a terminal" {
	get /page.txt $'User-Agent: "\\ \xc2\x9b \x9b \t\xff'
	one_record '127.0.0.1 - - DATE "GET /page.txt HTTP/1.1" 200 12 "-" "\x22\x5c \xc2\x9b \x9b \x09\xff"'
	request 'GET /\x1b[2J HTTP/1.1\r\nHost: test\r\n\r\n'
	get /%0a%1b $'Referer: "a" b'
	get $'/\x9b"\\'
	stop_server
	LC_ALL=C run ! grep -n '[^ -~]' "$LOG"
	assert_log ' /%0a%1b HTTP'
	assert_log '"\\x22a\\x22 b"'
}

@test "what a script says cannot forge a line or steer a terminal" {
	script loud <<-'END'
		printf 'a\033[2J \302\233 \233 \200 \300\233 \340\202\233 \177 \302\240\303\244\342\202\254 \360\237\230\200\n' >&2
		printf 'a\rb\000c\n' >&2
		printf 'Content-Type: text/plain\n\n'
	END
	get /cgi-bin/loud
	assert_log $': a\\?\\[2J \\?\\? \\? \\? \\?\\? \\?\\?\\? \\? \xc2\xa0\xc3\xa4\xe2\x82\xac \xf0\x9f\x98\x80$'
	assert_log ': a\?b\?c$'
}

@test "however long a request is, its record is a whole line" {
	local long
	long=$(printf '\xff%.0s' {1..7000})
	get "/$long" "Referer: $long" "User-Agent: $long" "Host: test"
	stop_server
	assert_equal "$(wc -l <"$LOG")" 2
	assert_equal "$(tail -c 1 "$LOG" | od -An -c | tr -d ' ')" '\n'
	assert_log '^127\.0\.0\.1 - - \[.*\] "GET /.*" 414 [0-9]+ ".*" "(\\xff){100,}"$'
	assert_log '^cgihttpd: 414 ".*": the path is too long \(client 127\.0\.0\.1, request [-0-9a-f]+\)$'
}

@test "however long a script's name is besides, both lines are whole" {
	local long part
	part=$(printf '\xff%.0s' {1..140})
	long=$(printf '\xff%.0s' {1..3000})
	script "$part/$part" <<<'exit 3'
	get "/cgi-bin/$part/$part?$long" "Referer: $long" "User-Agent: $long"
	assert_status 502
	stop_server
	assert_equal "$(wc -l <"$LOG")" 2
	assert_log '^127\.0\.0\.1 - - \[.*\] "GET /.*" 502 [0-9]+ ".*" "(\\xff){100,}"$'
	assert_log '; script "/cgi-bin/.*" ended with exit status 3 \(client 127\.0\.0\.1, request [-0-9a-f]+\)$'
}

# ── Formats ─────────────────────────────────────────────────────────────────

@test "--log-format=combined is the default, common is shorter" {
	serve --log-format=combined
	get '/page.txt?a=b' 'Referer: http://from.example/' 'User-Agent: me/1.0'
	one_record '127.0.0.1 - - DATE "GET /page.txt?a=b HTTP/1.1" 200 12 "http://from.example/" "me/1.0"'
	: >"$LOG"
	serve --log-format=common
	get '/page.txt?a=b' 'Referer: http://from.example/' 'User-Agent: me/1.0'
	one_record '127.0.0.1 - - DATE "GET /page.txt?a=b HTTP/1.1" 200 12'
	: >"$LOG"
	serve --log-format=common
	get /absent
	stop_server
	assert_equal "$(wc -l <"$LOG")" 2
	assert_log '^cgihttpd: 404 "/absent": no such file'
	assert_log '^127\.0\.0\.1 - - \[.*\] "GET /absent HTTP/1\.1" 404 [0-9]+$'
}

@test "--log-format=python writes what http.server writes, in local time" {
	local port pid theirs ours
	command -v python3 >/dev/null || skip 'no python3'
	# Python's own line, for the same request.
	PYTHONUNBUFFERED=1 TZ=Asia/Kolkata python3 - "$ROOT" >"$REPORT" \
		2>"$SCRATCH/theirs" 3>&- <<-'END' &
	import functools, http.server, sys
	handler = functools.partial(
	    http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
	server = http.server.HTTPServer(("127.0.0.1", 0), handler)
	print(server.server_port)
	server.handle_request()
	END
	pid=$!
	until port=$(head -n 1 "$REPORT" 2>/dev/null) && [[ -n $port ]]; do
		kill -0 "$pid"
	done
	"$TALK" -p "$port" say 'GET /page.txt?q HTTP/1.1\r\nHost: test\r\n\r\n' \
		>/dev/null
	wait "$pid"
	export TZ=Asia/Kolkata
	serve --log-format=python
	get '/page.txt?q'
	stop_server
	ours=$(date +'%d/%b/%Y %H:')
	assert_log "^127\\.0\\.0\\.1 - - \\[($ours|$(date -d '10 minutes ago' \
		+'%d/%b/%Y %H:'))[0-5][0-9]:[0-5][0-9]\\] "
	theirs=$(sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/' "$SCRATCH/theirs")
	ours=$(sed -E 's/[0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/' "$LOG")
	assert_equal "$ours" "$theirs"
}

# from_json EXPRESSION: prints a Python expression of the log, a list `log`
from_json() {
	stop_server
	python3 - "$LOG" "$1" <<-'END'
	import json, sys
	log = [json.loads(line) for line in open(sys.argv[1], encoding="ascii")]
	print(eval(sys.argv[2]))
	END
}

@test "--log-format=json: a record is an object, with all that is known" {
	serve --log-format=json
	get '/page.txt?a=b' 'Referer: http://from.example/' 'User-Agent: me/1.0'
	run -0 from_json '[list(o) for o in log]'
	assert_output "[['time', 'priority', 'id', 'peer', 'host', 'method', 'target', 'protocol', 'status', 'octets', 'duration_us', 'referer', 'user_agent']]"
	run -0 from_json '{k: v for k, v in log[0].items() if k not in ("time", "id", "duration_us")}'
	assert_output "{'priority': 'info', 'peer': '127.0.0.1', 'host': 'test', 'method': 'GET', 'target': '/page.txt?a=b', 'protocol': 'HTTP/1.1', 'status': 200, 'octets': 12, 'referer': 'http://from.example/', 'user_agent': 'me/1.0'}"
	run -0 from_json 'type(log[0]["duration_us"]).__name__'
	assert_output int
	run -0 from_json '__import__("datetime").datetime.fromisoformat(log[0]["time"].replace("Z", "+00:00")).timestamp() > 1e9'
	assert_output True
}

@test "--log-format=json: a date that is set back makes no duration" {
	# What was looked at before is the deadline, and when it began.
	server_failing "/clock_gettime:poke_exit=@arg2=$(printf '%032d' 0):when=3+"
	serve --log-format=json
	get /page.txt
	assert_status 200
	run -0 from_json '[0 <= o["duration_us"] < 1 << 32 for o in log]'
	assert_output '[True]'
}

@test "--log-format=json: causes are in the record, a script's words are objects" {
	local id
	serve --log-format=json
	script fails <<-'END'
		echo 'words "of" mine' >&2
		printf 'Content-Type: text/plain\n\n%s' "$REQUEST_ID"
		exit 3
	END
	get /cgi-bin/fails
	id=$(response_body)
	get /absent
	request 'nonsense\r\n\r\n'
	run -0 from_json '[list(o) for o in log if "message" in o]'
	assert_output "[['time', 'priority', 'id', 'script', 'message']]"
	run -0 from_json '[(o["priority"], o["id"], o["script"], o["message"]) for o in log if "message" in o]'
	assert_output "[('warning', '$id', '/cgi-bin/fails', 'words \"of\" mine')]"
	run -0 from_json '[(o["priority"], o.get("id") == "'"$id"'", o["status"], o.get("script"), o.get("exit"), o.get("cause")) for o in log if "message" not in o]'
	assert_output "[('notice', True, 200, '/cgi-bin/fails', 'exit status 3', 'the script failed'), ('notice', False, 404, None, None, 'no such file'), ('notice', False, 400, None, None, 'no request-target in the request-line')]"
	run -0 from_json '[o["line"] for o in log if "line" in o]'
	assert_output "['nonsense']"
}

@test "--log-format=json: the method is the one that was sent" {
	serve --log-format=json --error-pages=errors
	page errors/405.html 'not so'
	script turns <<<'printf "Location: /page.txt\n\n"'
	script sends <<<'printf "X-Sendfile: /page.txt\n\n"'
	post /cgi-bin/turns content
	post /cgi-bin/sends content
	fetch DELETE /page.txt
	run -0 from_json '[(o["method"], o["status"]) for o in log]'
	assert_output "[('POST', 200), ('POST', 200), ('DELETE', 405)]"
}

@test "--log-format=json: what is said at the start is an object too" {
	run -66 --separate-stderr "$CGIHTTPD" --log-format=json "$ROOT/absent"
	run -0 python3 -c 'import json, sys
print(json.loads(sys.argv[1])["message"])' "$stderr"
	assert_output --partial 'No such file or directory'
}

@test "no octet forges a line, a field or an object, in any format" {
	local format octet
	[[ $DOOR == inetd ]] || skip 'no need of a door'
	for octet in {1..9} 11 12 {14..31} 34 39 44 92 {123..255}; do
		octet=$(printf '\\x%02x' "$octet")
		printf '%b' "GET /page.txt?$octet HTTP/1.1\r\nHost: test\r\n" \
			"Referer: a${octet}b\r\nUser-Agent: $octet\r\n\r\n" \
			>"$SCRATCH/request.$octet"
	done
	for format in combined common python json; do
		: >"$LOG"
		for octet in "$SCRATCH"/request.*; do
			"$CGIHTTPD" --log-format="$format" "$ROOT" \
				<"$octet" >/dev/null 2>>"$LOG"
		done
		LC_ALL=C run ! grep -n '[^ -~]' "$LOG"
		[[ $format == json ]] ||
			assert_equal "$(grep -vcE '^(cgihttpd: |127\.)' "$LOG")" 0
	done
	run -0 from_json 'len(log), set(type(o["status"]).__name__ for o in log), set(o["peer"] for o in log)'
	assert_output "($(find "$SCRATCH" -name 'request.*' | wc -l), {'int'}, {'127.0.0.1'})"
}

@test "however long a request is, it is one line in any format" {
	local long format
	long=$(printf '\xff%.0s' {1..7000})
	for format in common python json; do
		: >"$LOG"
		serve --log-format=$format
		get "/$long" "Referer: $long" "User-Agent: $long" "Host: test"
		stop_server
		assert_equal "$(tail -c 1 "$LOG" | od -An -c | tr -d ' ')" '\n'
		assert_equal "$(wc -l <"$LOG")" "$([[ $format == json ]] &&
			echo 1 || echo 2)"
	done
	run -0 from_json 'log[0]["status"], len(log[0]["user_agent"])'
	assert_output '(414, 300)'
}

# Each write to a datagram socket is one datagram.
@test "a record and its cause are one write" {
	[[ $DOOR == inetd ]] || skip 'the connection is made here'
	run -0 python3 - "$CGIHTTPD" "$ROOT" <<-'END'
	import socket, subprocess, sys
	for format in "combined", "common", "python", "json":
	    words, stderr = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
	    ours, theirs = socket.socketpair()
	    ours.sendall(b"GET /absent HTTP/1.1\r\nHost: test\r\n\r\n")
	    subprocess.run([sys.argv[1], "--log-format=" + format, sys.argv[2]],
	        stdin=theirs, stdout=theirs, stderr=stderr)
	    print(words.recv(65536).count(b"\n"))
	    words.setblocking(False)
	    try:
	        print("more", words.recv(65536))
	    except BlockingIOError:
	        pass
	END
	assert_output $'2\n2\n2\n1'
}

@test "processes that share a file as their log write whole lines into it" {
	local n
	serve --log-format=json
	long=$(printf 'x%.0s' {1..900})
	# Not by bats' "run", which collects their output.
	for n in {1..40}; do
		printf 'GET /absent?%s HTTP/1.0\r\n\r\n' "$long$n" |
			"$CGIHTTPD" --log-format=json "$ROOT" \
				>/dev/null 2>>"$LOG" 3>&- &
		pids[n]=$!
	done
	for n in {1..40}; do
		wait "${pids[n]}"
	done
	run -0 from_json 'len(log), len(set(o["target"] for o in log)), len(set(o["id"] for o in log))'
	assert_output '(40, 40, 40)'
}

# ── Sinks ───────────────────────────────────────────────────────────────────

@test "--log=none says nothing" {
	serve --log=none
	script loud <<<'echo words >&2'
	get /absent
	get /cgi-bin/loud
	stop_server
	assert_equal "$(cat "$LOG")" ''
}

@test "--log=stderr is the default where stderr is somebody" {
	serve --log=stderr
	get /page.txt
	serve --log=auto
	get /page.txt
	records 2
}

# Runs the server with stderr as a socket, and the variable in which systemd
# names the journal's stream.
journal_stream() { # MATCHING: yes or no
	python3 - "$CGIHTTPD" "$ROOT" "$1" <<-'END'
	import os, socket, subprocess, sys
	ours, theirs = socket.socketpair()
	words, stderr = socket.socketpair()
	st = os.fstat(stderr.fileno())
	inode = st.st_ino + (sys.argv[3] != "yes")
	ours.sendall(b"GET /absent HTTP/1.1\r\nHost: test\r\n\r\n")
	subprocess.run(sys.argv[1:3], stdin=theirs, stdout=theirs, stderr=stderr,
	    env={"JOURNAL_STREAM": f"{st.st_dev}:{inode}"})
	stderr.close()
	while octets := words.recv(65536):
	    sys.stdout.buffer.write(octets)
	END
}

@test "lines for the journal carry their priority" {
	[[ $DOOR == inetd ]] || skip 'the connection is made here'
	journal_stream no >"$LOG"
	assert_log '^cgihttpd: 404 '
	journal_stream yes >"$LOG"
	if [[ $CGIHTTPD == *-static ]]; then
		assert_log '^<5>cgihttpd: 404 "/absent": '
		assert_log '^<6>127\.0\.0\.1 - - '
	else
		# With libsystemd lines are sent to the journal, otherwise they
		# look like this.
		refute_log '^(cgihttpd|127)'
	fi
}

# What a syslog in the place of the machine's own receives of a server that was
# started as xinetd does it: a line for each message, and how often the client
# was told one.
syslog_lines() { # SOCK_DGRAM or SOCK_STREAM, FILE of a request, [OPTION]...
	local dev=$BATS_TEST_TMPDIR/dev
	[[ $DOOR == inetd ]] || skip 'the connection is made here'
	{ ((EUID == 0)) && unshare --mount true 2>/dev/null; } ||
		skip 'no mount name spaces here'
	rm -rf "$dev"
	mkdir "$dev"
	: >"$dev/null"
	unshare --mount sh -c 'mount --bind /dev/null "$1/null" &&
		mount --rbind "$1" /dev && shift && exec "$@"' sh "$dev" \
		python3 - "$1" "$2" "$CGIHTTPD" "${@:3}" "$ROOT" 3>&- <<-'END'
	import os, socket, subprocess, sys
	kind = getattr(socket, sys.argv[1])
	log = socket.socket(socket.AF_UNIX, kind)
	log.bind("/dev/log")
	os.chmod("/dev/log", 0o666)
	if kind == socket.SOCK_STREAM:
	    log.listen()
	log.settimeout(10)
	ours, theirs = socket.socketpair()
	ours.sendall(open(sys.argv[2], "rb").read())
	subprocess.run(sys.argv[3:], stdin=theirs, stdout=theirs, stderr=theirs)
	theirs.close()
	log.setblocking(False)
	try:
	    while True:
	        source = log.accept()[0] if kind == socket.SOCK_STREAM else log
	        print(source.recv(65536).decode())
	except BlockingIOError:
	    pass
	reply = b""
	while octets := ours.recv(65536):
	    reply += octets
	print(reply.count(b"cgihttpd:"))
	END
}

@test "--log=syslog sends to /dev/log" {
	local kind stamp
	compose GET /absent >"$BATS_TEST_TMPDIR/request"
	for kind in SOCK_DGRAM SOCK_STREAM; do
		# Nobody says where the log is to go.
		TZ=Asia/Kolkata syslog_lines "$kind" \
			"$BATS_TEST_TMPDIR/request" >"$BATS_TEST_TMPDIR/syslog"
		run -0 tr -d '\0' <"$BATS_TEST_TMPDIR/syslog"
		# daemon is 3: 3 * 8 + 5 and + 6
		assert_line --index 0 --regexp '^<29>[A-Z][a-z]{2} [ 1-3][0-9] [0-9:]{8} cgihttpd\[[0-9]+\]: 404 "/absent": no such file'
		assert_line --index 1 --regexp '^<30>[A-Z][a-z]{2} [ 1-3][0-9] [0-9:]{8} cgihttpd\[[0-9]+\]: 127\.0\.0\.1 - - .*"GET /absent HTTP/1\.1" 404'
		assert_line --index 2 0
		# In local time, as syslog(3) has it.
		stamp=$(date -d "$(cut -c 5-19 <<<"${lines[0]}") UTC" +%s)
		stamp=$((stamp - 19800 - $(date +%s)))
		assert [ "${stamp#-}" -lt 600 ]
	done
}

@test "--log=syslog: however long a request is, its record is a whole line" {
	local long
	long=$(printf 'x%.0s' {1..1000})
	compose GET "/$long" "Referer: $long" "User-Agent: $long" \
		>"$BATS_TEST_TMPDIR/request"
	syslog_lines SOCK_DGRAM "$BATS_TEST_TMPDIR/request" --log=syslog \
		--log-format=json >"$BATS_TEST_TMPDIR/syslog"
	head -n 1 "$BATS_TEST_TMPDIR/syslog" | sed 's/^[^{]*//' >"$LOG"
	run -0 from_json '[(len(o["target"]), len(o["user_agent"])) for o in log]'
	assert_output '[(1000, 300)]'
	syslog_lines SOCK_DGRAM "$BATS_TEST_TMPDIR/request" --log=syslog \
		>"$BATS_TEST_TMPDIR/syslog"
	run -0 sed -n 2p "$BATS_TEST_TMPDIR/syslog"
	assert_output --regexp ' 404 [0-9]+ "x{300}" "x{300}"$'
}

# Prints what a substitute for the machine's journald receives of an exchange: a
# line NAME=VALUE for each field. An alternative to libsystemd sends nothing.
journal_fields() { # <file of a request>
	local run=$BATS_TEST_TMPDIR/run
	rm -rf "$run"
	mkdir "$run"
	# shellcheck disable=SC2016
	unshare --mount sh -c 'mkdir -p /run/systemd/journal &&
		mount --bind "$1" /run/systemd/journal && shift && exec "$@"' \
		sh "$run" python3 - "$CGIHTTPD" "$ROOT" "$1" 3>&- <<-'END'
	import array, os, socket, subprocess, sys
	journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	journal.bind("/run/systemd/journal/socket")
	os.chmod("/run/systemd/journal/socket", 0o666)
	ours, theirs = socket.socketpair()
	ours.sendall(open(sys.argv[3], "rb").read())
	ours.shutdown(socket.SHUT_WR)
	subprocess.run([sys.argv[1], "--log=journal", sys.argv[2]], stdin=theirs,
	    stdout=theirs, stderr=subprocess.DEVNULL)
	journal.setblocking(False)
	try:
	    text, passed, _, _ = socket.recv_fds(journal, 1 << 20, 1)
	except BlockingIOError:
	    sys.exit()
	if passed:
	    text = os.pread(passed[0], 1 << 20, 0)
	while text:
	    line, _, text = text.partition(b"\n")
	    if b"=" not in line: # its length goes before the value
	        length = int.from_bytes(text[:8], "little")
	        line += b"=" + text[8 : 8 + length]
	        text = text[8 + length + 1 :]
	    print(line.decode("latin-1"))
	END
}

@test "--log=journal where there is none: stderr, and why" {
	((EUID == 0)) && unshare --mount true 2>/dev/null ||
		skip 'no mount name spaces here'
	compose GET /absent >"$BATS_TEST_TMPDIR/request"
	# shellcheck disable=SC2016 # for the inner shell
	run -0 unshare --mount sh -c 'mount -t tmpfs none /run &&
		exec "$0" --log=journal "$1" <"$2" 2>&1 >/dev/null' \
		"$CGIHTTPD" "$ROOT" "$BATS_TEST_TMPDIR/request"
	assert_line --regexp '(this executable has no libsystemd|there is no /run/systemd/journal/socket): the log has no fields of the journal$'
	assert_line --partial '404 "/absent": no such file'
}

@test "a record in the journal has its fields, however long, whole" {
	local host target method
	[[ $DOOR == inetd ]] || skip 'the connection is made here'
	{ ((EUID == 0)) && unshare --mount true 2>/dev/null; } ||
		skip 'no mount name spaces here'
	compose GET /absent >"$BATS_TEST_TMPDIR/request"
	run -0 journal_fields "$BATS_TEST_TMPDIR/request"
	grep -aqF libsystemd.so "$CGIHTTPD" || skip 'this one knows no journal'
	assert_line --regexp '^MESSAGE=404 "/absent": no such file \(client '
	assert_line PRIORITY=5
	assert_line HTTP_STATUS=404
	assert_line HTTP_TARGET=/absent
	script nph-own <<<'printf "HTTP/1.1 200 OK\r\n\r\nown"'
	compose GET /cgi-bin/nph-own >"$BATS_TEST_TMPDIR/request"
	run -0 journal_fields "$BATS_TEST_TMPDIR/request"
	assert_line HTTP_TARGET=/cgi-bin/nph-own
	refute_line --regexp '^HTTP_STATUS='
	host=$(printf '%9000s' '' | tr ' ' h)
	target=/$(printf '%7990s' '' | tr ' ' t)
	method=$(printf '%9000s' '' | tr ' ' M)
	compose "$method" "$target" "Host: $host" >"$BATS_TEST_TMPDIR/request"
	run -0 journal_fields "$BATS_TEST_TMPDIR/request"
	assert_line HTTP_STATUS=414
	assert_line "HTTP_METHOD=$method"
	assert_line "HTTP_TARGET=$target"
	assert_line "HTTP_HOST=$host"
	assert_line --regexp '^REQUEST_ID=.'
}
