# SPDX-License-Identifier: ISC
#
# git http-backend: the smart protocol, with chunked content and gzipped
# requests. The client is git itself.

load helpers/apps

backend=$(git --exec-path 2>/dev/null || true)/git-http-backend

setup_file() {
	needs git git "$backend" || return 0
	app_begin
	make_repository "$APP/data/demo.git"
	git -C "$APP/data/demo.git" config http.receivepack true
	# Large enough to be sent in several pieces.
	(
		cd "$APP" || exit
		git clone --quiet "$APP/data/demo.git" tree
		cd tree || exit
		head -c 3000000 /dev/urandom >large
		git_commit 'Something large'
		git push --quiet origin main
	)
	rm -rf "$APP/tree"
	app_end
}

# Each test has a repository of its own, and ignores the user's settings.
setup() {
	apps_setup
	REPOSITORY=$SCRATCH/demo.git
	cp -a "$APP/data/demo.git" "$REPOSITORY"
	export GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
}

# Maps everything below /git to the program itself.
serve_mapped() {
	serve --map=/git="$backend" --setenv=GIT_PROJECT_ROOT="$SCRATCH" \
		--setenv=GIT_HTTP_EXPORT_ALL=1
	serve_clients
	URL=$URL/git/demo.git
}

# Serves through a script that names the repositories' directory.
serve_wrapped() {
	script git <<-END
		export GIT_PROJECT_ROOT=$SCRATCH GIT_HTTP_EXPORT_ALL=1
		exec $backend
	END
	serve_clients
	URL=$URL/cgi-bin/git/demo.git
}

# Asserts that both sides have the same commit, and that the clone is complete.
assert_cloned() { # <clone>
	git -C "$1" fsck --no-progress
	assert_equal "$(git -C "$1" rev-parse HEAD)" \
		"$(as_script_user git -C "$REPOSITORY" rev-parse main)"
}

head_there() { # <branch>
	as_script_user git -C "$REPOSITORY" rev-parse "$1"
}

# push_large BRANCH: pushes 5 MB from a clone of its own, in small pieces
push_large() {
	git clone --quiet --branch main "$URL" "$1"
	cd "$1" || return
	git checkout --quiet -b "$1"
	head -c 5000000 /dev/urandom >"$1"
	git_commit "More for $1"
	GIT_TRACE_CURL=$BATS_TEST_TMPDIR/trace-$1 GIT_TRACE_CURL_NO_DATA=1 \
		git -c http.postBuffer=65536 push --quiet origin "$1"
}

assert_pushed() { # <branch>
	grep -q 'Transfer-Encoding: chunked' "trace-$1" ||
		fail_with 'the push was not chunked\n'
	assert_equal "$(head_there "$1")" "$(git -C "$1" rev-parse HEAD)"
	as_script_user git -C "$REPOSITORY" fsck --no-progress
}

@test "git clones by --map" {
	serve_mapped
	git clone --quiet "$URL" clone
	assert_cloned clone
}

@test "git clones by a wrapper script" {
	serve_wrapped
	git clone --quiet "$URL" clone
	assert_cloned clone
}

@test "git clones with the protocol's versions 0, 1 and 2" {
	serve_mapped
	for version in 0 1 2; do
		git -c protocol.version=$version clone --quiet "$URL" \
			"clone-$version"
		assert_cloned "clone-$version"
	done
}

@test "git clones by PATH_TRANSLATED, from below the document root" {
	cp -a "$REPOSITORY" "$ROOT/demo.git"
	serve --map=/git="$backend" --setenv=GIT_HTTP_EXPORT_ALL=1
	serve_clients
	git clone --quiet "$URL/git/demo.git" clone
	assert_cloned clone
}

@test "git makes a shallow clone, and deepens it" {
	serve_mapped
	git clone --quiet --depth 1 "$URL" clone
	assert_equal "$(git -C clone rev-list --count HEAD)" 1
	git -C clone fetch --quiet --unshallow
	assert_equal "$(git -C clone rev-list --count HEAD)" 2
	assert_cloned clone
}

@test "git fetches with a gzipped request" {
	serve_mapped
	git clone --quiet "$URL" clone
	# git compresses requests of more than 1024 octets, reached by this many
	# "have" lines.
	(
		cd clone
		for number in {1..60}; do
			printf '%s\n' "$number" >number
			git_commit "Number $number"
		done
	)
	git clone --quiet "$URL" other
	(
		cd other
		printf 'new\n' >news
		git_commit 'News'
		git push --quiet origin main
	)
	GIT_TRACE_CURL=$BATS_TEST_TMPDIR/trace \
		git -C clone -c protocol.version=0 fetch --quiet origin
	grep -qi 'Content-Encoding: gzip' trace
	assert_equal "$(git -C clone rev-parse origin/main)" \
		"$(head_there main)"
}

@test "git pushes something small" {
	serve_wrapped
	git clone --quiet "$URL" clone
	(
		cd clone
		printf 'changed\n' >greeting
		git_commit 'A change'
		git push --quiet origin main
	)
	assert_cloned clone
}

@test "git pushes 5 MB, which come chunked, by --map" {
	serve_mapped
	(push_large one)
	assert_pushed one
}

@test "git pushes 5 MB, which come chunked, by a wrapper script" {
	serve_wrapped
	(push_large one)
	assert_pushed one
}

@test "two pushes at once" {
	serve_mapped
	(push_large one) 3>&- &
	first=$!
	(push_large two) 3>&- &
	second=$!
	wait "$first"
	wait "$second"
	assert_pushed one
	assert_pushed two
}

@test "git is told that there is no such repository" {
	serve_mapped
	run -128 git clone --quiet "${URL%/*}/absent.git" clone
	assert_output --partial 'not found'
}

@test "git is refused a push that the repository does not take" {
	as_script_user git -C "$REPOSITORY" config http.receivepack false
	serve_mapped
	git clone --quiet "$URL" clone
	(
		cd clone
		printf 'changed\n' >greeting
		git_commit 'A change'
	)
	run -128 git -C clone push origin main
	assert_output --partial 403
	assert_equal "$(head_there main)" "$(git -C clone rev-parse HEAD~)"
}

@test "git clones plain files, as the dumb protocol has it" {
	cp -a "$REPOSITORY" "$ROOT/demo.git"
	as_script_user git -C "$ROOT/demo.git" update-server-info
	serve_clients
	git clone --quiet "$URL/demo.git" clone
	assert_cloned clone
}

@test "the advertisement is the same as by hand" {
	script git <<-END
		export GIT_PROJECT_ROOT=$SCRATCH GIT_HTTP_EXPORT_ALL=1
		exec $backend
	END
	same_as_by_hand GET git /demo.git/info/refs service=git-upload-pack
	assert_field Content-Type application/x-git-upload-pack-advertisement
	same_as_by_hand GET git /demo.git/HEAD
	assert_body $'ref: refs/heads/main\n'
	same_as_by_hand GET git /absent.git/info/refs service=git-upload-pack
	assert_status 404
}
