# SPDX-License-Identifier: ISC
#
# info2www: an old perl script, which takes its query undecoded.

load helpers/apps

setup_file() {
	needs info2www /usr/lib/cgi-bin/info2www || return 0
}

setup() {
	apps_setup
	script info2www <<<'exec /usr/lib/cgi-bin/info2www "$@"'
}

@test "info2www shows the directory of info files" {
	same_as_by_hand GET info2www '' '(dir)'
	assert_field_matches Content-Type '^text/html'
}

@test "info2www knows no such file" {
	same_as_by_hand GET info2www '' '(absent)Top'
}
