# SPDX-License-Identifier: ISC
#
# --explain: tells how a request would be answered, without running anything.

load helpers/http

setup() {
	http_setup
	page index.html 'index'
	page sub/page.txt 'twelve octet'
	script touch <<-'END'
		: >"$SCRATCH/ran"
		printf 'Content-Type: text/plain\n\n'
	END
}

# explained STATUS TARGET [OPTION]...: runs --explain; its output is in $output
explained() {
	local status=$1 target=$2
	shift 2
	run "-$status" "$CGIHTTPD" --explain="$target" "$@" "$ROOT"
}

@test "a file, a listing and a redirect are told" {
	explained 0 /sub/page.txt
	assert_line --regexp '^request +GET /sub/page\.txt$'
	assert_line --regexp '^answer +a file of 12 octets, text/plain'
	assert_line --regexp '^file +sub/page\.txt$'
	explained 0 /
	assert_line --regexp '^file +index\.html$'
	explained 0 /sub/
	assert_line --regexp '^answer +a listing$'
	assert_line --regexp '^directory +sub/?$'
	explained 0 '/sub?q'
	assert_line --regexp '^answer +301 '
}

@test "a file has the type that --media-type and --charset give it" {
	page page.bin 'x'
	explained 0 /sub/page.txt
	assert_line --regexp '^answer +a file of 12 octets, text/plain;charset=utf-8$'
	explained 0 /sub/page.txt --charset=latin1
	assert_line --regexp ', text/plain;charset=latin1$'
	explained 0 /page.bin --media-type=.bin=image/x-mine
	assert_line --regexp '^answer +a file of 1 octets, image/x-mine$'
}

@test "an error is told with its cause, and by the exit status" {
	explained 1 /absent
	assert_line --regexp '^answer +404 File not found$'
	assert_line --regexp '^because +no such file$'
	explained 1 /cgi-bin/absent
	assert_line --regexp '^answer +404 No such CGI script$'
	explained 1 /../etc/passwd
	assert_line --regexp '^answer +400 '
	explained 1 'no-path'
	assert_line --regexp '^answer +400 '
	explained 1 "/$(head -c 32768 /dev/zero | tr '\0' a)"
	assert_line --regexp '^answer +414 '
	explained 1 /sub/ --no-listing
	assert_line --regexp '^because +.*--no-listing'
	explained 1 /cgi-bin/touch --no-cgi
	assert_line --regexp '^answer +403 '
	assert_line --regexp '^because +.*--no-cgi'
	chmod -x "$ROOT/cgi-bin/touch"
	explained 1 /cgi-bin/touch
	assert_line --regexp '^answer +403 CGI script is not executable$'
	assert_line --regexp '^because +.*chmod \+x'
}

@test "a script is told with all that it would get, and is not run" {
	explained 0 '/cgi-bin/touch/in%20fo?a+b' --setenv="SCRATCH=$SCRATCH" \
		--script-time=7 --max-content=9 --script-limit=cpu=5 \
		--script-limit=memory=1G
	assert [ ! -e "$SCRATCH/ran" ]
	assert_line --regexp '^answer +a script, its output parsed$'
	assert_line --regexp "^file +$ROOT/cgi-bin/touch$"
	assert_line --regexp '^argv\[0\] +touch$'
	refute_line --partial 'argv[1]'
	assert_line --regexp "^directory +$ROOT/cgi-bin$"
	assert_line --regexp '^limits +7 s .*, 9 octets of content$'
	assert_line '             cpu=5'
	assert_line '             memory=1G'
	assert_line --regexp '^environment  GATEWAY_INTERFACE=CGI/1\.1$'
	assert_line --regexp '^ +SCRIPT_NAME=/cgi-bin/touch$'
	assert_line --regexp '^ +PATH_INFO=/in fo$'
	assert_line --regexp '^ +QUERY_STRING=a\+b$'
	assert_line --regexp "^ +SCRATCH=$SCRATCH$"
	refute_line --regexp 'BATS_|HOME='
}

@test "a script that will fail is told to, by the exit status as well" {
	printf '#!/no/such/interpreter\n' >"$ROOT/cgi-bin/touch"
	explained 1 /cgi-bin/touch
	assert_line --regexp '^answer +a script'
	assert_line 'fault        the interpreter in its #! line does not exist'
	printf '\xef\xbb\xbf#!/bin/sh\n' >"$ROOT/cgi-bin/touch"
	explained 1 /cgi-bin/touch
	assert_line --regexp '^fault +a byte order mark'
	explained 1 /map/x --map=/map=/absent
	assert_line 'fault        the program of --map or --cgi-suffix does not exist'
}

