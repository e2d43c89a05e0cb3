# SPDX-License-Identifier: ISC
#
# Clients that people use: curl, wget, browsers, and load generators.

load helpers/apps

setup_file() {
	needs curl curl || return 0
	app_begin
	head -c 200000000 /dev/urandom >"$APP/large"
	sha256sum <"$APP/large" >"$APP/large.sum"
	app_end
}

# The fields that a browser sends.
browser=(
	-H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
	-H 'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
	-H 'Accept-Language: de,en-US;q=0.7,en;q=0.3'
	-H 'DNT: 1'
	-H 'Sec-GPC: 1'
	-H 'Connection: keep-alive'
	-H 'Cookie: theme=dark; session=0123456789abcdef'
	-H 'Upgrade-Insecure-Requests: 1'
	-H 'Sec-Fetch-Dest: document'
	-H 'Sec-Fetch-Mode: navigate'
	-H 'Sec-Fetch-Site: none'
	-H 'Sec-Fetch-User: ?1'
	-H 'Priority: u=0, i'
)

# fetch_url URL [curl's option]...: into the files answer and header
fetch_url() {
	curl -sS --max-time 60 -o answer -D header "$@"
}

# header_status: the status of the last response in the file header
header_status() {
	sed -n 's/^HTTP[^ ]* \([0-9]*\).*/\1/p' header | tail -n 1
}

assert_large() { # <file>
	assert_equal "$(sha256sum <"$1")" "$(cat "$APP/large.sum")"
}

# ── A large file ────────────────────────────────────────────────────────────

serve_large() {
	ln "$APP/large" "$ROOT/large"
	serve_clients
}

@test "a file of 200 MB arrives whole" {
	serve_large
	fetch_url "$URL/large"
	assert_equal "$(header_status)" 200
	assert_large answer
}

@test "curl resumes a download that was cut" {
	serve_large
	curl -sS "$URL/large" 2>complaint | head -c 70000000 >answer
	fetch_url -C - "$URL/large"
	assert_equal "$(header_status)" 206
	grep -q '^Content-Range: bytes 70000000-199999999/200000000' header
	assert_large answer
}

@test "curl resumes a download that is complete" {
	serve_large
	cp "$APP/large" answer
	run fetch_url -C - "$URL/large"
	assert_equal "$(header_status)" 416
	assert_large answer
}

@test "wget resumes a download that was cut" {
	needs wget wget
	serve_large
	head -c 150000000 "$APP/large" >large
	wget -nv --tries=1 --timeout=60 --continue "$URL/large"
	assert_large large
}

@test "three clients fetch 200 MB at once" {
	serve_large
	pids=()
	for client in 1 2 3; do
		curl -sS -o "answer-$client" "$URL/large" 3>&- &
		pids+=($!)
	done
	for client in 1 2 3; do
		wait "${pids[client - 1]}"
		assert_large "answer-$client"
	done
}

@test "200 MB come out of a script, their length known or not" {
	script large <<-'END'
		[ -z "$QUERY_STRING" ] || echo "Content-Length: 200000000"
		printf 'Content-Type: application/octet-stream\n\n'
		exec cat ../large
	END
	serve_large
	for query in '' '?length'; do
		fetch_url "$URL/cgi-bin/large$query"
		assert_large answer
	done
}

@test "200 MB go into a script" {
	script sum <<-'END'
		printf 'Content-Type: text/plain\n\n'
		exec sha256sum
	END
	serve_large
	fetch_url -T "$APP/large" "$URL/cgi-bin/sum"
	assert_equal "$(cat answer)" "$(cat "$APP/large.sum")"
}

# ── A site ──────────────────────────────────────────────────────────────────

# Makes pages, a directory without an index page, and names that have to be
# encoded.
make_site() {
	local name
	page index.html '<a href="pages/">pages</a> <a href="files/">files</a>'
	page pages/index.html '<a href="one.html">1</a> <img src="/dot.png">'
	page pages/one.html '<a href="../cgi-bin/hello?a=1&amp;b=2">script</a>'
	printf '\x89PNG\r\n\x1a\n' | page dot.png
	for name in plain.txt 'two words' 'Grüße' 'a+b' '100%' 'x#y' 'q?r' \
		"it's" 'a&b' 'a;b' 'deep/er/file'; do
		page "files/$name" "This is $name."
	done
	script hello <<<'printf "Content-Type: text/html\n\n$QUERY_STRING\n"'
}

