# SPDX-License-Identifier: ISC
#
# awstats: a large perl script, which writes an invalid date in Last-Modified.

load helpers/apps

setup_file() {
	needs awstats /usr/lib/cgi-bin/awstats.pl || return 0
	app_begin
	for number in 1 2 3 4 5; do
		printf '192.0.2.%d - - [02/Mar/2020:10:0%d:00 +0000] "GET %s" 200 1234 "-" "%s"\n' \
			"$number" "$number" "/page-$number.html HTTP/1.1" \
			'Mozilla/5.0 Firefox/120'
	done >"$APP/data/access.log"
	cat >"$APP/data/awstats.demo.conf" <<-END
		LogFile="$APP/data/access.log"
		LogType=W
		LogFormat=1
		SiteDomain="demo.example"
		HostAliases="localhost 127.0.0.1"
		DirData="$APP/data"
		DirIcons="/icon"
		AllowToUpdateStatsFromBrowser=0
		DNSLookup=0
		UseFramesWhenCGI=0
	END
	AWSTATS_ENABLE_CONFIG_DIR=$APP/data perl /usr/lib/cgi-bin/awstats.pl \
		-config=demo -configdir="$APP/data" -update >/dev/null
	app_end
}

setup() {
	apps_setup
	script awstats.pl <<-END
		export AWSTATS_ENABLE_CONFIG_DIR=$APP/data
		# So that its tables have the same order each time.
		export PERL_HASH_SEED=0 PERL_PERTURB_KEYS=0
		exec /usr/lib/cgi-bin/awstats.pl
	END
	# The current time, in two forms.
	volatile=('s/[A-Z][a-z]{2} +[0-9]+ [0-9:]{8} [0-9]{4}/NOW/')
	query="config=demo&configdir=$APP/data&year=2020&month=03"
}

@test "awstats shows its figures" {
	same_as_by_hand GET awstats.pl '' "$query"
	assert_field_matches Content-Type '^text/html'
	assert_body_matches 'Statistics for demo'
	assert_body_matches '/page-3\.html'
}

@test "awstats shows one of its tables" {
	same_as_by_hand GET awstats.pl '' "$query&output=allhosts"
	assert_body_matches '192\.0\.2\.4'
}

@test "awstats says that it has no such configuration" {
	same_as_by_hand GET awstats.pl '' "config=absent&configdir=$APP/data"
	assert_body_matches 'Error'
}
