/* SPDX-License-Identifier: ISC */
#include "policy.h"

#include "glob.h"

/* The length of the first `count` segments of a path, each with the slash
 * before it; 0 when the path has fewer. */
static size_t
segments_length(struct bytes path, size_t count)
{
	size_t end = 0;

	while (count-- > 0) {
		if (end == path.len || end + 1 == path.len)
			return 0;
		end = bytes_segment_end(path, end);
	}
	return end;
}

static size_t
count_segments(struct bytes pattern)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < pattern.len; i++)
		count += pattern.at[i] == '/';
	return count;
}

/* Whether `pattern` matches the front of `path`; *ret_len: how much of it. */
static bool
match_directory(const char *pattern, struct bytes path, size_t *ret_len)
{
	struct bytes text = bytes_of(pattern);
	size_t len;

	if (bytes_end_with(text, BYTES("/")))
		text.len--;
	if (!strpbrk(pattern, "*?[\\")) {
		*ret_len = text.len;
		return bytes_is_below(path, text);
	}
	len = segments_length(path, count_segments(text));
	*ret_len = len;
	return len && glob_match(text, bytes_first(path, len));
}

bool
policy_script_directory(
    const struct options *options, struct bytes path, size_t *ret_len)
{
	static const char defaults[][10] = { "/cgi-bin", "/htbin" };
	const struct option_list *named = &options->cgi_dir;

	for (size_t i = 0; !named->count && i < lengthof(defaults); i++) {
		struct bytes directory = bytes_of(defaults[i]);

		*ret_len = directory.len;
		if (bytes_is_below(path, directory))
			return true;
	}
	for (unsigned i = 0; i < named->count; i++)
		if (match_directory(named->at[i], path, ret_len))
			return true;
	return false;
}

bool
policy_is_hidden(const struct options *options, struct bytes path)
{
	struct bytes public = BYTES("/.well-known");

	if (options->dotfiles)
		return false;
	if (bytes_is_below(path, public))
		path = bytes_after(path, public.len);
	for (size_t i = 0; i + 1 < path.len; i++)
		if (path.at[i] == '/' && path.at[i + 1] == '.')
			return true;
	return false;
}

/* Whether `path` is DIR/404.cgi or the like, with the DIR of --error-pages. */
static bool
is_error_script(const struct options *options, struct bytes path)
{
	struct bytes directory = bytes_of(options->error_pages);
	struct bytes rest = bytes_after(path, 1);

	if (bytes_end_with(directory, BYTES("/")))
		directory.len--;
	if (!directory.at || !bytes_start_with(rest, directory))
		return false;
	rest = bytes_after(rest, directory.len);
	if (directory.len && !bytes_start_with(rest, BYTES("/")))
		return false;
	rest = bytes_after(rest, directory.len ? 1 : 0);
	return rest.len == sizeof "404.cgi" - 1 && ascii_is_digit(rest.at[0]) &&
	    ascii_is_digit(rest.at[1]) && ascii_is_digit(rest.at[2]) &&
	    bytes_end_with(rest, BYTES(".cgi"));
}

/* Whether `path` ends in a suffix of --cgi-suffix; *ret_program is what the
 * first such option has after "=", or NULL. */
static bool
find_suffix(
    const struct options *options, struct bytes path, const char **ret_program)
{
	const struct option_list *suffixes = &options->cgi_suffix;

	for (unsigned i = 0; i < suffixes->count; i++) {
		struct bytes program = bytes_of(suffixes->at[i]);

		if (!bytes_end_with(path, bytes_cut(&program, '=')))
			continue;
		*ret_program = program.at;
		return true;
	}
	*ret_program = NULL;
	return false;
}

bool
policy_is_script_name(const struct options *options, struct bytes path)
{
	const char *program;

	return find_suffix(options, path, &program) ||
	    is_error_script(options, path);
}

bool
policy_is_script(const struct options *options, struct bytes path)
{
	size_t len;

	return policy_script_directory(options, path, &len) ||
	    policy_is_script_name(options, path);
}

const char *
policy_interpreter(const struct options *options, struct bytes path)
{
	const char *program;

	(void)find_suffix(options, path, &program);
	return program;
}

const char *
policy_map(
    const struct options *options, struct bytes path, struct bytes *ret_prefix)
{
	const struct option_list *map = &options->map;

	for (unsigned i = 0; i < map->count; i++) {
		const char *separator = strstr(map->at[i], "=/");
		struct bytes prefix = { map->at[i],
			(size_t)(separator - map->at[i]) };

		if (bytes_end_with(prefix, BYTES("/")))
			prefix.len--;
		if (!bytes_is_below(path, prefix))
			continue;
		*ret_prefix = prefix;
		return separator + 1;
	}
	return NULL;
}
