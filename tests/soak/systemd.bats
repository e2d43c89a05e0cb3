# SPDX-License-Identifier: ISC
#
# The load of scripts/soak on systemd with a service per connection: every
# answer is right, there is a record for each request, and nothing is left
# behind. tests/hosts/run provides the machine; $SOAK_REQUESTS is the number of
# requests.

load "$SOURCE_DIR/tests/hosts/hosts"

setup() {
	hosts_setup
	"$SOURCE_DIR/tests/soak/make-root" "$ROOT"
	# Every record counts, so none may be dropped.
	mkdir -p /run/systemd/system/cgihttpd@.service.d
	printf '[Service]\nLogRateLimitIntervalSec=0\n' \
		>/run/systemd/system/cgihttpd@.service.d/soak.conf
	systemctl daemon-reload
}

connections() {
	systemctl list-units --all --plain --no-legend 'cgihttpd@*' | wc -l
}

no_connections() {
	(($(connections) == 0))
}

descriptors_of_systemd() {
	wait_until no_connections
	find /proc/1/fd -type l | wc -l
}

records() {
	host_log | grep -vc '^cgihttpd' || true
}

@test "$SOAK_REQUESTS requests of all kinds leave nothing behind" {
	local begin before status=0
	begin=$(records)
	before=$(descriptors_of_systemd)
	"$BUILD_DIR/tests/soak/soak" 80 "$SOAK_REQUESTS" 16 \
		>"$BATS_TEST_TMPDIR/load" || status=$?
	sed 's/^/# /' "$BATS_TEST_TMPDIR/load" >&3
	assert_equal "$status" 0
	# There may be fewer: systemd closes what it had opened to boot.
	(($(descriptors_of_systemd) <= before))
	run systemctl --failed --plain --no-legend
	assert_output ''
	run pgrep -u "$host_user"
	assert_output ''
	run systemctl is-active cgihttpd.socket
	assert_output active
	assert_equal "records $(($(records) - begin))" \
		"$(tail -n 1 "$BATS_TEST_TMPDIR/load")"
}
