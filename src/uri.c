/* SPDX-License-Identifier: ISC */
/*
 * RFC 9112 section 3.2 (request-target), RFC 3986 sections 2.1, 3.2.2, 3.2.3
 * and 5.2.4 (percent-encoding, host, port, dot segments).
 */
#include "uri.h"

#include "buffer.h"

static struct refusal
bad(const char *cause)
{
	return refuse(STATUS_BAD_REQUEST, cause);
}

/*
 * What is wrong with an octet anywhere in a path or query; NULL when nothing
 * is. The other octets that RFC 3986 excludes ("|", "^", "[") pass, because
 * browsers send them as typed.
 */
static const char *
octet_fault(char c)
{
	if (c == '#')
		return "a fragment (\"#\") in the request-target";
	if ((unsigned char)c <= ' ' || c == 0x7f)
		return "white space or a control character in the "
		       "request-target";
	return NULL;
}

/* Removes the last segment when it is a dot segment. False when that is ".."
 * and there is nothing above it. */
static bool
remove_dot_segment(struct buffer *path)
{
	struct bytes whole = buffer_bytes(path);
	size_t start = bytes_find_last(whole, '/') + 1;
	struct bytes segment = bytes_after(whole, start);

	if (bytes_equal(segment, BYTES("."))) {
		path->len = start;
	} else if (bytes_equal(segment, BYTES(".."))) {
		if (start == 1)
			return false;
		whole.len = start - 1;
		path->len = bytes_find_last(whole, '/') + 1;
	}
	return true;
}

static struct refusal
octet_take(struct bytes *raw, char *ret_c)
{
	const char *fault = octet_fault(raw->at[0]);
	int octet;

	if (fault)
		return bad(fault);
	*ret_c = raw->at[0];
	if (*ret_c != '%') {
		*raw = bytes_after(*raw, 1);
		return NO_OBJECTION;
	}
	octet = bytes_percent(*raw);
	if (octet < 0)
		return bad("\"%\" without two hexadecimal digits in the path");
	if (!octet)
		return bad("%00 in the path");
	*ret_c = (char)octet;
	*raw = bytes_after(*raw, 3);
	return NO_OBJECTION;
}

/* absolute-path = 1*( "/" segment ) */
static struct refusal
path_decode(struct bytes raw, struct buffer *path)
{
	while (raw.len && !path->full) {
		char c;
		struct refusal refusal = octet_take(&raw, &c);

		if (refusal.status)
			return refusal;
		if (c == '/' && !remove_dot_segment(path))
			return bad("a path that climbs above its root");
		if (c != '/' || !bytes_end_with(buffer_bytes(path), BYTES("/")))
			buffer_put_char(path, c);
	}
	if (!path->full && !remove_dot_segment(path))
		return bad("a path that climbs above its root");
	if (!buffer_string(path))
		return refuse(STATUS_URI_TOO_LONG, "the path is too long");
	return NO_OBJECTION;
}

/* query = *( pchar / "/" / "?" ) */
static const char *
query_fault(struct bytes query)
{
	for (size_t i = 0; i < query.len; i++) {
		const char *fault = octet_fault(query.at[i]);

		if (fault)
			return fault;
	}
	return NULL;
}

/* absolute-path [ "?" query ] */
static void
path_split(struct bytes rest, struct uri *uri)
{
	uri->raw_path = bytes_cut(&rest, '?');
	uri->query = rest;
}

/* Length of "http://" or "https://" at the front, else 0. */
static size_t
http_scheme_length(struct bytes target)
{
	if (bytes_equal_nocase(bytes_first(target, 7), BYTES("http://")))
		return 7;
	if (bytes_equal_nocase(bytes_first(target, 8), BYTES("https://")))
		return 8;
	return 0;
}

/* absolute-form after its scheme: authority path-abempty [ "?" query ] */
static struct refusal
absolute_split(struct bytes rest, struct uri *uri)
{
	size_t end = min(bytes_find(rest, '/'), bytes_find(rest, '?'));
	struct bytes host, port;

	uri->form = URI_ABSOLUTE;
	uri->authority = bytes_first(rest, end);
	if (!uri_split_authority(uri->authority, &host, &port) || !host.len)
		return bad("no valid host in an absolute request-target");
	path_split(bytes_after(rest, uri->authority.len), uri);
	if (!uri->raw_path.len)
		uri->raw_path = BYTES("/");
	return NO_OBJECTION;
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), and a ":" after it */
static bool
has_scheme(struct bytes target)
{
	size_t end = bytes_find(target, ':');

	for (size_t i = 0; i < end; i++) {
		char c = target.at[i];

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '+' &&
		    c != '-' && c != '.')
			return false;
	}
	return end < target.len && ascii_is_alpha(target.at[0]);
}

/* authority-form = uri-host ":" port */
static struct refusal
authority_form_split(struct bytes target, struct uri *uri)
{
	struct bytes host, port;

	uri->form = URI_AUTHORITY;
	uri->authority = target;
	if (uri_split_authority(target, &host, &port) && host.len && port.at)
		return NO_OBJECTION;
	if (has_scheme(target))
		return bad("a scheme other than http and https");
	return bad("the request-target is neither a path that begins with /, "
		   "a URI, host:port nor \"*\"");
}

