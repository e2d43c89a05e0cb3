# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Tables of requests and the status of each answer. To be loaded after
# helpers/http. A row that fails is named, and ends the test.

# answered "STATUS REQUEST"...: each a whole request, in the form of say's
# argument
answered() {
	local row
	(($#)) || fail_with 'a table without rows\n' || return
	for row; do
		request "${row#* }" || row_failed "$row" || return
		assert_status "${row%% *}" || row_failed "$row" || return
	done
}

# got "STATUS TARGET [FIELD-LINE|...]"...: each by GET
got() {
	local row
	(($#)) || fail_with 'a table without rows\n' || return
	for row; do
		fetch_row GET "${row#* }" || row_failed "$row" || return
		assert_status "${row%% *}" || row_failed "$row" || return
	done
}

fetch_row() { # METHOD "TARGET [FIELD-LINE|...]"
	local target=${2%% *} fields=()
	[[ $2 != *' '* ]] || IFS='|' read -ra fields <<<"${2#* }"
	fetch "$1" "$target" "${fields[@]}"
}

row_failed() { # <row>
	fail_with 'in the row: %s\n' "$1"
}
