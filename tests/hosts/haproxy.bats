# SPDX-License-Identifier: ISC
#
# Several machines behind HAProxy, and what happens to clients when one machine
# goes. See every-host.bats for the rest.

load hosts

setup() {
	local machine
	hosts_setup
	page small.txt 'a small file'
	load=()
	# A test that failed may have left them in another state.
	for machine in $machines; do
		ip link set "to-$machine" up
		machine_listens "$machine" || start_server_on "$machine"
		wait_until has_state "$machine" UP
	done
}

teardown() {
	((${#load[@]} == 0)) || kill -TERM "${load[@]}"
	[[ -n ${BATS_TEST_COMPLETED:-} ]] || host_log | tail -n 10
}

# ── Addresses ───────────────────────────────────────────────────────────────

@test "scripts and the log are told the client's address, whichever host it is" {
	local machine
	script address <<<'
		printf "Content-Type: text/plain\n\n"
		echo "$REMOTE_ADDR $REMOTE_PORT"'
	for _ in 1 2 3 4 5 6; do
		visit /cgi-bin/address --interface 127.0.0.7
		assert_status 200
		grep -qE '^127\.0\.0\.7 [0-9]+$' "$BODY"
	done
	for machine in $machines; do
		grep -q '^127\.0\.0\.7 .*"GET /cgi-bin/address' "/run/$machine.log"
	done
	run ip netns exec client curl -s http://10.0.0.1/cgi-bin/address
	assert_output --regexp '^10\.0\.0\.7 [0-9]+$'
	host_url=$host_url6 visit /cgi-bin/address
	grep -qE '^::1 [0-9]+$' "$BODY"
}

@test "who comes past HAProxy, and says nothing of whom it speaks for, is refused" {
	run ip netns exec client curl -s -o "$BODY" -w '%{http_code}' \
		"http://$(address_of a):8080/small.txt"
	refute_output 200
	run ! grep -q 'a small file' "$BODY"
}

@test "checks by HAProxy are no client's requests, and are answered" {
	run grep -h 'health.invalid\|"HEAD / ' /run/a.log
	refute_output --partial '127.0.0.'
	has_state a UP
}

# ── Machines that go and come back, under load ──────────────────────────────

in_load() { # <name> <argument of burst's>...
	local name=$1
	shift
	"$SOURCE_DIR/tests/hosts/burst" "$@" >"$BATS_TEST_TMPDIR/$name" \
		3>&- 4>&- &
	load+=($!)
}

# Begins requests, 8 at once: for files, and with content that a script returns.
begin_load() {
	local machine
	script echo <<<'printf "Content-Type: text/plain\n\n"; cat'
	load=()
	in_load files "$host_url/small.txt" - 4
	in_load posts "$host_url/cgi-bin/echo" - 4 words
	for machine in $machines; do
		wait_for_requests "$machine"
	done
}

end_load() {
	kill -TERM "${load[@]}"
	wait "${load[@]}" || true
	load=()
	sed 's/^/# /' "$BATS_TEST_TMPDIR"/{files,posts} >&3
	grep -q ' 200$' "$BATS_TEST_TMPDIR/files"
	grep -q ' 200$' "$BATS_TEST_TMPDIR/posts"
}

# Waits until the machine has got twenty more requests.
wait_for_requests() { # <machine>
	local most
	most=$(($(statistic "$1" stot) + 20))
	has_requests() {
		(($(statistic "$1" stot) >= most))
	}
	wait_until has_requests "$1"
}

# Kills all processes of the machine, orphans of a listener included; false
# while there are any.
is_killed() { # <machine>
	local pids
	pids=$(ip netns pids "$1")
	[[ -n $pids ]] || return 0
	# shellcheck disable=SC2086 # words
	kill -KILL $pids 2>/dev/null || true
	return 1
}

# Asserts that no request that began after SECONDS (since the epoch) failed.
assert_none_failed_since() {
	run awk -v since="$1" '$1 == "failed" && $2 > since' \
		"$BATS_TEST_TMPDIR"/{files,posts}
	assert_output ''
}

@test "a host that is killed and comes back: nobody notices once HAProxy has" {
	local down
	begin_load
	wait_until is_killed b
	wait_until has_state b DOWN
	down=$EPOCHREALTIME
	wait_for_requests a
	wait_for_requests c
	start_server_on b
	wait_until has_state b UP
	wait_for_requests b
	end_load
	assert_none_failed_since "$down"
}

@test "a host that falls silent and comes back: nobody notices once HAProxy has" {
	local down
	begin_load
	ip link set to-c down
	wait_until has_state c DOWN
	down=$EPOCHREALTIME
	wait_for_requests a
	wait_for_requests b
	ip link set to-c up
	wait_until has_state c UP
	wait_for_requests c
	end_load
	assert_none_failed_since "$down"
}

@test "a host that is told to end by SIGTERM ends, and nobody notices at all" {
	local pid machine
	script slow <<<'
		printf "Content-Type: text/plain\n\n"
		echo "$PPID" >"$QUERY_STRING/server"
		read -r word <"$QUERY_STRING/go"
		echo "the end"'
	mkfifo -m 666 "$SCRATCH/go"
	begin_load
	visit "/cgi-bin/slow?$SCRATCH" 3>&- 4>&- &
	local visitor=$!
	wait_until has_text "$SCRATCH/server"
	pid=$(cat "$SCRATCH/server")
	machine=$(grep -lx "$pid" /run/[abc].pid)
	machine=$(basename "$machine" .pid)
	kill -TERM "$pid"
	wait_until has_state "$machine" DOWN
	# The listener waits for the script before it exits.
	kill -0 "$pid"
	echo >"$SCRATCH/go"
	wait "$visitor"
	assert_status 200
	assert_body $'the end\n'
	has_ended() {
		! kill -0 "$pid" 2>/dev/null
	}
	wait_until has_ended
	start_server_on "$machine"
	wait_until has_state "$machine" UP
	wait_for_requests "$machine"
	end_load
	assert_none_failed_since 0
}
