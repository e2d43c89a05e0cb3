# SPDX-License-Identifier: ISC
#
# How servers of this kind have failed: one test for each class, by its row in
# the project's table of them. What needs more of a script stands with those.

load helpers/http
load helpers/table

setup() {
	http_setup
	page a.txt 'page'
	mkdir "$ROOT/sub"
	script run <<-'END'
		# source
		printf 'Content-Type: text/plain\n\nran'
	END
}

refute_source() {
	! grep -qa '# source' "$RESPONSE" || row_failed "$1"
}

@test "threats 1 and 2: an encoded slash or none shows no script's source" {
	local target
	for target in /cgi-bin%2frun /cgi-bin%2Frun cgi-bin/run /cgi-bin%5crun \
		/cgi-bin/%2e%2e/cgi-bin%2frun /%2fcgi-bin%2frun; do
		get "$target"
		refute_source "$target"
	done
}

@test "threat 3: two slashes make no redirect to another host" {
	got '301 //sub'
	assert_field Location /sub/
	got '301 ////sub'
	assert_field Location /sub/
}

@test "threats 8 and 39: climbing above the root is answered" {
	got '400 /../x' '400 /..' '400 /cgi-bin/../../x'
	assert_whole
}

@test "threat 9: a title does not show where the root is" {
	get '/sub/?x=%bb'
	assert_status 200
	refute_body_matches "$BATS_TEST_TMPDIR"
	refute_body_matches '%bb'
}

@test "threat 10: drive letters and streams are only names" {
	got '404 /X:/cgi-bin/run' '404 /cgi-bin::$INDEX_ALLOCATION/run' \
		'404 /cgi-bin/run::$DATA'
}

@test "threats 11 and 37: nothing that a client sends reaches the log raw" {
	get '/%0aFAKE%1b[31m' $'User-Agent: \xc2\x9b31m"x"\\' 'Referer: "'
	request 'GET /\x1b]0;x\x07 HTTP/1.1\r\nHost: a\r\n\r\n'
	request 'GET /\nFAKE HTTP/1.1\r\nHost: a\r\n\r\n'
	assert_log '/%0aFAKE%1b'
	refute_log '^FAKE'
	run ! env LC_ALL=C grep -q '[^[:print:]]' "$LOG"
	assert_log '\\x22x\\x22|\\"x\\"'
}

@test "threats 12 and 13: half-encoded and doubly encoded dots" {
	got '400 /cgi-bin/.%2e/.%2e/bin/sh' \
		'400 /cgi-bin/.%%32%65/.%%32%65/bin/sh' \
		'404 /cgi-bin/%252e%252e/bin/sh' \
		'400 /icons/.%2e/%2e%2e/%2e%2e/etc/passwd'
}

@test "threats 16 and 58: no loose white space, no empty names" {
	answered '400 GET\t/a.txt HTTP/1.1\r\nHost: a\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost : a\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n' \
		'400 GET /a.txt HTTP/1.1\r\nHost: a\r\n:\r\n\r\n'
}

@test "threats 22, 47 and 61: ranges cost no more than the file" {
	get /a.txt "Range: bytes=0-$(printf ',0-%d' {1..1300})"
	assert_status 200
	assert_body page
	get /a.txt 'Range: bytes=0-,x'
	assert_status 200
	get /a.txt 'Range: bytes=-17208,-9223372036854758792'
	assert_body page
}

@test "threats 30: a path that is no path for an empty host" {
	got '404 /etc/passwd Host:' '404 //etc/passwd Host:'
	answered '400 GET etc/passwd HTTP/1.1\r\nHost:\r\n\r\n'
}

@test "threats 31 and 35: one deadline for the whole header" {
	serve --header-time=1
	# Each octet would begin a deadline anew that is not one.
	converse drip 'GET /a.txt HTTP/1.1\r\nHost: a\r\nX: ' expect ' 408 ' \
		drip 'x'
	assert_status 408
}

@test "threat 33: a long word where the version stands" {
	local word
	word=$(printf 'H%.0s' {1..9000})
	answered "400 GET / $word\r\n\r\n" "400 GET / HTTP/$word\r\n\r\n"
}

@test "threat 34: a header is not collected without end" {
	request 'GET /a.txt HTTP/1.1\r\nHost: a\r\n' \
		send <(head -c 5000000 /dev/zero | tr '\0' x |
			fold -w 70 | sed 's/^/X: /; s/$/\r/')
	assert_status 431
	assert_whole
}

@test "threat 36: an error page is no place for markup" {
	get '/<script>alert(1)</script>'
	refute_body_matches '<script'
	get '/cgi-bin/%3Cimg%20src=x%3E'
	refute_body_matches '<img'
}

@test "threat 38: a long redirect is bounded" {
	get "/sub?$(head -c 7990 /dev/zero | tr '\0' q)"
	assert_status 301
	assert_equal "$(field Location | wc -c)" 7997
	mkdir -p "$ROOT/$(printf '\200%.0s' {1..255})"
	get "/$(printf '%%80%.0s' {1..255})?$(printf 'q%.0s' {1..7000})"
	assert_status 301
}

