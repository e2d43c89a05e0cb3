# SPDX-License-Identifier: ISC
#
# Scripts that talk to the client themselves: nph- (RFC 3875 section 5) and
# --script-output=follows.

load helpers/http
load helpers/cgi

@test "rfc3875 48: a script whose name begins with nph- writes the whole response" {
	local text='HTTP/1.0 299 My own\nX: y\n\nbody'
	says nph-own "$text"
	get /cgi-bin/nph-own
	printf '%b' "$text" | cmp - "$RESPONSE"
	says /cgi-bin/sub/nph-own "$text"
	mkdir -p "$ROOT/cgi-bin/sub"
	get /cgi-bin/sub/nph-own/info
	printf '%b' "$text" | cmp - "$RESPONSE"
}

@test "rfc3875 49: the output of an nph- script is neither changed nor held back" {
	script nph-drip <<-'END'
	printf 'one'
	read -r _
	printf '\0two\r'
	read -r _
	printf 'three'
	END
	converse say 'POST /cgi-bin/nph-drip HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n' \
		expect one say 'ok\n' expect two say 'ok\n' expect three
	printf 'one\0two\rthree' | cmp - "$RESPONSE"
}

@test "rfc3875 50: a connection is not used again behind an nph- script" {
	says nph-own 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody'
	ending=any request 'GET /cgi-bin/nph-own HTTP/1.1\r\nHost: t\r\n\r\nGET /cgi-bin/nph-own HTTP/1.1\r\nHost: t\r\n\r\n'
	assert_equal "$(grep -ac '^HTTP/' "$RESPONSE")" 1
}

@test "an nph- script that cannot be executed is logged, also when the client has left" {
	local gone
	printf '#!/absent\n' >"$ROOT/cgi-bin/nph-broken"
	chmod 755 "$ROOT/cgi-bin/nph-broken"
	compose GET /cgi-bin/nph-broken >"$BATS_TEST_TMPDIR/request"
	exec {gone}> >(:)
	wait "$!"
	"$CGIHTTPD" "$ROOT" <"$BATS_TEST_TMPDIR/request" 1>&"$gone" 2>>"$LOG"
	exec {gone}>&-
	assert_log '^cgihttpd: 500 "/cgi-bin/nph-broken": the interpreter in '
}

@test "an nph- script may send interim responses" {
	says nph-interim 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody'
	get /cgi-bin/nph-interim
	assert_equal "$(head -n 1 "$RESPONSE")" $'HTTP/1.1 103 Early Hints\r'
	assert_status 200
	assert_body body
}

