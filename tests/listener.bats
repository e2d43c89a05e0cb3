#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
#
# The listener of --listen: silent clients, limits, signals, its end. It does
# not depend on the door, so each test starts one itself.

load helpers/http

setup() {
	http_setup
	[[ $DOOR == listen ]] || skip 'about --listen'
	page page.txt words
	PROGRAM=$CGIHTTPD
}

# fetch_status PATH [curl option]...: prints the status
fetch_status() {
	local path=$1
	shift
	curl -s -o /dev/null -w '%{http_code}\n' "$@" \
		"http://127.0.0.1:$server_port$path"
}

# Waits for a line of the server's log.
await_log() { # REGEX
	timeout 10 tail -n +1 -F "$LOG" 2>/dev/null | grep -m1 -qE -e "$1"
}

@test "a listener that cannot print its address says so, and goes on" {
	local pid
	"$PROGRAM" --listen 127.0.0.1:0 "$ROOT" >/dev/full 2>"$LOG" 3>&- &
	pid=$!
	run -0 await_log 'cannot print where connections are accepted: No space left on device'
	kill "$pid"
	wait "$pid"
}

@test "a client that says nothing gets 408 when its time is up" {
	serve --header-time=1
	converse expect 'HTTP/1.1 408'
	assert_status 408
	assert_log '408 "-": the request header was not there in time'
}

@test "a client that connects and leaves is no record" {
	start_server
	"$TALK" -p "$server_port" close
	run -0 fetch_status /page.txt
	stop_server
	assert_equal "$(grep -c 'HTTP/1.1"' "$LOG")" 1
}

# Prints which process wrote the record with this cause: the end of the
# request's id.
process_of() { # CAUSE
	sed -nE "s/.*$1.*request [0-9a-f]+-([0-9a-f]+)\\).*/\\1/p" "$LOG"
}

@test "a client that leaves in the midst of its header costs no process" {
	local listener
	serve --header='X-Here: yes'
	converse say $'GET /page.txt HTTP/1.1\r\nHo' half-close
	assert_status 400
	assert_field X-Here yes
	# A whole header needs a process, even if the client sends no more.
	converse say $'GET /absent HTTP/1.1\r\nHost: a\r\n\r\n' half-close
	assert_status 404
	listener=$(printf '%x' "$server_pid")
	assert_log '"-" 400 [0-9]+ "-" "-"$'
	assert_equal "$(process_of 'in the midst of its request header')" \
		"$listener"
	[[ $(process_of 'no such file') =~ ^[0-9a-f]+$ &&
		${BASH_REMATCH[0]} != "$listener" ]]
}

@test "a client that leaves in the midst of its header gets the page there is" {
	page errors/400.html 'a page'
	serve --error-pages=errors
	converse say $'GET /page.txt HTTP/1.1\r\nHo' half-close
	assert_status 400
	assert_body 'a page'
	assert_log 'in the midst of its request header'
}

@test "silent clients keep nobody from being served" {
	local fd silent=()
	serve --max-connections=1
	start_server
	for _ in {1..50}; do
		exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
		silent+=("$fd")
	done
	run -0 fetch_status /page.txt
	assert_output 200
	# None of them has a process of its own.
	await_processes 0
	for fd in "${silent[@]}"; do
		exec {fd}>&-
	done
}

# Prints how many sockets each process has.
sockets_of() { # PID...
	local pid
	for pid; do
		find "/proc/$pid/fd" -lname 'socket:*' | wc -l
	done
}

@test "beside hundreds of silent clients a child has its own one's descriptor" {
	local fd script silent=()
	(($(ulimit -Hn) > 1000)) || skip 'too few descriptors'
	ulimit -n "$(ulimit -Hn)"
	hold_script 'printf "Content-Type: text/plain\n\nfirst "' 'echo second'
	serve --max-per-source=1000 --pass-env=SCRATCH
	start_server
	for _ in {1..450}; do
		exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
		silent+=("$fd")
	done
	for _ in 1 2 3; do
		run -0 fetch_status /page.txt
		assert_output 200
	done
	curl -s "http://127.0.0.1:$server_port/cgi-bin/hold" >"$SCRATCH/out" &
	local client=$!
	read -r _ <"$SCRATCH/begun"
	# The script has none; its relay, which is its child, has the client's.
	if ((EUID == 0)); then
		script=$(pgrep -P "$server_pid")
		run sockets_of "$script" "$(pgrep -P "$script")"
		assert_output $'0\n1'
	fi
	echo go >"$SCRATCH/gate"
	wait "$client"
	assert_equal "$(cat "$SCRATCH/out")" 'first second'
	# The listener keeps no connection that has ended.
	if ((EUID == 0)); then
		run sockets_of "$server_pid"
		assert_output 451
	fi
	printf 'GET /page.txt HTTP/1.0\r\n\r\n' >&"${silent[200]}"
	run -0 cat <&"${silent[200]}"
	assert_line words
	for fd in "${silent[@]}"; do
		exec {fd}>&-
	done
}

