# SPDX-License-Identifier: ISC
#
# Pages for errors: --error-pages.

load helpers/http
load helpers/cgi

setup() {
	http_setup
	page errors/404.html 'none <b>such</b>'
	serve --error-pages=errors
}

# Makes an error page that is a script, of standard input.
page_script() { # STATUS
	rm -f "$ROOT/errors/$1.html"
	script "/errors/$1.cgi"
}

@test "a page replaces the server's own, with the error's status" {
	get /absent
	assert_status 404
	assert_body 'none <b>such</b>'
	assert_field_matches Content-Type '^text/html'
	assert_field Content-Length 16
	assert_whole
	assert_log '404 "/absent": no such file'
}

@test "HEAD gets the page's header alone" {
	head_of /absent
	assert_status 404
	assert_field Content-Length 16
	assert_body ''
}

@test "the directory may be written with slashes around it" {
	local directory
	mkdir -p "$ROOT/deep"
	cp -r "$ROOT/errors" "$ROOT/deep/er rors"
	for directory in /errors errors/ /errors/ 'deep/er rors'; do
		serve --error-pages="$directory"
		get /absent
		assert_status 404
		assert_body 'none <b>such</b>'
	done
	page 404.html 'in the root'
	serve --error-pages=/
	get /absent
	assert_status 404
	assert_body 'in the root'
}

@test "the directory may be hidden from clients" {
	mv "$ROOT/errors" "$ROOT/.errors"
	script /.errors/400.cgi <<<'printf "Content-Type: text/x\n\nscript"'
	serve --error-pages=.errors
	get /.errors/404.html
	assert_status 404
	assert_body 'none <b>such</b>'
	assert_log 'a name that begins with a dot is hidden'
	get '/%zz'
	assert_status 400
	assert_body script
}

@test "without a page for it an error has the server's own" {
	get /cgi-bin/absent
	assert_body 'none <b>such</b>'
	rm "$ROOT/errors/404.html"
	get /cgi-bin/absent
	assert_status 404
	assert_reason 'No such CGI script'
	assert_body_matches "No such CGI script \\('/cgi-bin/absent'\\)"
	assert_whole
	rmdir "$ROOT/errors"
	get /absent
	assert_status 404
	assert_body_matches 'Error code: 404'
}

@test "conditions and ranges of the request are not about the page" {
	local tag
	get /errors/404.html
	tag=$(field ETag)
	get /absent "If-None-Match: $tag" 'Range: bytes=0-1'
	assert_status 404
	assert_body 'none <b>such</b>'
	get /absent 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'
	assert_status 404
	get /absent 'If-Match: "other"'
	assert_status 404
}

@test "403 has its page" {
	page errors/403.html 'keep out'
	mkfifo "$ROOT/fifo"
	get /fifo
	assert_status 403
	assert_body 'keep out'
}

@test "401 with a page keeps WWW-Authenticate, and the page needs no password" {
	page errors/401.html 'who are you?'
	: >"$BATS_TEST_TMPDIR/users"
	serve --error-pages=errors --auth="$BATS_TEST_TMPDIR/users"
	get /
	assert_status 401
	assert_field WWW-Authenticate 'Basic realm="cgihttpd", charset="UTF-8"'
	assert_body 'who are you?'
	get /errors/401.html
	assert_status 401
	page_script 401 <<-'END'
		printf 'Content-Type: text/plain\n\nscript'
	END
	get /
	assert_status 401
	assert_field WWW-Authenticate 'Basic realm="cgihttpd", charset="UTF-8"'
	assert_body script
}

# says_401 TEXT: what 401.cgi writes (printf's escapes), and then the answer
says_401() {
	printf '%b' "$1" >"$ROOT/said"
	page_script 401 <<<"exec cat '$ROOT/said'"
	get /
}

@test "an error's field is there once, whatever the script that is its page says" {
	page sorry.html sorry
	: >"$BATS_TEST_TMPDIR/users"
	serve --error-pages=errors --auth="$BATS_TEST_TMPDIR/users"
	says_401 'X-Sendfile: /sorry.html\nSet-Cookie: a=b\n\n'
	assert_status 401
	assert_field WWW-Authenticate 'Basic realm="cgihttpd", charset="UTF-8"'
	assert_field Set-Cookie a=b
	assert_body sorry
	says_401 'X-Sendfile: /sorry.html\nWWW-Authenticate: Mine\n\n'
	assert_status 401
	assert_field WWW-Authenticate Mine
	says_401 'X-Sendfile: /sorry.html\nStatus: 403\n\n'
	assert_status 403
	refute_field WWW-Authenticate
	assert_body sorry
	says_401 'Content-Type: text/x\nwww-authenticate: Mine\n\n'
	assert_status 401
	assert_field WWW-Authenticate Mine
	says_401 'Status: 302\nLocation: /login\n\n'
	assert_status 302
	refute_field WWW-Authenticate
	serve --error-pages=errors
	page_script 405 <<<'printf "Content-Type: text/x\nAllow: GET\n\n"'
	page file x
	fetch DELETE /file
	assert_status 405
	assert_field Allow GET
}

