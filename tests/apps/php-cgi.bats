# SPDX-License-Identifier: ISC
#
# php-cgi: requires REDIRECT_STATUS, finds its page by SCRIPT_FILENAME or
# PATH_TRANSLATED, and reads its content by CONTENT_LENGTH.

load helpers/apps

setup_file() {
	needs php-cgi /usr/bin/php-cgi || return 0
}

# The usual setup: pages anywhere below the root, which begin with "#!".
setup() {
	apps_setup
	serve --cgi-suffix=.php
}

# php_page PATH: makes a page of standard input
php_page() {
	{
		echo '#!/usr/bin/php-cgi'
		cat
	} | script "/$1"
}

form_page() {
	cat <<-'END'
		<?php
		header('X-Form: yes');
		echo $_SERVER['REQUEST_METHOD'], "\n";
		foreach ($_GET as $name => $value)
			echo "get $name=$value\n";
		foreach ($_POST as $name => $value)
			echo "post $name=$value\n";
		foreach ($_FILES as $name => $file)
			echo "file $name={$file['name']} {$file['size']} ",
			    md5_file($file['tmp_name']), "\n";
	END
}

@test "php-cgi takes a form by GET" {
	form_page | php_page form.php
	get '/form.php?name=J%C3%BCrgen&age=40+2'
	assert_status 200
	assert_field X-Form yes
	assert_body $'GET\nget name=Jürgen\nget age=40 2\n'
	assert_whole
}

@test "php-cgi takes a form by POST" {
	form_page | php_page form.php
	post '/form.php?where=here' 'name=J%C3%BCrgen&age=40+2' \
		'Content-Type: application/x-www-form-urlencoded'
	assert_status 200
	assert_body $'POST\nget where=here\npost name=Jürgen\npost age=40 2\n'
}

@test "php-cgi takes an uploaded file" {
	form_page | php_page form.php
	head -c 1500000 /dev/urandom >upload.bin
	serve_clients
	curl -sS --fail -o answer -F name=value -F 'data=@upload.bin' \
		"$URL/form.php"
	run -0 cat answer
	assert_output - <<-END
		POST
		post name=value
		file data=upload.bin 1500000 $(md5sum <upload.bin | cut -d' ' -f1)
	END
}

@test "php-cgi takes an uploaded file of which only chunks are known" {
	form_page | php_page form.php
	head -c 1500000 /dev/urandom >upload.bin
	serve_clients
	curl -sS --fail -o answer -H 'Transfer-Encoding: chunked' \
		-F 'data=@upload.bin' "$URL/form.php"
	run -0 cat answer
	assert_line "file data=upload.bin 1500000 $(md5sum <upload.bin |
		cut -d' ' -f1)"
}

@test "php-cgi takes raw content from php://input" {
	php_page raw.php <<<'<?php echo strrev(file_get_contents("php://input"));'
	post /raw.php '{"a":1}' 'Content-Type: application/json'
	assert_body '}1:"a"{'
}

@test "php-cgi sets a status, cookies and a redirect" {
	php_page status.php <<<'<?php http_response_code(418); echo "tea";'
	get /status.php
	assert_status 418
	assert_body tea
	php_page cookies.php <<-'END'
		<?php
		setcookie('one', '1');
		setcookie('two', $_COOKIE['zero']);
	END
	get /cookies.php 'Cookie: zero=0'
	assert_equal "$(field_values Set-Cookie)" $'one=1\ntwo=0'
	php_page redirect.php <<<'<?php header("Location: /elsewhere");'
	get /redirect.php
	assert_status 302
	assert_field_matches Location '/elsewhere$'
}

@test "php-cgi keeps a session" {
	php_page session.php <<-END
		<?php
		session_save_path('$SCRATCH');
		session_start();
		echo \$_SESSION['count'] = (\$_SESSION['count'] ?? 0) + 1;
	END
	serve_clients
	for count in 1 2 3; do
		run -0 curl -sS --fail -b jar -c jar "$URL/session.php"
		assert_output "$count"
	done
}

@test "php-cgi tells PATH_INFO from the page" {
	php_page page.php <<<'<?php echo $_SERVER["PATH_INFO"] ?? "none",
		" ", $_SERVER["SCRIPT_NAME"];'
	get /page.php/a/b
	assert_body '/a/b /page.php'
	get /page.php
	assert_body 'none /page.php'
}

@test "php-cgi runs pages as other servers have them, by --cgi-suffix" {
	form_page >form.php
	page app/index.php "$(cat form.php)"
	page app/path.php '<?php echo $_SERVER["PATH_INFO"] ?? "none", " ",
		$_SERVER["SCRIPT_NAME"], " ", $_SERVER["PHP_SELF"], " ",
		$_SERVER["SCRIPT_FILENAME"], " ", __FILE__, " ", getcwd();'
	serve --cgi-suffix=.php=/usr/bin/php-cgi --index=index.php
	get '/app/?name=x'
	assert_status 200
	assert_field X-Form yes
	assert_body $'GET\nget name=x\n'
	post '/app/index.php?where=here' a=1 \
		'Content-Type: application/x-www-form-urlencoded'
	assert_body $'POST\nget where=here\npost a=1\n'
	get /app/path.php/a/b
	assert_body "/a/b /app/path.php /app/path.php/a/b $ROOT/app/path.php $ROOT/app/path.php $ROOT/app"
	get /app/absent.php
	assert_status 404
	assert_reason 'No such CGI script'
}

@test "php-cgi takes no options from a query" {
	page page.php '<?php echo "page";'
	serve --cgi-suffix=.php=/usr/bin/php-cgi --indexed-query
	get '/page.php?-s'
	assert_body page
	get '/page.php?-d+allow_url_include%3d1+-d+auto_prepend_file%3dphp://input'
	assert_body page
}

@test "php-cgi is what answers for all below a prefix, by --map" {
	page pages/form.php "$(form_page)"
	# Like Apache's "Action": php-cgi then takes the page from
	# PATH_TRANSLATED.
	serve --map=/php=/usr/bin/php-cgi --setenv=REDIRECT_URL=/php
	post /php/pages/form.php 'a=1' \
		'Content-Type: application/x-www-form-urlencoded'
	assert_status 200
	assert_body $'POST\npost a=1\n'
	get /php/pages/absent.php
	assert_status 404
	assert_body_matches 'No input file specified'
}

@test "php-cgi runs behind a wrapper script" {
	form_page >"$APP/form.php"
	script php <<-END
		export SCRIPT_FILENAME=$APP/form.php REDIRECT_STATUS=200
		exec /usr/bin/php-cgi
	END
	serve
	same_as_by_hand GET php /x/y a=1
	assert_body_matches '^get a=1$'
	printf 'b=2' >content
	same_as_by_hand POST php '' '' content application/x-www-form-urlencoded
	assert_body_matches '^post b=2$'
}

@test "php-cgi answers HEAD" {
	form_page | php_page form.php
	head_of /form.php
	assert_status 200
	assert_field X-Form yes
	assert_body ''
}

@test "a page that dies of an error is a 500" {
	php_page error.php <<<'<?php absent();'
	get /error.php
	assert_status 500
}
