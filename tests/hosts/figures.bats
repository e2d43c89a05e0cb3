# SPDX-License-Identifier: ISC
#
# Not a test: it measures the table in README.md of what systemd and each degree
# of hardening cost per connection, on an otherwise idle machine:
#
#   tests/hosts/run systemd-accept tests/hosts/figures.bats
#
# Wall is the median of a client's time for a file of 1 KiB from connecting to
# the end, one connection after the other. CPU is the processor time of systemd,
# the journal and the server per connection. Both are medians of $ROUNDS rounds
# of $REQUESTS requests; every way has a turn in each round.

: "${ROUNDS:=7}" "${REQUESTS:=60}"

load hosts

host_start() {
	:
}

# The unit, and its differences from the installed one.
ways=(none fast shipped tight listen)
prepare() { # <way>
	local units=/run/systemd/system
	rm -rf "$units"/cgihttpd*
	mkdir -p "$units/cgihttpd@.service.d"
	case $1 in
	none) sed '/^# Exposure/,$d' "$UNITS/cgihttpd@.service" \
		>"$units/cgihttpd@.service" ;;
	fast | tight) cp "$DATA/$1.conf" "$units/cgihttpd@.service.d" ;;
	esac
	systemctl daemon-reload
	if [[ $1 == listen ]]; then
		systemctl start cgihttpd-listen.socket
	else
		systemctl start cgihttpd.socket
	fi
}

no_connections() {
	[[ -z $(systemctl list-units --all --plain --no-legend 'cgihttpd@*') ]]
}

usage() { # <control group>: microseconds
	sed -n 's/^usage_usec //p' "/sys/fs/cgroup/$1/cpu.stat"
}

# Prints the CPU time of all but us in microseconds.
usage_of_others() {
	journalctl --sync
	echo $(($(usage system.slice) + $(usage init.scope) - \
		$(usage system.slice/machine-command.service)))
}

exposure() { # <way>
	local unit=cgihttpd@x.service
	[[ $1 != listen ]] || unit=cgihttpd-listen.service
	systemd-analyze security --no-pager "$unit" |
		sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p'
}

measure() { # <way>
	local before
	prepare "$1"
	# A warm-up, for work that only the first requests do.
	"$SOURCE_DIR/tests/hosts/burst" "$host_url/small.txt" 5 1
	wait_until no_connections
	before=$(usage_of_others)
	"$SOURCE_DIR/tests/hosts/burst" "$host_url/small.txt" "$REQUESTS" 1 |
		sed -n 's/^median \(.*\) ms$/\1/p' >>"$BATS_TEST_TMPDIR/$1.wall"
	wait_until no_connections
	echo $((($(usage_of_others) - before) / REQUESTS)) \
		>>"$BATS_TEST_TMPDIR/$1.cpu"
	exposure "$1" >"$BATS_TEST_TMPDIR/$1.exposure"
	systemctl stop cgihttpd.socket cgihttpd-listen.{socket,service}
}

median() { # <file> <divisor>
	sort -n "$1" | awk -v divisor="$2" '{ at[NR] = $1 }
		END { printf "%.1f", at[int((NR + 1) / 2)] / divisor }'
}

@test "what a connection costs" {
	local way round
	head -c 1024 /dev/zero | tr '\0' x >"$ROOT/small.txt"
	for ((round = 0; round < ROUNDS; round++)); do
		for way in "${ways[@]}"; do
			measure "$way"
		done
	done
	{
		echo '| hardening | wall ms | CPU ms | exposure |'
		echo '| --- | --- | --- | --- |'
		for way in "${ways[@]}"; do
			echo "| $way | $(median "$BATS_TEST_TMPDIR/$way.wall" 1)" \
				"| $(median "$BATS_TEST_TMPDIR/$way.cpu" 1000)" \
				"| $(cat "$BATS_TEST_TMPDIR/$way.exposure") |"
		done
	} >&3
}
