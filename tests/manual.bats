# SPDX-License-Identifier: ISC
#
# The program's --help, the manual and the shells' completions agree, and the
# manual's examples and tables are right.
#
#   $MANUAL       src/cgihttpd.8; the sources lie beside it
#   $COMPLETIONS  the directory of the generated completions
#   $VERSION      of the project

load helpers/http

: "${MANUAL:?}" "${COMPLETIONS:?}" "${VERSION:?}"

setup() {
	DOOR=inetd
	http_setup
	SOURCES=${MANUAL%/*}
}

# Prints the manual's lines between two headings of a level: section Sh OPTIONS
section() { # Sh|Ss <title>
	awk -v level="$1" -v title="$2" '
		$1 == ".Sh" || $1 == "." level {
			headline = $0
			sub(/^\.S[hs] /, "", headline)
			inside = headline == title && $1 == "." level
			next
		}
		inside' "$MANUAL"
}

# ── Options ─────────────────────────────────────────────────────────────────

# Print a line for each option: "section|letter|name|argument".
options_of_help() {
	"$CGIHTTPD" --help | python3 -c '
import re, sys
for line in sys.stdin:
    if m := re.match(r"(\w.*?)( \(.*\))?:$", line):
        section = m[1]
    elif m := re.match(
            r"  (?:-(\w),|   ) --([a-z-]+)(?:=(\x27[^\x27]*\x27|\S+))?", line):
        print(section, m[1] or "", m[2], (m[3] or "").replace(" ", ""),
              sep="|")'
}

options_of_manual() {
	python3 - "$MANUAL" <<-'END'
	import re, sys
	text = open(sys.argv[1], encoding="utf-8").read()
	text = re.search(r"^\.Sh OPTIONS\n(.*?)^\.Sh ", text, re.S | re.M)[1]
	for line in text.splitlines():
	    if line.startswith(".Ss "):
	        section = line[4:]
	    m = re.match(r"\.It (?:Fl (\w)(?: .* ,| ,) )?Fl Fl ([a-z-]+)(.*)", line)
	    if not m:
	        continue
	    argument = re.sub(r"^ Ns = Ns", "", m[3])
	    argument = re.sub(r" (Ar|Cm|Ns)\b", " ", argument)
	    argument = argument.replace(" Oo ", "[").replace(" Oc", "]")
	    print(section, m[1] or "", m[2], argument.replace(" ", ""), sep="|")
	END
}

names_of_help() {
	options_of_help | cut -d'|' -f3 | sort
}

@test "--help and the manual have the same options in the same order" {
	options_of_help >"$BATS_TEST_TMPDIR/help"
	options_of_manual >"$BATS_TEST_TMPDIR/manual"
	(($(wc -l <"$BATS_TEST_TMPDIR/help") > 30))
	diff "$BATS_TEST_TMPDIR/help" "$BATS_TEST_TMPDIR/manual"
}

@test "the options of --help are all those that are accepted" {
	# OPTION(LIST, 'l', "listen", ...: the names in the table
	grep -ozP 'OPTION\(\s*[A-Z]+,\s*[^,]+,\s*"\K[a-z-]+' \
		"$SOURCES/options_row.c" | tr '\0' '\n' | sort >"$BATS_TEST_TMPDIR/table"
	diff "$BATS_TEST_TMPDIR/table" <(names_of_help)
}

@test "--help fits a screen: 80 columns, 76 lines" {
	run -0 --keep-empty-lines "$CGIHTTPD" --help
	((${#lines[@]} <= 76))
	local line
	for line in "${lines[@]}"; do
		((${#line} < 80)) || fail_with 'too long: %s\n' "$line"
	done
}

@test "-h and -V are --help and --version" {
	diff <("$CGIHTTPD" -h) <("$CGIHTTPD" --help)
	run -0 "$CGIHTTPD" --version
	assert_output "cgihttpd $VERSION"
	run -0 "$CGIHTTPD" -V
	assert_output "cgihttpd $VERSION"
}

@test "a number that --help gives as a default is the manual's too" {
	local name default paragraph count=0
	while read -r name default; do
		paragraph=$(awk -v name="$name" '
			/^\.It / { inside = $0 ~ "Fl Fl " name "( |$)" }
			inside' "$MANUAL")
		[[ $paragraph == *"default is $default."* ]] ||
			fail_with '%s: not "The default is %s."\n' \
				"$name" "$default"
		count=$((count + 1))
	done < <("$CGIHTTPD" --help |
		sed -n 's/^.* --\([a-z-]*\)=.*(\([0-9]\+[KMG]\?\))$/\1 \2/p')
	((count >= 8))
}

# ── Completions ─────────────────────────────────────────────────────────────

need_completions() {
	[[ -f $COMPLETIONS/cgihttpd ]] || skip 'compiled for another machine'
}

# Prints what bash offers for the last of these words, one per line; "=" is a
# word.
bash_offers() { # <word>...
	# shellcheck source=/dev/null
	bash -c 'compopt() { :; }
		source "$0"
		COMP_WORDS=(cgihttpd "$@") COMP_CWORD=$#
		_cgihttpd
		printf "%s\n" "${COMPREPLY[@]}"' "$COMPLETIONS/cgihttpd" "$@"
}

@test "bash completes all options, and nothing else" {
	need_completions
	diff <(bash_offers -- | sed -n 's/^--\([a-z-]*\)=\?$/\1/p' | sort) \
		<(names_of_help)
	diff <(bash_offers - | grep -xE -- '-[a-zA-Z]' | sort) \
		<(options_of_help | cut -d'|' -f2 | sed '/./!d; s/^/-/' | sort)
	run -0 bash_offers --script-out
	assert_output --script-output=
}

@test "bash completes words, directories, files and users" {
	need_completions
	run -0 bash_offers --log =
	assert_output $'auto\nstderr\njournal\nsyslog\nnone'
	run -0 bash_offers --log = sy
	assert_output syslog
	run -0 bash_offers --symlinks a
	assert_output any
	run -0 bash_offers -u roo
	assert_line root
	cd "$BATS_TEST_TMPDIR"
	mkdir directory
	: >directory.txt
	run -0 bash_offers dir
	assert_output directory
	run -0 bash_offers --no-cgi -d dir
	assert_output directory
	diff <(bash_offers --auth = dir | sort) \
		<(printf '%s\n' directory directory.txt)
	run -0 bash_offers --max-connections = ''
	assert_output ''
}

@test "zsh knows all options" {
	need_completions
	diff <(sed -n "s/^\t'\*--\([a-z-]*\)=\?\[.*/\1/p" \
		"$COMPLETIONS/_cgihttpd" | sort) <(names_of_help)
	command -v zsh >/dev/null || skip 'no zsh'
	zsh -n "$COMPLETIONS/_cgihttpd"
}

@test "zsh completes options, words and directories" {
	need_completions
	command -v zsh >/dev/null || skip 'no zsh'
	cd "$BATS_TEST_TMPDIR"
	mkdir -p directory functions
	cp "$COMPLETIONS/_cgihttpd" functions
	cat >offers.zsh <<-'END'
	zmodload zsh/zpty
	zpty shell 'TERM=dumb PS1= zsh -f -i'
	zpty -w shell 'fpath=(functions $fpath); autoload -U compinit
	compinit -u -D
	cgihttpd() { print -r -- "got: $*" }
	print start''ed'
	zpty -r shell line '*started*'
	zpty -n -w shell $'cgihttpd --script-out\tfol\t dir\t\n'
	zpty -r shell line '*got: *'$'\n'
	print -r -- $line
	END
	run -0 timeout 20 zsh -f offers.zsh
	assert_output --partial 'got: --script-output=follows directory'
}

@test "fish completes all options, words and directories" {
	need_completions
	diff <(sed -n 's/^ *complete -c $command -l \([a-z-]*\) .*/\1/p' \
		"$COMPLETIONS/cgihttpd.fish" | sort) <(names_of_help)
	command -v fish >/dev/null || skip 'no fish'
	cd "$BATS_TEST_TMPDIR"
	mkdir directory
	export HOME=$PWD
	fish_offers() {
		fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
			"$COMPLETIONS/cgihttpd.fish" "$1" | cut -f1
	}
	run -0 fish_offers 'cgihttpd --log=s'
	assert_output $'--log=stderr\n--log=syslog'
	run -0 fish_offers 'cgihttpd-static dir'
	assert_output directory/
	diff <(fish_offers 'cgihttpd --' | sed 's/^--//; s/=$//' | sort) \
		<(names_of_help)
}

@test "control: an option that the generator does not understand is an error" {
	printf '#!/bin/sh\necho "  -xy --Odd"\n' >"$BATS_TEST_TMPDIR/odd"
	chmod +x "$BATS_TEST_TMPDIR/odd"
	run ! "$SOURCES/../scripts/generate-completions" bash \
		"$BATS_TEST_TMPDIR/odd" "$BATS_TEST_TMPDIR/out"
	assert_output --partial 'no option in'
}

# ── The manual ──────────────────────────────────────────────────────────────

@test "the manual is clean mdoc" {
	command -v mandoc >/dev/null || skip 'no mandoc'
	run -0 mandoc -Tlint -Wwarning "$MANUAL"
	assert_output ''
}

# Words such as "No" are mdoc macros, and punctuation moves out of quotes,
# unless they are marked as text.
@test "what the manual quotes is shown as it is" {
	command -v mandoc >/dev/null || skip 'no mandoc'
	mandoc -Tutf8 -O width=999 "$MANUAL" >"$BATS_TEST_TMPDIR/shown"
	run -0 python3 - "$MANUAL" "$BATS_TEST_TMPDIR/shown" <<-'END'
	import re, sys
	source, shown = (open(name, encoding="utf-8").read()
	                 for name in sys.argv[1:])
	shown = re.sub(".\b", "", shown)
	markup = r"\\[^&e]|\b(Ns|Ar|Cm|Ev|Li|Ql|Sc)\b"
	rows = re.findall(r"^\.(Ql|It) (.*)", source, re.M)
	rows = [(macro, text) for macro, text in rows if not re.search(markup, text)
	        and (macro == "Ql" or re.match(r"[1-5]\d\d ", text))]
	print(len(rows) > 100)
	for macro, text in rows:
	    text = re.sub(r"( [,.;:)])+$", "", text)
	    text = re.sub(r'^"(.*)"$', r"\1", text)
	    text = text.replace(r"\&", "").replace(r"\e", "\\")
	    if ("‘%s’" if macro == "Ql" else "\n     %s") % text not in shown:
	        print(macro, text)
	END
	assert_output True
}

@test "each variable that a script finds is in the manual" {
	local name names documented
	script env <<-'END'
	printf 'Content-Type: text/plain\n\n'
	env
	END
	printf '%s\n' "ann:$(openssl passwd -6 -salt tests secret)" \
		>"$BATS_TEST_TMPDIR/users"
	serve --auth="$BATS_TEST_TMPDIR/users" --proxy-protocol=127.0.0.1
	# A PROXY header of a client with TLS, a certificate and SNI.
	{
		printf '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x37'
		printf '\xc0\0\2\7\xc6\x33\x64\1\xdc\4\1\xbb\2\0\x0bexample.org'
		printf '\x20\0\x1a\3\0\0\0\0'
		printf '\x21\0\7TLSv1.3\x22\0\2me\x23\0\3AES'
		compose POST '/cgi-bin/env/extra?query' 'X-Field: 1' \
			'Content-Type: text/plain' 'Content-Length: 7' \
			"Authorization: Basic $(printf ann:secret | base64)"
		printf content
	} >"$BATS_TEST_TMPDIR/request"
	converse send "$BATS_TEST_TMPDIR/request"
	assert_status 200
	documented=$(section Ss Environment | sed -n 's/^\.It Ev //p' |
		tr -d ',')
	documented+=' PATH TZ LANG PWD SHLVL _ OLDPWD'
	mapfile -t names < <(sed -n 's/^\([A-Za-z_]*\)=.*/\1/p' "$BODY")
	for name in "${names[@]}"; do
		case $name in
		HTTP_* | LC_*) continue ;;
		esac
		[[ " ${documented//$'\n'/ } " == *" $name "* ]] ||
			fail_with 'not in the manual: %s\n' "$name"
	done
	# And vice versa, except for variables that only error pages get.
	mapfile -t names < <(section Ss Environment |
		sed -n '/HTTP_\*/d; /REDIRECT_[UQ]/d; s/^\.It Ev //p' |
		sed 's/ , /\n/g')
	for name in "${names[@]}"; do
		grep -q "^$name=" "$BODY" ||
			fail_with 'in the manual, but not set: %s\n' "$name"
	done
}

