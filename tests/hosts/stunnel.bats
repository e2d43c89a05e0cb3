# SPDX-License-Identifier: ISC
#
# stunnel: what is specific to HTTPS. See every-host.bats for the rest.

load hosts

@test "a script hears that it is HTTPS, at its port" {
	script env <<<'
		printf "Content-Type: text/plain\n\n"
		echo "$HTTPS $REQUEST_SCHEME $SERVER_PORT"'
	visit /cgi-bin/env
	assert_body $'on https 443\n'
}

@test "a redirect to a directory's slash stays HTTPS" {
	mkdir "$ROOT/directory"
	visit /directory
	assert_status 301
	run field Location
	refute_output --regexp '^http:'
}
