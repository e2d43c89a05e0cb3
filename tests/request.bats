# SPDX-License-Identifier: ISC
#
# The syntax of requests (RFC 9112 sections 2, 3, 5 and 6; RFC 9110 sections
# 7.2, 8.6 and 10.1.1), and the answers to those that violate it.

load helpers/http
load helpers/table

# Parts of a whole request for the page, besides the subject of a test.
line='GET /a.txt HTTP/1.1\r\n'
host='Host: test\r\n'
start="$line$host"

setup() {
	http_setup
	page a.txt 'page'
	script echo <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat
	END
}

# ── request-line ────────────────────────────────────────────────────────────

@test "a request-line has two single spaces and nothing else white" {
	answered "200 GET /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET  /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt  HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt HTTP/1.1 \r\n$host\r\n" \
		"400  GET /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET\t/a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt\tHTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt\x0bHTTP/1.1\r\n$host\r\n" \
		"400 GET /a .txt HTTP/1.1\r\n$host\r\n" \
		"400 GET /a\t.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET HTTP/1.1\r\n$host\r\n" \
		"400 GET\r\n$host\r\n" \
		"400 GET \r\n$host\r\n"
}

@test "a method is a token, and its letters' case counts" {
	answered "501 get /a.txt HTTP/1.1\r\n$host\r\n" \
		"501 Get /a.txt HTTP/1.1\r\n$host\r\n" \
		"501 GETT /a.txt HTTP/1.1\r\n$host\r\n" \
		"501 GE /a.txt HTTP/1.1\r\n$host\r\n" \
		"501 M!#\$%&'*+-.^_\`|~0 /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 G@T /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET: /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 \"GET\" /a.txt HTTP/1.1\r\n$host\r\n" \
		"400 G\x80T /a.txt HTTP/1.1\r\n$host\r\n"
}

@test "the version is HTTP/DIGIT.DIGIT, and 1.x is spoken" {
	answered "200 GET /a.txt HTTP/1.0\r\n\r\n" \
		"200 GET /a.txt HTTP/1.1\r\n$host\r\n" \
		"200 GET /a.txt HTTP/1.2\r\n$host\r\n" \
		"200 GET /a.txt HTTP/1.9\r\n$host\r\n" \
		"505 GET /a.txt HTTP/2.0\r\n$host\r\n" \
		"505 GET /a.txt HTTP/3.0\r\n$host\r\n" \
		"505 GET /a.txt HTTP/0.9\r\n$host\r\n" \
		"505 GET /a.txt HTTP/9.9\r\n$host\r\n" \
		"400 GET /a.txt HTTP/2\r\n$host\r\n" \
		"400 GET /a.txt HTTP/1.10\r\n$host\r\n" \
		"400 GET /a.txt HTTP/11.1\r\n$host\r\n" \
		"400 GET /a.txt HTTP/01.1\r\n$host\r\n" \
		"400 GET /a.txt HTTP/1.\r\n$host\r\n" \
		"400 GET /a.txt HTTP/.1\r\n$host\r\n" \
		"400 GET /a.txt HTTP/1,1\r\n$host\r\n" \
		"400 GET /a.txt HTTP/1.x\r\n$host\r\n" \
		"400 GET /a.txt HTTP/-1.1\r\n$host\r\n" \
		"400 GET /a.txt http/1.1\r\n$host\r\n" \
		"400 GET /a.txt Http/1.1\r\n$host\r\n" \
		"400 GET /a.txt HTTPS/1.1\r\n$host\r\n" \
		"400 GET /a.txt HTTP 1.1\r\n$host\r\n"
}

@test "HTTP/0.9 is not spoken: no version, no answer but 400" {
	answered '400 GET /a.txt\r\n\r\n'
	assert_whole
}

@test "every form of a request-target is understood" {
	answered "200 GET http://test/a.txt HTTP/1.1\r\n$host\r\n" \
		"200 GET HTTP://TEST:80/a.txt HTTP/1.1\r\n$host\r\n" \
		"200 GET https://test/a.txt?q HTTP/1.1\r\n$host\r\n" \
		"200 GET http://[::1]:8000/a.txt HTTP/1.1\r\n$host\r\n" \
		"200 GET http://test HTTP/1.1\r\n$host\r\n" \
		"200 GET http://test?q HTTP/1.1\r\n$host\r\n" \
		"204 OPTIONS * HTTP/1.1\r\n$host\r\n" \
		"501 CONNECT test:443 HTTP/1.1\r\n$host\r\n"
}