@test "a field of --header does not come beside an error's own" {
	serve --error-pages=errors --header='Retry-After: 60' --header='X-All: 1'
	page_script 503 <<<'printf "Content-Type: text/x\n\nscript"'
	script fine <<<'printf "Content-Type: text/x\n\n"'
	server_failing pidfd_open:error=EMFILE:when=1
	get /cgi-bin/fine
	assert_status 503
	assert_field Retry-After 1
	assert_body script
	assert_field X-All 1
}

@test "405 with a page keeps Allow" {
	page errors/405.html 'not so'
	page file x
	fetch DELETE /file
	assert_status 405
	assert_field Allow 'GET, HEAD, OPTIONS'
	assert_body 'not so'
}

@test "errors before there is a path have their pages" {
	page errors/400.html bad
	page errors/431.html large
	page errors/501.html other
	request 'GET / HTTP/1.1\r\n\r\n'
	assert_status 400
	assert_body bad
	request 'nonsense\r\n\r\n'
	assert_status 400
	assert_body bad
	get /../x
	assert_status 400
	assert_body bad
	get / "X: $(printf '%040000d' 0)"
	assert_status 431
	assert_body large
	fetch BREW /
	assert_status 501
	assert_body other
	post /absent content
	assert_status 501
	assert_body other
}

@test "a script's failure has its page" {
	page errors/502.html broken
	script silent <<-'END'
		:
	END
	get /cgi-bin/silent
	assert_status 502
	assert_body broken
	assert_log '502 "/cgi-bin/silent": the script ended without output'
}

@test "a page that fails too does not hide the cause of the error" {
	mkdir "$BATS_TEST_TMPDIR/no-file"
	page_script 500 <<<':'
	serve --error-pages=errors --auth="$BATS_TEST_TMPDIR/no-file" \
		--script-write=/absent
	get / 'Authorization: Basic YTpi'
	assert_status 500
	assert_log '500 "/": the htpasswd file could not be read: Is a directory'
	assert_log "the page for 500 .*: a directory of --script-write cannot be opened|this kernel has no Landlock"
}

@test "an error that a script reports itself is its own" {
	script own <<-'END'
		printf 'Status: 404\nContent-Type: text/plain\n\nmy own'
	END
	get /cgi-bin/own
	assert_status 404
	assert_body 'my own'
}

@test "a page may be a script, which is told the error and where" {
	page_script 404 <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s\n' "$REDIRECT_STATUS" "$REDIRECT_URL" \
			"$REQUEST_URI" "$REQUEST_METHOD" "$SCRIPT_NAME" \
			"${CONTENT_LENGTH-none}" "${CONTENT_TYPE-none}" \
			"${PATH_INFO-none}" "$(cat)"
	END
	get '/a%20b/absent?x=y'
	assert_status 404
	assert_reason 'Not Found'
	assert_body "$(printf '%s\n' 404 '/a b/absent' '/a%20b/absent?x=y' \
		GET /errors/404.cgi none none none '')"$'\n\n'
	post /cgi-bin/absent content 'Content-Type: text/x'
	assert_status 404
	assert_body "$(printf '%s\n' 404 /cgi-bin/absent /cgi-bin/absent \
		GET /errors/404.cgi none none none '')"$'\n\n'
	head_of /absent
	assert_status 404
	assert_body ''
}

@test "a script that is a page is told of a request that is none" {
	page_script 400 <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s\n' "$REDIRECT_STATUS" "${REDIRECT_URL-none}" \
			"$REQUEST_URI" "$REQUEST_METHOD"
	END
	get /../x
	assert_status 400
	assert_body $'400\nnone\n/../x\nGET\n'
	request 'GET /a\0X=y HTTP/1.1\r\nHost: test\r\n\r\n'
	assert_status 400
	assert_body $'400\nnone\n\nGET\n'
}

@test "a script that is a page has its own query, and is told the other" {
	page_script 404 <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s|' "$QUERY_STRING" "${REDIRECT_QUERY_STRING-none}"
	END
	get '/absent?a=b&c'
	assert_body '|a=b&c|'
	get '/absent?'
	assert_body '||'
	get /absent
	assert_body '|none|'
}

@test "a script asked for by its name is told of no error" {
	page_script 404 <<-'END'
		printf 'Content-Type: text/plain\n\n'
		printf '%s\n' "$REDIRECT_STATUS" "${REDIRECT_URL-none}"
	END
	get /errors/404.cgi
	assert_status 200
	assert_body $'200\nnone\n'
}

@test "a script that is a page may say another status" {
	page_script 404 <<-'END'
		printf 'Status: 410 Gone for good\nContent-Type: text/plain\n\n'
	END
	get /absent
	assert_status 410
	assert_reason 'Gone for good'
	page_script 404 <<-'END'
		printf 'Status: 200\nContent-Type: text/plain\n\n'
	END
	get /absent
	assert_status 200
	page_script 404 <<-'END'
		printf 'Location: http://other.example/\n\n'
	END
	get /absent
	assert_status 302
	assert_field Location http://other.example/
}

