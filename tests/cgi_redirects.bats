# SPDX-License-Identifier: ISC
#
# Location (RFC 3875 sections 6.2.2 to 6.2.4) and X-Sendfile.

load helpers/http
load helpers/cgi

@test "rfc3875 54: a local redirect is answered as if the client had asked for that" {
	page file words
	says local 'Location: /file\n\n'
	get /cgi-bin/local
	assert_status 200
	assert_body words
	refute_field Location
	assert_field Content-Length 5
}

@test "rfc3875 54: a local redirect to a file has ranges and conditions" {
	local tag
	page file.txt words
	says local 'Location: /file.txt\n\n'
	get /cgi-bin/local 'Range: bytes=1-2'
	assert_status 206
	assert_body or
	get /cgi-bin/local
	tag=$(field ETag)
	get /cgi-bin/local "If-None-Match: $tag"
	assert_status 304
}

@test "rfc3875 54: a local redirect to a script keeps the host, not the content" {
	reports env
	says local 'Location: /cgi-bin/env/info?q=1\n\n'
	post /cgi-bin/local content 'Host: name.example' 'Content-Type: a/b'
	assert_status 200
	assert_variable REQUEST_METHOD GET
	assert_variable QUERY_STRING q=1
	assert_variable PATH_INFO /info
	assert_variable SCRIPT_NAME /cgi-bin/env
	assert_variable SERVER_NAME name.example
	refute_variable CONTENT_LENGTH
	refute_variable CONTENT_TYPE
	get http://abs.example/cgi-bin/local 'Host: name.example'
	assert_variable SERVER_NAME abs.example
	assert_variable HTTP_HOST abs.example
}

@test "rfc3875 54: scripts behind local redirects lead process groups of their own" {
	script group <<-'END'
	echo Content-Type: text/plain
	echo
	echo "$$ $(cut -d' ' -f5 </proc/$$/stat)"
	END
	says one 'Location: /cgi-bin/two\n\n'
	says two 'Location: /cgi-bin/group\n\n'
	get /cgi-bin/one
	read -r pid group <"$BODY"
	assert_equal "$pid" "$group"
}

@test "rfc3875 54: a local redirect to an unread request's content does no harm" {
	page file words
	says local 'Location: /file\n\n'
	octets 3000000 >"$BATS_TEST_TMPDIR/content"
	post_file /cgi-bin/local "$BATS_TEST_TMPDIR/content"
	assert_status 200
	assert_body words
}

@test "rfc3875 54: a local redirect is resolved like any request" {
	local i=0 row
	page file words
	mkdir "$ROOT/dir"
	page dir/index.html index
	for row in '/%66ile 200' '/absent 404' '/../etc/passwd 502' \
		'/a/../file 200' '/dir 301' '/dir/ 200' '/cgi-bin/ 403' \
		'/cgi-bin/absent 404' '/.hidden 404' '/%zz 502' \
		'/a\x20b 502'; do
		says "to$((++i))" "Location: ${row% *}\\n\\n"
		get "/cgi-bin/to$i"
		assert_status "${row##* }"
	done
}

@test "rfc3875 54: a local redirect does not lead past a password" {
	page private/file secret
	says local 'Location: /private/file\n\n'
	printf 'ann:%s\n' '$6$tests$rXOlNhrqSifgig8RR6BfI5k8iTJ07NlVEJgTws0n1ixMZv3cpWNb5d6p1kWQISzCXRa/fS82tHuwVDtAbkUul0' \
		>"$BATS_TEST_TMPDIR/users"
	serve_scripts --auth="/private/=$BATS_TEST_TMPDIR/users"
	get /cgi-bin/local
	assert_status 401
}

@test "rfc3875 54: HEAD stays HEAD behind a local redirect" {
	page file words
	says local 'Location: /file\n\n'
	says twice 'Location: /cgi-bin/last\n\n'
	script last <<-'END'
	echo Content-Type: text/plain
	echo "X-Method: $REQUEST_METHOD"
	echo
	echo body
	END
	head_of /cgi-bin/local
	assert_status 200
	assert_field Content-Length 5
	assert_body ''
	head_of /cgi-bin/twice
	assert_field X-Method HEAD
	assert_body ''
}

@test "rfc3875 54: a script behind a local redirect that fails is answered for" {
	says local 'Location: /cgi-bin/silent\n\n'
	script silent <<-'END'
	exit 4
	END
	get /cgi-bin/local
	assert_status 502
	assert_whole
	assert_log 'script "/cgi-bin/silent" ended with exit status 4'
}