@test "before Linux 5.9 others' descriptors are not handed on either" {
	local script number=5000
	(($(ulimit -Hn) > number)) || skip 'too few descriptors'
	((EUID == 0)) || skip 'only root may look into the server'
	CGIHTTPD=$BATS_TEST_TMPDIR/before
	printf '#!/bin/bash\nulimit -n "$(ulimit -Hn)"\nexec %s "%s" "$@" %s\n' \
		"\"${TALK%/*}/without\" close_range" "$PROGRAM" \
		"$number</dev/null" >"$CGIHTTPD"
	chmod +x "$CGIHTTPD"
	hold_script 'printf "Content-Type: text/plain\n\nfirst "' 'echo second'
	serve --pass-env=SCRATCH
	start_server
	[[ -e /proc/$server_pid/fd/$number ]]
	curl -s "http://127.0.0.1:$server_port/cgi-bin/hold" >"$SCRATCH/out" &
	local client=$!
	read -r _ <"$SCRATCH/begun"
	script=$(pgrep -P "$server_pid")
	run find "/proc/$script/fd" "/proc/$(pgrep -P "$script")/fd" \
		-name "$number"
	assert_output ''
	echo go >"$SCRATCH/gate"
	wait "$client"
	assert_equal "$(cat "$SCRATCH/out")" 'first second'
}

@test "many above --max-per-source are a line in the log, with their address" {
	local fd open=()
	server_address=$(hostname -I | cut -d' ' -f1)
	[[ $server_address == *.*.*.* ]] || skip 'no address but loopback'
	serve --max-per-source=2
	start_server
	# They come all at once.
	kill -STOP "$server_pid"
	for _ in {1..20}; do
		exec {fd}<>"/dev/tcp/$server_address/$server_port"
		open+=("$fd")
	done
	kill -CONT "$server_pid"
	for fd in "${open[@]:2}"; do
		run -0 head -n 1 <&"$fd"
		assert_output $'HTTP/1.1 503 Service Unavailable\r'
	done
	for fd in "${open[@]}"; do
		exec {fd}>&-
	done
	assert_log "refused a connection from $server_address: 503, above --max-per-source\$"
	assert_equal "$(wc -l <"$LOG")" 1
}

@test "a header of any length and in many pieces is waited for without a process" {
	local fd lines i
	serve --header-time=60
	start_server
	exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
	printf 'GET /page.txt HTTP/1.1\r\nHost: test\r\n' >&"$fd"
	lines=$(printf 'Field: %0280d' 0)
	for i in {1..99}; do
		printf '%s\r\n' "$lines" >&"$fd"
		# Another client is served in between, so that piece was read.
		((i % 33)) || fetch_status /page.txt >/dev/null
	done
	await_processes 0
	printf '\r\n' >&"$fd"
	run -0 head -n 1 <&"$fd"
	exec {fd}>&-
	assert_output $'HTTP/1.1 200 OK\r'
}

@test "above --max-connections clients wait for their turn" {
	mkfifo "$SCRATCH/gate"
	chmod 666 "$SCRATCH/gate"
	script hold <<-'SCRIPT'
		read -r line <"$SCRATCH/gate"
		printf 'Content-Type: text/plain\n\n%s' "$line"
	SCRIPT
	serve --max-connections=1 --pass-env=SCRATCH
	start_server
	fetch_status /cgi-bin/hold >"$SCRATCH/first" &
	local first=$!
	# The script has begun when the gate can be opened; it has the only
	# slot.
	exec {gate}>"$SCRATCH/gate"
	local second
	second_waits
	echo open >&"$gate"
	wait "$first" "$second"
	assert_equal "$(cat "$SCRATCH/first" "$SCRATCH/second")" $'200\n200'
}

