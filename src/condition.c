/* SPDX-License-Identifier: ISC */
#include "condition.h"

#include "http_date.h"

struct entity_tag {
	struct bytes opaque; /* with its quotes */
	bool weak;
};

enum comparison { COMPARE_STRONGLY, COMPARE_WEAKLY };

/* etagc = %x21 / %x23-7E / obs-text */
static bool
is_etagc(char c)
{
	unsigned char octet = (unsigned char)c;

	return octet > ' ' && octet != '"' && octet != 0x7f;
}

/*
 * entity-tag = [ weak ] opaque-tag
 * weak       = %s"W/"
 * opaque-tag = DQUOTE *etagc DQUOTE
 *
 * Commas and backslashes are etagc: http_list_next() cannot split lists of
 * tags.
 */
static bool
take_entity_tag(struct bytes *text, struct entity_tag *ret_tag)
{
	bool weak = bytes_start_with(*text, BYTES("W/"));
	struct bytes from = bytes_after(*text, weak ? 2 : 0);
	size_t end = 1;

	if (!from.at || !from.len || from.at[0] != '"')
		return false;
	while (end < from.len && is_etagc(from.at[end]))
		end++;
	if (end == from.len || from.at[end] != '"')
		return false;
	ret_tag->opaque = bytes_first(from, end + 1);
	ret_tag->weak = weak;
	*text = bytes_after(from, end + 1);
	return true;
}

/* RFC 9110 section 8.8.3.2 */
static bool
tag_matches(const struct entity_tag *tag, const struct validators *validators,
    enum comparison comparison)
{
	if (!validators ||
	    (comparison == COMPARE_STRONGLY && (tag->weak || validators->weak)))
		return false;
	return bytes_equal(tag->opaque, validators->etag);
}

/*
 * #entity-tag = [ entity-tag ] *( OWS "," OWS [ entity-tag ] )
 *
 * Takes the next tag off *list. False at the end, when *list is empty, and at a
 * fault, when it is not.
 */
static bool
next_entity_tag(struct bytes *list, struct entity_tag *ret_tag)
{
	*list = bytes_trim(*list);
	while (list->len && list->at[0] == ',')
		*list = bytes_trim(bytes_after(*list, 1));
	if (!take_entity_tag(list, ret_tag))
		return false;
	*list = bytes_trim(*list);
	return !list->len || list->at[0] == ',';
}

static bool
list_matches(struct bytes list, const struct validators *validators,
    enum comparison comparison)
{
	struct entity_tag tag;
	bool matches = false;

	while (next_entity_tag(&list, &tag))
		matches |= tag_matches(&tag, validators, comparison);
	return matches && !list.len;
}

/* If-Match = If-None-Match = "*" / #entity-tag, on one line or several. */
static bool
any_tag_matches(const struct request *request, const char *name,
    const struct validators *validators, enum comparison comparison)
{
	for (unsigned i = 0; i < request->field_count; i++) {
		const struct field *field = &request->fields[i];

		if (bytes_equal_nocase(field->name, bytes_of(name)) &&
		    (bytes_equal(field->value, BYTES("*")) ||
			list_matches(field->value, validators, comparison)))
			return true;
	}
	return false;
}

static bool
is_present(const struct request *request, const char *name)
{
	return request_field(request, name).at != NULL;
}

static bool
is_read(const struct request *request)
{
	return request->method == METHOD_GET || request->method == METHOD_HEAD;
}

/* Methods that neither select nor modify a representation have no
 * preconditions (RFC 9110 section 13.2.1). */
static bool
has_preconditions(const struct request *request)
{
	return request->method != METHOD_CONNECT &&
	    request->method != METHOD_OPTIONS &&
	    request->method != METHOD_TRACE;
}

/* Takes the date of a field. False when that is to be ignored (RFC 9110
 * sections 13.1.3 and 13.1.4). */
static bool
take_date(const struct request *request, const char *name,
    const struct validators *validators, int64_t *ret_date)
{
	return validators &&
	    http_date_parse(
		request_only_field(request, name), validators->now, ret_date);
}

/* Steps 1 and 2 of RFC 9110 section 13.2.2. */
static bool
if_match_holds(
    const struct request *request, const struct validators *validators)
{
	int64_t date;

	if (is_present(request, "If-Match"))
		return any_tag_matches(
		    request, "If-Match", validators, COMPARE_STRONGLY);
	return !take_date(request, "If-Unmodified-Since", validators, &date) ||
	    validators->last_modified <= date;
}

/* Steps 3 and 4. */
static bool
client_copy_is_current(
    const struct request *request, const struct validators *validators)
{
	int64_t date;

	if (is_present(request, "If-None-Match"))
		return any_tag_matches(
		    request, "If-None-Match", validators, COMPARE_WEAKLY);
	return is_read(request) &&
	    take_date(request, "If-Modified-Since", validators, &date) &&
	    validators->last_modified <= date;
}

enum http_status
condition_evaluate(
    const struct request *request, const struct validators *validators)
{
	if (!has_preconditions(request))
		return STATUS_NONE;
	if (!if_match_holds(request, validators))
		return STATUS_PRECONDITION_FAILED;
	if (!client_copy_is_current(request, validators))
		return STATUS_NONE;
	if (is_read(request))
		return STATUS_NOT_MODIFIED;
	return STATUS_PRECONDITION_FAILED;
}

struct refusal
condition_refusal(void)
{
	return refuse(STATUS_PRECONDITION_FAILED,
	    "a precondition of the request is false");
}

/* If-Range = entity-tag / HTTP-date */
bool
condition_range_holds(
    const struct request *request, const struct validators *validators)
{
	struct bytes value = request_only_field(request, "If-Range");
	struct entity_tag tag;
	int64_t date;

	if (!is_present(request, "If-Range"))
		return true;
	if (take_entity_tag(&value, &tag))
		return !value.len &&
		    tag_matches(&tag, validators, COMPARE_STRONGLY);
	return http_date_parse(value, validators->now, &date) &&
	    date == validators->last_modified && date < validators->now;
}
