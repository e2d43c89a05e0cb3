# SPDX-License-Identifier: ISC
#
# gitweb: a large perl script with CGI.pm, which writes "Status: 200 OK".

load helpers/apps

setup_file() {
	needs gitweb /usr/lib/cgi-bin/gitweb.cgi || return 0
	app_begin
	make_repository "$APP/data/demo.git"
	cat >"$APP/gitweb.conf" <<-END
		our \$projectroot = "$APP/data";
		our \$site_name = "Demo site";
		\$feature{"pathinfo"}{"default"} = [1];
		\$feature{"timed"}{"default"} = [0];
	END
	app_end
}

setup() {
	apps_setup
	script gitweb <<-END
		export GITWEB_CONFIG=$APP/gitweb.conf
		exec /usr/lib/cgi-bin/gitweb.cgi
	END
}

@test "gitweb lists its projects" {
	same_as_by_hand GET gitweb
	assert_body_matches 'Demo site'
	assert_body_matches 'demo\.git'
}

@test "gitweb shows a project by PATH_INFO and by query" {
	same_as_by_hand GET gitweb /demo.git
	assert_body_matches 'The first commit'
	same_as_by_hand GET gitweb '' 'p=demo.git;a=summary'
	assert_body_matches 'The first commit'
}

@test "gitweb shows a file" {
	same_as_by_hand GET gitweb /demo.git/blob/HEAD:/greeting
	assert_body_matches hello
	same_as_by_hand GET gitweb /demo.git/blob_plain/HEAD:/greeting
	assert_body $'hello\n'
}

@test "gitweb makes an archive" {
	same_as_by_hand GET gitweb /demo.git/snapshot/HEAD.tar.gz
	assert_field_matches Content-Disposition '\.tar\.gz"$'
	tar -xzO --wildcards '*/greeting' <"$BODY" | cmp - <(echo hello)
}

@test "gitweb knows no such project" {
	same_as_by_hand GET gitweb '' 'p=absent.git;a=summary'
	assert_status 404
}

@test "gitweb answers HEAD" {
	same_as_by_hand HEAD gitweb /demo.git
}