@test "a form that is none, or not for the method, is 400" {
	answered "400 GET a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET \\\\a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET ?q HTTP/1.1\r\n$host\r\n" \
		"400 GET %2fa.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET * HTTP/1.1\r\n$host\r\n" \
		"400 HEAD * HTTP/1.1\r\n$host\r\n" \
		"400 POST * HTTP/1.1\r\n$host\r\n" \
		"400 GET test:80 HTTP/1.1\r\n$host\r\n" \
		"400 HEAD test:80 HTTP/1.1\r\n$host\r\n" \
		"400 OPTIONS test:80 HTTP/1.1\r\n$host\r\n" \
		"400 OPTIONS ** HTTP/1.1\r\n$host\r\n" \
		"400 CONNECT test HTTP/1.1\r\n$host\r\n" \
		"400 GET ftp://test/a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET file:///etc/passwd HTTP/1.1\r\n$host\r\n" \
		"400 GET javascript:alert(1) HTTP/1.1\r\n$host\r\n" \
		"400 GET http:///a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET http://u:p@test/a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET http://te st/a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET http://test:x/a.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET http:/a.txt HTTP/1.1\r\n$host\r\n"
}

@test "a fragment, a control character or a space in a target is 400" {
	answered "400 GET /a.txt#f HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt?q#f HTTP/1.1\r\n$host\r\n" \
		"400 GET /a\x01.txt HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt?\x1b HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt\x7f HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt\0 HTTP/1.1\r\n$host\r\n" \
		"400 GET /a.txt\rX: y HTTP/1.1\r\n$host\r\n"
}

# ── Lines ───────────────────────────────────────────────────────────────────

@test "empty lines before the request-line are passed over" {
	answered "200 \r\n$start\r\n" "200 \r\n\r\n\r\n$start\r\n" \
		"400 \n$start\r\n" "400 \r$start\r\n"
}

@test "a line ends in CRLF and in nothing less" {
	answered '400 GET /a.txt HTTP/1.1\nHost: test\n\n' \
		'400 GET /a.txt HTTP/1.1\nHost: test\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: test\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: test\n\n' \
		'400 GET /a.txt HTTP/1.1\rHost: test\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: test\r\n\n' \
		'400 GET /a.txt HTTP/1.1\r\r\nHost: test\r\n\r\n' \
		"400 ${start}X: a\rY: b\r\n\r\n" \
		"400 ${start}X: a\nY: b\r\n\r\n" \
		"400 ${start}X: a\r\r\n\r\n"
}

@test "a field line is name, colon and value, and nothing is folded" {
	answered "200 ${start}X: y\r\n\r\n" "200 ${start}X:y\r\n\r\n" \
		"200 ${start}X:\r\n\r\n" "200 ${start}X: \t y \t\r\n\r\n" \
		"200 ${start}X: a:b\r\n\r\n" \
		"200 ${start}X: \x80\xff\r\n\r\n" \
		"200 ${start}X!#\$%&'*+-.^_\`|~9: y\r\n\r\n" \
		"400 ${start}X\r\n\r\n" "400 ${start}: y\r\n\r\n" \
		"400 ${start}:\r\n\r\n" "400 ${start}X : y\r\n\r\n" \
		"400 ${start}X\t: y\r\n\r\n" "400 ${start} X: y\r\n\r\n" \
		"400 ${start}X Y: z\r\n\r\n" "400 ${start}X: a\r\n b\r\n\r\n" \
		"400 ${start}X: a\r\n\tb\r\n\r\n" \
		"400 ${line} Host: test\r\n\r\n" \
		"400 ${start}(X): y\r\n\r\n" "400 ${start}X\x80: y\r\n\r\n" \
		"400 ${start}\"X\": y\r\n\r\n" "400 ${start}X\0: y\r\n\r\n" \
		"400 ${start} \r\n\r\n"
}

