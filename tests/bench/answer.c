/* SPDX-License-Identifier: ISC */
#include "answer.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ── What is expected ────────────────────────────────────────────────────── */

char *
file_content(const char *path, size_t *ret_length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	char *content = NULL;
	ssize_t got = 0;

	if (fd >= 0 && fstat(fd, &status) == 0)
		content = malloc((size_t)status.st_size + 1);
	if (content)
		got = read(fd, content, (size_t)status.st_size);
	if (!content || got != status.st_size) {
		perror(path);
		exit(2);
	}
	(void)close(fd);
	content[got] = '\0';
	*ret_length = (size_t)got;
	return content;
}

bool
expectation_option(struct expectation *e, int option, const char *value)
{
	size_t length;

	switch (option) {
	case 's':
		e->status = (int)strtol(value, NULL, 10);
		return true;
	case 'f':
		e->content = file_content(value, &length);
		e->length = (int64_t)length;
		return true;
	case 'z':
		e->zeros = true;
		e->length = strtoll(value, NULL, 10);
		return true;
	case 't':
		e->text = value;
		return true;
	case 'k':
		e->times = strtoul(value, NULL, 10);
		return true;
	default:
		return false;
	}
}

/* ── What comes ──────────────────────────────────────────────────────────── */

__attribute__((format(printf, 2, 3))) static void
fault(struct answer *a, const char *format, ...)
{
	va_list arguments;

	if (a->fault[0])
		return;
	va_start(arguments, format);
	(void)vsnprintf(a->fault, sizeof a->fault, format, arguments);
	va_end(arguments);
}

static bool
is_zeros(const char *octets, size_t length)
{
	return length == 0 ||
	    (!octets[0] && memcmp(octets, octets + 1, length - 1) == 0);
}

/* Counts the expected text, whose first octet must not occur in it again. */
static void
find_text(struct answer *a, const char *octets, size_t length)
{
	const char *text = a->expected->text;

	for (size_t i = 0; i < length; i++) {
		if (octets[i] != text[a->matched])
			a->matched = 0;
		if (octets[i] == text[a->matched])
			a->matched++;
		if (!text[a->matched]) {
			a->found++;
			a->matched = 0;
		}
	}
}

static void
take_content(struct answer *a, const char *octets, size_t length)
{
	const struct expectation *e = a->expected;
	int64_t begin = a->got;

	a->got += (int64_t)length;
	if (e->text)
		find_text(a, octets, length);
	if (e->length >= 0 && a->got > e->length)
		fault(a, "content is longer than %lld", (long long)e->length);
	else if ((e->content &&
		     memcmp(e->content + begin, octets, length) != 0) ||
	    (e->zeros && !is_zeros(octets, length)))
		fault(a, "content differs after %lld", (long long)begin);
}

static const char *
field(const struct answer *a, const char *name)
{
	size_t length = strlen(name);
	const char *line = a->header;

	while ((line = strchr(line, '\n'))) {
		line++;
		if (!strncasecmp(line, name, length) && line[length] == ':')
			return line + length + 1 +
			    strspn(line + length + 1, " ");
	}
	return NULL;
}

static void
header_is_there(struct answer *a)
{
	const char *length, *coding;
	int status;

	a->header[a->header_length] = '\0';
	length = field(a, "Content-Length");
	coding = field(a, "Transfer-Encoding");
	if (strncmp(a->header, "HTTP/1.", 7) != 0) {
		fault(a, "no status line");
		return;
	}
	status = (int)strtol(a->header + 8, NULL, 10);
	if (status != a->expected->status)
		fault(a, "status %d", status);
	if (status == 304) {
		a->part = ANSWER_COMPLETE;
	} else if (coding && !strncasecmp(coding, "chunked", 7)) {
		a->part = ANSWER_CHUNK_SIZE;
	} else if (length) {
		a->left = strtoll(length, NULL, 10);
		a->part = a->left > 0 ? ANSWER_LENGTH : ANSWER_COMPLETE;
	} else {
		a->part = ANSWER_TO_END;
	}
}

