# SPDX-License-Identifier: ISC
#
# A small compiled script that follows RFC 3875 strictly, with no interpreter or
# library between it and the server.

load helpers/apps

setup_file() {
	needs gcc cc || return 0
	cc -O -o "$BATS_FILE_TMPDIR/script" -xc - <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>
		#include <unistd.h>

		/* All octets, or as many as there are: no more than that. */
		static void
		echo_content(void)
		{
			static char piece[70000];
			const char *length = getenv("CONTENT_LENGTH");
			size_t left = length ? strtoul(length, NULL, 10) : 0;
			ssize_t got;

			printf("Content-Type: application/octet-stream\n\n");
			while (left > 0 && (got = read(0, piece, sizeof piece)) > 0) {
				fwrite(piece, 1, (size_t)got, stdout);
				left -= (size_t)got;
			}
			if (left > 0 || read(0, piece, 1) != 0)
				abort();
		}

		static void
		all_octets(void)
		{
			printf("Content-Type: application/octet-stream\r\n"
			    "Content-Length: 256\r\n\r\n");
			for (int octet = 0; octet < 256; octet++)
				putchar(octet);
		}

		int
		main(int argc, char *argv[])
		{
			const char *what = getenv("PATH_INFO");

			if (what && !strcmp(what, "/echo"))
				echo_content();
			else if (what && !strcmp(what, "/octets"))
				all_octets();
			else
				printf("Status: 404 Not Found\n"
				    "Content-Type: text/plain\n\n%s: no such thing\n",
				    argc > 0 ? argv[0] : "");
			return 0;
		}
	END
}

setup() {
	apps_setup
	cp "$APP/script" "$ROOT/cgi-bin/script"
}

@test "a compiled script writes every octet" {
	same_as_by_hand GET script /octets
	assert_field Content-Length 256
	assert_equal "$(stat -c %s "$BODY")" 256
}

@test "a compiled script says that there is no such thing" {
	get /cgi-bin/script/absent
	assert_status 404
	assert_body_matches 'script: no such thing$'
}

@test "a compiled script gives back 20 MB" {
	head -c 20000000 /dev/urandom >content
	serve_clients
	curl -sS --fail -o answer --data-binary @content \
		"$URL/cgi-bin/script/echo"
	cmp content answer
}

@test "a compiled script gives back 20 MB that came chunked" {
	head -c 20000000 /dev/urandom >content
	serve_clients
	curl -sS --fail -o answer -H 'Transfer-Encoding: chunked' \
		--data-binary @content "$URL/cgi-bin/script/echo"
	cmp content answer
}

@test "a compiled script runs by --map" {
	serve --map=/tool="$APP/script"
	chmod a+x "$APP"
	get /tool/octets
	assert_status 200
	by_hand GET script /octets
	split_by_hand
	assert_body_file "$HAND.body"
}
