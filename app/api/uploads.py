"""Texts that clients send: what a text has to be, and receiving it."""

import re

from starlette.types import Receive

from app.api.http import Header, Request
from app.api.limits import Slots
from app.api.problems import RETRY, Overloaded, TooLarge, UnreadableBody, UnsupportedMedia

LONGEST_TEXT = 1 << 20
"""The longest text that can be verified, in bytes."""

CLOSE: list[Header] = [(b"connection", b"close")]
"""If a body is not read to its end, it cannot be distinguished from the next request."""

_PLAIN_TEXT = re.compile(rb'text/plain(?: ?; ?charset=("?)(?:utf-?8|us-ascii)\1)?', re.IGNORECASE)


def is_plain_text(content_type: bytes) -> bool:
    """Whether a `Content-Type` is plain text in UTF-8; parameters other than that are refused."""
    return _PLAIN_TEXT.fullmatch(content_type) is not None


def check_text(request: Request, most: int) -> None:
    """Refuse a body that is not plain text in UTF-8 or is longer than `most` bytes, unread.

    Raises `UnsupportedMedia` and `TooLarge`.
    """
    headers = request.headers
    sent = headers.get(b"content-type", b"")
    if not is_plain_text(sent):
        shown = sent[:100].decode("latin-1")
        message = f"{shown!r} is not text/plain in UTF-8; send the header Content-Type: text/plain"
        raise UnsupportedMedia(message, [(b"accept-post", b"text/plain"), *CLOSE])
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise UnsupportedMedia(
            "the text is compressed", [(b"accept-encoding", b"identity"), *CLOSE]
        )
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length[:20]) > most:
        message = f"the text has {length[:20].decode()} bytes; at most {most} are allowed"
        raise TooLarge(message, CLOSE)


async def receive_text(receive: Receive, most: int, arriving: Slots) -> bytes:
    """A body of at most `most` bytes; all bodies that are arriving together fit into `arriving`.

    Raises `TooLarge`, `UnreadableBody` and `Overloaded`.
    """
    received, more = bytearray(), True
    try:
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise UnreadableBody("the text is incomplete")
            piece = message.get("body", b"")
            more = message.get("more_body", False)
            arriving.take(len(piece))
            received += piece
            if len(received) > most:
                raise TooLarge(f"the text has more than {most} bytes", CLOSE)
    except Overloaded as error:
        raise Overloaded(error.detail, [*RETRY, *CLOSE]) from error
    finally:
        arriving.give(len(received))
    return bytes(received)
