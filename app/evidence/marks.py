"""Straight quotation marks, read as curly ones."""

import re

_OPENS = re.compile(r"(?:(?<=[\s(\[{—–‘'/-])|(?<![\s\S]))\"(?=[^\s\"])")
_CLOSES = re.compile(r"(?<=[^\s(\[{\"])\"(?=[\s.,;:!?)\]}—–’'/-]|\Z)")


def curled(text: str) -> str:
    """`text`, as long as before, with each clear pair of straight double marks as “ and ”.

    A line whose marks do not pair up, inches aside, stays as it is.
    """
    if '"' not in text:
        return text
    return "\n".join(line if (read := _read(line)) is None else read for line in text.split("\n"))


def unpaired(text: str) -> list[int]:
    """The lines, from 1, whose straight marks are no clear pairs of quotation marks."""
    if '"' not in text:
        return []
    lines = enumerate(text.split("\n"), start=1)
    return [number for number, line in lines if _read(line) is None]


def _read(line: str) -> str | None:
    read = list(line)
    start: int | None = None
    for mark in re.finditer('"', line):
        at = mark.start()
        if start is None and _OPENS.match(line, at):
            start = at
        elif start is None and line[at - 1 : at].isdigit():
            pass  # inches
        elif start is not None and _CLOSES.match(line, at):
            read[start], read[at], start = "“", "”", None
        else:
            return None
    crossed = re.search(r"[“”]", line) and re.search(r"“[^”]*“|”[^“]*”", "".join(read))
    return None if start is not None or crossed else "".join(read)
