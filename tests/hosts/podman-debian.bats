# SPDX-License-Identifier: ISC
#
# The container for scripts, built with all its steps on a bare Debian.

load hosts

setup() {
	hosts_setup
	cp -r "$SOURCE_DIR/examples/site/." "$ROOT"
	chmod -R a+rX "$ROOT"
}

teardown() {
	podman logs -l 2>&1 | tail -n 10
	podman rm -fa -t 0 >/dev/null
}

run_container() {
	podman run "$@" --network=none -v /srv:/srv:ro --read-only \
		--tmpfs=/tmp --cap-drop=all cgihttpd-scripts
}

@test "Debian's bare minimum lacks what scripts need, the image has it" {
	run -1 podman run --rm --network=none localhost/debian \
		sh -c 'command -v python3 || command -v git || exit 1'
	run -0 podman run --rm --network=none --entrypoint=sh cgihttpd-scripts \
		-c 'perl -e1 && python3 -V && git --version'
	assert_line --regexp '^Python 3'
	assert_line --regexp '^git version'
}

@test "a script in Python answers" {
	printf 'POST /cgi-bin/guestbook.py HTTP/1.0\r\n%s\r\n%s\r\n\r\n%s' \
		'Content-Type: application/x-www-form-urlencoded' \
		'Content-Length: 8' 'name=Eve' >"$BATS_TEST_TMPDIR/request"
	run_container -i <"$BATS_TEST_TMPDIR/request" >"$RESPONSE"
	grep -q '^HTTP/1.1 200' "$RESPONSE"
	grep -q 'Thank you, Eve' "$RESPONSE"
}

@test "a script in Perl answers" {
	script perl <<<'#!/usr/bin/perl
use strict;
use POSIX qw(strftime);
print "Content-Type: text/plain\n\n", join("-", 6 * 7, "perl"), "\n";'
	printf 'GET /cgi-bin/perl HTTP/1.0\r\n\r\n' |
		run_container -i >"$RESPONSE"
	grep -q '^42-perl' "$RESPONSE"
}

@test "git clones from it" {
	rm -rf /srv/git
	git init -q --bare /srv/git/project.git
	printf 'blob\nmark :1\ndata 6\nwords\n\ncommit refs/heads/main\n%s\n%s' \
		'committer Eve <eve@example.org> 0 +0000' \
		$'data 1\nx\nM 100644 :1 file\n' |
		git -C /srv/git/project.git fast-import --quiet
	git -C /srv/git/project.git symbolic-ref HEAD refs/heads/main
	chmod -R a+rX /srv/git
	script git <<<'
		export GIT_PROJECT_ROOT=/srv/git GIT_HTTP_EXPORT_ALL=1
		export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory
		export GIT_CONFIG_VALUE_0="*"
		exec git http-backend'
	run_container -d --name it
	run -0 podman exec it git clone -q \
		http://127.0.0.1:8080/cgi-bin/git/project.git /tmp/project
	run podman exec it cat /tmp/project/file
	assert_output words
}
