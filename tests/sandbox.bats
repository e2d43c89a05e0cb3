# SPDX-License-Identifier: ISC
#
# --sandbox, --script-write, --script-mode and --script-owner: what processes
# give up, and that this affects no answer. tests/unit/sandbox_test.c tries what
# they gave up.

load helpers/http

setup() {
	http_setup
	SERVER=$CGIHTTPD
	page page.txt 'the page'
	script status <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat /proc/self/status
	END
}

# sandbox_of TARGET [OPTION]...: prints the sandbox, as --explain tells it
sandbox_of() {
	local target=$1
	shift
	"$SERVER" --explain="$target" "$@" "$ROOT" |
		sed -n 's/^sandbox  *//p'
}

# Returns whether --explain tells of a sandbox that begins with these words.
has() { # <words>
	[[ $(sandbox_of /page.txt --sandbox=full) == "$1"* ]]
}

# By the kernel's word: a program that lost its sandbox would say that it cannot
# have one.
kernel_has() { # Landlock|seccomp
	case $1 in
	Landlock) # landlock_create_ruleset(2), for the version
		python3 -c 'import ctypes
exit(ctypes.CDLL(None).syscall(444, 0, 0, 1) <= 0)'
		;;
	seccomp) [[ -e /proc/sys/kernel/seccomp/actions_avail ]] ;;
	esac
}

need() { # Landlock|seccomp...
	local part
	! has 'none (made with sanitizers)' || skip 'made with sanitizers'
	for part; do
		kernel_has "$part" || skip "no $part here"
	done
	# That is known when it is built.
	[[ $* != *seccomp* ]] || ! has 'Landlock (no seccomp filter here)' ||
		skip 'no filter for this architecture'
}

need_sandbox() {
	need Landlock seccomp
}

# start_as PROGRAM [ARGUMENT]...: this command starts the server from now on
start_as() {
	CGIHTTPD=$BATS_TEST_TMPDIR/start
	printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$*" "$SERVER" >"$CGIHTTPD"
	chmod 755 "$CGIHTTPD"
}

need_plain_user() {
	((EUID == 0)) || skip 'only root can become a plain user'
	command -v setpriv >/dev/null || skip 'setpriv(1) is not here'
}

as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'

# ── Who is confined ─────────────────────────────────────────────────────────

# Makes a script that prints the status of its relay, the one child that it did
# not start, when its client has the second piece of output: a relay that is to
# be confined is confined before it sends that.
script_with_relay() {
	script watched <<-'END'
		printf 'Content-Type: text/plain\n\nfirst\n'
		read -r line
		echo second
		read -r line
		read -r children </proc/$$/task/$$/children
		for child in $children; do
			grep -qs '^Name:	cgihttpd' "/proc/$child/status" &&
				cat "/proc/$child/status"
		done
	END
}

ask_script_with_relay() {
	request 'POST /cgi-bin/watched HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\n\r\n' \
		expect first say 'go\n' expect second say 'go\n' drain
	assert_status 200
}

@test "a relay is confined while its script goes on, the script is not" {
	need_sandbox
	script_with_relay
	ask_script_with_relay
	assert_body_matches '^Seccomp:	2$'
	assert_body_matches '^NoNewPrivs:	1$'
	get /cgi-bin/status
	assert_body_matches '^Seccomp:	0$'
	serve --sandbox=off
	ask_script_with_relay
	assert_body_matches '^Seccomp:	0$'
}

@test "a relay is confined with --new-privileges too, the script is not" {
	need_sandbox
	script_with_relay
	serve --new-privileges
	ask_script_with_relay
	assert_body_matches '^Seccomp:	2$'
	get /cgi-bin/status
	assert_body_matches '^Seccomp:	0$'
	assert_body_matches '^NoNewPrivs:	0$'
}

