# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC1091,SC2034
# podman without root: containers of a plain user.
host_programs='podman crun conmon netavark newuidmap slirp4netns'
host_url=http://127.0.0.1:8080

. "${BASH_SOURCE[0]%/*}/containers.bash"

as_tester() {
	setpriv --reuid=7777 --regid=7777 --clear-groups \
		env -i PATH="$PATH" HOME=/var/memory/tester USER=tester \
		XDG_RUNTIME_DIR=/run/user/7777 "$@"
}

# A plain user may be given no control groups here.
host_start() {
	configure_podman
	echo 'tester:x:7777:7777::/var/memory/tester:/bin/sh' >>/etc/passwd
	echo 'tester:x:7777:' >>/etc/group
	echo 'tester:700000:65536' >/etc/subuid
	echo 'tester:700000:65536' >/etc/subgid
	install -d -o 7777 -g 7777 -m 700 /run/user/7777
	install -d -o 7777 -g 7777 /var/memory/tester
	sed -i 's/^\[containers\]/&\ncgroups = "disabled"/' \
		/etc/containers/containers.conf
	sed -i -e 's:/var/memory/containers:/var/memory/tester:' \
		-e 's:/run/containers:/run/user/7777:' /etc/containers/storage.conf
	make_context
	as_tester podman build -q -f "$CONTEXT/Containerfile" -t cgihttpd \
		"$CONTEXT"
}