@test "a script's source is never the page" {
	page errors/404.cgi 'source'
	rm "$ROOT/errors/404.html"
	get /absent
	assert_status 404
	refute_body_matches source
	get /errors/404.cgi
	assert_status 403
	refute_body_matches source
	chmod +x "$ROOT/errors/404.cgi"
	serve --error-pages=/errors/ --no-cgi
	get /absent
	assert_status 404
	refute_body_matches source
	get /errors/404.cgi
	assert_status 403
	refute_body_matches source
}

@test "a script that is a page and redirects locally keeps the status" {
	page sorry.html 'so sorry'
	mkdir "$ROOT/directory"
	page_script 404 <<-'END'
		printf 'Location: %s\n\n' "/${REQUEST_URI#*\?}"
	END
	get '/absent?sorry.html'
	assert_status 404
	assert_body 'so sorry'
	# Where it leads to something that is not a page:
	get '/absent?directory/'
	assert_status 404
	assert_body_matches 'Error code: 404'
	get '/absent?directory'
	assert_status 404
	assert_body_matches 'Error code: 404'
	refute_field Location
}

@test "a page that fails is replaced by the server's own, and nothing goes round" {
	local text
	for text in 'exit 1' 'kill -9 $$' 'echo nonsense' \
		'printf "Location: /absent\n\n"' \
		'printf "Location: /errors/404.cgi\n\n"' \
		'printf "Location: /errors/503.cgi\n\n"' \
		'printf "X-Sendfile: /absent\n\n"'; do
		page_script 404 <<<"$text"
		get /absent
		assert_status 404 || fail_with 'script: %s\n' "$text"
		assert_reason 'File not found'
		assert_body_matches 'Error code: 404'
		assert_whole
	done
	printf '#!/absent\n' >"$ROOT/errors/404.cgi"
	get /absent
	assert_status 404
	stop_server
	assert_equal "$(grep -c 'the page for 404 .* failed: ' "$LOG")" 8
	assert_equal "$(grep -c '"GET /absent HTTP/1.1" 404' "$LOG")" 8
}

@test "a script that gave no answer is ended before the page that is one begins" {
	page_script 504 <<<'printf "Content-Type: text/plain\n\nscript"'
	script hangs <<-END
		trap 'echo term >"\$SCRATCH/signals"; exit' TERM
		$(wait_for_ever)
	END
	serve --error-pages=errors --script-time=1 --setenv="SCRATCH=$SCRATCH"
	get /cgi-bin/hangs
	assert_status 504
	assert_body script
	assert_equal "$(<"$SCRATCH/signals")" term
	run ! pgrep -f "$ROOT/cgi-bin/hangs"
}

@test "what is logged of a script names it, whatever page its failure leads to" {
	page errors/502.html 'a page for 502'
	script fails <<-END
		trap 'echo words >&2; exit 3' TERM
		echo nonsense
		exec >&-
		$(wait_for_ever)
	END
	get /cgi-bin/fails
	assert_status 502
	assert_body 'a page for 502'
	stop_server
	assert_log '^cgihttpd: /cgi-bin/fails \(request .*: words$'
	page_script 502 <<<'printf "Content-Type: text/plain\n\nscript"'
	script fails <<<'exit 3'
	serve --error-pages=errors
	get /cgi-bin/fails
	assert_body script
	assert_log 'script "/cgi-bin/fails" ended with exit status 3'
}

@test "a page that is protected behind a local redirect is not shown" {
	page private/page.html secret
	page_script 404 <<<'printf "Location: /private/page.html\n\n"'
	: >"$BATS_TEST_TMPDIR/users"
	serve --error-pages=errors --auth="/private=$BATS_TEST_TMPDIR/users"
	get /absent
	assert_status 404
	refute_body_matches secret
}

@test "with --script-output=follows a script that is a page keeps the status" {
	page_script 404 <<<'printf "Content-Type: text/plain\n\nscript"'
	serve --error-pages=errors --script-output=follows
	get /absent
	assert_status 404
	assert_body script
	# One that speaks HTTP itself says which.
	rm "$ROOT/errors/404.cgi"
	script /nph-page <<<'printf "HTTP/1.1 404 Mine\r\n\r\nraw"'
	serve --error-pages=errors --script-output=follows \
		--map=/errors/404.cgi="$ROOT/nph-page"
	get /absent
	assert_status 404
	assert_reason Mine
	assert_body raw
}

@test "the log has one record, with the first cause and the client's request" {
	page_script 404 <<<'printf "Content-Type: text/plain\n\nscript"'
	post /cgi-bin/absent content
	stop_server
	assert_equal "$(grep -c '"POST /cgi-bin/absent HTTP/1.1" 404 6 ' "$LOG")" 1
	assert_equal "$(wc -l <"$LOG")" 2
	assert_log '404 "/cgi-bin/absent": no such '
}
