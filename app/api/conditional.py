"""Validators of a representation, and requests on condition of them (RFC 9110, 9530)."""

import re
from binascii import b2a_base64
from hashlib import sha256

_TAG = re.compile(rb'"[\x21\x23-\x7e\x80-\xff]*"')
_TAGGED = 24


def validators(body: bytes) -> tuple[bytes, bytes]:
    """The strong `ETag` and the `Repr-Digest` of a representation, content coding included."""
    digest = b2a_base64(sha256(body).digest(), newline=False)
    return b'"%b"' % digest[:_TAGGED], b"sha-256=:%b:" % digest


def not_modified(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the client has the representation tagged `etag` already: the weak comparison."""
    if if_none_match == etag or if_none_match.strip() == b"*":
        return True
    return etag.removeprefix(b"W/") in _TAG.findall(if_none_match)
