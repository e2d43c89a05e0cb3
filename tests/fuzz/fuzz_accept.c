/* SPDX-License-Identifier: ISC */
/* Input: a content coding or media type, a line feed, and the value of
 * Accept-Encoding or Accept. */
#include "accept.h"
#include "fuzz.h"

/* Longer values reach nothing new and are slow. */
enum { VALUE_MAX = 512 };

/* Nothing in these fields depends on the case of letters. */
static void
check_upper_case(struct bytes value, struct bytes wanted)
{
	char space[VALUE_MAX];
	struct bytes upper = { space, value.len };

	for (size_t i = 0; i < value.len; i++)
		space[i] = ascii_upper(value.at[i]);
	must(accept_coding(upper, wanted) == accept_coding(value, wanted));
	must(accept_media_type(upper, wanted) ==
	    accept_media_type(value, wanted));
}

/* With an element in front that accepts everything, everything is acceptable
 * that no more specific element excludes. */
static void
check_any(struct bytes value, struct bytes wanted)
{
	char space[VALUE_MAX + 6] = "*/*,*,";
	struct bytes more = { space, value.len + 6 };

	if (value.len)
		memcpy(space + 6, value.at, value.len);
	must(accept_coding(more, wanted) == 1000 ||
	    accept_coding(more, wanted) == accept_coding(value, wanted));
	must(accept_media_type(more, wanted) == 1000 ||
	    accept_media_type(more, wanted) ==
		accept_media_type(value, wanted));
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes value = { (const char *)input, size };
	struct bytes wanted = bytes_cut(&value, '\n');
	struct bytes element, list = value;
	unsigned coding, type;

	if (value.len > VALUE_MAX)
		return 0;
	coding = accept_coding(value, wanted);
	type = accept_media_type(value, wanted);
	must(coding <= 1000 && type <= 1000);
	if (!http_list_next(&list, &element))
		must(type == 1000 &&
		    coding == bytes_equal_nocase(wanted, BYTES("identity")));
	check_upper_case(value, wanted);
	check_any(value, wanted);
	return 0;
}
