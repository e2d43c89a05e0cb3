# SPDX-License-Identifier: ISC
#
# Options that say what is served, and how.

load helpers/http
load helpers/table

setup() {
	http_setup
	page a.txt 'page'
	page folder/other.html 'other'
	page .hidden 'hidden'
}

# Asserts that the server does not start, with exit status 64 and a message.
refused() { # REGEX OPTION...
	local status=0
	"$CGIHTTPD" "${@:2}" "$ROOT" </dev/null >/dev/null \
		2>"$BATS_TEST_TMPDIR/words" 3>&- || status=$?
	assert_equal "$status" 64
	grep -qE -e "$1" "$BATS_TEST_TMPDIR/words" ||
		fail_with 'no match of %s in %q\n' "$1" \
			"$(cat "$BATS_TEST_TMPDIR/words")"
}

@test "--index names the pages of directories" {
	serve --index=none.html,other.html
	get /folder/
	assert_body other
	page folder/index.html 'index'
	get /folder/
	assert_body other
	serve --index=
	get /folder/
	assert_body_matches 'Directory listing'
}

@test "--no-listing answers 404 for a directory without a page" {
	serve --no-listing
	got '404 /folder/' '301 /folder' '200 /folder/other.html'
	assert_log 'without an index page'
	page folder/index.html 'index'
	got '200 /folder/'
}

@test "--dotfiles shows what begins with a dot" {
	got '404 /.hidden'
	serve --dotfiles
	got '200 /.hidden'
}

@test "--symlinks=any follows links out of the root" {
	printf 'outside' >"$BATS_TEST_TMPDIR/outside"
	ln -s ../outside "$ROOT/out"
	ln -s "$BATS_TEST_TMPDIR/outside" "$ROOT/absolute"
	got '404 /out' '404 /absolute'
	serve --symlinks=any
	got '200 /out' '200 /absolute' '400 /../outside' '200 /a.txt'
	script run <<<'echo secret'
	ln -s cgi-bin/run "$ROOT/link"
	got '404 /link'
	refused 'one of inside\|any' --symlinks=all
}

@test "--header adds fields to every answer" {
	serve '--header=Cache-Control: max-age=60' \
		'--header=Access-Control-Allow-Origin: *'
	local target
	for target in /a.txt /absent /folder /folder/; do
		get "$target"
		assert_field Cache-Control max-age=60 || row_failed "$target"
		assert_field Access-Control-Allow-Origin '*'
	done
	request 'GET\r\n\r\n'
	assert_field Cache-Control max-age=60
	fetch OPTIONS /a.txt
	assert_field Access-Control-Allow-Origin '*'
}

@test "--header replaces the server's own advice, in any case of letters" {
	serve '--header=x-content-type-options: none' \
		'--header=CACHE-CONTROL: private'
	local target
	for target in /a.txt /absent /folder/; do
		get "$target"
		assert_field X-Content-Type-Options none || row_failed "$target"
		assert_field Cache-Control private || row_failed "$target"
	done
}

@test "--header that is no field is refused at the start" {
	refused header '--header=no colon'
	refused header '--header=: value'
	refused header '--header=A B: c'
	refused header '--header=A : c'
	refused header $'--header=A: b\r\nC: d'
	refused header $'--header=A: b\nC: d'
	refused header $'--header=A: \x01'
}

@test "--media-type wins over the table, and the last one over others" {
	serve --media-type=.txt=text/x-first --media-type=.txt=text/x-mine \
		'--media-type=.tar.gz=application/x-tgz'
	get /a.txt
	assert_field Content-Type 'text/x-mine;charset=utf-8'
	page A.TXT 'page'
	get /A.TXT
	assert_field Content-Type 'text/x-mine;charset=utf-8'
	page a.tar.gz x
	get /a.tar.gz
	assert_field Content-Type application/x-tgz
	serve '--media-type=.txt=text/plain;charset=koi8-r'
	get /a.txt
	assert_field Content-Type 'text/plain;charset=koi8-r'
	refused media-type --media-type=txt=text/plain
	refused media-type --media-type=.txt
	refused media-type $'--media-type=.txt=a\r\nb'
}

@test "text is utf-8 when it is, as far as it is looked at" {
	printf 'caf\xc3\xa9' >"$ROOT/a.txt"
	get /a.txt
	assert_field Content-Type 'text/plain;charset=utf-8'
	# In ISO 8859-1, which ends like the beginning of a character.
	printf 'caf\xe9' >"$ROOT/a.txt"
	get /a.txt
	assert_field Content-Type text/plain
	# The first 4 KiB end within a character, and the file does not.
	printf '%4095s\xc3\xa9' '' >"$ROOT/a.txt"
	get /a.txt
	assert_field Content-Type 'text/plain;charset=utf-8'
	printf '%4095s\xc3' '' >"$ROOT/a.txt"
	get /a.txt
	assert_field Content-Type text/plain
}

@test "--charset is said of text and of nothing else" {
	page a.json '{}'
	serve --charset=iso-8859-1
	get /a.txt
	assert_field Content-Type 'text/plain;charset=iso-8859-1'
	get /a.json
	assert_field Content-Type application/json
	refused charset $'--charset=a\r\nb'
}

@test "--error-pages replaces the seed's pages and keeps the status" {
	page errors/404.html '<h1>Lost</h1>'
	serve --error-pages=errors
	get /absent
	assert_status 404
	assert_body '<h1>Lost</h1>'
	assert_whole
	assert_field_matches Content-Type '^text/html'
	head_of /absent
	assert_status 404
	assert_field Content-Length 13
	[[ ! -s $BODY ]]
	get /absent 'Range: bytes=0-1' 'If-None-Match: *'
	assert_status 404
	assert_body '<h1>Lost</h1>'
	request 'BAD\r\n\r\n'
	assert_status 400
	assert_body_matches 'Error response'
	assert_log '404 "/absent": no such file'
}

@test "--error-pages keeps the fields that a status needs" {
	page errors/405.html 'no'
	page errors/416.html 'no'
	serve --error-pages=errors
	fetch PUT /a.txt
	assert_status 405
	assert_field Allow 'GET, HEAD, OPTIONS'
	get /a.txt 'Range: bytes=90-'
	assert_status 416
	assert_field Content-Range 'bytes */4'
	assert_body no
}

@test "--virtual-hosts serves a directory for each host" {
	page host.example/x 'one'
	page default/x 'default'
	serve --virtual-hosts
	local row
	for row in 'host.example one' 'HOST.Example:80 one' \
		'host.example. one' 'other default' ' default'; do
		get /x "Host: ${row% *}"
		assert_body "${row##* }" || row_failed "$row"
	done
	get http://host.example/x 'Host: other'
	assert_body one
	request 'GET /x HTTP/1.0\r\n\r\n'
	assert_body default
}

@test "no Host leads --virtual-hosts astray" {
	page default/x 'default'
	printf 'secret' >"$BATS_TEST_TMPDIR/x"
	page .git/x 'secret'
	mkdir "$ROOT/cgi-bin/t"
	printf 'secret' >"$ROOT/cgi-bin/x"
	ln -s .. "$ROOT/out.example"
	serve --virtual-hosts
	local host
	for host in .. . ... .git %2e%2e ..%2f.. '[::1]' '' cgi-bin \
		"$(printf 'a%.0s' {1..300})" '..:80' out.example; do
		get /x "Host: $host"
		assert_status 200 || row_failed "$host"
		assert_body default || row_failed "$host"
	done
}
