# SPDX-License-Identifier: ISC
#
# ikiwiki: perl behind a compiled wrapper that passes on only listed variables;
# its pages are files that the script writes and the server then serves.

load helpers/apps

setup_file() {
	needs ikiwiki /usr/bin/ikiwiki || return 0
	needs gcc cc || return 0
	local modules=/usr/share/perl5/CGI
	needs libcgi-formbuilder-perl "$modules/FormBuilder.pm" || return 0
	needs libcgi-session-perl "$modules/Session.pm" || return 0
}

# Set up in each test, as it compiles absolute paths into the wrapper.
setup() {
	apps_setup
	mkdir "$SCRATCH/source" "$ROOT/wiki"
	echo 'Welcome to the demo wiki.' >"$SCRATCH/source/index.mdwn"
	# ikiwiki notices changes of a page by the second.
	touch -d '1 minute ago' "$SCRATCH/source/index.mdwn"
	configuration >wiki.setup
	ikiwiki --setup wiki.setup
	((EUID)) || chown -R nobody:nogroup "$SCRATCH" "$ROOT/wiki"
	# The session, and its time.
	volatile=('s/[0-9a-f]{32}/SESSION/' 's/expires=[^;]*/EXPIRES/')
}

configuration() {
	cat <<-END
		# IkiWiki::Setup::Yaml - YAML formatted setup file
		wikiname: demo
		srcdir: $SCRATCH/source
		destdir: $ROOT/wiki
		url: /wiki
		cgiurl: /cgi-bin/ikiwiki
		cgi_wrapper: $ROOT/cgi-bin/ikiwiki
		cgi_wrappermode: 00755
		templatedir: /usr/share/ikiwiki/templates
		underlaydir: /usr/share/ikiwiki/basewiki
		add_plugins: [anonok]
		disable_plugins: [openid, passwordauth, emailauth]
		anonok_pagespec: '*'
		rcs: ""
	END
}

@test "ikiwiki shows a form" {
	same_as_by_hand GET ikiwiki '' 'do=edit&page=index'
	assert_field_matches Content-Type '^text/html'
	assert_body_matches 'Welcome to the demo wiki'
}

@test "ikiwiki goes to a page, and says when there is none" {
	same_as_by_hand GET ikiwiki '' 'do=goto&page=index'
	assert_status 302
	same_as_by_hand GET ikiwiki '' 'do=goto&page=absent'
	assert_status 404
}

@test "ikiwiki takes a changed page, which is served then" {
	get /wiki/
	assert_body_matches 'Welcome to the demo wiki'
	serve_clients
	script=$URL/cgi-bin/ikiwiki
	curl -sS --fail -b jar -c jar -o form "$script?do=edit&page=index"
	session=$(grep -o 'name="sid"[^>]*' form | grep -oE '[0-9a-f]{32}')
	curl -sS --fail -b jar -c jar -o answer -D header \
		--data-urlencode "sid=$session" -d do=edit -d page=index \
		-d type=mdwn -d rcsinfo= -d subscribe= -d _submitted=1 \
		--data-urlencode 'editcontent=Changed by a *form*.' \
		--data-urlencode '_submit=Save Page' "$script"
	get /wiki/
	assert_body_matches 'Changed by a <em>form</em>'
}