/* request-target = origin-form / absolute-form / authority-form /
 *		    asterisk-form */
static struct refusal
target_split(struct bytes target, struct uri *uri)
{
	size_t scheme_len;

	if (bytes_start_with(target, BYTES("/"))) {
		uri->form = URI_ORIGIN;
		path_split(target, uri);
		return NO_OBJECTION;
	}
	if (bytes_equal(target, BYTES("*"))) {
		uri->form = URI_ASTERISK;
		return NO_OBJECTION;
	}
	scheme_len = http_scheme_length(target);
	if (scheme_len)
		return absolute_split(bytes_after(target, scheme_len), uri);
	return authority_form_split(target, uri);
}

struct refusal
uri_parse(struct bytes target, char *space, size_t size, struct uri *ret_uri)
{
	struct uri uri = { .form = URI_ORIGIN };
	struct buffer path = { space, 0, size, false };
	struct refusal refusal = target_split(target, &uri);
	const char *fault;

	if (!refusal.status && uri.raw_path.at) {
		refusal = path_decode(uri.raw_path, &path);
		uri.path = buffer_bytes(&path);
	}
	if (refusal.status)
		return refusal;
	fault = query_fault(uri.query);
	if (fault)
		return bad(fault);
	*ret_uri = uri;
	return NO_OBJECTION;
}

/* reg-name = *( unreserved / pct-encoded / sub-delims ), which an IPv4address
 * is as well */
static bool
is_reg_name(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		char c = b.at[i];

		if (c == '%') {
			if (bytes_percent(bytes_after(b, i)) < 0)
				return false;
			i += 2;
		} else if (!ascii_is_alpha(c) && !ascii_is_digit(c) &&
		    (!c || !strchr("-._~!$&'()*+,;=", c))) {
			return false;
		}
	}
	return true;
}

/* h16 = 1*4HEXDIG */
static bool
is_h16(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (hex_value(b.at[i]) < 0)
			return false;
	return b.len >= 1 && b.len <= 4;
}

/* dec-octet: 0 to 255 without leading zeros */
static bool
is_dec_octet(struct bytes b)
{
	int64_t number;

	return bytes_number(b, &number) && number <= 255 &&
	    (b.len == 1 || b.at[0] != '0');
}

/* IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet */
static bool
is_ipv4(struct bytes rest)
{
	for (unsigned dots = 0; dots < 3; dots++)
		if (!is_dec_octet(bytes_cut(&rest, '.')))
			return false;
	return is_dec_octet(rest);
}

/*
 * IPv6address: eight h16 with ":" between them, of which the last two may be
 * written as an IPv4address; one "::" may replace one or more of them.
 */
static bool
is_ipv6(struct bytes rest)
{
	unsigned groups = 0;
	bool gap = bytes_start_with(rest, BYTES("::"));

	if (gap)
		rest = bytes_after(rest, 2);
	while (rest.len) {
		struct bytes group = bytes_first(rest, bytes_find(rest, ':'));
		bool gap_here;

		rest = bytes_after(rest, group.len);
		if (!rest.len && is_ipv4(group)) {
			groups += 2;
			break;
		}
		if (!is_h16(group) || bytes_equal(rest, BYTES(":")))
			return false;
		groups++;
		gap_here = bytes_start_with(rest, BYTES("::"));
		if (gap_here && gap)
			return false;
		gap |= gap_here;
		rest = bytes_after(rest, gap_here ? 2 : 1);
	}
	return gap ? groups < 8 : groups == 8;
}

/* IP-literal = "[" IPv6address "]": of IPvFuture there is none yet. */
static bool
is_ip_literal(struct bytes b)
{
	return b.len > 2 && b.at[b.len - 1] == ']' &&
	    is_ipv6(bytes_first(bytes_after(b, 1), b.len - 2));
}

/* [ ":" port ], port = *DIGIT */
static bool
port_split(struct bytes rest, struct bytes *ret_port)
{
	int64_t number = 0;

	*ret_port = NO_BYTES;
	if (!rest.len)
		return true;
	if (rest.at[0] != ':')
		return false;
	rest = bytes_after(rest, 1);
	if (!rest.len)
		return true;
	*ret_port = rest;
	return bytes_number(rest, &number) && number <= UINT16_MAX;
}

bool
uri_split_authority(
    struct bytes authority, struct bytes *ret_host, struct bytes *ret_port)
{
	bool literal = bytes_start_with(authority, BYTES("["));
	size_t host_len = literal ? bytes_find(authority, ']') + 1
				  : bytes_find(authority, ':');
	struct bytes host = bytes_first(authority, host_len);
	struct bytes port;

	if (literal ? !is_ip_literal(host) : !is_reg_name(host))
		return false;
	if (!port_split(bytes_after(authority, host_len), &port))
		return false;
	*ret_host = host;
	*ret_port = port;
	return true;
}
