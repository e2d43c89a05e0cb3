/* SPDX-License-Identifier: ISC */
#include "metavar_fields.h"

/* Fields that no script sees as HTTP_*; metavar.h has the reasons. */
#define NAME(text)                     \
	{                              \
		sizeof(text) - 1, text \
	}
static const struct {
	unsigned char len;
	char text[20];
} withheld[] = {
	NAME("Authorization"), /* the first: passes_auth() */
	NAME("Content-Length"),
	NAME("Content-Type"),
	NAME("Proxy"),
	NAME("Proxy-Authorization"),
	NAME("Transfer-Encoding"),
};

/* Whether the script may see Authorization; metavar.h has the reasons. */
static bool
passes_auth(const struct exchange *x)
{
	return x->options->pass_auth && !x->credentials.user.at &&
	    !x->error.status &&
	    request_only_field(&x->request, withheld[0].text).at;
}

static bool
is_withheld(const struct exchange *x, struct bytes name)
{
	for (size_t i = passes_auth(x) ? 1 : 0; i < lengthof(withheld); i++)
		if (bytes_equal_nocase(name,
			(struct bytes){ withheld[i].text, withheld[i].len }))
			return true;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alpha(name.at[i]) && name.at[i] != '-' &&
		    !ascii_is_digit(name.at[i]))
			return true;
	return false;
}

/* Was this field joined to an earlier one of that name? */
static bool
was_joined(const struct request *request, unsigned index)
{
	for (unsigned i = 0; i < index; i++)
		if (bytes_equal_nocase(
			request->fields[i].name, request->fields[index].name))
			return true;
	return false;
}

static void
put_field_name(struct environment *e, struct bytes name)
{
	buffer_put(&e->space, BYTES("HTTP_"));
	for (size_t i = 0; i < name.len; i++)
		buffer_put_char(&e->space,
		    name.at[i] == '-' ? '_' : ascii_upper(name.at[i]));
	buffer_put_char(&e->space, '=');
}

/* Does --setenv set this variable? `name` has the "=" at its end. */
static bool
is_set_by_option(const struct options *options, struct bytes name)
{
	for (unsigned i = 0; i < options->setenv.count; i++)
		if (bytes_start_with(bytes_of(options->setenv.at[i]), name))
			return true;
	return false;
}

/* Repeated fields are joined to one list (RFC 9110 section 5.3), by commas but
 * for Cookie, whose pairs are joined by semicolons (RFC 6265 section 5.4). */
static void
put_field(struct environment *e, const struct exchange *x, unsigned index)
{
	const struct request *request = &x->request;
	struct bytes name = request->fields[index].name;
	size_t before = e->space.len;
	bool cookie = bytes_equal_nocase(name, BYTES("Cookie"));
	size_t start;

	environment_mark(e);
	put_field_name(e, name);
	/* The operator's value counts, whatever the client says. */
	if (is_set_by_option(
		x->options, bytes_after(buffer_bytes(&e->space), before))) {
		e->space.len = before;
		return;
	}
	start = e->space.len;
	buffer_put(&e->space, request->fields[index].value);
	for (unsigned i = index + 1; i < request->field_count; i++) {
		if (!bytes_equal_nocase(request->fields[i].name, name))
			continue;
		buffer_put(&e->space, cookie ? BYTES("; ") : BYTES(", "));
		buffer_put(&e->space, request->fields[i].value);
	}
	environment_end(e, start);
}

void
metavar_put_fields(struct environment *e, const struct exchange *x)
{
	const struct request *request = &x->request;

	for (unsigned i = 0; i < request->field_count; i++)
		if (!is_withheld(x, request->fields[i].name) &&
		    !was_joined(request, i))
			put_field(e, x, i);
}
