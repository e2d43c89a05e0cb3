# SPDX-License-Identifier: ISC
#
# Passwords (RFC 7617, RFC 9110 section 11): --auth, --realm.

load helpers/http

# Hashes of the password "pa:ss", with low costs.
bcrypt='$2y$04$abcdefghijklmnopqrstuu2auYx.qp9Oa3Pif.hfhenSQE6jLNfY6'
sha256='$5$rounds=1000$tests$jUYXl7PwgvwSglhwVIeoOdEPdbgdzZn9fJSkLTEzJfA'
sha512='$6$rounds=1000$tests$Zt7ifsGzU.afQXenspiUDA7qggD1l2lNNXW4/5noBXwV2LZZfniXvY.IwKtuka87FdH0c0.rjCPhfH5xrDxj50'
yescrypt='$y$j75$tests0000000$5UlqZbdtURbmQ5gwwjnM.TNLEHrU5uBr/mN5LoqB9/5'
apr1='$apr1$tests$SPmrKndeBCfsXahtM897h1'
sha1='{SHA}XyRLaTIb/WCdo8CuWc58gPVHl68='
md5='$1$tests$zk6Zggh0KjIRyQp.5CyGq1'
des='tehlMLvqNgGbA'

setup() {
	http_setup
	USERS=$BATS_TEST_TMPDIR/users
	users "ann:$bcrypt" "bob:$sha256"
	page index.html 'root'
	page private/page.txt 'secret'
	page public/page.txt 'open'
	script env <<-'END'
		printf 'Content-Type: text/plain\n\n'
		tr '\0' '\n' </proc/$$/environ
	END
	script touch <<-'END'
		: >"$SCRATCH/ran"
		printf 'Content-Type: text/plain\n\nran'
	END
}

users() { # LINE...: the contents of the htpasswd file from now on
	printf '%s\n' "$@" >"$USERS"
}

# Prints an Authorization field.
basic() { # USER:PASSWORD
	printf 'Authorization: Basic %s' "$(printf '%s' "$1" | base64 -w 0)"
}

# let_in USER [TARGET], kept_out USER:PASSWORD [TARGET]
let_in() {
	get "${2:-/}" "$(basic "$1:pa:ss")"
	assert_status 200 || fail_with 'user: %s\n' "$1"
}

kept_out() {
	get "${2:-/}" "$(basic "$1")"
	assert_status 401 || fail_with 'credentials: %s\n' "$1"
}

# ── Passwords ───────────────────────────────────────────────────────────────

@test "bcrypt, sha256-crypt and sha512-crypt are understood" {
	users "2a:${bcrypt/2y/2a}" "2b:${bcrypt/2y/2b}" "2y:$bcrypt" \
		"5:$sha256" "6:$sha512"
	serve --auth="$USERS"
	let_in 2a
	let_in 2b
	let_in 2y
	let_in 5
	let_in 6
	kept_out 2y:pa:sS
	kept_out 5:pa:sS
	kept_out 6:pa:sS
}

@test "yescrypt is understood, or it is said that it is not" {
	users "ann:$yescrypt"
	serve --auth="$USERS"
	kept_out ann:wrong
	get / "$(basic ann:pa:ss)"
	if [[ $(head -n 1 "$HEADER") == *' 401 '* ]]; then
		# The crypt(3) of this C library does not have it.
		[[ $CGIHTTPD == *-static ]]
		assert_log 'user "ann" has .*yescrypt.*htpasswd -B'
	else
		assert_status 200
	fi
}

@test "hashes that are weak or unknown are refused, and what to do is said" {
	local hash
	serve --auth="$USERS"
	for hash in "$sha1" "$md5" "$des" 'pa:ss' '' '*' '!' '$7$x' '$2x$04$x'; do
		users "weak:$hash"
		: >"$LOG"
		kept_out weak:pa:ss
		kept_out "weak:$hash"
		assert_log 'user "weak" has .*weak.*htpasswd -B'
	done
	users "apr:$apr1"
	kept_out apr:pa:ss
	assert_log 'user "apr" has an apr1 hash.*htpasswd -B'
}

