# SPDX-License-Identifier: ISC
#
# systemd, a service per connection: what is specific to this host. See
# every-host.bats for the rest.

load hosts
load "$SOURCE_DIR/tests/helpers/recipe"

# Prints the names of connections' services that are loaded; none when all have
# ended well.
connections() {
	systemctl list-units --all --plain --no-legend 'cgihttpd@*'
}

no_connections() {
	[[ -z $(connections) ]]
}

# drop_in NAME UNIT: installs standard input as a drop-in
drop_in() {
	mkdir -p "/run/systemd/system/$2.d"
	cat >"/run/systemd/system/$2.d/$1.conf"
	systemctl daemon-reload
}

setup() {
	hosts_setup
	rm -rf /run/systemd/system/cgihttpd*.d
	systemctl daemon-reload
	systemctl restart cgihttpd.socket
}

@test "systemd finds nothing to say about the units" {
	# Its warnings about this machine's control groups are not about us.
	run bash -c "systemd-analyze verify --man=no \
		'$UNITS'/cgihttpd* 2>&1 | grep -v 'legacy cgroups v1'"
	assert_output ''
}

@test "the script is the main process of the connection's service" {
	script nph-wait <<<'
		printf "HTTP/1.0 200 OK\r\n\r\n"
		echo "$$" >"$QUERY_STRING/pid"
		read -r word <"$QUERY_STRING/go"
		echo "$$"'
	mkfifo -m 666 "$SCRATCH/go"
	visit "/cgi-bin/nph-wait?$SCRATCH" 3>&- 4>&- &
	wait_until has_text "$SCRATCH/pid"
	run systemctl show --value -p MainPID "$(connections | awk '{ print $1 }')"
	echo >"$SCRATCH/go"
	wait
	assert_output "$(cat "$SCRATCH/pid")"
	assert_body "$(cat "$SCRATCH/pid")"$'\n'
}

@test "no unit fails or stays, whatever clients and scripts do" {
	local port
	port=$(host_port)
	script fails <<<'exit 3'
	script dies <<<'kill -SEGV $$'
	script cut <<<'printf "Content-Type: text/plain\n\nwords"; kill -KILL $$'
	"$TALK" -p "$port" say 'rubbish\r\n\r\n' drain >/dev/null
	"$TALK" -p "$port" close
	"$TALK" -p "$port" reset
	"$TALK" -p "$port" say 'GET / HT' reset
	"$TALK" -p "$port" say 'GET / HT' close
	"$TALK" -p "$port" say 'GET /cgi-bin/dies HTTP/1.0\r\n\r\n' reset
	visit /cgi-bin/fails
	visit /cgi-bin/dies
	visit /cgi-bin/cut || true
	wait_until no_connections
	run systemctl --failed --plain --no-legend
	assert_output ''
}

@test "a burst of 2000 connections is answered" {
	page small.txt 'a small file'
	run "$SOURCE_DIR/tests/hosts/burst" "$host_url/small.txt" 2000 24
	assert_success
	assert_line '2000 200'
	run systemctl is-active cgihttpd.socket
	assert_output active
}

@test "a source that has too many connections gets a reset, others do not" {
	drop_in limit cgihttpd.socket <<<$'[Socket]\nMaxConnectionsPerSource=2'
	systemctl restart cgihttpd.socket
	page small.txt text
	# Two silent clients, whose services run.
	exec 7<>/dev/tcp/127.0.0.1/80 8<>/dev/tcp/127.0.0.1/80
	both_run() {
		[[ $(connections | wc -l) == 2 ]]
	}
	wait_until both_run
	run visit /small.txt
	assert_failure
	visit /small.txt --interface 127.0.0.9
	assert_status 200
	exec 7>&- 8>&-
	wait_until no_connections
	visit /small.txt
	assert_status 200
}

@test "records have priorities: journalctl -p finds failures" {
	script dies <<<'exit 1'
	visit /nothing-here
	visit /cgi-bin/dies
	wait_until no_connections
	journalctl --sync
	run journalctl -q -o cat --no-pager -t cgihttpd -p err
	assert_output --partial '/cgi-bin/dies'
	refute_output --partial '/nothing-here'
	run journalctl -q -o cat --no-pager -u 'cgihttpd@*' -p notice
	assert_output --partial '404 "/nothing-here"'
	refute_output --partial '<5>'
}

@test "stopping the socket lets connections end" {
	page small.txt text
	exec 7<>/dev/tcp/127.0.0.1/80
	one_runs() {
		[[ $(connections | wc -l) == 1 ]]
	}
	wait_until one_runs
	systemctl stop cgihttpd.socket
	printf 'GET /small.txt HTTP/1.0\r\n\r\n' >&7
	run cat <&7
	assert_line --regexp 'HTTP/1.1 200'
	exec 7>&-
}

@test "options and the root come from the file of the environment" {
	local file
	file=$(sed -n 's/^EnvironmentFile=-//p' "$UNITS/cgihttpd@.service")
	mkdir -p "$(dirname "$file")" "$BATS_TEST_TMPDIR/elsewhere"
	cat >"$file" <<-END
		ROOT=$BATS_TEST_TMPDIR/elsewhere
		OPTIONS=--cgi-dir=/programs --header 'X-Own: two words'
	END
	mkdir "$BATS_TEST_TMPDIR/elsewhere/programs"
	cat >"$BATS_TEST_TMPDIR/elsewhere/programs/hello" <<-'END'
		#!/bin/sh
		printf 'Content-Type: text/plain\n\nhello'
	END
	chmod +x "$BATS_TEST_TMPDIR/elsewhere/programs/hello"
	visit /programs/hello
	rm "$file"
	assert_body hello
	if "$CGIHTTPD" --help | grep -q -- --header; then
		assert_field X-Own 'two words'
	fi
}

