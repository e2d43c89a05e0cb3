# SPDX-License-Identifier: ISC
#
# --check: finds what is broken below a document root.

load helpers/http

setup() {
	http_setup
	script good <<<':'
}

# checked STATUS [OPTION]...: runs --check; its output is in $output
checked() {
	local status=$1
	shift
	run "-$status" "$CGIHTTPD" --check "$@" "$ROOT"
}

# The user that runs scripts, by name if that is known.
scripts_user() {
	local uid=${SERVER_UID:-65534}
	((EUID == 0)) || uid=$EUID
	id -un "$uid" 2>/dev/null || echo "$uid"
}

# Asserts that this is the only fault found.
only() { # LINE
	assert_line "$1"
	assert_line --partial '1 fault(s) found'
}

@test "nothing is found where nothing is wrong" {
	script sub/deep/good <<<':'
	script perl <<<$'#!/bin/sh -e\t\n:'
	cp /bin/true "$ROOT/cgi-bin/program"
	page page.html 'no script'
	page data/script 'no script either'
	printf x >"$ROOT/cgi-bin/.hidden"
	checked 0
	assert_output '4 script(s) looked at, 0 fault(s) found'
}

@test "a way to the root that this user cannot go is named" {
	((EUID == 0)) && [[ -z ${SERVER_UID:-} ]] ||
		skip 'only root can open what lies behind it'
	mkdir -m 700 "$BATS_TEST_TMPDIR/closed"
	mv "$ROOT" "$BATS_TEST_TMPDIR/closed/root"
	ROOT=$BATS_TEST_TMPDIR/closed/root
	checked 1
	assert_line --regexp "/closed: user $(scripts_user) cannot search this directory above ROOT: "
	assert_line --partial '1 fault(s) found'
	rm "$ROOT/cgi-bin/good"
	checked 0
}

@test "a way that an access control list opens is open" {
	((EUID == 0)) && [[ -z ${SERVER_UID:-} ]] ||
		skip 'only root can open what lies behind it'
	command -v setfacl >/dev/null || skip 'no setfacl here'
	mkdir -m 700 "$BATS_TEST_TMPDIR/closed"
	setfacl -m u:nobody:x "$BATS_TEST_TMPDIR/closed" 2>/dev/null ||
		skip 'no access control lists here'
	mv "$ROOT" "$BATS_TEST_TMPDIR/closed/root"
	ROOT=$BATS_TEST_TMPDIR/closed/root
	checked 0
}

@test "a module or data among scripts is no fault: clients get 403 for it" {
	page cgi-bin/module.py 'import os'
	page cgi-bin/__init__.py ''
	page cgi-bin/page.html '<p>'
	checked 1 --cgi-suffix=.html
	assert_line --regexp '^/cgi-bin/page.html: not executable'
	checked 0
	assert_output '4 script(s) looked at, 0 fault(s) found'
	chmod 646 "$ROOT/cgi-bin/module.py"
	checked 1
	only '/cgi-bin/module.py: everybody may write to the script (chmod o-w; --script-mode)'
}

@test "a script that is not executable is named" {
	chmod 644 "$ROOT/cgi-bin/good"
	checked 1
	only "/cgi-bin/good: not executable for user $(scripts_user) (chmod +x, or another --user)"
}

@test "a script without a #! line is named" {
	printf 'print "hello"\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: neither a program nor a script with a #! line'
	: >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: empty'
	printf '\n#!/bin/sh\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: neither a program nor a script with a #! line'
}

@test "a byte order mark before a #! line is named" {
	local mark
	for mark in '\xef\xbb\xbf' '\xff\xfe' '\xfe\xff'; do
		printf "%b#!/bin/sh\n:\n" "$mark" >"$ROOT/cgi-bin/good"
		checked 1
		only '/cgi-bin/good: a byte order mark is before its #! line (save it as UTF-8 without BOM)'
	done
}

@test "a program whose dynamic loader is missing is named" {
	local loader
	loader=$(grep -aoE -m 1 '/lib[a-z0-9/]*/ld-[-a-z0-9_.]+' /bin/true | head -n 1)
	[[ -n $loader ]] || skip '/bin/true has none'
	sed "s|${loader//./[.]}|${loader%?}_|" /bin/true >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: its dynamic loader does not exist here: it was built for another machine or C library'
}

