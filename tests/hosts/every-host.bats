# SPDX-License-Identifier: ISC
#
# What the server has to do whatever started it: the same tests for every host.

load hosts

# Prints a value that a script reports in a line NAME=VALUE.
reported_value() { # <name>
	sed -n "s/^$1=//p" "$BODY"
}

# ── Files ───────────────────────────────────────────────────────────────────

@test "a file arrives whole" {
	head -c 3000000 /dev/urandom >"$ROOT/file.bin"
	visit /file.bin
	assert_status 200
	assert_field Content-Length 3000000
	assert_body_file "$ROOT/file.bin"
}

@test "a directory's index, and a redirect to its slash" {
	page sub/index.html 'the index'
	visit '/sub?q'
	assert_status 301
	assert_field_matches Location '/sub/\?q$'
	visit /sub/
	assert_status 200
	assert_body 'the index'
}

@test "what is not there is 404" {
	visit /nothing
	assert_status 404
}

@test "an answer is not lost because its request's content was not read" {
	head -c 4000000 /dev/zero >"$BATS_TEST_TMPDIR/content"
	page file.txt text
	visit /file.txt --data-binary @"$BATS_TEST_TMPDIR/content"
	assert_status 501
	assert_reason 'Can only POST to CGI scripts'
}

@test "over IPv6" {
	[[ -n ${host_url6:-} ]] || skip 'this host was told of IPv4 only'
	script env <<<'
		printf "Content-Type: text/plain\n\n"; env'
	host_url=$host_url6 visit /cgi-bin/env
	assert_status 200
	assert_equal "$(reported_value REMOTE_ADDR)" ::1
}

# ── Scripts ─────────────────────────────────────────────────────────────────

@test "a script gets the request as meta-variables" {
	script env <<<'printf "Content-Type: text/plain\n\n"; env'
	visit '/cgi-bin/env/extra/path?a=b&c' -H 'X-Own: words'
	assert_status 200
	assert_equal "$(reported_value GATEWAY_INTERFACE)" CGI/1.1
	assert_equal "$(reported_value REQUEST_METHOD)" GET
	assert_equal "$(reported_value SCRIPT_NAME)" /cgi-bin/env
	assert_equal "$(reported_value PATH_INFO)" /extra/path
	assert_equal "$(reported_value QUERY_STRING)" 'a=b&c'
	assert_equal "$(reported_value HTTP_X_OWN)" words
	assert_equal "$(reported_value DOCUMENT_ROOT)" "$ROOT"
}

@test "a script hears nothing of the host's own environment" {
	script env <<<'printf "Content-Type: text/plain\n\n"; env'
	visit /cgi-bin/env
	run grep -vE '^((AUTH|CONTENT|DOCUMENT|GATEWAY|HTTP|HTTPS|PATH|QUERY|'\
'REDIRECT|REMOTE|REQUEST|SCRIPT|SERVER)(_[A-Z_]+)?|LANG|TZ|LC_[A-Z]+|PWD|OLDPWD|SHLVL|'\
'_|UNIQUE_ID)=' "$BODY"
	assert_output ''
}

@test "a script is told the client's address" {
	script address <<<'printf "Content-Type: text/plain\n\n$REMOTE_ADDR"'
	[[ $host_sees_client != no ]] || skip 'this host shows one address for all'
	visit /cgi-bin/address --interface 127.0.0.7
	assert_body 127.0.0.7
}

@test "a script redirects by Location" {
	script redirect <<<'printf "Location: http://example.org/there\n\n"'
	visit /cgi-bin/redirect
	assert_status 302
	assert_field Location http://example.org/there
}

@test "a script sets its status" {
	script teapot <<<'
		printf "Status: 418 I am a teapot\nContent-Type: text/plain\n\n"
		echo short and stout'
	visit /cgi-bin/teapot
	assert_status 418
	assert_body $'short and stout\n'
}

@test "a script's content comes and goes whole" {
	script echo <<<'
		printf "Content-Type: application/octet-stream\n\n"; cat'
	head -c 2000000 /dev/urandom >"$BATS_TEST_TMPDIR/content"
	visit /cgi-bin/echo --data-binary @"$BATS_TEST_TMPDIR/content"
	assert_status 200
	assert_body_file "$BATS_TEST_TMPDIR/content"
}

@test "a script does not run as root, nor with more than its groups" {
	script id <<<'printf "Content-Type: text/plain\n\n"; id -un; id -G'
	visit /cgi-bin/id
	assert_body "$host_user"$'\n'"$(id -g "$host_user")"$'\n'
}

