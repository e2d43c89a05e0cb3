# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# HAProxy with the configuration as shipped, in front of three hosts: network
# namespaces on a bridge, with the addresses in that configuration.
host_packages='haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1'
host_programs='ip ss socat'
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_user=nobody # started by root
host_parent=cgihttpd

machines='a b c'

# Prints the address of a machine in the configuration.
address_of() { # <machine>
	sed -n "s/^.server $1 \(.*\):8080$/\1/p" "$EXAMPLES/haproxy.cfg"
}

make_network() {
	local machine
	ip link add machines type bridge
	ip address add 10.0.0.1/24 dev machines
	ip link set machines up
	for machine in $machines client; do
		ip netns add "$machine"
		ip link add "to-$machine" type veth peer eth0 netns "$machine"
		ip link set "to-$machine" master machines up
		ip -n "$machine" link set lo up
		ip -n "$machine" link set eth0 up
	done
	for machine in $machines; do
		ip -n "$machine" address add "$(address_of "$machine")/24" \
			dev eth0
	done
	ip -n client address add 10.0.0.7/24 dev eth0
}

machine_listens() { # <machine>
	ip netns exec "$1" ss -Hltn 'sport = :8080' | grep -q .
}

start_server_on() { # <machine>
	ip netns exec "$1" "$CGIHTTPD" '--listen=*:8080' \
		--proxy-protocol=10.0.0.0/24 "$ROOT_SERVED" \
		</dev/null >>"/run/$1.log" 2>&1 3>&- 4>&- &
	echo $! | tee "/run/$1.pid" >>/run/background
	disown $!
	wait_until machine_listens "$1"
}

haproxy_says() { # <command of the management guide's>
	socat - UNIX-CONNECT:/run/haproxy/admin.sock <<<"$1"
}

# statistic MACHINE COLUMN: prints a value; COLUMN as "show stat" names it
statistic() {
	haproxy_says 'show stat cgihttpd 4 -1' | awk -F, -v machine="$1" \
		-v column="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) number[$i] = i }
		$2 == machine { print $number[column] }'
}

has_state() { # <machine> <state>
	[[ $(statistic "$1" status) == "$2" ]]
}

host_start() {
	local machine
	echo 'haproxy:x:7777:7777::/nonexistent:/bin/false' >>/etc/passwd
	echo 'haproxy:x:7777:' >>/etc/group
	mkdir -p /run/haproxy
	make_network
	for machine in $machines; do
		start_server_on "$machine"
	done
	in_background haproxy -db -f "$EXAMPLES/haproxy.cfg"
	for machine in $machines; do
		wait_until has_state "$machine" UP
	done
}

host_log() {
	cat /run/[abc].log
}
