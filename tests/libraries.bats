# SPDX-License-Identifier: ISC
#
# The libraries that cgihttpd loads when it needs them: what needs which, what
# packagers are told, and what happens where one is missing.

load helpers/http
bats_require_minimum_version 1.8.0

# The password is "pa:ss".
bcrypt='$2y$04$abcdefghijklmnopqrstuu2auYx.qp9Oa3Pif.hfhenSQE6jLNfY6'
authorization='Authorization: Basic YW5uOnBhOnNz'

setup() {
	http_setup
	page page.txt 'words'
	MANAGER=$BATS_TEST_TMPDIR/manager # its messages, one per line
	EXECUTABLE=$CGIHTTPD              # the file itself, however it is started
	SHADOWS=$BATS_TEST_TMPDIR/shadows
	users=$BATS_TEST_TMPDIR/users
	mkdir "$SHADOWS"
	printf 'ann:%s\n' "$bcrypt" >"$users"
}

# Returns whether the executable loads a library of this name.
loads() { # <name>
	grep -aqF "\"$1.so." "$EXECUTABLE"
}

needs() { # <name>
	loads "$1" || skip "an executable that does not load $1"
}

# started_by WORD...: this command starts the server from now on
started_by() {
	CGIHTTPD=$BATS_TEST_TMPDIR/starter
	printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$*" "$EXECUTABLE" \
		>"$CGIHTTPD"
	chmod 755 "$CGIHTTPD"
}

# without SONAME...: under these names the dynamic linker finds something else
without() {
	local soname
	for soname; do
		: >"$SHADOWS/$soname"
	done
	started_by env "LD_LIBRARY_PATH=$SHADOWS" "${environment[@]}"
}

# traced [VARIABLE=VALUE]...: the dynamic linker records what it looks for
traced() {
	started_by env LD_DEBUG=libs \
		"LD_DEBUG_OUTPUT=$BATS_TEST_TMPDIR/trace" "$@"
}

# Prints which of our libraries were looked for.
looked_for() {
	cat "$BATS_TEST_TMPDIR"/trace.* >"$BATS_TEST_TMPDIR/trace"
	grep -q 'find library=libc\.so' "$BATS_TEST_TMPDIR/trace"
	sed -n 's/.*find library=\(libsystemd\|libcrypt\)\.so.*/\1/p' \
		"$BATS_TEST_TMPDIR/trace" | sort -u
}

# ── What is loaded, and when ────────────────────────────────────────────────

@test "the linker was told of the C library alone" {
	[[ $EXECUTABLE != *-static ]] || skip 'of the other executable'
	readelf -d "$EXECUTABLE" >"$BATS_TEST_TMPDIR/dynamic"
	grep -q 'NEEDED.*libc\.so' "$BATS_TEST_TMPDIR/dynamic"
	run ! grep -E 'NEEDED.*lib(systemd|crypt)' "$BATS_TEST_TMPDIR/dynamic"
}

@test "a file is served without any other library" {
	[[ $EXECUTABLE != *-static ]] || skip 'of the other executable'
	traced
	for DOOR in inetd listen; do
		get /page.txt
		assert_status 200
	done
	stop_server
	assert_equal "$(looked_for)" ''
}

@test "passwords ask for libcrypt, and for nothing else" {
	needs libcrypt
	traced
	serve --auth="$users"
	get /page.txt "$authorization"
	assert_status 200
	assert_equal "$(looked_for)" libcrypt
}

@test "passed descriptors ask for libsystemd" {
	needs libsystemd
	traced
	DOOR=passed get /page.txt
	assert_status 200
	assert_equal "$(looked_for)" libsystemd
}

@test "a manager's listener asks for libsystemd, a single connection does not" {
	needs libsystemd
	traced NOTIFY_SOCKET=/absent
	get /page.txt
	assert_status 200
	assert_equal "$(looked_for)" ''
	DOOR=listen get /page.txt
	assert_status 200
	assert_equal "$(looked_for)" libsystemd
}