# filters_of TARGET [OPTION]...: prints the seccomp mode of the answering
# process when it has sent the first line of an answer that is larger than any
# socket's buffer
filters_of() {
	local target=$1 line pid
	shift
	serve "$@"
	start_server
	# shellcheck disable=SC2154 # helpers/http sets it
	exec {connection}<>"/dev/tcp/127.0.0.1/$server_port"
	printf 'GET %s HTTP/1.0\r\n\r\n' "$target" >&"$connection"
	read -r line <&"$connection"
	[[ $line == HTTP/1.1\ 200* ]] || fail_with 'got %q\n' "$line"
	# shellcheck disable=SC2154
	pid=$(pgrep -P "$server_pid")
	sed -n 's/^Seccomp:	//p' "/proc/$pid/status"
	exec {connection}<&-
	# "run" is a subshell: its caller does not know this listener.
	stop_server
}

@test "a large file is sent by a process that is confined" {
	need_sandbox
	truncate -s 64M "$ROOT/large"
	run -0 filters_of /large
	assert_output 2
	run -0 filters_of /large --sandbox=full
	assert_output 2
	run -0 filters_of /large --no-cgi
	assert_output 2
	run -0 filters_of /large --sandbox=off --no-cgi
	assert_output 0
}

@test "--explain tells what an answer is confined by" {
	need_sandbox
	mkdir "$ROOT/list"
	truncate -s 2M "$ROOT/large"
	both='Landlock, seccomp' none='none (see --sandbox)'
	assert_equal "$(sandbox_of /page.txt)" "$none"
	assert_equal "$(sandbox_of /list)" "$none"
	assert_equal "$(sandbox_of /large)" "$both"
	assert_equal "$(sandbox_of /list/)" "$both"
	assert_equal "$(sandbox_of /cgi-bin/status)" 'seccomp (its relay)'
	assert_equal "$(sandbox_of /page.txt --no-cgi)" "$both"
	assert_equal "$(sandbox_of /page.txt --sandbox=full)" "$both"
	assert_equal "$(sandbox_of /list/ --sandbox=off)" "$none"
	assert_equal "$(sandbox_of /cgi-bin/status --sandbox=off)" \
		'none (see --sandbox)'
}

# ── No answer suffers ───────────────────────────────────────────────────────

# Gets every kind of answer, with these options.
answers_of_all_kinds() {
	local line
	serve "$@"
	get /page.txt
	assert_status 200
	assert_body 'the page'
	get /page.txt 'If-None-Match: *'
	assert_status 304
	get /page.txt 'Range: bytes=0-2'
	assert_status 206
	assert_body the
	get /page.txt 'Range: bytes=0-0,4-4'
	assert_status 206
	assert_whole
	get /page.txt 'Range: bytes=100-'
	assert_status 416
	get /page.txt 'If-Match: "no"'
	assert_status 412
	printf 'compressed' >"$ROOT/page.txt.gz"
	get /page.txt 'Accept-Encoding: gzip'
	assert_status 200
	assert_field Content-Encoding gzip
	assert_body compressed
	rm "$ROOT/page.txt.gz"
	head -c 3000000 /dev/urandom >"$ROOT/large"
	get /large
	assert_body_file "$ROOT/large"
	mkdir -p "$ROOT/list/below"
	page list/file 'x'
	ln -sf file "$ROOT/list/link"
	get /list/
	assert_status 200
	assert_body_matches '>below/<'
	assert_body_matches '>link<|>link@<'
	get '/list/?json'
	assert_status 200
	assert_field Content-Type application/json
	get /list
	assert_status 301
	get /absent
	assert_status 404
	assert_whole
	request 'GET\r\n\r\n'
	assert_status 400
	post /page.txt x
	assert_status 501
	fetch OPTIONS /page.txt
	assert_status 204
}

@test "--sandbox=full: every kind of answer without scripts" {
	answers_of_all_kinds --sandbox=full
	! has 'Landlock, seccomp' || refute_log 'answers go without it'
}

@test "--no-cgi: the same" {
	answers_of_all_kinds --no-cgi
	answers_of_all_kinds --no-cgi --sandbox=full --symlinks=any
	answers_of_all_kinds --no-cgi --sandbox=off
}

