# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What the *.bats files here load as helpers/apps, besides tests/helpers/http:
# real programs, clients that make their own connections, and the output of a
# program that is run by hand.
#
# Each file sets its program up once, in setup_file, below $APP.

# Variables set here are read by the tests, and vice versa.
# shellcheck disable=SC2034,SC2154

load ../helpers/http

setup() {
	apps_setup
}

teardown() {
	apps_teardown
}

apps_setup() {
	http_setup
	inetd_pid=''
	[[ ! -e $BATS_FILE_TMPDIR/missing ]] ||
		skip "$(cat "$BATS_FILE_TMPDIR/missing")"
	APP=$BATS_FILE_TMPDIR
	volatile=()
	cd "$BATS_TEST_TMPDIR" || return
	# The user's settings of clients must not affect the tests.
	export HOME=$BATS_TEST_TMPDIR
	unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
}

apps_teardown() {
	stop_inetd
	http_teardown
}

# ── Setting up ──────────────────────────────────────────────────────────────

# needs PACKAGE FILE...: skips the test when a file is missing; in setup_file,
# skips all tests of the file, and returns false.
needs() {
	local package=$1 file reason
	shift
	for file; do
		if [[ -e $file ]] || command -v "$file" >/dev/null; then
			continue
		fi
		reason="no $file: the package $package is not installed"
		[[ -z ${BATS_TEST_TMPDIR:-} ]] || skip "$reason"
		printf '%s\n' "$reason" >"$BATS_FILE_TMPDIR/missing"
		return 1
	done
}

# Begins setup_file: makes the directory that all tests of a file share.
app_begin() {
	APP=$BATS_FILE_TMPDIR
	umask 022
	mkdir "$APP/data"
	# The user's settings must not affect the programs.
	export HOME=$APP/data
}

# Ends setup_file: the scripts' user may write below $APP/data.
app_end() {
	((EUID)) || chown -R nobody:nogroup "$APP/data"
}

# Commits the working tree here, each commit a minute after the previous one and
# so old that its displayed age stays the same.
git_commit() { # <message>
	local count
	count=$(git rev-list --count --all)
	local -x GIT_AUTHOR_DATE="@$((1577880000 + 60 * count)) +0000"
	local -x GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
	git add --all
	git -c user.name=Test -c user.email=test@example.com \
		-c commit.gpgSign=false commit --quiet --message "$1"
}

# make_repository DIRECTORY: a bare one, with one commit on main
make_repository() {
	local tree=$BATS_FILE_TMPDIR/tree
	git -c init.defaultBranch=main init --quiet "$tree"
	(
		cd "$tree" || exit
		printf 'hello\n' >greeting
		git_commit 'The first commit'
	)
	git clone --quiet --bare "$tree" "$1"
	rm -rf "$tree"
}

# ── Clients that connect by themselves ──────────────────────────────────────

# Makes the server reachable through $DOOR, at $URL.
serve_clients() {
	case $DOOR in
	listen)
		start_server
		URL=http://127.0.0.1:$server_port
		;;
	inetd)
		start_inetd
		URL=http://127.0.0.1:$inetd_port
		;;
	*) skip "clients do not come through the door $DOOR" ;;
	esac
}

# Starts socat as the super-server: it passes each connection as descriptors 0
# and 1 to a process of its own. Its message about its port goes to a pipe, and
# all later messages, of all processes, to the log.
start_inetd() {
	local handler=$BATS_TEST_TMPDIR/handler port=$BATS_TEST_TMPDIR/port
	needs socat socat
	{
		echo '#!/bin/bash'
		printf 'exec'
		printf ' %q' "$CGIHTTPD" "${server_options[@]}" "$ROOT"
		echo
	} >"$handler"
	chmod 755 "$handler"
	mkfifo "$port"
	exec {inetd_words}> >(inetd_log "$port" 3>&-)
	inetd_logger=$!
	socat -d -d TCP4-LISTEN:0,bind=127.0.0.1,backlog=128,fork \
		"EXEC:$handler,nofork" 2>&"$inetd_words" 3>&- &
	inetd_pid=$!
	exec {inetd_words}>&-
	read -r -t 10 inetd_port <"$port"
	[[ -n $inetd_port ]] || fail_with 'socat does not listen\n'
}

inetd_log() { # <where the port goes>
	local line
	while IFS= read -r line; do
		[[ ! $line =~ listening\ on\ .*:([0-9]+)$ ]] || break
	done
	printf '%s\n' "${BASH_REMATCH[1]}" >"$1"
	# Without its notices about every connection.
	exec grep --line-buffered -v 'socat\[[0-9]*\] N ' >>"$LOG"
}

