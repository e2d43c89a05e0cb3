# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC2034
# socat as a super-server, without "nofork": descriptors 0 and 1 are a pair of
# UNIX sockets. socat carries everything to and fro, and ends the connection
# when the process that it has started ends; so that one stays, as the parent of
# the one that serves.
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/socat.bash"
host_parent=cgihttpd-static
socat_options=''
