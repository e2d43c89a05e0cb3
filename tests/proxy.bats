# SPDX-License-Identifier: ISC
#
# --proxy-protocol: which peers may connect, and the PROXY headers of versions 1
# and 2, through every door.

load helpers/http

# shellcheck disable=SC2034 # arrays that others read
setup() {
	http_setup
	page page.txt words
	script who <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s\n' "$REMOTE_ADDR" "$REMOTE_HOST" \
			"${REMOTE_PORT-none}" "$SERVER_ADDR" "$SERVER_PORT" \
			"${HTTPS-off}" "$REQUEST_SCHEME"
	END
	serve --proxy-protocol=127.0.0.1
	v1='PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n'
	# Version 2: its signature; then two IPv4 addresses with their ports.
	v2='\r\n\r\n\0\r\nQUIT\n'
	ends='\xc0\0\x02\x07\xc6\x33\x64\x01\xdc\x04\x01\xbb'
	who='GET /cgi-bin/who HTTP/1.0\r\n\r\n'
}

# assert_who LINE...: the first lines of the script's answer
assert_who() {
	assert_status 200
	assert_equal "$(head -n $# "$BODY")" "$(printf '%s\n' "$@")"
}

# assert_refused TEXT [CAUSE]: there is no answer, and one line in the log with
# the cause
assert_refused() {
	local text=$1 cause=$2
	: >"$LOG"
	ending=any request "$text" half-close
	stop_server
	assert_equal "$(cat "$RESPONSE")" ''
	assert_log "refused a connection from .*: $cause\$"
	assert_equal "$(wc -l <"$LOG")" 1
}

# ── Version 1 ───────────────────────────────────────────────────────────────

@test "version 1: the client's address is the one of its header" {
	request "$v1$who"
	assert_who 192.0.2.7 192.0.2.7 56324 198.51.100.1 443 off http
	stop_server
	assert_log '^192\.0\.2\.7 - - .*"GET /cgi-bin/who HTTP/1\.0" 200'
}

@test "version 1: IPv6" {
	request "PROXY TCP6 2001:db8::7 2001:db8::1 1 80\r\n$who"
	assert_who 2001:db8::7 2001:db8::7 1 2001:db8::1 80
}

@test "version 1: UNKNOWN, and the connection's own address stands" {
	request "PROXY UNKNOWN\r\n$who"
	assert_who 127.0.0.1 127.0.0.1 "$(reported port)" 127.0.0.1
	request "PROXY UNKNOWN ::7 ::1 1 2\r\n$who"
	assert_who 127.0.0.1
}

@test "octet by octet, and in segments of its own" {
	converse drip "$v1" say "$who"
	assert_who 192.0.2.7
	converse drip "$v2\\x21\\x11\\0\\x0c$ends$who"
	assert_who 192.0.2.7
}

@test "the content behind it is the script's, to the octet" {
	script echo <<-'END'
		printf 'Content-Type: text/plain\n\n%s ' "$REMOTE_ADDR"
		cat
	END
	request "${v1}POST /cgi-bin/echo HTTP/1.0\r\nContent-Length: 7\r\n\r\ncontent"
	assert_body '192.0.2.7 content'
	converse say "$v1" send <(
		compose POST /cgi-bin/echo 'Content-Length: 100000'
		head -c 100000 /dev/zero | tr '\0' x
	)
	assert_equal "$(wc -c <"$BODY")" 100010
	script nph-raw <<-'END'
		printf 'HTTP/1.1 200 OK\r\n\r\n%s ' "$REMOTE_ADDR"
		head -c "$CONTENT_LENGTH"
	END
	request "${v1}POST /cgi-bin/nph-raw HTTP/1.0\r\nContent-Length: 7\r\n\r\ncontent"
	assert_body '192.0.2.7 content'
}

@test "a header before a file, a listing and an error" {
	request "${v1}GET /page.txt HTTP/1.0\r\n\r\n"
	assert_status 200
	assert_body words
	request "${v1}GET / HTTP/1.0\r\n\r\n"
	assert_status 200
	request "${v1}GET /absent HTTP/1.0\r\n\r\n"
	assert_status 404
	request "${v1}nonsense\r\n\r\n"
	assert_status 400
	stop_server
	assert_equal "$(grep -c '^192\.0\.2\.7 - - ' "$LOG")" 4
}

