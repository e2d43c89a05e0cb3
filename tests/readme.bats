# SPDX-License-Identifier: ISC
#
# The README: its recipes, exactly as printed (helpers/recipe), and its tables.
# tests/hosts runs the recipes for systemd and podman.
#
#   $README   README.md

load helpers/http
load helpers/recipe

: "${README:?}"

setup() {
	DOOR=inetd
	http_setup
	export HOME=$BATS_TEST_TMPDIR/home
	RECIPE=$BATS_TEST_TMPDIR/recipe
	mkdir -p "$HOME" "$BATS_TEST_TMPDIR/bin"
	ln -s "$CGIHTTPD" "$BATS_TEST_TMPDIR/bin/cgihttpd"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	as_somebody=()
	# Recipes are not for root, whose scripts would run as another user.
	if ((EUID == 0)); then
		chown 65534:65534 "$HOME"
		as_somebody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	fi
}

recipes() {
	sed -n 's/^<!-- recipe: \([a-z]*\).*/\1/p' "$README"
}

# Runs a recipe that ends in a listener; its URL is left in $url.
follow_recipe() { # <name>
	take_recipe "$README" "$1" "$RECIPE"
	# exec, so that it can be stopped.
	sed -i 's/^cgihttpd --listen/exec &/' "$RECIPE"
	launch_by 1 env -C "$HOME" "${as_somebody[@]}" bash -eu "$RECIPE"
	url=http://127.0.0.1:$server_port
}

@test "each recipe is one that a test knows, and has twelve lines at most" {
	local name
	assert_equal "$(recipes | tr '\n' ' ')" \
		'static scripts git gitweb password container '
	for name in $(recipes); do
		take_recipe "$README" "$name" "$RECIPE"
		(($(wc -l <"$RECIPE") <= 12)) || fail_with 'long: %s\n' "$name"
		bash -n "$RECIPE"
	done
	cd "$BATS_TEST_DIRNAME/hosts"
	grep -q 'take_installed_recipe gitweb' systemd-accept.bats
	grep -q 'take_installed_recipe password' systemd-accept.bats
	grep -q 'README.md" container' podman.bats
}

@test "recipe: files" {
	follow_recipe static
	run -0 curl -sS -i "$url/"
	assert_line --partial 'HTTP/1.1 200 OK'
	assert_line --partial 'Cache-Control: max-age=300'
	assert_line '<h1>Hello</h1>'
}

@test "recipe: scripts in sh, Python and C" {
	[[ -x /usr/bin/python3 ]] && command -v cc >/dev/null ||
		skip 'no python3 or no cc'
	follow_recipe scripts
	run -0 curl -sS "$url/cgi-bin/hello"
	assert_output 'Hello, 127.0.0.1'
	run -0 curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' \
		"$url/cgi-bin/go.py"
	assert_output "303 $url/cgi-bin/hello"
	run -0 curl -sS -L "$url/cgi-bin/go.py"
	assert_output 'Hello, 127.0.0.1'
	run -0 curl -sS "$url/cgi-bin/c"
	assert_output 'Hello from C'
}