@test "--no-cgi: confined before the first octet of a request is read" {
	local calls=$BATS_TEST_TMPDIR/calls
	need_sandbox
	command -v strace >/dev/null || skip 'strace(1) is not here'
	compose GET /page.txt >"$BATS_TEST_TMPDIR/request"
	strace -qq -e trace=prctl,pread64 -o "$calls" "$SERVER" --no-cgi \
		"$ROOT" <"$BATS_TEST_TMPDIR/request" | cat >"$RESPONSE"
	grep -q 'the page' "$RESPONSE"
	run -0 awk '/PR_SET_SECCOMP, SECCOMP_MODE_FILTER, \{/ { confined = 1 }
		/^pread64\(0,/ { print confined ? "confined" : "free"; exit }' \
		"$calls"
	assert_output confined
}

@test "--no-cgi: passwords are checked, hosts and linked files found" {
	page default/private/page.txt secret
	ln -s page.txt "$ROOT/default/private/link"
	printf 'ann:%s\n' "$(openssl passwd -6 word)" >"$BATS_TEST_TMPDIR/users"
	chmod 644 "$BATS_TEST_TMPDIR/users"
	serve --no-cgi --virtual-hosts --auth="/private=$BATS_TEST_TMPDIR/users"
	get /private/page.txt
	assert_status 401
	get /private/link \
		"Authorization: Basic $(printf ann:word | base64)"
	assert_status 200
	assert_body secret
}

@test "--symlinks=any: what links lead to outside is served as before" {
	printf 'elsewhere' >"$BATS_TEST_TMPDIR/elsewhere"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$ROOT/link"
	serve --symlinks=any --sandbox=full
	get /link
	assert_status 200
	assert_body elsewhere
	serve --sandbox=full
	get /link
	assert_status 404
}

@test "--sandbox=full: scripts, and what they lead to" {
	serve --sandbox=full --setenv="SCRATCH=$SCRATCH"
	script echo <<-'END'
		printf 'Content-Type: text/plain\n\n'
		cat
	END
	script nph-raw <<-'END'
		printf 'HTTP/1.1 200 OK\r\n\r\nraw'
	END
	script to-script <<-'END'
		printf 'Location: /cgi-bin/echo\n\n'
	END
	script to-file <<-'END'
		printf 'Location: /page.txt\n\n'
	END
	script sends <<-'END'
		printf 'X-Sendfile: /page.txt\n\n'
	END
	script killed <<-'END'
		printf 'Content-Type: text/plain\n\nhalf'
		kill -9 $$
	END
	script short <<-'END'
		printf 'Content-Type: text/plain\nContent-Length: 100\n\nhalf'
	END
	script silent <<-'END'
		exit 3
	END
	post /cgi-bin/echo 'and back'
	assert_body 'and back'
	head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/content"
	post_file /cgi-bin/echo "$BATS_TEST_TMPDIR/content"
	assert_body_file "$BATS_TEST_TMPDIR/content"
	assert_whole
	request 'POST /cgi-bin/echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n'
	assert_body ab
	get /cgi-bin/nph-raw
	assert_body raw
	get /cgi-bin/to-script
	assert_status 200
	assert_body ''
	get /cgi-bin/to-file
	assert_body 'the page'
	get /cgi-bin/sends
	assert_body 'the page'
	ending=reset get /cgi-bin/short
	get /cgi-bin/silent
	assert_status 502
	get /cgi-bin/killed
	assert_body half
	run ! assert_whole
	assert_log 'script "/cgi-bin/killed" ended with signal 9'
	assert_log '502 "/cgi-bin/silent": .* exit status 3'
	assert_log 'wrote less than its Content-Length'
	! has 'Landlock, seccomp' || refute_log 'answers go without it'
	serve --sandbox=full --script-output=follows
	get /cgi-bin/status
	grep -q ' 200 Script output follows' "$RESPONSE"
	grep -q '^Seccomp:	0' "$RESPONSE"
}

@test "--sandbox=full: a script is ended when its time is over" {
	serve --sandbox=full --script-time=1
	script stalls <<-'END'
		printf 'Content-Type: text/plain\n\nhalf'
		exec cat "$SCRATCH/fifo"
	END
	script says-nothing <<-'END'
		exec cat "$SCRATCH/fifo"
	END
	mkfifo "$SCRATCH/fifo"
	chmod 666 "$SCRATCH/fifo"
	serve --sandbox=full --script-time=1 --setenv="SCRATCH=$SCRATCH"
	get /cgi-bin/stalls
	assert_body half
	run ! assert_whole
	get /cgi-bin/says-nothing
	assert_status 504
	run ! pgrep -f "$SCRATCH/fifo"
}

@test "--sandbox=full: an error's page may be a script, whatever failed" {
	serve --sandbox=full --error-pages=errors
	script /errors/412.cgi <<-'END'
		printf 'Content-Type: text/plain\n\npage of %s' "$REDIRECT_STATUS"
	END
	cp "$ROOT/errors/412.cgi" "$ROOT/errors/404.cgi"
	cp "$ROOT/errors/412.cgi" "$ROOT/errors/502.cgi"
	page errors/416.html 'a page for 416'
	page errors/504.html 'a page for 504'
	page errors/500.html "$(printf '%040000d' 0)"
	page cgi-bin/broken '#!/absent'
	chmod 755 "$ROOT/cgi-bin/broken"
	script silent <<-'END'
		exit 3
	END
	get /page.txt 'If-Match: "no"'
	assert_status 412
	assert_body 'page of 412'
	get /absent
	assert_body 'page of 404'
	get /cgi-bin/silent
	assert_body 'page of 502'
	get /cgi-bin/broken
	assert_status 500
	assert_whole
	assert_body "$(printf '%040000d' 0)"
	get /page.txt 'Range: bytes=100-'
	assert_status 416
	assert_body 'a page for 416'
	get /page.txt
	assert_body 'the page'
	refute_log 'failed: '
}

@test "a client that leaves a listing or a large file is noted" {
	truncate -s 64M "$ROOT/large"
	request 'GET /large HTTP/1.1\r\nHost: t\r\n\r\n' expect 'HTTP/1.1 200' reset
	assert_log 'the client went away or was too slow'
}

# ── Older kernels ───────────────────────────────────────────────────────────

@test "without Landlock or seccomp answers are the same, and a line for each says so" {
	local what lacks
	mkdir "$ROOT/list"
	for what in landlock seccomp both; do
		start_as "${TALK%/*}/without" "$what"
		serve --sandbox=full
		: >"$LOG"
		get /page.txt
		assert_status 200
		assert_body 'the page'
		stop_server
		! has 'none (made with sanitizers)' || continue
		lacks=1
		! SERVER=$CGIHTTPD has none || lacks=2
		assert_equal "$(grep -c 'here (.*): answers go without it' "$LOG")" \
			"$lacks"
		serve --sandbox=auto
		: >"$LOG"
		get /list/
		assert_status 200
		get /list/
		get /page.txt
		stop_server
		# A process for each connection has to log it itself.
		[[ $DOOR == listen ]] || ((lacks *= 2))
		assert_equal "$(grep -c 'here (.*): answers go without it' "$LOG")" \
			"$lacks"
	done
}

@test "--explain tells what this kernel does not have" {
	need_sandbox
	local what said
	while IFS=: read -r what said; do
		start_as "${TALK%/*}/without" "$what"
		assert_equal "$(SERVER=$CGIHTTPD sandbox_of /page.txt \
			--sandbox=full)" "$said"
	done <<-'END'
		landlock:seccomp (this kernel has no Landlock)
		seccomp:Landlock (no seccomp filter here)
		both:none (no Landlock and no seccomp filter here)
	END
	assert_equal "$(SERVER=$CGIHTTPD sandbox_of /cgi-bin/status)" \
		'none (no seccomp filter here)'
}

# ── --script-write ──────────────────────────────────────────────────────────

# Makes a script that tells where it can write.
script_that_writes() { # NAME
	script "$1" <<-'END'
		case $0 in
		*nph-*) printf 'HTTP/1.1 200 OK\r\n\r\n' ;;
		*) printf 'Content-Type: text/plain\n\n' ;;
		esac
		try() {
			if (: >"$2") 2>/dev/null; then
				echo "$1 yes"
			else
				echo "$1 no"
			fi
		}
		try allowed "$SCRATCH/allowed/file"
		try scratch "$SCRATCH/file"
		try null /dev/null
		(rm "$SCRATCH/victim") 2>/dev/null || echo 'victim is there'
		cat "$SCRATCH/victim"
	END
}

