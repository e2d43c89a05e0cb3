# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Prints TAP, for scripts that run where there is no bats.

number=0

# claim WHAT COMMAND...: a test; when COMMAND fails, its output is a remark
claim() {
	local what=$1 not=''
	shift
	"$@" || not='not '
	printf '%sok %d %s\n' "$not" $((++number)) "$what"
}

remark() {
	sed 's/^/# /'
}

has() { # <text> <what it has in it>
	[[ $1 == *"$2"* ]] || {
		printf 'expected: %s\ngot: %s\n' "$2" "$1" | remark
		return 1
	}
}

# fetch PORT TARGET: needs no HTTP client
fetch() {
	local connection
	exec {connection}<>"/dev/tcp/127.0.0.1/$1"
	printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&"$connection"
	tr -d '\0' <&"$connection"
	exec {connection}>&-
}
