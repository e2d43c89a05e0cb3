# SPDX-License-Identifier: ISC
#
# What users who migrate from Python's CGIHTTPServer rely upon. The numbers are
# the rows of tests/python.md.

load helpers/http
load helpers/cgi

@test "python 4: scripts live in /cgi-bin and /htbin" {
	reports env
	reports /htbin/env
	get /cgi-bin/env
	assert_variable SCRIPT_NAME /cgi-bin/env
	get /htbin/env
	assert_variable SCRIPT_NAME /htbin/env
}

@test "python 7: /cgi-bin without its slash is redirected" {
	get /cgi-bin
	assert_status 301
	assert_field Location /cgi-bin/
}

@test "python 8: a directory of scripts is neither listed nor has an index" {
	script index.html <<-'END'
	printf 'Content-Type: text/plain\n\nran'
	END
	mkdir "$ROOT/cgi-bin/sub"
	get /cgi-bin/
	assert_status 403
	assert_body_matches "CGI script is not a plain file \\(.*/cgi-bin/.*\\)"
	get /cgi-bin/sub/
	assert_status 403
}

@test "python 9: a script that is not there is 404 \"No such CGI script\"" {
	get '/cgi-bin/absent<b>'
	assert_status 404
	assert_reason 'No such CGI script'
	assert_body_matches 'No such CGI script \(.*/cgi-bin/absent&lt;b&gt;.*\)'
}

@test "python 10: a script without permission is 403 \"CGI script is not executable\"" {
	reports env
	chmod 644 "$ROOT/cgi-bin/env"
	get /cgi-bin/env
	assert_status 403
	assert_reason 'CGI script is not executable'
	assert_body_matches 'CGI script is not executable \(.*/cgi-bin/env.*\)'
}

@test "python 11: POST to a file is 501 \"Can only POST to CGI scripts\"" {
	page file words
	post /file content
	assert_status 501
	assert_reason 'Can only POST to CGI scripts'
	post /absent content
	assert_status 501
}

@test "python 18: the first segment that is no directory is the script" {
	reports sub/deep/env
	get /cgi-bin/sub/deep/env/a/b
	assert_variable SCRIPT_NAME /cgi-bin/sub/deep/env
	assert_variable PATH_INFO /a/b
}

@test "python 22: QUERY_STRING is raw and may hold question marks" {
	reports env
	get '/cgi-bin/env?a=b?c=d%20'
	assert_variable QUERY_STRING 'a=b?c=d%20'
	get /cgi-bin/env
	assert_variable QUERY_STRING ''
}

@test "python 23: REQUEST_METHOD and GATEWAY_INTERFACE" {
	reports env
	get /cgi-bin/env
	assert_variable REQUEST_METHOD GET
	assert_variable GATEWAY_INTERFACE CGI/1.1
}

@test "python 27: REMOTE_ADDR is the client's address" {
	reports env
	get /cgi-bin/env
	assert_variable REMOTE_ADDR 127.0.0.1
}

@test "python 36: \$0 is the script's whole path" {
	reports env
	get /cgi-bin/env
	assert_body_matches "^-- name $ROOT/cgi-bin/env\$"
}

@test "python 61: a method in lower case is 501" {
	reports env
	fetch get /cgi-bin/env
	assert_status 501
	assert_reason 'Unsupported method'
}