@test "a script begins with the signals of a fresh process" {
	script signals <<<'
		printf "Content-Type: text/plain\n\n"
		grep -E "^Sig(Blk|Ign)" /proc/self/status'
	visit /cgi-bin/signals
	assert_body $'SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n'
}

@test "a script has descriptors 0, 1 and 2 and no others" {
	script descriptors <<<'#!/usr/bin/python3
import os
print("Content-Type: text/plain\n")
for descriptor in range(256):
    try:
        os.fstat(descriptor)
        print(descriptor)
    except OSError:
        pass'
	visit /cgi-bin/descriptors
	assert_body $'0\n1\n2\n'
}

@test "a script takes the server's place" {
	[[ -n $host_parent ]] || skip 'processes cannot be seen from here'
	local parent
	script nph-parent <<<'
		printf "HTTP/1.0 200 OK\r\n\r\n"
		cat "/proc/$PPID/comm" 2>/dev/null || echo "$PPID"'
	visit /cgi-bin/nph-parent
	parent=$(cat "$BODY")
	# The listener cannot be inspected, so ProtectProc= hides it.
	[[ $parent == *[!0-9]* ]] || parent=$(cat "/proc/$parent/comm")
	assert_equal "$parent" "$host_parent"
}

@test "what a script complains of is in the log and not at the client" {
	script complain <<<'
		echo "words of $REQUEST_URI" >&2
		printf "Content-Type: text/plain\n\nanswer"'
	visit /cgi-bin/complain?$RANDOM
	assert_body answer
	run ! grep -q 'words of' "$HEADER"
	said() {
		host_log | grep -q "words of /cgi-bin/complain"
	}
	wait_until said
}

@test "every request is one line of the log" {
	local name=/file-$RANDOM$RANDOM
	page "$name" text
	visit "$name"
	logged() {
		[[ $(host_log | grep -c "GET $name HTTP/1.1") == 1 ]]
	}
	wait_until logged
}

@test "an answer goes on after its script has ended: a slow client loses nothing" {
	script large <<<'#!/usr/bin/python3
import os, sys
length, fifo = os.environ["QUERY_STRING"].split("+")
alive = open(fifo, "w")
sys.stdout.write("Content-Type: application/octet-stream\n\n")
sys.stdout.flush()
block = bytes(i * 7 % 251 for i in range(65521))
content = block * (int(length) // len(block) + 1)
sys.stdout.buffer.write(content[:int(length)])'
	large() {
		python3 -c '
block = bytes(i * 7 % 251 for i in range(65521))
import hashlib
content = block * (50000000 // len(block) + 1)
print(hashlib.sha256(content[:50000000]).hexdigest())'
	}
	mkfifo -m 666 "$SCRATCH/alive"
	run -0 "$SOURCE_DIR/tests/hosts/slow-client" \
		"$host_url/cgi-bin/large?50000000+$SCRATCH/alive" 50000 \
		"$SCRATCH/alive"
	assert_output "$(large)"
}

@test "a script whose client has gone is ended" {
	script endless <<<'
		exec 9>"$QUERY_STRING"
		printf "Content-Type: text/plain\n\n"
		while echo words; do sleep 0.1; done'
	mkfifo -m 666 "$SCRATCH/alive"
	timeout 20 cat "$SCRATCH/alive" 3>&- 4>&- &
	visit "/cgi-bin/endless?$SCRATCH/alive" --max-time 1 2>/dev/null || true
	wait $!
}

# ── Many, and a real application ────────────────────────────────────────────

@test "a burst of connections is answered" {
	page small.txt 'a small file'
	run "$SOURCE_DIR/tests/hosts/burst" "$host_url/small.txt" 300 8
	assert_line '300 200'
}

@test "git clones and pushes" {
	local repository=/srv/git/project.git work=$BATS_TEST_TMPDIR/work
	command -v git >/dev/null || skip 'no git here'
	export GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/gitconfig
	git config --global user.name tester
	git config --global user.email tester@localhost
	git config --global init.defaultBranch main
	git config --global http.sslVerify false
	git config --global safe.directory '*'
	rm -rf "$repository"
	git init -q --bare "$repository"
	git -C "$repository" config http.receivepack true
	chown -R "$host_user" "$repository"
	script git <<<'
		export GIT_PROJECT_ROOT=/srv/git GIT_HTTP_EXPORT_ALL=1
		exec git http-backend'
	git clone -q "$host_url/cgi-bin/git/project.git" "$work"
	# More than a megabyte: git sends it chunked.
	head -c 3000000 /dev/urandom >"$work/large"
	git -C "$work" add large
	git -C "$work" commit -qm 'A large file'
	git -C "$work" push -q origin main
	git clone -q "$host_url/cgi-bin/git/project.git" "$work.again"
	cmp "$work/large" "$work.again/large"
}
