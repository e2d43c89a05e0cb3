# SPDX-License-Identifier: ISC
#
# How long a script may run, and what ends it.

load helpers/http
load helpers/cgi

# The script notes the signal and goes on; the note shows that it was sent.
stubborn='trap "echo term >>\"\$SCRATCH/signals\"" TERM'

# What a script writes to this fifo the client sends on, so the script has begun
# when the client takes its next step.
beginning() {
	mkfifo -m 666 "$SCRATCH/begun"
	compose GET "$1" >"$BATS_TEST_TMPDIR/request"
}

@test "rfc3875 51: a script without a word is 504 after --script-time, and ended" {
	script hangs <<-END
	trap 'echo term >"\$SCRATCH/signals"; exit' TERM
	$(wait_for_ever)
	END
	serve_scripts --script-time=1
	get /cgi-bin/hangs
	assert_status 504
	assert_whole
	stop_server
	assert_equal "$(<"$SCRATCH/signals")" term
	assert_log '504 .*no response header in time'
}

@test "rfc3875 51: a script that does not heed SIGTERM is killed, with its children" {
	script hangs <<-END
	$stubborn
	(trap '' TERM; $(wait_for_ever)) &
	$(wait_for_ever)
	END
	serve_scripts --script-time=1
	get /cgi-bin/hangs
	assert_status 504
	stop_server
	assert_equal "$(head -n 1 "$SCRATCH/signals")" term
}

@test "rfc3875 51: a script that stalls in the midst of its output is cut and ended" {
	script stalls <<-END
	echo Content-Type: text/plain
	echo
	echo begun
	$(wait_for_ever)
	END
	serve_scripts --script-time=1
	get /cgi-bin/stalls
	assert_status 200
	assert_body $'begun\n'
	run ! assert_whole
	ending=reset request 'GET /cgi-bin/stalls HTTP/1.0\r\n\r\n'
	assert_log 'stalled in the midst of its output'
}

# The log is discarded: it would be long, and its contents are not tested.
@test "a script whose complaints do not end is not waited for the longer" {
	script moans <<-'END'
	timeout 20 yes >&2
	exit 0
	END
	script moans-late <<-'END'
	printf 'Content-Type: text/plain\n\nok'
	timeout 20 yes >&2
	exit 0
	END
	LOG=/dev/null
	serve_scripts --script-time=1
	get /cgi-bin/moans
	assert_status 504
	get /cgi-bin/moans-late
	assert_body ok
	run ! assert_whole
}

@test "a script that says something now and then is not silent" {
	# Together the pauses are longer than --script-time: they are what is
	# tested.
	script drips <<-'END'
	echo Content-Type: text/plain
	echo
	for i in 1 2 3 4; do
		sleep 0.6
		echo $i
	done
	END
	serve_scripts --script-time=2
	get /cgi-bin/drips
	assert_body $'1\n2\n3\n4\n'
	assert_whole
}

@test "a client that goes ends the script: by SIGTERM" {
	script long <<-END
	trap 'echo term >"\$SCRATCH/signals"; exit' TERM
	echo x >"\$SCRATCH/begun"
	$(wait_for_ever)
	END
	beginning /cgi-bin/long
	converse send "$BATS_TEST_TMPDIR/request" send "$SCRATCH/begun" reset
	assert_log '^cgihttpd: - "/cgi-bin/long": the client left before the script answered'
	assert_equal "$(<"$SCRATCH/signals")" term
}

@test "a client that goes ends the script: its whole group, by SIGKILL at last" {
	script long <<-END
	$stubborn
	(trap '' TERM; $(wait_for_ever)) &
	echo x >"\$SCRATCH/begun"
	$(wait_for_ever)
	END
	beginning /cgi-bin/long
	converse send "$BATS_TEST_TMPDIR/request" send "$SCRATCH/begun" reset
	stop_server
	assert_equal "$(head -n 1 "$SCRATCH/signals")" term
}

@test "a script that has left its process group is ended, too" {
	serve_scripts --script-time=1
	script leaves <<-'END'
	#!/usr/bin/python3
	import os, time
	script, child = os.getpid(), os.fork()
	if not child:
	    os.setpgid(0, 0)
	    while os.getppid() == script:
	        time.sleep(0.01)
	    os._exit(0)
	while os.getpgid(child) != child:
	    time.sleep(0.01)
	os.setpgid(0, child)
	time.sleep(60)
	END
	# talk waits until the script has ended.
	get /cgi-bin/leaves
	assert_status 504
}

