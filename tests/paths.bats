# SPDX-License-Identifier: ISC
#
# From a request-target to what it names: it is decoded once, dot segments are
# resolved first, it never leads out of the root, and what it names is decided
# from the file that was opened.

load helpers/http
load helpers/table

setup() {
	http_setup
	page a.txt 'page'
	page folder/b.txt 'below'
	page '.hidden/x' 'hidden'
	page '.well-known/x' 'known'
	script run <<-'END'
		printf 'Content-Type: text/plain\n\n%s' "ran $PATH_INFO"
	END
	printf 'secret' >"$BATS_TEST_TMPDIR/outside"
}

# Asserts that there is a response, and nothing in it is a secret or a script's
# text.
refute_leak() {
	grep -qa '^HTTP/1\.' "$RESPONSE" || fail_with 'no response\n' || return
	! grep -qaE 'secret|printf|root:' "$RESPONSE" ||
		fail_with 'a leak: %q\n' "$(head -c 1000 "$RESPONSE")"
}

@test "dot segments are resolved before anything is opened" {
	got '200 /./a.txt' '200 /folder/../a.txt' '200 /folder/./b.txt' \
		'200 /nowhere/../a.txt' '200 /folder/%2e%2e/a.txt' \
		'200 /folder/.%2E/a.txt' '200 /folder/.' '200 /folder/..' \
		'301 /nowhere/../folder' '404 /folder/...' '404 /a.txt/.'
}

@test "what climbs above the root is 400, however it is written" {
	got '400 /..' '400 /../' '400 /../outside' '400 /../../etc/passwd' \
		'400 /a/../../x' '400 /a/b/../../../etc/passwd' \
		'400 /%2e%2e/outside' '400 /.%2e/outside' '400 /%2e./outside' \
		'400 /..%2foutside' '400 /..%2Foutside' \
		'400 /%2e%2e%2foutside' '400 /folder/..%2f..%2foutside' \
		'400 //..//outside' '400 /./../outside' \
		'400 /../root/a.txt' '400 http://test/../outside' \
		'400 /cgi-bin/../../outside' '400 /cgi-bin/..%2f..%2foutside'
	refute_leak
}

@test "other encodings of a dot are only names that nobody has" {
	got '404 /%252e%252e/outside' '404 /%c0%ae%c0%ae/outside' \
		'404 /%e0%80%ae%e0%80%ae/outside' '404 /..%5coutside' \
		'404 /..\outside' '404 /%5c..%5coutside' '404 /..;/outside' \
		'404 /%ef%bc%8e%ef%bc%8e/outside' '404 /..%c0%afoutside' \
		'404 /C:/a.txt' '404 /a.txt::$DATA' '404 /a.txt.' '404 /~root/'
	refute_leak
}

@test "a percent sign without its digits, or with 00, is 400" {
	got '400 /a%' '400 /a%2' '400 /a%zz' '400 /%%32%65/x' '400 /a%u0041' \
		'400 /a.txt%00' '400 /%00' '400 /a.txt%00.html' \
		'200 /a%2etxt' '200 /%61.txt'
}

@test "a path is decoded once and no more" {
	page 'a%41.txt' 'not aA'
	get /a%2541.txt
	assert_body 'not aA'
	got '404 /aA.txt'
}

@test "a slash is a slash, however often and however written" {
	got '200 //a.txt' '200 /folder//b.txt' '200 /folder%2fb.txt' \
		'200 /%2Ffolder%2F/b.txt' '404 /a.txt/' '404 /a.txt/x' \
		'404 /a.txt//'
}

@test "a directory without its slash is 301, with the query kept" {
	local row
	for row in '/folder /folder/' '/folder?a=b&c /folder/?a=b&c' \
		'//folder /folder/' '///folder /folder/' \
		'/x/../folder /folder/' '/%66older /folder/' \
		'/folder? /folder/?' 'http://evil.example/folder /folder/' \
		'/folder?%0d%0aX:%20y /folder/?%0d%0aX:%20y' \
		'/folder?//evil.example /folder/?//evil.example'; do
		get "${row% *}"
		assert_status 301 || row_failed "$row"
		assert_field Location "${row#* }" || row_failed "$row"
		refute_field X
	done
}

@test "no redirect leads to another host" {
	mkdir -p "$ROOT/evil.example" "$ROOT/\\evil.example" "$ROOT/h:p"
	local target
	for target in //evil.example ///evil.example /%2fevil.example \
		'/\evil.example' /%5cevil.example //%5cevil.example \
		/./%2f/evil.example /%2e/%2fevil.example /h:p \
		/x/..//evil.example; do
		get "$target"
		assert_status 301 || row_failed "$target"
		assert_field_matches Location '^/[^/\\]+/$' ||
			row_failed "$target"
	done
}

@test "a redirect's path is encoded again, line breaks and all" {
	mkdir -p "$ROOT"/$'a\r\nX: y' "$ROOT/a b?#%\"<é"
	get '/a%0d%0aX:%20y'
	assert_field Location '/a%0D%0AX%3A%20y/'
	refute_field X
	get '/a%20b%3f%23%25%22%3c%c3%a9'
	assert_field Location '/a%20b%3F%23%25%22%3C%C3%A9/'
}

