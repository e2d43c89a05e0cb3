#!/usr/bin/python3
"""A file that is sent with a form, and what arrived of it. Keeps nothing."""

import email.parser
import email.policy
import hashlib
import html
import os
import sys

MOST = 16 << 20  # octets

PAGE = """\
Status: {status}
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Upload</title>
<link rel="stylesheet" href="/style.css">
<h1>{title}</h1>
{content}
<footer><a href="/">Back</a></footer>
</html>
"""

FORM = """\
<form method="post" enctype="multipart/form-data">
  <label>File <input type="file" name="file" required></label>
  <button>Send</button>
</form>
"""


def parts(content):
    """Of multipart/form-data (RFC 7578): its header is the request's own."""
    head = "Content-Type: {}\r\n\r\n".format(os.environ.get("CONTENT_TYPE", ""))
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(head.encode("latin-1") + content)
    return message.iter_parts() if message.is_multipart() else ()


def row(part):
    octets = part.get_payload(decode=True) or b""
    facts = (
        part.get_filename() or "(no name)",
        part.get_content_type(),
        "{:,} octets".format(len(octets)),
        hashlib.sha256(octets).hexdigest(),
    )
    names = ("Name", "Type", "Size", "SHA-256")
    return "\n".join(
        "<tr><th>{}<td>{}".format(name, html.escape(fact))
        for name, fact in zip(names, facts)
    )


def answer():
    """Status, title and content of the page."""
    if os.environ.get("REQUEST_METHOD") != "POST":
        return 200, "Send a file", FORM
    length = int(os.environ.get("CONTENT_LENGTH") or 0)
    if length > MOST:
        return 413, "That is too large", "<p>16 MiB are the most."
    rows = "\n".join(map(row, parts(sys.stdin.buffer.read(length))))
    if not rows:
        return 400, "There was no file", FORM
    table = '<table class="facts">\n{}\n</table>'
    return 200, "It arrived", table.format(rows)


sys.stdout.reconfigure(encoding="utf-8", errors="replace")
status, title, content = answer()
print(PAGE.format(status=status, title=title, content=content), end="")
