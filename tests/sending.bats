# SPDX-License-Identifier: ISC
#
# How answers reach clients: slow clients, large files, files that change
# meanwhile, clients that are still sending.

load helpers/http
load helpers/table

# Makes buffers so small that a large file cannot be in transit as a whole.
slow_client() {
	talk_options+=(-b 4096)
}

setup() {
	http_setup
	page a.txt 'page'
}

@test "10 MB that nobody reads do not cost the client its answer" {
	head -c 10000000 /dev/zero >"$BATS_TEST_TMPDIR/content"
	post_file /a.txt "$BATS_TEST_TMPDIR/content"
	assert_status 501
	assert_whole
	post_file /absent "$BATS_TEST_TMPDIR/content" 'Expect: x'
	assert_status 417
	assert_whole
	request "GET /$(head -c 40000 /dev/zero | tr '\0' a) HTTP/1.1\r\n" \
		send "$BATS_TEST_TMPDIR/content"
	assert_status 414
	assert_whole
	request 'GET /a.txt HTTP/1.1\r\nHost: a\r\nX: ' \
		send <(tr '\0' x <"$BATS_TEST_TMPDIR/content")
	assert_status 431
	assert_whole
}

@test "content that comes behind the answer does not reset it" {
	request 'POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n' \
		expect 'HTTP/1.1 501 ' say 'some more'
	assert_status 501
	assert_whole
}

@test "what a client sends while its answer is on the way does not reset that" {
	local when
	head -c 10000000 /dev/urandom >"$ROOT/large"
	slow_client
	for when in 'HTTP/1.1 200' $'\r\n\r\n'; do
		request 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' \
			expect "$when" say 'GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n'
		assert_whole
		assert_body_file "$ROOT/large"
	done
}

@test "16 MiB come whole, octet by octet the same" {
	head -c 16777216 /dev/urandom >"$ROOT/large"
	get /large
	assert_whole
	assert_body_file "$ROOT/large"
}

@test "a client with small buffers gets it all, too" {
	slow_client
	head -c 1000000 /dev/urandom >"$ROOT/large"
	get /large
	assert_whole
	assert_body_file "$ROOT/large"
}

@test "a file that becomes shorter meanwhile ends in a reset" {
	[[ $DOOR == inetd || $DOOR == listen ]] || skip 'needs a socket'
	slow_client
	mkfifo "$BATS_TEST_TMPDIR/more"
	truncate -s 50M "$ROOT/large"
	cut_when_begun &
	other=$!
	ending=reset converse say 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' \
		expect 'Content-Length: 52428800' \
		send "$BATS_TEST_TMPDIR/more"
	wait "$other"
	assert_status 200
	(($(stat -c %s "$BODY") < 52428800))
	assert_log '200 "/large": the file became shorter while it was sent'
}

@test "what keeps a file from being sent is the file's fault, or the client's" {
	local error
	truncate -s 1M "$ROOT/large"
	for error in EIO ESTALE EOVERFLOW ENOMEM; do
		server_failing "/^sendfile:error=$error"
		ending=any get /large
		assert_log '200 "/large": reading the file failed while it was sent'
		: >"$LOG"
	done
	for error in EPIPE ETIMEDOUT; do
		server_failing "/^sendfile:error=$error"
		ending=any get /large
		assert_log '200 "/large": the client went away or was too slow'
		: >"$LOG"
	done
}

# Opening the fifo for writing waits for the client, which opens it when the
# answer has begun.
cut_when_begun() {
	exec 9>"$BATS_TEST_TMPDIR/more"
	truncate -s 1M "$ROOT/large"
}

@test "a file that grows meanwhile is sent as long as it was" {
	slow_client
	mkfifo "$BATS_TEST_TMPDIR/more"
	head -c 5000000 /dev/zero >"$ROOT/large"
	{
		exec 9>"$BATS_TEST_TMPDIR/more"
		printf 'grown' >>"$ROOT/large"
	} &
	other=$!
	converse say 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' \
		expect 'Content-Length: 5000000' \
		send "$BATS_TEST_TMPDIR/more"
	wait "$other"
	assert_whole
}

