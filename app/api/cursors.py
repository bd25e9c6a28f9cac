"""Cursors: where a page ended, sealed together with its query and its dataset."""

import hashlib
from base64 import b64decode, urlsafe_b64encode

import orjson

from app.api.parameters import error
from app.api.problems import InvalidParameters

_VERSION = 8


def encode(last: tuple[str, ...], question: str, version: bytes) -> str:
    """The cursor that continues `question` after the sort key `last`."""
    seal = hashlib.blake2b(question.encode(), key=version[:64], digest_size=9)
    seal.update(orjson.dumps(last))
    body = orjson.dumps((version[:_VERSION].decode(), seal.hexdigest(), *last))
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def decode(cursor: str, question: str, version: bytes, keys: int) -> tuple[str, ...]:
    """The sort key in `cursor`, which has `keys` parts.

    Raises `InvalidParameters` for a cursor of another dataset or question, or a forged one.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        body = orjson.loads(b64decode(padded, b"-_", validate=True))
        of_version, _, *last = body
        "".join(body)  # raises TypeError unless all are strings
        genuine = encode(tuple(last), question, version)
    except (ValueError, TypeError) as failure:
        raise _refused("it is not a cursor of this service") from failure
    if of_version != version[:_VERSION].decode():
        raise _refused("it belongs to an older dataset; start again without it")
    if genuine != cursor or len(last) != keys:
        raise _refused("it belongs to another query; use `next` exactly as the page has it")
    return tuple(last)


def _refused(detail: str) -> InvalidParameters:
    return InvalidParameters([error("cursor", detail)])