@test "a control character in a value is 400, but for the tab" {
	answered "200 ${start}X: a\tb\r\n\r\n" "400 ${start}X: a\0b\r\n\r\n" \
		"400 ${start}X: a\x01b\r\n\r\n" "400 ${start}X: a\x0bb\r\n\r\n" \
		"400 ${start}X: a\x1bb\r\n\r\n" "400 ${start}X: a\x7fb\r\n\r\n"
}

# ── Host ────────────────────────────────────────────────────────────────────

@test "HTTP/1.1 needs Host once, HTTP/1.0 may do without" {
	answered "400 $line\r\n" "200 GET /a.txt HTTP/1.0\r\n\r\n" \
		"400 ${line}Host: a\r\nHost: a\r\n\r\n" \
		"400 ${line}Host: a\r\nHost: b\r\n\r\n" \
		"400 ${line}Host: a\r\nX: y\r\nhost: a\r\n\r\n" \
		"400 GET /a.txt HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n" \
		"400 GET http://test/a.txt HTTP/1.1\r\n\r\n"
}

@test "Host is a host and perhaps a port" {
	answered "200 ${line}Host: a\r\n\r\n" "200 ${line}HOST:a\r\n\r\n" \
		"200 ${line}Host:\r\n\r\n" "200 ${line}Host: a:80\r\n\r\n" \
		"200 ${line}Host: a:\r\n\r\n" \
		"200 ${line}Host: 127.0.0.1:8000\r\n\r\n" \
		"200 ${line}Host: [::1]\r\n\r\n" \
		"200 ${line}Host: [2001:db8::1]:80\r\n\r\n" \
		"200 ${line}Host: a-b.c_d.example\r\n\r\n" \
		"400 ${line}Host: a b\r\n\r\n" "400 ${line}Host: a/b\r\n\r\n" \
		"400 ${line}Host: u@a\r\n\r\n" "400 ${line}Host: a?b\r\n\r\n" \
		"400 ${line}Host: a#b\r\n\r\n" "400 ${line}Host: a\\\\b\r\n\r\n" \
		"400 ${line}Host: <a>\r\n\r\n" "400 ${line}Host: \"a\"\r\n\r\n" \
		"400 ${line}Host: a:b\r\n\r\n" "400 ${line}Host: a:-1\r\n\r\n" \
		"400 ${line}Host: a:70000\r\n\r\n" \
		"400 ${line}Host: a:80:80\r\n\r\n" \
		"400 ${line}Host: ::1\r\n\r\n" "400 ${line}Host: [::1\r\n\r\n" \
		"400 ${line}Host: [::1]x\r\n\r\n" \
		"400 ${line}Host: [g::1]\r\n\r\n" \
		"400 ${line}Host: \x80\r\n\r\n" "400 ${line}Host: a\tb\r\n\r\n" \
		"400 ${line}Host: http://a/\r\n\r\n"
}

# ── Framing ─────────────────────────────────────────────────────────────────

@test "Content-Length is digits, once" {
	local length="${start}Content-Length:"
	answered "200 $length 4\r\n\r\nmore" "200 ${length}0\r\n\r\n" \
		"200 $length 0004\r\n\r\nmore" \
		"400 $length\r\n\r\n" "400 $length -1\r\n\r\n" \
		"400 $length +4\r\n\r\nmore" "400 $length 0x4\r\n\r\nmore" \
		"400 $length 4a\r\n\r\nmore" "400 $length 4.0\r\n\r\nmore" \
		"400 $length 1e1\r\n\r\nmore" "400 $length 4 4\r\n\r\nmore" \
		"400 $length \"4\"\r\n\r\nmore" "400 $length 4;\r\n\r\nmore" \
		"400 $length 4\r\nContent-Length: 5\r\n\r\nmore" \
		"400 $length 4\r\nContent-Length: 4\r\n\r\nmore" \
		"400 $length 4, 5\r\n\r\nmore" "400 $length 4,4\r\n\r\nmore" \
		"400 $length \xb2\r\n\r\n" \
		"413 $length 9223372036854775808\r\n\r\n" \
		"413 $length 18446744073709551616\r\n\r\n" \
		"413 $length 99999999999999999999999999\r\n\r\n"
}

