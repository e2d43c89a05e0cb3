# SPDX-License-Identifier: ISC
#
# What accompanies the project: the bill of materials, the version in one place,
# signed releases.

bats_require_minimum_version 1.8.0
bats_load_library bats-support
bats_load_library bats-assert

source_root=$BATS_TEST_DIRNAME/..

# Clones what is committed, as a release is made from that.
setup_file() {
	export CLONE=$BATS_FILE_TMPDIR/clone KEY=$BATS_FILE_TMPDIR/key KEYRING=
	export GIT_CONFIG_GLOBAL=$BATS_FILE_TMPDIR/gitconfig
	git config --global user.name tests
	git config --global user.email tests@localhost
	git config --global safe.directory '*'
	[[ -e $source_root/.git ]] || return 0
	git clone -q "$source_root" "$CLONE"
	ssh-keygen -q -t ed25519 -N '' -C cgihttpd -f "$KEY"
	# Not below the test file's directory: the path of the agent's socket
	# may have at most 107 octets.
	KEYRING=$(mktemp -d -p /tmp)
	export GNUPGHOME=$KEYRING
	gpg --quiet --batch --passphrase '' --quick-generate-key \
		'cgihttpd tests <tests@localhost>' ed25519 sign never
}

teardown_file() {
	[[ -n $KEYRING ]] || return 0
	gpgconf --kill all
	rm -rf "$KEYRING"
}

needs_clone() {
	[[ -d $CLONE ]] || skip 'not a git working tree'
}

version() {
	sed -n "s/^  version: '\([0-9.]*\)',/\1/p" "$source_root/meson.build"
}

# Prints a member of the first component of that name.
of_component() { # <name> <member>
	python3 -c '
import json, sys
for component in json.load(open(sys.argv[1]))["components"]:
    if component["name"] == sys.argv[2]:
        print(component.get(sys.argv[3], ""))' "$SBOM" "$1" "$2"
}

needed_libraries() { # <executable>
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort
}

# Prints what it loads by itself, without the suffixes of the sonames.
loaded_libraries() { # <executable>
	readelf -p .note.dlopen "$1" | grep -o 'lib[a-z]*\.so' | sort -u
}

# Prints the components of an executable by the bill of materials.
stated_libraries() { # <executable's name>
	python3 -c '
import json, sys
bill = json.load(open(sys.argv[1]))
for row in bill["dependencies"]:
    if row["ref"].split("@")[0] == sys.argv[2] and "#" in row["ref"]:
        print("\n".join(sorted(ref.split("@")[0] for ref in row["dependsOn"])))
' "$SBOM" "$1"
}

@test "the bill of materials is CycloneDX: the required members, no loose ends" {
	run -0 python3 - "$SBOM" "$(version)" <<-'END'
		import json, re, sys
		bill = json.load(open(sys.argv[1]))
		assert bill["bomFormat"] == "CycloneDX"
		assert bill["specVersion"] == "1.5"
		assert bill["version"] == 1
		whole = bill["metadata"]["component"]
		parts = bill["components"]
		assert whole["version"] == sys.argv[2]
		for part in [whole, *parts]:
		    assert part["type"] in ("application", "library")
		    assert part["name"] and part["bom-ref"]
		    assert len(part["licenses"]) == 1
		    assert re.match(r"pkg:generic/[a-z]+", part.get("purl", "pkg:generic/x"))
		refs = [part["bom-ref"] for part in [whole, *parts]]
		assert len(set(refs)) == len(refs)
		named = set()
		for row in bill["dependencies"]:
		    assert row["ref"] in refs
		    assert set(row["dependsOn"]) <= set(refs)
		    assert len(set(row["dependsOn"])) == len(row["dependsOn"])
		    named |= set(row["dependsOn"])
		assert named | {whole["bom-ref"]} == set(refs)
		print(len(parts))
	END
	((output >= 2))
}