@test "packagers are told: notes as in the ELF dlopen metadata specification" {
	[[ $EXECUTABLE != *-static ]] || skip 'of the other executable'
	objcopy -O binary --only-section=.note.dlopen "$EXECUTABLE" \
		"$BATS_TEST_TMPDIR/notes"
	run -0 python3 - "$BATS_TEST_TMPDIR/notes" <<-'END'
		import json, struct, sys
		octets = open(sys.argv[1], "rb").read()
		while octets:
		    name, size, kind = struct.unpack("=III", octets[:12])
		    assert (name, kind, octets[12:16]) == (4, 0x407C0C0A, b"FDO\0")
		    text, rest = octets[16 : 16 + size], octets[16 + size :]
		    assert text[-1:] == b"\0"
		    octets = rest[-size % 4 :]
		    for one in json.loads(text[:-1].decode()):
		        assert one["priority"] == "recommended"
		        assert one["description"] and one["feature"]
		        print(*one["soname"])
	END
	[[ $output == *'libcrypt.so.2 libcrypt.so.1'* ]]
	! loads libsystemd || [[ $output == *libsystemd.so.0* ]]
}

# ── The service manager ─────────────────────────────────────────────────────

# Opens a manager's socket; $MANAGER gets the messages.
manage() { # VARIABLE=VALUE...: besides NOTIFY_SOCKET
	rm -f "$MANAGER.socket"
	: >"$MANAGER"
	python3 - "$MANAGER" 3>&- <<-'END' &
		import os, socket, sys
		manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		manager.bind(sys.argv[1] + ".socket")
		os.chmod(sys.argv[1] + ".socket", 0o666)
		with open(sys.argv[1], "a") as file:
		    while words := manager.recv(65536).decode():
		        print(words.replace("\n", " "), file=file, flush=True)
	END
	manager_pid=$!
	until [[ -S $MANAGER.socket ]]; do
		kill -0 "$manager_pid"
	done
	environment=(NOTIFY_SOCKET="$MANAGER.socket" "$@")
	started_by env "${environment[@]}"
}

# Waits until the manager has got this message.
told() { # <words>
	timeout 10 tail -n +1 -f "$MANAGER" 2>/dev/null | grep -q -m 1 -- "$1" ||
		fail_with 'never told: %s\n' "$1"
}

teardown() {
	stop_server
	[[ -z ${manager_pid:-} ]] || kill "$manager_pid"
	http_teardown
}

@test "the service manager is told: ready, alive" {
	manage WATCHDOG_USEC=200000
	DOOR=listen get /page.txt
	assert_status 200
	told READY=1
	told WATCHDOG=1
	! loads libsystemd || grep -q libsystemd "/proc/$server_pid/maps"
	stop_server
	assert_equal "$server_status" 0
	refute_log libsystemd
}

@test "the service manager is told when nobody is being served any more" {
	manage
	DOOR=listen get /page.txt
	told 'STATUS=0 being served, 0 waiting, 1 served so far'
}

@test "without libsystemd the manager is told all the same, and the log says so" {
	needs libsystemd
	manage WATCHDOG_USEC=200000
	without libsystemd.so.0
	DOOR=listen get /page.txt
	assert_status 200
	told READY=1
	told WATCHDOG=1
	assert_log '^cgihttpd: .*/libsystemd\.so\.0: file too short: the service manager is told of us without it$'
	[[ $(grep -c libsystemd "$LOG") == 1 ]]
}

@test "a libsystemd that lacks a function is as good as none" {
	needs libsystemd
	manage
	ln -s "$(ldd "$EXECUTABLE" | awk '$1 ~ /^libc\.so/ { print $3 }')" \
		"$SHADOWS/libsystemd.so.0"
	started_by env "LD_LIBRARY_PATH=$SHADOWS" "${environment[@]}"
	DOOR=listen get /page.txt
	assert_status 200
	told READY=1
	assert_log 'undefined symbol: sd_listen_fds: the service manager is told'
}

@test "without a manager nobody misses libsystemd" {
	needs libsystemd
	without libsystemd.so.0
	for DOOR in inetd listen; do
		get /page.txt
		assert_status 200
	done
	stop_server
	refute_log libsystemd
}

@test "without libsystemd passed descriptors are served" {
	needs libsystemd
	without libsystemd.so.0
	for DOOR in passed passed-listener; do
		get /page.txt
		assert_status 200
	done
}

# ── The journal ─────────────────────────────────────────────────────────────

# Runs a command where it can make a journal's socket of its own.
beside_journal() { # <command> [argument]...
	((EUID == 0)) || skip 'only root may mount'
	unshare --mount true 2>/dev/null || skip 'no mount name spaces here'
	# shellcheck disable=SC2016
	unshare --mount sh -c 'mkdir -p /run/systemd &&
		mount -t tmpfs none /run/systemd && mkdir /run/systemd/journal &&
		exec "$@"' sh "$@" 3>&-
}

