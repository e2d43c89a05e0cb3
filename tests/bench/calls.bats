# SPDX-License-Identifier: ISC
#
# The system calls of one request, its page faults, and the pages of its code.
# Start-up is the cost of a one-shot handler, and system calls are the part of it
# that can be counted on any machine. Their limits are the counts at the time of
# their last change. A commit that needs one more call raises the limit and says
# why; one that saves a call lowers it. The other limits leave some room, for
# what depends on addresses and on the compiler.
#
#   $COUNT    tests/bench/count
#   $SCRIPT   tests/bench/script_plain, which makes four calls itself

load ../helpers/http

setup_file() {
	# The user nobody has to get there.
	umask 022
	chmod a+x "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR/.." "$BATS_FILE_TMPDIR"
	cp "$CGIHTTPD" "$BATS_FILE_TMPDIR/cgihttpd"
}

setup() {
	http_setup
	page 1k.txt "$(printf '%1024s' '')"
	install -m 755 "$SCRIPT" "$ROOT/cgi-bin/plain"
	install -m 755 "$SCRIPT" "$ROOT/cgi-bin/nph-plain"
	as=()
	((EUID != 0)) || as=(-u 65534)
}

counted() { # <option of count>... -- <argument of cgihttpd>...
	local options=()
	while [[ $1 != -- ]]; do
		options+=("$1")
		shift
	done
	shift
	# --version is no HTTP answer, so the caller checks the status, or not.
	"$COUNT" "${as[@]}" "${options[@]}" -r "$BATS_TEST_TMPDIR/request" \
		"$BATS_FILE_TMPDIR/cgihttpd" "$@" >"$BATS_TEST_TMPDIR/counted"
}

number() {
	sed -n 's/^[a-z]* //p' "$BATS_TEST_TMPDIR/counted"
}

# at_most LIMIT TARGET STATUS [FIELD-LINE]...: the calls beyond those of
# --version, which belong to the dynamic linker and the C library.
at_most() {
	local limit=$1 target=$2 status=$3 base calls
	shift 3
	compose GET "$target" 'Connection: close' "$@" \
		>"$BATS_TEST_TMPDIR/request"
	counted -- --version || true
	base=$(number)
	counted -s "$status" -- "$ROOT" || fail_with 'a wrong answer\n' || return
	calls=$(($(number) - base))
	((calls <= limit)) ||
		fail_with '%s: %s calls, the limit is %s\n' "$target" \
			"$calls" "$limit" || return
	((calls == limit)) ||
		printf '# %s: %s calls, the limit is %s\n' "$target" "$calls" \
			"$limit" >&3
}

@test "calls of a file of 1 KiB" {
	at_most 24 /1k.txt 200
}

@test "calls of 304" {
	at_most 24 /1k.txt 304 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'
}

@test "calls of 404" {
	at_most 19 /no/such/file 404
}

@test "calls of a script in place" {
	# 62 of these set signals to their defaults. Two make descriptors 0 and
	# 1, which may be different sockets, wait again.
	at_most 98 /cgi-bin/nph-plain 200
}

@test "calls of a script that is parsed" {
	# About 129: the number of the relay's waits varies, and is higher on a
	# busy machine.
	at_most 140 /cgi-bin/plain 200
}

# Page faults are most of the remaining cost. The least of ten runs counts, as
# some faults depend on where the kernel has put things.
faults() { # COMMAND...: answers a request for the file
	compose GET /1k.txt 'Connection: close' >"$BATS_TEST_TMPDIR/request"
	"${COUNT%/*}/oneshot" "${as[@]}" -n 10 -m 0 -f "$ROOT/1k.txt" \
		-r "$BATS_TEST_TMPDIR/request" name "$@" \
		>"$BATS_TEST_TMPDIR/samples"
	sed -n 's/^sample.*\t//p' "$BATS_TEST_TMPDIR/samples" |
		sort -n | head -n 1
}

@test "page faults of a file of 1 KiB" {
	local of_libc=0 limit=7 ours
	# Another C library causes another number of faults.
	if [[ $CGIHTTPD != *-static ]]; then
		cp "${COUNT%/*}/floor_glibc" "$BATS_FILE_TMPDIR/libc" ||
			skip 'not built for this machine'
		limit=14
		of_libc=$(faults "$BATS_FILE_TMPDIR/libc" shutdown "$ROOT/1k.txt")
	fi
	ours=$(faults "$BATS_FILE_TMPDIR/cgihttpd" "$ROOT")
	((ours - of_libc <= limit)) ||
		fail_with '%s page faults, %s of the C library\n' "$ours" "$of_libc"
}

# scripts/order-functions keeps together what common requests need: 12 pages,
# with that of _init. In the order of the files they would be 23.
pages_at_most() { # LIMIT
	local pages
	compose GET /1k.txt 'Connection: close' >"$BATS_TEST_TMPDIR/request"
	counted -a -f "$ROOT/1k.txt" -- "$ROOT" ||
		fail_with 'the code was not traced\n' || return
	pages=$(sed 's/^...$/0&/; s/...$//' "$BATS_TEST_TMPDIR/counted" |
		sort -u | wc -l)
	((pages > 1 && pages <= $1)) ||
		fail_with '%s pages; is src/first.ld out of date?\n' "$pages"
}

needs_order() {
	[[ $CGIHTTPD == *-static ]] || skip 'in the order of the files'
	[[ $(uname -m) == x86_64 ]] || skip 'the limit is for x86-64'
}

@test "pages of code of a file of 1 KiB" {
	needs_order
	pages_at_most 15
}

@test "control: a limit that is too low is noticed" {
	run at_most 3 /1k.txt 200
	[[ $status == 1 && $output == *'the limit is 3'* ]]
}

@test "control: a page too many is noticed" {
	needs_order
	run pages_at_most 5
	[[ $status == 1 && $output == *' pages; is src/first.ld'* ]]
}

@test "control: a wrong answer is noticed" {
	run at_most 100 /1k.txt 404
	[[ $status == 1 && $output == *'a wrong answer'* ]]
}
