#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
#
# Directories without an index page.

load helpers/http

# Print the references and the displayed names of the entries, one per line.
hrefs() {
	sed -n 's/^<li><a href="\([^"]*\)".*/\1/p' "$BODY"
}

shown() {
	sed -n 's/^<li><a href="[^"]*">\(.*\)<\/a>.*/\1/p' "$BODY" |
		sed 's/<[^>]*>//g'
}

# json EXPRESSION: prints a Python expression of the parsed content, x
json() {
	python3 -c '
import json, sys
x = json.load(open(sys.argv[1], encoding="utf-8"))
print(eval(sys.argv[2]))' "$BODY" "$1"
}

# Makes many files whose names differ only in their numbers.
many() { # <count>
	mkdir -p "$ROOT/many"
	(cd "$ROOT/many" && seq -f 'file-%g.txt' "$1" | xargs touch)
}

# ── CGIHTTPServer's form ────────────────────────────────────────────────────

@test "a listing has CGIHTTPServer's title, sorting and marks" {
	page dir/b.txt b
	page dir/A.txt a
	page dir/sub/x x
	ln -s b.txt "$ROOT/dir/link"
	ln -s sub "$ROOT/dir/sublink"
	get /dir/
	assert_status 200
	assert_field Content-Type 'text/html;charset=utf-8'
	assert_body_matches '^<title>Directory listing for /dir/</title>$'
	assert_equal "$(hrefs | xargs)" 'A.txt b.txt link sub/ sublink/'
	assert_equal "$(shown | xargs)" 'A.txt b.txt link@ sub/ sublink@'
	assert_body_matches '^<li><a href="A.txt">A.txt</a>'
	assert_whole
}

@test "a listing has HTML's frame and the fields that keep it safe" {
	page dir/a a
	get /dir/
	assert_equal "$(head -n 1 "$BODY")" '<!DOCTYPE HTML>'
	assert_body_matches '^<html lang="en">$'
	assert_body_matches '<meta name="viewport"'
	assert_equal "$(tail -n 1 "$BODY")" '</html>'
	refute_body_matches '<script'
	assert_field X-Content-Type-Options nosniff
	assert_field_matches Content-Security-Policy "^default-src 'none';"
	assert_field Cache-Control no-cache
	assert_field Vary Accept
	refute_field ETag
	refute_field Last-Modified
}

@test "--header replaces what a listing has by default" {
	page dir/a a
	serve --header='Content-Security-Policy: none' \
		--header='Cache-Control: max-age=60' \
		--header='X-Content-Type-Options: any'
	get /dir/
	assert_field Content-Security-Policy none
	assert_field Cache-Control max-age=60
	assert_field X-Content-Type-Options any
}

@test "a listing leads to the parent directory, but for the root's" {
	page dir/sub/a a
	get /dir/sub/
	assert_body_matches '<a href="\.\./"'
	get /
	refute_body_matches '<a href="\.\./"'
}

@test "an empty directory says so" {
	mkdir "$ROOT/dir"
	get /dir/
	assert_equal "$(hrefs)" ''
	assert_body_matches 'Nothing is here'
	get '/dir/?json'
	assert_equal "$(json x)" '[]'
}

@test "HEAD gets the same header and no content" {
	page dir/a a
	get /dir/
	local length
	length=$(field Content-Length)
	head_of /dir/
	assert_status 200
	assert_field Content-Length "$length"
	assert_body ''
	many 1000
	head_of /many/
	assert_field Transfer-Encoding chunked
	assert_equal "$(stat -c %s "$RESPONSE")" "$(stat -c %s "$HEADER")"
}

@test "the query is not shown, whatever it is" {
	page dir/a a
	get '/dir/?x=%bb<b>nothing'
	assert_status 200
	assert_body_matches '^<title>Directory listing for /dir/</title>$'
	refute_body_matches 'nothing'
	refute_body_matches "$ROOT"
}

@test "a path that is not UTF-8 is shown as far as it is" {
	page $'d\xffr/a' a
	get /d%FFr/
	assert_status 200
	assert_body_matches '^<title>Directory listing for /d�r/</title>$'
	refute_body_matches "$ROOT"
}

@test "a path with markup is shown as it is" {
	page '<b>"&/a' a
	get '/%3Cb%3E%22&/'
	assert_body_matches \
		'^<title>Directory listing for /&lt;b&gt;&quot;&amp;/</title>$'
	refute_body_matches '<b>'
}

@test "references are right where the path was decoded to end in a slash" {
	page dir/a a
	get /dir%2F
	assert_body_matches '^<base href="/dir/">$'
	get /dir/
	refute_body_matches '<base'
}

