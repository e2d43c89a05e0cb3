# SPDX-License-Identifier: ISC
#
# smokeping: perl with RRDtool, which writes a Date of its own and draws
# pictures into a directory of the document root.

load helpers/apps

setup_file() {
	needs smokeping /usr/share/smokeping/smokeping.cgi || return 0
	app_begin
	mkdir "$APP/data/rrd" "$APP/data/run"
	perl -MRRDs -e '
		RRDs::create(shift, "--start", "1577836800", "--step", "300",
		    (map { "DS:$_:GAUGE:600:0:U" } "uptime", "loss", "median",
		    map { "ping$_" } 1 .. 20), "RRA:AVERAGE:0.5:1:1000");
		die RRDs::error if RRDs::error;
	' "$APP/data/rrd/Here.rrd"
	app_end
}

configuration() {
	cat <<-END
		*** General ***
		owner = Test
		contact = test@example.com
		mailhost = localhost
		imgcache = $ROOT/images
		imgurl = ../images
		datadir = $APP/data/rrd
		piddir = $APP/data/run
		cgiurl = http://test/cgi-bin/smokeping
		smokemail = /etc/smokeping/smokemail
		tmail = /etc/smokeping/tmail
		*** Alerts ***
		to = test@example.com
		from = test@example.com
		*** Database ***
		step = 300
		pings = 20
		AVERAGE 0.5 1 28800
		*** Presentation ***
		template = /etc/smokeping/basepage.html
		charset = utf-8
		+ overview
		width = 600
		height = 50
		range = 10h
		+ detail
		width = 600
		height = 200
		"Last 3 Hours" 3h
		*** Probes ***
		+ FPing
		binary = /bin/true
		*** Targets ***
		probe = FPing
		menu = Top
		title = Demo latency page
		+ Here
		menu = Here
		title = This host
		host = localhost
	END
}

setup() {
	apps_setup
	mkdir -m 777 "$ROOT/images"
	configuration >"$BATS_TEST_TMPDIR/config"
	script smokeping <<-END
		exec /usr/share/smokeping/smokeping.cgi $BATS_TEST_TMPDIR/config
	END
	# Times of expiry; the same picture may also be a second older.
	volatile=(
		's/[A-Z][a-z]{2}, [0-9]{2} .* GMT/TIME/'
	)
}

@test "smokeping shows its front page" {
	same_as_by_hand GET smokeping
	assert_body_matches 'Demo latency page'
	# The server's Date replaces the script's.
	assert_equal "$(field_values Date | wc -l)" 1
}

@test "smokeping shows a target" {
	same_as_by_hand GET smokeping '' target=Here
	assert_body_matches 'This host'
}

@test "smokeping draws a picture, which is served as a file" {
	get '/cgi-bin/smokeping?target=Here'
	picture=$(grep -o 'images/[^"]*\.png' "$BODY" | grep Here | head -n 1)
	get "/$picture"
	assert_status 200
	assert_field Content-Type image/png
	assert_body_file "$ROOT/$picture"
}
