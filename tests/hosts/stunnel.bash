# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# stunnel with the configuration as shipped: HTTPS, a server process per
# connection.
host_packages='stunnel4 libwrap0'
host_programs=openssl
host_url=https://127.0.0.1
host_url6='https://[::1]'
host_parent=stunnel4

make_certificate() {
	local config=$1 certificate key
	certificate=$(sed -n 's/^cert = //p' "$config")
	key=$(sed -n 's/^key = //p' "$config")
	mkdir -p "$(dirname "$certificate")"
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost \
		-keyout "$key" -out "$certificate" 2>/dev/null
	chgrp cgihttpd "$key"
	chmod 640 "$key"
}

host_start() {
	make_certificate "$EXAMPLES/stunnel.conf"
	{
		echo 'foreground = yes'
		cat "$EXAMPLES/stunnel.conf"
	} >/run/stunnel.conf
	in_background stunnel4 /run/stunnel.conf
	wait_for_port 443
}
