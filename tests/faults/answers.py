# SPDX-License-Identifier: ISC
"""What a client can tell about an answer."""

import dataclasses


@dataclasses.dataclass
class Answer:
    status: int
    fields: dict
    content: bytes  # without its chunked coding
    last_chunk: bool  # it is chunked, and its last chunk is there


def dechunk(coded):
    """Returns the content as far as it goes, and whether it is complete."""
    content = b""
    while True:
        size, newline, rest = coded.partition(b"\r\n")
        try:
            length = int(size, 16)
        except ValueError:
            return content, False
        if not newline or len(rest) < length + 2:
            return content + rest[:length], False
        if not length:
            return content, rest == b"\r\n"
        content += rest[:length]
        coded = rest[length + 2:]


def parse(answer):
    """Returns the final response; None when not even its header section is
    there."""
    head, end, content = answer.partition(b"\r\n\r\n")
    while end and head.startswith(b"HTTP/1.1 1"):
        head, end, content = content.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not end or not lines[0].startswith(b"HTTP/1."):
        return None
    fields = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        fields[name.lower()] = value.strip()
    last_chunk = False
    if b"transfer-encoding" in fields:
        content, last_chunk = dechunk(content)
    return Answer(int(lines[0][9:12]), fields, content, last_chunk)


def is_whole(answer, bodyless):
    if bodyless or answer.status in (204, 304):
        return not answer.content
    if b"transfer-encoding" in answer.fields:
        return answer.last_chunk
    length = answer.fields.get(b"content-length")
    # Without either, it ends with the connection.
    return length is None or int(length) == len(answer.content)