@test "rfc3875 54: an nph- script may stand behind a local redirect" {
	says local 'Location: /cgi-bin/nph-raw\n\n'
	says nph-raw 'HTTP/1.1 299 Raw\r\nContent-Length: 3\r\n\r\nraw'
	get /cgi-bin/local
	assert_status 299
	assert_body raw
}

@test "rfc3875 54: a script that redirects is heard out, and may write more" {
	script local <<-'END'
	echo Location: /file
	echo
	head -c 300000 /dev/zero
	echo done >"$SCRATCH/done"
	echo words >&2
	END
	page file words
	get /cgi-bin/local
	assert_body words
	assert_equal "$(<"$SCRATCH/done")" 'done'
	assert_log ': words$'
}

# redirects_and_stays TRAP: a script that redirects and handles SIGTERM by TRAP
redirects_and_stays() {
	script local <<-END
	trap '$1' TERM
	echo Location: /file
	echo
	$(wait_for_ever)
	END
	page file words
	serve_scripts --script-time=1
	get /cgi-bin/local
	assert_body words
}

@test "rfc3875 54: a script that redirects and stays is ended" {
	redirects_and_stays "echo ended >\"$SCRATCH/ended\"; exit"
	assert_equal "$(<"$SCRATCH/ended")" ended
}

# Otherwise its relay would wait for an end that it can no longer see.
@test "rfc3875 54: a script that redirects and has to be killed leaves nobody" {
	redirects_and_stays ''
	[[ $DOOR != listen ]] || await_processes 0
	stop_server
}

@test "rfc3875 55: Location with a Status is for the client" {
	says status 'Status: 302 Found\nLocation: /file\n\n'
	page file words
	get /cgi-bin/status
	assert_status 302
	assert_field Location /file
	assert_body ''
	assert_whole
}

@test "rfc3875 56: ten local redirects are followed, not one more" {
	script loop <<-'END'
	echo Location: /cgi-bin/loop
	echo
	echo x >>"$SCRATCH/runs"
	END
	get /cgi-bin/loop
	assert_status 502
	assert_whole
	assert_equal "$(wc -l <"$SCRATCH/runs")" 11
	assert_log '502 .*circle'
}

@test "rfc3875 56: as many as ten lead to the goal" {
	script down <<-'END'
	n=${QUERY_STRING:-10}
	if [ "$n" = 1 ]; then
		echo Location: /file
	else
		echo "Location: /cgi-bin/down?$((n - 1))"
	fi
	echo
	END
	page file words
	get /cgi-bin/down
	assert_status 200
	assert_body words
}

@test "rfc3875 57: an absolute Location alone is 302" {
	says away 'Location: http://other.example/x?y#z\n\n'
	get /cgi-bin/away
	assert_status 302
	assert_field Location 'http://other.example/x?y#z'
	assert_whole
	says host 'Location: //other.example/x\n\n'
	get /cgi-bin/host
	assert_status 302
	says mail 'Location: mailto:ann@example\n\n'
	get /cgi-bin/mail
	assert_status 302
}

@test "rfc3875 57: a relative Location is left to the client, as RFC 9110 has it" {
	says relative 'Location: file\n\n'
	get /cgi-bin/relative
	assert_status 302
	assert_field Location file
}

@test "rfc3875 58: fields beside Location reach the client" {
	says cookie 'Location: /file\nSet-Cookie: a=b\n\n'
	get /cgi-bin/cookie
	assert_status 302
	assert_field Location /file
	assert_field Set-Cookie a=b
	says away 'Set-Cookie: a=b\nLocation: http://other.example/\nX-A: 1\n\n'
	get /cgi-bin/away
	assert_status 302
	assert_field Set-Cookie a=b
	assert_field X-A 1
}

@test "rfc3875 59: a redirect with a document passes with its status" {
	local status
	for status in 301 302 303 307 308; do
		says "doc$status" "Status: $status\\nLocation: http://o.example/\\nContent-Type: text/plain\\n\\nbody"
		get "/cgi-bin/doc$status"
		assert_status "$status"
		assert_field Location http://o.example/
		assert_body body
		assert_whole
	done
	says doc 'Location: http://o.example/\nContent-Type: text/plain\n\nbody'
	get /cgi-bin/doc
	assert_status 302
	assert_body body
}