@test "each status that the server itself says is in the manual" {
	diff <(section Sh 'STATUS CODES' |
		sed -n 's/^\.It \([1-5][0-9][0-9]\) .*/\1/p' | sort) \
		<(sed -n 's/^\tSTATUS_[A-Z_]* = \([1-5][0-9][0-9]\),/\1/p' \
			"$SOURCES/http.h" | sort)
}

@test "each field of the journal is in the manual" {
	local name names
	mapfile -t names < <(grep -oP '(?<=&j, ")[A-Z_]+' "$SOURCES/journal.c")
	for name in "${names[@]}"; do
		case $name in
		PRIORITY | SYSLOG_IDENTIFIER) continue ;;
		esac
		section Sh LOG | grep -qE "^\.Ev $name( |$)" ||
			fail_with 'not in the manual: %s\n' "$name"
	done
}

@test "each member of a record in JSON is in the manual, and no other" {
	diff <(section Ss 'Records in JSON' | sed -n 's/^\.It //p' |
		grep -oE '\bQ[qo] [a-z_]+' | cut -d' ' -f2 | sort) \
		<({
			echo time
			grep -oP 'put_(text|number)\(\s*b, "\K[a-z_]+' \
				"$SOURCES/log_format.c"
		} | sort -u)
}

@test "each exit status is in the manual" {
	local name names number
	mapfile -t names < <(grep -ohE '\bEX_[A-Z]+' "$SOURCES"/*.c | sort -u)
	for name in "${names[@]}"; do
		number=$(sed -n "s/^#define ${name}[ \t]*\([0-9]*\).*/\1/p" \
			/usr/include/sysexits.h)
		section Sh 'EXIT STATUS' | grep -qx "\.It ${number:?}" ||
			fail_with 'not in the manual: %s, %s\n' "$number" "$name"
	done
}

@test "each variable that the server reads is in the manual" {
	local name names
	mapfile -t names < <(grep -ohP '(getenv\(|VARIABLE\()"\K[A-Z_]+' \
		"$SOURCES"/*.c | sort -u)
	for name in "${names[@]}"; do
		section Sh ENVIRONMENT | grep -E '^\.It Ev ' |
			grep -qwF "$name" ||
			fail_with 'not in the manual: %s\n' "$name"
	done
}

@test "each message that the manual explains is one that there is" {
	python3 - "$MANUAL" "$SOURCES"/*.c <<-'END'
	import re, sys
	manual = open(sys.argv[1], encoding="utf-8").read()
	section = re.search(r"^\.Sh DIAGNOSTICS\n(.*?)^\.Sh ", manual,
	    re.S | re.M)[1]
	messages = re.findall(r'^\.It "(.*)"$', section, re.M)
	sources = ""
	for name in sys.argv[2:]:
	    text = open(name, encoding="utf-8").read()
	    sources += re.sub(r'"\s*\n\s*"', "", text)
	# These are followed by the system's words.
	sources = re.sub(r'(system_refusal\(\s*"[^"]*)', r"\1: ", sources)
	sources = sources.replace('\\"', '"').replace("%.*s", "%s")
	missing = []
	for message in messages:
	    # Pieces between what is filled in, in the same order in a source.
	    text = message.replace("\\*q", '"')
	    text = re.sub("^--user(?=:)", "%s", text)
	    pieces = text.split("%s")
	    if not all(piece in sources for piece in pieces):
	        missing.append(message)
	assert len(messages) > 10, len(messages)
	assert not missing, missing
	END
}

# ── Methods and targets ─────────────────────────────────────────────────────

target_of_row() { # <the row's first cell>
	case $1 in
	file) echo /file.txt ;;
	directory) echo /directory/ ;;
	'... without slash') echo /directory ;;
	'nothing there') echo /absent ;;
	script) echo /cgi-bin/script ;;
	'no such script') echo /cgi-bin/absent ;;
	'... not executable') echo /cgi-bin/plain ;;
	'directory of scripts') echo /cgi-bin/ ;;
	'*') echo '*' ;;
	host:port) echo host:80 ;;
	*) fail_with 'a row that is not known: %s\n' "$1" >&2 ;;
	esac
}

assert_cell() { # <target> <cell> <method>...
	local target=$1 cell=$2 method
	shift 2
	[[ $cell == script ]] && cell=299
	for method; do
		request "$method $target HTTP/1.1\\r\\nHost: test\\r\\n\\r\\n"
		assert_status "$cell" ||
			fail_with 'this was %s %s\n' "$method" "$target"
	done
}

@test "the table of methods and targets is true" {
	local row cells target rows=0
	page file.txt text
	page directory/file.txt text
	page cgi-bin/plain text
	script script <<-'END'
	printf 'Status: 299\nContent-Type: text/plain\n\n'
	END
	while IFS= read -r row; do
		mapfile -t cells < <(sed 's/ Ta /\n/g; s/\\&//g' <<<"$row")
		target=$(target_of_row "${cells[0]}")
		assert_cell "$target" "${cells[1]}" GET HEAD
		assert_cell "$target" "${cells[2]}" POST
		assert_cell "$target" "${cells[3]}" PUT DELETE PATCH
		assert_cell "$target" "${cells[4]}" OPTIONS
		assert_cell "$target" "${cells[5]}" TRACE
		[[ $target == host:80 ]] || assert_cell "$target" "${cells[5]}" \
			CONNECT
		assert_cell "$target" "${cells[6]}" BREW PROPFIND
		assert_cell "$target" 501 get
		rows=$((rows + 1))
	done < <(section Sh 'METHODS AND TARGETS' |
		sed -n '/^\.It Sy/d; s/^\.It //p')
	((rows == 10))
	assert_cell host:80 501 CONNECT
}

# ── Examples ────────────────────────────────────────────────────────────────

# Texts by which the tests find the examples.
known_examples=(
	'--listen 8000 ~/site'
	'--bind 0.0.0.0 8000'
	"printf 'GET"
	'Status: 303'
	'--explain='
	'--index=index.php'
	'--map=/git='
	'Cache-Control: max-age'
	'--script-output=follows'
	--log-format=json
	'http stream tcp' # configuration, which tests/hosts uses
)

# Writes each example to a file, with this test's paths and the port 0.
write_examples() {
	EXAMPLES=$BATS_TEST_TMPDIR/examples
	export HOME=$BATS_TEST_TMPDIR/home
	mkdir -p "$EXAMPLES" "$HOME/site/cgi-bin" "$BATS_TEST_TMPDIR/bin"
	ln -s "$CGIHTTPD" "$BATS_TEST_TMPDIR/bin/cgihttpd"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	echo 'a page' >"$HOME/site/index.html"
	# The only mdoc escape in the examples is "\e".
	section Sh EXAMPLES | sed "s/\\\\e/\\\\/g
		s,/srv/www,$HOME/site,g
		s,/srv/git,$HOME/git,g
		s,/etc/cgihttpd.htpasswd,$HOME/htpasswd,g
		s/\b8000\b/0/g" |
		awk -v directory="$EXAMPLES" '
			/^\.Bd/ { file = directory "/" ++count; next }
			/^\.Ed/ { file = ""; next }
			file { print >file }'
}

# Prints the file of the one example that contains this text.
example() { # <text>
	local found
	found=$(grep -lF -e "${1//8000/0}" "$EXAMPLES"/*)
	[[ -n $found && $found != *$'\n'* ]] ||
		fail_with 'not one example has: %s\n' "$1" >&2
	echo "$found"
}

# Installs the script that the examples are about, from its own example.
install_script() {
	cp "$(example 'Status: 303')" "$HOME/site/cgi-bin/thanks"
	chmod 755 "$HOME/site/cgi-bin/thanks"
}

# Runs an example that listens; its URL is left in $url.
listen_as() { # <text>
	local file
	file=$(example "$1")
	sed -i '1s/^/exec /' "$file"
	launch_by 1 env -C "$HOME/site" bash "$file"
	[[ ${ready[0]} =~ ^Serving\ HTTP\ on\ ([^ ]+)\ port ]]
	listens_on=${BASH_REMATCH[1]}
	url=http://127.0.0.1:$server_port
}

@test "each example is one that a test knows" {
	local file text found
	write_examples
	for file in "$EXAMPLES"/*; do
		found=0
		for text in "${known_examples[@]}"; do
			! grep -qF -e "${text//8000/0}" "$file" ||
				found=$((found + 1))
		done
		((found == 1)) ||
			fail_with '%s tests know:\n%s\n' "$found" \
				"$(cat "$file")"
	done
	local files=("$EXAMPLES"/*)
	[[ ${#files[@]} == "${#known_examples[@]}" ]]
}

@test "example: a directory on this machine" {
	write_examples
	listen_as '--listen 8000 ~/site'
	[[ $listens_on == 127.0.0.1 ]]
	[[ $(curl -sS "$url/") == 'a page' ]]
}

@test "example: the current directory for everybody" {
	write_examples
	listen_as '--bind 0.0.0.0 8000'
	[[ $listens_on == 0.0.0.0 ]]
	[[ $(curl -sS "$url/") == 'a page' ]]
}

@test "example: one request without a network" {
	write_examples
	run -0 bash "$(example "printf 'GET")"
	assert_line --partial 'HTTP/1.1 200 OK'
	assert_line 'a page'
}

@test "example: a script that says where the answer is" {
	write_examples
	install_script
	listen_as '--listen 8000 ~/site'
	run -0 curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' \
		"$url/cgi-bin/thanks"
	assert_output "303 $url/index.html"
}

@test "example: explained and checked" {
	write_examples
	install_script
	run -0 bash "$(example --explain=)"
	assert_line --partial 'a script, its output parsed'
	assert_line --partial 'PATH_INFO=/you'
	assert_line --partial 'QUERY_STRING=name=x'
	assert_line --regexp '^1 script.* 0 fault'
}

@test "example: PHP and Python as they are" {
	write_examples
	cat >"$HOME/site/hello.py" \
		<<<'print("Content-Type: text/plain\n\nhello")'
	cat >"$HOME/site/index.php" <<<'<?php echo "from ", "PHP";'
	listen_as --index=index.php
	[[ $(curl -sS "$url/hello.py") == hello ]]
	[[ -x /usr/bin/php-cgi ]] || skip 'no php-cgi'
	[[ $(curl -sS "$url/") == 'from PHP' ]]
}

@test "example: git repositories with a password" {
	[[ -x /usr/lib/git-core/git-http-backend ]] || skip 'no git'
	local repository
	write_examples
	repository=$HOME/git/project.git
	git init -q --bare "$repository"
	git -C "$repository" config http.receivepack true
	chmod -R a+rX "$HOME/git"
	# Otherwise the server would run as another user than the owner of this.
	((EUID)) || chown -R nobody "$HOME/git"
	printf '%s\n' "ann:$(openssl passwd -6 -salt tests secret)" \
		>"$HOME/htpasswd"
	listen_as --map=/git=
	run -0 curl -sS -o /dev/null -w '%{http_code}' \
		"$url/git/project.git/info/refs?service=git-upload-pack"
	assert_output 401
	run -0 env GIT_TERMINAL_PROMPT=0 \
		git ls-remote "${url/\/\////ann:secret@}/git/project.git"
}

@test "example: files that may be kept, no listings" {
	write_examples
	mkdir "$HOME/site/directory"
	listen_as 'Cache-Control: max-age'
	run -0 curl -sS -i "$url/"
	assert_line --partial 'Cache-Control: max-age=3600'
	assert_line --partial 'Access-Control-Allow-Origin: *'
	run -0 curl -sS -o /dev/null -w '%{http_code}' "$url/directory/"
	assert_output 404
}

@test "example: scripts as CGIHTTPServer ran them" {
	write_examples
	cat >"$HOME/site/cgi-bin/where" <<-'END'
	#!/bin/sh
	printf 'Content-Type: text/plain\n\n'
	pwd
	END
	chmod 755 "$HOME/site/cgi-bin/where"
	listen_as --script-output=follows
	run -0 curl -sS -i "$url/cgi-bin/where"
	assert_line --partial 'HTTP/1.0 200 Script output follows'
	assert_line "$HOME/site"
}

@test "example: a log for programs" {
	write_examples
	listen_as --log-format=json
	curl -sS "$url/absent" >/dev/null
	stop_server
	run -0 python3 -c 'import json, sys
print(*(json.loads(line)["status"] for line in sys.stdin))' <"$HOME/log.json"
	assert_output 404
}