@test "SIGTERM: a running answer is finished, then the listener ends with 0" {
	hold_script : 'printf "Content-Type: text/plain\n\n%s" "$line"'
	serve --pass-env=SCRATCH
	start_server
	curl -s "http://127.0.0.1:$server_port/cgi-bin/hold" >"$SCRATCH/out" &
	local client=$!
	read -r _ <"$SCRATCH/begun"
	kill -TERM "$server_pid"
	until ! ss -Hltn "sport = :$server_port" | grep -q .; do
		:
	done
	echo whole >"$SCRATCH/gate"
	wait "$client"
	assert_equal "$(cat "$SCRATCH/out")" whole
	stop_server
	assert_equal "$server_status" 0
}

# Makes a script "hang" that has begun when $SCRATCH/begun can be read.
hang_script() {
	mkfifo -m 666 "$SCRATCH/begun"
	script hang <<-'SCRIPT'
		echo begun >"$SCRATCH/begun"
		exec sleep 1000
	SCRIPT
}

@test "SIGTERM: what does not end within --grace is ended, the client is told" {
	hang_script
	serve --grace=1 --pass-env=SCRATCH
	start_server
	fetch_status /cgi-bin/hang >"$SCRATCH/out" &
	local client=$!
	read -r _ <"$SCRATCH/begun"
	stop_server
	assert_equal "$server_status" 0
	wait "$client"
	assert_equal "$(cat "$SCRATCH/out")" 502
	assert_log 'ended with signal 15'
}

@test "SIGTERM: who still waits when --grace is over gets 503, and no process" {
	local waiting silent
	hang_script
	script late <<-'SCRIPT'
		: >"$SCRATCH/late"
		exec sleep 1000
	SCRIPT
	serve --grace=1 --max-connections=1 --pass-env=SCRATCH
	start_server
	fetch_status /cgi-bin/hang >"$SCRATCH/out" &
	local client=$!
	read -r _ <"$SCRATCH/begun"
	exec {waiting}<>"/dev/tcp/127.0.0.1/$server_port"
	exec {silent}<>"/dev/tcp/127.0.0.1/$server_port"
	printf 'GET /cgi-bin/late HTTP/1.0\r\n\r\n' >&"$waiting"
	printf 'GET /page.txt HTTP/1.0\r\n' >&"$silent"
	stop_server
	run -0 head -n 1 <&"$waiting"
	assert_output $'HTTP/1.1 503 Service Unavailable\r'
	run -0 head -n 1 <&"$silent"
	assert_output $'HTTP/1.1 503 Service Unavailable\r'
	exec {waiting}>&- {silent}>&-
	wait "$client"
	assert_equal "$(cat "$SCRATCH/out")" 502
	[[ ! -e $SCRATCH/late ]]
	assert_log '503 to connections that --grace left no time for: 2$'
}

@test "SIGTERM: who has sent nothing is closed, who has begun is waited for" {
	local begun silent
	start_server
	exec {begun}<>"/dev/tcp/127.0.0.1/$server_port"
	exec {silent}<>"/dev/tcp/127.0.0.1/$server_port"
	printf 'GET /page.txt HTTP/1.0\r\n' >&"$begun"
	kill -TERM "$server_pid"
	run -0 cat <&"$silent"
	assert_output ''
	printf '\r\n' >&"$begun"
	run -0 head -n 1 <&"$begun"
	assert_output $'HTTP/1.1 200 OK\r'
	exec {begun}>&- {silent}>&-
	stop_server
	assert_equal "$server_status" 0
}

# ends_by TARGET: gets TARGET by HTTP/1.0 and reads only when the
# listener, which is asked to stop, has ended. Prints how the connection ends.
ends_by() {
	run -0 timeout 20 python3 - "$server_port" "$server_pid" "$1" <<-'END'
	import os, select, signal, socket, sys
	client = socket.socket()
	client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
	client.connect(("127.0.0.1", int(sys.argv[1])))
	client.sendall(f"GET {sys.argv[3]} HTTP/1.0\r\n\r\n".encode())
	client.recv(100)
	listener = os.pidfd_open(int(sys.argv[2]))
	os.kill(int(sys.argv[2]), signal.SIGTERM)
	select.select([listener], [], [])
	try:
	    while client.recv(65536):
	        pass
	    print("an end")
	except ConnectionResetError:
	    print("a reset")
	END
}