@test "nothing that is told steers a terminal" {
	local name=$'\e[31mred\xc2\x9b'
	page "$name" x
	script "$name" <<<:
	for target in '/%1b[31mred%c2%9b' '/cgi-bin/%1b[31mred%c2%9b/%1b%0a?a' \
		$'/cgi-bin/touch/\e[31m' $'/sub/\x9b'; do
		run "$CGIHTTPD" --explain="$target" --setenv=$'X=\e\n' "$ROOT"
		assert_line --index 0 --regexp '^request +GET '
		LC_ALL=C run ! grep -a '[^ -~]' <<<"$output"
	done
	explained 0 '/cgi-bin/%1b[31mred%c2%9b/%0a?a' --indexed-query
	assert_line --regexp '^file .*/cgi-bin/\\x1b\[31mred\\xc2\\x9b$'
	assert_line --regexp '^argv\[0\] +\\x1b\[31mred\\xc2\\x9b$'
	assert_line --regexp '^ +PATH_INFO=/\\x0a$'
	# What is longer than a line of the log is whole.
	explained 0 "/cgi-bin/touch?$(printf '%07000d' 0)"
	assert_line --regexp '^ +QUERY_STRING=0{7000}$'
}

@test "of --no-cgi and --cgi the last one counts" {
	explained 0 /cgi-bin/touch --no-cgi --cgi
	explained 1 /cgi-bin/touch --cgi --no-cgi
	assert_line --regexp '^because +.*--no-cgi'
}

@test "options that change how a script is run are seen" {
	explained 0 '/cgi-bin/touch?a+b' --indexed-query
	assert_line --regexp '^argv\[1\] +a$'
	assert_line --regexp '^argv\[2\] +b$'
	explained 0 /cgi-bin/touch --script-directory=root
	assert_line --regexp "^directory +$ROOT$"
	explained 0 /cgi-bin/touch --script-output=follows
	assert_line --regexp '^answer +a script, its output sent as it is'
	assert_line --regexp '^limits .*in all'
	explained 0 /map/x --map=/map=/bin/true
	assert_line --regexp '^file +/bin/true$'
	assert_line --regexp '^directory +/bin$'
	assert_line --regexp '^ +PATH_INFO=/x$'
	explained 0 '/sub/page.txt/x?a' --cgi-suffix=.txt=/bin/sh --indexed-query
	assert_line --regexp "^file +$ROOT/sub/page\.txt$"
	assert_line --regexp '^argv\[0\] +/bin/sh$'
	assert_line --regexp "^argv\[1\] +$ROOT/sub/page\.txt$"
	assert_line --regexp '^argv\[2\] +a$'
	chmod 000 "$ROOT/sub/page.txt"
	explained 1 /sub/page.txt --cgi-suffix=.txt=/bin/sh
	assert_line --regexp '^answer +403 Forbidden$'
	assert_line --regexp '^because +.*chmod \+r'
}

@test "a host is that of an absolute target" {
	page one.example/page.txt x
	explained 0 http://one.example/page.txt --virtual-hosts
	explained 1 http://two.example/page.txt --virtual-hosts
	assert_line --regexp '^because +no directory for this host'
}

@test "what is behind a password is told to be" {
	: >"$BATS_TEST_TMPDIR/users"
	explained 1 /cgi-bin/touch --auth="$BATS_TEST_TMPDIR/users"
	assert_line --regexp '^answer +401 '
}

@test "it is told for the user that would do it" {
	if ((EUID == 0)); then
		explained 0 /cgi-bin/touch
		assert_line --regexp '^user +nobody \(uid 65534, '
		explained 0 /cgi-bin/touch --user=1234:5678
		assert_line --regexp '^user .*\(uid 1234, gid 5678\)$'
		chmod 700 "$ROOT/sub"
		explained 1 /sub/page.txt
		assert_line --regexp '^answer +403 '
	else
		explained 0 /cgi-bin/touch
		assert_line --regexp "^user .*\\(uid $(id -u), gid $(id -g)\\)$"
	fi
}

@test "it listens nowhere and needs no connection" {
	explained 0 / --listen=127.0.0.1:0
	refute_output --partial 'Serving HTTP'
}