@test "recipe: git with a password" {
	local with_password
	[[ -x /usr/lib/git-core/git-http-backend ]] || skip 'no git'
	follow_recipe git
	with_password=${url/\/\////ann:secret@}/git/p.git
	export GIT_TERMINAL_PROMPT=0
	cd "$BATS_TEST_TMPDIR"
	run ! git clone -q "$url/git/p.git" refused
	# Nor can they be fetched as files, by another path.
	run -0 curl -sS -o /dev/null -w '%{http_code}' "$url/p.git/HEAD"
	assert_output 404
	git clone -q "$with_password" first
	git -C first -c user.name=ann -c user.email=ann@example.org \
		commit -q --allow-empty -m 'The first commit'
	git -C first push -q origin HEAD
	git clone -q "$with_password" second
	run -0 git -C second log --format=%s
	assert_output 'The first commit'
}

@test "the example site has no fault" {
	run -0 "$CGIHTTPD" --check "${README%/*}/examples/site"
	assert_output --regexp '^[0-9]+ script.* 0 fault'
}

# run_with ARGUMENT...: what scripts/run passes to the server is in $output. It is
# run in a tree where everything has been built.
run_with() {
	local tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/scripts" "$tree/build/src"
	cp "${README%/*}/scripts/run" "$tree/scripts"
	ln -sf /bin/true "$tree/scripts/install-dependencies"
	ln -sf /bin/true "$BATS_TEST_TMPDIR/bin/meson"
	: >"$tree/build/build.ninja"
	cat >"$tree/build/src/cgihttpd" <<-END
		#!/bin/sh
		case "\$*" in
		*--version*) exec "$CGIHTTPD" "\$@" ;;
		esac
		printf '<%s>' "\$@"
	END
	chmod +x "$tree/build/src/cgihttpd"
	run -0 "$tree/scripts/run" "$@"
}

@test "scripts/run adds a port where none is given, and its site likewise" {
	local example="<--map=/fractal=$BATS_TEST_TMPDIR/tree/build/examples/fractal>"
	example+="<-d><$BATS_TEST_TMPDIR/tree/examples/site>"
	run_with
	assert_output "<--listen=8000>$example"
	run_with --script-time 5
	assert_output "<--listen=8000>$example<--script-time><5>"
	run_with -b 0.0.0.0
	assert_output "<--listen=8000>$example<-b><0.0.0.0>"
	run_with -b 0.0.0.0 8001
	assert_output "$example<-b><0.0.0.0><8001>"
	run_with -hl8001
	assert_output "$example<-hl8001>"
	run_with --listen @name
	assert_output "$example<--listen><@name>"
	run_with --script-time 5 "$ROOT"
	assert_output "<--listen=8000><--script-time><5><$ROOT>"
	run_with 8001 -- "$ROOT"
	assert_output "<8001><--><$ROOT>"
}

# Prints the code at the beginning of each row's second cell.
commands_of_migration() {
	awk -F'|' '/^\| command there/ { inside = 1 }
		inside && !/^\|/ { exit }
		inside { print $3 }' "$README" |
		sed -n 's/^ `\(cgihttpd [^`]*\)`.*/\1/p'
}

@test "each command of the migration table serves" {
	local command count=0
	mkdir -p "$ROOT/x" "$ROOT/errors"
	cd "$ROOT"
	while read -r command; do
		command=${command//8000/0}
		command=${command//DIR/$ROOT}
		launch_by 1 bash -c "exec $command" ||
			fail_with 'in the row: %s\n' "$command"
		stop_server
		assert_equal "$server_status" 0
		count=$((count + 1))
	done < <(commands_of_migration)
	((count >= 10)) || fail_with 'only %s\n' "$count"
}

@test "README and MIGRATION name only options that there are" {
	local option options
	mapfile -t options < <(
		cat "$README" "${README%/*}/MIGRATION.md" |
			grep -oE -- '`[^`]*`' |
			grep -oE -- '--[a-z][a-z-]+' | sort -u)
	((${#options[@]} > 10))
	for option in "${options[@]}"; do
		case $option in
		--cgi | --bind) continue ;; # Python's as well
		--hosts | --apps | --browser | --fresh) continue ;; # of scripts/test
		esac
		"$CGIHTTPD" --help | grep -qE -- " $option(=|[[:space:]])" ||
			fail_with 'no such option: %s\n' "$option"
	done
}

@test "the line for inetd is that of the manual" {
	run -0 sed -n 's/^    \(http stream tcp \)/\1/p' "$README"
	grep -qxF -e "$output" "$MANUAL"
}

@test "the table of servers has a cell for each" {
	run -0 awk -F'|' '/^## Compared with other servers/ { inside = 1 }
		/^## Working on it/ { exit }
		inside && /^\|/ { print NF }' "$README"
	assert_equal "$(sort -u <<<"$output")" 10
	((${#lines[@]} > 15))
}
