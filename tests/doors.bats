# SPDX-License-Identifier: ISC
#
# How a connection arrives: each test chooses its own door.

load helpers/http

setup() {
	http_setup
	[[ $DOOR == inetd ]] || skip 'the doors are chosen by the tests'
	page index.html 'index'
	script who <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s\n' "$REMOTE_ADDR" "${REMOTE_PORT-none}" \
			"$SERVER_ADDR" "$SERVER_PORT"
	END
	script echo <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat
	END
	request='GET / HTTP/1.1\r\nHost: test\r\n\r\n'
}

# Prints the port in a ready line.
port_of() {
	[[ $1 =~ \ port\ ([0-9]+)\  ]] && echo "${BASH_REMATCH[1]}"
}

# ask TALK-OPTION...: gets the page from a listener
ask() {
	"$TALK" "$@" -r "$REPORT" say "$request" >"$RESPONSE"
	split_response
	assert_status 200
	assert_body index
}

# ── One connection ──────────────────────────────────────────────────────────

@test "inetd: the connection is on descriptors 0 and 1" {
	get /cgi-bin/who
	assert_status 200
	assert_equal "$(sed -n 1,3p "$BODY" | tr '\n' ' ')" \
		"127.0.0.1 $(reported port) 127.0.0.1 "
	assert_equal "$(reported handler)" 'exit 0'
}

@test "a connection on descriptor 0 alone gets the answer" {
	local elsewhere=$BATS_TEST_TMPDIR/elsewhere out
	script nph-own <<<'printf "HTTP/1.1 200 OK\r\n\r\nown"'
	script nph-copy <<<'printf "HTTP/1.1 200 OK\r\n\r\n"; cat'
	: >"$elsewhere"
	chmod 666 "$elsewhere"
	# A file, a pipe that is standard error as well, /dev/null, nothing.
	for out in ">>'$elsewhere'" "2>&1 | cat >>'$elsewhere'" '>/dev/null' \
		'>&-'; do
		printf '#!/bin/sh\n"%s" "$@" %s\n' "$(public_server)" "$out" \
			>"$BATS_TEST_TMPDIR/start"
		chmod 755 "$BATS_TEST_TMPDIR/start"
		CGIHTTPD=$BATS_TEST_TMPDIR/start get /
		assert_status 200
		assert_body index
		CGIHTTPD=$BATS_TEST_TMPDIR/start get /cgi-bin/who
		assert_status 200
		CGIHTTPD=$BATS_TEST_TMPDIR/start get /cgi-bin/nph-own
		assert_status 200
		assert_body own
		CGIHTTPD=$BATS_TEST_TMPDIR/start request 'POST /cgi-bin/nph-copy HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
		assert_status 200
		assert_body abc
	done
	run ! grep HTTP/1.1.200 "$elsewhere"
	# Of the pipe.
	assert_equal "$(grep -c '"GET / HTTP/1.1" 200' "$elsewhere")" 1
}

@test "two sockets, one to be asked and one to be answered on" {
	run -0 python3 - "$CGIHTTPD" "$ROOT" <<-'END'
	import socket, subprocess, sys
	asks, stdin = socket.socketpair()
	hears, stdout = socket.socketpair()
	asks.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
	subprocess.run(sys.argv[1:], stdin=stdin, stdout=stdout,
	    stderr=subprocess.DEVNULL)
	stdin.close(), stdout.close()
	print(hears.recv(65536)[-5:].decode(), asks.recv(65536).decode())
	END
	assert_output 'index '
}

@test "xinetd: what is said on descriptor 2 never reaches the client" {
	DOOR=xinetd
	script loud <<-'END'
		echo 'words for the log' >&2
		printf 'Content-Type: text/plain\n\nfine'
		echo 'more words' >&2
	END
	script nph-loud <<-'END'
		echo 'words for the log' >&2
		printf 'HTTP/1.1 200 OK\r\n\r\nfine'
	END
	get /absent
	assert_status 404
	assert_whole
	get /cgi-bin/loud
	assert_body fine
	assert_whole
	get /cgi-bin/nph-loud
	assert_body fine
	# Nor errors before there is a request.
	server_options=(--frobnicate)
	ending=any get /
	assert_equal "$(cat "$RESPONSE")" ''
	server_options=(--auth="$BATS_TEST_TMPDIR/absent")
	get /
	assert_status 500
	server_options=(--log=stderr)
	get /absent
	assert_whole
	assert_equal "$(grep -c cgihttpd: "$RESPONSE")" 0
	assert_equal "$(cat "$LOG")" ''
}

@test "a pair of pipes" {
	DOOR=pipes
	get /
	assert_body index
	assert_whole
	post /cgi-bin/echo "$(seq 20000)"
	assert_body "$(seq 20000)"
	get /cgi-bin/who
	assert_body $'127.0.0.1\nnone\n127.0.0.1\n80\n'
}

