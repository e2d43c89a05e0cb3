# SPDX-License-Identifier: ISC
#
# cgit: compiled; ends its header lines in LF and distinguishes PATH_INFO with
# and without a trailing slash.

load helpers/apps

setup_file() {
	needs cgit /usr/lib/cgit/cgit.cgi git || return 0
	app_begin
	make_repository "$APP/data/demo.git"
	cat >"$APP/cgitrc" <<-END
		root-title=Demo site
		virtual-root=/cgi-bin/cgit
		enable-http-clone=1
		snapshots=tar.gz zip
		scan-path=$APP/data
	END
	app_end
}

setup() {
	apps_setup
	script cgit <<-END
		export CGIT_CONFIG=$APP/cgitrc
		exec /usr/lib/cgit/cgit.cgi
	END
	# The time at which the page was made, and a slightly later one.
	volatile=(
		's/[0-9-]{10} [0-9:]{8} [+]0000/TIME/g'
		's/[A-Z][a-z]{2}, [0-9]{2} .* GMT/TIME/'
	)
}

@test "cgit lists its repositories" {
	same_as_by_hand GET cgit /
	assert_body_matches 'Demo site'
	assert_body_matches 'demo\.git'
}

@test "cgit shows a log, with and without the trailing slash" {
	same_as_by_hand GET cgit /demo.git/log/
	assert_body_matches 'The first commit'
	same_as_by_hand GET cgit /demo.git/log
}

@test "cgit makes an archive" {
	same_as_by_hand GET cgit /demo.git/snapshot/demo-main.tar.gz
	assert_field_matches Content-Type '^application/x-gzip'
	tar -xzO demo-main/greeting <"$BODY" | cmp - <(echo hello)
}

@test "cgit shows a plain file" {
	same_as_by_hand GET cgit /demo.git/plain/greeting
	assert_body $'hello\n'
}

@test "cgit answers HEAD" {
	same_as_by_hand HEAD cgit /demo.git/log/
}

@test "cgit knows no such page" {
	same_as_by_hand GET cgit /absent.git/
	assert_status 404
}

@test "git clones from cgit, which speaks the dumb protocol" {
	serve_clients
	git clone --quiet "$URL/cgi-bin/cgit/demo.git" clone
	git -C clone fsck --no-progress
}