@test "a second header is no request" {
	request "$v1$v1$who"
	assert_status 400
}

# ── Version 2 ───────────────────────────────────────────────────────────────

@test "version 2: the client's address is the one of its header" {
	request "$v2\\x21\\x11\\0\\x0c$ends$who"
	assert_who 192.0.2.7 192.0.2.7 56324 198.51.100.1 443 off http
	local zeros='\0\0\0\0\0\0\0\0\0\0\0' net='\x20\x01\x0d\xb8'
	request "$v2\\x21\\x21\\0\\x24$net$zeros\\x07$net$zeros\\x01\\0\\x01\\0\\x50$who"
	assert_who 2001:db8::7 2001:db8::7 1 2001:db8::1 80
}

@test "version 2: LOCAL, a health check of the proxy's own" {
	request "$v2\\x20\\0\\0\\0$who"
	assert_who 127.0.0.1 127.0.0.1 "$(reported port)" 127.0.0.1
	# Whatever addresses it has.
	request "$v2\\x20\\x11\\0\\x0c$ends$who"
	assert_who 127.0.0.1
}

@test "version 2: a client of the proxy's UNIX socket, and one of no family" {
	local zeros
	zeros=$(printf '\\0%.0s' {1..216})
	request "$v2\\x21\\x31\\0\\xd8$zeros$who"
	assert_who 127.0.0.1
	request "$v2\\x21\\0\\0\\0$who"
	assert_who 127.0.0.1
}

@test "version 2: TLS between client and proxy" {
	script tls <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s|' "${HTTPS-}" "$REQUEST_SCHEME" "${SSL_PROTOCOL-}" \
			"${SSL_CIPHER-}" "${SSL_TLS_SNI-}" \
			"${SSL_CLIENT_VERIFY-}" "${SSL_CLIENT_S_DN_CN-}" \
			"${UNIQUE_ID-}"
	END
	local texts='\x21\0\x07TLSv1.3\x22\0\x02me\x23\0\x03AES'
	local sni='\x02\0\x0bexample.org' id='\x05\0\x03a:b'
	local tls='GET /cgi-bin/tls HTTP/1.0\r\n\r\n' zeros
	zeros=$(printf '\\0%.0s' {1..216})
	request "$v2\\x21\\x11\\0\\x3d$ends\\x20\\0\\x1a\\x01\\0\\0\\0\\0$texts$sni$id$tls"
	assert_body 'on|https|TLSv1.3|AES|example.org|NONE||a:b|'
	request "$v2\\x21\\x11\\0\\x3d$ends\\x20\\0\\x1a\\x03\\0\\0\\0\\0$texts$sni$id$tls"
	assert_body 'on|https|TLSv1.3|AES|example.org|SUCCESS|me|a:b|'
	request "$v2\\x21\\x11\\0\\x3d$ends\\x20\\0\\x1a\\x03\\0\\0\\0\\x0a$texts$sni$id$tls"
	assert_body 'on|https|TLSv1.3|AES|example.org|FAILED||a:b|'
	request "$v2\\x21\\x31\\x01\\x09$zeros\\x20\\0\\x1a\\x01\\0\\0\\0\\0$texts$sni$id$tls"
	assert_body 'on|https|TLSv1.3|AES|example.org|NONE||a:b|'
	request "$v2\\x21\\x11\\0\\x0c$ends$tls"
	assert_body_matches '^[|]http[|]{6}[0-9a-f]+-[0-9a-f]+[|]$'
}

@test "version 2: a checksum is checked" {
	local at="$v2\\x21\\x11\\0\\x13$ends\\x03\\0\\x04"
	request "$at\\x54\\x8e\\x28\\xff$who"
	assert_who 192.0.2.7
	assert_refused "$at\\x54\\x8e\\x28\\xfe$who" \
		'the checksum of its PROXY header is not right'
}

