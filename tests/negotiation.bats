# SPDX-License-Identifier: ISC
#
# Siblings that were compressed in advance, chosen by Accept-Encoding (RFC 9110
# section 12.5.3).

load helpers/http
load helpers/table

setup() {
	http_setup
	page x.js 'plain'
	page x.js.br 'brotli'
	page x.js.zst 'zstd'
	page x.js.gz 'gzip'
	touch -d '1994-11-06 08:49:37 UTC' "$ROOT"/*
}

# coded ACCEPT-ENCODING CODING: "-" for none
coded() {
	get /x.js "Accept-Encoding: $1"
	assert_status 200 || row_failed "$1" || return
	if [[ $2 == - ]]; then
		refute_field Content-Encoding && assert_body plain
	else
		assert_field Content-Encoding "$2" &&
			assert_body "${2/br/brotli}"
	fi || row_failed "$1"
}

@test "the client's preferred coding is sent" {
	coded gzip gzip
	coded br br
	coded zstd zstd
	coded GZIP gzip
	coded x-gzip gzip
	coded 'gzip, br, zstd' br
	coded 'gzip, deflate, br' br
	coded 'gzip;q=1.0, br;q=0.5' gzip
	coded 'gzip;q=0.5, zstd;q=0.8, br;q=0.501' zstd
	coded 'gzip;q=0.001' gzip
	coded '*' br
	coded 'br;q=0, *' zstd
	coded 'gzip ; q=0.5 , br;q=0' gzip
}

@test "a coding that is not wanted is not sent" {
	coded identity -
	coded '' -
	coded 'gzip;q=0' -
	coded '*;q=0, identity' -
	coded deflate -
	coded 'gzip;q=0.5, identity;q=0.9' -
	coded 'gzip;q=0.000' -
	coded 'gzip;q=2' -
	coded 'gzip;q=' -
	coded 'gzip;q=0.5555' -
	coded gz -
	coded 'gzip x' -
}

@test "a coding that is as welcome as none is sent" {
	coded 'gzip, identity' gzip
	coded 'gzip;q=0.5, identity;q=0.5' gzip
	coded 'gzip;q=0.5, *;q=0.5' br
}

@test "Accept-Encoding may come on several lines" {
	get /x.js 'Accept-Encoding: identity;q=0.1' 'Accept-Encoding: zstd'
	assert_field Content-Encoding zstd
}

@test "where every form is ruled out the answer is 406" {
	got '200 /x.js Accept-Encoding: identity;q=0, gzip' \
		'406 /x.js Accept-Encoding: identity;q=0, deflate' \
		'406 /x.js Accept-Encoding: *;q=0'
}

@test "a coded file has the type of the plain one and a tag of its own" {
	get /x.js
	local plain tag
	plain=$(field ETag)
	get /x.js 'Accept-Encoding: gzip'
	tag=$(field ETag)
	assert_field Content-Type 'text/javascript;charset=utf-8'
	assert_field Content-Length 4
	[[ $plain != "$tag" ]]
	get /x.js 'Accept-Encoding: gzip' "If-None-Match: $tag"
	assert_status 304
	refute_field Content-Encoding
	got "200 /x.js Accept-Encoding: gzip|If-None-Match: $plain" \
		"200 /x.js If-None-Match: $tag"
}

@test "Vary says that there is a choice, whatever was chosen" {
	local row
	for row in 'X: y' 'Accept-Encoding: gzip' 'Accept-Encoding: identity' \
		'If-None-Match: *' 'Range: bytes=0-1'; do
		get /x.js "$row"
		assert_field Vary Accept-Encoding || row_failed "$row"
	done
	# Errors too: with --header they may have a time for which they are kept.
	for row in '406 Accept-Encoding: identity;q=0, *;q=0' \
		'412 If-Match: "x"' '416 Range: bytes=99999-'; do
		get /x.js "${row#* }"
		assert_status "${row%% *}"
		assert_field Vary Accept-Encoding || row_failed "$row"
	done
	page y.js 'alone'
	get /y.js 'Accept-Encoding: gzip'
	refute_field Vary
	refute_field Content-Encoding
}

@test "ranges are of the coded file" {
	get /x.js 'Accept-Encoding: gzip' 'Range: bytes=1-2'
	assert_status 206
	assert_field Content-Encoding gzip
	assert_field Content-Range 'bytes 1-2/4'
	assert_body zi
}

@test "a sibling that is older than the file is not sent" {
	touch -d '1994-11-06 08:49:36 UTC' "$ROOT/x.js.gz"
	coded gzip -
	touch -d '1994-11-06 08:49:38 UTC' "$ROOT/x.js.gz"
	coded gzip gzip
}

@test "a sibling that is no plain file, or leads elsewhere, is not sent" {
	rm "$ROOT"/x.js.*
	mkfifo "$ROOT/x.js.gz"
	mkdir "$ROOT/x.js.br"
	printf 'secret' >"$BATS_TEST_TMPDIR/outside"
	ln -s ../outside "$ROOT/x.js.zst"
	coded 'gzip, br, zstd' -
}

@test "a sibling that needs another password than the file is not sent" {
	local users=$BATS_TEST_TMPDIR/users authorization
	# The password is "pa:ss".
	printf '%s\n' 'ann:$5$rounds=1000$tests$jUYXl7PwgvwSglhwVIeoOdEPdbgdzZn9fJSkLTEzJfA' \
		>"$users"
	authorization="Authorization: Basic $(printf 'ann:pa:ss' | base64)"
	serve --auth="/x.js.gz=$users"
	coded gzip -
	coded 'gzip, br;q=0.5' br
	get /x.js 'Accept-Encoding: gzip' "$authorization"
	refute_field Content-Encoding
	serve --auth="/x.js=$users" --auth="/x.js.gz=$users"
	get /x.js 'Accept-Encoding: br' "$authorization"
	assert_status 200
	refute_field Content-Encoding
	serve --auth="$users"
	get /x.js 'Accept-Encoding: gzip' "$authorization"
	assert_field Content-Encoding gzip
}

@test "a sibling whose suffix makes it a script is not sent" {
	serve --cgi-suffix=.gz
	coded gzip -
	coded 'gzip, br;q=0.5' br
}

@test "a compressed file by its own name is just that" {
	get /x.js.gz 'Accept-Encoding: gzip'
	assert_field Content-Type application/gzip
	refute_field Content-Encoding
	assert_body gzip
}

@test "an index page is negotiated too" {
	page folder/index.html 'plain'
	page folder/index.html.gz 'gzip'
	get /folder/ 'Accept-Encoding: gzip'
	assert_field Content-Encoding gzip
	assert_field_matches Content-Type '^text/html'
}