@test "X-Sendfile: the server sends that file, with ranges and validators" {
	local tag
	page 'files/a b.txt' words
	says send 'Content-Type: text/x\nX-Sendfile: /files/a%20b.txt\n\n'
	get /cgi-bin/send
	assert_status 200
	assert_body words
	refute_field X-Sendfile
	tag=$(field ETag)
	get /cgi-bin/send 'Range: bytes=-2'
	assert_status 206
	assert_body ds
	get /cgi-bin/send "If-None-Match: $tag"
	assert_status 304
	post /cgi-bin/send content
	assert_status 200
	assert_body words
}

@test "X-Sendfile: the script's type and fields go with the file" {
	page files/x.txt text
	says send 'Content-Type: text/x-mine\nSet-Cookie: a=b\nETag: "z"\nX-Sendfile: /files/x.txt\n\ndropped'
	get /cgi-bin/send
	assert_status 200
	assert_field Content-Type text/x-mine
	assert_field Set-Cookie a=b
	assert_field_matches ETag '^(W/)?"[0-9a-f]+-'
	assert_body text
}

@test "X-Sendfile: the script's fields take the place of --header's and the server's" {
	page files/x.txt text
	page files/x.txt.gz coded
	says send 'X-Sendfile: /files/x.txt\ncache-control: no-store\nX-Content-Type-Options: mine\nContent-Encoding: br\n\n'
	serve_scripts --header='Cache-Control: max-age=1' --header='X-Y: z'
	get /cgi-bin/send 'Accept-Encoding: gzip'
	assert_status 200
	assert_field Cache-Control no-store
	assert_field X-Content-Type-Options mine
	assert_field Content-Encoding br
	assert_field X-Y z
	assert_body text
	get /files/x.txt 'Accept-Encoding: gzip'
	assert_field Cache-Control max-age=1
	assert_field Content-Encoding gzip
}

@test "X-Sendfile: all of the script's fields, however long" {
	local long
	long=$(printf '%9000s' '' | tr ' ' x)
	page files/x.txt small
	says send "Content-Type: text/x\\nA: $long\\nB: $long\\nC: $long\\nD: end\\nX-Sendfile: /files/x.txt\\n\\n"
	get /cgi-bin/send
	assert_status 200
	assert_field C "$long"
	assert_field D end
	assert_body small
}

@test "X-Sendfile: a type of any length, of the whole and of each part" {
	local long
	long=$(printf '%20000s' '' | tr ' ' x)
	page files/x.txt 0123456789
	says send "Content-Type: text/x; a=$long\\nX-Sendfile: /files/x.txt\\n\\n"
	get /cgi-bin/send
	assert_status 200
	assert_field Content-Type "text/x; a=$long"
	assert_body 0123456789
	get /cgi-bin/send 'Range: bytes=0-1,5-6'
	assert_status 206
	assert_whole
	[ "$(response_body | grep -c "^Content-Type: text/x; a=$long"$'\r')" -eq 2 ]
	response_body | grep -q $'^Content-Range: bytes 5-6/10\r'
}

@test "X-Sendfile: the script's fields do not go with an error" {
	local method
	page data.bin words
	says send 'Content-Type: text/x\nContent-Encoding: gzip\nContent-Disposition: attachment\nSet-Cookie: a=b\nX-Sendfile: /data.bin\n\n'
	for method in GET HEAD; do
		fetch "$method" /cgi-bin/send 'If-Match: "zz"'
		assert_status 412
		assert_field_matches Content-Type '^text/html'
		refute_field Content-Encoding
		refute_field Content-Disposition
		refute_field Set-Cookie
	done
	get /cgi-bin/send 'Range: bytes=9-'
	assert_status 416
	assert_field Content-Range 'bytes */5'
	refute_field Content-Encoding
	refute_field Set-Cookie
	page errors/412.html 'not that one'
	serve_scripts --error-pages=errors
	get /cgi-bin/send 'If-Match: "zz"'
	assert_status 412
	assert_field_matches Content-Type '^text/html'
	refute_field Content-Encoding
	assert_body 'not that one'
}

@test "X-Sendfile: with an error's status the file is its page" {
	page files/x.txt text
	says send 'Status: 404\nSet-Cookie: a=b\nX-Sendfile: /files/x.txt\n\n'
	get /cgi-bin/send 'Range: bytes=0-1' 'If-Match: "zz"'
	assert_status 404
	assert_field Set-Cookie a=b
	assert_field_matches Content-Type '^text/plain'
	refute_field Content-Range
	assert_body text
	head_of /cgi-bin/send
	assert_status 404
	assert_field Content-Length 4
	says send 'Status: 404\nX-Sendfile: /absent\n\n'
	get /cgi-bin/send
	assert_status 502
	says send 'Status: 201\nX-Sendfile: /files/x.txt\n\n'
	get /cgi-bin/send
	assert_status 200
}

