# SPDX-License-Identifier: ISC
#
# The tables of requirements and the names of the tests agree.

bats_require_minimum_version 1.8.0
bats_load_library bats-support
bats_load_library bats-assert

# Print "ROW FILE", from a table and from the tests' names.
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

# Prints "ROW TITLE" from the tests' names, once for each row of a test.
titles_of_threats() {
	sed -nE 's/^@test "threats? ([0-9, and]+): (.*)" \{$/\1:\2/p' \
		"$BATS_TEST_DIRNAME/threats.bats" |
		awk -F: '{
			title = substr($0, length($1) + 2)
			count = split($1, rows, /[^0-9]+/)
			for (i = 1; i <= count; i++)
				print rows[i], title
		}' | sort
}

@test "each row of threats.md has its tests, and each test its row" {
	local file
	run -0 awk -F' [|] ' '/^[|] [0-9]/ {
		sub(/^[|] /, "", $1)
		count = split($4, titles, /; /)
		for (i = 1; i <= count; i++)
			print $1, titles[i]
	}' "$BATS_TEST_DIRNAME/threats.md"
	assert_equal "$(cut -d' ' -f1 <<<"$output" | uniq)" "$(seq 67)"
	assert_equal "$(titles_of_threats)" "$(sort <<<"$output")"
	while read -r file; do
		[[ -f $BATS_TEST_DIRNAME/$file ]] ||
			fail "threats.md names $file"
	done < <(grep -o '[a-z_]*\.bats' "$BATS_TEST_DIRNAME/threats.md")
}
