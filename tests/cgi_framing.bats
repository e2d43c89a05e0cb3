# SPDX-License-Identifier: ISC
#
# Where a script's answer ends, and that the client can tell a whole answer from
# one that was cut off.

load helpers/http
load helpers/cgi

plain='Content-Type: text/plain'

@test "HTTP/1.1 without a Content-Length is chunked" {
	says plain "$plain\\n\\nbody"
	get /cgi-bin/plain
	assert_field Transfer-Encoding chunked
	refute_field Content-Length
	assert_field Connection close
	assert_body body
	assert_whole
}

@test "HTTP/1.0 without a Content-Length ends with the connection" {
	says plain "$plain\\n\\nbody"
	request 'GET /cgi-bin/plain HTTP/1.0\r\n\r\n'
	refute_field Transfer-Encoding
	refute_field Content-Length
	assert_body body
}

@test "a script's Content-Length is passed on" {
	local version
	says length "$plain\\nContent-Length: 4\\n\\nbody"
	for version in 1.0 1.1; do
		request 'GET /cgi-bin/length HTTP/'$version'\r\nHost: t\r\n\r\n'
		assert_field Content-Length 4
		refute_field Transfer-Encoding
		assert_body body
	done
}

@test "content that is dropped anyway is not more than was promised" {
	says reset 'Status: 205\n\nbody'
	says longer "$plain\nContent-Length: 2\n\nbody"
	get /cgi-bin/reset
	assert_status 205
	fetch HEAD /cgi-bin/longer
	assert_status 200
	refute_log 'wrote more than its Content-Length'
}

@test "an answer without content is whole" {
	says empty "$plain\\n\\n"
	get /cgi-bin/empty
	assert_body ''
	assert_whole
	says zero "$plain\\nContent-Length: 0\\n\\n"
	get /cgi-bin/zero
	assert_body ''
	assert_whole
}

@test "rfc3875 69: less content than Content-Length is cut by a reset, and logged" {
	says short "$plain\\nContent-Length: 10\\n\\nbody"
	ending=reset get /cgi-bin/short
	assert_status 200
	assert_log 'wrote less than its Content-Length'
}

@test "rfc3875 69: more content than Content-Length is cut off, and logged" {
	says long "$plain\\nContent-Length: 4\\n\\nbody and more"
	get /cgi-bin/long
	assert_body body
	assert_whole
	assert_log 'wrote more than its Content-Length'
}

@test "rfc3875 69: the same for content that does not fit a pipe" {
	script large <<-'END'
	echo Content-Type: text/plain
	echo Content-Length: 200000
	echo
	exec head -c "$QUERY_STRING" /dev/zero
	END
	ending=reset get '/cgi-bin/large?199999'
	get '/cgi-bin/large?200000'
	assert_whole
	get '/cgi-bin/large?200001'
	assert_whole
	get '/cgi-bin/large?900000'
	assert_whole
}

@test "rfc3875 42: HEAD runs the script and drops its content" {
	script count <<-'END'
	echo Content-Type: text/plain
	[ "$QUERY_STRING" ] && echo "Content-Length: $QUERY_STRING"
	echo "X-Method: $REQUEST_METHOD"
	echo
	echo body
	echo ran >>"$SCRATCH/ran"
	END
	head_of /cgi-bin/count
	assert_status 200
	assert_field X-Method HEAD
	assert_body ''
	[[ $(tail -c 4 "$RESPONSE" | od -An -tx1) == ' 0d 0a 0d 0a' ]]
	head_of '/cgi-bin/count?5'
	assert_field Content-Length 5
	head_of '/cgi-bin/count?7'
	assert_field Content-Length 7
	assert_equal "$(wc -l <"$SCRATCH/ran")" 3
	request 'HEAD /cgi-bin/count HTTP/1.0\r\n\r\n'
	assert_body ''
}

@test "rfc3875 68: a script's megabyte is read to its end also for HEAD" {
	script large <<-'END'
	echo Content-Type: text/plain
	echo
	head -c 1000000 /dev/zero && echo whole >"$SCRATCH/end"
	END
	head_of /cgi-bin/large
	assert_body ''
	stop_server
	assert_equal "$(<"$SCRATCH/end")" whole
}

@test "205 has no content, whatever the script says" {
	says bare 'Status: 205\n\n'
	says long 'Status: 205\nContent-Type: text/plain\nContent-Length: 4\n\nbody'
	for name in bare long; do
		get "/cgi-bin/$name"
		assert_status 205
		assert_field Content-Length 0
		refute_field Transfer-Encoding
		assert_body ''
	done
}

@test "204 and 304 have no content and no framing" {
	local status
	for status in 204 304; do
		says "s$status" "Status: $status\\n\\nbody"
		get "/cgi-bin/s$status"
		assert_status "$status"
		refute_field Transfer-Encoding
		assert_equal "$(wc -c <"$RESPONSE")" "$(wc -c <"$HEADER")"
	done
	says long204 'Status: 204\nContent-Length: 4\n\nbody'
	get /cgi-bin/long204
	refute_field Content-Length
	says long304 'Status: 304\nContent-Length: 4\n\n'
	get /cgi-bin/long304
	assert_field Content-Length 4
}

# dies NAME HEAD: a script that writes that header and some content, then dies
# by a signal
dies() {
	says "$1.said" "$2"
	script "$1" <<-END
	cat '$ROOT/cgi-bin/$1.said.said'
	echo begun
	kill -KILL \$\$
	END
}

@test "a script that dies by a signal gets no last chunk" {
	dies chunked "$plain\\n\\n"
	get /cgi-bin/chunked
	assert_status 200
	assert_body $'begun\n'
	run ! assert_whole
	assert_log 'the script was killed; .*signal 9'
}

@test "a script that dies by a signal has its HTTP/1.0 answer reset" {
	dies closed "$plain\\n\\n"
	ending=reset request 'GET /cgi-bin/closed HTTP/1.0\r\n\r\n'
	assert_log 'the script was killed; .*signal 9'
}

@test "a script that dies by a signal with its Content-Length said is whole" {
	dies length "$plain\\nContent-Length: 6\\n\\n"
	get /cgi-bin/length
	assert_whole
	assert_log 'signal 9'
}

@test "large output comes whole, chunked, with a length and until the close" {
	octets 3000000 >"$ROOT/cgi-bin/data"
	script chunked <<-'END'
	echo Content-Type: text/plain
	echo
	exec cat data
	END
	script length <<-'END'
	echo Content-Type: text/plain
	echo Content-Length: 3000000
	echo
	exec cat data
	END
	get /cgi-bin/chunked
	assert_body_file "$ROOT/cgi-bin/data"
	assert_whole
	get /cgi-bin/length
	assert_body_file "$ROOT/cgi-bin/data"
	assert_whole
	request 'GET /cgi-bin/chunked HTTP/1.0\r\n\r\n'
	assert_body_file "$ROOT/cgi-bin/data"
}

@test "a client that reads late gets everything, though the script has long ended" {
	script quick <<-'END'
	#!/usr/bin/python3
	import os
	os.write(1, b"Content-Type: text/plain\n\n")
	left = 60000
	while left:
	    left -= os.write(1, b"x" * left)
	open(os.environ["SCRATCH"] + "/ended", "w").close()
	END
	# The answer fits into a pipe but not into small socket buffers, and the
	# client reads nothing at first. The pause is what is tested: it is
	# longer than the grace for a script's end.
	get_late 1 /cgi-bin/quick
	assert_equal "$(wc -c <"$BODY")" 60000
	assert_whole
}