@test "a redirect that fails is logged with the script that gave it" {
	script first <<-'END'
	printf 'Location: /cgi-bin/second\n\n'
	END
	says second 'Location: /%%zz/a-path-that-is-not-valid-and-long\n\n'
	script third <<-'END'
	printf 'Location: /cgi-bin/third?%s1\n\n' "$QUERY_STRING"
	END
	serve_scripts --log-format=json
	get /cgi-bin/first
	assert_status 502
	get /cgi-bin/third
	assert_status 502
	assert_log '"script":"/cgi-bin/second".*no valid path'
	assert_log '"script":"/cgi-bin/third".*lead in a circle'
}

@test "X-Sendfile: nothing but files below the root" {
	local i=0 path
	page file words
	mkdir "$ROOT/dir"
	says script 'Content-Type: text/plain\n\n'
	for path in /absent /dir/ /cgi-bin/script /../../etc/passwd file \
		http://o.example/file; do
		says "send$((++i))" "X-Sendfile: $path\\n\\n"
		get "/cgi-bin/send$i"
		assert_status 502
	done
	assert_log 'X-Sendfile names no file'
	assert_log 'cgi-bin/send1.*its X-Sendfile is /absent: no such file'
	assert_log 'its X-Sendfile is /dir/: a directory'
	assert_log 'its X-Sendfile is /cgi-bin/script: a script'
	assert_log 'its X-Sendfile is /\.\./\.\./etc/passwd: a path that climbs'
	assert_log 'its X-Sendfile is file: not a path below the root'
}

@test "X-Sendfile: the log says why a file may not be sent" {
	page .hidden words
	page file words
	chmod 0 "$ROOT/file"
	says hidden 'X-Sendfile: /.hidden\n\n'
	get /cgi-bin/hidden
	assert_status 502
	assert_log 'its X-Sendfile is /.hidden: a name that begins with a dot'
	says file 'X-Sendfile: /file\n\n'
	get /cgi-bin/file
	assert_status 502
	assert_log 'its X-Sendfile is /file: no permission to open the file'
}

@test "X-Sendfile: what is no escape in the path stands for itself" {
	local name
	for name in 'a b' 'a?b' 'a#b' 'a%b' '100%' '%%' $'a\tb' '%zz' 'é|"^'; do
		page "files/$name" words
		script send <<-END
			printf 'X-Sendfile: %s\n\n' '/files/$name'
		END
		get /cgi-bin/send
		assert_status 200 || fail_with 'name: %q\n' "$name"
		assert_body words
	done
	page 'files/%%41' no
	page 'files/%A' words
	script send <<<"printf 'X-Sendfile: %s\n\n' /files/%%41"
	get /cgi-bin/send
	assert_body words
	script send <<<"printf 'X-Sendfile: %s\n\n' /files/a%00"
	get /cgi-bin/send
	assert_status 502
}

@test "X-Sendfile: X-Accel-Redirect, and a path in the file system, as elsewhere" {
	page 'files/a b.txt' words
	says accel 'X-Accel-Redirect: /files/a%20b.txt\n\n'
	get /cgi-bin/accel
	assert_status 200
	assert_body words
	refute_field X-Accel-Redirect
	says system "X-Sendfile: $ROOT/files/a%20b.txt\\n\\n"
	get /cgi-bin/system
	assert_status 200
	assert_body words
	says beside "X-Sendfile: ${ROOT}s/files/a%20b.txt\\n\\n"
	get /cgi-bin/beside
	assert_status 502
	says out "X-Sendfile: $ROOT/../scratch\\n\\n"
	get /cgi-bin/out
	assert_status 502
}

@test "a client that leaves while a redirecting script stays ends it" {
	script local <<-END
	echo Location: /file
	echo
	trap 'echo ended >"\$SCRATCH/ended"; exit' TERM
	echo ready >"\$SCRATCH/ready"
	$(wait_for_ever)
	END
	mkfifo -m 666 "$SCRATCH/ready"
	compose GET /cgi-bin/local >"$BATS_TEST_TMPDIR/request"
	# The client sends on what the script writes to this fifo, so the script
	# has begun then.
	ending=any converse send "$BATS_TEST_TMPDIR/request" \
		send "$SCRATCH/ready" reset
	stop_server
	assert_equal "$(<"$SCRATCH/ended")" ended
}
