# SPDX-License-Identifier: ISC
#
# man2html: a shell script around a compiled program; an indexed query names the
# manual page.

load helpers/apps

setup_file() {
	needs man2html /usr/lib/cgi-bin/man/man2html || return 0
}

setup() {
	apps_setup
	script man2html <<<'exec /usr/lib/cgi-bin/man/man2html "$@"'
	volatile=('s/^Time: .*/TIME/')
}

@test "man2html shows its start page" {
	same_as_by_hand GET man2html
	assert_field_matches Content-Type '^text/html'
}

# Prints a manual page of this machine; containers may have none.
any_page() {
	local pages=(/usr/share/man/man1/[a-z]*.1.gz)
	[[ -e ${pages[0]} ]] || skip 'no manual pages are installed here'
	basename "${pages[0]}" .1.gz
}

@test "man2html shows a manual page by its query" {
	same_as_by_hand GET man2html '' "query=$(any_page)"
	assert_body_matches 'NAME'
}

@test "man2html shows a manual page by its path" {
	same_as_by_hand GET man2html "/usr/share/man/man1/$(any_page).1.gz"
	assert_body_matches 'NAME'
	same_as_by_hand GET man2html /etc/passwd
	assert_status 403
}

@test "man2html shows a manual page by an indexed query" {
	serve --indexed-query
	get "/cgi-bin/man2html?1+$(any_page)"
	assert_status 200
	assert_body_matches 'NAME'
}

@test "man2html runs by --map" {
	serve --map=/man=/usr/lib/cgi-bin/man/man2html
	get /man
	assert_status 200
}
