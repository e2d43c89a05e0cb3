# SPDX-License-Identifier: ISC
#
# GoAccess reads our log in each format: how it understands every field.

load helpers/apps

setup_file() {
	needs goaccess goaccess || return 0
	app_begin
	app_end
}

setup() {
	apps_setup
	page page.txt 'twelve octet'
	script fails <<-'END'
		printf 'Content-Type: text/plain\n\n0123456789'
		exit 3
	END
}

# Logs four requests, two of which have a cause.
write_log() { # FORMAT
	serve --log-format="$1"
	get '/page.txt?a=%22b%22' 'Referer: http://from.example/x' \
		'User-Agent: "Mozilla/5.0" (X11) Firefox/115.0'
	get /page.txt
	get /absent
	get /cgi-bin/fails
	stop_server
}

# report [OPTION]...: GoAccess' report about the log, one fact per line
report() {
	local out=$BATS_TEST_TMPDIR/report.json
	goaccess "$LOG" --no-global-config --no-progress -o "$out" "$@" \
		>/dev/null
	python3 - "$out" <<-'END'
	import json, sys
	report = json.load(open(sys.argv[1]))
	general = report["general"]
	print("valid", general["valid_requests"])
	print("failed", general["failed_requests"])
	print("bandwidth", general.get("bandwidth", 0))
	for name in "requests", "static_requests", "not_found":
	    rows = report[name]["data"]
	    print(name, *sorted(row["data"] for row in rows))
	for row in report["status_codes"]["data"]:
	    for item in row["items"]:
	        print("status", item["data"][:3], item["hits"]["count"])
	END
}

octets_of_404() {
	awk '/ 404 [0-9]+/ { sub(/.* 404 /, ""); print $1 }' "$LOG"
}

@test "GoAccess reads the combined format" {
	write_log combined
	run -0 report --log-format=COMBINED
	assert_line 'valid 4'
	# These are the lines with the causes.
	assert_line 'failed 2'
	assert_line "bandwidth $((12 + 12 + 10 + $(octets_of_404)))"
	assert_line 'requests /cgi-bin/fails /page.txt?a="b"'
	assert_line 'static_requests /page.txt'
	assert_line 'not_found /absent'
	assert_line 'status 200 3'
	assert_line 'status 404 1'
}

@test "GoAccess reads the common format" {
	write_log common
	run -0 report --log-format=COMMON
	assert_line 'valid 4'
	assert_line "bandwidth $((12 + 12 + 10 + $(octets_of_404)))"
	assert_line 'not_found /absent'
	assert_line 'status 200 3'
}

@test "GoAccess reads http.server's format, told how" {
	write_log python
	run -0 report --log-format='%h - - [%d %t] "%r" %s %^' \
		--date-format=%d/%b/%Y --time-format=%T
	assert_line 'valid 4'
	assert_line 'requests /cgi-bin/fails /page.txt?a="b"'
	assert_line 'static_requests /page.txt'
	assert_line 'status 404 1'
}

# With the format in the manual.
@test "GoAccess reads the records in JSON, told how" {
	local options
	options=$(sed -n '/^goaccess --log-format/,/^\.Ed/p' \
		"$BATS_TEST_DIRNAME/../../src/cgihttpd.8" |
		sed 's/^\.Ed//; s/\\e/\\/g')
	[[ $options == *'"peer":"%h"'* ]]
	write_log json
	eval "wanted=(${options#goaccess})"
	# The last argument is the log.
	run -0 report "${wanted[@]:0:${#wanted[@]}-1}"
	assert_line 'valid 4'
	assert_line 'failed 0'
	assert_line 'requests /cgi-bin/fails /page.txt?a="b"'
	assert_line 'static_requests /page.txt'
	assert_line 'not_found /absent'
	assert_line 'status 200 3'
	assert_line 'status 404 1'
}
