# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# systemd with cgihttpd-listen.socket as installed: one service for all
# connections.
host_boots=yes
host_url=http://127.0.0.1
host_url6='http://[::1]'
host_parent='' # the listener hides from its user, and ProtectProc= hides it then

# Everything is read-only for the service, but the scripts of some tests write.
host_start() {
	local drop_in=/etc/systemd/system/cgihttpd-listen.service.d
	mkdir -p "$drop_in"
	printf '[Service]\nReadWritePaths=/srv\n' >"$drop_in/write.conf"
	systemctl daemon-reload
	systemctl start cgihttpd-listen.socket
}

host_log() {
	journalctl --sync
	journalctl -q --no-pager -o cat -t cgihttpd-static -t cgihttpd
}