@test "version 2: a header as long as it may be" {
	local tlv="\\x04\\x0f\\xe1" octets
	octets=$(printf '%04065d' 0)
	# A listener that did not see the request would wait for it.
	serve --proxy-protocol=127.0.0.1 --header-time=60
	request "$v2\\x21\\x11\\x0f\\xf0$ends$tlv$octets$who"
	assert_who 192.0.2.7
	assert_refused "$v2\\x21\\x11\\x0f\\xf1$ends" \
		'its PROXY header is longer than 4096 octets'
}

# ── Refusals ────────────────────────────────────────────────────────────────

@test "who is not named is refused before a word" {
	serve --proxy-protocol=192.0.2.0/24,::/0,unix
	assert_refused "$v1$who" '--proxy-protocol does not name it'
	serve --proxy-protocol=10.0.0.0/8,127.0.0.0/30
	request "$v1$who"
	assert_who 192.0.2.7
}

@test "without a header, or with a wrong one, nobody is answered" {
	assert_refused 'GET / HTTP/1.0\r\n\r\n' \
		'it does not begin with a PROXY header'
	assert_refused 'PROXY TCP4 1.2.3.4 5.6.7.8 9\r\n' \
		'its PROXY header has no valid addresses and ports'
	assert_refused 'PROXY UDP4 1.2.3.4 5.6.7.8 9 9\r\n' \
		'its PROXY header is of no known protocol'
	assert_refused "PROXY UNKNOWN $(printf '%0200d' 0)\\r\\n$who" \
		'its PROXY header is longer than 107 octets'
	assert_refused "$v2\\x31\\x11\\0\\0" \
		'its PROXY header is of no known version'
	assert_refused "$v2\\x21\\x11\\xff\\xff" \
		'its PROXY header is longer than 4096 octets'
	assert_refused "$v2\\x21\\x11\\0\\x0d$ends\\x04" \
		'a TLV of its PROXY header extends beyond it'
}

@test "one that ends too early" {
	assert_refused 'PROXY TCP4 1.2' \
		'it ended in the midst of its PROXY header'
	assert_refused "$v2\\x21\\x11\\0\\x0c\\0" \
		'it ended in the midst of its PROXY header'
}

@test "one that is not there in time" {
	serve --proxy-protocol=127.0.0.1 --header-time=1
	: >"$LOG"
	ending=reset converse say 'PROXY TCP4 1.2'
	assert_equal "$(cat "$RESPONSE")" ''
	stop_server
	assert_log ': its PROXY header was not there in time$'
	# The time limit is for both headers together, and the first one still
	# counts.
	converse say "$v1"
	assert_status 408
	stop_server
	assert_log '^192\.0\.2\.7 - - .* 408 '
}

@test "one that only looks whether we are there is no record" {
	: >"$LOG"
	converse half-close
	assert_equal "$(cat "$RESPONSE")" ''
	converse say "$v2\\x20\\0\\0\\0" half-close
	assert_equal "$(cat "$RESPONSE")" ''
	stop_server
	assert_equal "$(cat "$LOG")" ''
}

@test "one that cannot be read is no test whether we are there" {
	server_failing recvfrom:error=ENOMEM:when=1
	assert_refused "$v1$who" 'its PROXY header cannot be read'
}

@test "without --proxy-protocol it is no request" {
	serve
	request "$v1$who"
	assert_status 400
	request "$v2\\x21\\x11\\0\\x0c$ends$who"
	assert_status 400
}

# ── Doors ───────────────────────────────────────────────────────────────────

@test "every door: by its socket, or as this machine's" {
	[[ $DOOR == inetd ]] || skip 'the doors are chosen here'
	for DOOR in inetd xinetd passed passed-listener; do
		request "$v1$who"
		assert_who 192.0.2.7
	done
	serve --proxy-protocol=unix
	for DOOR in unix pipes; do
		request "$v1$who"
		assert_who 192.0.2.7
	done
	printf '%b' "$v1$who" >"$BATS_TEST_TMPDIR/request"
	"$CGIHTTPD" --proxy-protocol=unix "$ROOT" \
		<"$BATS_TEST_TMPDIR/request" >"$RESPONSE" 2>>"$LOG"
	split_response
	assert_who 192.0.2.7
	serve --proxy-protocol=127.0.0.1
	for DOOR in unix pipes; do
		assert_refused "$v1$who" '--proxy-protocol does not name it'
	done
	DOOR=inetd
	serve --proxy-protocol=unix
	assert_refused "$v1$who" '--proxy-protocol does not name it'
}

