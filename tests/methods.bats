# SPDX-License-Identifier: ISC
#
# Methods x kinds of target -> status: the table of the manual, row by row.
# Where two columns apply, the order of Python's server holds: POST to what is
# not a script is 501, whether or not the target exists.

load helpers/http
load helpers/table

setup() {
	http_setup
	page a.txt 'page'
	mkdir "$ROOT/folder"
	script run <<-'END'
		printf 'Content-Type: text/plain\n\n%s' "$REQUEST_METHOD"
	END
	: >"$ROOT/cgi-bin/plain" # not executable
}

# by_method METHOD STATUS STATUS STATUS STATUS STATUS STATUS STATUS STATUS: for
# FILE DIRECTORY NO-SLASH ABSENT SCRIPT NOT-EXECUTABLE NO-SCRIPT
# SCRIPTS'-DIRECTORY
by_method() { # METHOD STATUS...
	local method=$1 target targets=(/a.txt /folder/ /folder /absent
		/cgi-bin/run /cgi-bin/plain /cgi-bin/absent /cgi-bin/)
	shift
	(($# == ${#targets[@]})) || fail_with 'a short row\n'
	for target in "${targets[@]}"; do
		fetch "$method" "$target"
		assert_status "$1" || row_failed "$method $target" || return
		shift
	done
}

#                file dir no/ none run plain no-run dir
@test "GET" {
	by_method GET 200 200 301 404 200 403 404 403
}

@test "HEAD" {
	by_method HEAD 200 200 301 404 200 403 404 403
}

@test "POST" {
	by_method POST 501 501 501 501 200 403 404 403
}

@test "PUT" {
	by_method PUT 405 405 405 405 200 403 404 403
}

@test "DELETE" {
	by_method DELETE 405 405 405 405 200 403 404 403
}

@test "PATCH" {
	by_method PATCH 405 405 405 405 200 403 404 403
}

@test "OPTIONS" {
	by_method OPTIONS 204 204 204 404 200 403 404 403
}

@test "TRACE" {
	by_method TRACE 501 501 501 501 501 501 501 501
}

@test "CONNECT" {
	by_method CONNECT 501 501 501 501 501 501 501 501
}

@test "methods that only scripts know" {
	by_method PROPFIND 501 501 501 501 200 403 404 403
	by_method BREW 501 501 501 501 200 403 404 403
}

@test "a known method in another case" {
	by_method get 501 501 501 501 501 501 501 501
	by_method Options 501 501 501 501 501 501 501 501
}

@test "HEAD is answered with GET's header and without its content" {
	local target getting
	touch -d '2020-01-02' "$ROOT/a.txt"
	for target in /a.txt /folder/ /folder /absent /cgi-bin/absent; do
		get "$target"
		getting=$(grep -v '^Date:' "$HEADER")
		head_of "$target"
		assert_equal "$(grep -v '^Date:' "$HEADER")" "$getting"
		[[ ! -s $BODY ]] || row_failed "$target"
	done
}

@test "HEAD that is refused before it is understood has no content either" {
	local row
	for row in 'Host: a b\r\n' 'Content-Length: x\r\nHost: a\r\n' ''; do
		request "HEAD /a.txt HTTP/1.1\r\n$row\r\n"
		assert_status 400
		[[ ! -s $BODY ]] || row_failed "$row"
	done
	request 'HEAD /a.txt HTTP/2.0\r\nHost: a\r\n\r\n'
	assert_status 505
	[[ ! -s $BODY ]]
}

@test "a script runs for HEAD, and its content stays here" {
	head_of /cgi-bin/run
	assert_status 200
	assert_field Content-Type text/plain
	[[ ! -s $BODY ]]
}

@test "405 says what is allowed, 501 says the seed's words" {
	fetch PUT /a.txt
	assert_field Allow 'GET, HEAD, OPTIONS'
	assert_whole
	post /a.txt content
	assert_status 501
	assert_reason 'Can only POST to CGI scripts'
	assert_body_matches 'Message: Can only POST to CGI scripts\.'
	fetch BREW /a.txt
	assert_reason 'Unsupported method'
	refute_field Allow
	fetch get /cgi-bin/run
	assert_reason 'Unsupported method'
}

@test "OPTIONS says what is allowed, for a file and for the server" {
	fetch OPTIONS /a.txt
	assert_field Allow 'GET, HEAD, OPTIONS'
	refute_field Content-Length
	refute_field Transfer-Encoding
	[[ ! -s $BODY ]]
	fetch OPTIONS '*'
	assert_field_matches Allow 'GET, HEAD, POST.*OPTIONS'
}

@test "a script is given every method but TRACE and CONNECT" {
	local method
	for method in GET POST PUT DELETE PATCH OPTIONS PROPFIND PROPPATCH \
		MKCOL MKCALENDAR COPY MOVE LOCK UNLOCK REPORT ACL SEARCH QUERY \
		VERSION-CONTROL M-SEARCH propfind GETS GE "M!#$%&'*+.^_\`|~0"; do
		fetch "$method" /cgi-bin/run
		assert_body "$method"
	done
	fetch M-SEARCH '/cgi-bin/run?logged'
	assert_log '"M-SEARCH /cgi-bin/run\?logged HTTP/1.1" 200 '
}

@test "a script is given an extension method's content, and decides the answer" {
	script dav <<-'END'
		printf 'Status: 207\nDAV: 1\nAllow: OPTIONS, REPORT\n'
		printf 'Content-Type: text/plain\n\n%s ' "$HTTP_DEPTH"
		cat
	END
	request 'REPORT /cgi-bin/dav HTTP/1.1\r\nHost: test\r\nDepth: 1\r\nContent-Length: 9\r\n\r\na <query>'
	assert_status 207
	assert_reason Multi-Status
	assert_field DAV 1
	assert_field Allow 'OPTIONS, REPORT'
	assert_body '1 a <query>'
}

@test "--no-cgi refuses extension methods as any other" {
	serve --no-cgi
	fetch PROPFIND /cgi-bin/run
	assert_status 403
	fetch PROPFIND /a.txt
	assert_status 501
}