@test "HTTP/1.0: an answer whose process is killed does not look whole" {
	local i
	script stubborn <<-'SCRIPT'
		trap '' TERM
		printf 'Content-Type: text/plain\n\npart'
		exec sleep 1000
	SCRIPT
	mkdir "$ROOT/many"
	(cd "$ROOT/many" && for ((i = 0; i < 20000; i++)); do
		: >"a-file-with-a-name-that-is-long-enough-to-fill-the-buffers-$i"
	done)
	serve --grace=1
	start_server
	ends_by /cgi-bin/stubborn
	assert_output 'a reset'
	stop_server
	start_server
	ends_by /many/
	assert_output 'a reset'
}

@test "503 over a UNIX socket is no reset, whatever the client has sent" {
	local path=$BATS_TEST_TMPDIR/socket
	launch 1 --listen "$path" --grace=2 "$ROOT"
	run -0 python3 - "$path" "$server_pid" <<-'END'
		import os, signal, socket, sys
		client = socket.socket(socket.AF_UNIX)
		client.connect(sys.argv[1])
		client.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 9000)
		# When this one is answered, the listener knows the other.
		with socket.socket(socket.AF_UNIX) as later:
		    later.connect(sys.argv[1])
		    later.sendall(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n")
		    while later.recv(65536):
		        pass
		os.kill(int(sys.argv[2]), signal.SIGTERM)
		while octets := client.recv(65536):
		    print(octets.decode())
	END
	assert_line --partial 'HTTP/1.1 503 Service Unavailable'
	assert_log '503 to connections that --grace left no time for: 1$'
}

@test "SIGHUP: the document root is opened anew" {
	start_server
	mv "$ROOT" "$ROOT.old"
	mkdir "$ROOT"
	page page.txt 'new words'
	run -0 curl -s "http://127.0.0.1:$server_port/page.txt"
	assert_output words
	kill -HUP "$server_pid"
	await_log 'SIGHUP: opened'
	run -0 curl -s "http://127.0.0.1:$server_port/page.txt"
	assert_output 'new words'
}

@test "--idle-exit: it ends by itself when nobody has come" {
	serve --idle-exit=1
	start_server
	run -0 fetch_status /page.txt
	wait "$server_pid"
	server_pid=
}

@test "no zombie and no process stays behind" {
	local round
	script sh <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\n'
		(exec >&- 2>&-; :) &
	SCRIPT
	start_server
	for round in {1..20}; do
		assert_equal "$round $(fetch_status /cgi-bin/sh)" "$round 200"
	done
	await_processes 0
}

@test "a script that kills its process group hurts nobody else" {
	script suicide <<-'SCRIPT'
		kill -9 0
	SCRIPT
	start_server
	run -0 fetch_status /cgi-bin/suicide
	assert_output 502
	run -0 fetch_status /page.txt
	assert_output 200
}

# Makes a script "hold" that has begun when $SCRATCH/begun can be read, and goes
# on when $SCRATCH/gate is written to.
hold_script() { # <what it does first> <what it does then>
	mkfifo -m 666 "$SCRATCH/gate" "$SCRATCH/begun"
	script hold <<-SCRIPT
		$1
		echo begun >"\$SCRATCH/begun"
		read -r line <"\$SCRATCH/gate"
		$2
	SCRIPT
}

@test "kill -9 0, parsed or not, ends nobody else's answer" {
	script suicide <<<'kill -9 0'
	script nph-suicide <<<'kill -9 0'
	script family <<-'SCRIPT'
		sleep 1000 &
		kill -9 0
	SCRIPT
	hold_script 'printf "Content-Type: text/plain\n\nfirst "' 'echo second'
	serve --pass-env=SCRATCH
	start_server
	curl -s "http://127.0.0.1:$server_port/cgi-bin/hold" >"$SCRATCH/out" &
	local client=$!
	read -r _ <"$SCRATCH/begun"
	for name in suicide family; do
		assert_equal "$name $(fetch_status "/cgi-bin/$name")" "$name 502"
	done
	fetch_status /cgi-bin/nph-suicide || true
	echo go >"$SCRATCH/gate"
	wait "$client"
	assert_equal "$(cat "$SCRATCH/out")" 'first second'
	run -0 fetch_status /page.txt
	assert_output 200
}