@test "an nph- script's stdin and stdout are the connection, nobody stands between" {
	script nph-fds <<-'END'
	printf 'HTTP/1.0 200 OK\r\n\r\n'
	exec readlink /proc/$$/fd/*
	END
	get /cgi-bin/nph-fds
	[[ $(sed -n 1p "$BODY") == socket:* ]]
	assert_equal "$(sed -n 2p "$BODY")" "$(sed -n 1p "$BODY")"
	assert_equal "$(wc -l <"$BODY")" 3
}

@test "an nph- script finds its environment, and content behind the header" {
	script nph-copy <<-'END'
	printf 'HTTP/1.0 200 OK\r\n\r\n%s %s ' "$REQUEST_METHOD" "$CONTENT_LENGTH"
	head -c "$CONTENT_LENGTH"
	END
	post /cgi-bin/nph-copy content
	assert_body 'POST 7 content'
}

@test "an nph- script gets chunked content decoded" {
	script nph-copy <<-'END'
	printf 'HTTP/1.0 200 OK\r\n\r\n%s ' "$CONTENT_LENGTH"
	cat
	END
	request 'POST /cgi-bin/nph-copy HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
	assert_body '3 abc'
}

@test "an nph- script's client is told to send its content" {
	script nph-copy <<-'END'
	printf 'HTTP/1.1 200 OK\r\n\r\n'
	head -c "$CONTENT_LENGTH"
	END
	converse say 'POST /cgi-bin/nph-copy HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n' \
		expect 'HTTP/1.1 100 Continue\r\n\r\n' say abc
	assert_status 200
	assert_body abc
}

@test "what a late nph- script has started is ended by a listener" {
	[[ $DOOR == listen ]] || skip 'who ends it is the listener'
	serve_scripts --script-time=1
	script nph-late <<-'END'
	cat
	exit 0
	END
	converse say 'POST /cgi-bin/nph-late HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\n'
	await_processes 0
	stop_server
	run pgrep -f -- "$ROOT"
	assert_output ''
}

@test "an nph- script is ended by SIGALRM after --script-time" {
	script nph-hangs <<-END
	printf 'HTTP/1.0 200 OK\r\n\r\nbegun'
	$(wait_for_ever)
	END
	serve_scripts --script-time=1
	get /cgi-bin/nph-hangs
	assert_body begun
	[[ $DOOR == listen ]] || assert_equal "$(reported handler)" 'signal 14'
}

@test "an nph- script that cannot be executed is answered, and logged" {
	page cgi-bin/nph-broken $'#!/no/such/interpreter\n'
	chmod 755 "$ROOT/cgi-bin/nph-broken"
	get /cgi-bin/nph-broken
	assert_status 500
	assert_whole
	assert_log 'interpreter'
}

# broken NAME: a script whose exec fails
broken() {
	page "cgi-bin/$1" $'#!/no/such/interpreter\n'
	chmod 755 "$ROOT/cgi-bin/$1"
}

@test "limits of an nph- script that cannot be executed do not bind the answer" {
	broken nph-broken
	page errors/500.html 'a page for 500'
	printf '%02000d\n' 0 >"$LOG"
	serve_scripts --error-pages=errors --script-limit=file-size=1K \
		--script-limit=files=3 --script-limit=memory=1M
	get /cgi-bin/nph-broken
	assert_status 500
	assert_body 'a page for 500'
	assert_whole
	assert_log 'cgihttpd: 500 "/cgi-bin/nph-broken": .*interpreter'
	assert_log '"GET /cgi-bin/nph-broken HTTP/1.1" 500 14 '
}

@test "an nph- script has its limits, and the connection to itself" {
	script nph-limits <<-'END'
	printf 'HTTP/1.0 200 OK\r\n\r\n'
	ulimit -f; ulimit -Hn
	exec readlink /proc/$$/fd/*
	END
	serve_scripts --script-limit=file-size=1M --script-limit=files=20
	get /cgi-bin/nph-limits
	assert_equal "$(head -n 2 "$BODY")" $'2048\n20'
	assert_equal "$(wc -l <"$BODY")" 5
	assert_equal "$(grep -c '^socket:' "$BODY")" 2
}

@test "python 13: with --script-output=follows the status line goes before the output" {
	says plain 'Content-Type: text/plain\nStatus: 404 No\n\nbody'
	serve_scripts --script-output=follows
	get /cgi-bin/plain
	run -0 sed -n '1p' "$RESPONSE"
	assert_output $'HTTP/1.0 200 Script output follows\r'
	assert_equal "$(sed -n '2s/:.*//p;3s/:.*//p' "$RESPONSE")" \
		$'Server\nDate'
	assert_equal "$(tail -n +4 "$RESPONSE")" \
		$'Content-Type: text/plain\nStatus: 404 No\n\nbody'
}

@test "python 17: with --script-output=follows HEAD sends what the script writes" {
	script method <<-'END'
	echo Content-Type: text/plain
	echo
	echo "$REQUEST_METHOD"
	END
	serve_scripts --script-output=follows
	head_of /cgi-bin/method
	assert_equal "$(tail -n 1 "$RESPONSE")" HEAD
}

