# SPDX-License-Identifier: ISC
#
# xinetd: descriptor 2 is the client too. See every-host.bats for the rest.

load hosts

@test "nothing but the answer reaches the client, whatever goes wrong" {
	local port
	port=$(host_port)
	script dies <<<'echo "its last words" >&2; exit 1'
	"$TALK" -p "$port" say 'GET /nothing HTTP/1.0\r\n\r\n' drain >"$RESPONSE"
	split_response
	assert_status 404
	assert_whole
	"$TALK" -p "$port" say 'GET /cgi-bin/dies HTTP/1.0\r\n\r\n' drain \
		>"$RESPONSE"
	split_response
	assert_status 502
	assert_whole
	run ! grep -q 'last words' "$RESPONSE"
}

@test "a wrong option does not talk to the client either" {
	sed -i 's/server_args .*/& --no-such-option/' /etc/xinetd.d/cgihttpd
	kill -HUP "$(pgrep -xo xinetd)"
	is_silent() {
		run "$TALK" -p "$(host_port)" drain
		[[ -z $output ]]
	}
	wait_until is_silent
	complained() {
		host_log | grep -q -- 'no-such-option'
	}
	wait_until complained
	cp "$EXAMPLES/cgihttpd.xinetd" /etc/xinetd.d/cgihttpd
	kill -HUP "$(pgrep -xo xinetd)"
}