@test "threat 43: neither FIFO nor device is opened as a file" {
	mkfifo "$ROOT/fifo"
	got '403 /fifo'
	if mknod "$ROOT/zero" c 1 5 2>/dev/null; then
		chmod 666 "$ROOT/zero"
		got '403 /zero'
	fi
}

@test "threat 48: prefixes end where segments end" {
	page cgi-binary/x 'file'
	page cgi-bin2 'file'
	got '200 /cgi-binary/x' '200 /cgi-bin2' '404 /cgi-bin../x'
}

@test "threats 23, 59 and 60: lengths are digits, and nothing is negative" {
	local start='GET /a.txt HTTP/1.1\r\nHost: a\r\n'
	answered "400 ${start}Content-Length: -9\r\n\r\n" \
		"400 ${start}Content-Length: -9\r\nTransfer-Encoding: chunked\r\n\r\n" \
		"413 ${start}Content-Length: 99999999999999999999\r\n\r\n"
}

@test "threat 62: a space or NUL in a path is nobody's handler" {
	answered '400 GET /a.txt \0.php HTTP/1.1\r\nHost: a\r\n\r\n' \
		'400 GET /a.txt\0.php HTTP/1.1\r\nHost: a\r\n\r\n'
	got '400 /a.txt%20%00.php' '404 /a.txt%20'
}

@test "a line break in a query does not get into Location" {
	get '/sub?%0d%0aSet-Cookie:%20x'
	assert_status 301
	refute_field Set-Cookie
	answered '400 GET /sub?a\r\rX: y HTTP/1.1\r\nHost: a\r\n\r\n'
}

# ── Scripts ─────────────────────────────────────────────────────────────────

environment() { # what a script has of it, and its arguments
	script environment <<-'END'
		printf 'Content-Type: text/plain\n\n'
		tr '\0' '\n' </proc/$$/environ
		echo "count=$#"
		for fd in 3 4 5 6 7 8 9; do
			[ ! -e "/proc/$$/fd/$fd" ] || echo "fd=$fd"
		done
	END
}

@test "threats 5, 18, 28 and 29: a script's environment is made of nothing" {
	environment
	LEAK=x BASH_ENV=/x get '/cgi-bin/environment?LD_PRELOAD=/x&BASH_ENV=/x' \
		'LD-PRELOAD: /x' 'BASH-ENV: /x'
	refute_body_matches '^(LEAK|LD_PRELOAD|BASH_ENV)='
	serve --setenv=SCRIPT_NAME=/x --setenv=REQUEST_METHOD=X
	get /cgi-bin/environment
	refute_body_matches '^(SCRIPT_NAME=/x|REQUEST_METHOD=X)'
}

@test "threats 6, 19, 24, 25, 26 and 63: a query is never an argument" {
	local query
	environment
	for query in -s ';id' '-d+allow_url_include%3d1' '%ADd+x%3d1' \
		'a=../../etc/passwd'; do
		get "/cgi-bin/environment?$query"
		assert_body_matches '^count=0$' || row_failed "$query"
	done
}

@test "threat 7: a script without content reads an end" {
	script cat <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat
		echo end
	END
	request 'GET /cgi-bin/cat HTTP/1.1\r\nHost: a\r\n\r\n' expect end
	assert_status 200
	refute_body_matches GET
}

@test "threats 14, 15 and 45: a script frames nothing wrongly" {
	local plain='Content-Type: text/plain\n' said row
	for row in "${plain}Transfer-Encoding: chunked\\nContent-Length: 3\\n" \
		"${plain}Content-Length: +3\\n" "${plain}X: a\\rSet-Cookie: b\\n" \
		"Status: 200 a\\rX: b\\n${plain}"; do
		printf '%b\nbody' "$row" >"$ROOT/cgi-bin/said"
		script says <<<"exec cat '$ROOT/cgi-bin/said'"
		ending=any get /cgi-bin/says
		refute_field Set-Cookie || row_failed "$row"
		refute_field X || row_failed "$row"
		[[ -z $(field_values Content-Length) ]] ||
			refute_field Transfer-Encoding || row_failed "$row"
	done
}

@test "threats 17, 40 and 44: no Proxy, and no name in two spellings" {
	environment
	get /cgi-bin/environment 'Proxy: http://evil' 'X_Forwarded_For: evil' \
		'X-Forwarded-For: right'
	refute_body_matches '^HTTP_PROXY='
	assert_body_matches '^HTTP_X_FORWARDED_FOR=right$'
	refute_body_matches evil
}

@test "threat 27: no value begins as a function of a shell does" {
	environment
	get /cgi-bin/environment 'User-Agent: () { :;}; echo x' \
		'Cookie: () { :;}'
	refute_body_matches '=\(\) \{'
}

@test "threats 32 and 56: a script has descriptors 0, 1 and 2" {
	environment
	exec 7</dev/null
	get /cgi-bin/environment
	exec 7<&-
	# Its shell may hold the script itself, as 10 for instance.
	refute_body_matches '^fd='
}

@test "threat 64: a file without a first line of its own is no program" {
	printf 'echo x\n' >"$ROOT/cgi-bin/bare"
	chmod 755 "$ROOT/cgi-bin/bare"
	got '500 /cgi-bin/bare'
}