# Runs the server once with stderr as "the journal's stream". Prints what
# arrived there, and what arrived at the journal's own socket, with "field: "
# before each line.
journal() { # <option>...
	beside_journal python3 - "$CGIHTTPD" "$@" "$ROOT" \
		>"$BATS_TEST_TMPDIR/journal" <<-'END'
	import os, socket, subprocess, sys
	journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	journal.bind("/run/systemd/journal/socket")
	os.chmod("/run/systemd/journal/socket", 0o666)
	ours, theirs = socket.socketpair()
	words, stderr = socket.socketpair()
	st = os.fstat(stderr.fileno())
	ours.sendall(b"GET /absent HTTP/1.1\r\nHost: test\r\n\r\n")
	subprocess.run(sys.argv[1:], stdin=theirs, stdout=theirs, stderr=stderr,
	    env={**os.environ, "JOURNAL_STREAM": f"{st.st_dev}:{st.st_ino}"})
	stderr.close()
	while octets := words.recv(65536):
	    sys.stdout.write(octets.decode())
	journal.setblocking(False)
	try:
	    while octets := journal.recv(65536):
	        for line in octets.decode().splitlines():
	            print("field:", line)
	except BlockingIOError:
	    pass
	END
	cp "$BATS_TEST_TMPDIR/journal" "$LOG"
}

@test "records go to the journal with their fields, from a sandbox too" {
	needs libsystemd
	for sandbox in off full; do
		journal --sandbox="$sandbox"
		assert_log '^field: HTTP_STATUS=404$'
		assert_log '^field: HTTP_CAUSE=no such file$'
		refute_log '^<'
	done
}

# Prints what a listener sends to the journal when it has logged something
# itself, reopened its root, and then served a page.
journal_of_listener() { # <option>...
	beside_journal python3 - "$CGIHTTPD" --listen=127.0.0.1:0 \
		--log=journal "$@" "$ROOT" >"$LOG" <<-'END'
	import os, re, signal, socket, subprocess, sys
	journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	journal.bind("/run/systemd/journal/socket")
	os.chmod("/run/systemd/journal/socket", 0o666)
	journal.settimeout(10)
	server = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
	port = int(re.search(rb" port (\d+) ", server.stdout.readline())[1])
	server.send_signal(signal.SIGHUP)
	try:
	    print(journal.recv(65536).decode())
	    for target in "first", "second":
	        with socket.create_connection(("127.0.0.1", port)) as client:
	            client.sendall(f"GET /{target} HTTP/1.0\r\n\r\n".encode())
	            print(journal.recv(65536).decode())
	finally:
	    server.terminate()
	END
}

@test "what a listener logs does not keep its children from the journal" {
	needs libsystemd
	journal_of_listener --sandbox=full
	assert_log '^MESSAGE=SIGHUP: opened '
	assert_log '^HTTP_TARGET=/first$'
	assert_log '^HTTP_TARGET=/second$'
}

@test "without libsystemd records go to stderr, with their priority" {
	needs libsystemd
	without libsystemd.so.0
	for sink in auto journal; do
		journal --log="$sink"
		assert_log '^<4>cgihttpd: .*/libsystemd\.so\.0: file too short: the log has no fields of the journal$'
		assert_log '^<5>cgihttpd: 404 "/absent": '
		assert_log '^<6>.*"GET /absent HTTP/1\.1" 404'
		refute_log '^field:'
	done
}

# ── Passwords ───────────────────────────────────────────────────────────────

@test "libcrypt by either of its names lets in who has the password" {
	needs libcrypt
	without libcrypt.so.2
	serve --auth="$users"
	for DOOR in inetd listen; do
		get /page.txt "$authorization"
		assert_status 200
	done
}

@test "without libcrypt nobody gets in, and the log says why" {
	needs libcrypt
	without libcrypt.so.2 libcrypt.so.1
	serve --auth="/page.txt=$users"
	for DOOR in inetd listen; do
		: >"$LOG"
		get /page.txt "$authorization"
		assert_status 500
		refute_body_matches words
		stop_server
		assert_log '^cgihttpd: --auth: cannot load crypt\(3\): .*/libcrypt\.so\.1: file too short$'
		assert_log '500 "/page.txt": the library with crypt\(3\) could not be loaded'
	done
	get /
	assert_status 200
}
