# SPDX-License-Identifier: ISC
#
# Range requests (RFC 9110 section 14).

load helpers/http
load helpers/table

setup() {
	http_setup
	page a.txt '0123456789'
	touch -d '1994-11-06 08:49:37 UTC' "$ROOT/a.txt"
}

# range SPEC STATUS [CONTENT-RANGE CONTENT]
range() {
	get /a.txt "Range: $1"
	assert_status "$2" || row_failed "$1" || return
	"assert_$2" "${@:3}" || row_failed "$1"
}

assert_206() { # CONTENT-RANGE CONTENT
	assert_field Content-Range "bytes $1" && assert_body "$2" &&
		assert_whole
}

assert_200() {
	refute_field Content-Range && assert_body 0123456789
}

assert_416() {
	assert_field Content-Range 'bytes */10' && assert_whole
}

@test "a single range" {
	range bytes=0-3 206 0-3/10 0123
	range bytes=3-3 206 3-3/10 3
	range bytes=5- 206 5-9/10 56789
	range bytes=-3 206 7-9/10 789
	range bytes=0- 206 0-9/10 0123456789
	range bytes=0-9 206 0-9/10 0123456789
	range bytes=8-99 206 8-9/10 89
	range bytes=-99 206 0-9/10 0123456789
	range 'bytes= 0-3 ' 206 0-3/10 0123
	range BYTES=0-3 206 0-3/10 0123
	range bytes=,0-3, 206 0-3/10 0123
	range bytes=000-0003 206 0-3/10 0123
	range bytes=9-18446744073709551616 206 9-9/10 9
	range bytes=-99999999999999999999999 206 0-9/10 0123456789
}

@test "what is no range of octets is ignored" {
	local spec
	for spec in bytes= bytes bytes=- bytes=a-b bytes=3-1 bytes=1 bytes=--1 \
		bytes=1--2 bytes=0x1-2 bytes=+1-2 bytes=1-2x 'bytes=1 -2' \
		lines=0-3 =0-3 bytes=0-3,x bytes:0-3 '' 'bytes=0-3;4-5'; do
		range "$spec" 200
	done
}

@test "Range is no list: two of them are ignored" {
	get /a.txt 'Range: bytes=0-3' 'Range: bytes=5-6'
	assert_status 200
	get /a.txt 'Range: bytes=0-3' 'RANGE: bytes=0-3'
	assert_status 200
}

@test "a range behind the end is 416" {
	range bytes=10- 416
	range bytes=10-20 416
	range bytes=-0 416
	range bytes=18446744073709551615- 416
	range bytes=99999999999999999999999-999999999999999999999999 416
	range bytes=10-,20-30 416
	assert_log '416 "/a.txt": no range begins within the file'
}

@test "several ranges are a multipart/byteranges of exactly its length" {
	local boundary part
	get /a.txt 'Range: bytes=0-1,4-5,-2'
	assert_status 206
	refute_field Content-Range
	assert_field_matches Content-Type '^multipart/byteranges; boundary=.'
	assert_whole
	boundary=$(field Content-Type)
	boundary=${boundary#*boundary=}
	{
		for part in '0-1 01' '4-5 45' '8-9 89'; do
			printf '\r\n--%s\r\nContent-Type: %s\r\n' "$boundary" \
				'text/plain;charset=utf-8'
			printf 'Content-Range: bytes %s/10\r\n\r\n%s' \
				"${part% *}" "${part#* }"
		done
		printf '\r\n--%s--\r\n' "$boundary"
	} >"$BATS_TEST_TMPDIR/expected"
	assert_body_file "$BATS_TEST_TMPDIR/expected"
}

@test "ranges that overlap or touch are one" {
	range bytes=0-3,2-5 206 0-5/10 012345
	range bytes=0-1,2-3 206 0-3/10 0123
	range bytes=4-5,0-1,1-4 206 0-5/10 012345
	range bytes=1-2,1-2,1-2 206 1-2/10 12
	range bytes=0-4,5-9 200
	range bytes=-5,0-7 200
	range bytes=0-0,10- 206 0-0/10 0
}

@test "many ranges are answered with the whole" {
	range "bytes=$(seq -s, -f '%g-%g' 0 2 18)" 200
	range "bytes=0-$(printf ',0-%d' {1..1300})" 200
	range "bytes=0-0$(printf ',%d-' {5..1300})" 200
}

@test "If-Range: by a strong tag or by the exact date" {
	get /a.txt
	local tag row
	tag=$(field ETag)
	for row in "206 $tag" "200 W/$tag" '200 "x"' "200 $tag, $tag" \
		'206 Sun, 06 Nov 1994 08:49:37 GMT' \
		'206 Sunday, 06-Nov-94 08:49:37 GMT' \
		'200 Sun, 06 Nov 1994 08:49:38 GMT' \
		'200 Sun, 06 Nov 1994 08:49:36 GMT' '200 now' '200 *'; do
		get /a.txt 'Range: bytes=0-3' "If-Range: ${row#* }"
		assert_status "${row%% *}" || row_failed "$row"
	done
	get /a.txt 'Range: bytes=50-' 'If-Range: "x"'
	assert_status 200
	get /a.txt "If-Range: $tag"
	assert_status 200
}

@test "preconditions come before ranges" {
	got '304 /a.txt Range: bytes=0-3|If-None-Match: *' \
		'412 /a.txt Range: bytes=0-3|If-Match: "x"' \
		'412 /a.txt Range: bytes=50-|If-Match: "x"' \
		'304 /a.txt Range: bytes=50-|If-None-Match: *'
}

@test "HEAD and a file without octets have no ranges" {
	page none.txt ''
	head_of /a.txt 'Range: bytes=0-3'
	assert_status 200
	assert_field Content-Length 10
	get /none.txt 'Range: bytes=0-3'
	assert_status 200
}

@test "206 has the fields of 200" {
	get /a.txt
	local tag
	tag=$(field ETag)
	get /a.txt 'Range: bytes=1-2'
	assert_field ETag "$tag"
	assert_field Last-Modified 'Sun, 06 Nov 1994 08:49:37 GMT'
	assert_field Content-Type 'text/plain;charset=utf-8'
	assert_field Accept-Ranges bytes
	assert_field X-Content-Type-Options nosniff
}

@test "ranges beyond 4 GiB" {
	truncate -s 6G "$ROOT/large"
	printf 'end' | dd of="$ROOT/large" bs=1 seek=6442450941 conv=notrunc \
		status=none
	head_of /large
	assert_field Content-Length 6442450944
	get /large 'Range: bytes=6442450940-'
	assert_field Content-Range 'bytes 6442450940-6442450943/6442450944'
	assert_equal "$(tr -d '\0' <"$BODY")" end
	get /large 'Range: bytes=-3'
	assert_body end
	get /large 'Range: bytes=4294967295-4294967296,-3'
	assert_whole
}