# Requests the page, in the background, and checks that it waits for the only
# slot.
second_waits() {
	fetch_status /page.txt >"$SCRATCH/second" &
	second=$!
	until ss -Htn "sport = :$server_port" | grep -q ESTAB; do
		[[ ! -s $SCRATCH/second ]] || fail_with 'it did not wait\n' ||
			return
	done
	# A later client is not served either, so the listener has seen it.
	run curl -s -m 0.5 "http://127.0.0.1:$server_port/page.txt"
	assert_equal "$status $(cat "$SCRATCH/second")" '28 '
}

@test "a slot is held while the script works on behind its answer" {
	local second
	hold_script 'printf "Content-Type: text/plain\n\nwhole"; exec >&-' ':'
	serve --max-connections=1 --pass-env=SCRATCH
	start_server
	run -0 curl -s "http://127.0.0.1:$server_port/cgi-bin/hold"
	assert_output whole
	read -r _ <"$SCRATCH/begun"
	second_waits
	echo go >"$SCRATCH/gate"
	wait "$second"
	assert_equal "$(cat "$SCRATCH/second")" 200
}

@test "a slot is held while the relay sends what an ended script left" {
	local second fd
	script quick <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\n'
		head -c 20000000 /dev/zero &
	SCRIPT
	serve --max-connections=1
	start_server
	exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
	printf 'GET /cgi-bin/quick HTTP/1.0\r\n\r\n' >&"$fd"
	run -0 head -c 1 <&"$fd"
	second_waits
	cat <&"$fd" >/dev/null
	exec {fd}>&-
	wait "$second"
	assert_equal "$(cat "$SCRATCH/second")" 200
}

@test "scripts that redirect faster than the listener looks are all ended" {
	local gate begun
	mkfifo -m 666 "$SCRATCH/gate" "$SCRATCH/begun"
	script chain <<-'SCRIPT'
		n=${QUERY_STRING:-0}
		[ "$n" -gt 0 ] || read -r line <"$SCRATCH/gate"
		[ "$n" -ge 10 ] || printf 'Location: /cgi-bin/chain?%s\n\n' $((n + 1))
	SCRIPT
	# The last of as many as there can be.
	script /errors/502.cgi <<-'SCRIPT'
		exec 9>"$SCRATCH/begun"
		echo begun >&9
		exec sleep 60
	SCRIPT
	serve --grace=1 --error-pages=errors --pass-env=SCRATCH
	start_server
	fetch_status /cgi-bin/chain >"$SCRATCH/out" &
	exec {gate}>"$SCRATCH/gate"
	kill -STOP "$server_pid"
	echo go >&"$gate"
	exec {begun}<"$SCRATCH/begun"
	read -r _ <&"$begun"
	kill -CONT "$server_pid"
	stop_server
	# Its end is that of the last one that holds the pipe.
	run -0 timeout 10 cat <&"$begun"
	exec {gate}>&- {begun}<&-
}

@test "who outlives a script as a stranger is reaped too" {
	hold_script ':' ':'
	mv "$ROOT/cgi-bin/hold" "$ROOT/hold"
	script daemon <<-'SCRIPT'
		setsid "$DOCUMENT_ROOT/hold" </dev/null >/dev/null 2>&1 &
		printf 'Content-Type: text/plain\n\nfine'
	SCRIPT
	serve --pass-env=SCRATCH
	start_server
	run -0 curl -s "http://127.0.0.1:$server_port/cgi-bin/daemon"
	assert_output fine
	read -r _ <"$SCRATCH/begun"
	# The listener has adopted it, and its slot is free.
	await_processes 1
	echo go >"$SCRATCH/gate"
	await_processes 0
}

