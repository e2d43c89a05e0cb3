# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# The recipes of the README, for the tests that follow them. A recipe is the
# block after a marker. The marker also says what to replace in the recipe, and
# by what:
#
#	<!-- recipe: NAME 8000=0 -->

# take_recipe README NAME FILE: writes the recipe as a script to FILE
take_recipe() {
	local marker word
	marker=$(grep -E "^<!-- recipe: $2( |$)" "$1")
	awk -v marker="$marker" '
		$0 == marker { behind = 1; next }
		behind && /^```/ && inside { exit }
		behind && /^```/ { inside = 1; next }
		inside' "$1" >"$3"
	marker=${marker#*recipe: "$2"}
	for word in ${marker%-->}; do
		sed -i "s|${word%%=*}|${word#*=}|g" "$3"
	done
	[[ -s $3 ]]
}
