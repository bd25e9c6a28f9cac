"""Conditional requests and byte ranges (RFC 9110, sections 13 and 14)."""

import re
from binascii import b2a_base64
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

CONDITIONS = frozenset(
    {b"if-match", b"if-unmodified-since", b"if-none-match", b"if-modified-since", b"range"}
)
"""The headers that make a request conditional or partial."""

_TAG = re.compile(rb'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_RANGE = re.compile(rb"bytes=(\d{0,19})-(\d{0,19})", re.IGNORECASE)
_TAG_LENGTH = 24


def validators(body: bytes) -> tuple[bytes, bytes]:
    """The strong `ETag` and the `Repr-Digest` of a representation, content coding included."""
    digest = b2a_base64(sha256(body).digest(), newline=False)
    return b'"%b"' % digest[:_TAG_LENGTH], b"sha-256=:%b:" % digest


def http_date(moment: datetime) -> bytes:
    """A time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`."""
    return format_datetime(moment.astimezone(UTC), usegmt=True).encode()


def failed_precondition(headers: Mapping[bytes, bytes], etag: bytes, modified: bytes) -> bool:
    """Whether `If-Match` or `If-Unmodified-Since` asks for another representation."""
    if (wanted := headers.get(b"if-match")) is not None:
        # The strong comparison: a weak tag never matches.
        return wanted.strip() != b"*" and (b"", etag) not in _TAG.findall(wanted)
    return _changed(modified, headers.get(b"if-unmodified-since", b"")) is True


def not_modified(headers: Mapping[bytes, bytes], etag: bytes, modified: bytes) -> bool:
    """Whether the client already has this representation: 304."""
    if (known := headers.get(b"if-none-match")) is not None:
        return known.strip() in (etag, b"*") or any(tag == etag for _, tag in _TAG.findall(known))
    return _changed(modified, headers.get(b"if-modified-since", b"")) is False


def wanted_range(
    headers: Mapping[bytes, bytes], size: int, etag: bytes, modified: bytes
) -> range | None:
    """The bytes that the client requests; None: all of them; empty: there are no such bytes.

    More than one range, another unit or a malformed header means everything, as does
    `If-Range` with another tag or date.
    """
    match = _RANGE.fullmatch(headers.get(b"range", b"").strip())
    first, last = match.groups() if match else (b"", b"")
    if not (first or last):
        return None
    condition = headers.get(b"if-range")
    if condition is not None and condition.strip() not in (etag, modified):
        return None
    if not first:
        # The last so many bytes.
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    end = min(int(last) + 1, size) if last else size
    return range(int(first), end) if int(first) < size else range(0)


def _changed(modified: bytes, since: bytes) -> bool | None:
    """Whether a representation changed after a date; None if a date is missing or malformed."""
    changed, limit = _time(modified), _time(since)
    return changed > limit if changed and limit else None


def _time(text: bytes) -> datetime | None:
    try:
        found = parsedate_to_datetime(text.decode("latin-1"))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
