#!/usr/bin/env python3
"""Takes links out of an archive's Markdown that lead nowhere inside it.

  dist-links.py FOLDER           the words of such links stay, as plain text
  dist-links.py --check FOLDER   names them, and ends with 1 if there are any

A link leads somewhere if its file is below FOLDER and, with a fragment, has
such a heading. Addresses with a scheme aren't looked at. Python 3.9 or later,
standard library.
"""

import os
import re
import sys

# The text of a link may hold one picture or code, but no other link.
LINK = re.compile(r"(?<!!)\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^()\s]+)\)")
SOURCE = re.compile(r"!\[[^\]]*\]\(([^()\s]+)\)|\b(?:src|srcset|href)=\"([^\"]+)\"")


def main():
    arguments = sys.argv[1:]
    checks = arguments[:1] == ["--check"]
    (folder,) = arguments[1:] if checks else arguments
    found = 0
    for file in sorted(markdown(folder)):
        with open(file, encoding="utf-8") as stream:
            text = stream.read()
        dead = []
        new = "".join(part if is_code else LINK.sub(lambda link: words(link, file, folder, dead), part)
                      for part, is_code in parts(text))
        for part, is_code in parts(text):
            for match in [] if is_code else SOURCE.finditer(part):
                target = match.group(1) or match.group(2)
                # A picture has no words that could stand in its place.
                if not leads(target, file, folder):
                    sys.exit("dist-links: %s shows %s, which isn't in the archive" % (file, target))
        found += len(dead)
        if checks:
            for target in dead:
                print("%s: %s leads nowhere" % (os.path.relpath(file, folder), target))
        elif dead:
            with open(file, "w", encoding="utf-8") as stream:
                stream.write(new)
    sys.exit(1 if checks and found else 0)


def markdown(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".md"):
                yield os.path.join(place, name)


def parts(text):
    """The text in pieces; of each whether it is a fenced block."""
    pieces, fence = [["", False]], None
    for line in text.splitlines(keepends=True):
        mark = re.match(r" {0,3}(```+|~~~+)", line)
        if fence is None and mark:
            fence = mark.group(1)
            pieces.append(["", True])
        pieces[-1][0] += line
        if fence is not None and pieces[-1][0] != line and re.match(r" {0,3}%s[`~]*\s*$" % re.escape(fence), line):
            fence = None
            pieces.append(["", False])
    return pieces


def words(link, file, folder, dead):
    if leads(link.group(2), file, folder):
        return link.group(0)
    dead.append(link.group(2))
    return link.group(1)


def leads(target, file, folder):
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return True
    path, _, fragment = target.partition("#")
    place = os.path.normpath(os.path.join(os.path.dirname(file), path)) if path else file
    inside = os.path.relpath(place, folder)
    if inside.startswith("..") or not os.path.exists(place):
        return False
    return not fragment or (os.path.isfile(place) and fragment in headings(place))


def headings(file):
    """The fragments of a file's headings, as code hosts form them."""
    with open(file, encoding="utf-8") as stream:
        text = "".join(part for part, is_code in parts(stream.read()) if not is_code)
    titles = re.findall(r"^#{1,6} +(.+?) *#*$", text, re.MULTILINE)
    plain = (LINK.sub(r"\1", title).lower() for title in titles)
    known = {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in plain}
    return known | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))


main()
