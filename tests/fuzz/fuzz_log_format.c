/* SPDX-License-Identifier: ISC */
/*
 * Input: an octet that chooses numbers, then texts from a client or a script,
 * each up to a NUL. Whatever they are, a record is one line of printable ASCII
 * and keeps its end, and a note does nothing to a terminal.
 */
#include "fuzz.h"
#include "log_format.h"

static struct bytes
take(struct bytes *rest)
{
	return rest->at ? bytes_cut(rest, '\0') : NO_BYTES;
}

static void
check_printable(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		must(line.at[i] >= ' ' && line.at[i] <= '~');
}

/* Checks that there are no control characters, nor those of C1 in UTF-8. */
static void
check_harmless(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		must(c >= ' ' && c != 0x7f);
		must(c != 0xc2 || i + 1 == text.len ||
		    (unsigned char)text.at[i + 1] >= 0xa0);
	}
}

/* Returns the length of an escape in a string of JSON. */
static size_t
check_escape(struct bytes text)
{
	must(text.len > 1);
	if (text.at[1] != 'u') {
		must(strchr("\"\\/bfnrt", text.at[1]));
		return 2;
	}
	must(text.len > 5);
	for (size_t i = 2; i < 6; i++)
		must(hex_value(text.at[i]) >= 0);
	return 6;
}

/* Checks an object with strings, numbers and the like in it: strings end where
 * they should. */
static void
check_json(struct bytes text)
{
	bool quoted = false;

	must(bytes_start_with(text, BYTES("{")));
	must(bytes_end_with(text, BYTES("}")));
	for (size_t i = 0, len; i < text.len; i += len) {
		len = 1;
		if (text.at[i] == '"')
			quoted = !quoted;
		else if (quoted && text.at[i] == '\\')
			len = check_escape(bytes_after(text, i));
		else
			must(quoted ||
			    strchr(
				"{}:,.-+0123456789abcdefghijklmnopqrstuvwxyz",
				text.at[i]));
	}
	must(!quoted);
}

/* In combined and common format, fields are told apart by their quotation
 * marks: there are as many as there should be. */
static void
check_quotes(struct bytes line, unsigned expected)
{
	unsigned count = 0;

	for (size_t i = 0; i < line.len; i++)
		count += line.at[i] == '"' && line.at[i - 1] != '\\';
	must(count == expected);
}

static void
check_record(enum log_format format, const struct log_record *record)
{
	static char space[LOG_FORMAT_SIZE];
	struct buffer b = BUFFER(space);
	struct bytes line;

	log_format_record(&b, format, record, 3600);
	line = buffer_bytes(&b);
	must(!b.full);
	check_printable(line);
	if (format == LOG_FORMAT_JSON)
		check_json(line);
	else
		check_quotes(line, format == LOG_FORMAT_COMBINED ? 6 : 2);
}

static void
check_words(const struct log_record *record, const struct log_note *note)
{
	static char space[LOG_FORMAT_SIZE];
	struct buffer b = BUFFER(space);

	log_format_cause(&b, record);
	check_harmless(buffer_bytes(&b));
	must(!b.full);
	b = BUFFER(space);
	log_format_note(&b, LOG_FORMAT_COMBINED, note);
	check_harmless(buffer_bytes(&b));
	b = BUFFER(space);
	log_format_note(&b, LOG_FORMAT_JSON, note);
	check_printable(buffer_bytes(&b));
	check_json(buffer_bytes(&b));
	must(!b.full);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes rest = { (const char *)input, size };
	unsigned choice = size ? input[0] : 0;
	struct log_record r = {
		.when = (int64_t)choice * 1234567890123,
		.duration = (int64_t)choice * 777,
		.id = BYTES("651f-1"),
		.client = BYTES("192.0.2.1"),
		.status = 200 + choice,
		.octets = (uint64_t)choice * choice,
		.cause = choice & 1 ? "the script failed" : NULL,
		.script_end = choice & 2 ? "signal 9" : NULL,
	};
	struct log_note note = { .when = r.when, .priority = choice & 7 };

	rest = bytes_after(rest, 1);
	r.line = r.method = take(&rest);
	r.target = take(&rest);
	r.user = take(&rest);
	r.host = take(&rest);
	r.referer = take(&rest);
	r.user_agent = take(&rest);
	r.script = note.script = take(&rest);
	note.text = take(&rest);
	note.id = note.script.at ? r.id : NO_BYTES;
	for (int format = 0; format <= LOG_FORMAT_JSON; format++)
		check_record((enum log_format)format, &r);
	check_words(&r, &note);
	return 0;
}