@test "a CR at the end of a #! line is named" {
	local line
	for line in '#!/bin/sh' '#!/bin/sh -e' '#!/usr/bin/env sh'; do
		printf '%s\r\n:\r\n' "$line" >"$ROOT/cgi-bin/good"
		checked 1
		assert_line --regexp '^/cgi-bin/good: CR at the end of its #! line'
		assert_line --partial '1 fault(s) found'
	done
}

@test "Perl and Ruby accept a CR behind their options" {
	command -v perl >/dev/null || skip 'no perl here'
	printf '#!%s -w\r\nprint "Content-Type: text/plain\\n\\nfine";\r\n' \
		"$(command -v perl)" >"$ROOT/cgi-bin/good"
	checked 0
	get /cgi-bin/good
	assert_body fine
	printf '#!%s\r\n' "$(command -v perl)" >"$ROOT/cgi-bin/good"
	checked 1
	printf '#!%s \r\n' "$(command -v perl)" >"$ROOT/cgi-bin/good"
	checked 1
	printf '#!%s -w \r\nprint "Content-Type: text/plain\\n\\nfine";\r\n' \
		"$(command -v perl)" >"$ROOT/cgi-bin/good"
	checked 0
	get /cgi-bin/good
	assert_body fine
	printf '#!%s -w\t \r\n' "$(command -v perl)" >"$ROOT/cgi-bin/good"
	checked 1
	get /cgi-bin/good
	assert_status 502
	assert_log '502 "/cgi-bin/good": CR at the end of its #! line'
}

@test "env -S takes a CR for white space" {
	env -S true 2>/dev/null || skip 'no env -S here'
	printf '#!/usr/bin/env -S sh\r\nprintf "Content-Type: text/plain\n\nfine"\n' \
		>"$ROOT/cgi-bin/good"
	checked 0
	get /cgi-bin/good
	assert_body fine
	sed -i 's/-S/-iS/' "$ROOT/cgi-bin/good"
	checked 0
	sed -i 's/-iS/-uS/' "$ROOT/cgi-bin/good"
	checked 1
	printf '#!/usr/bin/env -S nonesuch\r\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: the interpreter that its #! line has env look for is not in the PATH'
}

@test "names that begin with a dot are looked at where they are served" {
	script good <<<':'
	mkdir -p "$ROOT/.well-known/cgi" "$ROOT/.err" "$ROOT/.other"
	printf '#!/absent\n' | tee "$ROOT/.well-known/cgi/a" "$ROOT/.err/404.cgi" \
		>"$ROOT/.other/500.cgi"
	chmod +x "$ROOT/.well-known/cgi/a" "$ROOT/.err/404.cgi" \
		"$ROOT/.other/500.cgi"
	checked 1 --cgi-dir=/.well-known/cgi --cgi-dir=/cgi-bin
	only '/.well-known/cgi/a: the interpreter in its #! line does not exist'
	checked 1 --error-pages=.err/
	only '/.err/404.cgi: the interpreter in its #! line does not exist'
	checked 0
}

@test "an interpreter that is missing or cannot be executed is named" {
	printf '#!/absent/perl -w\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: the interpreter in its #! line does not exist'
	printf '#!/etc/passwd\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: the interpreter in its #! line may not be executed'
	printf '#!/\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: the interpreter in its #! line may not be executed'
	printf '#! \t\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: its #! line names no interpreter'
}

@test "an interpreter that env does not find is named" {
	printf '#!/usr/bin/env nonesuch -x\n' >"$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: the interpreter that its #! line has env look for is not in the PATH'
	printf '#!/usr/bin/env -S nonesuch -x\n' >"$ROOT/cgi-bin/good"
	checked 1
	printf '#! /usr/bin/env\tsh\n' >"$ROOT/cgi-bin/good"
	checked 0
	printf '#!/usr/bin/env -S sh -e\n' >"$ROOT/cgi-bin/good"
	checked 0
}

@test "a script or its directory that everybody may write to is named" {
	chmod 757 "$ROOT/cgi-bin/good"
	checked 1
	only '/cgi-bin/good: everybody may write to the script (chmod o-w; --script-mode)'
	chmod 755 "$ROOT/cgi-bin/good"
	chmod 777 "$ROOT/cgi-bin"
	checked 1
	only "/cgi-bin/: everybody may write to the script's directory (chmod o-w; --script-mode)"
}

