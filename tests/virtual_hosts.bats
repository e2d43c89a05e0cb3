# SPDX-License-Identifier: ISC
#
# Several sites below one root: --virtual-hosts (RFC 9110 section 7.2, RFC 9112
# section 3.3).

load helpers/http

setup() {
	http_setup
	page one.example/index.html 'one'
	page two.example/index.html 'two'
	page two.example/sub/page.txt 'page of two'
	page default/index.html 'default'
	page 127.0.0.1/index.html 'address'
	page single/index.html 'single'
	page under_score/index.html 'under'
	page index.html 'root'
	page .hidden/index.html 'hidden'
	printf 'outside' >"$BATS_TEST_TMPDIR/index.html"
	serve --virtual-hosts
}

site() { # HOST TEXT: the page that a client finds there
	get / "Host: $1"
	if ! assert_status 200 || ! assert_body "$2"; then
		fail_with 'host: %q\n' "$1"
	fi
}

@test "a host's name is that of its directory" {
	site one.example one
	site two.example two
	site single single
	site under_score under
	site 127.0.0.1 address
}

@test "case, port and a dot at the end do not matter" {
	site ONE.Example one
	site one.example:80 one
	site one.example:8000 one
	site one.example: one
	site one.example. one
	site ONE.EXAMPLE.:443 one
}

@test "another name, or none, is the default's" {
	site three.example default
	site default default
	site '' default
	site '[::1]' default
	site '[::1]:8000' default
	site xone.example default
	site one.examplex default
	site example default
	request 'GET / HTTP/1.0\r\n\r\n'
	assert_status 200
	assert_body default
}

@test "no Host leads anywhere but to a directory of the root" {
	local host
	mkdir "$ROOT/-"
	for host in . .. ... .hidden ..hidden one..example .one.example \
		one.example.. %2e%2e %2e one%2eexample '~' '*' \
		one.example%00 one.example,two.example '!' '$x' "';" '[fe80::1]' \
		"$(printf '%0255d' 0)" "$(printf '%0300d' 0)" \
		"$(printf '%04000d' 0)"; do
		site "$host" default
	done
	for host in ../default / /etc ../../etc 'one.example/' \
		'one.example/../two.example' $'\\' '..\default' 'a b' \
		'one.example@two.example' \
		'one.example:99999' 'one.example:x' '[' ']' '[x]' '[::1' \
		$'one.example\x80' '#' '?'; do
		get / "Host: $host"
		assert_status 400 || fail_with 'host: %q\n' "$host"
		refute_body_matches 'outside|root:'
	done
	request 'GET / HTTP/1.1\r\nHost: one.example\r\nHost: two.example\r\n\r\n'
	assert_status 400
	request 'GET / HTTP/1.1\r\nHost: one\0.example\r\n\r\n'
	assert_status 400
}

@test "a host is a directory, not a file and nothing behind a link out" {
	page file.example 'a file'
	ln -s "$BATS_TEST_TMPDIR" "$ROOT/out.example"
	ln -s one.example "$ROOT/alias.example"
	site file.example default
	site out.example default
	site alias.example one
}

@test "what the target says goes before the Host field" {
	get http://two.example/ 'Host: one.example'
	assert_body two
	get http://TWO.example:81/sub/page.txt 'Host: one.example'
	assert_body 'page of two'
	get http://three.example/ 'Host: one.example'
	assert_body default
}

@test "one host's paths do not reach the other's" {
	get /../two.example/index.html 'Host: one.example'
	assert_status 400
	get /two.example/index.html 'Host: one.example'
	assert_status 404
	ln -s ../two.example "$ROOT/one.example/link"
	get /link/index.html 'Host: one.example'
	assert_status 404
	get /sub/page.txt 'Host: two.example'
	assert_status 200
}

@test "without a default directory an unknown host is 404" {
	rm -r "$ROOT/default"
	get / 'Host: three.example'
	assert_status 404
	assert_log '404 "/": no directory for this host, and no ROOT/default'
}

@test "scripts are the host's, and are told its root" {
	script /one.example/cgi-bin/env <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s\n' "$DOCUMENT_ROOT" "$SCRIPT_FILENAME" \
			"$PATH_TRANSLATED" "$SERVER_NAME" "$PWD"
	END
	get /cgi-bin/env/info 'Host: One.Example:81'
	assert_status 200
	assert_body "$(printf '%s\n' "$ROOT/one.example" \
		"$ROOT/one.example/cgi-bin/env" "$ROOT/one.example/info" \
		One.Example "$ROOT/one.example/cgi-bin")"$'\n'
	get /cgi-bin/env 'Host: two.example'
	assert_status 404
	# Nor is it a file of the root.
	get /one.example/cgi-bin/env 'Host: two.example'
	assert_status 404
}

@test "scripts of the default host are told its root" {
	script /default/cgi-bin/root <<-'END'
		printf 'Content-Type: text/plain\n\n%s' "$DOCUMENT_ROOT"
	END
	get /cgi-bin/root 'Host: three.example'
	assert_body "$ROOT/default"
}

@test "a relative root is told as an absolute one" {
	script /one.example/cgi-bin/root <<-'END'
		printf 'Content-Type: text/plain\n\n%s' "$DOCUMENT_ROOT"
	END
	cd "$BATS_TEST_TMPDIR"
	ROOT=root
	get /cgi-bin/root 'Host: one.example'
	assert_body "$(cd root && pwd -P)/one.example"
}

@test "a redirect and a listing are the host's" {
	get /sub 'Host: two.example'
	assert_status 301
	assert_field Location /sub/
	get /sub/ 'Host: two.example'
	assert_body_matches '<title>Directory listing for /sub/</title>'
	refute_body_matches 'two\.example'
}

@test "error pages are the host's" {
	page two.example/errors/404.html 'two has none'
	serve --virtual-hosts --error-pages=errors
	get /absent 'Host: two.example'
	assert_status 404
	assert_body 'two has none'
	get /absent 'Host: one.example'
	assert_status 404
	refute_body_matches two
}

@test "without the option hosts are paths like others" {
	serve
	site two.example root
	get /two.example/ 'Host: one.example'
	assert_body two
}
