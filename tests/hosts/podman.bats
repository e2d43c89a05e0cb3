# SPDX-License-Identifier: ISC
#
# podman: what containers have to do, and what they need. See every-host.bats
# for the rest.

load hosts
load "$SOURCE_DIR/tests/helpers/recipe"

# The host of every-host.bats is not needed here.
host_start() {
	configure_podman
	build_scratch_image
	build_scripts_image
}

setup() {
	hosts_setup
	page small.txt text
}

teardown() {
	podman logs -l 2>&1 | tail -n 10
	podman rm -fa -t 0 >/dev/null
}

run_container() { # [OPTION]... IMAGE [ARGUMENT]...
	podman run -d --name it -p 8080:8080 -v /srv:/srv --read-only \
		--cap-drop=all "$@"
	wait_for_container it podman
}

@test "an image with nothing else in it: below 300 KiB" {
	local size
	size=$(stat -c %s "$BUILD_DIR/units/cgihttpd-container")
	printf '# the executable: %s octets\n' "$size" >&3
	((size < 300 * 1024)) ||
		fail_with 'the executable has %s octets\n' "$size"
}

@test "that image serves files, as nobody and read-only" {
	run_container cgihttpd
	visit /small.txt
	assert_status 200
	assert_body text
	run podman top it user
	assert_line --partial 65534
}

@test "SIGTERM stops it within a second and with status 0" {
	local begin end pid
	run_container cgihttpd
	visit /small.txt
	# Not by podman, which is slow to start.
	pid=$(podman inspect -f '{{.State.Pid}}' it)
	begin=${EPOCHREALTIME/./}
	kill -TERM "$pid"
	wait_until refute [ -e "/proc/$pid" ]
	end=${EPOCHREALTIME/./}
	podman wait it
	assert_equal "$(podman inspect -f '{{.State.ExitCode}}' it)" 0
	((end - begin < 1000000)) ||
		fail_with 'it took %s us\n' "$((end - begin))"
}

@test "as PID 1 it reaps what scripts leave behind" {
	run_container "${USR[@]}" cgihttpd-scripts
	script orphans <<<'
		printf "Content-Type: text/plain\n\n"
		for i in 1 2 3 4 5; do
			(sleep 0 </dev/null >/dev/null 2>&1 &)
		done
		echo "the end"'
	for _ in 1 2 3 4 5; do
		visit /cgi-bin/orphans
		assert_body $'the end\n'
	done
	only_one() {
		[[ $(podman top it pid | tail -n +2 | wc -l) == 1 ]]
	}
	wait_until only_one
}

@test "on pipes, as podman run -i has it: a file" {
	run -0 --separate-stderr bash -c "
		printf 'GET /small.txt HTTP/1.0\r\n\r\n' |
			podman run -i --network none -v /srv:/srv:ro cgihttpd /srv/www"
	assert_line --index 0 --partial 'HTTP/1.1 200'
	assert_line text
}

@test "on pipes, as PID 1: a script's answer arrives though its process ended" {
	script hello <<<'printf "Content-Type: text/plain\n\nhello"'
	run -0 --separate-stderr bash -c "
		printf 'GET /cgi-bin/hello HTTP/1.0\r\n\r\n' |
			podman run -i --network none ${USR[*]} -v /srv:/srv:ro \
			cgihttpd-scripts /srv/www"
	assert_line --index 0 --partial 'HTTP/1.1 200'
	assert_line hello
}

@test "PORT says where to listen" {
	podman run -d --name it -p 8080:9090 -e PORT=9090 -v /srv:/srv \
		--read-only --cap-drop=all cgihttpd /srv/www
	wait_for_container it podman
	visit /small.txt
	assert_status 200
}

@test "the image has its own health check" {
	run_container cgihttpd
	podman exec it /cgihttpd --probe=http://127.0.0.1:8080/small.txt
	run podman exec it /cgihttpd --probe=http://127.0.0.1:8080/nothing
	assert_failure
}

@test "the README's recipe for a container" {
	local recipe=$BATS_TEST_TMPDIR/recipe
	take_recipe "$SOURCE_DIR/README.md" container "$recipe"
	make_context
	export HOME=$BATS_TEST_TMPDIR/home
	mkdir -p "$HOME/site" "$CONTEXT/units"
	cp "$CONTEXT/Containerfile" "$CONTEXT/units"
	echo 'served from a container' >"$HOME/site/index.html"
	chmod -R a+rX "$BATS_TEST_TMPDIR"
	cd "$CONTEXT"
	run -0 bash -eu "$recipe"
	assert_line 'served from a container'
}
