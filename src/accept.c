/* SPDX-License-Identifier: ISC */
#include "accept.h"

enum { WEIGHT_MAX = 1000 };

/* How closely an element of a field matches the wanted name. */
enum match { MATCH_INVALID, MATCH_NONE, MATCH_ANY, MATCH_TYPE, MATCH_EXACT };

typedef enum match match_function(struct bytes name, struct bytes wanted);

struct preference {
	struct bytes name; /* content coding or media range, no parameters */
	unsigned weight;
	enum match match;
};

/*
 * weight = OWS ";" OWS "q=" qvalue
 * qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
 */
static bool
parse_qvalue(struct bytes b, unsigned *ret_weight)
{
	unsigned weight = 0, unit = WEIGHT_MAX;

	if (!b.len || b.len > strlen("0.000") || (b.len > 1 && b.at[1] != '.'))
		return false;
	for (size_t i = 0; i < b.len; i++) {
		if (i == 1)
			continue; /* the point */
		if (!ascii_is_digit(b.at[i]))
			return false;
		weight += (unsigned)(b.at[i] - '0') * unit;
		unit /= 10;
	}
	if (weight > WEIGHT_MAX)
		return false;
	*ret_weight = weight;
	return true;
}

/* quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE */
static bool
is_quoted_string(struct bytes b)
{
	size_t i = 1;

	if (!b.len || b.at[0] != '"')
		return false;
	while (i < b.len && b.at[i] != '"')
		i += b.at[i] == '\\' ? 2 : 1;
	return i + 1 == b.len;
}

/* parameter = token "=" ( token / quoted-string ) */
static bool
apply_parameter(struct bytes parameter, struct preference *preference)
{
	size_t equals = bytes_find(parameter, '=');
	struct bytes name = bytes_first(parameter, equals);
	struct bytes value = bytes_after(parameter, equals + 1);

	if (bytes_equal_nocase(name, BYTES("q")))
		return parse_qvalue(value, &preference->weight);
	return http_is_token(name) &&
	    (http_is_token(value) || is_quoted_string(value));
}

/* parameters = *( OWS ";" OWS [ parameter ] ) */
static bool
parse_preference(struct bytes element, struct preference *ret_preference)
{
	size_t end = bytes_find(element, ';');
	struct preference preference = { bytes_trim(bytes_first(element, end)),
		WEIGHT_MAX, MATCH_INVALID };

	while (end < element.len) {
		struct bytes parameter;

		element = bytes_after(element, end + 1);
		end = http_find_unquoted(element, ';');
		parameter = bytes_trim(bytes_first(element, end));
		if (parameter.len && !apply_parameter(parameter, &preference))
			return false;
	}
	*ret_preference = preference;
	return true;
}

/* The element that matches `wanted` most closely; of equals the heavier one. */
static struct preference
best_preference(struct bytes list, struct bytes wanted, match_function *match)
{
	struct preference best = { NO_BYTES, 0, MATCH_INVALID };
	struct preference next;
	struct bytes element;

	while (http_list_next(&list, &element)) {
		if (!parse_preference(element, &next))
			continue;
		next.match = match(next.name, wanted);
		if (next.match > best.match ||
		    (next.match == best.match && next.weight > best.weight))
			best = next;
	}
	return best;
}

/* RFC 9110 section 8.4.1.3 */
static struct bytes
without_alias(struct bytes coding)
{
	if (bytes_equal_nocase(coding, BYTES("x-gzip")))
		return BYTES("gzip");
	return coding;
}

/* codings = content-coding / "identity" / "*" */
static enum match
match_coding(struct bytes name, struct bytes coding)
{
	if (!http_is_token(name))
		return MATCH_INVALID;
	if (bytes_equal(name, BYTES("*")))
		return MATCH_ANY;
	if (bytes_equal_nocase(without_alias(name), without_alias(coding)))
		return MATCH_EXACT;
	return MATCH_NONE;
}

unsigned
accept_coding(struct bytes accept_encoding, struct bytes coding)
{
	struct preference best =
	    best_preference(accept_encoding, coding, match_coding);

	if (best.match >= MATCH_ANY)
		return best.weight;
	return bytes_equal_nocase(coding, BYTES("identity"));
}

/* media-range = "*" "/" "*" / type "/" "*" / type "/" subtype */
static enum match
match_media_range(struct bytes range, struct bytes media_type)
{
	size_t slash = bytes_find(range, '/');
	struct bytes type = bytes_first(range, slash);
	struct bytes subtype = bytes_after(range, slash + 1);
	bool any_type = bytes_equal(type, BYTES("*"));

	if (!http_is_token(type) || !http_is_token(subtype))
		return MATCH_INVALID;
	if (bytes_equal_nocase(range, media_type))
		return MATCH_EXACT;
	if (!bytes_equal(subtype, BYTES("*")))
		return any_type ? MATCH_INVALID : MATCH_NONE;
	if (any_type)
		return MATCH_ANY;
	if (bytes_equal_nocase(bytes_first(range, slash + 1),
		bytes_first(media_type, slash + 1)))
		return MATCH_TYPE;
	return MATCH_NONE;
}

unsigned
accept_media_type(struct bytes accept, struct bytes type)
{
	struct preference best =
	    best_preference(accept, type, match_media_range);

	if (best.match == MATCH_INVALID)
		return WEIGHT_MAX;
	return best.match == MATCH_NONE ? 0 : best.weight;
}