@test "a setuid or setgid script is named" {
	local mode
	for mode in 4755 2755; do
		chmod "$mode" "$ROOT/cgi-bin/good"
		checked 1
		only '/cgi-bin/good: the script is setuid or setgid (--script-mode)'
		checked 0 --script-mode=any
	done
}

@test "--script-mode and --script-owner say what is a fault" {
	local rule
	chmod 777 "$ROOT/cgi-bin/good" "$ROOT/cgi-bin"
	checked 0 --script-mode=any
	chmod 775 "$ROOT/cgi-bin/good" "$ROOT/cgi-bin"
	checked 0
	checked 1 --script-mode=strict
	rule='(chmod g-w; --script-mode=strict)'
	assert_line "/cgi-bin/: the group of the script's directory may write to it $rule"
	assert_line "/cgi-bin/good: the script's group may write to it $rule"
	assert_line --partial '2 fault(s) found'
	chmod 755 "$ROOT/cgi-bin/good" "$ROOT/cgi-bin"
	checked 0 --script-mode=strict
	[[ $EUID -ne 0 ]] || chown -R 65534 "$ROOT/cgi-bin"
	checked 1 --script-owner=root
	assert_line "/cgi-bin/: the script's directory belongs to another user (--script-owner)"
	assert_line '/cgi-bin/good: the script belongs to another user (--script-owner)'
	checked 0 --script-owner="$(stat -c %u "$ROOT/cgi-bin")"
}

@test "the rules for directories are for those with scripts, by whatever option" {
	page app/run.x 'x'
	chmod 777 "$ROOT" "$ROOT/app"
	checked 0
	checked 1 --cgi-suffix=.x=/bin/sh
	only "/app/: everybody may write to the script's directory (chmod o-w; --script-mode)"
	mkdir "$ROOT/sub.x"
	: >"$ROOT/.hidden.x"
	checked 1 --cgi-suffix=.x=/bin/sh
	only "/app/: everybody may write to the script's directory (chmod o-w; --script-mode)"
	page run.x 'x'
	checked 1 --cgi-suffix=.x=/bin/sh
	assert_line --partial '2 fault(s) found'
	assert_line "/: everybody may write to the script's directory (chmod o-w; --script-mode)"
}

@test "a directory of --script-write that cannot be opened is named" {
	checked 1 --script-write=/absent --script-write=/etc/passwd
	assert_line --regexp '^--script-write=/absent: (No such file or directory|this kernel has no Landlock)$'
	assert_line --regexp '^--script-write=/etc/passwd: (Not a directory|this kernel has no Landlock)$'
	assert_line --partial '2 fault(s) found'
	if [[ $output != *Landlock* ]]; then
		checked 0 --script-write="$ROOT"
	fi
	checked 0 --script-write=/absent --no-cgi
}

@test "a directory that cannot be searched or read is named" {
	script sub/script <<<':'
	[[ $EUID -ne 0 ]] || chown 65534 "$ROOT/cgi-bin/sub"
	chmod 600 "$ROOT/cgi-bin/sub"
	checked 1
	only "/cgi-bin/sub/: user $(scripts_user) cannot search the directory: no script below it can be run (chmod +x)"
	chmod 300 "$ROOT/cgi-bin/sub"
	checked 1
	only "/cgi-bin/sub/: user $(scripts_user) cannot read the directory: what is in it was not looked at"
	chmod 700 "$ROOT/cgi-bin/sub"
}

@test "a symbolic link that would not be followed is named" {
	ln -s absent "$ROOT/cgi-bin/dangling"
	checked 1
	only '/cgi-bin/dangling: a symbolic link that leads nowhere'
	rm "$ROOT/cgi-bin/dangling"
	ln -s /bin/true "$ROOT/cgi-bin/out"
	checked 1
	assert_line --regexp '^/cgi-bin/out: a symbolic link leads out of .*--symlinks=any'
	checked 0 --symlinks=any
	rm "$ROOT/cgi-bin/out"
	ln -s good "$ROOT/cgi-bin/alias"
	checked 0
	assert_output '2 script(s) looked at, 0 fault(s) found'
}

@test "every fault of a script is told, and every script" {
	printf 'x' >"$ROOT/cgi-bin/good"
	chmod 646 "$ROOT/cgi-bin/good"
	script sub/bad <<<$'#!/absent\n'
	chmod 757 "$ROOT/cgi-bin/good"
	checked 1
	assert_line --partial '2 script(s) looked at, 3 fault(s) found'
	assert_equal "${#lines[@]}" 4
}

