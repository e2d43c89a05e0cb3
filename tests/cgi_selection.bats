# SPDX-License-Identifier: ISC
#
# Which program a request runs, and with which arguments.

load helpers/http
load helpers/cgi

assert_script() { # <SCRIPT_NAME> [PATH_INFO]
	assert_status 200
	assert_variable SCRIPT_NAME "$1"
	if (($# > 1)); then
		assert_variable PATH_INFO "$2"
	else
		refute_variable PATH_INFO
	fi
}

@test "rfc3875 2: who gives no password runs no script" {
	script touches <<-'END'
	echo ran >"$SCRATCH/ran"
	printf 'Content-Type: text/plain\n\n'
	END
	printf 'ann:%s\n' '$6$tests$rXOlNhrqSifgig8RR6BfI5k8iTJ07NlVEJgTws0n1ixMZv3cpWNb5d6p1kWQISzCXRa/fS82tHuwVDtAbkUul0' \
		>"$BATS_TEST_TMPDIR/users"
	serve_scripts --auth="$BATS_TEST_TMPDIR/users"
	get /cgi-bin/touches
	assert_status 401
	get /cgi-bin/touches 'Authorization: Basic YW5uOndyb25n'
	assert_status 401
	[[ ! -e $SCRATCH/ran ]]
	get /cgi-bin/touches 'Authorization: Basic YW5uOnNlY3JldA=='
	assert_status 200
	[[ -e $SCRATCH/ran ]]
}

@test "rfc3875 44: the words of an indexed query are arguments of GET and HEAD only" {
	reports env
	get '/cgi-bin/env?word'
	assert_body_matches '^-- argc 0$'
	serve_scripts --indexed-query
	get '/cgi-bin/env?word'
	assert_body_matches '^-- argc 1$'
	assert_body_matches '^-- word word$'
	assert_variable QUERY_STRING word
	post '/cgi-bin/env?word' ''
	assert_body_matches '^-- argc 0$'
	get '/cgi-bin/env?a=b'
	assert_body_matches '^-- argc 0$'
	get '/cgi-bin/env?a%3Db'
	assert_body_matches '^-- word a=b$'
	get '/cgi-bin/env?'
	assert_body_matches '^-- argc 0$'
	get '/cgi-bin/env'
	assert_body_matches '^-- argc 0$'
}

@test "rfc3875 45: the query is split at + and each word decoded" {
	reports env
	serve_scripts --indexed-query
	get '/cgi-bin/env?a+b%20c+%2B+'
	assert_body_matches '^-- argc 4$'
	assert_body_matches '^-- word a$'
	assert_body_matches '^-- word b c$'
	assert_body_matches '^-- word \+$'
	assert_body_matches '^-- word $'
}

@test "rfc3875 46: when a word cannot be passed, none is" {
	local many
	reports env
	serve_scripts --indexed-query
	get '/cgi-bin/env?a+%00'
	assert_body_matches '^-- argc 0$'
	get '/cgi-bin/env?a+%zz'
	assert_body_matches '^-- argc 0$'
	printf -v many 'x+%.0s' {1..255}
	get "/cgi-bin/env?${many}x"
	assert_body_matches '^-- argc 256$'
	get "/cgi-bin/env?${many}x+x"
	assert_body_matches '^-- argc 0$'
}

@test "rfc3875 47: what shells act upon has a backslash before it" {
	reports env
	serve_scripts --indexed-query
	get '/cgi-bin/env?a;b%26c|$(d)`e`*%5C%0A'
	assert_body_matches '^-- word a\\;b\\&c\\\|\\\$\\\(d\\\)\\`e\\`\\\*\\\\\\$'
}

@test "rfc3875 71: void segments go, dots are resolved, lengths are limited" {
	local long
	reports env
	get '/cgi-bin//env///a//b'
	assert_script /cgi-bin/env /a/b
	get '/cgi-bin/./x/../env/a/./b/..'
	assert_script /cgi-bin/env /a/
	long=$(printf '%08000d' 0)
	get "/cgi-bin/env?$long"
	assert_status 414
	get "/cgi-bin/env/${long::5000}"
	assert_status 414
}

@test "rfc3875 74: dots are resolved before the script is looked for" {
	reports env
	page file words
	get '/cgi-bin/../file'
	assert_body words
	get '/cgi-bin/%2e%2e/file'
	assert_body words
	get '/x/../cgi-bin/env'
	assert_script /cgi-bin/env
	get '/cgi-bin/../../env'
	assert_status 400
	get '/cgi-bin/env/../../file'
	assert_body words
}

@test "a script's source is never served, however its path is written" {
	local path
	script hello.sh <<-'END'
	printf 'Content-Type: text/plain\n\nran'
	END
	for path in /cgi-bin/hello.sh //cgi-bin/hello.sh /cgi-bin%2fhello.sh \
		/%63gi-bin/hello.sh /./cgi-bin/hello.sh /x/..//cgi-bin/hello.sh; do
		get "$path"
		assert_status 200
		assert_body ran
	done
	for path in /CGI-BIN/hello.sh /cgi-bin/hello.sh%20 /cgi-bin%252fhello.sh \
		/cgi-bin/hello.sh.; do
		get "$path"
		assert_status 404
	done
	ln -s cgi-bin "$ROOT/alias"
	ln -s cgi-bin/hello.sh "$ROOT/alias.sh"
	get /alias/hello.sh
	assert_status 404
	get /alias.sh
	assert_status 404
}

@test "only scripts below the directories of scripts are run" {
	script /hello.sh <<-'END'
	printf 'Content-Type: text/plain\n\nran'
	END
	get /hello.sh
	assert_status 200
	assert_body_file "$ROOT/hello.sh"
}

@test "--cgi-dir replaces the default, and may be repeated" {
	reports /a/env
	reports /b/c/env
	page cgi-bin/file words
	serve_scripts --cgi-dir=/a -c /b/c/
	get /a/env/x
	assert_script /a/env /x
	get /b/c/env
	assert_script /b/c/env
	get /cgi-bin/file
	assert_body words
}

@test "--cgi-dir may have wildcards, which do not span slashes" {
	reports '/~ann/cgi/env'
	reports '/~ann/x/cgi/env'
	serve_scripts '--cgi-dir=/~*/cgi'
	get /~ann/cgi/env/x
	assert_script '/~ann/cgi/env' /x
	get /~ann/x/cgi/env
	assert_body_file "$ROOT/~ann/x/cgi/env"
}

@test "--cgi-suffix makes scripts of such files anywhere" {
	reports /a/env.cgi
	page a/file.txt words
	serve_scripts --cgi-suffix=.cgi
	get /a/env.cgi/x?y
	assert_script /a/env.cgi /x
	get /a/file.txt
	assert_body words
	post /a/env.cgi content
	assert_variable REQUEST_METHOD POST
	chmod 644 "$ROOT/a/env.cgi"
	get /a/env.cgi
	assert_status 403
}

# interprets [OPTION]...: files named *.x are run by $INTERPRETER, which reports
interprets() {
	INTERPRETER=$BATS_TEST_TMPDIR/interpreter
	reports env
	mv "$ROOT/cgi-bin/env" "$INTERPRETER"
	page a/page.x 'no program'
	serve_scripts --cgi-suffix=".x=$INTERPRETER" "$@"
}

@test "--cgi-suffix=.EXT=PROGRAM has such files run by PROGRAM, as by a #! line" {
	local path
	interprets --index=page.x
	page cgi-bin/sub/page.x 'no program'
	for path in /a/page.x /cgi-bin/sub/page.x; do
		get "$path/in%20fo?a+b"
		assert_script "$path" '/in fo'
		assert_variable SCRIPT_FILENAME "$ROOT$path"
		assert_variable QUERY_STRING a+b
		assert_body_matches "^-- name $INTERPRETER\$"
		assert_body_matches '^-- argc 1$'
		assert_body_matches "^-- word $ROOT$path\$"
		assert_body_matches "^-- directory $ROOT${path%/*}\$"
	done
	post /a/page.x content
	assert_variable REQUEST_METHOD POST
	get /a/
	assert_script /a/page.x
	assert_body_matches "^-- word $ROOT/a/page.x\$"
	serve_scripts --cgi-suffix=.py=/usr/bin/python3
	page a/hello.py 'print("Content-Type: text/plain\n\nhello")'
	get /a/hello.py
	assert_body $'hello\n'
}

@test "--cgi-suffix=.EXT=PROGRAM: the words of an indexed query come last" {
	local many
	interprets --indexed-query
	get '/a/page.x?-d+x%20y'
	assert_body_matches '^-- argc 3$'
	assert_body_matches "^-- word $ROOT/a/page.x\$"
	assert_equal "$(sed -n 's/^-- word //p' "$BODY")" \
		"$ROOT/a/page.x"$'\n-d\nx y'
	printf -v many 'x+%.0s' {1..255}
	get "/a/page.x?${many}x"
	assert_body_matches '^-- argc 257$'
	get "/a/page.x?${many}x+x"
	assert_body_matches '^-- argc 1$'
}

@test "a link to a script that is removed meanwhile does not show its source" {
	local reply tracer traced trace line=
	server_failing '/^readlink:signal=STOP:when=1'
	page x.cgi 'secret'
	ln -s x.cgi "$ROOT/link.txt"
	mkfifo "$BATS_TEST_TMPDIR/trace"
	exec {trace}<>"$BATS_TEST_TMPDIR/trace"
	sed -i "s|-o /dev/null|-o $BATS_TEST_TMPDIR/trace|
		s|^exec|echo \$\$ >$BATS_TEST_TMPDIR/tracer; exec|" "$CGIHTTPD"
	serve --cgi-suffix=.cgi
	get /link.txt &
	reply=$!
	# Between opening the file and asking where it is.
	until [[ $line == *'stopped by SIGSTOP'* ]]; do
		read -t 20 -r line <&"$trace"
	done
	rm "$ROOT/x.cgi"
	tracer=$(cat "$BATS_TEST_TMPDIR/tracer")
	read -r traced <"/proc/$tracer/task/$tracer/children" || [[ $traced ]]
	kill -CONT "$traced"
	wait "$reply"
	assert_status 404
	assert_log 'a symbolic link led to a file that is gone'
	exec {trace}>&-
	# A name like that may be a file's own.
	CGIHTTPD=$untraced
	page 'notes (deleted)' notes
	ln -sf 'notes (deleted)' "$ROOT/link.txt"
	get /link.txt
	assert_body notes
}

@test "--cgi-suffix=.EXT=PROGRAM: the first that fits counts, and the file's name" {
	interprets --cgi-suffix=.y --cgi-suffix=.y.x=/bin/false
	page a/page.y.x 'no program'
	get /a/page.y.x
	assert_script /a/page.y.x
	reports /a/page.y
	get /a/page.y
	assert_script /a/page.y
	assert_body_matches '^-- argc 0$'
	page a/nph-page.x 'no program'
	ending=any get /a/nph-page.x
	[[ $(head -n 1 "$RESPONSE") == 'Content-Type: text/plain'* ]]
	ln -s page.x "$ROOT/a/page.txt"
	get /a/page.txt
	assert_status 404
}

@test "--cgi-suffix=.EXT=PROGRAM: a local redirect leaves PROGRAM behind" {
	local programs=$BATS_TEST_TMPDIR/programs
	mkdir "$programs"
	reports env
	script redirects <<<"printf 'Location: /map/x\n\n'"
	mv "$ROOT/cgi-bin/env" "$ROOT/cgi-bin/redirects" "$programs"
	page to.x 'no program'
	serve_scripts --cgi-suffix=".x=$programs/redirects" \
		--map="/map=$programs/env"
	get /to.x
	assert_script /map /x
	assert_body_matches '^-- argc 0$'
}

@test "--cgi-suffix=.EXT=PROGRAM: the file has to be readable, and by the rules" {
	interprets --script-mode=strict
	chmod 646 "$ROOT/a/page.x"
	get /a/page.x
	assert_status 403
	chmod 000 "$ROOT/a/page.x"
	get /a/page.x
	assert_status 403
	assert_log 'the script is not readable for the user that runs its interpreter'
}

@test "--cgi-suffix=.EXT=PROGRAM: a PROGRAM that is not there is a 500" {
	page page.x 'no program'
	serve_scripts --cgi-suffix=.x=/absent/program
	get /page.x
	assert_status 500
	assert_log 'the program of --map or --cgi-suffix does not exist'
}

@test "--map puts one program at a prefix, SCRIPT_NAME and PATH_INFO right" {
	mkdir "$BATS_TEST_TMPDIR/programs"
	reports env
	mv "$ROOT/cgi-bin/env" "$BATS_TEST_TMPDIR/programs/env"
	serve_scripts --map="/git=$BATS_TEST_TMPDIR/programs/env"
	get /git
	assert_script /git
	get /git/a.git/info?q
	assert_script /git /a.git/info
	assert_variable PATH_TRANSLATED "$ROOT/a.git/info"
	assert_variable SCRIPT_FILENAME "$BATS_TEST_TMPDIR/programs/env"
	assert_body_matches "^-- directory $BATS_TEST_TMPDIR/programs\$"
	get /github
	assert_status 404
	serve_scripts --map="/=$BATS_TEST_TMPDIR/programs/env"
	get /any/thing
	assert_script '' /any/thing
}

@test "--no-cgi runs nothing, and serves no source" {
	reports env
	serve_scripts --no-cgi
	get /cgi-bin/env
	assert_status 403
}
