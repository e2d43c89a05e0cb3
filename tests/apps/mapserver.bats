# SPDX-License-Identifier: ISC
#
# mapserver: a large C++ program, which answers with PNG and XML.

load helpers/apps

setup_file() {
	needs cgi-mapserver /usr/lib/cgi-bin/mapserv || return 0
	app_begin
	cat >"$APP/data/demo.map" <<-'EOF'
		MAP
		  NAME "demo"
		  SIZE 400 200
		  EXTENT -180 -90 180 90
		  IMAGECOLOR 200 220 255
		  PROJECTION "init=epsg:4326" END
		  WEB METADATA
		    "wms_title" "Demo map"
		    "wms_srs" "EPSG:4326"
		    "wms_enable_request" "*"
		    "wms_onlineresource" "http://test/cgi-bin/mapserv?"
		  END END
		  LAYER
		    NAME "box"
		    TYPE POLYGON
		    STATUS DEFAULT
		    FEATURE POINTS -50 -20 50 -20 50 20 -50 20 -50 -20 END END
		    CLASS STYLE COLOR 255 0 0 END END
		  END
		END
	EOF
	cat >"$APP/mapserver.conf" <<-EOF
		CONFIG
		  ENV MS_MAP_PATTERN "^$APP/data/" END
		  MAPS DEMO "$APP/data/demo.map" END
		END
	EOF
	app_end
}

setup() {
	apps_setup
	script mapserv <<-END
		export MAPSERVER_CONFIG_FILE=$APP/mapserver.conf
		exec /usr/lib/cgi-bin/mapserv
	END
}

@test "mapserver draws a PNG, the same as by hand" {
	same_as_by_hand GET mapserv '' 'map=DEMO&mode=map&layers=box'
	assert_field Content-Type image/png
	assert_equal "$(head -c 8 "$BODY" | od -An -tx1)" \
		' 89 50 4e 47 0d 0a 1a 0a'
	assert_equal "$(sha256sum <"$BODY")" "$(sha256sum <"$HAND.body")"
}

@test "mapserver describes itself in XML" {
	same_as_by_hand GET mapserv '' \
		'map=DEMO&SERVICE=WMS&VERSION=1.1.1&REQUEST=GetCapabilities'
	assert_body_matches WMT_MS_Capabilities
}

@test "mapserver takes its query as the content of a POST" {
	printf 'map=DEMO&mode=map&layers=box' >content
	same_as_by_hand POST mapserv '' '' content \
		application/x-www-form-urlencoded
	assert_field Content-Type image/png
}

@test "mapserver knows no such map" {
	same_as_by_hand GET mapserv '' 'map=ABSENT'
	assert_body_matches 'ABSENT|denied|error'
}

@test "mapserver runs by --map" {
	serve --map=/map=/usr/lib/cgi-bin/mapserv \
		--setenv=MAPSERVER_CONFIG_FILE="$APP/mapserver.conf"
	get '/map?map=DEMO&mode=map&layers=box'
	assert_status 200
	by_hand GET mapserv '' 'map=DEMO&mode=map&layers=box'
	split_by_hand
	assert_body_file "$HAND.body"
}
