# SPDX-License-Identifier: ISC
#
# --probe: tells whether a server is well, by exit status and one line.

load helpers/http

setup() {
	http_setup
	[[ $DOOR == listen ]] || skip 'a listener is asked'
	page page.txt words
	mkdir "$ROOT/directory"
}

# probe STATUS URL [OPTION]...: asserts the exit status; the line is in $output
probe() {
	run "-$1" "$CGIHTTPD" --probe="$2" "${@:3}"
}

@test "2xx and 3xx are well, and nothing is said" {
	start_server
	probe 0 "http://127.0.0.1:$server_port/page.txt"
	assert_output ''
	probe 0 "http://127.0.0.1:$server_port"
	probe 0 "http://127.0.0.1:$server_port/?query"
	probe 0 "http://127.0.0.1:$server_port/directory"
	stop_server
	assert_log '"GET /page.txt HTTP/1.1" 200 5 "-" "cgihttpd/[0-9.]+ \(probe\)"$'
	assert_log '"GET / HTTP/1.1" 200'
	assert_log '"GET /\?query HTTP/1.1" 200'
	assert_log '"GET /directory HTTP/1.1" 301'
}

@test "4xx and 5xx are not, and it is said which" {
	script broken <<<'exit 1'
	start_server
	local url=http://127.0.0.1:$server_port
	probe 1 "$url/absent"
	assert_output "cgihttpd: --probe=$url/absent: the status is 404"
	probe 1 "$url/absent" --log=none
	assert_output "cgihttpd: --probe=$url/absent: the status is 404"
	probe 1 "$url/cgi-bin/broken"
	assert_output "cgihttpd: --probe=$url/cgi-bin/broken: the status is 502"
}

@test "nobody there, no HTTP there, an answer that ends early" {
	local url
	script nph-other <<<'printf "220 mail.example ESMTP\r\n"'
	script nph-nothing <<<':'
	script nph-version <<<'printf "HTTP/1.x 200 OK\r\n\r\n"'
	script nph-2000 <<<'printf "HTTP/1.1 2000 OK\r\n\r\n"'
	start_server
	url=http://127.0.0.1:$server_port/cgi-bin
	probe 1 "$url/nph-other"
	assert_output "cgihttpd: --probe=$url/nph-other: the answer is not in HTTP/1"
	probe 1 "$url/nph-nothing"
	assert_output "cgihttpd: --probe=$url/nph-nothing: the answer is not in HTTP/1"
	probe 1 "$url/nph-version"
	assert_output "cgihttpd: --probe=$url/nph-version: the answer is not in HTTP/1"
	probe 1 "$url/nph-2000"
	assert_output "cgihttpd: --probe=$url/nph-2000: the answer is not in HTTP/1"
	url=http://127.0.0.1:$server_port/
	stop_server
	probe 1 "$url"
	assert_output "cgihttpd: --probe=$url: Connection refused"
}

@test "an answer that is cut short" {
	script cut <<<'printf "Content-Type: text/plain\n\npart"; kill -KILL $$'
	script whole <<<'printf "Content-Type: text/plain\n\n"; seq 9999'
	serve --listen="$SCRATCH/socket"
	start_server
	probe 0 "http://127.0.0.1:$server_port/cgi-bin/whole"
	probe 1 "http://127.0.0.1:$server_port/cgi-bin/cut"
	assert_output --partial '/cgi-bin/cut: the answer was cut short'
	probe 1 "http://unix:$SCRATCH/socket:/cgi-bin/cut"
	assert_output --partial '/cgi-bin/cut: the answer was cut short'
	for name in length header coded padded both bare; do
		script "nph-$name" <<<"printf 'HTTP/1.1 $(rest_of "$name")'"
	done
	probe 1 "http://unix:$SCRATCH/socket:/cgi-bin/nph-length"
	assert_output --partial ': the answer was cut short'
	for name in header coded; do
		probe 1 "http://unix:$SCRATCH/socket:/cgi-bin/nph-$name"
		assert_output --partial ': the answer was cut short'
	done
	# Other servers pad the sizes of chunks.
	for name in padded both bare; do
		probe 0 "http://unix:$SCRATCH/socket:/cgi-bin/nph-$name"
	done
}