write_attempts() { # TARGET
	printf 'readable\n' >"$SCRATCH/victim"
	chmod 666 "$SCRATCH/victim"
	get "$1"
	head -n 1 "$RESPONSE" | grep -q ' 200 '
}

prepare_writing() {
	mkdir -p "$SCRATCH/allowed" "$SCRATCH/other"
	chmod 777 "$SCRATCH" "$SCRATCH/allowed" "$SCRATCH/other"
	script_that_writes writes
	script_that_writes nph-writes
	script to-writes <<-'END'
		printf 'Location: /cgi-bin/writes\n\n'
	END
}

@test "without --script-write scripts write where their user may" {
	prepare_writing
	serve --setenv="SCRATCH=$SCRATCH"
	write_attempts /cgi-bin/writes
	assert_body 'allowed yes
scratch yes
null yes
'
}

@test "with --script-write they write there and to /dev/null, however they run" {
	need Landlock
	prepare_writing
	local target expected='allowed yes
scratch no
null yes
victim is there
readable
'
	serve --setenv="SCRATCH=$SCRATCH" --script-write="$SCRATCH/allowed"
	for target in writes nph-writes to-writes; do
		write_attempts "/cgi-bin/$target"
		assert_body "$expected"
	done
	serve --setenv="SCRATCH=$SCRATCH" --script-output=follows \
		--script-write="$SCRATCH/other" --script-write="$SCRATCH/allowed"
	write_attempts /cgi-bin/writes
	assert_equal "$(tail -n 5 "$RESPONSE")"$'\n' "$expected"
	serve --setenv="SCRATCH=$SCRATCH" --sandbox=off \
		--script-write="$SCRATCH/allowed"
	write_attempts /cgi-bin/writes
	assert_body "$expected"
}