@test "Transfer-Encoding is chunked, or it is refused" {
	local coding="${start}Transfer-Encoding:" end='\r\n\r\n0\r\n\r\n'
	answered "200 $coding chunked$end" "200 $coding Chunked$end" \
		"200 $coding , chunked ,$end" \
		"501 $coding gzip, chunked$end" \
		"501 $coding gzip\r\nTransfer-Encoding: chunked$end" \
		"400 $coding gzip$end" "400 $coding chunked, gzip$end" \
		"400 $coding chunked, chunked$end" "400 $coding$end" \
		"400 $coding chunked\r\nTransfer-Encoding: chunked$end" \
		"400 $coding identity$end" "400 $coding xchunked$end" \
		"400 $coding chunkedx$end" "400 $coding \x0bchunked$end" \
		"400 $coding 'chunked'$end" "400 $coding \"chunked\"$end" \
		"400 $coding chunked;q=1$end" "400 $coding chun ked$end" \
		"400 ${start}Transfer-Encoding : chunked$end" \
		"400 GET /a.txt HTTP/1.0\r\nTransfer-Encoding: chunked$end"
}

@test "Content-Length and Transfer-Encoding together are 400" {
	answered \
		"400 ${start}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" \
		"400 ${start}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" \
		"400 ${start}Content-Length: 5\r\nTransfer-Encoding: identity\r\n\r\nmore!" \
		"400 GET /a.txt HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
}

@test "chunked content that is not valid does not reach a script" {
	local chunked="POST /cgi-bin/echo HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n"
	answered "200 ${chunked}4\r\nmore\r\n0\r\n\r\n" \
		"200 ${chunked}04;x=\"y\"\r\nmore\r\n00\r\nX: y\r\n\r\n" \
		"400 ${chunked}zz\r\n\r\n" "400 ${chunked}-4\r\nmore\r\n0\r\n\r\n" \
		"400 ${chunked}+4\r\nmore\r\n0\r\n\r\n" \
		"400 ${chunked}0x4\r\nmore\r\n0\r\n\r\n" \
		"400 ${chunked} 4\r\nmore\r\n0\r\n\r\n" \
		"400 ${chunked}4\nmore\r\n0\r\n\r\n" \
		"400 ${chunked}4\r\nmore0\r\n\r\n" \
		"400 ${chunked}4\r\nmorex\r\n0\r\n\r\n" \
		"400 ${chunked};x\r\nmore\r\n0\r\n\r\n" \
		"400 ${chunked}\r\nmore\r\n0\r\n\r\n" \
		"400 ${chunked}10000000000000004\r\nmore\r\n0\r\n\r\n"
}

# RFC 9112 section 9.3: content is read whole, or the connection is closed. A
# file takes no content, so the server does not check whether it is valid; nor
# does it take what follows the header for a request.
@test "content that no script wants is not looked at, and the connection ends" {
	local chunked="${start}Transfer-Encoding: chunked\r\n\r\n"
	local next="GET /absent HTTP/1.1\r\n${host}\r\n" content
	for content in "4\r\nmore\r\n0\r\n\r\n$next" "zz\r\n$next" "-4\r\n" \
		"0\r\n\r\n$next" "$next"; do
		request "$chunked$content"
		assert_status 200
		assert_field Connection close
		assert_equal "$(grep -ac '^HTTP/' "$RESPONSE")" 1
	done
}

@test "100-continue is the only expectation" {
	answered "200 ${start}Expect: 100-continue\r\n\r\n" \
		"200 ${start}Expect: 100-Continue\r\n\r\n" \
		"417 ${start}Expect: 200-maybe\r\n\r\n" \
		"417 ${start}Expect: 100-continue, x\r\n\r\n" \
		"200 GET /a.txt HTTP/1.0\r\nExpect: x\r\n\r\n"
	request "POST /a.txt HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"
	assert_status 501
	[[ $(head -c 12 "$RESPONSE") == 'HTTP/1.1 501' ]] # and no 100 before it
}

# ── Limits ──────────────────────────────────────────────────────────────────

@test "100 fields are read, 101 are 431" {
	local fields
	fields=$(printf 'X: y\\r\\n%.0s' {1..99})
	answered "200 $start$fields\r\n" "431 $start${fields}X: y\r\n\r\n"
}