@test "wget mirrors a site, and finds nothing changed the next time" {
	needs wget wget
	make_site
	find "$ROOT" -exec touch -d '2020-01-01 12:00 UTC' {} +
	serve_clients
	mirror=(wget -nv --tries=1 --timeout=60 --mirror --no-host-directories
		--restrict-file-names=nocontrol --directory-prefix=mirror
		--reject-regex='[?]sort=')
	"${mirror[@]}" "$URL/"
	run -0 cat 'mirror/cgi-bin/hello?a=1&b=2'
	assert_output 'a=1&b=2'
	# The rest is the same as here, except for the listings.
	rm -r mirror/cgi-bin
	rm mirror/files/index.html mirror/files/deep/{,er/}index.html
	diff -r --exclude=cgi-bin "$ROOT" mirror
	assert_equal "$(stat -c %Y mirror/dot.png)" 1577880000
	"${mirror[@]}" "$URL/" 2>second
	run ! grep -E 'dot\.png|one\.html|plain\.txt' second
}

@test "a browser gets a page, its picture, and is told that both are fresh" {
	make_site
	serve_clients
	for path in / /pages/ /dot.png; do
		fetch_url --compressed "${browser[@]}" "$URL$path"
		assert_equal "$(header_status)" 200
		cmp answer "$ROOT$path" 2>/dev/null ||
			cmp answer "$ROOT${path}index.html"
		modified=$(sed -n 's/^Last-Modified: \(.*\)\r/\1/p' header)
		fetch_url --compressed "${browser[@]}" "$URL$path" \
			-H "If-Modified-Since: $modified" \
			-H 'Cache-Control: max-age=0'
		assert_equal "$(header_status)" 304
	done
	fetch_url --compressed "${browser[@]}" "$URL/favicon.ico"
	assert_equal "$(header_status)" 404
}

@test "a browser sends a form to a script, and is sent on" {
	script form <<-'END'
		[ "$REQUEST_METHOD" = POST ] || {
			printf 'Content-Type: text/html\n\n%s' "$QUERY_STRING"
			exit
		}
		printf 'Status: 303 See Other\nLocation: %s?%s\n\n' \
			"http://$HTTP_HOST$SCRIPT_NAME" "$(cat)"
	END
	serve_clients
	fetch_url --compressed --location "${browser[@]}" \
		-H "Origin: $URL" -d 'name=Ada&age=42' "$URL/cgi-bin/form"
	assert_equal "$(cat answer)" 'name=Ada&age=42'
	assert_equal "$(grep -c '^HTTP/' header)" 2
}

@test "a client that would rather speak HTTP/2, or HTTP/1.0, is answered" {
	page page text
	serve_clients
	for version in --http1.0 --http1.1 --http2; do
		fetch_url "$version" "$URL/page"
		assert_equal "$(header_status)" 200
		assert_equal "$(cat answer)" text
	done
}

@test "a client that asks for many pages makes a connection for each" {
	page page text
	serve_clients
	run -0 curl -sS --max-time 60 -w '%{http_code} %{num_connects}\n' \
		-o answer "$URL/page?[1-20]"
	assert_equal "$(grep -c '^200 1$' <<<"$output")" 20
}

@test "a client that waits to be told to go on is told" {
	script sum <<-'END'
		printf 'Content-Type: text/plain\n\n'
		exec sha256sum
	END
	serve_clients
	# Without 100 curl would wait for 600 s, but its time is up before.
	curl -sS --max-time 60 --expect100-timeout 600 -D header -o answer \
		-H 'Expect: 100-continue' -d a=1 "$URL/cgi-bin/sum"
	grep -q '^HTTP/1.1 100' header
	assert_equal "$(cat answer)" "$(printf 'a=1' | sha256sum)"
}

@test "what a client uploads without knowing the length arrives" {
	script sum <<-'END'
		printf 'Content-Type: text/plain\n\n%s ' "$CONTENT_LENGTH"
		exec sha256sum
	END
	serve_clients
	run -0 curl -sS --max-time 60 -T - "$URL/cgi-bin/sum" < <(seq 100000)
	assert_output "$(seq 100000 | wc -c) $(seq 100000 | sha256sum)"
}

# ── Many at once ────────────────────────────────────────────────────────────

# load_with_ab TARGET
load_with_ab() {
	ab -q -n 300 -c 10 "$URL$1" >report
	grep -q '^Complete requests: *300$' report
	grep -q '^Failed requests: *0$' report
	run ! grep 'Non-2xx' report
}

@test "ab has 300 requests answered, ten at once, for a file and a script" {
	needs apache2-utils ab
	page page text
	script hello <<<'printf "Content-Type: text/plain\n\nhello\n"'
	serve_clients
	load_with_ab /page
	load_with_ab /cgi-bin/hello
}

@test "wrk finds no error in a second of requests" {
	needs wrk wrk
	page page text
	script hello <<<'printf "Content-Type: text/plain\n\nhello\n"'
	serve_clients
	for target in /page /cgi-bin/hello; do
		wrk -t 2 -c 8 -d 1 "$URL$target" >report
		grep -qE '^ *[1-9][0-9]* requests in' report
		run ! grep -E 'Non-2xx|Socket errors' report
	done
}
