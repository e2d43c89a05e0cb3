# SPDX-License-Identifier: ISC
#
# systemd, one listener for all connections: what is specific to this host. See
# every-host.bats for the rest.

load hosts

setup() {
	hosts_setup
	systemctl stop cgihttpd-listen.service
	systemctl start cgihttpd-listen.socket
}

property() { # <name>
	systemctl show --value -p "$1" cgihttpd-listen.service
}

@test "the first connection starts the service, which says when it is ready" {
	page small.txt text
	assert_equal "$(property ActiveState)" inactive
	visit /small.txt
	assert_body text
	assert_equal "$(property ActiveState)" active
	assert_equal "$(property Type)" notify
}

@test "the socket has its name" {
	visit / || true
	run systemctl show --value -p FileDescriptorName cgihttpd-listen.socket
	assert_output http
}

@test "it runs as the plain user and without capabilities" {
	local pid
	visit / || true
	pid=$(property MainPID)
	run grep -E '^(Uid|Cap(Eff|Bnd)|NoNewPrivs|Seccomp):' "/proc/$pid/status"
	assert_line --regexp "^Uid:.$(id -u cgihttpd)"
	assert_line --regexp 'CapEff:.0+$'
	assert_line --regexp 'CapBnd:.0+$'
	assert_line --regexp 'NoNewPrivs:.1'
	assert_line --regexp 'Seccomp:.2'
}

@test "the exposure that the service states" {
	assert_exposure cgihttpd-listen.service "$UNITS/cgihttpd-listen.service"
}

@test "restarted under load it refuses nobody" {
	page small.txt text
	visit /small.txt
	"$SOURCE_DIR/tests/hosts/burst" "$host_url/small.txt" 2000 8 \
		>"$BATS_TEST_TMPDIR/burst" 3>&- 4>&- &
	local load=$!
	for _ in 1 2 3; do
		systemctl restart cgihttpd-listen.service
	done
	wait "$load" || fail_with '%s\n' "$(cat "$BATS_TEST_TMPDIR/burst")"
}

@test "reloaded under load it refuses nobody, and serves what is there then" {
	local pid
	page small.txt old
	visit /small.txt
	pid=$(property MainPID)
	"$SOURCE_DIR/tests/hosts/burst" "$host_url/small.txt" 1000 8 \
		>"$BATS_TEST_TMPDIR/burst" 3>&- 4>&- &
	local load=$!
	# Exchanged in one system call, so that the page is there at any time.
	cp -a "$ROOT" "$ROOT.new"
	printf new >"$ROOT.new/small.txt"
	exchange "$ROOT.new" "$ROOT"
	visit /small.txt
	assert_body old
	systemctl reload cgihttpd-listen.service
	serves_new() {
		visit /small.txt && [[ $(<"$BODY") == new ]]
	}
	wait_until serves_new
	for _ in 1 2 3; do
		systemctl reload cgihttpd-listen.service
	done
	wait "$load" || fail_with '%s\n' "$(cat "$BATS_TEST_TMPDIR/burst")"
	assert_equal "$(property MainPID)" "$pid"
	rm -r "$ROOT.new"
}

# exchange A B: renameat2(2) with RENAME_EXCHANGE
exchange() {
	python3 - "$@" <<-'END'
	import ctypes, os, sys
	a, b = (os.fsencode(name) for name in sys.argv[1:])
	if ctypes.CDLL(None, use_errno=True).renameat2(-100, a, -100, b, 2):
	    sys.exit(os.strerror(ctypes.get_errno()))
	END
}

@test "it says that it is alive, and is started anew when it does not" {
	local drop_in=/run/systemd/system/cgihttpd-listen.service.d restarts
	mkdir -p "$drop_in"
	printf '[Service]\nWatchdogSec=1\nRestartSec=0\n' >"$drop_in/dog.conf"
	systemctl daemon-reload
	page small.txt text
	visit /small.txt
	restarts=$(property NRestarts)
	# The signs of life do not depend on clients: they come by the clock.
	has_signed_twice() {
		(($(property WatchdogTimestampMonotonic) - begun > 1200000))
	}
	begun=$(property ExecMainStartTimestampMonotonic)
	wait_until has_signed_twice
	assert_equal "$(property NRestarts)" "$restarts"
	kill -STOP "$(property MainPID)"
	has_restarted() {
		(($(property NRestarts) == restarts + 1))
	}
	wait_until has_restarted
	visit /small.txt
	assert_body text
	rm -r "$drop_in"
	systemctl daemon-reload
}