@test "a pipe that is stdout and stderr gets the response alone" {
	page large.txt "$(seq 30000)"
	printf 'GET /absent HTTP/1.1\r\nHost: test\r\n\r\n' |
		"$CGIHTTPD" "$ROOT" 2>&1 | cat >"$RESPONSE"
	split_response
	assert_status 404
	assert_whole
}

@test "a UNIX socket" {
	DOOR=unix
	get /
	assert_body index
	post /cgi-bin/echo content
	assert_body content
	get /cgi-bin/who
	assert_body $'127.0.0.1\nnone\n127.0.0.1\n80\n'
}

# assert_client ADDRESS NAME=VALUE...: who scripts are told that the client is
assert_client() {
	local variables=("${@:2}")
	export "${variables[@]}"
	get /cgi-bin/who
	unset "${variables[@]%%=*}"
	assert_equal "$(head -n 1 "$BODY")" "$1"
}

@test "a super-server tells the client's address in its own way" {
	local name
	DOOR=unix
	assert_client ::1 \
		SOCAT_PEERADDR='[0000:0000:0000:0000:0000:0000:0000:0001]'
	assert_client 127.0.0.1 \
		SOCAT_PEERADDR='[0000:0000:0000:0000:0000:ffff:7f00:0001]'
	assert_client fe80::1 REMOTE_HOST=fe80::1%eth0 REMOTE_PORT=5
	assert_client fe80::1 REMOTE_ADDR='[fe80::1%2]'
	assert_client 192.0.2.7 TCPREMOTEIP=192.0.2.7
	refute_log 'stands for it'
	# A UNIX socket's client, named and unnamed.
	for name in '<anon>' /run/socket @socket ''; do
		assert_client 127.0.0.1 SOCAT_PEERADDR="$name"
		assert_client 127.0.0.1 REMOTE_ADDR="$name"
	done
	refute_log 'stands for it'
}

@test "a client of unknown address is not taken for one on this machine" {
	for DOOR in unix pipes; do
		assert_client 0.0.0.0 REMOTE_HOST=client.example
		assert_log "^cgihttpd: no variable has the client's address: 0\.0\.0\.0 stands for it"
		assert_client 0.0.0.0 REMOTE_PORT=5
		assert_client 0.0.0.0 TCPREMOTEIP=192.0.2.256
		assert_client 0.0.0.0 SOCAT_PEERADDR='[::1' SOCAT_PEERPORT=5
	done
	# The socket leads to a wrapper.
	DOOR=inetd
	assert_client 0.0.0.0 REMOTE_HOST=client.example REMOTE_PORT=5
	# The socket tells it.
	: >"$LOG"
	assert_client 127.0.0.1 REMOTE_HOST=client.example
	refute_log 'stands for it'
}

@test "a file on stdin" {
	printf '%b' "$request" >"$BATS_TEST_TMPDIR/request"
	"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" >"$RESPONSE" 2>>"$LOG"
	split_response
	assert_body index
	assert_whole
	compose POST /cgi-bin/echo 'Content-Length: 7' >"$BATS_TEST_TMPDIR/request"
	printf 'contentmore' >>"$BATS_TEST_TMPDIR/request"
	"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" 2>>"$LOG" |
		cat >"$RESPONSE"
	split_response
	assert_body content
}

@test "a file on stdin, the answer appended to another" {
	local target
	seq 20000 >"$ROOT/large"
	script large <<<'printf "Content-Type: text/x\n\n"; seq 20000'
	for target in /large /cgi-bin/large; do
		compose GET "$target" >"$BATS_TEST_TMPDIR/request"
		: >"$RESPONSE"
		"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" \
			>>"$RESPONSE" 2>>"$LOG"
		split_response
		assert_status 200
		assert_body_file "$ROOT/large"
	done
}

@test "an answer that cannot be written" {
	local target
	seq 20000 >"$ROOT/large"
	for target in /large /cgi-bin/who; do
		compose GET "$target" >"$BATS_TEST_TMPDIR/request"
		run -74 sh -c '"$0" "$1" <"$2" >/dev/full 2>"$3"' "$CGIHTTPD" \
			"$ROOT" "$BATS_TEST_TMPDIR/request" "$LOG"
		assert_log 'writing the answer failed: No space left on device'
	done
}

@test "as PID 1 it ends as the script did" {
	((EUID == 0)) && unshare --pid true 2>/dev/null ||
		skip 'no PID name spaces here'
	local request=$BATS_TEST_TMPDIR/request
	script fails <<<'printf "Content-Type: text/x\n\nwords"; exit 3'
	compose GET /cgi-bin/fails >"$request"
	run -3 unshare --pid --fork "$CGIHTTPD" "$ROOT" <"$request" # to a pipe
	assert_output --partial words
	run -3 unshare --pid --fork sh -c 'exec "$0" "$1" >"$2"' "$CGIHTTPD" \
		"$ROOT" "$RESPONSE" <"$request"
	grep -q words "$RESPONSE"
}

