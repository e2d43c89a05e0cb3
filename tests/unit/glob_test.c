/* SPDX-License-Identifier: ISC */
#include <fnmatch.h>

#include "check.h"
#include "glob.h"

static const struct {
	const char *pattern, *path;
	bool matches;
} rows[] = {
	/* literal characters */
	{ "/cgi-bin", "/cgi-bin", true },
	{ "/cgi-bin", "/cgi-bi", false },
	{ "/cgi-bin", "/cgi-binx", false },
	{ "/cgi-bin", "/cgi-bin/", false },
	{ "", "", true },
	{ "", "a", false },
	{ "a", "", false },

	/* any octets within one segment */
	{ "/~*/cgi", "/~eve/cgi", true },
	{ "/~*/cgi", "/~/cgi", true },
	{ "/~*/cgi", "/~eve/x/cgi", false },
	{ "/~*/cgi", "/eve/cgi", false },
	{ "/*", "/a/b", false },
	{ "/*.d", "/a.b.d", true },
	{ "/*ab*c", "/aababac", true },
	{ "/*ab*c", "/aababad", false },
	{ "/**", "/a", true },
	{ "/a*", "/a", true },

	/* one octet */
	{ "/?", "/a", true },
	{ "/?", "/", false },
	{ "/?", "/ab", false },
	{ "/a?c", "/a/c", false },

	/* one of a set */
	{ "/[abc]", "/b", true },
	{ "/[abc]", "/d", false },
	{ "/[a-c]x", "/bx", true },
	{ "/[a-c]", "/d", false },
	{ "/[!a-c]", "/d", true },
	{ "/[^a-c]", "/b", false },
	{ "/[]a]", "/]", true },
	{ "/[!]a]", "/]", false },
	{ "/[a-]", "/-", true },
	{ "/[\xe0-\xff]", "/\xe9", true },
	{ "/[\x01-\x7f]", "/\xe9", false },
	{ "/[", "/[", true },
	{ "/[a", "/a", false },
	{ "/[a", "/[a", true },
	{ "/[a/b]", "/a", false },
	{ "/[a/b]", "/[a/b]", true },

	/* no wildcards */
	{ "/\\*", "/*", true },
	{ "/\\*", "/a", false },
	{ "/\\[a]", "/[a]", true },
	{ "/a\\", "/a", false },

	/* a dot at the beginning of a segment */
	{ "/*", "/.git", false },
	{ "/?git", "/.git", false },
	{ "/[.]git", "/.git", false },
	{ "/.*", "/.git", true },
	{ "/\\.git", "/.git", true },
	{ "/*/x", "/.git/x", false },
	{ "/a*", "/a.b", true },
};

static void
check_closed(void)
{
	static const char closed[][8] = { "", "/a", "/]", "/[a]", "/[]a]",
		"/[!]]", "/[[]", "/\\[", "/[\\]", "/[a]/[b]", "/a\\" };
	static const char open[][8] = { "[", "/[a", "/[]", "/[!]", "/[^",
		"/[a/b]", "/\\\\[", "/[a]/[b", "/[\\" };

	for (size_t i = 0; i < lengthof(closed); i++)
		CHECK(glob_is_closed(closed[i]), closed[i]);
	for (size_t i = 0; i < lengthof(open); i++)
		CHECK(!glob_is_closed(open[i]), open[i]);
}

static bool
fnmatch_agrees(const char *pattern, const char *path)
{
	bool theirs = fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD) == 0;

	return glob_match(bytes_of(pattern), bytes_of(path)) == theirs;
}

/* Writes the string of these characters with that number; shorter strings have
 * lower numbers. */
static void
spell(unsigned number, const char *characters, char *ret_string)
{
	unsigned count = (unsigned)strlen(characters);

	for (; number; number = (number - 1) / count)
		*ret_string++ = characters[(number - 1) % count];
	*ret_string = '\0';
}

/* Tries all patterns of up to four such characters on all paths of up to four.
 */
static void
check_with_fnmatch(void)
{
	char pattern[8], path[8];
	unsigned disagree = 0;

	for (unsigned i = 0; i <= 6 + 36 + 216 + 1296; i++)
		for (unsigned k = 0; k <= 4 + 16 + 64 + 256; k++) {
			spell(i, "ab*?./", pattern);
			spell(k, "ab./", path);
			disagree += !fnmatch_agrees(pattern, path);
		}
	CHECK_NUMBER(disagree, 0, "as fnmatch(3) has it");
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++)
		CHECK(glob_match(guarded(bytes_of(rows[i].pattern)),
			  guarded(bytes_of(rows[i].path))) == rows[i].matches,
		    rows[i].pattern);
	check_closed();
	check_with_fnmatch();
	return check_done();
}
