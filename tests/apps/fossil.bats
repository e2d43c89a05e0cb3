# SPDX-License-Identifier: ISC
#
# fossil: a CGI script whose interpreter is fossil itself.

load helpers/apps

setup_file() {
	needs fossil /usr/bin/fossil || return 0
	app_begin
	export FOSSIL_USER=admin
	fossil init -A admin "$APP/data/demo.fossil" >/dev/null
	# Anonymous users may read, clone and check in.
	fossil user capabilities nobody gijorz -R "$APP/data/demo.fossil"
	(
		mkdir "$APP/tree"
		cd "$APP/tree" || exit
		fossil open "$APP/data/demo.fossil" >/dev/null
		echo hello >greeting
		fossil add greeting >/dev/null
		fossil commit -m 'The first commit' --no-warnings >/dev/null
		fossil close >/dev/null
	)
	app_end
}

setup() {
	apps_setup
	cp "$APP/data/demo.fossil" "$SCRATCH/demo.fossil"
	((EUID)) || chown -R nobody:nogroup "$SCRATCH"
	script fossil <<-END
		#!/usr/bin/fossil
		repository: $SCRATCH/demo.fossil
		HOME: $SCRATCH
	END
	export FOSSIL_USER=admin
	volatile=('s/nonce-[0-9a-f]+/NONCE/')
}

@test "fossil shows its time line" {
	get /cgi-bin/fossil/timeline
	assert_status 200
	assert_field_matches Content-Type '^text/html'
	assert_body_matches 'The first commit'
	assert_whole
}

@test "fossil shows a file" {
	same_as_by_hand GET fossil /raw/greeting 'ci=trunk'
	assert_body $'hello\n'
}

@test "fossil redirects to its front page" {
	get /cgi-bin/fossil
	assert_status 302
	assert_field_matches Location '^http://test(:[0-9]+)?/cgi-bin/fossil/'
}

@test "fossil knows no such page" {
	get /cgi-bin/fossil/absent
	assert_status 404
}

@test "fossil clones, and pushes" {
	serve_clients
	fossil clone --once "$URL/cgi-bin/fossil" clone.fossil
	fossil timeline -t ci -R clone.fossil >commits
	grep -q 'The first commit' commits
	mkdir tree
	(
		cd tree
		fossil open ../clone.fossil
		fossil settings autosync off
		head -c 200000 /dev/urandom >large
		fossil add large
		fossil commit -m 'Something large' --no-warnings
		fossil push --once "$URL/cgi-bin/fossil"
	)
	get /cgi-bin/fossil/timeline
	assert_body_matches 'Something large'
	get '/cgi-bin/fossil/raw/large?ci=trunk'
	assert_body_file tree/large
}
