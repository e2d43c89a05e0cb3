# SPDX-License-Identifier: ISC
#
# dwww: perl and shell scripts that show the documentation on this machine.

load helpers/apps

setup_file() {
	needs dwww /usr/lib/cgi-bin/dwww || return 0
}

setup() {
	apps_setup
	script dwww <<<'exec /usr/lib/cgi-bin/dwww'
	# The port, and the time at which the page was made.
	volatile=('s/test:[0-9]+/test/' 's/(version [0-9.]+ on) .*/\1 TIME/')
}

@test "dwww sends to a directory's slash with a bare Location" {
	same_as_by_hand GET dwww /usr/share/doc/dwww
	assert_status 302
}

@test "dwww lists a directory" {
	same_as_by_hand GET dwww /usr/share/doc/dwww/
	assert_status 200
	assert_body_matches copyright
}

@test "dwww shows a file" {
	same_as_by_hand GET dwww /usr/share/doc/dwww/copyright
	assert_body_matches 'GNU|Licen[cs]e'
}

@test "dwww refuses what is no documentation" {
	same_as_by_hand GET dwww /etc/passwd
	refute_body_matches '^root:'
}