@test "a hash that is broken lets nobody in" {
	local hash
	serve --auth="$USERS"
	for hash in '$2y$' '$2y$99$abcdefghijklmnopqrstuu' '$2y$04$short' '$5$' \
		'$6$' '$5$rounds=x$' '$y$' "${bcrypt%?????}" \
		"$(printf '%0300d' 0 | sed 's/^/$6$/')"; do
		users "ann:$hash"
		kept_out ann:pa:ss
		kept_out ann:
		kept_out "ann:$hash"
	done
}

@test "user-id and password are compared octet by octet" {
	users "ann:$bcrypt" "Bob:$bcrypt" $'j\xc3\xb6rg:'"$bcrypt" "a b:$bcrypt"
	serve --auth="$USERS"
	let_in ann
	let_in Bob
	let_in $'j\xc3\xb6rg'
	let_in 'a b'
	kept_out Ann:pa:ss
	kept_out bob:pa:ss
	kept_out $'j\xf6rg:pa:ss'
	kept_out an:pa:ss
	kept_out annn:pa:ss
	kept_out 'ann :pa:ss'
	kept_out ann:pa
	kept_out ann:pa:s
	kept_out ann:pa:sss
	kept_out ann:
	kept_out :pa:ss
	kept_out "$bcrypt:pa:ss"
}

@test "an unknown user and a wrong password are answered alike" {
	local known
	serve --auth="$USERS"
	kept_out ann:wrong
	known=$(grep -v '^Date:' "$HEADER"; cat "$BODY")
	kept_out zoe:wrong
	assert_equal "$(grep -v '^Date:' "$HEADER"; cat "$BODY")" "$known"
	stop_server
	assert_equal "$(grep -c 'user or password are wrong' "$LOG")" 2
}

@test "comments, empty lines, CRLF and further columns are part of a file" {
	printf '%s\r\n' '# ann:x' '' 'nocolon' ':x' "ann:$bcrypt:Ann:more" \
		"#bob:$bcrypt" >"$USERS"
	printf '%s' "last:$sha256" >>"$USERS"
	serve --auth="$USERS"
	let_in ann
	let_in last
	kept_out '#bob:pa:ss'
	kept_out 'nocolon:'
}

@test "the first line of a user counts" {
	users "ann:$sha1" "ann:$bcrypt"
	serve --auth="$USERS"
	kept_out ann:pa:ss
}

@test "users are found wherever they stand in a large file" {
	local width
	serve --auth="$USERS"
	for width in 100 3000 4090 4096 9000; do
		{
			printf '%0*d:x\n' "$width" 0
			printf "user%d:$sha256\n" {1..200}
			printf 'ann:%s\n' "$bcrypt"
		} >"$USERS"
		let_in ann
		let_in user200
	done
}

@test "the end of a line that is too long is no line" {
	local width
	serve --auth="$USERS"
	for width in 4080 4090 4095 4096 4097 8190 8191 8192 8193; do
		printf '#%0*dann:%s\n' "$width" 0 "$bcrypt" >"$USERS"
		kept_out ann:pa:ss
		printf '#%0*dann:%s' "$width" 0 "$bcrypt" >"$USERS"
		kept_out ann:pa:ss
	done
}

@test "what is no Basic credentials is 401" {
	local value encoded
	serve --auth="$USERS"
	encoded=$(printf ann:pa:ss | base64)
	for value in '' Basic 'Basic ' "Bearer $encoded" "Digest $encoded" \
		"$encoded" "Basic$encoded" "Basic ${encoded%?}" \
		"Basic $encoded=" "Basic $encoded, Basic $encoded" \
		"Basic $(printf ann | base64)" "Basic !!!!" \
		"Basic $(printf 'ann:pa:ss\n' | base64)" \
		"Basic $(printf 'ann:pa:ss\0' | base64)" \
		"Basic $(printf '%02000d:x' 0 | base64 -w 0)"; do
		get / "Authorization: $value"
		assert_status 401
	done
	get / "Proxy-Authorization: Basic $encoded"
	assert_status 401
	get / "authorization: bAsIc   $encoded"
	assert_status 200
}