@test "a client that goes in the midst of the answer ends the script" {
	script long <<-END
	trap 'echo term >"\$SCRATCH/signals"; exit' TERM
	echo Content-Type: text/plain
	echo
	echo begun
	$(wait_for_ever)
	END
	compose GET /cgi-bin/long >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request" expect begun reset
	assert_log 'the client left before the script.s end'
	assert_equal "$(<"$SCRATCH/signals")" term
}

@test "a client's half-close is no departure" {
	script late <<-'END'
	read -r word <"$SCRATCH/go"
	echo Content-Type: text/plain
	echo
	echo "$word"
	END
	mkfifo -m 666 "$SCRATCH/go"
	# Nothing happens for longer than any grace: the pause is what is
	# tested.
	(sleep 1; echo went >"$SCRATCH/go") 3>&- &
	compose GET /cgi-bin/late >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request" half-close
	assert_body $'went\n'
	assert_whole
}

@test "a background child that holds stdout delays the end by a short grace only" {
	script daemon <<-'END'
	echo Content-Type: text/plain
	echo
	echo body
	exec cat "$SCRATCH/go" 2>/dev/null &
	END
	mkfifo -m 666 "$SCRATCH/go"
	# It holds stdout until it is told to go on, for which the server does
	# not wait.
	compose GET /cgi-bin/daemon >"$BATS_TEST_TMPDIR/request"
	talk_options=(-k)
	converse send "$BATS_TEST_TMPDIR/request"
	assert_body $'body\n'
	assert_whole
	[[ $DOOR == listen ]] || return 0
	: >"$SCRATCH/go"
	assert_log '200 "/cgi-bin/daemon": the script ended, but not its output'
}

@test "a script is not silent while its client takes nothing" {
	[[ $DOOR == inetd ]] || skip "a listener's socket takes it all at once"
	script patient <<-'END'
	echo Content-Type: text/plain
	echo
	head -c 60000 /dev/zero | tr '\0' x
	sleep 3.3
	echo on
	END
	serve_scripts --script-time=2
	# The client reads nothing for longer than that, and the answer does not
	# fit into the buffers: the pauses are what is tested.
	get_late 3 /cgi-bin/patient
	assert_equal "$(wc -c <"$BODY")" 60003
	assert_whole
}

@test "a filter behind a script that ended is heard to its end, however late" {
	head -c 1000000 /dev/zero | tr '\0' x >"$SCRATCH/large"
	script filtered <<-'END'
	echo Content-Type: text/plain
	echo
	exec cat "$SCRATCH/large" &
	END
	# The client reads nothing at first, and the filter is blocked for
	# longer than it may be silent: the pause is what is tested.
	get_late 1 /cgi-bin/filtered
	assert_body_file "$SCRATCH/large"
	assert_whole
}

@test "what a script's children write for ever is not read for HEAD" {
	script chatty <<-'END'
	echo Content-Type: text/plain
	echo
	yes &
	END
	# The server does not wait for it for ever.
	head_of /cgi-bin/chatty
	assert_status 200
}

@test "a script that closes stdout early and works on is left to" {
	script works <<-'END'
	echo Content-Type: text/plain
	echo
	echo body
	exec >&-
	read -r word <"$SCRATCH/go"
	echo "$word" >"$SCRATCH/worked"
	echo words >&2
	END
	mkfifo -m 666 "$SCRATCH/go"
	serve_scripts --script-time=1
	# Only a pause can show that nothing happens during it.
	(sleep 2; echo on >"$SCRATCH/go") 3>&- &
	get /cgi-bin/works
	assert_body $'body\n'
	assert_whole
	stop_server
	assert_equal "$(<"$SCRATCH/worked")" on
	assert_log ': words$'
}

# Prints how many of the test's processes have a socket
socket_holders() {
	find /proc/[0-9]*/fd -lname 'socket:*' 2>/dev/null | cut -d/ -f3 |
		sort -u | while read -r pid; do
		tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null |
			grep -F -- "$ROOT" || true
	done | wc -l
}

@test "the connection is let go while a script works on" {
	local end held
	script works <<-'END'
	echo Content-Type: text/plain
	echo
	echo body
	exec >&- 2>&-
	read -r word <"$SCRATCH/go"
	END
	mkfifo -m 666 "$SCRATCH/go"
	DOOR=listen
	get /cgi-bin/works
	assert_whole
	end=$((SECONDS + 10))
	until [[ $(socket_holders) == 1 ]] || ((SECONDS >= end)); do :; done
	held=$(socket_holders)
	echo go >"$SCRATCH/go"
	assert_equal "$held" 1 # the listener
}

