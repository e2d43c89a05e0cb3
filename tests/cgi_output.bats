# SPDX-License-Identifier: ISC
#
# A script's header section (RFC 3875 section 6) and what the client gets.

load helpers/http
load helpers/cgi

plain='Content-Type: text/plain'

# refused NAME CAUSE: the answer is 502 with a whole page, and the log has the
# cause
refused() {
	get "/cgi-bin/$1"
	assert_status 502
	assert_whole
	assert_log "502 .*$2"
}

@test "rfc3875 1: a script that ends without a word is answered 502, framed" {
	script silent <<-'END'
	exit 0
	END
	refused silent 'without output'
	# The page leads to the line with the cause.
	[[ $(cat "$BODY") =~ request\ id\ ([0-9a-f-]+)\. ]]
	assert_log "without output.*${BASH_REMATCH[1]}"
}

@test "rfc3875 1: a script that fails without a word is answered 502, the status logged" {
	script fails <<-'END'
	exit 7
	END
	refused fails 'without output.*exit status 7'
}

@test "rfc3875 1: a script that dies without a word is answered 502, the signal logged" {
	script dies <<-'END'
	kill -SEGV $$
	END
	refused dies 'was killed.*signal 11'
}

@test "rfc3875 1: a script that cannot be executed is answered honestly" {
	page cgi-bin/no-interpreter $'#!/no/such/interpreter\n'
	page cgi-bin/crlf $'#!/bin/sh\r\necho\r\n'
	page cgi-bin/no-program 'echo'
	chmod 755 "$ROOT"/cgi-bin/*
	get /cgi-bin/no-interpreter
	assert_status 500
	assert_whole
	get /cgi-bin/crlf
	assert_status 500
	get /cgi-bin/no-program
	assert_status 500
	assert_log '500 .*interpreter .* does not exist'
	assert_log '500 .*CR at the end of its #! line'
	assert_log '500 .*neither a program nor a script with a #! line'
}

@test "rfc3875 52: lines end in LF, CRLF or a mixture" {
	local i=0 text
	for text in "$plain\\n\\nbody" "$plain\\r\\n\\r\\nbody" \
		"$plain\\r\\n\\nbody" "$plain\\n\\r\\nbody" \
		"X-A: 1\\r\\n$plain\\n\\r\\nbody"; do
		says "mix$((++i))" "$text"
		get "/cgi-bin/mix$i"
		assert_status 200
		assert_field Content-Type text/plain
		assert_body body
	done
}

@test "rfc3875 52: a header that comes octet by octet is read to its end" {
	script slow <<-'END'
	#!/usr/bin/python3
	import os
	for octet in b"Status: 201 Made\r\nContent-Type: text/plain\r\n\r\nbody":
	    os.write(1, bytes([octet]))
	END
	get /cgi-bin/slow
	assert_status 201
	assert_body body
}

@test "rfc3875 52: output that ends in the header is 502" {
	says cut "$plain\\nX-A: 1\\n"
	refused cut 'in the midst of its response header'
	assert_log "its output begins with $plain"
}

@test "rfc3875 53: without Status it is 200, and Content-Type is required" {
	says good "$plain\\n\\nbody"
	get /cgi-bin/good
	assert_status 200
	says typeless 'X-A: 1\n\nbody'
	refused typeless 'neither Content-Type nor Location'
	# A document needs a type; without a document none is needed.
	says created 'Status: 201 Created\nETag: "1"\nContent-Length: 0\n\n'
	get /cgi-bin/created
	assert_status 201
	refute_field Content-Type
	assert_whole
	says stated 'Status: 200\n\nbody'
	get /cgi-bin/stated
	assert_status 200
	assert_body body
}

@test "rfc3875 53: a blank header section is 502" {
	says blank '\n\nbody'
	refused blank 'no field'
	assert_log 'its output begins with an empty line'
}

@test "rfc3875 53: a status line of a script that is not nph- is 502" {
	says line "HTTP/1.1 200 OK\\r\\n$plain\\r\\n\\r\\nbody"
	refused line 'only nph- scripts'
}

@test "rfc3875 60: the fields for the server stand at most once" {
	local i=0 text
	for text in "Status: 200\\nStatus: 404\\n$plain\\n\\n" \
		"$plain\\n$plain\\n\\n" \
		'Location: /a\nLocation: /b\n\n' \
		"$plain\\nContent-Length: 1\\nContent-Length: 1\\n\\nx"; do
		says "twice$((++i))" "$text"
		refused "twice$i" twice
	done
}

@test "rfc3875 61: field names in any case and order" {
	says order 'X-A: 1\nCONTENT-TYPE: text/x\nsTatus: 404 Gone astray\n\nbody'
	get /cgi-bin/order
	assert_status 404
	assert_reason 'Gone astray'
	assert_field Content-Type text/x
	says last "X-A: 1\\nlocation: http://test/\\n\\n"
	get /cgi-bin/last
	assert_status 302
}

@test "rfc3875 62: no space before the colon; an empty value is as if absent" {
	says space "Status : 404\\n$plain\\n\\nbody"
	get /cgi-bin/space
	assert_status 200
	assert_log 'dropped, first: Status : 404'
	says empty "Status:\\nLocation: \\n$plain\\n\\nbody"
	get /cgi-bin/empty
	assert_status 200
	refute_field Location
}

@test "rfc3875 63: the content is not looked at to guess a type" {
	says html 'X-A: 1\n\n<html>'
	refused html 'neither Content-Type'
	says odd 'Content-Type: text/plain\n\n<html>'
	get /cgi-bin/odd
	assert_field Content-Type text/plain
}

@test "rfc3875 64: a reason is passed on, a bare status is enough" {
	says reason "Status: 404 Nothing here\\n$plain\\n\\n"
	get /cgi-bin/reason
	assert_status 404
	assert_reason 'Nothing here'
	says bare "Status: 404\\n$plain\\n\\n"
	get /cgi-bin/bare
	assert_status 404
	assert_reason 'Not Found'
}

@test "rfc3875 64: a Status that is none is 502" {
	local i=0 text
	for text in '404: Not Found' '20' '2000 OK' 'OK' '0x1' '+20' '100' \
		'600' '404\tx'; do
		says "bad$((++i))" "Status: $text\\n$plain\\n\\n"
		refused "bad$i" Status
	done
}

@test "rfc3875 65: lines to the client end in CRLF" {
	says lf "$plain\\nX-A: 1\\n\\n"
	get /cgi-bin/lf
	run ! grep -qv $'\r$' "$HEADER"
	assert_field X-A 1
}

@test "rfc3875 66: fields of the connection are the server's" {
	says hop "$plain\\nConnection: keep-alive\\nKeep-Alive: 5\\nTransfer-Encoding: chunked\\nTrailer: X\\nUpgrade: x\\nTE: x\\nProxy-Connection: x\\n\\nbody"
	get /cgi-bin/hop
	assert_field Connection close
	assert_field Transfer-Encoding chunked
	refute_field Keep-Alive
	refute_field Trailer
	refute_field Upgrade
	refute_field TE
	refute_field Proxy-Connection
	assert_body body
	assert_whole
}

@test "rfc3875 66: Date and Server are there once and the server's" {
	says own "$plain\\nDate: Thu, 01 Jan 1970 00:00:00 GMT\\nServer: mine\\n\\n"
	get /cgi-bin/own
	assert_field_matches Server '^cgihttpd/'
	assert_field_matches Date ' 20[0-9][0-9] '
}

@test "rfc3875 66: a Content-Length that is no number is 502" {
	local i=0 text
	for text in +3 -3 0x3 '3 3' 3,3 99999999999999999999; do
		says "bad$((++i))" "$plain\\nContent-Length: $text\\n\\nabc"
		refused "bad$i" Content-Length
	done
}

@test "rfc3875 67: X-CGI-* stays here, other extension fields pass" {
	says ext "$plain\\nX-CGI-Debug: 1\\nX-Other: 2\\n\\n"
	get /cgi-bin/ext
	refute_field X-CGI-Debug
	assert_field X-Other 2
}

@test "rfc3875 73: a header section of 64 KiB passes, one beyond is 502" {
	script large <<-'END'
	#!/usr/bin/python3
	import os
	size = int(os.environ["QUERY_STRING"])
	head = "Content-Type: text/plain\n"
	while len(head) + 1100 < size:
	    head += "Set-Cookie: " + "c" * 1000 + "\n"
	head += "X-Rest: " + "r" * (size - len(head) - 10) + "\n\n"
	assert len(head) == size
	os.write(1, head.encode())
	os.write(1, b"body")
	END
	get '/cgi-bin/large?65536'
	assert_status 200
	assert_equal "$(field_values Set-Cookie | wc -l)" 64
	assert_field_matches X-Rest '^r+$'
	assert_body body
	get '/cgi-bin/large?65537'
	assert_status 502
	assert_log 'longer than 64 KiB'
}

@test "a value with a control character is 502: no response is split" {
	local i=0 text
	for text in 'a\rb' 'a\0b' 'a\x1bb' 'a\rSet-Cookie: b'; do
		says "bad$((++i))" "$plain\\nX-A: $text\\n\\n"
		refused "bad$i" 'control character'
	done
	says status "Status: 200 a\\rb\\n$plain\\n\\n"
	refused status 'control character'
}

@test "lines that are no field are dropped, with a word in the log" {
	says cgitb "<!--: spam\\n$plain\\nno colon\\nBad Name: x\\nX-A: 1\\n\\nbody"
	get /cgi-bin/cgitb
	assert_status 200
	assert_field X-A 1
	assert_body body
	assert_log '3 line.s. of its header are no field.*first: <!--: spam'
}

@test "repeated fields are kept, in their order" {
	says cookies "$plain\\nSet-Cookie: a=1\\nX-A: 1\\nSet-Cookie: b=2\\n\\n"
	get /cgi-bin/cookies
	assert_equal "$(field_values Set-Cookie)" $'a=1\nb=2'
}

@test "a field of --header gives way to the script's own" {
	says own "$plain\\nCache-Control: no-store\\n\\n"
	says other "$plain\\n\\n"
	serve_scripts --header='Cache-Control: max-age=60' --header='X-All: 1'
	get /cgi-bin/own
	assert_field Cache-Control no-store
	assert_field X-All 1
	get /cgi-bin/other
	assert_field Cache-Control max-age=60
}

@test "a failing script's whole answer passes; the log has the exit status" {
	script fails <<-'END'
	echo Content-Type: text/plain
	echo
	echo body
	exit 3
	END
	get /cgi-bin/fails
	assert_status 200
	assert_whole
	assert_body $'body\n'
	assert_log 'script "/cgi-bin/fails" ended with exit status 3'
}

@test "stderr goes to the log by lines, with the script's name, never to the client" {
	script complains <<-'END'
	echo Content-Type: text/plain
	echo
	printf 'one\ntwo\033[31m\r\n\nthree' >&2
	echo body
	END
	get /cgi-bin/complains
	assert_body $'body\n'
	assert_log '/cgi-bin/complains \(request [0-9a-f-]+\): one$'
	assert_log '/cgi-bin/complains \(request [0-9a-f-]+\): two\?\[31m$'
	assert_log '/cgi-bin/complains \(request [0-9a-f-]+\): three$'
}

@test "a flood of stderr blocks nothing and loses nothing" {
	script floods <<-'END'
	#!/usr/bin/python3
	import sys
	print("Content-Type: text/plain\n")
	for i in range(3000):
	    print("line", i, "x" * 50, file=sys.stderr)
	print("body")
	print("y" * 5000, file=sys.stderr)
	END
	get /cgi-bin/floods
	assert_body $'body\n'
	assert_whole
	assert_log ': line 2999 x'
	assert_equal "$(grep -c ': line ' "$LOG")" 3000
	assert_equal "$(grep -o 'y\{2,\}' "$LOG" | tr -d '\n' | wc -c)" 5000
}

@test "python 13: without a Status the reason is \"Script output follows\"" {
	says default "$plain\\n\\n"
	get /cgi-bin/default
	assert_status 200
	assert_reason 'Script output follows'
}

@test "python 40: stderr is the server's stderr, prefixed" {
	script complains <<-'END'
	echo Content-Type: text/plain
	echo
	echo words >&2
	END
	get /cgi-bin/complains
	assert_log '^cgihttpd: /cgi-bin/complains .*: words$'
}