# RFC 9110 section 5.3: several lines count as one, which is not credentials.
@test "of several Authorization fields none counts" {
	local right
	serve --auth="$USERS"
	right=$(basic ann:pa:ss)
	get / "$right"
	assert_status 200
	get / "$right" "$right"
	assert_status 401
	get / "$right" "$(basic ann:wrong)"
	assert_status 401
	get / "$(basic ann:wrong)" "$right"
	assert_status 401
}

@test "a 401 says how to come in, and is a page like the other errors" {
	serve --auth="$USERS"
	get /private/page.txt
	assert_status 401
	assert_field WWW-Authenticate 'Basic realm="cgihttpd", charset="UTF-8"'
	assert_field Content-Type 'text/html;charset=utf-8'
	assert_body_matches 'Error code: 401'
	assert_whole
	serve --auth="$USERS" --realm='Ann & Bob'
	get /private/page.txt
	assert_field WWW-Authenticate 'Basic realm="Ann & Bob", charset="UTF-8"'
	head_of /private/page.txt
	assert_status 401
	assert_field WWW-Authenticate 'Basic realm="Ann & Bob", charset="UTF-8"'
	assert_body ''
	serve --auth="$USERS" --realm="$(printf '%0128d' 7)"
	get /
	assert_field_matches WWW-Authenticate '7", charset="UTF-8"$'
}

# ── What is asked for ───────────────────────────────────────────────────────

@test "without a prefix everything is asked for, and before anything else" {
	local target
	serve --auth="$USERS"
	for target in / /private/page.txt /absent /.hidden /cgi-bin/env \
		/cgi-bin/absent /private /cgi-bin/ http://test/ '/?q'; do
		get "$target"
		assert_status 401
	done
	post /cgi-bin/env x
	assert_status 401
	post /private/page.txt x
	assert_status 401
	fetch OPTIONS /private/page.txt
	assert_status 401
	fetch PROPFIND /cgi-bin/env
	assert_status 401
	fetch PROPFIND /private/page.txt
	assert_status 401
	get /absent "$(basic ann:pa:ss)"
	assert_status 404
}

@test "a prefix is one of whole segments" {
	local target
	serve --auth="/private=$USERS"
	page private.txt x
	page privateer/x x
	page PRIVATE/x x
	for target in /private /private/ /private/page.txt /private/absent; do
		get "$target"
		assert_status 401
	done
	for target in /private.txt /privateer/x /public/page.txt / \
		/PRIVATE/x; do
		get "$target"
		assert_status 200
	done
}

@test "no spelling of a path leads around a prefix" {
	local target
	serve --auth="/private=$USERS"
	for target in //private/page.txt /private//page.txt \
		/./private/page.txt /public/../private/page.txt \
		/public/%2e%2e/private/page.txt /public/..%2fprivate/page.txt \
		/%70rivate/page.txt /private%2fpage.txt /%2fprivate/page.txt \
		/private/./page.txt /private/x/../page.txt \
		'/private/page.txt?q' http://test/private/page.txt \
		http://test//private/page.txt /private/. /private/x/..; do
		get "$target"
		assert_status 401 || fail_with 'target: %s\n' "$target"
		get "$target" "$(basic ann:wrong)"
		assert_status 401 || fail_with 'target: %s\n' "$target"
	done
	get //private/page.txt "$(basic ann:pa:ss)"
	assert_status 200
	# Written like this it is another name.
	get /private%252fpage.txt
	assert_status 404
}

@test "a slash at a prefix's end changes nothing" {
	serve --auth="/private/=$USERS"
	get /private
	assert_status 401
	get /private/page.txt
	assert_status 401
	get /
	assert_status 200
	serve --auth="/=$USERS"
	get /
	assert_status 401
}