static void
line_is_there(struct answer *a)
{
	if (a->part == ANSWER_HEADER && !a->line)
		header_is_there(a);
	else if (a->part == ANSWER_CHUNK_SIZE)
		a->part = a->left > 0 ? ANSWER_CHUNK_DATA : ANSWER_TRAILER;
	else if (a->part == ANSWER_CHUNK_END)
		a->part = ANSWER_CHUNK_SIZE;
	else if (a->part == ANSWER_TRAILER && !a->line)
		a->part = ANSWER_COMPLETE;
	a->line = 0;
	if (a->part == ANSWER_CHUNK_SIZE)
		a->left = 0;
}

static void
chunk_digit(struct answer *a, char octet)
{
	const char *digits = "0123456789abcdef";
	const char *digit = strchr(digits, octet | 0x20);

	if (!digit || !octet)
		fault(a, "chunk size with octet %d", octet);
	else
		a->left = a->left * 16 + (digit - digits);
}

/* An octet of the header or of the chunked coding. */
static void
take_octet(struct answer *a, char octet)
{
	if (a->part == ANSWER_HEADER) {
		if (a->header_length == ANSWER_HEADER_MAX)
			fault(a, "header too long");
		else
			a->header[a->header_length++] = octet;
	}
	if (octet == '\n') {
		line_is_there(a);
		return;
	}
	if (octet == '\r')
		return;
	a->line++;
	if (a->part == ANSWER_CHUNK_SIZE)
		chunk_digit(a, octet);
	else if (a->part == ANSWER_CHUNK_END)
		fault(a, "chunk longer than its size");
}

/* As much of the content as there is in a row. */
static size_t
take_run(struct answer *a, const char *octets, size_t length)
{
	if (a->part != ANSWER_TO_END && (int64_t)length > a->left)
		length = (size_t)a->left;
	take_content(a, octets, length);
	a->left -= (int64_t)length;
	if (a->part == ANSWER_LENGTH && !a->left)
		a->part = ANSWER_COMPLETE;
	else if (a->part == ANSWER_CHUNK_DATA && !a->left)
		a->part = ANSWER_CHUNK_END;
	return length;
}

void
answer_begin(struct answer *a, const struct expectation *expected)
{
	/* The header is not cleared: it is large, and this runs per answer. */
	a->expected = expected;
	a->part = ANSWER_HEADER;
	a->line = a->matched = a->found = a->header_length = 0;
	a->left = a->got = 0;
	a->fault[0] = '\0';
}

void
answer_take(struct answer *a, const char *octets, size_t length)
{
	while (length > 0 && !a->fault[0]) {
		size_t taken = 1;

		switch (a->part) {
		case ANSWER_COMPLETE:
			fault(a, "octets behind the answer");
			break;
		case ANSWER_LENGTH:
		case ANSWER_TO_END:
		case ANSWER_CHUNK_DATA:
			taken = take_run(a, octets, length);
			break;
		case ANSWER_HEADER:
		case ANSWER_CHUNK_SIZE:
		case ANSWER_CHUNK_END:
		case ANSWER_TRAILER:
			take_octet(a, *octets);
			break;
		}
		octets += taken;
		length -= taken;
	}
}

bool
answer_is_over(const struct answer *a)
{
	return a->part == ANSWER_COMPLETE || a->fault[0];
}

const char *
answer_end(struct answer *a)
{
	const struct expectation *e = a->expected;

	if (a->part == ANSWER_HEADER && !a->header_length)
		fault(a, "no answer");
	else if (a->part != ANSWER_COMPLETE && a->part != ANSWER_TO_END)
		fault(a, "cut short after %lld of the content",
		    (long long)a->got);
	else if (e->length >= 0 && a->got != e->length)
		fault(a, "content of %lld, not %lld", (long long)a->got,
		    (long long)e->length);
	else if (e->text && a->found < e->times)
		fault(a, "text %zu times, not %zu", a->found, e->times);
	return a->fault[0] ? a->fault : NULL;
}