# Waits until all processes that it started have closed the log's pipe, which is
# when they have ended.
stop_inetd() {
	[[ -n $inetd_pid ]] || return 0
	kill -TERM "$inetd_pid" 2>/dev/null || true
	wait "$inetd_pid" || true
	wait "$inetd_logger" || true
	inetd_pid=''
}

# ── The same by hand ────────────────────────────────────────────────────────

# Runs a command as the user that scripts get.
as_script_user() {
	local become=()
	((EUID)) ||
		become=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
	"${become[@]}" "$@"
}

# by_hand METHOD NAME [EXTRA-PATH [QUERY [CONTENT-FILE TYPE]]]: runs the script
# cgi-bin/NAME by RFC 3875, but without any server. Its output goes to $HAND.
by_hand() {
	local method=$1 name=$2 path=${3:-} query=${4:-} content=/dev/null
	local target=/cgi-bin/$name$path
	[[ -z ${5:-} ]] || content=$(realpath "$5")
	local variables=(
		PATH="$PATH"
		GATEWAY_INTERFACE=CGI/1.1
		SERVER_PROTOCOL=HTTP/1.1
		SERVER_SOFTWARE=none/0
		SERVER_NAME=test
		SERVER_PORT=80
		REMOTE_ADDR=127.0.0.1
		REQUEST_METHOD="$method"
		SCRIPT_NAME="/cgi-bin/$name"
		SCRIPT_FILENAME="$ROOT/cgi-bin/$name"
		DOCUMENT_ROOT="$ROOT"
		QUERY_STRING="$query"
		REQUEST_URI="$target${query:+?$query}"
		HTTP_HOST=test
	)
	[[ -z $path ]] || variables+=(
		PATH_INFO="$path"
		PATH_TRANSLATED="$ROOT$path"
	)
	[[ -z ${5:-} ]] || variables+=(
		CONTENT_LENGTH="$(stat -c %s "$content")"
		CONTENT_TYPE="$6"
	)
	HAND=$BATS_TEST_TMPDIR/by-hand
	(
		cd "$ROOT/cgi-bin" || exit
		as_script_user env -i "${variables[@]}" "./$name" \
			<"$content" >"$HAND" 2>"$HAND.stderr"
	)
}

# same_as_by_hand METHOD NAME [EXTRA-PATH [QUERY [CONTENT-FILE TYPE]]]: requests
# the script from the server, runs it by hand, and compares status, fields and
# content. The sed expressions in the array volatile replace what differs from
# run to run.
same_as_by_hand() {
	local method=$1 target=/cgi-bin/$2${3:-}${4:+?$4}
	if [[ -n ${5:-} ]]; then
		post_file "$target" "$5" "Content-Type: $6"
	else
		fetch "$method" "$target"
	fi
	by_hand "$@" || true
	split_by_hand
	assert_status "$(hand_status)"
	assert_fields_by_hand
	if [[ $method == HEAD ]]; then
		assert_body ''
	else
		settle "$BODY" >"$BODY.settled"
		settle "$HAND.body" >"$HAND.settled"
		cmp -s "$BODY.settled" "$HAND.settled" ||
			fail_with 'content: (<) got, (>) by hand\n%s\n' \
				"$(diff --text "$BODY.settled" "$HAND.settled" |
					tr -d '\0')"
		assert_whole
	fi
}

# Splits the output: fields end in LF or CRLF, the header at the first empty
# line.
split_by_hand() {
	local offset
	offset=$(LC_ALL=C grep -abm1 $'^\r\\?$' "$HAND")
	head -c "${offset%%:*}" "$HAND" | tr -d '\r' >"$HAND.header"
	tail -c +"$((${offset%%:*} + 1))" "$HAND" |
		sed '1d' >"$HAND.body"
}

hand_field() { # <name>
	sed -n "s/^$1:[ \t]*//Ip" "$HAND.header"
}

hand_status() {
	local status
	status=$(hand_field Status)
	[[ -n $status || -z $(hand_field Location) ]] || status=302
	printf '%.3s\n' "${status:-200}"
}

assert_fields_by_hand() {
	local line name
	while IFS= read -r line; do
		name=${line%%:*}
		case ${name,,} in
		status | date | content-length | connection) continue ;;
		esac
		cmp <(field_values "$name" | settle) \
			<(hand_field "$name" | settle) ||
			fail_with '%s differs\n' "$name"
	done <"$HAND.header"
}

settle() { # [file]
	sed -E "${volatile[@]/#/--expression=}" --expression= "$@"
}
