# SPDX-License-Identifier: ISC
#
# Python scripts with the modules of the standard library for them: cgi and
# cgitb up to 3.12, wsgiref and http.cookies.

load helpers/apps

setup_file() {
	needs python3 /usr/bin/python3 || return 0
}

# Skips the test without cgi and cgitb, and ignores their deprecation warnings.
needs_cgi() {
	/usr/bin/python3 -W ignore -c 'import cgi, cgitb' 2>/dev/null ||
		skip "this python3 has no modules cgi and cgitb any more"
}

# python_script NAME: makes a script of standard input
python_script() {
	{
		echo '#!/usr/bin/python3 -Wignore'
		cat
	} | script "$1"
}

form_script() {
	python_script form.py <<-'END'
		import cgi, hashlib
		form = cgi.FieldStorage()
		print("Content-Type: text/plain; charset=utf-8")
		print()
		for name in sorted(form):
		    filename = getattr(form[name], "filename", None)
		    if filename:
		        octets = form[name].file.read()
		        print(name, filename, len(octets),
		            hashlib.sha256(octets).hexdigest())
		    else:
		        print(name, ascii(form.getlist(name)))
	END
}

@test "cgi.FieldStorage takes a form by GET" {
	needs_cgi
	form_script
	same_as_by_hand GET form.py '' 'name=J%C3%BCrgen&n=1&n=2&empty='
	assert_body "n ['1', '2']"$'\n'"name ['J\\xfcrgen']"$'\n'
}

@test "cgi.FieldStorage takes a form by POST" {
	needs_cgi
	form_script
	printf 'name=Ada&age=40+2' >content
	same_as_by_hand POST form.py '' 'where=here' content \
		application/x-www-form-urlencoded
	assert_body $'age [\'40 2\']\nname [\'Ada\']\nwhere [\'here\']\n'
}

@test "cgi.FieldStorage takes an uploaded file, its length known or not" {
	needs_cgi
	form_script
	head -c 1500000 /dev/urandom >upload.bin
	sum=$(sha256sum <upload.bin | cut -d' ' -f1)
	serve_clients
	for framing in 'X-Nothing: 1' 'Transfer-Encoding: chunked'; do
		run -0 curl -sS --fail -H "$framing" -F name=value \
			-F 'data=@upload.bin' "$URL/cgi-bin/form.py"
		assert_output - <<-END
			data upload.bin 1500000 $sum
			name ['value']
		END
	done
}

@test "cgi.test shows its environment" {
	needs_cgi
	python_script test.py <<<'import cgi; cgi.test()'
	get '/cgi-bin/test.py/extra/path?a=1' 'Cookie: b=2'
	assert_status 200
	assert_body_matches '<DT> SCRIPT_NAME <DD> /cgi-bin/test\.py'
	assert_body_matches '<DT> PATH_INFO <DD> /extra/path'
	assert_body_matches '<DT> HTTP_COOKIE <DD> b=2'
}

@test "cgitb shows an exception, before and after the header" {
	needs_cgi
	python_script before.py <<-'END'
		import cgitb
		cgitb.enable()
		1 / 0
	END
	get /cgi-bin/before.py
	assert_status 200
	assert_field Content-Type text/html
	assert_body_matches ZeroDivisionError
	python_script after.py <<-'END'
		import cgitb
		cgitb.enable()
		print("Content-Type: text/html\n\n<p>begun</p>")
		1 / 0
	END
	get /cgi-bin/after.py
	assert_status 200
	assert_body_matches '<p>begun</p>'
	assert_body_matches ZeroDivisionError
}

@test "a script's status, redirect and cookies are the response's" {
	python_script status.py <<-'END'
		print("Status: 404 Gone Fishing")
		print("Content-Type: text/plain\n\nno")
	END
	same_as_by_hand GET status.py
	assert_reason 'Gone Fishing'
	python_script redirect.py <<<'print("Location: http://example.org/a\n")'
	get /cgi-bin/redirect.py
	assert_status 302
	assert_field Location http://example.org/a
	python_script cookies.py <<-'END'
		from http.cookies import SimpleCookie
		import os
		jar = SimpleCookie(os.environ.get("HTTP_COOKIE", ""))
		jar["count"] = int(jar["count"].value) + 1
		jar["other"] = "x y"
		print(jar)
		print("Content-Type: text/plain\n\ndone")
	END
	get /cgi-bin/cookies.py 'Cookie: count=41'
	assert_equal "$(field_values Set-Cookie)" $'count=42\nother="x y"'
}

@test "a traceback without cgitb goes to the log" {
	python_script broken.py <<<'1 / 0'
	get /cgi-bin/broken.py
	assert_status 502
	refute_body_matches ZeroDivisionError
	assert_log 'broken\.py.*ZeroDivisionError'
}

@test "a WSGI application runs with wsgiref's CGIHandler" {
	python_script wsgi.py <<-'END'
		from wsgiref.handlers import CGIHandler
		def application(environ, start_response):
		    content = environ["wsgi.input"].read(
		        int(environ.get("CONTENT_LENGTH") or 0))
		    start_response("201 Created", [
		        ("Content-Type", "application/octet-stream"),
		        ("X-Path", environ["PATH_INFO"]),
		    ])
		    yield environ["REQUEST_METHOD"].encode() + b"\n"
		    yield content[::-1]
		CGIHandler().run(application)
	END
	post /cgi-bin/wsgi.py/things 'abc' 'Content-Type: text/plain'
	assert_status 201
	assert_reason Created
	assert_field X-Path /things
	assert_body $'POST\ncba'
}

@test "what a script prints while it works is one whole answer" {
	python_script long.py <<-'END'
		import sys
		print("Content-Type: text/plain\n", flush=True)
		for number in range(100000):
		    print(number, flush=number % 1000 == 0)
	END
	get /cgi-bin/long.py
	assert_status 200
	assert_whole
	assert_body_file <(seq 0 99999)
}
