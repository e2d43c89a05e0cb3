/* SPDX-License-Identifier: ISC */
/* A script's argv: its name, its interpreter, the words of an indexed query. */
#include "script.h"

/* Decodes one word of an indexed query, and puts a backslash before what shells
 * act upon (RFC 3875 section 7.2). False when the word cannot be an
 * argument. */
static bool
put_word(struct buffer *words, struct bytes word)
{
	for (size_t i = 0; i < word.len; i++) {
		char c = word.at[i];

		if (c == '%') {
			int octet = bytes_percent(bytes_after(word, i));

			if (octet <= 0)
				return false;
			c = (char)octet;
			i += 2;
		}
		if (strchr("&;`'\"|*?~<>^()[]{}$\\\n", c))
			buffer_put_char(words, '\\');
		buffer_put_char(words, c);
	}
	buffer_put_char(words, '\0');
	return !words->full;
}

/* Makes the words of an indexed query argv[1...] (RFC 3875 section 4.4): all of
 * them or none. */
static void
put_words(struct exchange *x, struct script *script)
{
	static char *arguments[SCRIPT_WORDS_MAX + lengthof(script->name)];
	struct buffer words = buffer_rest(&x->text, SCRIPT_WORDS_SIZE);
	struct bytes rest = x->uri.query;
	unsigned first = script->name[1] ? 2 : 1, count = first;

	if (bytes_find(rest, '=') < rest.len || !rest.len ||
	    (x->request.method != METHOD_GET &&
		x->request.method != METHOD_HEAD))
		return;
	while (rest.at) {
		struct bytes word = bytes_cut(&rest, '+');

		arguments[count] = words.at + words.len;
		if (count++ == SCRIPT_WORDS_MAX + first ||
		    !put_word(&words, word))
			return;
	}
	(void)memcpy(arguments, script->name, first * sizeof *arguments);
	arguments[count] = NULL;
	script->arguments = arguments;
	x->text.len += words.len;
}

/* Makes argv the script's name; or what the kernel would make of a "#!" line
 * with the interpreter of --cgi-suffix. */
static void
put_names(const struct exchange *x, struct script *script)
{
	const char *interpreter = x->target.interpreter;
	const char *base = bytes_base_name(bytes_of(script->file)).at;

	script->name[0] = (char *)(uintptr_t)(interpreter ? interpreter : base);
	script->name[1] =
	    (char *)(uintptr_t)(interpreter ? script->file : NULL);
	script->name[2] = NULL;
	script->arguments = script->name;
}

void
script_put_arguments(struct exchange *x, struct script *script)
{
	put_names(x, script);
	if (x->options->indexed_query)
		put_words(x, script);
}