@test "as PID 1, with a connection as descriptor 3, it does not hold that" {
	((EUID == 0)) && unshare --pid true 2>/dev/null ||
		skip 'no PID name spaces here'
	mkfifo -m 666 "$BATS_TEST_TMPDIR/gate"
	script nph-leaves <<-END
	printf 'HTTP/1.1 200 OK\r\n\r\nwords'
	(exec >/dev/null 2>&1; read -r line <"$BATS_TEST_TMPDIR/gate") &
	END
	# The background process waits for the gate until the end was seen.
	run -0 timeout 20 python3 - "$CGIHTTPD" "$ROOT" \
		"$BATS_TEST_TMPDIR/gate" 3>&- <<-'END'
	import ctypes, os, socket, subprocess, sys
	ours, theirs = (s.detach() for s in socket.socketpair())
	client = socket.socket(fileno=os.dup2(ours, 10))
	os.dup2(os.dup2(theirs, 11), 3)
	os.closerange(4, 10)
	os.close(11)
	client.sendall(b"GET /cgi-bin/nph-leaves HTTP/1.0\r\n\r\n")
	# unshare(1) would hold the connection itself.
	assert ctypes.CDLL(None).unshare(0x20000000) == 0 # CLONE_NEWPID
	handler = subprocess.Popen(
	    ["env", "LISTEN_FDS=1", "LISTEN_PID=1", sys.argv[1], sys.argv[2]],
	    pass_fds=[3], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
	os.close(3)
	while octets := client.recv(65536):
	    print(octets.decode())
	assert handler.poll() is None, "it has not waited"
	open(sys.argv[3], "w").write("go\n")
	handler.wait()
	END
	assert_line --partial words
}

# There the script's number is that of another, living process: that the script
# was killed has to be learnt from its pidfd.
@test "a killed script is no whole answer where /proc is of other processes" {
	((EUID == 0)) && unshare --pid true 2>/dev/null ||
		skip 'no PID name spaces here'
	printf '%s\n' 6.15 "$(uname -r)" | sort -VC ||
		skip 'this kernel tells of ends in /proc alone'
	local request=$BATS_TEST_TMPDIR/request
	script dies <<-END
	printf 'Content-Type: text/x\n\nwords'
	until grep -q words "$RESPONSE"; do :; done
	kill -9 \$\$
	END
	compose GET /cgi-bin/dies >"$request"
	# The shell is PID 1: the relay would end with it, and its record would
	# be lost. shellcheck disable=SC2016 # for the inner shell
	unshare --pid --fork sh -c '"$0" "$1" <"$2" | cat >"$3"
		until grep -q "GET /cgi-bin/dies" "$4"; do :; done' "$CGIHTTPD" \
		"$ROOT" "$request" "$RESPONSE" "$LOG" 2>"$LOG"
	split_response
	assert_status 200
	run ! assert_whole
	assert_log 'signal 9'
}

# behind_socat DOOR TARGET: starts the server as socat does without "nofork", and
# gets what there is of the answer when that process has ended, with status 0.
behind_socat() {
	SOCAT_PID=$$ timeout 20 python3 - "$@" "$CGIHTTPD" "$ROOT" \
		>"$RESPONSE" 2>>"$LOG" <<-'END'
		import os, socket, subprocess, sys
		door, target, *server = sys.argv[1:]
		if door == "unix":
		    ours, theirs = (s.detach() for s in socket.socketpair())
		    ends = ours, ours, theirs, theirs
		else:
		    (stdin, to), (answer, stdout) = os.pipe(), os.pipe()
		    ends = to, answer, stdin, stdout
		to, answer, stdin, stdout = ends
		handler = subprocess.Popen(server, stdin=stdin, stdout=stdout)
		for end in {stdin, stdout}:
		    os.close(end)
		os.write(to, f"GET {target} HTTP/1.0\r\n\r\n".encode())
		status = handler.wait()
		os.set_blocking(answer, False)
		sys.stdout.buffer.write(os.read(answer, 65536))
		sys.exit(status)
	END
	split_response
}

@test "socat: the process that it started ends when the answer is complete" {
	# Writes when the script has ended and been waited for.
	script late <<-'END'
		while kill -0 $$; do :; done 2>/dev/null && echo late &
		printf 'Content-Type: text/plain\n\n'
	END
	script fails <<<'exit 3'
	for DOOR in unix pipes; do
		behind_socat "$DOOR" /cgi-bin/late
		assert_status 200
		assert_body $'late\n'
		behind_socat "$DOOR" /cgi-bin/fails
		assert_status 502
	done
}

@test "a passed connection" {
	DOOR=passed
	get /cgi-bin/who
	assert_status 200
	assert_equal "$(sed -n 1,2p "$BODY" | tr '\n' ' ')" \
		"127.0.0.1 $(reported port) "
	post /cgi-bin/echo content
	assert_body content
}

@test "a passed listener" {
	DOOR=passed-listener
	get /
	assert_body index
	assert_equal "$(reported handler)" 'exit 0'
	get /cgi-bin/who
	assert_equal "$(sed -n 1,2p "$BODY" | tr '\n' ' ')" \
		"127.0.0.1 $(reported port) "
}

# passed EXPRESSION: passes a listener, and the value of a Python expression as
# the second descriptor
passed() {
	timeout 10 python3 - "$CGIHTTPD" "$ROOT" 3>&- <<-END
		import os, socket, sys
		first = socket.create_server(("127.0.0.1", 0))
		second = $1
		for place, passed in (3, first), (4, second):
		    os.dup2(os.dup(passed.fileno()), place)
		os.environ.update(LISTEN_FDS="2", LISTEN_PID=str(os.getpid()))
		os.execv(sys.argv[1], sys.argv[1:])
	END
}

@test "of what is passed all has to listen" {
	local second
	for second in 'socket.socketpair()[0]' 'open("/dev/null")' \
		'socket.socket(type=socket.SOCK_DGRAM)'; do
		run -64 passed "$second"
		assert_output 'cgihttpd: $LISTEN_FDS is 2: these have to be sockets that listen, all of them, and at most 64'
	done
}

# with_socket DESCRIPTOR LISTENS: starts a listener that has a socket, which
# LISTENS or is a client's connection
with_socket() {
	timeout 10 python3 - "$CGIHTTPD" "$@" "$ROOT" 3>&- <<-'END'
		import os, socket, sys
		program, descriptor, listens, root = sys.argv[1:]
		listening = socket.create_server(("127.0.0.1", 0))
		client = socket.create_connection(listening.getsockname())
		given = listening if listens == "yes" else listening.accept()[0]
		os.dup2(os.dup(given.fileno()), int(descriptor))
		if descriptor == "3":
		    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
		os.execv(program, [program, "0", root])
	END
}

@test "who is told to listen and has been passed a socket refuses" {
	local row
	for row in '3 yes' '3 no' '0 yes' '0 no'; do
		# shellcheck disable=SC2086 # two words
		run -64 with_socket $row
		assert_output 'cgihttpd: the super-server has passed a socket: leave out --listen and PORT'
	done
}

@test "a passed socket that listens no more is complained of, at leisure" {
	run -0 timeout 60 python3 - "$CGIHTTPD" "$ROOT" 3>&- <<-'END'
		import socket, subprocess, sys

		def status():
		    client = socket.create_connection(listening.getsockname())
		    client.sendall(b"GET / HTTP/1.0\r\n\r\n")
		    return client.makefile("rb").read()[9:12].decode()

		def ticks(): # of a processor
		    with open(f"/proc/{server.pid}/stat") as file:
		        return sum(map(int, file.read().split()[13:15]))

		def complaint():
		    while "accept" not in (line := server.stderr.readline()):
		        pass
		    return line

		listening = socket.create_server(("127.0.0.1", 0))
		server = subprocess.Popen(sys.argv[1:], stdin=listening,
		                          stderr=subprocess.PIPE, text=True)
		print(status())
		listening.shutdown(socket.SHUT_RDWR)
		print(complaint(), end="")
		before = ticks()
		complaint() # a second later
		print(ticks() - before < 25)
		listening.listen()
		print(status())
		server.terminate()
		print(server.wait())
	END
	assert_output "200
cgihttpd: cannot accept connections: Invalid argument
True
200
0"
}

@test "the protocol's variables are for nobody else" {
	local door
	script env <<-'END'
		printf 'Content-Type: text/plain\n\n'
		tr '\0' '\n' </proc/$$/environ
	END
	server_options=(--pass-env=LISTEN_FDS --pass-env=LISTEN_PID
		--pass-env=LISTEN_FDNAMES)
	for DOOR in passed passed-listener; do
		get /cgi-bin/env
		assert_body_matches '^SCRIPT_NAME='
		refute_body_matches '^LISTEN_'
	done
}

@test "what was passed to somebody else is not ours" {
	export LISTEN_PID=1 LISTEN_FDS=1
	get /
	assert_body index
	run -64 "$CGIHTTPD" "$ROOT" </dev/null 3</dev/null
	LISTEN_PID=x LISTEN_FDS=1 get /
	assert_body index
	LISTEN_PID='' LISTEN_FDS='' get /
	assert_body index
}

# ── None ────────────────────────────────────────────────────────────────────

@test "a terminal on stdin is told what to do" {
	command -v script >/dev/null || skip 'script(1) is not here'
	run -64 command script -qec "'$CGIHTTPD' '$ROOT'" /dev/null </dev/null
	assert_output --regexp '^cgihttpd: no connection to serve: .*cgihttpd --listen 8000 \[ROOT\]'
}

@test "whatever is no connection is told what to do" {
	run -64 "$CGIHTTPD" "$ROOT" </dev/null
	assert_output --partial 'no connection to serve'
	# shellcheck disable=SC2094 # a directory
	run -64 "$CGIHTTPD" "$ROOT" <"$ROOT"
	assert_output --partial 'no connection to serve'
	# Not by run, whose pipe would take the number of the closed descriptor.
	local status=0
	"$CGIHTTPD" "$ROOT" 2>"$LOG" <&- || status=$?
	assert_equal "$status" 64
	assert_log 'no connection to serve'
}

@test "descriptors that are closed are not given to files" {
	printf '%b' "$request" >"$BATS_TEST_TMPDIR/request"
	"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" >"$RESPONSE" 2>&-
	split_response
	assert_body index
	compose GET /absent >"$BATS_TEST_TMPDIR/request"
	"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" >"$RESPONSE" 2>&-
	split_response
	assert_status 404
	assert_whole
	compose GET /cgi-bin/echo >"$BATS_TEST_TMPDIR/request"
	"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" >"$RESPONSE" 2>&-
	split_response
	assert_status 200
	run -0 "$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" 2>>"$LOG" >&-
	assert_equal "$(cat "$ROOT/index.html")" index
}

# without_dev: the server where there is no /dev/null
without_dev() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -c 'mount -t tmpfs none /dev && exec "$0" "$1"' \
		"$CGIHTTPD" "$ROOT"
}

