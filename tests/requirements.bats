# SPDX-License-Identifier: ISC
#
# The tables of requirements and the names of the tests agree.

bats_require_minimum_version 1.8.0
bats_load_library bats-support
bats_load_library bats-assert

# "ROW FILE" of a table, and of the tests' names.
rows_of_table() { # <table> <column of the file's name>
	awk -F' *[|] *' -v column="$2" \
		'$2 ~ /^[0-9]+$/ { print $2, $column }' \
		"$BATS_TEST_DIRNAME/$1" | sort
}

rows_of_names() { # <word>
	(cd "$BATS_TEST_DIRNAME" &&
		sed -n "s/^@test \"$1 \\([0-9]*\\):.*/\\1/p;T;F" cgi_*.bats) |
		paste -d' ' - - | sort -u
}

@test "each row of rfc3875.md has its tests, and each test its row" {
	run -0 rows_of_table rfc3875.md 5
	assert_equal "$(wc -l <<<"$output")" 74
	assert_equal "$(cut -d' ' -f1 <<<"$output" | sort -n)" "$(seq 74)"
	assert_equal "$(rows_of_names rfc3875)" "$output"
}

@test "each row of python.md has its tests, and each test its row" {
	assert_equal "$(rows_of_names python | cut -d' ' -f1 | sort -u)" \
		"$(rows_of_table python.md 3 | cut -d' ' -f1)"
}
