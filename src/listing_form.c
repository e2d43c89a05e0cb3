/* SPDX-License-Identifier: ISC */
#include "listing_form.h"

#include "http_date.h"

const char listing_columns[3][5] = {
	[DIRECTORY_BY_NAME] = "name",
	[DIRECTORY_BY_SIZE] = "size",
	[DIRECTORY_BY_DATE] = "date",
};

size_t
listing_room(const struct entry *entry)
{
	enum { HREF_GROWTH = 3 };

	return (size_t)entry->length * (ESCAPE_GROWTH + HREF_GROWTH);
}

void
listing_put_href(struct buffer *b, const struct entry *entry)
{
	(void)escape_put(b, ESCAPE_URI, bytes_of(entry->name));
	if (entry->kind & ENTRY_DIRECTORY)
		buffer_put_char(b, '/');
}

static bool
begin_day(struct listing_time *time, int64_t seconds)
{
	struct http_time t;

	http_time_of(seconds, &t);
	if (t.year < 0 || t.year > 9999)
		return false;
	time->midnight =
	    seconds - (int64_t)(t.hour * 3600 + t.minute * 60 + t.second);
	http_time_set_two_digits(time->text, (unsigned)t.year / 100);
	http_time_set_two_digits(time->text + 2, (unsigned)t.year % 100);
	http_time_set_two_digits(time->text + 5, t.month);
	http_time_set_two_digits(time->text + 8, t.day);
	return true;
}

struct bytes
listing_time(struct listing_time *time, const struct entry *entry)
{
	enum { DAY = 24 * 60 * 60 };
	uint64_t since = (uint64_t)entry->modified - (uint64_t)time->midnight;
	unsigned second;

	if (entry->modified == ENTRY_NO_DATE)
		return NO_BYTES;
	if (since >= DAY && !begin_day(time, entry->modified))
		return NO_BYTES;
	second = (unsigned)(entry->modified - time->midnight);
	http_time_set_two_digits(time->text + 11, second / 3600);
	http_time_set_two_digits(time->text + 14, second / 60 % 60);
	http_time_set_two_digits(time->text + 17, second % 60);
	return (struct bytes){ time->text, LISTING_TIME_LENGTH };
}
