/* SPDX-License-Identifier: ISC */
#include "answer.h"

#include "fuzz.h"

enum { CONTENT_MAX = 1 << 20 };

static char content_space[CONTENT_MAX];

/* Splits off a line, which has to end in CRLF. */
static struct bytes
take_line(struct bytes *rest)
{
	size_t end = 0;

	while (end + 1 < rest->len && rest->at[end] != '\r')
		end++;
	must(end + 1 < rest->len && rest->at[end + 1] == '\n');
	*rest = (struct bytes){ rest->at + end + 2, rest->len - end - 2 };
	return (struct bytes){ rest->at - end - 2, end };
}

static bool
is_token(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!text.at[i] ||
		    !strchr("!#$%&'*+-.^_`|~0123456789"
			    "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
			text.at[i]))
			return false;
	return text.len > 0;
}

static bool
is_text(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (((unsigned char)text.at[i] < ' ' && text.at[i] != '\t') ||
		    text.at[i] == 0x7f)
			return false;
	return true;
}

/* status-line = "HTTP/1.1" SP 3DIGIT SP [ reason-phrase ] */
static unsigned
read_status(struct bytes line)
{
	int64_t number = 0;

	must(line.len >= 13 && is_text(line));
	must(!memcmp(line.at, "HTTP/1.1 ", 9) && line.at[12] == ' ');
	must(bytes_number((struct bytes){ line.at + 9, 3 }, &number));
	must(number >= 100 && number <= 599);
	return (unsigned)number;
}

/* field-line = field-name ":" OWS field-value OWS */
static void
check_field_line(struct bytes line)
{
	struct bytes value = line;
	struct bytes name = bytes_cut(&value, ':');

	must(is_token(name) && value.at && is_text(value));
	must(value.len > 0 && value.at[0] == ' ');
}

struct bytes
answer_field(const struct answer *answer, const char *name)
{
	struct bytes rest = answer->head, found = NO_BYTES;

	(void)take_line(&rest);
	while (rest.len) {
		struct bytes value = take_line(&rest);

		if (!bytes_equal_nocase(bytes_cut(&value, ':'), bytes_of(name)))
			continue;
		must(!found.at);
		found = bytes_after(value, 1);
	}
	return found;
}

/* Decodes chunks as a server writes them: without extensions and trailers.
 * Returns false when the end is missing. */
static bool
decode(struct bytes coded, struct answer *answer)
{
	size_t len = 0;

	while (coded.len) {
		struct bytes line = take_line(&coded);
		size_t size = 0;

		must(line.len > 0 && line.len < 8);
		for (size_t i = 0; i < line.len; i++) {
			must(hex_value(line.at[i]) >= 0);
			size = size * 16 + (size_t)hex_value(line.at[i]);
		}
		if (!size) {
			must(!take_line(&coded).len && !coded.len);
			answer->content = (struct bytes){ content_space, len };
			return true;
		}
		must(coded.len >= size && len + size <= CONTENT_MAX);
		(void)memcpy(content_space + len, coded.at, size);
		len += size;
		coded = bytes_after(coded, size);
		must(!take_line(&coded).len);
	}
	answer->content = (struct bytes){ content_space, len };
	return false;
}

/* Finds the content by RFC 9112 section 6.3. */
static void
read_content(struct bytes rest, bool none, struct answer *answer)
{
	struct bytes length = answer_field(answer, "Content-Length");
	struct bytes coding = answer_field(answer, "Transfer-Encoding");

	answer->length = -1;
	answer->whole = true;
	answer->chunked = coding.at != NULL;
	must(!length.at || !coding.at);
	must(!length.at || bytes_number(length, &answer->length));
	must(!coding.at || bytes_equal(coding, BYTES("chunked")));
	answer->content = rest;
	if (none) {
		must(!rest.len);
	} else if (coding.at) {
		answer->whole = decode(rest, answer);
	} else if (length.at) {
		must(rest.len <= (uint64_t)answer->length);
		answer->whole = rest.len == (uint64_t)answer->length;
	}
}

/* Checks the fields that every response has exactly once. */
static void
check_common(const struct answer *answer)
{
	must(answer_field(answer, "Date").len == 29);
	must(answer_field(answer, "Server").len > 0);
	must(bytes_equal(answer_field(answer, "Connection"), BYTES("close")));
	(void)answer_field(answer, "Content-Type");
	(void)answer_field(answer, "Location");
	must(answer->status != 204 || answer->length < 0);
}

void
answer_read(struct bytes octets, bool to_head, struct answer *ret_answer)
{
	struct bytes interim = BYTES("HTTP/1.1 100 Continue\r\n\r\n");
	struct bytes rest, line;
	unsigned status;

	if (bytes_start_with(octets, interim))
		octets = bytes_after(octets, interim.len);
	rest = octets;
	status = read_status(take_line(&rest));
	must(status >= 200);
	do {
		ret_answer->head =
		    bytes_first(octets, (size_t)(rest.at - octets.at));
		line = take_line(&rest);
		if (line.len)
			check_field_line(line);
	} while (line.len);
	ret_answer->status = status;
	read_content(
	    rest, to_head || status == 204 || status == 304, ret_answer);
	check_common(ret_answer);
}
