# SPDX-License-Identifier: ISC
#
# podman without root.

load hosts

setup() {
	hosts_setup
	page small.txt text
}

teardown() {
	as_tester podman logs -l 2>&1 | tail -n 10
	as_tester podman rm -fa -t 0 >/dev/null
}

@test "a plain user's container serves files at a published port" {
	as_tester podman run -d --name it -p 8080:8080 -v /srv/www:/srv/www:ro \
		--read-only --cap-drop=all cgihttpd
	wait_for_container it as_tester podman
	visit /small.txt
	assert_status 200
	assert_body text
	as_tester podman kill -s TERM it
	run as_tester podman wait it
	assert_output 0
}

@test "a plain user's container without a network takes a listening socket" {
	as_tester systemd-socket-activate -l 8081 -E PATH -E HOME \
		-E XDG_RUNTIME_DIR podman run --name it --network none \
		-v /srv/www:/srv/www:ro --read-only --cap-drop=all \
		cgihttpd /srv/www </dev/null >/dev/null 2>&1 3>&- 4>&- &
	local activator=$!
	wait_for_port 8081
	host_url=http://127.0.0.1:8081 visit /small.txt
	assert_status 200
	as_tester podman kill -s TERM it
	wait "$activator"
}