@test "it takes the connection as descriptor 3 too" {
	drop_in passed cgihttpd@.service <<<$'[Service]\nStandardInput=null'
	script address <<<'printf "Content-Type: text/plain\n\n$REMOTE_ADDR"'
	visit /cgi-bin/address --interface 127.0.0.7
	assert_status 200
	assert_body 127.0.0.7
}

# Checks what has to work with every drop-in.
everything_works() {
	script id <<<'printf "Content-Type: text/plain\n\n"; id -un'
	script echo.py <<<'#!/usr/bin/python3
import sys
print("Content-Type: application/octet-stream\n", flush=True)
sys.stdout.buffer.write(sys.stdin.buffer.read())'
	page small.txt text
	head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/content"
	visit /small.txt
	assert_body text
	visit /cgi-bin/id
	assert_body $'cgihttpd\n'
	visit /cgi-bin/echo.py --data-binary @"$BATS_TEST_TMPDIR/content"
	assert_body_file "$BATS_TEST_TMPDIR/content"
	visit /nothing
	assert_status 404
	wait_until no_connections
	run systemctl --failed --plain --no-legend
	assert_output ''
}

@test "the exposure that the service states" {
	assert_exposure cgihttpd@x.service "$UNITS/cgihttpd@.service"
}

@test "with the drop-in fast" {
	drop_in fast cgihttpd@.service <"$DATA/fast.conf"
	assert_exposure cgihttpd@x.service "$DATA/fast.conf"
	everything_works
}

@test "with the drop-in tight, whose scripts see no processes, no network, no homes" {
	drop_in tight cgihttpd@.service <"$DATA/tight.conf"
	assert_exposure cgihttpd@x.service "$DATA/tight.conf"
	everything_works
	script look <<<'
		printf "Content-Type: text/plain\n\n"
		ls -d /proc/1
		ls /sys/class/net
		ls /root /home
		echo words >"$DOCUMENT_ROOT/words"'
	visit /cgi-bin/look
	assert_body $'lo\n'
	assert [ ! -e "$ROOT/words" ]
}

@test "with the drop-in password" {
	command -v openssl >/dev/null || skip 'no openssl here'
	local file
	file=$(sed -n 's/^LoadCredential=htpasswd://p' "$DATA/password.conf")
	mkdir -p "$(dirname "$file")"
	printf 'eve:%s\n' "$(openssl passwd -6 secret)" >"$file"
	chmod 600 "$file"
	drop_in password cgihttpd@.service <"$DATA/password.conf"
	page small.txt text
	visit /small.txt
	assert_status 401
	visit /small.txt -u eve:secret
	assert_status 200
}

# Puts a recipe into $recipe, changed to this machine's prefix.
take_installed_recipe() { # <name>
	local etc
	recipe=$BATS_TEST_TMPDIR/recipe
	take_recipe "$SOURCE_DIR/README.md" "$1" "$recipe"
	environment=$(sed -n 's/^EnvironmentFile=-//p' \
		"$UNITS/cgihttpd@.service")
	etc=${environment%/default/*}
	mkdir -p "$etc/default"
	sed -i "s|/etc/default|$etc/default|; s|/etc/cgihttpd|$etc/cgihttpd|
		s|/usr/share/cgihttpd|$DATA|" "$recipe"
}

@test "the README's recipe for git with a password" {
	local recipe environment url
	[[ -x /usr/lib/git-core/git-http-backend ]] || skip 'no git'
	take_installed_recipe password
	run -0 bash -eu "$recipe"
	visit '/git/p.git/info/refs?service=git-upload-pack'
	assert_status 401
	visit / # other paths need no password
	assert_status 200
	url=http://ann:secret@127.0.0.1:$(host_port)/git/p.git
	git clone -q "$url" "$SCRATCH/clone"
	git -C "$SCRATCH/clone" -c user.name=ann -c user.email=ann@localhost \
		commit -q --allow-empty -m first
	git -C "$SCRATCH/clone" push -q origin HEAD:main
	run -0 git ls-remote "$url"
	assert_output --partial refs/heads/main
	rm -r "$environment" "${environment%/default/*}/cgihttpd" \
		/etc/systemd/system/cgihttpd@.service.d
}

@test "the README's recipe for gitweb" {
	local recipe environment
	[[ -x /usr/share/gitweb/gitweb.cgi ]] || skip 'no gitweb'
	take_installed_recipe gitweb
	mkdir -p /var/lib/git
	[[ -d /var/lib/git/demo.git ]] || git init -q --bare /var/lib/git/demo.git
	run -0 bash -eu "$recipe"
	assert_output --partial 'demo.git'
	visit /static/gitweb.css
	assert_status 200
	assert_field_matches Content-Type '^text/css'
	visit '/?p=demo.git;a=summary'
	assert_status 200
	assert_body_matches demo.git
	rm "$environment"
}
