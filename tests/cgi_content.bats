# SPDX-License-Identifier: ISC
#
# A request's content on its way to a script's stdin (RFC 3875 section 4.2).

load helpers/http
load helpers/cgi

# copies NAME: a script that answers with what it reads
copies() {
	script "$1" <<-'END'
	echo Content-Type: application/octet-stream
	echo
	exec cat
	END
}

refute_invited() {
	[[ $(head -n 1 "$RESPONSE") != 'HTTP/1.1 100 '* ]] ||
		fail_with 'an unexpected 100 (Continue)\n'
}

post_head='POST /cgi-bin/copy HTTP/1.1\r\nHost: test\r\n'
chunked="${post_head}Transfer-Encoding: chunked\\r\\n"

@test "rfc3875 4: a script starts before the content is complete" {
	script early <<-'END'
	echo Content-Type: text/plain
	echo
	echo started
	cat
	END
	converse say 'POST /cgi-bin/early HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n' \
		expect started say 'abc' expect abc say def
	assert_body $'started\nabcdef'
}

@test "rfc3875 38: content that came with the header is all there" {
	copies copy
	request "${post_head}Content-Length: 6\\r\\n\\r\\nabc\\0de"
	assert_body_file <(printf 'abc\0de')
}

@test "rfc3875 38: content that comes octet by octet is all there" {
	copies copy
	converse say "${post_head}Content-Length: 8\\r\\n\\r\\n" drip abcdefgh
	assert_body abcdefgh
}

@test "rfc3875 39: what follows the content is not the script's; it sees an end" {
	copies copy
	request "${post_head}Content-Length: 3\\r\\n\\r\\nabcGET / HTTP/1.1\\r\\n\\r\\n"
	assert_body abc
	assert_whole
	request "${post_head}\\r\\nGET / HTTP/1.1\\r\\n\\r\\n"
	assert_body ''
	get /cgi-bin/copy
	assert_body ''
}

@test "rfc3875 40: chunked content reaches the script decoded" {
	copies copy
	request "$chunked\\r\\n3\\r\\nabc\\r\\n2;a=b\\r\\nde\\r\\n0\\r\\nX: y\\r\\n\\r\\n"
	assert_body abcde
	converse say "$chunked\\r\\n" drip '3\r\nabc\r\n0\r\n\r\n'
	assert_body abc
	request "$chunked\\r\\n0\\r\\n\\r\\n"
	assert_body ''
}

@test "rfc3875 40: chunked content that is not valid is 400, and nothing runs" {
	local text
	script copy <<-'END'
	echo ran >"$SCRATCH/ran"
	END
	for text in 'x\r\n' '-3\r\nabc\r\n' '0x3\r\nabc\r\n' '3\r\nabcd\r\n' \
		'3\nabc\n0\n\n' '10000000000000003\r\nabc\r\n' ' 3\r\nabc\r\n'; do
		ending=any request "$chunked\\r\\n$text"
		assert_status 400
	done
	ending=any converse say "$chunked\\r\\n3\\r\\nab" half-close
	assert_status 400
	[[ ! -e $SCRATCH/ran ]]
}

@test "rfc3875 40: other transfer codings are refused" {
	copies copy
	ending=any request "${post_head}Transfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n"
	assert_status 501
}