@test "the bill names what cgihttpd needs and loads, and nothing else" {
	run -0 needed_libraries "$CGIHTTPD"
	refute_output ''
	needed=$(grep -vE '^(libc|ld-linux.*)\.so' <<<"$output") || true
	run -0 loaded_libraries "$CGIHTTPD"
	refute_output ''
	loaded=$(sed 's/libcrypt\.so/libxcrypt/; s/\.so//' <<<"$output")
	assert_equal "$(stated_libraries cgihttpd)" \
		"$(sort <<<"${needed:+$needed$'\n'}$loaded")"
}

@test "the bill names what cgihttpd-static holds, which needs nothing else" {
	[[ -n ${CGIHTTPD_STATIC:-} ]] || skip 'not built'
	run -0 needed_libraries "$CGIHTTPD_STATIC"
	assert_output ''
	run -0 stated_libraries cgihttpd-static
	assert_line libgcc
	assert_line musl
	run -0 of_component musl version
	assert_output --regexp '^[0-9]+\.[0-9]+\.[0-9]+$'
}

@test "the versions in the bill are those of the libraries that are here" {
	pkg-config --exists libcrypt || skip 'no pkg-config file of libcrypt'
	assert_equal "$(of_component libxcrypt version)" \
		"$(pkg-config --modversion libcrypt)"
	[[ -z $(of_component libsystemd version) ]] ||
		assert_equal "$(of_component libsystemd version)" \
			"$(pkg-config --modversion libsystemd)"
}

@test "the version stands in one place" {
	needs_clone
	run -0 git -C "$source_root" grep -lwF "$(version)" -- \
		meson.build src scripts units packaging
	assert_output meson.build
}

# ---------------------------------------------------------------- releases

release() { # <argument>...
	"$CLONE/scripts/release" "$@"
}

tag() {
	git -C "$CLONE" tag -f -a -m release "v$(version)" >/dev/null
}

@test "a release is refused: a tree with changes" {
	needs_clone
	tag
	echo change >"$CLONE/change"
	run -1 release "$(version)" "$KEY"
	assert_output --partial 'the tree has changes'
	rm "$CLONE/change"
}

@test "a release is refused: another version than meson.build's" {
	needs_clone
	run -1 release 99.0.0 "$KEY"
	assert_output --partial "meson.build says $(version)"
	run -1 release '1.0/..' "$KEY"
	assert_output --partial 'no version'
}

@test "a release is refused: no tag, one without a message, one elsewhere" {
	needs_clone
	git -C "$CLONE" tag -d "v$(version)" >/dev/null 2>&1 || true
	run -1 release "$(version)" "$KEY"
	assert_output --partial 'no annotated tag'
	git -C "$CLONE" tag "v$(version)"
	run -1 release "$(version)" "$KEY"
	assert_output --partial 'no annotated tag'
	git -C "$CLONE" -c advice.detachedHead=false commit -q --allow-empty -m x
	git -C "$CLONE" tag -f -a -m x "v$(version)" HEAD^ >/dev/null
	run -1 release "$(version)" "$KEY"
	assert_output --partial 'names another commit'
}

@test "a release: the tarball builds, its checksums are signed" {
	needs_clone
	tag
	run -0 release "$(version)" "$KEY" tests@localhost
	cd "$CLONE/build-release/$(version)"
	run -0 ls
	assert_output "SHA256SUMS
SHA256SUMS.asc
SHA256SUMS.sig
cgihttpd-$(version).cdx.json
cgihttpd-$(version).tar.xz"
	sha256sum --check --quiet SHA256SUMS
	printf 'cgihttpd %s\n' "$(cat "$KEY.pub")" >allowed_signers
	verify() {
		ssh-keygen -Y verify -f allowed_signers -I cgihttpd \
			-n cgihttpd-release -s SHA256SUMS.sig
	}
	verify <SHA256SUMS
	sed 's/^./x/' SHA256SUMS >altered
	run ! verify <altered
	run -0 gpg --batch --verify SHA256SUMS.asc SHA256SUMS
	assert_output --partial 'Good signature from "cgihttpd tests'
	run ! gpg --batch --verify SHA256SUMS.asc altered
	# It contains what is in git, and nothing else.
	diff <(tar -tf "cgihttpd-$(version).tar.xz" | grep -v '/$' |
		cut -d/ -f2- | sort) <(git -C "$CLONE" ls-files | sort)
}