@test "a client that takes nothing is given up after --send-time" {
	[[ $DOOR == inetd || $DOOR == listen ]] || skip 'needs a socket'
	serve --send-time=1
	slow_client
	truncate -s 100M "$ROOT/large"
	# The client reads nothing more until the server has ended.
	if [[ $DOOR == inetd ]]; then
		ending=any converse say 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' \
			wait
		assert_equal "$(reported handler)" 'exit 0'
	else
		start_server
		exec {idle}<>"/dev/tcp/127.0.0.1/$server_port"
		printf 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' >&"$idle"
		read -r -n 1 -u "$idle" # the answer has begun
		stop_server # waits for it
		exec {idle}>&-
	fi
	assert_log 'the client went away or was too slow'
}

@test "a client that goes away in the midst costs a line in the log" {
	slow_client
	truncate -s 100M "$ROOT/large"
	ending=any converse say 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n' \
		expect 'Content-Length' reset
	[[ $DOOR == xinetd ]] ||
		assert_log '200 "/large": the client went away'
	[[ $DOOR == listen ]] ||
		assert_equal "$(reported handler)" 'exit 0'
}

@test "whatever is answered, the log says that the client was gone" {
	[[ $DOOR == inetd ]] || skip 'the connection is made here'
	local gone target
	page page.txt words
	exec {gone}> >(:)
	wait "$!"
	for target in page.txt '' absent; do
		compose GET "/$target" >"$BATS_TEST_TMPDIR/request"
		"$CGIHTTPD" "$ROOT" \
			<"$BATS_TEST_TMPDIR/request" 1>&"$gone" 2>>"$LOG" || true
	done
	exec {gone}>&-
	for target in page.txt ''; do
		assert_log "200 \"/$target\": the client "
	done
	assert_log '404 "/absent": no such file'
}

@test "the exit status is 0, whatever the client did wrong" {
	[[ $DOOR != listen ]] || skip 'there it is the listener'"'"'s'
	local row
	for row in 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' 'GET / HTTP/9.9\r\n\r\n' \
		'GET /absent HTTP/1.0\r\n\r\n' 'POST / HTTP/1.0\r\n\r\n'; do
		request "$row"
		assert_equal "$(reported handler)" 'exit 0'
	done
}

@test "--send-time: a client that takes nothing is given up, a script's" {
	[[ $DOOR == inetd ]] || skip 'waits for the one process of an inetd'
	slow_client
	script much <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\n'
		exec head -c 50000000 /dev/zero
	SCRIPT
	serve --send-time=1
	ending=any request 'GET /cgi-bin/much HTTP/1.1\r\nHost: a\r\n\r\n' wait
	assert_log '200 "/cgi-bin/much": the client left .* too slow'
}

# Each octet is taken within --send-time, but they are too few.
@test "--min-rate: a client that takes too little is given up" {
	[[ $DOOR == inetd || $DOOR == listen ]] || skip 'needs a socket'
	serve --send-time=2 --min-rate=10M
	slow_client
	talk_options+=(-s 50000)
	truncate -s 50M "$ROOT/large"
	ending=reset get /large
	assert_status 200
	assert_log '200 "/large": the client went away or was too slow'
}

@test "--min-rate: a script's client that takes too little is given up" {
	[[ $DOOR == inetd || $DOOR == listen ]] || skip 'needs a socket'
	serve --send-time=2 --min-rate=10M
	slow_client
	talk_options+=(-s 50000)
	script much <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\n'
		exec head -c 50000000 /dev/zero
	SCRIPT
	ending=reset get /cgi-bin/much
	assert_status 200
	assert_log '200 "/cgi-bin/much": the client left .* too slow'
}

@test "--min-rate: a slow client gets it all, however long that takes" {
	serve --send-time=1 --min-rate=1K
	slow_client
	talk_options+=(-s 200000)
	head -c 600000 /dev/urandom >"$ROOT/large"
	get /large
	assert_whole
	assert_body_file "$ROOT/large"
}