@test "chunked content is seekable, in memory and above 1 MiB in a file" {
	local size
	script seek <<-'END'
	#!/usr/bin/python3
	import os, sys
	print("Content-Type: text/plain\n")
	size = os.lseek(0, 0, os.SEEK_END)
	os.lseek(0, 0, os.SEEK_SET)
	data = sys.stdin.buffer.read()
	print(size == len(data) == int(os.environ["CONTENT_LENGTH"]))
	print(size, os.readlink("/proc/self/fd/0"))
	sys.stdout.flush()
	sys.stdout.buffer.write(data)
	END
	for size in 1000 1048576 1048577 3000000; do
		octets "$size" >"$BATS_TEST_TMPDIR/content"
		{
			printf 'POST /cgi-bin/seek HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n' "$size"
			cat "$BATS_TEST_TMPDIR/content"
			printf '\r\n0\r\n\r\n'
		} >"$BATS_TEST_TMPDIR/request"
		TMPDIR=$SCRATCH converse send "$BATS_TEST_TMPDIR/request"
		assert_equal "$(head -n 1 "$BODY")" True
		if ((size > 1048576)); then
			assert_body_matches "^$size $SCRATCH/.*deleted"
		else
			assert_body_matches "^$size /memfd:"
		fi
		tail -n +3 "$BODY" | cmp - "$BATS_TEST_TMPDIR/content"
		[[ $DOOR != listen ]] || TMPDIR=$SCRATCH serve_scripts
	done
	[[ -z $(ls -A "$SCRATCH") ]]
}

@test "rfc3875 41: a script need not read: no deadlock, no reset" {
	script ignores <<-'END'
	echo Content-Type: text/plain
	echo
	echo done
	END
	octets 8000000 >"$BATS_TEST_TMPDIR/content"
	post_file /cgi-bin/ignores "$BATS_TEST_TMPDIR/content"
	assert_status 200
	assert_body $'done\n'
}

@test "rfc3875 41: a script may stop reading in the midst, and answer at length" {
	script stops <<-'END'
	echo Content-Type: text/plain
	echo
	head -c 100000
	exec <&-
	head -c 3000000 /dev/zero | tr '\0' x
	END
	octets 4000000 >"$BATS_TEST_TMPDIR/content"
	post_file /cgi-bin/stops "$BATS_TEST_TMPDIR/content"
	assert_equal "$(wc -c <"$BODY")" 3100000
	assert_whole
}

@test "rfc3875 41: a client that reads only when all is sent is not stuck" {
	# The script is gone before most of the content has arrived, and its
	# answer is larger than the sockets' buffers.
	script ends <<-'END'
	echo Content-Type: text/plain
	echo
	exec <&-
	exec head -c 9000000 /dev/zero
	END
	run -0 python3 - "$CGIHTTPD" "$ROOT" 2>>"$LOG" <<-'END'
	import socket, subprocess, sys
	server = socket.create_server(("127.0.0.1", 0))
	client = socket.create_connection(server.getsockname(), timeout=30)
	client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
	handler = subprocess.Popen(sys.argv[1:], stdin=(c := server.accept()[0]),
	                           stdout=c)
	c.close()
	size = 16000000
	client.sendall(b"POST /cgi-bin/ends HTTP/1.1\r\nHost: t\r\n"
	               b"Content-Length: %d\r\n\r\n" % size)
	client.sendall(b"x" * size)
	got = 0
	while piece := client.recv(1 << 20):
	    got += len(piece)
	handler.wait()
	assert got > 9000000, got
	END
}

@test "a script may read everything before it answers, or answer while it reads" {
	octets 5000000 >"$BATS_TEST_TMPDIR/content"
	copies copy
	script all <<-'END'
	#!/usr/bin/python3
	import sys
	data = sys.stdin.buffer.read()
	sys.stdout.buffer.write(b"Content-Type: text/plain\n\n" + data)
	END
	post_file /cgi-bin/copy "$BATS_TEST_TMPDIR/content"
	assert_body_file "$BATS_TEST_TMPDIR/content"
	post_file /cgi-bin/all "$BATS_TEST_TMPDIR/content"
	assert_body_file "$BATS_TEST_TMPDIR/content"
}

@test "a script that reads late gets everything" {
	script late <<-'END'
	#!/usr/bin/python3
	import sys
	print("Content-Type: text/plain\n", flush=True)
	print("waiting", flush=True)
	print(len(sys.stdin.buffer.read()))
	END
	octets 500000 >"$BATS_TEST_TMPDIR/content"
	converse say 'POST /cgi-bin/late HTTP/1.1\r\nHost: t\r\nContent-Length: 500000\r\n\r\n' \
		expect waiting send "$BATS_TEST_TMPDIR/content"
	assert_body $'waiting\n500000\n'
}