@test "references are right behind a script's local redirect" {
	page 'a dir/a' a
	script go <<-'END'
	printf 'Location: /a%%20dir/\n\n'
	END
	get /cgi-bin/go
	assert_status 200
	assert_body_matches '^<base href="/a%20dir/">$'
	assert_body_matches '^<title>Directory listing for /a dir/</title>$'
}

# ── Names ───────────────────────────────────────────────────────────────────

@test "every name's reference leads to its file" {
	local name href count=0
	local names=('plain' 'with space' ' around ' 'quote"' "apostrophe'"
		'<b>' 'a&amp;b' 'per%41cent' '%' 'hash#' 'query?a=b' 'col:on'
		'http:' 'semi;colon' 'plus+' 'back\slash' $'new\nline'
		$'tab\t' $'escape\e' $'del\x7f' '-dash' '~tilde' '{}' '[]'
		'|' '^' '`' '*' '$(x)' 'ünï' '日本語' $'\u202etxt.exe'
		'שלום' $'inv\xff\xfealid' $'\xed\xa0\x80' $'\xc3'
		"$(printf '%0255d' 0)")
	for name in "${names[@]}"; do
		page "dir/$name" "content of $name"
	done
	get /dir/
	hrefs >"$BATS_TEST_TMPDIR/hrefs"
	assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/hrefs")" "${#names[@]}"
	while read -r href; do
		[[ $href =~ ^[A-Za-z0-9._~%-]+$ ]]
		name=$(python3 -c 'import sys, urllib.parse
sys.stdout.buffer.write(urllib.parse.unquote_to_bytes(sys.argv[1]) + b".")' \
			"$href")
		get "/dir/$href"
		assert_status 200
		assert_body "content of ${name%.}"
		count=$((count + 1))
	done <"$BATS_TEST_TMPDIR/hrefs"
	assert_equal "$count" "${#names[@]}"
	get '/dir/?json'
	assert_equal "$(json 'chr(10).join(e["href"] for e in x)')" \
		"$(cat "$BATS_TEST_TMPDIR/hrefs")"
}

@test "names are shown as text, and always as UTF-8" {
	page 'dir/<b>"&.txt' a
	page $'dir/new\nline' a
	page $'dir/inv\xff\xfealid' a
	page 'dir/שלום' a
	get /dir/
	assert_equal "$(shown)" '&lt;b&gt;&quot;&amp;.txt
inv��alid
new␊line
שלום'
	assert_body_matches '><bdi>שלום</bdi></a>'
	iconv -f utf-8 -t utf-8 "$BODY" >/dev/null
}

@test "names are sorted without regard to case, then by their octets" {
	local name
	for name in b B a C aa A c-2 c-10 'ä' Z; do
		page "dir/$name" x
	done
	get /dir/
	assert_equal "$(shown | xargs)" 'A a aa B b C c-10 c-2 Z ä'
	get '/dir/?sort=name&order=desc'
	assert_equal "$(shown | xargs)" 'ä Z c-2 c-10 C b B aa a A'
}

@test "names that begin alike are sorted all the same" {
	local name
	for name in IMG_00{09,10,01,02}.jpg IMG_0001 IMG_ img_00015.JPG; do
		page "dir/$name" x
	done
	get /dir/
	assert_equal "$(shown | xargs)" "IMG_ IMG_0001 IMG_0001.jpg `
		`img_00015.JPG IMG_0002.jpg IMG_0009.jpg IMG_0010.jpg"
}

@test "dot files are hidden, and shown with --dotfiles" {
	page dir/.hidden x
	page dir/..odd x
	page dir/seen x
	get /dir/
	assert_equal "$(hrefs)" seen
	get '/dir/?json'
	assert_equal "$(json '[e["name"] for e in x]')" "['seen']"
	serve --dotfiles
	get /dir/
	assert_equal "$(hrefs | xargs)" '..odd .hidden seen'
}

@test "a script directory is shown as a name, and never listed" {
	script one <<<'echo'
	page htbin/two x
	get /
	assert_equal "$(hrefs | xargs)" 'cgi-bin/ htbin/'
	get /cgi-bin/
	assert_status 403
	refute_body_matches one
}

# ── Sizes and dates ─────────────────────────────────────────────────────────

@test "sizes are for people, and exact for programs" {
	local size expected
	while read -r size expected; do
		truncate -s "$size" "$ROOT/f-$size"
		get /
		assert_body_matches \
			">f-$size</a> <data value=\"$size\">$expected</data>"
	done <<-'END'
	0 0 B
	999 999 B
	1000 0.9 KiB
	1024 1.0 KiB
	10239 9.9 KiB
	10240 10 KiB
	1048575 0.9 MiB
	5000000000 4.6 GiB
	END
}

@test "dates are UTC, whatever TZ says" {
	page a a
	touch -d '2024-02-29 23:59:58 UTC' "$ROOT/a"
	TZ=Asia/Tokyo get /
	assert_body_matches '>a</a>.* <time>2024-02-29 23:59</time>'
	get '/?json'
	assert_equal "$(json 'x[0]["modified"]')" 2024-02-29T23:59:58Z
}

@test "dates of the same day and of others are right side by side" {
	local dates=(1970-01-01T00:00:00 1969-12-31T23:59:59
		1970-01-01T23:59:59 1970-01-02T00:00:00 2024-02-29T00:00:00
		2024-02-29T23:59:59 2024-03-01T00:00:00 2024-02-29T12:34:56)
	for i in "${!dates[@]}"; do
		page "$i" x
		touch -d "${dates[i]}Z" "$ROOT/$i"
	done
	get '/?json'
	assert_equal "$(json '" ".join(e["modified"] for e in x
		if e["type"] == "file")')" \
		"$(printf '%sZ\n' "${dates[@]}" | xargs)"
}

@test "the query sorts by size and date, both ways" {
	page dir/big 'much more'
	page dir/small x
	page dir/same y
	mkdir "$ROOT/dir/sub"
	touch -d '2001-01-01' "$ROOT/dir/small"
	touch -d '1969-01-01' "$ROOT/dir/big"
	touch -d '2003-01-01' "$ROOT/dir/same"
	touch -d '2002-01-01' "$ROOT/dir/sub"
	local query expected
	while read -r query expected; do
		get "/dir/?$query"
		assert_equal "$query $(hrefs | xargs)" "$query $expected"
	done <<-'END'
	sort=size&order=asc sub/ same small big
	sort=size&order=desc big same small sub/
	sort=size sub/ same small big
	sort=date&order=asc big small sub/ same
	order=desc&sort=date same sub/ small big
	sort=name&order=asc big same small sub/
	sort=name&order=desc sub/ small same big
	sort=colour&order=up big same small sub/
	& big same small sub/
	sort big same small sub/
	json=&sort=size
	END
}

@test "each column's link sorts by it, the current one the other way" {
	page dir/a a
	get /dir/
	assert_body_matches 'href="\?sort=name&amp;order=desc" aria-current'
	assert_body_matches 'href="\?sort=size&amp;order=asc">Size'
	get '/dir/?sort=size&order=asc'
	assert_body_matches 'href="\?sort=size&amp;order=desc" aria-current'
	assert_body_matches 'href="\?sort=name&amp;order=asc">Name'
	get '/dir/?sort=size&order=desc'
	assert_body_matches 'href="\?sort=size&amp;order=asc" aria-current'
}

# ── Links and other things ──────────────────────────────────────────────────

@test "a link that leads nowhere we go is a name without size or date" {
	page dir/a a
	ln -s nowhere "$ROOT/dir/dangling"
	ln -s /etc/passwd "$ROOT/dir/outside"
	ln -s ../../../../../../../../etc "$ROOT/dir/out"
	ln -s loop "$ROOT/dir/loop"
	get /dir/
	local name
	for name in dangling outside out loop; do
		assert_body_matches \
			"^<li><a href=\"$name\">$name@</a></li>$"
	done
	get '/dir/?json'
	assert_equal "$(json '[e for e in x if e["name"] == "out"]')" \
		"[{'name': 'out', 'href': 'out', 'type': 'other', 'link': True}]"
}

@test "a link that vanished meanwhile is not listed" {
	page dir/a a
	ln -s nowhere "$ROOT/dir/dangling"
	# Nobody is quick enough to remove it.
	server_failing statx:error=ENOENT
	get /dir/
	assert_status 200
	refute_body_matches dangling
}

@test "a link tells of what it leads to" {
	page dir/sub/file 'four'
	ln -s sub/file "$ROOT/dir/link"
	touch -d '2001-02-03 04:05 UTC' "$ROOT/dir/sub/file"
	get /dir/
	assert_body_matches "^<li><a href=\"link\">link@</a> `
		`<data value=\"4\">4 B</data> <time>2001-02-03 04:05</time>"
	get '/dir/?json'
	assert_equal "$(json '[e["type"] for e in x]')" "['file', 'directory']"
	assert_equal "$(json '[e.get("link") for e in x]')" '[True, None]'
}

@test "a link to a script tells nothing of it" {
	script one <<<'echo'
	page dir/a a
	page dir/x.cgi a
	ln -s ../cgi-bin/one "$ROOT/dir/link"
	ln -s x.cgi "$ROOT/dir/suffixed"
	serve --cgi-suffix .cgi
	get /dir/
	assert_body_matches '^<li><a href="link">link@</a></li>$'
	assert_body_matches '^<li><a href="suffixed">suffixed@</a></li>$'
}

@test "--symlinks=any tells of links that lead outside" {
	mkdir "$ROOT/dir"
	echo text >"$SCRATCH/out"
	ln -s "$SCRATCH/out" "$ROOT/dir/link"
	serve --symlinks=any
	get /dir/
	assert_body_matches '^<li><a href="link">link@</a> <data value="5">'
}

@test "a FIFO is a name without a size, and nobody waits for it" {
	mkdir "$ROOT/dir"
	mkfifo "$ROOT/dir/fifo" "$ROOT/dir/README"
	get /dir/
	assert_body_matches '^<li><a href="fifo">fifo</a> <time>'
	get '/dir/?json'
	assert_equal "$(json 'x[0]["type"]')" other
}

# ── README ──────────────────────────────────────────────────────────────────

@test "a README is shown below, a HEADER above, as plain text" {
	local name
	for name in README README.txt README.md readme.MD; do
		rm -rf "$ROOT/dir"
		page "dir/$name" $'# Title\n\n<b>&\tx</b>\n'
		page dir/HEADER.txt 'on top'
		get /dir/
		assert_body_matches '^# Title$'
		assert_body_matches $'^&lt;b&gt;&amp;\tx&lt;/b&gt;$'
		[[ $(cat "$BODY") == *'on top'*'<ul>'*'</ul>'*'# Title'* ]]
	done
}

@test "what is a README is known where names come without their kinds" {
	page dir/HEADER/page 'below'
	page dir/HEADER.txt 'on top'
	page elsewhere 'not shown'
	ln -s ../elsewhere "$ROOT/dir/README"
	# What getdents64(2) wrote, again, but with DT_UNKNOWN for all.
	server_failing "getdents64:poke_exit=@arg2=$(python3 - <<-'END'
	import struct
	for name in b".", b"..", b"HEADER", b"HEADER.txt", b"README":
	    size = (19 + len(name) + 1 + 7) // 8 * 8
	    print((struct.pack("=QqHB", 1, 1, size, 0) + name)
	        .ljust(size, b"\0").hex(), end="")
	END
	):when=1"
	for order in asc desc; do
		get "/dir/?sort=name&order=$order"
		assert_body_matches '>README@</a>'
		assert_body_matches '>HEADER/</a>'
		assert_body_matches 'on top'
		refute_body_matches 'not shown'
	done
}

@test "control: other names are no README" {
	page dir/READMENOT 'not shown'
	page dir/README.html 'not shown'
	page dir/sub/README 'not shown'
	get /dir/
	refute_body_matches 'not shown'
}

@test "of a long README the beginning is shown, to the end of a line" {
	mkdir "$ROOT/dir"
	seq -f 'line %g' 10000 >"$ROOT/dir/README"
	get /dir/
	assert_whole
	assert_body_matches '^line 1000$'
	refute_body_matches '^line 9000$'
	assert_body_matches '^…</pre>$'
	local last
	last=$(grep '^line ' "$BODY" | tail -n 1)
	assert_equal "$(grep -c "^$last$" "$ROOT/dir/README")" 1
	[[ $(stat -c %s "$BODY") -lt 25000 ]]
}

@test "a README that would not be served is not shown" {
	script README <<<'secret'
	page dir/file 'secret'
	ln -s file "$ROOT/dir/README"
	get /dir/
	refute_body_matches secret
	rm "$ROOT/dir/README"
	page dir/README.txt secret
	serve --cgi-suffix .txt
	get /dir/
	refute_body_matches secret
	serve
	printf 'secret \xff' >"$ROOT/dir/README.txt"
	get /dir/
	refute_body_matches secret
	printf 'secret \xe9' >"$ROOT/dir/README.txt"
	get /dir/
	refute_body_matches secret
	printf 'secret \0' >"$ROOT/dir/README.txt"
	get /dir/
	refute_body_matches secret
	printf 'secret' >"$ROOT/dir/README.txt"
	chmod 0 "$ROOT/dir/README.txt"
	get /dir/
	assert_status 200
	refute_body_matches secret
}

# ── JSON ────────────────────────────────────────────────────────────────────

@test "?json gives the entries as JSON" {
	page dir/a 'abc'
	page $'dir/inv\xff "q"\n' ''
	touch -d '2001-02-03 04:05:06 UTC' "$ROOT/dir/"*
	get '/dir/?json'
	assert_field Content-Type application/json
	assert_field X-Content-Type-Options nosniff
	assert_equal "$(json 'x[0]')" "{'name': 'a', 'href': 'a', `
		`'type': 'file', 'size': 3, 'modified': '2001-02-03T04:05:06Z'}"
	assert_equal "$(json 'ascii(x[1]["name"])')" "'inv\\ufffd \"q\"\\n'"
	assert_equal "$(json 'x[1]["href"]')" 'inv%FF%20%22q%22%0A'
	get '/dir/?sort=size&json&order=desc'
	assert_equal "$(json 'x[0]["name"]')" a
}

@test "Accept asks for JSON when it likes that better" {
	page dir/a a
	local accept expected
	while IFS='|' read -r accept expected; do
		get /dir/ "Accept: $accept"
		assert_field Content-Type "$expected"
	done <<-'END'
	application/json|application/json
	application/json, text/html;q=0.9|application/json
	application/json, */*;q=0.5|application/json
	text/html|text/html;charset=utf-8
	*/*|text/html;charset=utf-8
	text/html, application/json|text/html;charset=utf-8
	text/html, application/json;q=0.9|text/html;charset=utf-8
	image/png|text/html;charset=utf-8
	END
	get /dir/ 'Accept: text/html;q=0.1' 'Accept: application/json'
	assert_field Content-Type application/json
}

# ── Large ones ──────────────────────────────────────────────────────────────

@test "a small listing has a Content-Length, a large one is chunked" {
	page dir/a a
	get /dir/
	refute_field Transfer-Encoding
	assert_field_matches Content-Length '^[0-9]+$'
	many 1000
	get /many/
	assert_field Transfer-Encoding chunked
	refute_field Content-Length
	assert_whole
	assert_equal "$(hrefs | wc -l)" 1000
	assert_equal "$(tail -n 1 "$BODY")" '</html>'
	assert_equal "$(shown)" \
		"$(seq -f 'file-%g.txt' 1000 | LC_ALL=C sort)"
	assert_log "\"GET /many/ HTTP/1.1\" 200 $(stat -c %s "$BODY") "
}

@test "HTTP/1.0 gets a large listing without chunks" {
	many 1000
	request 'GET /many/ HTTP/1.0\r\n\r\n'
	refute_field Transfer-Encoding
	refute_field Content-Length
	assert_equal "$(hrefs | wc -l)" 1000
	assert_equal "$(tail -n 1 "$BODY")" '</html>'
}

@test "listings of all sizes around the buffer's are whole" {
	local count
	mkdir "$ROOT/many"
	# Lines of a kilobyte, some of them unusual.
	for count in $(seq 28); do
		page "many/$(printf '%0*d' $((180 + count)) "$count")" x
		((count > 8)) || continue
		get /many/
		assert_whole
		assert_equal "$(hrefs | wc -l)" "$count"
	done
}

@test "a long path with many marks is whole in title and heading" {
	local deep='' i
	for i in $(seq 1 10); do
		deep+="$(printf '%0250d' 0 | tr 0 '"')/"
	done
	page "$deep/a" a
	get "/${deep//\"/%22}"
	assert_status 200
	assert_whole
	assert_equal "$(grep -o '&quot;' "$BODY" | wc -l)" 5000
}

@test "a client that reads slowly gets all of it" {
	many 3000
	talk_options=(-t 60)
	compose GET /many/ >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request" wait
	assert_whole
	assert_equal "$(hrefs | wc -l)" 3000
}

@test "what vanishes while the listing is made is left out" {
	many 3000
	# A pipe holds 64 KiB: when its first octet is read, not many more names
	# have been examined than it has room for.
	printf 'GET /many/ HTTP/1.0\r\n\r\n' |
		"$CGIHTTPD" "$ROOT" 2>>"$LOG" | {
		head -c 1
		rm "$ROOT"/many/file-299[0-9].txt
		cat
	} >"$BODY"
	assert_equal "$(hrefs | wc -l)" 2990
	assert_equal "$(hrefs | grep -c '^file-299[0-9]')" 0
}

@test "a directory that may not be read is 404, as it was" {
	page dir/a a
	chmod 311 "$ROOT/dir"
	get /dir/
	chmod 755 "$ROOT/dir"
	assert_status 404
	assert_reason 'No permission to list directory'
}

@test "--no-listing lists nothing" {
	page dir/a a
	serve --no-listing
	get /dir/
	assert_status 404
	refute_body_matches 'Directory listing'
}