rest_of() { # NAME
	case $1 in
	length) printf '200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nshort' ;;
	header) printf '200 OK\\r\\nContent-Type: text/plain\\r\\n' ;;
	coded) printf '200 OK\\r\\nTransfer-Encoding: gzip, Chunked\\r\\n\\r\\n5\\r\\nhel' ;;
	padded) printf '200 OK\\r\\nTransfer-Encoding:chunked\\r\\n\\r\\n5  \\r\\nhello\\r\\n0\\r\\n\\r\\n' ;;
	both) printf '200 OK\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 9\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n' ;;
	bare) printf '304 Not Modified\\r\\nContent-Length: 9\\r\\n\\r\\n' ;;
	esac
}

@test "an answer that is not whole in time" {
	mkfifo -m 666 "$SCRATCH/gate"
	script slow <<-'END'
		printf 'Content-Type: text/plain\n\nbegun'
		read -r _ <"$SCRATCH/gate"
	END
	serve --pass-env=SCRATCH
	start_server
	probe 1 "http://127.0.0.1:$server_port/cgi-bin/slow" --header-time=1
	assert_output --partial ': the answer was not there in time'
}

@test "localhost, by IPv4 or IPv6, without a look-up" {
	start_server
	probe 0 "http://localhost:$server_port/page.txt"
	probe 0 "http://LOCALHOST:$server_port/page.txt"
	[[ -e /proc/net/if_inet6 ]] && grep -q ' lo$' /proc/net/if_inet6 ||
		skip 'no IPv6 here'
	stop_server
	server_address='[::1]'
	start_server
	probe 0 "http://[::1]:$server_port/page.txt"
	probe 0 "http://localhost:$server_port/page.txt"
	stop_server
	assert_log '^::1 - - .*"GET /page.txt'
}

@test "a UNIX socket" {
	local path=$BATS_TEST_TMPDIR/socket
	launch 1 --listen "$path" "$ROOT"
	probe 0 "http://unix:$path:/page.txt"
	probe 1 "http://unix:$path:/absent"
	assert_output --partial 'the status is 404'
	probe 1 "http://unix:$path.absent:/page.txt"
	assert_output "cgihttpd: --probe=http://unix:$path.absent:/page.txt: No such file or directory"
}

@test "a server that wants a PROXY header" {
	serve --proxy-protocol=127.0.0.1
	start_server
	probe 0 "http://127.0.0.1:$server_port/page.txt" \
		--proxy-protocol=127.0.0.1
	probe 1 "http://127.0.0.1:$server_port/page.txt"
	assert_output --partial "http://127.0.0.1:$server_port/page.txt: "
	stop_server
	assert_log 'it does not begin with a PROXY header'
	assert_equal "$(grep -c '"GET /page.txt' "$LOG")" 1
}

@test "no network, no resolver: numbers and localhost are enough" {
	((EUID == 0)) && command -v unshare >/dev/null ||
		skip 'this needs a network of its own'
	probe 1 http://name.invalid:80/
	assert_output --partial --probe=http://name.invalid:80/:
	run -1 unshare -n "$CGIHTTPD" --probe=http://localhost:80/
	assert_output --regexp '(refused|unreachable)$'
}

@test "what is no such URL" {
	local url
	for url in '' / 127.0.0.1:80 https://127.0.0.1/ ftp://127.0.0.1/ \
		http:// http:/// http://:80/ http://user@host/ \
		http://127.0.0.1:x/ http://127.0.0.1:99999/ 'http://h/a b' \
		http://h/%zz http://h/#top http://unix: http://unix:/socket \
		http://unix:socket:/ http://unix:/socket:page \
		"http://unix:/$(printf '%0200d' 0):/"; do
		probe 64 "$url"
		assert_output "cgihttpd: --probe=$url: write http://HOST[:PORT]/PATH or http://unix:/SOCKET:/PATH"
	done
}