@test "the longest prefix counts, wherever it stands" {
	local order
	printf '%s\n' "zoe:$bcrypt" >"$BATS_TEST_TMPDIR/others"
	for order in 1 2; do
		set -- --auth="$USERS" \
			--auth="/private=$BATS_TEST_TMPDIR/others"
		((order == 1)) || set -- "$2" "$1"
		serve "$@"
		let_in ann /public/page.txt
		kept_out zoe:pa:ss /public/page.txt
		let_in zoe /private/page.txt
		kept_out ann:pa:ss /private/page.txt
	done
}

@test "a prefix of a single page is asked for by its directory's name too" {
	serve --auth="/private/index.html=$USERS"
	page private/index.html 'secret index'
	get /private/index.html
	assert_status 401
	get /private/
	assert_status 401
	refute_body_matches secret
	let_in ann /private/
	assert_body 'secret index'
	get /private/page.txt
	assert_status 200
}

@test "extra path and script are one path for a prefix" {
	serve --auth="/cgi-bin/env/private=$USERS" \
		--auth="/cgi-bin/touch=$USERS" --setenv="SCRATCH=$SCRATCH"
	get /cgi-bin/env/public
	assert_status 200
	get /cgi-bin/env/private/x
	assert_status 401
	let_in ann /cgi-bin/env/private/x
	get /cgi-bin/touch/x/y
	assert_status 401
}

# ── Scripts ─────────────────────────────────────────────────────────────────

@test "nothing runs before the password is right" {
	serve --auth="$USERS" --setenv="SCRATCH=$SCRATCH"
	get /cgi-bin/touch
	assert_status 401
	kept_out ann:wrong /cgi-bin/touch
	post /cgi-bin/touch content "$(basic zoe:pa:ss)"
	assert_status 401
	stop_server
	assert [ ! -e "$SCRATCH/ran" ]
	let_in ann /cgi-bin/touch
	assert [ -e "$SCRATCH/ran" ]
}

@test "a script is told the user, never the password" {
	serve --auth="$USERS"
	let_in ann /cgi-bin/env
	assert_body_matches '^REMOTE_USER=ann$'
	assert_body_matches '^AUTH_TYPE=Basic$'
	refute_body_matches 'pa:ss|HTTP_AUTHORIZATION|YW5uOnBhOnNz'
}

@test "where nobody is asked, an Authorization field means nothing" {
	serve --auth="/private=$USERS"
	get /cgi-bin/env "$(basic ann:pa:ss)"
	assert_status 200
	refute_body_matches '^(REMOTE_USER|AUTH_TYPE|HTTP_AUTHORIZATION)='
}

@test "the log names the user" {
	serve --auth="$USERS"
	let_in ann /
	get / "$(basic zoe:pa:ss)"
	assert_log '^127\.0\.0\.1 - ann \[.*"GET / HTTP/1\.1" 200 '
	assert_log '^127\.0\.0\.1 - - \[.*"GET / HTTP/1\.1" 401 '
}

@test "a local redirect into a protected prefix asks again" {
	local hash
	script go <<-'END'
		printf 'Location: %s\n\n' "$QUERY_STRING"
	END
	serve --auth="/private=$USERS" --auth="/cgi-bin/touch=$USERS" \
		--setenv="SCRATCH=$SCRATCH"
	get '/cgi-bin/go?/public/page.txt'
	assert_status 200
	for hash in "$bcrypt" "$sha256" "$sha512"; do
		users "ann:$hash"
		get '/cgi-bin/go?/private/page.txt'
		assert_status 401
		assert_field_matches WWW-Authenticate '^Basic '
		refute_body_matches secret
		get '/cgi-bin/go?/private/page.txt' "$(basic ann:wrong)"
		assert_status 401
		let_in ann '/cgi-bin/go?/private/page.txt'
		assert_body secret
	done
	get '/cgi-bin/go?/cgi-bin/touch'
	assert_status 401
	stop_server
	assert [ ! -e "$SCRATCH/ran" ]
	let_in ann '/cgi-bin/go?/cgi-bin/touch'
}