@test "8000 octets of a target are read, more are 414" {
	local query
	query=$(head -c 7993 /dev/zero | tr '\0' q)
	answered "200 GET /a.txt?$query HTTP/1.1\r\n$host\r\n" \
		"414 GET /a.txt?${query}q HTTP/1.1\r\n$host\r\n"
}

@test "32 KiB of a header are read, more is 431, and 414 in the first line" {
	local most
	most=$(head -c 32704 /dev/zero | tr '\0' y)
	answered "200 ${start}X: $most\r\n\r\n" \
		"431 ${start}X: $most$most\r\n\r\n" \
		"414 GET /$most$most HTTP/1.1\r\n$host\r\n"
	assert_whole
}

@test "a method of 10,000 letters is none of ours" {
	answered "501 $(head -c 10000 /dev/zero | tr '\0' A) /a.txt HTTP/1.1\r\n$host\r\n"
}

# ── How a request arrives ───────────────────────────────────────────────────

@test "a request may come octet by octet" {
	converse drip "$start\r\n"
	assert_status 200
	assert_body page
}

@test "a request may come in two halves with the empty line split" {
	converse say "$start\r" say '\n'
	assert_status 200
}

@test "a client may half-close behind its request" {
	converse say "$start\r\n" half-close
	assert_status 200
	assert_body page
}

@test "a client that ends in the midst of a header gets 400" {
	converse say "$start" half-close
	assert_status 400
	converse say 'GE' half-close
	assert_status 400
	assert_log 'in the midst of its request header'
}

@test "a client that resets its connection in the midst of a header is a record" {
	converse say "$start" reset
	assert_log '400 "-": the client .*reset the connection'
	assert_log '"-" 400 - '
}

@test "a client that says nothing gets nothing, and no line in the log" {
	converse half-close
	[[ ! -s $RESPONSE ]]
	refute_log .
}

@test "a connection that cannot be read is no client that says nothing" {
	page page.txt words
	server_failing recvfrom:error=ENOMEM:when=1
	get /page.txt
	assert_status 503
	assert_log '503 "-": reading the connection failed'
}

@test "so it is for a pipe, when there is no descriptor left to look into it" {
	[[ $DOOR == inetd ]] || skip 'about pipes'
	command -v prlimit >/dev/null || skip 'no prlimit here'
	page page.txt words
	printf '#!/bin/sh\nexec prlimit --nofile=5 "%s" "$@"\n' "$CGIHTTPD" \
		>"$BATS_TEST_TMPDIR/with-few"
	chmod 755 "$BATS_TEST_TMPDIR/with-few"
	CGIHTTPD=$BATS_TEST_TMPDIR/with-few DOOR=pipes get /page.txt
	assert_status 503
	assert_log '503 "-": reading the connection failed'
}

@test "a request behind the first one is not read" {
	request "$start\r\nGET /none HTTP/1.1\r\n$host\r\n"
	assert_status 200
	assert_body page
	assert_log '"GET /a.txt HTTP/1.1" 200'
	refute_log none
}

@test "a header that drips past --header-time is 408" {
	serve --header-time=1
	# Answered although the client ends neither its header nor the
	# connection.
	converse drip "${start}X: " expect 'HTTP/1.1 408 ' drip 'more'
	assert_status 408
	assert_whole
	assert_log '408 .*not there in time'
}

# ── Other protocols ─────────────────────────────────────────────────────────

@test "a TLS ClientHello is answered at once" {
	answered '400 \x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'
	assert_log 'TLS handshake'
}

@test "the HTTP/2 preface is 505" {
	answered '505 PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
}

@test "octets that begin no request are answered at once" {
	answered '400 \0\0\0\0' '400 \x80\x01' '400 \x05\x01\x00' \
		'400 {"json":1}' '400 <xml/>'
}

# ── The answer to what is refused ───────────────────────────────────────────

@test "a refused request is answered whole, and the connection ends" {
	request "${line}Host: a b\r\n\r\n"
	assert_status 400
	assert_reason 'Bad Request'
	assert_field Connection close
	assert_field Content-Type 'text/html;charset=utf-8'
	assert_field_matches Date ' GMT$'
	assert_whole
	assert_log '400 "/a.txt": Host is no valid host'
}