@test "descriptors that are closed are not given to files without /dev/null" {
	((EUID == 0)) && unshare --mount true 2>/dev/null ||
		skip 'no mount name spaces here'
	local request=$BATS_TEST_TMPDIR/request
	script nph-descriptors <<-'END'
		printf 'HTTP/1.1 200 OK\r\n\r\n'
		readlink "/proc/$$/fd/2"
	END
	compose GET /cgi-bin/nph-descriptors >"$request"
	without_dev <"$request" 2>&- | cat >"$RESPONSE"
	split_response
	assert_body $'anon_inode:[eventpoll]\n'
	# Closed by the server, as it is the client.
	without_dev <"$request" 2>&1 | cat >"$RESPONSE"
	split_response
	assert_body $'anon_inode:[eventpoll]\n'
	local status=0
	without_dev 2>"$LOG" <&- || status=$?
	assert_equal "$status" 64
	assert_log 'no connection to serve'
}

# ── Listening ───────────────────────────────────────────────────────────────

@test "port 0: the kernel chooses one, and it is told" {
	launch 1 --listen 0 "$ROOT"
	[[ ${ready[0]} =~ ^Serving\ HTTP\ on\ 127\.0\.0\.1\ port\ ([0-9]+)\ \(http://127\.0\.0\.1:([0-9]+)/\)\ \.\.\.$ ]]
	assert_equal "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
	ask -p "$(port_of "${ready[0]}")"
	stop_server
	assert_equal "$server_status" 0
}

@test "as python -m http.server is called" {
	local port name=localhost
	# A minimal machine may not have that name.
	getent hosts localhost >/dev/null || name=127.0.0.1
	for arguments in "--cgi 0 -b 127.0.0.1 -d $ROOT" \
		"0 --cgi --bind 127.0.0.1 --directory $ROOT" \
		"-b $name -d $ROOT 0" "0 $ROOT"; do
		# shellcheck disable=SC2086
		launch 1 $arguments
		port=$(port_of "${ready[0]}")
		ask -p "$port"
		"$TALK" -p "$port" say \
			'GET /cgi-bin/who HTTP/1.1\r\nHost: test\r\n\r\n' \
			>"$RESPONSE"
		split_response
		assert_status 200
		assert_equal "$(sed -n '4p' "$BODY")" "$port"
		stop_server
	done
}

@test "PORT, as containers are told it: where nothing else says what to do" {
	PORT=0 launch 1 "$ROOT"
	[[ ${ready[0]} =~ \ port\ ([0-9]+)\  ]]
	ask -p "${BASH_REMATCH[1]}"
	ask -a 127.0.0.9 -p "${BASH_REMATCH[1]}"
	stop_server
	PORT=1 launch 1 --listen 127.0.0.2:0 "$ROOT"
	ask -a 127.0.0.2 -p "$(port_of "${ready[0]}")"
	stop_server
	PORT=1 get /
	assert_body index
	PORT=http run -64 "$CGIHTTPD" "$ROOT" </dev/null
	assert_output --partial 'no connection to serve'
}

@test "several addresses at once" {
	launch 3 --listen 127.0.0.1:0 -l 127.0.0.2:0 \
		--listen="$BATS_TEST_TMPDIR/socket" "$ROOT"
	ask -p "$(port_of "${ready[0]}")"
	ask -a 127.0.0.2 -p "$(port_of "${ready[1]}")"
	ask -u "$BATS_TEST_TMPDIR/socket"
	ask -p "$(port_of "${ready[0]}")"
}

@test "sockets of every family at once, and one listener stops them all" {
	local path=$BATS_TEST_TMPDIR/socket name="@cgihttpd-every-$$"
	[[ -e /proc/net/if_inet6 ]] && grep -q ' lo$' /proc/net/if_inet6 ||
		skip 'no IPv6 here'
	launch 4 --listen 127.0.0.1:0 --listen '[::1]:0' --listen "$path" \
		--listen "$name" "$ROOT"
	for _ in 1 2; do
		ask -p "$(port_of "${ready[0]}")"
		ask -a ::1 -p "$(port_of "${ready[1]}")"
		ask -u "$path"
		ask -u "$name"
	done
	local port
	port=$(port_of "${ready[0]}")
	stop_server
	assert_equal "$server_status" 0
	run -5 "$TALK" -p "$port" say "$request"
	run -5 "$TALK" -u "$path" say "$request"
	run -5 "$TALK" -u "$name" say "$request"
}

@test "IPv6" {
	[[ -e /proc/net/if_inet6 ]] && grep -q ' lo$' /proc/net/if_inet6 ||
		skip 'no IPv6 here'
	launch 1 --listen '[::1]:0' "$ROOT"
	[[ ${ready[0]} =~ ^Serving\ HTTP\ on\ ::1\ port\ [0-9]+\ \(http://\[::1\]:[0-9]+/\) ]]
	ask -a ::1 -p "$(port_of "${ready[0]}")"
	"$TALK" -a ::1 -p "$(port_of "${ready[0]}")" \
		say 'GET /cgi-bin/who HTTP/1.0\r\n\r\n' >"$RESPONSE"
	split_response
	assert_equal "$(sed -n '1p;3p' "$BODY")" $'::1\n::1'
	assert_log '^::1 - - '
}

@test "a link-local address is announced with its zone" {
	((EUID == 0)) && unshare --net true 2>/dev/null ||
		skip 'no network name spaces here'
	[[ -e /proc/net/if_inet6 ]] && command -v ip >/dev/null ||
		skip 'no IPv6 here, or no ip(8)'
	# shellcheck disable=SC2016 # for the inner shell
	launch_by 1 unshare --net sh -c 'ip link set lo up &&
		ip address add fe80::1/64 dev lo nodad && exec "$@"' - \
		"$CGIHTTPD" --listen='[fe80::1%lo]:0' "$ROOT"
	[[ ${ready[0]} =~ ^Serving\ HTTP\ on\ fe80::1%1\ port\ [0-9]+\ \(http://\[fe80::1%251\]:[0-9]+/\)\ \.\.\.$ ]]
}

@test "all addresses: a client is told by its own" {
	launch 1 --listen '*:0' "$ROOT"
	"$TALK" -p "$(port_of "${ready[0]}")" \
		say 'GET /cgi-bin/who HTTP/1.0\r\n\r\n' >"$RESPONSE"
	split_response
	assert_equal "$(sed -n '1p;3p' "$BODY")" $'127.0.0.1\n127.0.0.1'
	stop_server
	launch 1 0 -b '' "$ROOT"
	ask -p "$(port_of "${ready[0]}")"
}

@test "a UNIX socket in the file system" {
	local path=$BATS_TEST_TMPDIR/socket
	launch 1 --listen "$path" "$ROOT"
	assert_equal "${ready[0]}" "Serving HTTP on $path ..."
	ask -u "$path"
	# Another listener must not take it over.
	run -69 "$CGIHTTPD" --listen "$path" "$ROOT"
	assert_output --regexp "cannot listen on $path: Address (already )?in use"
	ask -u "$path"
	kill -KILL "$server_pid"
	wait "$server_pid" || true
	server_pid=
	assert [ -S "$path" ]
	launch 1 --listen "$path" "$ROOT"
	ask -u "$path"
}

@test "a UNIX socket whose server is too busy to accept is not waited for" {
	local path=$BATS_TEST_TMPDIR/socket
	run -69 timeout 10 python3 - "$path" "$CGIHTTPD" "$ROOT" <<-'END'
		import socket, subprocess, sys
		path, server, root = sys.argv[1:]
		busy = socket.socket(socket.AF_UNIX)
		busy.bind(path)
		busy.listen(0)
		waiting = []
		try:
		    while True:
		        waiting.append(socket.socket(socket.AF_UNIX))
		        waiting[-1].setblocking(False)
		        waiting[-1].connect(path)
		except BlockingIOError:
		    pass
		sys.exit(subprocess.call([server, "--listen", path, root]))
	END
	assert_output --regexp 'in use; another program listens there'
	assert [ -S "$path" ]
}

@test "a file is not replaced by a socket" {
	page precious 'do not delete'
	run -69 "$CGIHTTPD" --listen "$ROOT/precious" "$ROOT"
	assert_output --regexp 'Address (already )?in use; there is a file that is no socket: move it away, or choose another path$'
	assert_equal "$(cat "$ROOT/precious")" 'do not delete'
	run -69 "$CGIHTTPD" --listen "$BATS_TEST_TMPDIR/absent/socket" "$ROOT"
	assert_output --partial 'No such file or directory; create its directory'
}

@test "who may connect to a UNIX socket" {
	local path=$BATS_TEST_TMPDIR/socket
	launch 1 --listen "$path" "$ROOT"
	assert_equal "$(stat -c %a "$path")" 666
	stop_server
	launch 1 --listen "$path" --socket-mode=0660 \
		--socket-owner="$(id -un):$(id -gn)" "$ROOT"
	assert_equal "$(stat -c '%a %U %G' "$path")" "660 $(id -un) $(id -gn)"
	ask -u "$path"
	stop_server
	if ((EUID == 0)) && id games >/dev/null; then
		# By number, it is the user's own group.
		launch 1 --listen "$path" --socket-owner="$(id -u games)" \
			"$ROOT"
		assert_equal "$(stat -c '%U %G' "$path")" "games $(id -gn games)"
		stop_server
	fi
	((EUID == 0)) && command -v setpriv >/dev/null ||
		skip 'the rest needs root'
	launch 1 --listen "$path" --socket-mode=600 \
		--socket-owner=nobody:root "$ROOT"
	assert_equal "$(stat -c '%a %U %G' "$path")" '600 nobody root'
	run -5 setpriv --reuid=65533 --regid=65533 --clear-groups \
		"$TALK" -u "$path" say "$request"
	run -0 setpriv --reuid=nobody --regid=65533 --clear-groups \
		"$TALK" -u "$path" say "$request"
	assert_line index
	stop_server
	launch 1 --listen "$path" --socket-owner=4321 "$ROOT"
	assert_equal "$(stat -c '%u %g' "$path")" '4321 4321'
	stop_server
	# A plain user cannot give it to another one, and nothing is left.
	run -69 setpriv --reuid=65533 --regid=65533 --clear-groups "$CGIHTTPD" \
		--listen "$SCRATCH/socket" --socket-owner=4321 "$ROOT"
	assert_output --partial 'only root can give it to another user'
	refute [ -e "$SCRATCH/socket" ]
}

@test "a mode and an owner that are none" {
	local mode
	for mode in 0999 8 '' 1777 rw -1; do
		run -64 "$CGIHTTPD" --socket-mode="$mode" "$ROOT"
		assert_output --partial 'no mode for --socket-mode; write it in octal, as 0660'
	done
	run -67 "$CGIHTTPD" --listen "$BATS_TEST_TMPDIR/socket" \
		--socket-owner=nosuchuser "$ROOT"
	assert_output --partial '--socket-owner: there is no user "nosuchuser"'
	run -67 "$CGIHTTPD" --listen "$BATS_TEST_TMPDIR/socket" \
		--socket-owner="$(id -un):nosuchgroup" "$ROOT"
	assert_output --partial '--socket-owner: there is no group "nosuchgroup"'
	refute [ -e "$BATS_TEST_TMPDIR/socket" ]
}

@test "the file of a UNIX socket goes with the listener" {
	local path=$BATS_TEST_TMPDIR/socket
	launch 1 --listen "$path" "$ROOT"
	stop_server
	refute [ -e "$path" ]
	launch 1 --listen "$path" --idle-exit=1 "$ROOT"
	wait "$server_pid"
	server_pid=
	refute [ -e "$path" ]
	# A file that replaced it meanwhile is not removed.
	launch 1 --listen "$path" "$ROOT"
	rm "$path"
	echo mine >"$path"
	stop_server
	assert_equal "$(cat "$path")" mine
	# When another address cannot be bound, no file is left.
	rm "$path"
	run -69 "$CGIHTTPD" --listen "$path" --listen=192.0.2.1:8000 "$ROOT"
	refute [ -e "$path" ]
}

@test "an abstract UNIX socket" {
	local name="@cgihttpd-test-$$-$BATS_TEST_NUMBER"
	launch 1 --listen "$name" "$ROOT"
	assert_equal "${ready[0]}" "Serving HTTP on $name ..."
	ask -u "$name"
}

@test "a port that is taken" {
	launch 1 --listen 0 "$ROOT"
	run -69 "$CGIHTTPD" "$(port_of "${ready[0]}")" "$ROOT"
	assert_output --regexp '^cgihttpd: cannot listen on 127\.0\.0\.1 port [0-9]+: Address (already )?in use; another program listens there: end it, or listen elsewhere$'
}

@test "what every client would meet is said at the start" {
	launch 1 --listen 0 --auth=/absent/users --script-write=/absent "$ROOT"
	assert_log '^cgihttpd: --auth: cannot open /absent/users: No such file or directory$'
	assert_log '^cgihttpd: no script will run: (a directory of --script-write cannot be opened|this kernel has no Landlock, )'
	refute_log 'may not be entered'
	: >"$LOG"
	launch 1 --listen 0 --no-cgi --script-write=/absent "$ROOT"
	refute_log 'script-write'
	((EUID == 0)) || skip 'who may enter is another one for root only'
	chmod 700 "$ROOT"
	launch 1 --listen 0 "$ROOT"
	assert_log '^cgihttpd: .*/root may not be entered by the user who serves it: all will be 403; chmod it, or name another --user$'
	: >"$LOG"
	chown daemon "$ROOT"
	launch 1 --listen 0 --user=daemon "$ROOT"
	refute_log 'may not be (entered|searched)'
	mkdir -m 700 "$BATS_TEST_TMPDIR/closed"
	mv "$ROOT" "$BATS_TEST_TMPDIR/closed/root"
	chmod 755 "$BATS_TEST_TMPDIR/closed/root"
	launch 1 --listen 0 "$BATS_TEST_TMPDIR/closed/root"
	assert_log '^cgihttpd: .*/closed may not be searched by the user who runs scripts: '
	: >"$LOG"
	launch 1 --listen 0 --no-cgi "$BATS_TEST_TMPDIR/closed/root"
	refute_log 'may not be searched'
}

@test "a port that needs root" {
	((EUID == 0)) && command -v setpriv >/dev/null ||
		skip 'this is tried as nobody, which only root can become'
	(($(cat /proc/sys/net/ipv4/ip_unprivileged_port_start) > 80)) ||
		skip 'every port is free here'
	run -69 setpriv --reuid=65534 --regid=65534 --clear-groups \
		--inh-caps=-all --bounding-set=-all "$(public_server)" \
		80 "$ROOT"
	assert_output --regexp '^cgihttpd: cannot listen on 127\.0\.0\.1 port 80: Permission denied; ports below 1024 are root.s: choose a higher one, such as 8000$'
}

@test "an address that is none" {
	local address
	for address in x 127.0.0.1 127.0.0.1: 127.0.0.1:x 65536 127.0.0.1:99999 \
		:: '' -1 '[::1]' 127.0.0.1:80x "$(printf '%0300d' 0):80"; do
		run -64 "$CGIHTTPD" --listen="$address" "$ROOT"
		assert_output --partial \
			'write PORT (to 65535), HOST:PORT, [IPV6]:PORT, /path or @abstract'
	done
	run -64 "$CGIHTTPD" --listen="/$(printf '%0200d' 0)" "$ROOT"
	assert_output --partial 'the path is too long'
	run -69 "$CGIHTTPD" --listen=host.invalid:8000 "$ROOT"
	assert_output --regexp '^cgihttpd: cannot listen on host\.invalid:8000: '
	run -69 "$CGIHTTPD" -b 1.2.3.999 8000 "$ROOT"
	assert_output --partial 'cannot listen on 1.2.3.999 port 8000'
}

@test "an address of another machine" {
	run -69 "$CGIHTTPD" --listen=192.0.2.1:8000 "$ROOT"
	assert_output --regexp '192\.0\.2\.1:8000: .*; this machine has no such address$'
	run -69 "$CGIHTTPD" --bind=192.0.2.1 8000 "$ROOT"
	assert_output --regexp 'cannot listen on 192\.0\.2\.1 port 8000: .*; this machine has no such address$'
}

@test "a link-local address without its zone" {
	[[ -e /proc/net/if_inet6 ]] && grep -q ' lo$' /proc/net/if_inet6 ||
		skip 'no IPv6 here'
	run -69 "$CGIHTTPD" --listen='[fe80::1]:8000' "$ROOT"
	assert_output 'cgihttpd: cannot listen on [fe80::1]:8000: Invalid argument; a link-local address needs a zone, such as %eth0'
}

@test "when one address cannot be had, none is listened on" {
	run -69 "$CGIHTTPD" --listen=127.0.0.1:0 --listen=192.0.2.1:8000 "$ROOT"
	refute_output --partial 'Serving'
}