@test "--script-write says where a kernel lets scripts empty files" {
	need Landlock
	local words='--script-write does not keep scripts from emptying files'
	script empties <<-'END'
		printf 'Content-Type: text/plain\n\n'
		python3 -c 'import os, sys; os.truncate(sys.argv[1], 0)' \
			"$SCRATCH/victim" 2>/dev/null || echo kept
	END
	prepare_writing
	serve --setenv="SCRATCH=$SCRATCH" --script-write="$SCRATCH/allowed"
	write_attempts /cgi-bin/empties
	stop_server
	# Whatever kernel this is.
	if grep -q kept "$BODY"; then
		refute_log "$words"
	else
		assert_log "$words"
	fi
	: >"$LOG"
	# Every second call asks for the version: that of Linux 5.19.
	server_failing landlock_create_ruleset:retval=2:when=1+2
	write_attempts /cgi-bin/empties
	refute_body_matches kept
	assert_equal "$(grep -c -- "$words" "$LOG")" 1
}

@test "a script that cannot be kept from writing is not run" {
	script touches <<-'END'
		: >"$SCRATCH/ran"
	END
	serve --setenv="SCRATCH=$SCRATCH" --script-write=/absent/directory
	get /cgi-bin/touches
	assert_status 500
	get /page.txt
	assert_status 200
	! has Landlock ||
		assert_log '--script-write=/absent/directory: No such file'
	start_as "${TALK%/*}/without" landlock
	serve --setenv="SCRATCH=$SCRATCH" --script-write="$SCRATCH"
	get /cgi-bin/touches
	assert_status 500
	assert_log 'this kernel has no Landlock, by which --script-write'
	start_as "${TALK%/*}/without" room
	serve --setenv="SCRATCH=$SCRATCH" --script-write="$SCRATCH"
	: >"$LOG"
	get /cgi-bin/touches
	assert_status 503
	# In either C library's words.
	assert_log '503 .*kept from writing .*: (Too many open files|No file descriptors)'
	refute_log 'this kernel has no Landlock'
	assert [ ! -e "$SCRATCH/ran" ]
}

