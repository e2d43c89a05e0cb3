# SPDX-License-Identifier: ISC
#
# Answers with files: fields, media types, index pages.

load helpers/http
load helpers/table

setup() {
	http_setup
	page a.txt 'page'
	touch -d '1994-11-06 08:49:37 UTC' "$ROOT/a.txt"
}

@test "a file comes whole, with what is known of it" {
	get /a.txt
	assert_status 200
	assert_reason OK
	assert_body page
	assert_whole
	assert_field Content-Type 'text/plain;charset=utf-8'
	assert_field Last-Modified 'Sun, 06 Nov 1994 08:49:37 GMT'
	assert_field_matches ETag '^"[0-9a-f.-]+"$'
	assert_field Accept-Ranges bytes
	assert_field X-Content-Type-Options nosniff
	assert_field Connection close
	assert_field_matches Server '^cgihttpd/[0-9.]+$'
	refute_field Transfer-Encoding
	refute_field Vary
}

@test "a file that is read in pieces comes whole" {
	[[ $CGIHTTPD == *-static ]] || skip 'the dynamic linker reads so too'
	page a.bin 'page'
	server_failing pread64:retval=2:when=1
	get /a.bin
	assert_status 200
	assert_whole
	# The first call brought nothing of what it says.
	assert_body_matches 'ge$'
}

@test "a file that ends before its size is no answer" {
	[[ $(stat -c %s /sys/kernel/uevent_seqnum 2>/dev/null) == 4096 ]] ||
		skip 'no file here that says more than it has'
	ROOT=/sys/kernel
	get /uevent_seqnum
	assert_status 500
	assert_log '500 "/uevent_seqnum": the file ended before its size'
}

@test "Date is now, in the form of RFC 9110" {
	local before after said
	before=$(date +%s)
	get /a.txt
	after=$(date +%s)
	assert_field_matches Date \
		'^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$'
	said=$(date -d "$(field Date)" +%s)
	((before <= said && said <= after))
}

@test "a file without octets comes too" {
	page none.txt ''
	get /none.txt
	assert_status 200
	assert_field Content-Length 0
}

@test "sizes around the one where sending changes come whole" {
	local size
	for size in 1 16383 16384 16385 300000; do
		head -c "$size" /dev/urandom >"$ROOT/bytes"
		get /bytes
		assert_whole || row_failed "$size"
		assert_body_file "$ROOT/bytes" || row_failed "$size"
	done
}

@test "media types by extension, in any case of its letters" {
	local row
	for row in 'a.html text/html' 'a.HTM text/html' 'a.css text/css' \
		'a.js text/javascript' 'a.json application/json' \
		'a.png image/png' 'a.svg image/svg+xml' 'a.pdf application/pdf' \
		'a.wasm application/wasm' 'a.gz application/gzip' \
		'a.tar.gz application/gzip' 'a application/octet-stream' \
		'a.unknown application/octet-stream' \
		'html application/octet-stream'; do
		printf '\200' >"$ROOT/${row% *}"
		get "/${row% *}"
		assert_field Content-Type "${row#* }" || row_failed "$row"
	done
}

@test "text that looks like UTF-8 is said to be" {
	printf 'caf\303\251' >"$ROOT/utf8.txt"
	printf 'caf\351 ' >"$ROOT/latin.txt"
	{
		printf 'x%.0s' {1..4095}
		printf '\303\251' # cut where the sample ends
	} >"$ROOT/long.txt"
	printf '{}' >"$ROOT/a.json"
	get /utf8.txt
	assert_field Content-Type 'text/plain;charset=utf-8'
	get /latin.txt
	assert_field Content-Type text/plain
	get /long.txt
	assert_field Content-Type 'text/plain;charset=utf-8'
	get /a.json
	assert_field Content-Type application/json
}

@test "index.html comes before index.htm, and both before a listing" {
	page folder/index.htm 'second'
	get /folder/
	assert_body second
	assert_field_matches Content-Type '^text/html'
	page folder/index.html 'first'
	get /folder/
	assert_body first
	rm "$ROOT"/folder/index.*
	mkdir "$ROOT/folder/index.html"
	get /folder/
	assert_body_matches 'Directory listing for /folder/'
}

@test "a query does not change which file it is" {
	got '200 /a.txt?x' '200 /a.txt?' '200 /a.txt??/../%zz'
}

@test "content that comes with GET is not waited for" {
	request 'GET /a.txt HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n' \
		expect page
	assert_status 200
}

@test "error pages have the seed's form" {
	get /absent
	assert_status 404
	assert_reason 'File not found'
	assert_whole
	assert_field Content-Type 'text/html;charset=utf-8'
	assert_field X-Content-Type-Options nosniff
	assert_body_matches '<h1>Error response</h1>'
	assert_body_matches '<p>Error code: 404</p>'
	assert_body_matches '<p>Message: File not found\.</p>'
	assert_body_matches \
		'<p>Error code explanation: 404 - Nothing matches the given URI\.'
	refute_field ETag
	refute_field Last-Modified
	assert_log '404 "/absent": no such file'
}

@test "a file that the kernel cannot read is 500, and the log says so" {
	local file
	for file in /sys/class/net/lo/speed /sys/class/net/lo/phys_port_id; do
		[[ -r $file ]] && ! cat "$file" >/dev/null 2>&1 && break
		file=
	done
	[[ $file ]] || skip 'no such file in /sys'
	ln -s "$file" "$ROOT/broken"
	serve --symlinks=any
	get /broken
	assert_status 500
	assert_log '500 "/broken": reading the file failed'
}