@test "it goes before what a super-server says" {
	[[ $DOOR == inetd ]] || skip 'about a super-server'
	export TCPREMOTEIP=203.0.113.5 TCPREMOTEPORT=5 HTTPS=on
	request "$v1$who"
	assert_who 192.0.2.7 192.0.2.7 56324 198.51.100.1 443 off http
	# The proxy's own connection (LOCAL): the super-server's variables
	# count.
	request "$v2\\x20\\0\\0\\0$who"
	assert_who 203.0.113.5 203.0.113.5 5
}

@test "a UNIX socket of --listen" {
	[[ $DOOR == listen ]] || skip 'about --listen'
	local path=$BATS_TEST_TMPDIR/socket
	serve --proxy-protocol=unix --listen="$path"
	start_server
	"$TALK" -u "$path" say "$v1$who" >"$RESPONSE"
	split_response
	assert_who 192.0.2.7
	# The other socket of the same listener refuses clients of this machine.
	"$TALK" -p "$server_port" say "$v1$who" >"$RESPONSE" || true
	assert_equal "$(cat "$RESPONSE")" ''
	stop_server
	assert_log 'refused a connection from 127\.0\.0\.1: '
}

@test "a client that is silent behind its proxy has no process" {
	local fd
	[[ $DOOR == listen ]] || skip 'about --listen'
	start_server
	exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
	printf 'PROXY TCP4 192.0.2.8 ' >&"$fd"
	# A later client is served, and by then this header has been read.
	request "$v1$who"
	printf '198.51.100.1 56324 443\r\n' >&"$fd"
	request "$v1$who"
	assert_who 192.0.2.7
	await_processes 0
	printf 'GET /cgi-bin/who HTTP/1.0\r\n\r\n' >&"$fd"
	cat <&"$fd" >"$RESPONSE"
	exec {fd}>&-
	split_response
	assert_who 192.0.2.8
}

@test "many that --proxy-protocol does not name are a line in the log" {
	local fd open=()
	[[ $DOOR == listen ]] || skip 'about --listen'
	serve --proxy-protocol=192.0.2.1
	start_server
	# They come all at once.
	kill -STOP "$server_pid"
	for _ in {1..20}; do
		exec {fd}<>"/dev/tcp/127.0.0.1/$server_port"
		open+=("$fd")
	done
	kill -CONT "$server_pid"
	for fd in "${open[@]}"; do
		run -0 cat <&"$fd"
		assert_output ''
		exec {fd}>&-
	done
	assert_log 'refused a connection from 127\.0\.0\.1: --proxy-protocol does not name it$'
	assert_equal "$(wc -l <"$LOG")" 1
}

@test "--max-per-source does not count proxies" {
	local fd open=()
	[[ $DOOR == listen ]] || skip 'about --listen'
	serve --proxy-protocol=0.0.0.0/0 --max-per-source=1
	server_address=$(hostname -I | cut -d' ' -f1)
	[[ $server_address == *.*.*.* ]] || skip 'no address but loopback'
	start_server
	for _ in 1 2 3; do
		exec {fd}<>"/dev/tcp/$server_address/$server_port"
		open+=("$fd")
	done
	"$TALK" -a "$server_address" -p "$server_port" say "$v1$who" \
		>"$RESPONSE"
	split_response
	assert_who 192.0.2.7
	for fd in "${open[@]}"; do
		exec {fd}>&-
	done
}

# ── The option ──────────────────────────────────────────────────────────────

@test "networks that are none" {
	local networks
	for networks in '' localhost 10.0.0.0/33 '192.0.2.1,'; do
		run -64 "$CGIHTTPD" --proxy-protocol="$networks" "$ROOT"
		assert_output "cgihttpd: --proxy-protocol=$networks is no list such as 192.0.2.1,10.0.0.0/8,fd00::/8,unix"
	done
}
