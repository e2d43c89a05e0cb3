# SPDX-License-Identifier: ISC
#
# Validators and preconditions (RFC 9110 sections 8.8 and 13).

load helpers/http
load helpers/table

date='Sun, 06 Nov 1994 08:49:37 GMT'
earlier='Sun, 06 Nov 1994 08:49:36 GMT'
later='Sun, 06 Nov 1994 08:49:38 GMT'

setup() {
	http_setup
	page a.txt 'page'
	touch -d '1994-11-06 08:49:37 UTC' "$ROOT/a.txt"
	get /a.txt
	tag=$(field ETag)
}

# Checks rows of status and field lines for /a.txt.
conditions() {
	local row rows=()
	for row; do
		rows+=("${row%% *} /a.txt ${row#* }")
	done
	got "${rows[@]}"
}

@test "If-Modified-Since: all three forms of a date" {
	conditions "304 If-Modified-Since: $date" \
		"304 If-Modified-Since: $later" \
		"200 If-Modified-Since: $earlier" \
		'304 If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT' \
		'200 If-Modified-Since: Sunday, 06-Nov-94 08:49:36 GMT' \
		'304 If-Modified-Since: Sun Nov  6 08:49:37 1994' \
		'200 If-Modified-Since: Sun Nov  6 08:49:36 1994'
}

@test "If-Modified-Since: what is no date is ignored" {
	conditions '200 If-Modified-Since: yesterday' \
		'200 If-Modified-Since:' '200 If-Modified-Since: 784111777' \
		'200 If-Modified-Since: Sun, 06 Nov 1994 08:49:37 CET' \
		'200 If-Modified-Since: Sun, 06 Nov 1994 08:49:37' \
		'200 If-Modified-Since: Sun, 31 Feb 1999 08:49:37 GMT' \
		'200 If-Modified-Since: Sun, 06 Nov 1999 24:00:00 GMT' \
		"200 If-Modified-Since: $date|If-Modified-Since: $later"
}

@test "If-None-Match: lists, weak tags and the asterisk" {
	conditions "304 If-None-Match: $tag" "304 If-None-Match: W/$tag" \
		'304 If-None-Match: *' "304 If-None-Match: \"x\", $tag" \
		"304 If-None-Match: ,\"a,b\" ,W/\"y\",$tag," \
		"304 If-None-Match: \"x\"|If-None-Match: $tag" \
		'200 If-None-Match: "x"' '200 If-None-Match: "x", W/"y"' \
		'200 If-None-Match:' "200 If-None-Match: ${tag//\"/}" \
		"200 If-None-Match: w/$tag" '200 If-None-Match: "*"'
}

@test "If-Match: strong tags only, 412 otherwise" {
	conditions "200 If-Match: $tag" '200 If-Match: *' \
		"200 If-Match: \"x\", $tag" "412 If-Match: W/$tag" \
		'412 If-Match: "x"' '412 If-Match:' "412 If-Match: ${tag//\"/}"
}

@test "If-Unmodified-Since: 412 when it was modified" {
	conditions "200 If-Unmodified-Since: $date" \
		"200 If-Unmodified-Since: $later" \
		"412 If-Unmodified-Since: $earlier" \
		'200 If-Unmodified-Since: tomorrow'
}

@test "precedence: tags before dates, If-Match before If-None-Match" {
	conditions "200 If-None-Match: \"x\"|If-Modified-Since: $date" \
		"304 If-None-Match: $tag|If-Modified-Since: $earlier" \
		"200 If-Match: $tag|If-Unmodified-Since: $earlier" \
		"412 If-Match: \"x\"|If-Unmodified-Since: $later" \
		"412 If-Match: \"x\"|If-None-Match: $tag" \
		"304 If-Match: $tag|If-None-Match: $tag" \
		"412 If-Unmodified-Since: $earlier|If-None-Match: $tag" \
		"304 If-Unmodified-Since: $date|If-Modified-Since: $date"
}

@test "HEAD has the conditions of GET" {
	head_of /a.txt "If-None-Match: $tag"
	assert_status 304
	head_of /a.txt 'If-Match: "x"'
	assert_status 412
	[[ ! -s $BODY ]]
}

@test "304 has the validators and no content, nor fields that describe it" {
	serve '--header=Cache-Control: max-age=60'
	get /a.txt "If-None-Match: $tag"
	assert_status 304
	assert_reason 'Not Modified'
	assert_field ETag "$tag"
	assert_field Last-Modified "$date"
	assert_field Cache-Control max-age=60
	assert_field_matches Date GMT
	refute_field Content-Type
	refute_field Content-Length
	refute_field Transfer-Encoding
	[[ ! -s $BODY ]]
}

@test "a listing has no validators: a tag matches none, and dates are ignored" {
	mkdir "$ROOT/folder"
	touch -d '1994-11-06 08:49:37 UTC' "$ROOT/folder"
	got '412 /folder/ If-Match: "x"' '200 /folder/ If-Match: *' \
		'304 /folder/ If-None-Match: *' \
		'200 /folder/ If-None-Match: "x"' \
		"200 /folder/ If-Modified-Since: $later" \
		"200 /folder/ If-Unmodified-Since: $earlier"
	get /folder/ 'If-None-Match: *'
	assert_field Vary Accept
	assert_field Cache-Control no-cache
	refute_field Content-Type
	refute_field Content-Length
	[[ ! -s $BODY ]]
}

@test "conditions are not for redirects and errors" {
	mkdir "$ROOT/folder"
	got "301 /folder If-Modified-Since: $later" \
		'404 /absent If-None-Match: *' '404 /absent If-Match: *'
}

@test "a file's tag changes with the file, even in the same second" {
	touch -d '1994-11-06 08:49:37.5 UTC' "$ROOT/a.txt"
	get /a.txt "If-None-Match: $tag"
	assert_status 200
	[[ $(field ETag) != "$tag" ]]
	assert_field Last-Modified "$date"
}

@test "another file of the same size and time has another tag" {
	cp --preserve=timestamps "$ROOT/a.txt" "$ROOT/b.txt"
	mv "$ROOT/b.txt" "$ROOT/a.txt"
	get /a.txt "If-None-Match: $tag"
	assert_status 200
	assert_field Last-Modified "$date"
}

# CVE-2003-1418
@test "a tag does not show the number of the file's inode" {
	local inode
	printf -v inode %x "$(stat -c %i "$ROOT/a.txt")"
	[[ $tag == '"'* && ${tag//[\".]/-} != *"-$inode-"* ]]
}

@test "a file that may still be written to has a weak tag" {
	touch "$ROOT/a.txt"
	get /a.txt
	assert_field_matches ETag '^W/"'
	tag=$(field ETag)
	get /a.txt "If-None-Match: $tag"
	assert_status 304
	get /a.txt "If-Match: $tag"
	assert_status 412
}

@test "Last-Modified is never in the future" {
	touch -d '2099-01-01' "$ROOT/a.txt"
	get /a.txt
	assert_equal "$(field Last-Modified)" "$(field Date)"
}
