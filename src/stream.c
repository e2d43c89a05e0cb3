/* SPDX-License-Identifier: ISC */
#include "stream.h"

void
stream_begin(struct stream *s, struct exchange *x, unsigned status)
{
	s->x = x;
	s->head = BUFFER(s->head_space);
	s->text = (struct buffer){ s->space + CHUNKED_HEAD_SIZE, 0, STREAM_SIZE,
		false };
	s->begun = s->over = false;
	s->octets = 0;
	response_begin(x, &s->head, status, NO_BYTES);
}

static bool
is_chunked(const struct stream *s)
{
	return s->x->request.minor_version > 0;
}

/* The text as a chunk, whose size is written into the space kept before it;
 * then, if it is the `last`, the end of the coding. */
static struct bytes
chunk(struct stream *s, bool last)
{
	char size_space[CHUNKED_HEAD_SIZE];
	struct buffer size = BUFFER(size_space);
	struct buffer all = { s->text.at, s->text.len,
		STREAM_SIZE + STREAM_TAIL_SIZE, false };

	if (s->text.len) {
		chunked_put_head(&size, s->text.len);
		memcpy(all.at - size.len, size.at, size.len);
		all.at -= size.len;
		all.len += size.len;
		all.size += size.len;
		buffer_put(&all, CHUNKED_AFTER);
	}
	if (last)
		buffer_put(&all, CHUNKED_LAST);
	return buffer_bytes(&all);
}

static bool
send_first(struct stream *s, bool last)
{
	struct bytes content = buffer_bytes(&s->text);

	s->begun = true;
	if (last) {
		response_number(&s->head, "Content-Length", content.len);
	} else if (is_chunked(s)) {
		response_field(&s->head, "Transfer-Encoding", BYTES("chunked"));
		content = chunk(s, last);
	} else {
		connection_delimit(&s->x->connection);
	}
	return response_send(s->x, &s->head, content) &&
	    s->x->request.method != METHOD_HEAD;
}

static bool
send_next(struct stream *s, bool last)
{
	struct bytes content =
	    is_chunked(s) ? chunk(s, last) : buffer_bytes(&s->text);
	struct iovec piece = { (char *)(uintptr_t)content.at, content.len };

	return connection_send(&s->x->connection, &piece, 1, true);
}

static void
flush(struct stream *s, bool last)
{
	if (!s->over)
		s->over =
		    !(s->begun ? send_next(s, last) : send_first(s, last));
	if (!s->over) {
		s->octets += s->text.len;
		s->x->octets = s->octets;
	}
	s->text.len = 0;
}

struct buffer *
stream_room(struct stream *s, size_t octets)
{
	if (s->text.size - s->text.len < octets)
		flush(s, false);
	return &s->text;
}

void
stream_put(struct stream *s, struct bytes text)
{
	while (text.len) {
		struct buffer *b = stream_room(s, 1);
		struct bytes part = bytes_first(text, b->size - b->len);

		buffer_put(b, part);
		text = bytes_after(text, part.len);
	}
}

void
stream_put_escaped(struct stream *s, enum escape escape, struct bytes text)
{
	while (text.len)
		text = escape_put(stream_room(s, ESCAPE_GROWTH), escape, text);
}

void
stream_end(struct stream *s)
{
	flush(s, true);
}
