# SPDX-License-Identifier: ISC
# shellcheck shell=bash disable=SC1091,SC2034
# systemd-socket-activate --accept --inetd: the connection is descriptors 0 and
# 1.
. "${BASH_SOURCE[0]%/*}/activate-accept.bash"
activate_options=(--inetd)
