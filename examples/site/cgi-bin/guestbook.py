#!/usr/bin/python3
"""A form, and what was sent with it. Keeps nothing."""

import html
import os
import sys
from urllib.parse import parse_qs

PAGE = """\
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Form</title>
<link rel="stylesheet" href="/style.css">
<h1>{title}</h1>
{content}
<footer><a href="/">Back</a></footer>
</html>
"""

FORM = """\
<form method="post">
  <label>Name <input name="name" required></label>
  <label>Words <textarea name="words" rows="4"></textarea></label>
  <button>Send</button>
</form>
"""


def posted():
    """The fields of the form. CONTENT_LENGTH octets are ours to read."""
    length = int(os.environ.get("CONTENT_LENGTH") or 0)
    content = sys.stdin.buffer.read(length).decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(content).items()}


def main():
    if os.environ.get("REQUEST_METHOD") != "POST":
        print(PAGE.format(title="Leave some words", content=FORM), end="")
        return
    fields = {name: html.escape(value) for name, value in posted().items()}
    content = "<p>“{}”".format(fields.get("words", "(no words)"))
    title = "Thank you, {}".format(fields.get("name", "stranger"))
    print(PAGE.format(title=title, content=content), end="")


sys.stdout.reconfigure(encoding="utf-8")
main()