@test "behind a local redirect the user is told where a password is asked for" {
	script go/in <<-'END'
		printf 'Location: %s\n\n' "$QUERY_STRING"
	END
	ln "$ROOT/cgi-bin/env" "$ROOT/cgi-bin/go/env"
	script out <<-'END'
		printf 'Location: /cgi-bin/go/env\n\n'
	END
	serve --auth="/cgi-bin/go=$USERS"
	let_in ann '/cgi-bin/go/in?/cgi-bin/env'
	assert_body_matches '^SCRIPT_NAME=/cgi-bin/env$'
	refute_body_matches '^(REMOTE_USER|AUTH_TYPE)='
	let_in ann '/cgi-bin/go/in?/cgi-bin/go/env'
	assert_body_matches '^REMOTE_USER=ann$'
	let_in ann '/cgi-bin/go/in?/cgi-bin/out'
	assert_body_matches '^REMOTE_USER=ann$'
	assert_body_matches '^AUTH_TYPE=Basic$'
	stop_server
	# The log is of the request, and this was a user's.
	assert_equal "$(grep -c ' - ann \[.*/cgi-bin/go/in?' "$LOG")" 3
}

@test "behind a local redirect the other file's users count" {
	printf '%s\n' "zoe:$bcrypt" >"$BATS_TEST_TMPDIR/others"
	script go <<-'END'
		printf 'Location: /private/page.txt\n\n'
	END
	serve --auth="$USERS" --auth="/private=$BATS_TEST_TMPDIR/others"
	kept_out ann:pa:ss /cgi-bin/go
	kept_out zoe:pa:ss /cgi-bin/go
}

# ── The file ────────────────────────────────────────────────────────────────

@test "what changes in the file counts from the next request on" {
	serve --auth="$USERS"
	let_in ann
	users "zoe:$bcrypt"
	kept_out ann:pa:ss
	let_in zoe
}

@test "a file that cannot be opened lets nobody in" {
	serve --auth="/private=$BATS_TEST_TMPDIR/absent"
	get /private/page.txt "$(basic ann:pa:ss)"
	assert_status 500
	refute_body_matches 'secret|absent'
	get /
	assert_status 200
	assert_log '--auth: cannot open .*/absent: No such file'
	assert_log '500 "/private/page.txt": the htpasswd file could not be opened: No such file'
}

@test "a file that cannot be read lets nobody in" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	for USERS in "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/fifo"; do
		serve --auth="$USERS"
		get / "$(basic ann:pa:ss)"
		assert_status 500
	done
	assert_log '500 "/": the htpasswd file could not be read'
}

@test "the file may be root's alone while the server becomes nobody" {
	((EUID == 0)) || skip 'only root can become nobody'
	mkdir -m 700 "$BATS_TEST_TMPDIR/etc"
	mv "$USERS" "$BATS_TEST_TMPDIR/etc/users"
	chmod 600 "$BATS_TEST_TMPDIR/etc/users"
	serve --auth="$BATS_TEST_TMPDIR/etc/users"
	let_in ann
	kept_out ann:wrong
	# And scripts cannot read it, not even through a descriptor.
	script steal <<-END
		printf 'Content-Type: text/plain\n\n'
		cat '$BATS_TEST_TMPDIR/etc/users' 2>/dev/null
		cat /dev/fd/[3-9] 2>/dev/null
		:
	END
	let_in ann /cgi-bin/steal
	assert_body ''
}

@test "a file without a slash is looked for in \$CREDENTIALS_DIRECTORY first" {
	mkdir "$BATS_TEST_TMPDIR/credentials"
	printf '%s\n' "zoe:$bcrypt" >"$BATS_TEST_TMPDIR/credentials/users"
	cd "$BATS_TEST_TMPDIR"
	serve --auth=users
	let_in ann
	export CREDENTIALS_DIRECTORY=$BATS_TEST_TMPDIR/credentials
	serve --auth=users
	let_in zoe
	kept_out ann:pa:ss
	# A path stays a path, and a name that is not a credential is a file
	# here.
	serve --auth=./users
	let_in ann
	mv users here
	serve --auth=here
	let_in ann
}
