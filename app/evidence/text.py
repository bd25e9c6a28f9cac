"""The text of an article, in the normal form that offsets and hashes refer to."""

import hashlib
import re
import unicodedata
from itertools import groupby

MAX_MARKS = 30
"""More combining marks in a row than this are not text (UAX #15, stream-safe text format)."""

# Combining marks are all beyond this; the cheap search spares most texts the exact one.
_MARKS = re.compile(rf"[^\x00-\u02ff]{{{MAX_MARKS + 1},}}")


class UnreadableText(ValueError):
    """The bytes are not text in UTF-8."""


def normalise(raw: bytes) -> str:
    """Decode `raw` as UTF-8 (a byte order mark is dropped), in NFC, with LF line ends.

    Raises `UnreadableText` where the bytes are not UTF-8, and for more than 30 combining marks in
    a row, because the time to order them grows with the square of their number.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte {error.start} ({raw[error.start]:#04x}) cannot be decoded"
        raise UnreadableText(message) from error
    for found in _MARKS.finditer(text):
        for marks, run in groupby(found[0], lambda character: unicodedata.combining(character) > 0):
            if marks and sum(1 for _ in run) > MAX_MARKS:
                message = f"more than {MAX_MARKS} combining marks in a row, after character "
                raise UnreadableText(message + str(found.start()))
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(text: str) -> str:
    """The sha256, in hexadecimal, of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()
