# SPDX-License-Identifier: ISC
#
# The command line: what is accepted, and the messages for everything else.
# Nothing here depends on the door.

load helpers/http

setup() {
	http_setup
	[[ $DOOR == inetd ]] || skip 'no connection is made here'
}

# bad "WORDS OF THE MESSAGE" [ARGUMENT]...: exit status 64, nothing to stdout,
# one line to stderr
bad() {
	local words=$1
	shift
	run -64 --separate-stderr "$CGIHTTPD" "$@" </dev/null
	assert_output ''
	[[ ${#stderr_lines[@]} == 1 && $stderr == 'cgihttpd: '*"$words"* ]] ||
		fail_with 'arguments: %s\nexpected: %s\ngot: %s\n' "$*" \
			"$words" "$stderr"
}

# good [ARGUMENT]...: the command line is accepted
good() {
	run -0 --separate-stderr "$CGIHTTPD" "$@" --version
	assert_output --regexp '^cgihttpd [0-9.]+$'
	assert_equal "$stderr" ''
}

@test "what cannot be written to stdout" {
	local option
	for option in --help --version --check --explain=/; do
		run -74 sh -c '"$0" "$1" "$2" >/dev/full' "$CGIHTTPD" \
			"$option" "$BATS_TEST_TMPDIR"
		assert_output 'cgihttpd: standard output cannot be written to'
	done
}

@test "--help and --version go to stdout" {
	run -0 --separate-stderr "$CGIHTTPD" --help
	assert_line --index 0 --partial 'Usage: cgihttpd [OPTION]... [PORT] [ROOT]'
	assert_line --regexp '^  -d, --directory=ROOT +'
	assert_line --regexp '^ +--header=.NAME: VALUE. +'
	# The last row is there, so nothing was cut off.
	assert_equal "${lines[-1]}" "$(grep -E '^  -V, --version ' <<<"$output")"
	for line in "${lines[@]}"; do
		((${#line} < 100)) || fail_with 'long: %s\n' "$line"
	done
	run -0 "$CGIHTTPD" -h
	assert_line --index 0 --partial Usage:
	run -0 "$CGIHTTPD" -V
	assert_output --regexp '^cgihttpd '
}

@test "values stand after = or a space, letters' values at once too" {
	good --directory=/ --directory / -d / -d/
	good --charset=utf-8 --charset utf-8
	good -b ::1 -b::1 -c/y -c /x 8000
	good --no-cgi --cgi --check
	good /root
	run -66 "$CGIHTTPD" -- --version
	assert_output --partial 'cannot serve --version'
}

@test "--bind without a PORT is refused: nothing would be bound" {
	bad '--bind=0.0.0.0 needs a PORT' --bind=0.0.0.0 "$ROOT"
	good --bind=0.0.0.0 8000 "$ROOT"
	good --bind=0.0.0.0 --listen=8000
}

@test "an address in the place of ROOT is recognised" {
	run -66 "$CGIHTTPD" localhost:8000
	assert_output --partial 'to listen there, write --listen= before it'
	run -66 "$CGIHTTPD" absent
	assert_output --partial 'create it, or name another'
}

@test "an option that is unknown is said to be" {
	bad 'unknown option --frobnicate; --help lists them' --frobnicate
	bad 'unknown option --frobnicate=1' --frobnicate=1
	bad 'unknown option -x' -x
	bad 'unknown option -hx' -hx
	bad 'unknown option --no' --no
	bad 'unknown option --=' --=
	bad 'unknown option --Check' --Check
}

@test "an option that was misspelt is guessed" {
	local word
	for word in lisen lsiten listne listen1 liste; do
		bad "unknown option --$word=1; did you mean --listen?" \
			"--$word=1"
	done
	bad 'unknown option --max-conn=3; did you mean --max-connections?' \
		--max-conn=3
	bad 'unknown option --nocgi; did you mean --no-cgi?' --nocgi
	bad 'unknown option --cgi-dirs=/x; did you mean --cgi-dir?' \
		--cgi-dirs=/x
	bad 'unknown option --exp; did you mean --explain?' --exp
	bad 'unknown option --zz; --help lists them' --zz
}

@test "other servers' names of an option are known" {
	bad 'unknown option --port=80; did you mean --listen?' --port=80
	bad 'unknown option --port; did you mean --listen?' --port 80
	bad 'unknown option -p; did you mean --listen?' -p 80
	bad 'unknown option -p80; did you mean --listen?' -p80
	bad 'unknown option --host=::1; did you mean --bind?' --host=::1
	bad 'unknown option --root=/; did you mean --directory?' --root=/
	bad 'unknown option --document-root; did you mean --directory?' \
		--document-root /
	bad 'unknown option -q; --help lists them' -q
}

@test "a value too few, one too many" {
	local name
	for name in listen bind directory index header auth realm cgi-dir map \
		setenv user header-time max-content log explain; do
		bad "--$name needs a value" "--$name"
	done
	bad '--directory needs a value' -d
	bad '--check takes no value' --check=yes
	bad '--no-cgi takes no value' --no-cgi=
}

@test "a number is a whole one above 0" {
	local name value
	for name in max-connections max-per-source idle-exit grace header-time \
		content-time script-time send-time; do
		for value in '' 0 -1 +1 1.5 1s x ' 1' 0x10 10K \
			99999999999 99999999999999999999; do
			bad "not a number for --$name" "--$name=$value"
		done
		good "--$name=1" "--$name=86400"
	done
}

@test "a size may have a unit" {
	local value
	for value in '' x K 1T 1KB 1.5K -1 '1 K' 99999999999G \
		99999999999999999999G; do
		bad 'not a number for --max-content; write' \
			"--max-content=$value"
	done
	for value in 0 1 65536 64K 64k 10M 2G 4000G; do
		good --max-content="$value"
	done
}

@test "a choice is one of its words" {
	bad '--symlinks is one of inside|any' --symlinks=all
	bad '--symlinks is one of inside|any' --symlinks=
	bad '--script-output is one of parsed|follows' --script-output=Parsed
	bad '--script-directory is one of script|root' --script-directory=x
	bad '--log is one of auto|stderr|journal|syslog|none' --log=file
	good --symlinks=any --script-output=follows --script-directory=root \
		--log=none
}

@test "--header is a field that is not the server's own" {
	local name
	good --header='X-Name: value' --header='X:y' --header='X:' \
		--header='Cache-Control: no-store, max-age=0' \
		--header=$'X: \xc3\xa4\tb' --header='Set-Cookie: a=b: c'
	for value in '' X 'X value' ': value' 'X Y: z' 'X : y' ' X: y' \
		$'X\n: y' $'X\xc3\xa4: y' 'X(): y'; do
		bad "is not 'Name: value'" --header="$value"
	done
	for value in $'X: y\r\nZ: a' $'X: y\nZ' $'X: y\rz' $'X: \e[m' \
		$'X: \x7f'; do
		bad 'has a control character in its value' --header="$value"
	done
	for name in Content-Length connection DATE Transfer-Encoding Server \
		Content-Type Location WWW-Authenticate Allow ETag \
		Last-Modified Content-Range Content-Encoding Keep-Alive \
		Trailer Upgrade Accept-Ranges Status; do
		bad 'is a field that the server sets itself' \
			--header="$name: x"
	done
	bad 'longer than 8192 octets' --header="X: $(printf '%08190d' 0)"
	good --header="X: $(printf '%08189d' 0)"
}

@test "--realm can stand in quotes" {
	good --realm='Ann & Bob' --realm= --realm=$'\xc3\xa4' \
		--realm="$(printf '%0128d' 0)"
	bad 'has a quote, a backslash' --realm='a"b'
	bad 'has a quote, a backslash' --realm='a\b'
	bad 'or a control character' --realm=$'a\r\nX: y'
	bad 'longer than 128 octets' --realm="$(printf '%0129d' 0)"
}

@test "prefixes are paths as they are compared: decoded and normalised" {
	local prefix
	for prefix in /a /a/ /a.b/..c /a%b '/a b' /a%2 /a%zz; do
		good --auth="$prefix=users" --map="$prefix=/bin/true" \
			--cgi-dir="$prefix"
	done
	good --auth=users --auth=/etc/users --auth=/=users --auth=a=b \
		--map=/=/bin/true --cgi-dir=/ --cgi-dir='/~*/cgi' --auth=/a=/b=c
	for prefix in //a /a//b /a/./b /a/.. /../a /. // /a// /a/../; do
		bad 'has //, /./ or /../ in its path' --auth="$prefix=users"
		bad 'has //, /./ or /../ in its path' --map="$prefix=/bin/true"
		bad 'has //, /./ or /../ in its path' --cgi-dir="$prefix"
	done
	for prefix in /a%20b /%61 /a%2Fb; do
		bad 'has %XX in its path: write that decoded' \
			--auth="$prefix=users"
		bad 'has %XX in its path' --map="$prefix=/bin/true"
		bad 'has %XX in its path' --cgi-dir="$prefix"
	done
	bad 'names no file' --auth=
	bad 'names no file after =' --auth=/private=
	bad 'is not /PREFIX=/PROGRAM' --map=git=/bin/true
	bad 'is not /PREFIX=/PROGRAM' --map=/git
	bad 'is not /PREFIX=/PROGRAM' --map=/git=program
	bad 'is not /PREFIX=/PROGRAM' --map=
	bad 'does not begin with / (it is a path in URLs)' --cgi-dir=cgi-bin
	bad 'does not begin with /' --cgi-dir=
	for prefix in '/cgi-[ab' '/[a/b]' '/a/[' '/\\[' '/[]'; do
		bad ' has a [ without its ]: write \[ for that character' \
			--cgi-dir="$prefix"
	done
	good --cgi-dir='/[]a]' --cgi-dir='/\[a' --cgi-dir='/[a]]/[!]]'
}

@test "names of files and suffixes are what they can be" {
	good --cgi-suffix=.php=/usr/bin/php-cgi --cgi-suffix=.a=/b=c
	bad 'is not a dot and a name' --cgi-suffix=.=/bin/sh
	bad 'has a slash' --cgi-suffix=.a/b=/bin/sh
	bad 'has no absolute path after =' --cgi-suffix=.py=python3
	bad 'has no absolute path after =' --cgi-suffix=.py=
	good --cgi-suffix=.cgi --cgi-suffix=.tar.gz --index= --index=a,b,c \
		--index=.x --error-pages=errors --error-pages=/a/b/ \
		--error-pages=/ --error-pages=.errors
	bad 'is not a dot and a name, such as .cgi' --cgi-suffix=cgi
	bad 'is not a dot and a name' --cgi-suffix=
	bad 'is not a dot and a name' --cgi-suffix=.
	bad 'has a slash' --cgi-suffix=.a/b
	bad "has a slash: a directory's page is in it" --index=a,/b
	bad 'names no file' --index=a,..
	bad 'names no file' --index=.
	for value in .. ../x a/../b a/.. ./a a//b a/. a// //; do
		bad 'is not the plain path of a directory below ROOT' \
			--error-pages="$value"
	done
}

@test "the target of --explain is one" {
	bad 'has a space: write that as %20' --explain='/a b'
	bad 'is empty: write / for' --explain=''
}

@test "types, character sets and variables are what they can be" {
	good --media-type=.x=text/plain --media-type='.x=a/b;c="d=e"' \
		--charset=ISO-8859-1 --setenv=A=b --setenv=A= --setenv=A=b=c \
		--pass-env=HOME
	bad 'is not .EXT=TYPE' --media-type=x=text/plain
	bad 'is not .EXT=TYPE' --media-type=.x
	bad 'is not .EXT=TYPE' --media-type=.=text/plain
	bad 'has no media type such as text/plain' --media-type=.x=text
	bad 'has no media type' --media-type=.x=
	bad 'has no media type' --media-type=.x=/plain
	bad 'has no media type' --media-type='.x=text/a b'
	bad 'has a control character' --media-type=$'.x=text/plain\r\nX: y'
	bad 'has a type longer than 255' \
		"--media-type=.x=text/$(printf '%256s' '' | tr ' ' x)"
	bad 'is no name such as utf-8' --charset='a b'
	bad 'is no name such as utf-8' --charset=
	bad 'is not NAME=VALUE' --setenv=NAME
	bad 'is not NAME=VALUE' --setenv==x
	bad 'is not NAME=VALUE' --setenv=
	bad 'is no name of a variable' --pass-env=
	bad 'is no name of a variable' --pass-env=A=b
}

@test "lists hold 32 values and no more" {
	local arguments=() i
	for i in {1..32}; do
		arguments+=(--header="X-$i: y")
	done
	good "${arguments[@]}"
	bad 'too many of --header; 32 is the most' "${arguments[@]}" \
		--header='X-33: y'
	mapfile -t arguments < <(printf '%d\n' {8001..8033})
	bad 'too many of --listen; 32 is the most' "${arguments[@]}"
}

@test "one directory is served" {
	bad 'one directory is served; what is /b for?' /a /b
	bad '--directory and /b both say what is served: leave one out' \
		-d /a /b
	bad '--directory and /b both say what is served: leave one out' \
		8000 /b --directory=/b
	run -66 "$CGIHTTPD" "$BATS_TEST_TMPDIR/absent"
	assert_output --regexp '^cgihttpd: cannot serve .*/absent: No such file or directory; create it'
	page file x
	run -66 "$CGIHTTPD" "$ROOT/file"
	assert_output --regexp '^cgihttpd: cannot serve .*/file: Not a directory; name a directory$'
	run -66 "$CGIHTTPD" ''
	assert_output --regexp '^cgihttpd: cannot serve '
}

@test "what is wrong is told without its control characters, and cut" {
	bad 'unknown option --?[2J?;' $'--\e[2J\n'
	bad '--charset=0000' --charset="$(printf '%05000d' 0) "
	assert [ "${#stderr}" -lt 300 ]
}

@test "--script-limit: only what it knows, with a number" {
	good --script-limit=cpu=10 --script-limit=memory=1G
	bad '--script-limit=cpu ' --script-limit=cpu
	bad '--script-limit=cpu=1K ' --script-limit=cpu=1K
	bad '--script-limit=disk=1 ' --script-limit=disk=1
	bad 'memory=SIZE or file-size=SIZE' --script-limit=memory=1T
}

@test "for an option of Python's that there is not, there is advice" {
	bad 'unknown option -p; answers are HTTP/1.1: leave it out' \
		-p HTTP/1.1
	bad 'unknown option -pHTTP/1.1; answers are HTTP/1.1' -pHTTP/1.1
	bad 'unknown option --protocol=HTTP/1.0; answers are HTTP/1.1' \
		--protocol=HTTP/1.0
	bad 'unknown option --tls-cert; for TLS put stunnel or a proxy' \
		--tls-cert cert.pem
}