@test "stopped while a script runs it lets it finish" {
	script slow <<<'
		printf "Content-Type: text/plain\n\n"
		echo running >"$QUERY_STRING/running"
		read -r word <"$QUERY_STRING/go"
		echo "the end"'
	mkfifo -m 666 "$SCRATCH/go"
	visit "/cgi-bin/slow?$SCRATCH" 3>&- 4>&- &
	local visitor=$!
	wait_until has_text "$SCRATCH/running"
	systemctl --no-block stop cgihttpd-listen.service
	echo >"$SCRATCH/go"
	wait "$visitor"
	assert_body $'the end\n'
}

@test "records are found by their fields" {
	script dies <<<'exit 1'
	visit '/nothing?q'
	visit /cgi-bin/dies
	found() {
		journalctl --sync
		journalctl -q --no-pager "$@" | grep -q .
	}
	wait_until found HTTP_STATUS=404 HTTP_METHOD=GET 'HTTP_TARGET=/nothing?q' \
		REMOTE_ADDR=127.0.0.1
	wait_until found HTTP_STATUS=502 CGI_SCRIPT=/cgi-bin/dies
	run journalctl -q -o cat --no-pager -p err -t cgihttpd
	assert_output --partial /cgi-bin/dies
	refute_output --partial /nothing
}

@test "a request's id finds its record and its script's words" {
	local id
	script loud <<<'
		echo words >&2
		printf "Content-Type: text/plain\n\n%s" "$UNIQUE_ID"'
	visit /cgi-bin/loud
	id=$(response_body)
	of_request() {
		journalctl --sync
		journalctl -q -o cat --no-pager REQUEST_ID="$id"
	}
	has_both() {
		(($(of_request | wc -l) == 2))
	}
	wait_until has_both
	run of_request
	assert_line --partial "/cgi-bin/loud (request $id): words"
	assert_line --partial '"GET /cgi-bin/loud HTTP/1.1" 200'
}

@test "it takes the port over from the other socket, and gives it back" {
	page small.txt text
	for _ in 1 2; do
		systemctl start cgihttpd.socket
		assert_equal "$(property ActiveState)" inactive
		visit /small.txt
		assert_body text
		systemctl start cgihttpd-listen.socket
		visit /small.txt
		assert_body text
		assert_equal "$(property ActiveState)" active
	done
}

@test "with a wrong option clients wait until it is corrected" {
	local drop_in=/run/systemd/system/cgihttpd-listen.service.d visitor
	mkdir -p "$drop_in"
	printf '[Service]\nEnvironment=OPTIONS=--nolisting\n' >"$drop_in/wrong.conf"
	systemctl daemon-reload
	page small.txt text
	assert_equal "$(property RestartUSec)" 2s
	visit /small.txt &
	visitor=$!
	has_failed() {
		(($(property NRestarts) > 0))
	}
	wait_until has_failed
	journalctl --sync
	run journalctl -q --no-pager -o cat -t cgihttpd
	assert_line 'unknown option --nolisting; did you mean --no-listing?'
	rm -r "$drop_in"
	systemctl daemon-reload
	wait "$visitor"
	assert_body text
}

@test "a living status line" {
	visit / || true
	[[ $(property StatusText) =~ [0-9] ]]
}

@test "it leaves when nothing is to do, and comes back" {
	mkdir -p /run/systemd/system/cgihttpd-listen.service.d
	printf '[Service]\nEnvironment=OPTIONS=--idle-exit=1\n' \
		>/run/systemd/system/cgihttpd-listen.service.d/idle.conf
	systemctl daemon-reload
	page small.txt text
	visit /small.txt
	is_inactive() {
		[[ $(property ActiveState) == inactive ]]
	}
	wait_until is_inactive
	assert_equal "$(property Result)" success
	visit /small.txt
	assert_status 200
	rm -r /run/systemd/system/cgihttpd-listen.service.d
	systemctl daemon-reload
}