@test "rfc3875 38: whatever a script has answered already, it gets all its content" {
	local how
	octets 3000000 >"$BATS_TEST_TMPDIR/content"
	page after.txt after
	script early <<-'END'
	case $QUERY_STRING in
	redirect) printf 'Location: /after.txt\n\n' ;;
	file) printf 'X-Sendfile: /after.txt\n\n' ;;
	length) printf 'Content-Type: text/plain\nContent-Length: 5\n\nafter' ;;
	stdout) printf 'Content-Type: text/plain\n\nafter'; exec >&- ;;
	esac
	cat >"$SCRATCH/got"
	END
	for how in redirect file length stdout; do
		rm -f "$SCRATCH/got"
		post_file "/cgi-bin/early?$how" "$BATS_TEST_TMPDIR/content"
		assert_status 200
		assert_body after
		assert_whole
		cmp "$SCRATCH/got" "$BATS_TEST_TMPDIR/content"
	done
}

@test "rfc3875 38: content that comes after the answer's end is the script's, too" {
	script closes <<-'END'
	printf 'Content-Type: text/plain\n\nafter'
	exec >&-
	cat >"$SCRATCH/got"
	END
	converse say 'POST /cgi-bin/closes HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n' \
		expect '5\r\nafter\r\n0\r\n\r\n' drip abcdef
	assert_body after
	stop_server
	assert_equal "$(<"$SCRATCH/got")" abcdef
	# A client that ends too early ends such a script.
	script closes <<-'END'
	trap 'echo term >"$SCRATCH/signals"; exit' TERM
	printf 'Content-Type: text/plain\n\nafter'
	exec >&-
	cat >"$SCRATCH/got"
	while :; do read -r _ <>"$SCRATCH/never"; done
	END
	mkfifo -m 666 "$SCRATCH/never"
	converse say 'POST /cgi-bin/closes HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n' \
		expect '0\r\n\r\n' say abc half-close
	assert_log 'the client sent less content than it announced'
	assert_equal "$(<"$SCRATCH/signals")" term
}

@test "rfc3875 43: PUT, PATCH and DELETE reach the script" {
	local method
	script method <<-'END'
	echo Content-Type: text/plain
	echo
	echo "$REQUEST_METHOD $(cat)"
	END
	for method in PUT PATCH DELETE; do
		request "$method"' /cgi-bin/method HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc'
		assert_status 200
		assert_body "$method abc"$'\n'
	done
	fetch DELETE /cgi-bin/method
	assert_body $'DELETE \n'
}

@test "Expect: 100-continue is answered when the content is wanted, once" {
	copies copy
	converse say "${post_head}Content-Length: 3\\r\\nExpect: 100-continue\\r\\n\\r\\n" \
		expect '100 Continue\r\n\r\n' say abc
	assert_status 200
	assert_body abc
	assert_equal "$(grep -c '^HTTP/1.1 100' "$RESPONSE")" 1
	converse say "${chunked}Expect: 100-Continue\\r\\n\\r\\n" \
		expect '100 Continue\r\n\r\n' say '3\r\nabc\r\n0\r\n\r\n'
	assert_body abc
}

@test "Expect: 100-continue is not answered when the content is there, or none is, or it is HTTP/1.0" {
	copies copy
	request "${post_head}Content-Length: 3\\r\\nExpect: 100-continue\\r\\n\\r\\nabc"
	assert_body abc
	request "${post_head}Expect: 100-continue\\r\\n\\r\\n"
	assert_status 200
	refute_invited
	converse say 'POST /cgi-bin/copy HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n' \
		drip abc
	refute_invited
	assert_body abc
}

@test "Expect: 100-continue to what is refused is answered with the refusal" {
	converse say 'POST /cgi-bin/absent HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n' \
		expect 'HTTP/1.1 404' close
	refute_invited
}