@test "names that begin with a dot are hidden, but for /.well-known/" {
	page .well-known/.x 'no'
	page folder/.x 'no'
	got '404 /.hidden/x' '404 /.hidden/' '404 /.hidden' '404 /folder/.x' \
		'404 /%2ehidden/x' '200 /.well-known/x' '404 /.well-known/.x' \
		'301 /.well-known' '404 /.well-knownx' \
		'404 /.absent'
	assert_log 'a name that begins with a dot is hidden'
}

@test "a page that names a path is HTML, and UTF-8, whatever octets that has" {
	local long
	get '/cgi-bin/%ff%3cb%3e%0a'
	assert_status 404
	assert_body_matches "Message: No such CGI script \('/cgi-bin/�&lt;b&gt;␊'\)\."
	long=$(printf '%%c3%%a4%.0s' {1..400})
	get "/cgi-bin/$long"
	assert_status 404
	iconv -f UTF-8 -t UTF-8 "$BODY" >/dev/null
}

@test "every octet that a name can have can be asked for" {
	page $'\n' 'newline'
	page $'\x80\xff' 'no UTF-8'
	page 'a?b#c;d&e"f<g' 'signs'
	page "$(printf 'n%.0s' {1..255})" 'long'
	page ' ' 'space'
	page '...' 'dots'
	page $'\x1b[31m' 'escape'
	serve --dotfiles
	local row
	for row in '%0a newline' '%80%ff no_UTF-8' \
		'a%3fb%23c%3bd%26e%22f%3cg signs' '%20 space' '... dots' \
		'%1b%5b31m escape' "$(printf 'n%.0s' {1..255}) long"; do
		get "/${row% *}"
		assert_body "$(tr _ ' ' <<<"${row##* }")" || row_failed "$row"
	done
}

@test "names that are too long are 404, paths that are too long 414" {
	got "404 /$(printf 'n%.0s' {1..256})" \
		"404 /$(printf 'n/%.0s' {1..2000})" \
		"414 /$(printf 'n/%.0s' {1..2100})"
}

@test "links are followed within the root, and not out of it" {
	ln -s a.txt "$ROOT/link"
	ln -s ../a.txt "$ROOT/folder/up"
	ln -s folder "$ROOT/way"
	ln -s ../outside "$ROOT/out"
	ln -s "$BATS_TEST_TMPDIR/outside" "$ROOT/absolute"
	ln -s .. "$ROOT/above"
	ln -s /proc/self "$ROOT/magic"
	ln -s nowhere "$ROOT/dangling"
	ln -s loop "$ROOT/loop"
	got '200 /link' '200 /folder/up' '200 /way/b.txt' '301 /way' \
		'404 /out' '404 /absolute' '404 /above/outside' '404 /above/' \
		'404 /above/root/a.txt' '404 /magic/root/etc/passwd' \
		'404 /magic/environ' '404 /dangling' '404 /loop'
	refute_leak
	assert_log 'leads out of the document root'
}

@test "no link and no spelling shows a script's text" {
	ln -s cgi-bin/run "$ROOT/link.txt"
	ln -s cgi-bin "$ROOT/bin"
	ln -s ../cgi-bin/run "$ROOT/folder/index.html"
	local target
	for target in /link.txt /bin/run /bin/ /bin /folder/index.html \
		/CGI-BIN/run /cgi-bin/run%00.txt /cgi-bin/run.txt \
		/cgi-bin%5crun /cgi-bin/run~ /cgi-bin/. /cgi-bin//; do
		get "$target"
		refute_leak || row_failed "$target"
		[[ $(field Content-Length) != 0 ]] || row_failed "$target"
	done
	got '404 /link.txt' '404 /bin/run' '404 /bin/' '200 /folder/'
}

@test "every spelling of a script's path runs it" {
	local target
	for target in /cgi-bin/run /cgi-bin%2frun /%63gi-bin/run \
		//cgi-bin//run /x/../cgi-bin/run /cgi-bin/./run \
		/folder/../cgi-bin/../cgi-bin/run http://test/cgi-bin/run; do
		get "$target"
		assert_body 'ran ' || row_failed "$target"
	done
}

@test "what is no plain file is 403, at once" {
	mkfifo "$ROOT/fifo"
	python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$ROOT/socket"
	got '403 /fifo' '403 /socket' '403 /cgi-bin/'
	assert_log '403 "/fifo": not a plain file'
}

@test "a device is 403" {
	mknod "$ROOT/zero" c 1 5 2>/dev/null || skip 'needs root'
	chmod 666 "$ROOT/zero"
	got '403 /zero'
}

@test "a file that may not be read is 403, a directory 404 in the seed's words" {
	[[ $EUID == 0 ]] || skip 'needs root, to become nobody'
	page closed/x 'no'
	page index/index.html 'no'
	mkdir "$ROOT/search"
	page search/index.html 'page'
	chmod 600 "$ROOT/a.txt" "$ROOT/index/index.html"
	chmod 700 "$ROOT/closed"
	chmod 711 "$ROOT/search"
	got '403 /a.txt' '403 /closed/x' '301 /closed' '403 /index/' \
		'200 /search/' '404 /a.txt/'
	get /closed/
	assert_status 404
	assert_reason 'No permission to list directory'
}

@test "an error page shows nothing of the path, or shows it escaped" {
	get '/<script>alert(1)</script>'
	assert_status 404
	refute_body_matches '<script>'
	get '/cgi-bin/%3Cscript%3E"%26'
	assert_reason 'No such CGI script'
	assert_body_matches '&lt;script&gt;&quot;&amp;'
	refute_body_matches '<script>'
}