@test "scripts are told in the order of their names, directories among them" {
	local name names=(02 05 03/a 01 10/z/y 09 08/x 04 07 06)
	rm "$ROOT/cgi-bin/good"
	for name in "${names[@]}"; do
		mkdir -p "$ROOT/cgi-bin/${name%"${name##*/}"}"
		: >"$ROOT/cgi-bin/$name"
		chmod 755 "$ROOT/cgi-bin/$name"
	done
	checked 1
	assert_output "$(printf '/cgi-bin/%s: empty\n' "${names[@]}" | sort)
10 script(s) looked at, 10 fault(s) found"
}

@test "what --cgi-suffix has an interpreter for need only be readable" {
	page app/page.x 'no program'
	page cgi-bin/page.x ''
	checked 0 --cgi-suffix=.x=/bin/sh
	assert_output '3 script(s) looked at, 0 fault(s) found'
	chmod 002 "$ROOT/app/page.x"
	checked 1 --cgi-suffix=.x=/bin/sh
	assert_output "/app/page.x: everybody may write to the script (chmod o-w; --script-mode)
/app/page.x: not readable for user $(scripts_user) (chmod +r)
3 script(s) looked at, 2 fault(s) found"
}

@test "an interpreter of --cgi-suffix that cannot be executed is named" {
	checked 1 --cgi-suffix=.x=/absent --cgi-suffix=.y=/etc/passwd \
		--cgi-suffix=.z
	assert_output '--cgi-suffix=.x=/absent: the program of --map or --cgi-suffix does not exist
--cgi-suffix=.y=/etc/passwd: the program of --map or --cgi-suffix may not be executed
1 script(s) looked at, 2 fault(s) found'
}

@test "what --cgi-dir, --cgi-suffix and --error-pages name is looked at" {
	page app/run.cgi 'x'
	page errors/404.cgi 'x'
	chmod +x "$ROOT/app/run.cgi"
	checked 0
	checked 1 --cgi-suffix=.cgi
	assert_line --partial /app/run.cgi
	assert_line --partial /errors/404.cgi
	checked 1 --cgi-dir=/app
	assert_line --partial /app/run.cgi
	refute_line --partial /errors/
	checked 1 --error-pages=errors
	assert_line --partial /errors/404.cgi
	refute_line --partial /app/
	checked 1 --cgi-dir='/a*'
	assert_line --partial /app/run.cgi
	checked 1 --cgi-dir=/
	assert_line --partial /app/run.cgi
}

@test "the programs of --map are looked at" {
	checked 0 --map=/x=/bin/true
	checked 1 --map=/x=/absent
	only '--map=/x=/absent: the program of --map or --cgi-suffix does not exist'
	checked 1 --map=/x=/etc/passwd
	only '--map=/x=/etc/passwd: the program of --map or --cgi-suffix may not be executed'
}

@test "with --no-cgi no script is looked at: none is run" {
	printf x >"$ROOT/cgi-bin/good"
	checked 0 --no-cgi --map=/x=/absent
	assert_output '0 script(s) looked at, 0 fault(s) found'
}

@test "a root without a directory of scripts is said to have none" {
	mv "$ROOT/cgi-bin" "$ROOT/CGI-BIN"
	checked 0
	assert_output 'no /cgi-bin or /htbin in ROOT: all is sent as files
0 script(s) looked at, 0 fault(s) found'
	checked 0 --cgi-suffix=.x
	assert_output '0 script(s) looked at, 0 fault(s) found'
	mkdir "$ROOT/htbin"
	checked 0
	assert_output '0 script(s) looked at, 0 fault(s) found'
}

@test "a link is followed where it is a directory of scripts" {
	mv "$ROOT/cgi-bin" "$ROOT/programs"
	ln -s programs "$ROOT/cgi-bin"
	checked 0
	assert_output '1 script(s) looked at, 0 fault(s) found'
	chmod -x "$ROOT/programs/good"
	ln -s .. "$ROOT/programs/back"
	checked 1
	only "/cgi-bin/good: not executable for user $(scripts_user) (chmod +x, or another --user)"
	chmod 777 "$ROOT/programs"
	chmod +x "$ROOT/programs/good"
	checked 1 --script-mode=strict
	assert_line --regexp "^/cgi-bin/: everybody may write to the script's directory"
	assert_line --partial '1 fault(s) found'
	# What counts is the linked directory, not the one that it is in.
	mkdir -m 777 "$ROOT/open"
	mv "$ROOT/programs" "$ROOT/open" && rm "$ROOT/open/programs/back"
	chmod 755 "$ROOT/open/programs"
	ln -sfn open/programs "$ROOT/cgi-bin"
	checked 0 --script-mode=strict
	serve --script-mode=strict
	get /cgi-bin/good
	assert_status 502
	ln -sfn /usr/bin "$ROOT/cgi-bin"
	checked 1
	only '/cgi-bin: a symbolic link leads out of the document root, or is absolute (--symlinks=any would follow it)'
}

@test "a pattern of --cgi-dir that matches no directory is named" {
	mkdir -p "$ROOT/a/cgi"
	ln -s a/cgi "$ROOT/link"
	checked 0 --cgi-dir=/cgi-bin --cgi-dir='/a/*' --cgi-dir=/link
	checked 1 --cgi-dir=/cgi-bin --cgi-dir='/b*'
	only '--cgi-dir=/b*: no directory below ROOT matches it'
}

@test "a directory of scripts that --cgi-dir leaves out is named" {
	checked 1 --cgi-dir=/cgibin
	assert_line '/cgi-bin/: --cgi-dir does not name it: what is in it is sent as files'
	assert_line '--cgi-dir=/cgibin: no directory below ROOT matches it'
	checked 0 --cgi-dir=/cgi-bin
}

@test "a hash that cannot be used is named, with its user" {
	local users=$BATS_TEST_TMPDIR/users
	{
		echo '# comment: none'
		echo 'good:$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.'
		echo 'locked:!' && echo 'too:*' && echo 'also:!$6$x$y'
		echo 'no:!Secret'
		echo "long:\$6\$$(printf %0300d 0)"
		echo 'apr:$apr1$tests$SPmrKndeBCfsXahtM897h1'
		printf 'plain\e:password'
	} >"$users"
	checked 1 --auth="/x=$users"
	assert_line "--auth=/x=$users: user apr has an apr1 hash, which crypt(3) does not know; make it anew with htpasswd -B"
	assert_line "--auth=/x=$users: user plain\x1b has no hash, or one that is weak or unknown; make it anew with htpasswd -B"
	assert_line "--auth=/x=$users: user long has a hash that is too long"
	assert_line --regexp "user no has no hash, or one that is weak"
	assert_line --partial '4 fault(s) found'
	checked 1 --auth=/x="$BATS_TEST_TMPDIR"
	assert_line "--auth=/x=$BATS_TEST_TMPDIR: it cannot be read: what it protects is answered 500"
}

@test "what --auth and --error-pages name is looked for" {
	checked 1 --auth=/x=/absent
	assert_line '--auth=/x=/absent: it cannot be read: what it protects is answered 500'
	checked 1 --error-pages=absent
	only '--error-pages=absent: there is no such directory below ROOT'
	mkdir "$ROOT/errors"
	checked 0 --error-pages=errors
	checked 0 --error-pages=/errors/
}

@test "every virtual host is looked at" {
	script /one.example/cgi-bin/bad <<<$'#!/absent\n'
	script /two.example/cgi-bin/fine <<<':'
	checked 0
	checked 1 --virtual-hosts
	only '//one.example/cgi-bin/bad: the interpreter in its #! line does not exist'
	assert_line --partial '2 script(s) looked at'
}

@test "names are shown so that they do no harm to a terminal" {
	printf x >"$ROOT/cgi-bin/"$'\e[2J\n\x9b"'
	chmod +x "$ROOT/cgi-bin/"$'\e[2J\n\x9b"'
	checked 1
	only '/cgi-bin/\x1b[2J\x0a\x9b\x22: neither a program nor a script with a #! line'
}

@test "it is looked over with the eyes of the user that scripts get" {
	((EUID == 0)) || skip 'only root can become nobody'
	chmod 700 "$ROOT/cgi-bin/good"
	checked 1
	only "/cgi-bin/good: not executable for user $(scripts_user) (chmod +x, or another --user)"
	chmod 700 "$ROOT"
	checked 1
	assert_line --partial "user $(scripts_user) cannot read the document root"
}
