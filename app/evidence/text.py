"""The text of an article, in the one form that offsets and hashes refer to."""

import hashlib
import unicodedata


class UnreadableText(ValueError):
    """The bytes are not UTF-8."""


def normalise(raw: bytes) -> str:
    """Decode `raw` as UTF-8 (a byte order mark is dropped), in NFC, with LF line ends.

    Raises `UnreadableText` where the bytes are not UTF-8.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte {error.start} ({raw[error.start]:#04x}) cannot be decoded"
        raise UnreadableText(message) from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(text: str) -> str:
    """The sha256, in hexadecimal, of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()
