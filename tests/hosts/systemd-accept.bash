# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# systemd with cgihttpd.socket as installed: a service per connection.
host_boots=yes
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_parent=systemd

host_start() {
	systemctl start cgihttpd.socket
}

host_log() {
	journalctl --sync
	journalctl -q --no-pager -o cat -t cgihttpd-static -t cgihttpd
}
