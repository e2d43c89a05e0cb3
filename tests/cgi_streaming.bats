# SPDX-License-Identifier: ISC
#
# What a script flushes reaches the client at once. Each script goes on only
# when the client has seen its output: the client replies through its content.

load helpers/http
load helpers/cgi

# drips NAME [HEADER-LINE]: a script that writes a word after each line it reads
drips() {
	script "$1" <<-END
	echo Content-Type: text/plain
	${2:+echo $2}
	echo
	echo one
	read -r _
	echo two
	read -r _
	echo three
	END
}

drip_feed() { # <path> <version>
	converse say "POST $1 HTTP/$2\\r\\nHost: t\\r\\nContent-Length: 6\\r\\n\\r\\n" \
		expect one say 'ok\n' expect two say 'ok\n' expect three
}

@test "drip-feed, chunked" {
	drips drip
	drip_feed /cgi-bin/drip 1.1
	assert_body $'one\ntwo\nthree\n'
	assert_whole
}

@test "drip-feed until the close, and with a length" {
	drips drip
	drip_feed /cgi-bin/drip 1.0
	assert_body $'one\ntwo\nthree\n'
	drips length 'Content-Length: 14'
	drip_feed /cgi-bin/length 1.1
	assert_whole
}

@test "the header reaches the client when the script flushes it" {
	script head <<-'END'
	echo Content-Type: text/plain
	echo
	read -r _
	echo body
	END
	converse say 'POST /cgi-bin/head HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\n' \
		expect '\r\n\r\n' say 'ok\n' expect body
	assert_whole
}

@test "a large piece is not held back for what follows" {
	script large <<-'END'
	#!/usr/bin/python3
	import os
	os.write(1, b"Content-Type: text/plain\n\n")
	os.read(0, 3)
	os.write(1, b"x" * 40000 + b"end of it")
	os.read(0, 3)
	os.write(1, b"more")
	END
	converse say 'POST /cgi-bin/large HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n' \
		expect '\r\n\r\n' say 'ok\n' expect 'end of it' say 'ok\n'
	assert_whole
}

@test "each chunk that is written is complete at once" {
	drips drip
	converse say 'POST /cgi-bin/drip HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n' \
		expect '4\r\none\n\r\n' say 'ok\n' expect '4\r\ntwo\n\r\n' \
		say 'ok\n' expect '0\r\n\r\n'
}
