# SPDX-License-Identifier: ISC
#
# What a script finds when it starts: meta-variables (RFC 3875 section 4.1),
# descriptors, signals, limits, directory.

load helpers/http
load helpers/cgi

@test "rfc3875 3: the script's URI is told so that it can be put together again" {
	local name info query
	reports env
	get '/cgi-bin/env/a%20b/%C3%A9;p=1?x=%41+y&z'
	name=$(reported_variable SCRIPT_NAME)
	info=$(reported_variable PATH_INFO)
	query=$(reported_variable QUERY_STRING)
	assert_equal "$name$info" $'/cgi-bin/env/a b/\xc3\xa9;p=1'
	assert_equal "$query" 'x=%41+y&z'
	assert_variable REQUEST_URI '/cgi-bin/env/a%20b/%C3%A9;p=1?x=%41+y&z'
	info=$(python3 -c 'import sys, urllib.parse
print(urllib.parse.quote(sys.argv[1]))' "$name$info")
	get "$info?$query"
	assert_variable PATH_INFO $'/a b/\xc3\xa9;p=1'
	assert_variable QUERY_STRING 'x=%41+y&z'
}

@test "rfc3875 5: field names that differ in case are one variable" {
	reports env
	get /cgi-bin/env 'X-a: 1' 'x-A: 2'
	assert_variable HTTP_X_A '1, 2'
	assert_equal "$(grep -aic '^http_x_a=' "$BODY")" 1
}

@test "rfc3875 6: extension variables are those that are documented" {
	local names
	reports env
	unset LANG "${!LC_@}" TZ
	get /cgi-bin/env
	names=$(sed -n 's/=.*//p' "$BODY" | sort | tr '\n' ' ')
	assert_equal "$names" "DOCUMENT_ROOT GATEWAY_INTERFACE HTTP_HOST PATH \
QUERY_STRING REDIRECT_STATUS REMOTE_ADDR REMOTE_HOST REMOTE_PORT REQUEST_ID \
REQUEST_METHOD REQUEST_SCHEME REQUEST_URI SCRATCH SCRIPT_FILENAME SCRIPT_NAME \
SERVER_ADDR SERVER_NAME SERVER_PORT SERVER_PROTOCOL SERVER_SOFTWARE UNIQUE_ID "
}

# with_password [OPTION]...: user "ann", password "pa:ss"
with_password() {
	printf '%s\n' 'ann:$6$tests$M/0RR53xhS/8.GalqHuk/GowPwfhp1HoTxcyaCGtPDZzPtnOStEyvHRfBKD8bb8BMR.h0IXyDVRBeeLyWlk.c0' \
		>"$BATS_TEST_TMPDIR/users"
	serve_scripts --auth="$BATS_TEST_TMPDIR/users" "$@"
}

basic() { # <user:password>
	printf 'Authorization: Basic %s' "$(printf '%s' "$1" | base64)"
}

@test "rfc3875 7: AUTH_TYPE and REMOTE_USER only after a password was checked" {
	reports env
	get /cgi-bin/env "$(basic ann:pa:ss)"
	assert_status 200
	refute_variable AUTH_TYPE
	refute_variable REMOTE_USER
	with_password
	get /cgi-bin/env "$(basic ann:pa:ss)"
	assert_status 200
	assert_variable AUTH_TYPE Basic
	assert_variable REMOTE_USER ann
}

@test "rfc3875 24: the user is known when the password has a colon" {
	reports env
	with_password
	get /cgi-bin/env "$(basic ann:pa:ss)"
	assert_variable REMOTE_USER ann
	get /cgi-bin/env "$(basic ann:pa)"
	assert_status 401
}

@test "rfc3875 8: CONTENT_LENGTH only with content" {
	reports env
	get /cgi-bin/env
	refute_variable CONTENT_LENGTH
	post /cgi-bin/env four
	assert_variable CONTENT_LENGTH 4
	post /cgi-bin/env ''
	assert_variable CONTENT_LENGTH 0
}

@test "rfc3875 9: CONTENT_LENGTH is that of the decoded content" {
	reports env
	request 'POST /cgi-bin/env HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n3\r\ncde\r\n0\r\nT: 1\r\n\r\n'
	assert_status 200
	assert_variable CONTENT_LENGTH 5
	refute_variable HTTP_TRANSFER_ENCODING
}

@test "rfc3875 10: CONTENT_LENGTH for PUT, PATCH and DELETE" {
	local method
	reports env
	for method in PUT PATCH DELETE; do
		request "$method"' /cgi-bin/env HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc'
		assert_variable CONTENT_LENGTH 3
		assert_variable REQUEST_METHOD "$method"
	done
}

@test "rfc3875 11: CONTENT_TYPE if and only if the client sent one" {
	reports env
	get /cgi-bin/env
	refute_variable CONTENT_TYPE
	post /cgi-bin/env x 'Content-Type: text/x; a=b'
	assert_variable CONTENT_TYPE 'text/x; a=b'
}

@test "rfc3875 12: GATEWAY_INTERFACE is CGI/1.1" {
	reports env
	get /cgi-bin/env
	assert_variable GATEWAY_INTERFACE CGI/1.1
}

@test "rfc3875 13: PATH_INFO is decoded exactly once" {
	reports env
	get /cgi-bin/env/%2541%25
	assert_variable PATH_INFO /%41%
}

@test "rfc3875 14: the case and the octets of PATH_INFO are kept" {
	reports env
	get $'/cgi-bin/env/%C3%89/\xff/AbC'
	assert_variable PATH_INFO $'/\xc3\x89/\xff/AbC'
}

@test "rfc3875 15: %2F in a path is a slash" {
	reports env
	get /cgi-bin/env/a%2Fb
	assert_variable PATH_INFO /a/b
	assert_variable REQUEST_URI /cgi-bin/env/a%2Fb
}

@test "rfc3875 16: PATH_INFO \"/\" and none differ" {
	reports env
	get /cgi-bin/env
	refute_variable PATH_INFO
	get /cgi-bin/env/
	assert_variable PATH_INFO /
}

@test "rfc3875 17: parameters are part of the path, decoded" {
	reports env
	get '/cgi-bin/env/a;b=%20c'
	assert_variable PATH_INFO '/a;b= c'
}

@test "rfc3875 18: PATH_TRANSLATED beside PATH_INFO" {
	reports env
	page file words
	get /cgi-bin/env/file
	assert_variable PATH_TRANSLATED "$ROOT/file"
}

@test "rfc3875 19: no PATH_TRANSLATED without PATH_INFO" {
	reports env
	get /cgi-bin/env
	refute_variable PATH_TRANSLATED
}

@test "rfc3875 20: PATH_TRANSLATED also where no file is" {
	reports env
	get /cgi-bin/env/no/such%20file
	assert_variable PATH_TRANSLATED "$ROOT/no/such file"
}

@test "rfc3875 21: QUERY_STRING is always there, as it was sent" {
	reports env
	get /cgi-bin/env
	assert_variable QUERY_STRING ''
	get '/cgi-bin/env?'
	assert_variable QUERY_STRING ''
	get '/cgi-bin/env?a=%41+b?c?d'
	assert_variable QUERY_STRING 'a=%41+b?c?d'
}

@test "rfc3875 22: REMOTE_ADDR is numeric, IPv6 without brackets" {
	reports env
	DOOR=inetd
	get /cgi-bin/env
	assert_variable REMOTE_ADDR 127.0.0.1
	assert_variable REMOTE_PORT "$(reported port)"
	talk_options=(-a ::1)
	get /cgi-bin/env
	assert_variable REMOTE_ADDR ::1
	assert_variable SERVER_ADDR ::1
}

@test "rfc3875 23: REMOTE_HOST is the address: names are not looked up" {
	reports env
	get /cgi-bin/env
	assert_variable REMOTE_HOST 127.0.0.1
}

@test "rfc3875 25: methods are case-sensitive" {
	reports env
	fetch get /cgi-bin/env
	assert_status 501
	fetch Get /cgi-bin/env
	assert_status 501
}

@test "rfc3875 26: SCRIPT_NAME is decoded and has no PATH_INFO" {
	reports 'sub/a b'
	get '/cgi-bin/sub/a%20b/more?q#no'
	assert_status 400
	get '/cgi-bin/sub/a%20b/more?q'
	assert_variable SCRIPT_NAME '/cgi-bin/sub/a b'
	assert_variable PATH_INFO /more
	assert_variable SCRIPT_FILENAME "$ROOT/cgi-bin/sub/a b"
}

@test "rfc3875 27: SERVER_NAME is the host that the client asked for" {
	reports env
	get /cgi-bin/env 'Host: name.example:1234'
	assert_variable SERVER_NAME name.example
	get /cgi-bin/env 'Host: [::1]:80'
	assert_variable SERVER_NAME '[::1]'
	get http://other.example:81/cgi-bin/env 'Host: name.example'
	assert_variable SERVER_NAME other.example
	assert_variable HTTP_HOST other.example:81
	request 'GET /cgi-bin/env HTTP/1.0\r\n\r\n'
	assert_variable SERVER_NAME 127.0.0.1
}

@test "rfc3875 28: SERVER_PORT is the port of the connection, not of Host" {
	local port
	reports env
	get /cgi-bin/env 'Host: test:1234'
	port=$(reported_variable SERVER_PORT)
	[[ $port =~ ^[0-9]+$ && $port != 1234 ]]
	[[ $DOOR != listen ]] || assert_equal "$port" "$server_port"
}

@test "rfc3875 29: SERVER_PROTOCOL is the request's version" {
	reports env
	get /cgi-bin/env
	assert_variable SERVER_PROTOCOL HTTP/1.1
	request 'GET /cgi-bin/env HTTP/1.0\r\n\r\n'
	assert_variable SERVER_PROTOCOL HTTP/1.0
}

@test "rfc3875 30: SERVER_SOFTWARE is what Server says" {
	reports env
	get /cgi-bin/env
	assert_variable SERVER_SOFTWARE "$(field Server)"
	assert_field_matches Server '^cgihttpd/[0-9]'
}

@test "rfc3875 31: each request field is a variable" {
	reports env
	get /cgi-bin/env 'X-Foo-9:  b a r ' 'Accept: */*' 'Empty:'
	assert_variable HTTP_X_FOO_9 'b a r'
	assert_variable HTTP_ACCEPT '*/*'
	assert_variable HTTP_EMPTY ''
	assert_variable HTTP_HOST test
}

@test "rfc3875 32: repeated fields are joined, cookies by semicolons" {
	reports env
	get /cgi-bin/env 'Cookie: a=1' 'X-A: 1' 'cookie: b=2' 'X-A: 2'
	assert_variable HTTP_COOKIE 'a=1; b=2'
	assert_variable HTTP_X_A '1, 2'
}

@test "rfc3875 33: folded fields are refused, as RFC 9112 has it" {
	reports env
	get /cgi-bin/env 'X-A: 1' ' 2'
	assert_status 400
}

@test "rfc3875 34: Authorization is not told" {
	reports env
	get /cgi-bin/env 'Authorization: Basic YTpi'
	refute_variable HTTP_AUTHORIZATION
	refute_body_matches YTpi
}

@test "rfc3875 34: with --pass-auth it is, where the server does not ask for it" {
	reports env
	reports sub/env
	serve_scripts --pass-auth
	get /cgi-bin/env 'authorization: Bearer YTpi.x'
	assert_variable HTTP_AUTHORIZATION 'Bearer YTpi.x'
	refute_variable AUTH_TYPE
	refute_variable REMOTE_USER
	get /cgi-bin/env
	refute_variable HTTP_AUTHORIZATION
	get /cgi-bin/env 'Authorization: Basic YTpi' 'Authorization: Basic YTpj'
	refute_variable HTTP_AUTHORIZATION
	serve_scripts --pass-auth --setenv=HTTP_AUTHORIZATION=ours
	get /cgi-bin/env 'Authorization: Basic YTpi'
	assert_variable HTTP_AUTHORIZATION ours
	with_password --pass-auth
	get /cgi-bin/env "$(basic ann:pa:ss)"
	assert_variable REMOTE_USER ann
	refute_variable HTTP_AUTHORIZATION
	refute_body_matches "$(printf ann:pa:ss | base64)"
	serve_scripts --pass-auth --auth="/cgi-bin/sub=$BATS_TEST_TMPDIR/users"
	get /cgi-bin/sub/env "$(basic ann:pa:ss)"
	assert_variable REMOTE_USER ann
	refute_variable HTTP_AUTHORIZATION
	get /cgi-bin/env "$(basic ann:pa:ss)"
	assert_variable HTTP_AUTHORIZATION "Basic $(printf ann:pa:ss | base64)"
	# Nor behind a redirect from where the server did.
	script sub/go <<<'printf "Location: /cgi-bin/env\n\n"'
	get /cgi-bin/sub/go "$(basic ann:pa:ss)"
	assert_status 200
	refute_variable HTTP_AUTHORIZATION
}

@test "rfc3875 34: an error's page is not told what the server has refused" {
	reports /errors/401.cgi
	with_password --pass-auth --error-pages=errors
	get /cgi-bin/env "$(basic ann:pa:sz)"
	assert_status 401
	assert_variable REDIRECT_STATUS 401
	refute_variable HTTP_AUTHORIZATION
}

@test "rfc3875 35: Proxy-Authorization is not told" {
	reports env
	get /cgi-bin/env 'Proxy-Authorization: Basic YTpi'
	refute_variable HTTP_PROXY_AUTHORIZATION
	refute_body_matches YTpi
	serve_scripts --pass-auth
	get /cgi-bin/env 'Proxy-Authorization: Basic YTpi'
	refute_body_matches YTpi
}

@test "rfc3875 36: Content-Length and Content-Type are told once" {
	reports env
	post /cgi-bin/env x 'Content-Type: text/x'
	refute_variable HTTP_CONTENT_LENGTH
	refute_variable HTTP_CONTENT_TYPE
	request 'PUT /cgi-bin/env HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Type: a/b\r\n\r\nx'
	refute_variable HTTP_CONTENT_LENGTH
	refute_variable HTTP_CONTENT_TYPE
}

@test "rfc3875 37: the field Proxy does not become HTTP_PROXY" {
	reports env
	get /cgi-bin/env 'Proxy: http://evil.example'
	refute_variable HTTP_PROXY
}

@test "rfc3875 70: a script starts in its own directory" {
	reports sub/env
	get /cgi-bin/sub/env
	assert_body_matches "^-- directory $ROOT/cgi-bin/sub\$"
	serve_scripts --script-directory=root
	get /cgi-bin/sub/env
	assert_body_matches "^-- directory $ROOT\$"
}

@test "rfc3875 72: a script has no descriptors but 0, 1 and 2" {
	script fds <<-'END'
	echo Content-Type: text/plain
	echo
	exec readlink /proc/$$/fd/*
	END
	exec 7</dev/null
	post /cgi-bin/fds content
	assert_equal "$(wc -l <"$BODY")" 3
	refute_body_matches socket
	get /cgi-bin/fds
	refute_body_matches socket
	assert_equal "$(wc -l <"$BODY")" 3
	exec 7<&-
}

@test "a field name with an underscore does not reach the script" {
	reports env
	get /cgi-bin/env 'X_Forwarded_For: 6.6.6.6' 'X-Forwarded-For: 1.2.3.4'
	assert_variable HTTP_X_FORWARDED_FOR 1.2.3.4
	refute_body_matches 6.6.6.6
}

@test "a value that looks like a shell function is left away" {
	reports env
	get /cgi-bin/env 'User-Agent: () { :;}; echo hacked' 'X-A: b'
	refute_variable HTTP_USER_AGENT
	assert_variable HTTP_X_A b
}

@test "the server's own environment is not the script's, but for a few names" {
	reports env
	LEAK=secret TZ=UTC LC_ALL=C LANG=C PASSED=yes OTHER=no \
		get /cgi-bin/env
	refute_variable LEAK
	refute_variable PASSED
	stop_server
	serve_scripts --pass-env=PASSED
	export LEAK=secret TZ=UTC LC_ALL=C LANG=C PASSED=yes
	get /cgi-bin/env
	refute_variable LEAK
	assert_variable PASSED yes
	assert_variable TZ UTC
	assert_variable LC_ALL C
	assert_variable LANG C
	assert_variable PATH "$PATH"
}

@test "--setenv goes before a client's field" {
	serve_scripts --setenv=HTTP_X_SECRET=own --setenv=HTTP_EMPTY=
	script env <<-'EOF'
		printf 'Content-Type: text/plain\n\n'
		env | grep '^HTTP_[XEO]' | sort
	EOF
	get /cgi-bin/env 'X-Secret: forged' 'X-SECRET: forged' 'Empty: forged' \
		'X-Secret-Too: theirs' 'X: theirs' 'Other: theirs'
	assert_body $'HTTP_EMPTY=\nHTTP_OTHER=theirs\nHTTP_X=theirs\nHTTP_X_SECRET=own\nHTTP_X_SECRET_TOO=theirs\n'
}

@test "--setenv goes before --pass-env, and neither replaces what is computed" {
	reports env
	export GIVEN=passed
	serve_scripts --pass-env=GIVEN --setenv=GIVEN=set --setenv=EMPTY= \
		--setenv=REQUEST_METHOD=HACK --setenv=PATH="/own:$PATH" \
		--setenv='EQUALS=a=b c'
	get /cgi-bin/env
	assert_variable GIVEN set
	assert_variable EMPTY ''
	assert_variable REQUEST_METHOD GET
	assert_variable PATH "/own:$PATH"
	assert_variable EQUALS 'a=b c'
	assert_equal "$(grep -ac ^GIVEN= "$BODY")" 1
}

@test "a script finds fresh signals, mask, limits and umask" {
	script state <<-'END'
	echo Content-Type: text/plain
	echo
	grep ^Sig /proc/self/status
	umask
	ulimit -c
	END
	says redirect 'Location: /cgi-bin/state\n\n'
	cp "$ROOT/cgi-bin/state" "$ROOT/cgi-bin/nph-state"
	# SIGPIPE is ignored, as systemd leaves it; and so are others.
	trap '' PIPE USR1 TERM ALRM RTMIN RTMIN+7 RTMAX
	for target in state nph-state redirect; do
		get "/cgi-bin/$target"
		# The response of nph-state has no status line to split at.
		cp "$RESPONSE" "$BODY"
		assert_body_matches '^SigBlk:[[:space:]]0+$'
		assert_body_matches '^SigIgn:[[:space:]]0+$'
		assert_body_matches '^0022$'
		assert_body_matches '^0$'
	done
	trap - PIPE USR1 TERM ALRM RTMIN RTMIN+7 RTMAX
}

@test "a script leads a process group of its own, and has no terminal" {
	script group <<-'END'
	echo Content-Type: text/plain
	echo
	echo "$$ $(cut -d' ' -f5,7 </proc/$$/stat)"
	END
	get /cgi-bin/group
	read -r pid group terminal <"$BODY"
	assert_equal "$group $terminal" "$pid 0"
}

@test "a script is the process that the super-server started" {
	[[ $DOOR != listen ]] || skip 'the listener forks'
	script pid <<-'END'
	echo Content-Type: text/plain
	echo
	echo $$
	END
	get /cgi-bin/pid
	assert_body "$(reported pid)"$'\n'
	assert_equal "$(reported handler)" 'exit 0'
}

@test "a script that waits for all its children sees only its own" {
	script waits <<-'END'
	#!/usr/bin/python3
	import os
	if os.fork() == 0:
	    os._exit(3)
	ends = []
	while True:
	    try:
	        ends.append(os.waitstatus_to_exitcode(os.wait()[1]))
	    except ChildProcessError:
	        break
	print("Content-Type: text/plain\n")
	print(ends)
	END
	get /cgi-bin/waits
	assert_body $'[3]\n'
}

@test "the environment holds what the largest request brings" {
	local fields=() i
	reports env
	for ((i = 0; i < 90; i++)); do
		fields+=("X-$i: $(printf '%0300d' "$i")")
	done
	get /cgi-bin/env "${fields[@]}"
	assert_status 200
	assert_variable HTTP_X_89 "$(printf '%0300d' 89)"
}

@test "a script knows the request's id, which the log has too" {
	local id
	script id <<-'END'
	echo Content-Type: text/plain
	echo
	echo "$REQUEST_ID"
	echo words >&2
	END
	get /cgi-bin/id
	id=$(<"$BODY")
	[[ $id =~ ^[0-9a-f-]+$ ]]
	assert_log "\(request $id\): words"
}