@test "a script that has collected its sibling has no slot for ever" {
	local script=$ROOT/cgi-bin/nph-collects
	command -v python3 >/dev/null || skip 'no python3 here'
	cat >"$script" <<-'SCRIPT'
		#!/usr/bin/python3
		import os
		try:
		    while True:
		        os.waitpid(-1, 0x40000000) # __WALL
		except ChildProcessError:
		    pass
		print("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r", flush=True)
	SCRIPT
	chmod 755 "$script"
	serve --max-connections=1 --script-limit=files=200
	start_server
	run -0 fetch_status /cgi-bin/nph-collects
	assert_output 200
	run -0 fetch_status /page.txt -m 10
	assert_output 200
}

need_name_space() {
	((EUID == 0)) || skip 'only root makes PID name spaces'
	unshare --pid --mount true 2>/dev/null ||
		skip 'no PID name spaces here'
}

# in_name_space [OPTION]... <PYTHON: runs that in a PID name space of its own,
# where it can choose the next number, with a listener, with ask(), and with two
# FIFOs for scripts
in_name_space() {
	local program=$BATS_TEST_TMPDIR/program.py
	mkfifo -m 666 "$SCRATCH/begun" "$SCRATCH/gate"
	chmod 777 "$SCRATCH"
	cat - /dev/fd/4 >"$program" 4<&0 <<-'END'
	import os, re, socket, struct, subprocess, sys, time
	program, root, scratch = sys.argv[1:4]
	listener = subprocess.Popen(
	    [program, "--listen", "127.0.0.1:0", f"--setenv=SCRATCH={scratch}",
	     *sys.argv[4:], root],
	    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
	port = int(re.search(rb" port (\d+)", listener.stdout.readline())[1])
	def ask(target):
	    client = socket.socket()
	    client.settimeout(20)
	    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
	    client.connect(("127.0.0.1", port))
	    client.sendall(f"GET {target} HTTP/1.0\r\n\r\n".encode())
	    return client
	END
	run -0 timeout 50 unshare --pid --fork --kill-child --mount-proc \
		python3 "$program" "$PROGRAM" "$ROOT" "$SCRATCH" "$@" 3>&- \
		</dev/null
}

@test "nor where the sibling's number has become another client's" {
	local script=$ROOT/cgi-bin/nph-collects
	need_name_space
	cat >"$script" <<-'SCRIPT'
		#!/usr/bin/python3
		import os
		number, _ = os.waitpid(-1, 0x40000000) # __WALL
		with open(os.environ["SCRATCH"] + "/begun", "w") as begun:
		    print(number, file=begun)
		with open(os.environ["SCRATCH"] + "/gate") as gate:
		    gate.read()
		print("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", flush=True)
	SCRIPT
	chmod 755 "$script"
	in_name_space --max-connections=2 --script-limit=files=200 <<-'END'
	def status(client):
	    return client.makefile("rb").read()[9:12].decode()
	# More often than there are slots.
	for _ in range(3):
	    script = ask("/cgi-bin/nph-collects")
	    number = int(open(f"{scratch}/begun").read())
	    with open("/proc/sys/kernel/ns_last_pid", "w") as last:
	        last.write(str(number - 1))
	    print(status(ask("/page.txt")), end=" ")
	    open(f"{scratch}/gate", "w").close()
	    print(status(script), end=" ")
	listener.terminate()
	END
	assert_output '200 200 200 200 200 200 '
}

@test "what a parsed script leaves behind outlives its SIGALRM" {
	mkfifo -m 666 "$SCRATCH/gate" "$SCRATCH/begun" "$SCRATCH/done"
	script alarmed <<-'SCRIPT'
		(
			echo begun >"$SCRATCH/begun"
			read -r line <"$SCRATCH/gate"
			echo "$line" >"$SCRATCH/done"
		) >/dev/null 2>&1 </dev/null &
		printf 'Content-Type: text/plain\n\nfine'
		kill -ALRM $$
	SCRIPT
	serve --pass-env=SCRATCH
	start_server
	curl -s "http://127.0.0.1:$server_port/cgi-bin/alarmed" >/dev/null || true
	read -r _ <"$SCRATCH/begun"
	# Until the listener has collected the script.
	await_processes 1
	echo works >"$SCRATCH/gate"
	run -0 timeout 10 cat "$SCRATCH/done"
	assert_output works
}

# Needs Linux 6.9: PIDFD_SIGNAL_PROCESS_GROUP
@test "a signal does not reach who got the number of a script's group" {
	need_name_space
	printf '%s\n' 6.9 "$(uname -r)" | sort -VC ||
		skip 'this kernel knows groups by their numbers alone'
	script ends <<-'SCRIPT'
		echo $$ >"$SCRATCH/number"
		exec perl -MFcntl -e '
			fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK);
			syswrite STDOUT, "Content-Type: text/plain\n\n";
			for ($full = 0; $full < 10; ) {
				$full = 0 if syswrite STDOUT, "x" x 4096;
				select(undef, undef, undef, 0.01 * ++$full);
			}'
	SCRIPT
	script victim <<-'SCRIPT'
		echo $$ >"$SCRATCH/begun"
		read -r line <"$SCRATCH/gate"
		printf 'Content-Type: text/plain\n\n%s' "$line"
	SCRIPT
	in_name_space <<-'END'
	slow = ask("/cgi-bin/ends")
	slow.recv(100)
	number = int(open(f"{scratch}/number").read())
	while os.path.exists(f"/proc/{number}"):
	    time.sleep(0.01)
	with open("/proc/sys/kernel/ns_last_pid", "w") as last:
	    last.write(str(number - 1))
	other = ask("/cgi-bin/victim")
	taken = int(open(f"{scratch}/begun").read())
	assert taken == number, f"{taken}, not {number}"
	slow.setsockopt(
	    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
	slow.close()
	# The relay of the first has ended.
	while listener.poll() is None and len(
	        open(f"/proc/{listener.pid}/task/{listener.pid}/children")
	            .read().split()) > 1:
	    time.sleep(0.01)
	# Not only for writing: without a reader that would wait.
	os.write(os.open(f"{scratch}/gate", os.O_RDWR), b"untouched\n")
	answer = b""
	while octets := other.recv(65536):
	    answer += octets
	print(answer.decode())
	listener.terminate()
	END
	assert_line untouched
}

@test "of a script that answers by itself its end is in the log" {
	script nph-fails <<<'printf "HTTP/1.0 200 OK\r\n\r\n"; exit 3'
	script nph-dies <<<'printf "HTTP/1.0 200 OK\r\n\r\n"; kill -KILL $$'
	printf '#!/absent\n' >"$ROOT/cgi-bin/nph-broken"
	chmod +x "$ROOT/cgi-bin/nph-broken"
	script redirects <<<'printf "Location: /cgi-bin/nph-fine\n\n"; exit 3'
	script to-failure <<<'printf "Location: /cgi-bin/nph-after\n\n"'
	script nph-after <<<'printf "HTTP/1.0 200 OK\r\n\r\n"; exit 4'
	script nph-fine <<<'printf "HTTP/1.0 200 OK\r\n\r\n"'
	script nph-pipe <<<'printf "HTTP/1.0 200 OK\r\n\r\n"; kill -PIPE $$'
	script parsed <<<'printf "Content-Type: text/plain\n\n"; exit 3'
	serve --script-limit=files=200
	start_server
	for name in nph-fails nph-dies nph-pipe parsed redirects to-failure; do
		run -0 fetch_status "/cgi-bin/$name"
		assert_output 200
	done
	run -0 fetch_status /cgi-bin/nph-broken
	assert_output 500
	run -0 fetch_status /page.txt
	stop_server
	assert_log '^cgihttpd: process [0-9]+ ended with exit status 3: a script that answers by itself, or'
	assert_log '^cgihttpd: process [0-9]+ ended with signal 9: '
	assert_log '^cgihttpd: process [0-9]+ ended with exit status 4: '
	assert_equal "$(grep -c 'answers by itself' "$LOG")" 3
}

@test "two hundred clients at once are all served" {
	start_server
	run -0 bash -c "seq 200 | xargs -P 50 -I{} curl -s -o /dev/null \
		-w '%{http_code}\n' http://127.0.0.1:$server_port/page.txt |
		sort | uniq -c"
	assert_output --regexp '^ *200 200$'
}

# ── Out of descriptors ──────────────────────────────────────────────────────

@test "out of memory for a second socket: the first one is not watched either" {
	local calls
	command -v strace >/dev/null || skip 'strace(1) is not here'
	# LeakSanitizer cannot work below strace.
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	# After signals, exits and the first socket.
	launch_by 2 strace -D -qq -e trace=epoll_ctl -o "$SCRATCH/calls" \
		-e inject=epoll_ctl:error=ENOMEM:when=4 "$CGIHTTPD" \
		--listen 127.0.0.1:0 --listen 127.0.0.1:0 "$ROOT"
	run -0 fetch_status /page.txt
	assert_output 200
	stop_server
	mapfile -t calls <"$SCRATCH/calls"
	[[ ${calls[2]} =~ EPOLL_CTL_ADD,\ ([0-9]+), ]]
	[[ ${calls[4]} == *"EPOLL_CTL_DEL, ${BASH_REMATCH[1]}, "* ]]
	assert_log 'cannot wait for connections: (Cannot allocate memory|Out of memory)$'
}

# leave_descriptors N: the listener can open N more descriptors and no other.
leave_descriptors() {
	local number=0 free=0
	while ((free <= $1)); do
		[[ -e /proc/$server_pid/fd/$number ]] || free=$((free + 1))
		number=$((number + 1))
	done
	prlimit --pid "$server_pid" --nofile="$((number - 1)):"
}

@test "out of descriptors: who has been silent longest goes" {
	local first second
	start_server
	leave_descriptors 2
	exec {first}<>"/dev/tcp/127.0.0.1/$server_port"
	exec {second}<>"/dev/tcp/127.0.0.1/$server_port"
	run -0 fetch_status /page.txt
	assert_output 200
	# The first connection was ended; the second is still served.
	run -1 read -r -t 10 -u "$first" _
	printf 'GET /page.txt HTTP/1.0\r\n\r\n' >&"$second"
	run -0 cat <&"$second"
	assert_line words
	exec {first}>&- {second}>&-
	stop_server
	assert_log 'cannot accept a connection; a silent one is dropped: (Too many open files|No file descriptors available)'
}

@test "out of descriptors: where nobody is silent, the new one is told" {
	local round
	start_server
	leave_descriptors 0
	for round in 1 2 3 4 5; do
		run -0 curl -s -D- "http://127.0.0.1:$server_port/page.txt"
		assert_line --partial 'HTTP/1.1 503 Service Unavailable'
		assert_line --partial 'Retry-After: 1'
	done
	leave_descriptors 1
	run -0 fetch_status /page.txt
	assert_output 200
	stop_server
	assert_equal "$server_status" 0
	assert_log 'cannot accept a connection; it is answered 503: '
}

@test "a table of clients that is full" {
	local fd open=()
	command -v prlimit >/dev/null || skip 'no prlimit here'
	# Room for three clients, besides what the listener itself needs.
	CGIHTTPD=$BATS_TEST_TMPDIR/with-few
	printf '#!/bin/sh\nexec prlimit --nofile=20 "%s" "$@"\n' "$PROGRAM" \
		>"$CGIHTTPD"
	chmod +x "$CGIHTTPD"
	start_server
	for _ in 1 2 3 4 5; do
		exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
		open+=("$fd")
	done
	run -0 fetch_status /page.txt
	assert_output 200
	for fd in "${open[@]}"; do
		exec {fd}>&-
	done
	stop_server
	# Room for one.
	sed -i s/=20/=18/ "$CGIHTTPD"
	start_server
	for _ in {1..30}; do
		run -0 fetch_status /page.txt
		assert_output 200
	done
	stop_server
	printf '#!/bin/sh\nexec prlimit --nofile=17 "%s" "$@"\n' "$PROGRAM" \
		>"$CGIHTTPD"
	run -1 "$CGIHTTPD" --listen 127.0.0.1:0 "$ROOT"
	assert_output --regexp 'cannot begin to listen: (Too many open files|No file descriptors available)'
}

@test "SIGTERM: who has connected is answered, however many wait in the kernel" {
	local fd line clients=() answered=0
	serve --max-per-source=1000
	start_server
	kill -STOP "$server_pid"
	for _ in {1..300}; do
		exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
		printf 'GET /page.txt HTTP/1.0\r\n\r\n' >&"$fd"
		clients+=("$fd")
	done
	kill -TERM "$server_pid"
	kill -CONT "$server_pid"
	for fd in "${clients[@]}"; do
		read -r line <&"$fd" 2>/dev/null || line=
		[[ $line != 'HTTP/1.1 200 '* ]] || answered=$((answered + 1))
		exec {fd}>&-
	done
	assert_equal "$answered" 300
}
