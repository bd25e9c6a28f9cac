"""The head of a request: its size, target, Host, version and transfer coding, as in RFC 9112."""

import re
from functools import lru_cache

import httptools

from app.api.http import Header
from app.api.problems import BadRequest, HeadTooLarge, Problem, UnknownCoding, UriTooLong
from app.settings import Settings

_MOST_HEADERS = 100

INVALID_URL = (
    "the URL is not valid; write characters outside ASCII and spaces percent-encoded in UTF-8: "
    "/people/jos%C3%A9"
)

_LONGEST_HOST = 300
"""Bytes of a host: a page repeats the host in every address."""

_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")

_is_host = lru_cache(maxsize=256)(_HOST.fullmatch)


def _valid_host(host: bytes) -> bool:
    return len(host) <= _LONGEST_HOST and bool(_is_host(host))


def head_too_large(most: int) -> Problem:
    """The problem with a head of more than `most` bytes, or with too many headers."""
    return HeadTooLarge(f"at most {_MOST_HEADERS} headers of {most} bytes in all are allowed")


def check_size(url: bytes, headers: list[Header], limits: Settings) -> None:
    """Raise `HeadTooLarge` or `UriTooLong` for a head that is too long."""
    size = sum([len(name) + len(value) + 4 for name, value in headers])
    if size > limits.limit_head or len(headers) > _MOST_HEADERS:
        raise head_too_large(limits.limit_head)
    if len(url) > limits.limit_url:
        raise UriTooLong(f"a URL may have at most {limits.limit_url} bytes")


def read_head(url: bytes, headers: dict[bytes, bytes], version: str) -> tuple[bytes, bytes]:
    """Path and query; an absolute URL replaces the Host header.

    Raises `BadRequest` or `UnknownCoding` for a head that breaks HTTP.
    """
    host = headers.get(b"host")
    if version not in {"1.0", "1.1"}:
        raise BadRequest(f"HTTP/{version} is not supported, only HTTP/1.1")
    if (host is None and version == "1.1") or (host and not _valid_host(host)):
        raise BadRequest("a request needs one valid Host header")
    coding = headers.get(b"transfer-encoding")
    if coding is not None and coding.strip().lower() != b"chunked":
        raise UnknownCoding("the only transfer coding is chunked")
    if url[:1] == b"/" and b"#" not in url:
        path, _, query = url.partition(b"?")
        return path, query
    try:
        parsed = httptools.parse_url(url)
    except httptools.HttpParserInvalidURLError:
        raise BadRequest(INVALID_URL) from None
    if parsed.schema and parsed.schema.lower() not in {b"http", b"https"}:
        raise BadRequest("the scheme of a URL is http or https")
    if parsed.userinfo or url.partition(b"://")[2][:1] == b"@":
        raise BadRequest("a URL must not name a user")
    if parsed.host:
        host = b"[%b]" % parsed.host if b":" in parsed.host else parsed.host
        has_port = parsed.port is not None
        headers[b"host"] = b"%b:%d" % (host, parsed.port) if has_port else host
        if not _valid_host(headers[b"host"]):
            raise BadRequest("the URL has no valid host")
    return parsed.path or b"/", parsed.query or b""