@test "--script-write wants an absolute path, and no --new-privileges" {
	run -64 "$SERVER" --script-write=relative "$ROOT"
	assert_output 'cgihttpd: --script-write=relative is no absolute path'
	run -64 "$SERVER" --script-write=/tmp --new-privileges "$ROOT"
	assert_output 'cgihttpd: --script-write and --new-privileges exclude each other'
}

# ── --script-mode, --script-owner ───────────────────────────────────────────

# refused RULE [OPTION]...: the script is not run, and the log names the rule
refused() {
	local rule=$1
	shift
	serve "$@"
	: >"$LOG"
	get /cgi-bin/status
	assert_status 403
	assert_reason 'CGI script is not executable'
	assert_log "403 \"/cgi-bin/status\": $rule"
}

run_with() { # [OPTION]...
	serve "$@"
	get /cgi-bin/status
	assert_status 200
}

@test "root does not run what everybody may have written" {
	((EUID == 0)) || skip 'about root'
	chmod 775 "$ROOT/cgi-bin/status" "$ROOT/cgi-bin"
	run_with
	chmod 757 "$ROOT/cgi-bin/status"
	refused 'everybody may write to the script \('
	run_with --script-mode=any
	chmod 755 "$ROOT/cgi-bin/status"
	chmod 777 "$ROOT/cgi-bin"
	refused "everybody may write to the script's directory"
	refused "everybody may write to the script's directory" \
		--script-directory=root
	run_with --script-mode=any
	chmod 755 "$ROOT/cgi-bin"
	chmod 4755 "$ROOT/cgi-bin/status"
	refused 'the script is setuid or setgid'
	chmod 2755 "$ROOT/cgi-bin/status"
	refused 'the script is setuid or setgid'
	run_with --script-mode=any
}

@test "a plain user runs all of its scripts, unless --script-mode=strict" {
	need_plain_user
	chmod -R 777 "$ROOT"
	start_as "$as_nobody"
	run_with
	refused 'everybody may write to the script \(' --script-mode=strict
	chmod 775 "$ROOT/cgi-bin/status"
	refused "the script's group may write to it" --script-mode=strict
	chmod 755 "$ROOT/cgi-bin/status"
	refused "everybody may write to the script's directory" \
		--script-mode=strict
	chmod 775 "$ROOT/cgi-bin"
	refused "the group of the script's directory may write to it" \
		--script-mode=strict
	chmod 755 "$ROOT/cgi-bin"
	run_with --script-mode=strict
}

@test "--script-owner: scripts and their directories are root's or that user's" {
	need_plain_user
	run_with --script-owner=daemon
	chown 1234 "$ROOT/cgi-bin/status"
	refused 'the script belongs to another user' --script-owner=daemon
	run_with --script-owner=1234
	chown 0 "$ROOT/cgi-bin/status"
	chown 1234 "$ROOT/cgi-bin"
	refused "the script's directory belongs to another user" \
		--script-owner=daemon
	run -67 "$SERVER" --script-owner=nonesuch "$ROOT"
	assert_output 'cgihttpd: --script-owner: there is no user "nonesuch"; create it, or name another one'
}

@test "behind a symbolic link both directories have to be safe" {
	need_plain_user
	mkdir -m 777 "$ROOT/upload"
	mv "$ROOT/cgi-bin/status" "$ROOT/upload/status"
	ln -s ../upload/status "$ROOT/cgi-bin/status"
	run_with --script-mode=any
	refused "everybody may write to the script's directory" \
		--script-mode=strict
	chmod 755 "$ROOT/upload"
	run_with --script-mode=strict
	chown 1234 "$ROOT/upload"
	refused "the script's directory belongs to another user" \
		--script-owner=daemon
	chown 0 "$ROOT/upload"
	run_with --script-owner=daemon
	chmod 777 "$ROOT/cgi-bin"
	refused "everybody may write to the script's directory" \
		--script-mode=strict
}