@test "kill -9 0 in a script ends neither server nor answer" {
	script suicide <<-'END'
	kill -9 0
	END
	get /cgi-bin/suicide
	assert_status 502
	assert_whole
	script late <<-'END'
	echo Content-Type: text/plain
	echo
	echo body
	kill -9 0
	END
	get /cgi-bin/late
	assert_body $'body\n'
	run ! assert_whole
	says fine 'Content-Type: text/plain\n\n'
	get /cgi-bin/fine
	assert_status 200
	assert_log '502 .*was killed'
}

@test "no process is left behind a script, and no zombie" {
	[[ $DOOR == listen ]] || skip 'one-shot processes are waited for'
	says plain 'Content-Type: text/plain\n\nbody'
	says local 'Location: /cgi-bin/plain\n\n'
	script fails <<-'END'
	kill -9 $$
	END
	for _ in 1 2 3; do
		get /cgi-bin/plain
		get /cgi-bin/local
		get /cgi-bin/fails
		head_of /cgi-bin/plain
		post /cgi-bin/plain content
	done
	await_processes 0
	stop_server
	assert_equal "$server_status" 0
}

@test "--script-limit: what a script may use up" {
	script limits <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\n'
		ulimit -t; ulimit -v; ulimit -f; ulimit -n; ulimit -c
	SCRIPT
	serve --script-limit=cpu=7 --script-limit=memory=1G \
		--script-limit=file-size=1M --script-limit=files=20
	get /cgi-bin/limits
	assert_status 200
	assert_body $'7\n1048576\n2048\n20\n0\n'
}

@test "--script-limit: a lower hard limit has to do" {
	script limits <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\n'
		ulimit -n
	SCRIPT
	printf '#!/bin/bash\nulimit -n 50\nexec "%s" "$@"\n' "$CGIHTTPD" \
		>"$SCRATCH/limited"
	chmod 755 "$SCRATCH/limited"
	CGIHTTPD=$SCRATCH/limited
	serve --script-limit=files=100
	get /cgi-bin/limits
	assert_body $'50\n'
	refute_log 'script-limit'
}

@test "--script-limit: a script above its limit is ended, the log says how" {
	script busy <<-'SCRIPT'
		while :; do :; done
	SCRIPT
	serve --script-limit=cpu=1
	get /cgi-bin/busy
	assert_status 502
	assert_log "ended with signal $(kill -l XCPU) \\(its CPU time is used up\\)"
}

@test "nobody waits when script, stdout and stderr have ended" {
	script quick <<-'SCRIPT'
		printf 'Content-Type: text/plain\n\nfine'
	SCRIPT
	compose GET /cgi-bin/quick >"$SCRATCH/request"
	# LeakSanitizer does not work under strace.
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=poll,ppoll \
		-o "$SCRATCH/polls" "$CGIHTTPD" "$ROOT" <"$SCRATCH/request" \
		>"$RESPONSE" 2>"$LOG"
	grep -q fine "$RESPONSE"
	grep -q poll "$SCRATCH/polls"
	run -1 grep -E 'poll\(\[(\{fd=-1\}(, )?)+\]' "$SCRATCH/polls"
}

@test "a relay waits for an exec as long as that takes" {
	command -v strace >/dev/null || skip 'strace(1) is not here'
	script quick <<<'printf "Content-Type: text/plain\n\nfine"'
	compose POST /cgi-bin/quick 'Content-Length: 7' >"$SCRATCH/request"
	printf content >>"$SCRATCH/request"
	# The content calls upon the relay while the exec has yet to come.
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=execve,futex \
		-e inject=execve:delay_enter=200000:when=1 \
		-o "$SCRATCH/waits" "$CGIHTTPD" "$ROOT" <"$SCRATCH/request" \
		>"$RESPONSE" 2>"$LOG"
	grep -q fine "$RESPONSE"
	[[ $("$CGIHTTPD" --explain=/ "$ROOT") != *'made with sanitizers'* ]] ||
		skip 'under sanitizers no memory is shared'
	grep -q FUTEX_WAIT "$SCRATCH/waits"
	run -1 grep -E 'FUTEX_WAIT, 1, [^N]' "$SCRATCH/waits"
}