@test "with --script-output=follows variables without a value are empty, not unset" {
	local name names=(CONTENT_LENGTH HTTP_ACCEPT HTTP_COOKIE HTTP_REFERER
		HTTP_USER_AGENT)
	script env <<-'END'
	printf 'Content-Type: text/plain\n\n'
	env
	END
	serve_scripts --script-output=follows --setenv=HTTP_COOKIE=own
	get /cgi-bin/env 'Referer: http://test/'
	grep -qx PATH_INFO= "$RESPONSE"
	grep -qx "PATH_TRANSLATED=$ROOT" "$RESPONSE"
	grep -qx CONTENT_TYPE=text/plain "$RESPONSE"
	for name in "${names[@]/HTTP_REFERER/}"; do
		[[ -z $name || $name == HTTP_COOKIE ]] ||
			grep -qx "$name=" "$RESPONSE"
	done
	grep -qx 'HTTP_REFERER=http://test/' "$RESPONSE"
	grep -qx HTTP_COOKIE=own "$RESPONSE"
	serve_scripts
	get /cgi-bin/env
	for name in "${names[@]}"; do
		run ! grep "^$name=" "$RESPONSE"
	done
}

@test "with --script-output=follows the content of POST is there" {
	script copy <<-'END'
	echo Content-Type: text/plain
	echo
	head -c "$CONTENT_LENGTH"
	END
	serve_scripts --script-output=follows
	post /cgi-bin/copy content
	assert_equal "$(tail -n 1 "$RESPONSE")" content
	request 'POST /cgi-bin/copy HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
	assert_equal "$(tail -n 1 "$RESPONSE")" abc
}

@test "content that a script leaves unread resets no connection" {
	local head
	octets 3000000 >"$BATS_TEST_TMPDIR/content"
	script nph-ignores <<-'END'
	printf 'HTTP/1.1 200 OK\r\n\r\n'
	head -c 3000000 /dev/zero
	END
	script follows <<-'END'
	printf 'Content-Type: text/plain\n\n'
	head -c 3000000 /dev/zero
	END
	serve_scripts --script-output=follows
	for head in nph-ignores follows; do
		head="POST /cgi-bin/$head HTTP/1.1\r\nHost: t\r\nContent-Length:"
		# What has arrived before the script, and what comes after it.
		request "$head 7\r\n\r\ncontent"
		assert_equal "$(tr -dc '\0' <"$RESPONSE" | wc -c)" 3000000
		converse say "$head 3000000\r\n\r\n" \
			send "$BATS_TEST_TMPDIR/content" drain
		assert_equal "$(tr -dc '\0' <"$RESPONSE" | wc -c)" 3000000
	done
	# Behind content that is not read from the connection.
	{
		printf 'POST /cgi-bin/nph-ignores HTTP/1.1\r\nHost: t\r\n'
		printf 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'
		octets 20000
	} >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request" drain
	assert_equal "$(tr -dc '\0' <"$RESPONSE" | wc -c)" 3000000
}

@test "content left unread behind a local redirect resets none either" {
	octets 1900 >"$BATS_TEST_TMPDIR/content"
	says redirects 'Location: /cgi-bin/nph-ignores\n\n'
	# It waits for the first octet that comes after the redirect.
	script nph-ignores <<-'END'
	printf 'HTTP/1.1 200 OK\r\n\r\n'
	dd bs=1 count=1 of=/dev/null 2>/dev/null
	printf words
	END
	converse say "POST /cgi-bin/redirects HTTP/1.1\\r\\nHost: t\\r\\nContent-Length: 2000\\r\\n\\r\\n$(octets 100)" \
		expect 'HTTP/1.1 200' send "$BATS_TEST_TMPDIR/content" drain
	assert_equal "$(tail -n 1 "$RESPONSE")" words
}

@test "with --script-output=follows a script that cannot be executed is cut short" {
	page cgi-bin/broken $'#!/no/such/interpreter\n'
	chmod 755 "$ROOT/cgi-bin/broken"
	serve_scripts --script-output=follows
	ending=any get /cgi-bin/broken
	assert_log 'interpreter'
	: >"$LOG"
	serve_scripts --script-output=follows --script-limit=files=3
	ending=any get /cgi-bin/broken
	assert_log 'interpreter'
}
