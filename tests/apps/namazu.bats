# SPDX-License-Identifier: ISC
#
# namazu: a search engine in C, which looks for its settings in its own
# directory.

load helpers/apps

setup_file() {
	needs namazu2 /usr/lib/cgi-bin/namazu.cgi || return 0
	needs namazu2-index-tools mknmz || return 0
	app_begin
	mkdir "$APP/data/documents" "$APP/data/index"
	for word in alpha beta gamma; do
		printf '<html><title>%s</title><body>The word is %s.</body></html>\n' \
			"$word" "$word" >"$APP/data/documents/$word.html"
	done
	LC_ALL=C mknmz --quiet --output-dir="$APP/data/index" \
		"$APP/data/documents"
	app_end
}

setup() {
	apps_setup
	cp /usr/lib/cgi-bin/namazu.cgi "$ROOT/cgi-bin/namazu"
	page cgi-bin/.namazurc <<-END
		Index $APP/data/index
		Template $APP/data/index
		Lang C
	END
}

@test "namazu finds a word" {
	same_as_by_hand GET namazu '' 'query=beta'
	assert_body_matches 'Total 1 documents|1 .*match|>beta<'
	assert_body_matches 'beta\.html'
	refute_body_matches 'gamma\.html'
}

@test "namazu shows its front page" {
	same_as_by_hand GET namazu
	assert_field_matches Content-Type '^text/html'
}