@test "behind a symbolic link out of the root, too" {
	need_plain_user
	mkdir -m 777 "$BATS_TEST_TMPDIR/upload"
	mv "$ROOT/cgi-bin/status" "$BATS_TEST_TMPDIR/upload/status"
	ln -s ../../upload/status "$ROOT/cgi-bin/status"
	refused "everybody may write to the script's directory" \
		--symlinks=any --script-mode=strict
	chmod 755 "$BATS_TEST_TMPDIR/upload"
	run_with --symlinks=any --script-mode=strict
}

@test "behind a chain of symbolic links each directory has to be safe" {
	need_plain_user
	mkdir "$ROOT/way" "$ROOT/real"
	mv "$ROOT/cgi-bin/status" "$ROOT/real"
	ln -s ../way/here "$ROOT/cgi-bin/status"
	ln -s "../real//./status" "$ROOT/way/here"
	ln -s ../real "$ROOT/way/directory"
	run_with --script-mode=strict
	chmod 777 "$ROOT/way"
	refused "everybody may write to the script's directory" \
		--script-mode=strict
	run -1 "$SERVER" --check --script-mode=strict "$ROOT"
	assert_line --partial "/cgi-bin/status: everybody may write to the script's directory"
	# The link may be to a directory.
	ln -sf ../way/directory/status "$ROOT/cgi-bin/status"
	refused "everybody may write to the script's directory" \
		--script-mode=strict
	chmod 755 "$ROOT/way"
	run_with --script-mode=strict
	run -0 "$SERVER" --check --script-mode=strict "$ROOT"
	chmod 777 "$ROOT/real"
	refused "everybody may write to the script's directory" \
		--script-mode=strict
	chmod 755 "$ROOT/real"
	# Absolute ones, out of the root.
	ln -sf "$ROOT/way/here" "$ROOT/cgi-bin/status"
	run_with --symlinks=any --script-mode=strict
	chmod 777 "$ROOT/way"
	refused "everybody may write to the script's directory" \
		--symlinks=any --script-mode=strict
}

@test "a chain of links that becomes too long a path is refused" {
	need_plain_user
	mkdir "$ROOT/way" "$ROOT/real"
	mv "$ROOT/cgi-bin/status" "$ROOT/real"
	# The system limits each link; joined with the rest, this is too long.
	ln -s "$(printf './%.0s' {1..2044})../real" "$ROOT/way/long"
	ln -s ../way/long "$ROOT/cgi-bin/dir"
	serve --script-mode=any
	get /cgi-bin/dir/status
	assert_status 200
	serve --script-mode=strict
	get /cgi-bin/dir/status
	assert_status 500
	assert_log 'the way to the script cannot be gone link by link'
}

@test "--check: a link that leads to no script is no fault" {
	mkdir -m 775 "$ROOT/common"
	mkdir "$ROOT/common/tools"
	page common/data.txt data
	ln -s ../common/tools "$ROOT/cgi-bin/tools"
	ln -s ../common/data.txt "$ROOT/cgi-bin/data.txt"
	run -0 "$SERVER" --check --script-mode=strict "$ROOT"
	script /common/program <<<':'
	ln -s ../common/program "$ROOT/cgi-bin/program"
	run -1 "$SERVER" --check --script-mode=strict "$ROOT"
	assert_line --partial "/cgi-bin/program: the group of the script's directory"
}

@test "--explain tells of a script that is refused" {
	chmod 757 "$ROOT/cgi-bin/status"
	run -1 "$SERVER" --explain=/cgi-bin/status --script-mode=strict "$ROOT"
	assert_line --regexp '^answer +403 CGI script is not executable$'
	assert_line --regexp '^because +everybody may write to the script '
}

@test "programs of --map are the administrator's affair" {
	script /elsewhere <<-'END'
		printf 'Content-Type: text/plain\n\nmapped'
	END
	mv "$ROOT/elsewhere" "$BATS_TEST_TMPDIR/program"
	chmod 757 "$BATS_TEST_TMPDIR/program"
	serve --map="/mapped=$BATS_TEST_TMPDIR/program" --script-mode=strict
	get /mapped
	assert_status 200
	assert_body mapped
}