# over_tcp PYTHON: runs PYTHON with functions that start the server on one TCP
# connection, or on two, and with what it takes to be the client.
over_tcp() {
	local words=${1//$'\n\t'/$'\n'}
	run -0 timeout 20 python3 - "$CGIHTTPD" "$ROOT" 3>&- <<-END
	import socket, subprocess, sys
	def connection():
	    with socket.create_server(("127.0.0.1", 0)) as server:
	        return socket.create_connection(server.getsockname()), \
	            server.accept()[0]
	def start(stdin, stdout, *options):
	    handler = subprocess.Popen([sys.argv[1], *options, sys.argv[2]],
	        stdin=stdin, stdout=stdout, stderr=open("$LOG", "ab"))
	    stdin.close()
	    stdout.close()
	    return handler
	def receive(client):
	    while octets := client.recv(65536):
	        print(octets.decode(), end="")
	head = b"POST /cgi-bin/copy HTTP/1.0\r\nContent-Length: %d\r\n\r\n"
	$words
	END
}

@test "an octet of urgent data is not content, and holds up none" {
	[[ $DOOR == inetd ]] || skip 'the server is started here'
	# When it has the first octets, the others come with the pipe empty.
	mkfifo -m 666 "$SCRATCH/begun"
	script copy <<-'END'
	printf 'Content-Type: text/plain\n\n'
	head -c 5
	echo begun >"$SCRATCH/begun"
	exec cat
	END
	over_tcp "client, server = connection()
	start(server, server, '--setenv=SCRATCH=$SCRATCH', '--content-time=5')
	client.sendall(head % 11 + b'first')
	open('$SCRATCH/begun').read()
	client.send(b'!', socket.MSG_OOB)
	client.sendall(b'second')
	receive(client)"
	assert_line firstsecond
	refute_log 'less content'
}

@test "urgent data where all is there at once, or the client sends no more" {
	[[ $DOOR == inetd ]] || skip 'the server is started here'
	script copy <<-'END'
	printf 'Content-Type: text/plain\n\n'
	wc -c
	END
	over_tcp "for before, ends in (0, False), (1000, True):
	    client, server = connection()
	    client.sendall(head % 20000 + b'x' * before)
	    client.send(b'!', socket.MSG_OOB)
	    client.sendall(b'x' * (20000 - before))
	    if ends:
	        client.shutdown(socket.SHUT_WR)
	    start(server, server)
	    receive(client)"
	assert_equal "$(grep -cx 20000 <<<"$output")" 2
	refute_log 'less content'
}

@test "--content-time holds where answers go to another socket" {
	[[ $DOOR == inetd ]] || skip 'the server is started here'
	mkfifo -m 666 "$SCRATCH/gate"
	script copy <<-'END'
	read -r line <"$SCRATCH/gate"
	cat >/dev/null
	printf 'Content-Type: text/plain\n\nread'
	END
	# More than a pipe holds: it has room again when the socket has nothing.
	over_tcp "client, stdin = connection()
	reader, stdout = connection()
	handler = start(stdin, stdout, '--setenv=SCRATCH=$SCRATCH',
	    '--content-time=1', '--script-time=5')
	client.sendall(head % 2000000 + b'x' * 500000)
	open('$SCRATCH/gate', 'w').write('go\\n')
	receive(reader)
	handler.wait()"
	assert_line read
	assert_log 'sent less content than it announced'
}

@test "another expectation is 417" {
	copies copy
	request "${post_head}Content-Length: 3\\r\\nExpect: cake\\r\\n\\r\\nabc"
	assert_status 417
}

# Prints a chunked request: its header, COUNT chunks of 64 KiB, and one of REST
# octets.
spooled() { # COUNT [REST]
	local i
	printf 'POST /cgi-bin/copy HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n'
	octets 65536 >"$BATS_TEST_TMPDIR/chunk"
	for ((i = 0; i < $1; i++)); do
		printf '10000\r\n'
		cat "$BATS_TEST_TMPDIR/chunk"
		printf '\r\n'
	done
	if (($# > 1)); then
		printf '%x\r\n' "$2"
		octets "$2"
		printf '\r\n'
	fi
	printf '0\r\n\r\n'
}

@test "spooled content leaves an eighth of its file system free: more is 507" {
	((EUID == 0)) && unshare --mount true 2>/dev/null ||
		skip 'no mount name spaces here'
	[[ $DOOR == inetd && -z ${SERVER_UID:-} ]] ||
		skip 'the server is started here'
	script copy <<-'END'
	echo Content-Type: text/plain
	echo
	wc -c
	END
	mkdir "$BATS_TEST_TMPDIR/small"
	in_small() { # COUNT [REST]
		spooled "$@" >"$BATS_TEST_TMPDIR/request"
		# shellcheck disable=SC2016
		unshare --mount sh -c 'mount -t tmpfs -o size=8m none "$TMPDIR" &&
			exec "$@"' sh "$TALK" send "$BATS_TEST_TMPDIR/request" \
			-- "$CGIHTTPD" "$ROOT" >"$RESPONSE" 2>>"$LOG" || true
		split_response
	}
	export TMPDIR=$BATS_TEST_TMPDIR/small
	in_small 104
	assert_status 200
	assert_body $'6815744\n'
	# To the last page.
	in_small 111 61440
	assert_status 200
	in_small 112 4096
	assert_status 507
	in_small 120
	assert_status 507
	assert_log '507 .*the content cannot be spooled in .TMPDIR'
}

@test "spooled content beyond the limit of a file's size is 507" {
	[[ $DOOR == inetd ]] || skip 'the server is started here'
	copies copy
	spooled 40 >"$BATS_TEST_TMPDIR/request"
	(
		ulimit -f 2000
		"$TALK" send "$BATS_TEST_TMPDIR/request" -- "$CGIHTTPD" "$ROOT" |
			cat
	) >"$RESPONSE" 2>>"$LOG"
	split_response
	assert_status 507
	assert_log '507 .*the content cannot be spooled in .TMPDIR'
	assert_log 'cannot spool content in .TMPDIR: File too large'
}

@test "where spooled content has no place, it is 500, and the log says why" {
	[[ $DOOR == inetd ]] || skip 'the server is started here'
	copies copy
	spooled 17 >"$BATS_TEST_TMPDIR/request"
	TMPDIR=/absent converse send "$BATS_TEST_TMPDIR/request"
	assert_status 500
	assert_log 'no file in /absent: No such file or directory'
	assert_log '500 .*there is no file to spool the content in .*TMPDIR'
	refute_log 'is kept free'
	spooled 15 >"$BATS_TEST_TMPDIR/request"
	TMPDIR=/absent converse send "$BATS_TEST_TMPDIR/request"
	assert_status 200
}

@test "a chunk above --max-content is 413 before any of it has come" {
	script copy <<-'END'
	echo ran >"$SCRATCH/ran"
	END
	serve_scripts --max-content=10
	request "$chunked\\r\\n2\\r\\nxx\\r\\n9\\r\\n" expect ' 413 ' drain
	assert_status 413
	assert_log 'the content is larger than --max-content'
	[[ ! -e $SCRATCH/ran ]]
}

@test "content above --max-content is 413 before the script runs" {
	script copy <<-'END'
	echo ran >"$SCRATCH/ran"
	END
	serve_scripts --max-content=10
	request "${post_head}Content-Length: 11\\r\\n\\r\\nabcdefghijk"
	assert_status 413
	ending=any request "$chunked\\r\\n6\\r\\nabcdef\\r\\n5\\r\\nghijk\\r\\n0\\r\\n\\r\\n"
	assert_status 413
	converse say "${post_head}Content-Length: 11\\r\\nExpect: 100-continue\\r\\n\\r\\n" \
		expect 'HTTP/1.1 413' close
	refute_invited
	[[ ! -e $SCRATCH/ran ]]
	copies copy
	request "${post_head}Content-Length: 10\\r\\n\\r\\nabcdefghij"
	assert_body abcdefghij
}

@test "content that the client cuts short: the script sees its end, the log says so" {
	copies copy
	converse say "${post_head}Content-Length: 10\\r\\n\\r\\nabc" half-close
	assert_status 200
	assert_body abc
	assert_log 'sent less content than it announced'
}

@test "a script that waits behind content that was cut short is told by a signal" {
	script copy <<-END
	trap 'echo ended >"\$SCRATCH/ended"; exit 1' TERM
	cat >"\$SCRATCH/content"
	$(wait_for_ever)
	END
	converse say "${post_head}Content-Length: 10\\r\\n\\r\\nabc" half-close
	assert_status 400
	stop_server
	assert_equal "$(<"$SCRATCH/content")" abc
	assert_equal "$(<"$SCRATCH/ended")" ended
	assert_log '400 .*the client ended in the midst of its content'
}

@test "content that stalls ends after --content-time" {
	copies copy
	serve_scripts --content-time=1
	converse say "${post_head}Content-Length: 10\\r\\n\\r\\nabc" drain
	assert_status 200
	assert_body abc
	assert_log 'sent less content than it announced'
	serve_scripts --content-time=1
	ending=any converse say "$chunked\\r\\n5\\r\\nabc" drain
	assert_status 408
}

@test "--min-rate: content that only drips ends" {
	script copy <<-'END'
	printf 'Content-Type: text/plain\n\n'
	cat >/dev/null
	echo read
	END
	octets 4000 >"$BATS_TEST_TMPDIR/content"
	talk_options+=(-s 1000)
	serve_scripts --content-time=1 --min-rate=100K
	converse say "${post_head}Content-Length: 4000\\r\\n\\r\\n" \
		send "$BATS_TEST_TMPDIR/content" drain
	assert_status 200
	assert_log 'sent less content than it announced'
	serve_scripts --content-time=1 --min-rate=100K
	ending=any converse say "$chunked\\r\\nfa0\\r\\n" \
		send "$BATS_TEST_TMPDIR/content" drain
	assert_status 408
}

@test "a script that reads for long without a word is not silent" {
	script slow <<-'END'
	#!/usr/bin/python3
	import sys
	n = len(sys.stdin.buffer.read())
	print("Content-Type: text/plain\n")
	print(n)
	END
	serve_scripts --script-time=2
	# Six octets with pauses between them, each shorter than the limit and
	# together longer. The pauses are what is tested.
	mkfifo "$BATS_TEST_TMPDIR/slow"
	(exec >"$BATS_TEST_TMPDIR/slow"
	for _ in 1 2 3 4 5 6; do sleep 0.5; printf x; done) 3>&- &
	compose POST /cgi-bin/slow 'Content-Length: 6' >"$BATS_TEST_TMPDIR/head"
	converse send "$BATS_TEST_TMPDIR/head" send "$BATS_TEST_TMPDIR/slow"
	assert_status 200
	assert_body $'6\n'
}

@test "64 MiB pass both ways in constant memory" {
	script memory <<-'END'
	#!/usr/bin/python3
	import os
	own = os.getpid()
	def relay_rss():
	    for pid in filter(str.isdigit, os.listdir("/proc")):
	        try:
	            status = open(f"/proc/{pid}/status").read()
	        except OSError:
	            continue
	        if f"\nPPid:\t{own}\n" in status:
	            return int(status.split("VmRSS:")[1].split()[0])
	os.write(1, b"Content-Type: application/octet-stream\n\n")
	peak = 0
	count = 0
	while piece := os.read(0, 1 << 16):
	    count += 1
	    if count % 64 == 1:
	        peak = max(peak, relay_rss() or 0)
	    while piece:
	        piece = piece[os.write(1, piece):]
	open(os.environ["SCRATCH"] + "/peak", "w").write(str(peak))
	END
	truncate -s 64M "$BATS_TEST_TMPDIR/content"
	talk_options=(-t 60)
	post_file /cgi-bin/memory "$BATS_TEST_TMPDIR/content"
	assert_body_file "$BATS_TEST_TMPDIR/content"
	stop_server
	(($(<"$SCRATCH/peak") > 0 && $(<"$SCRATCH/peak") < 8192))
}
