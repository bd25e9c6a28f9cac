"""The head of a request: its target, Host, version and transfer coding, as in RFC 9112."""

import re
from collections.abc import Mapping
from functools import lru_cache

import httptools

from app.api.http import Header
from app.api.problems import BadRequest, UnknownCoding

INVALID_URL = (
    "the URL is not valid; write characters outside ASCII and spaces percent-encoded in UTF-8: "
    "/people/jos%C3%A9"
)
_INVALID_HOST = "a request needs one valid Host header"

# A page has it at every address in it, so it must not be long.
_HOST = re.compile(rb"(?=.{,300}$)(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
_valid_host = lru_cache(maxsize=256)(_HOST.fullmatch)


def read_target(
    url: bytes, headers: list[Header], version: str
) -> tuple[bytes, bytes, list[Header]]:
    """Path, query and headers; an absolute URL gives the Host header. Raises `BadRequest`."""
    if url[:1] == b"/" and b"#" not in url:
        path, _, query = url.partition(b"?")
        return path, query, headers
    try:
        parsed = httptools.parse_url(url)
    except httptools.HttpParserInvalidURLError:
        raise BadRequest(INVALID_URL) from None
    if parsed.schema and parsed.schema.lower() not in {b"http", b"https"}:
        raise BadRequest("the scheme of a URL is http or https")
    if parsed.userinfo or url.partition(b"://")[2][:1] == b"@":
        raise BadRequest("a URL must not name a user")
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or not all(map(_valid_host, hosts)):
        raise BadRequest(_INVALID_HOST)
    # HTTP/1.1 needs the header all the same.
    if parsed.host and (hosts or version == "1.0"):
        host = b"[%b]" % parsed.host if b":" in parsed.host else parsed.host
        has_port = parsed.port is not None
        port = b":%d" % parsed.port if has_port else b""
        others = [header for header in headers if header[0] != b"host"]
        headers = [*others, (b"host", host + port)]
    return parsed.path or b"/", parsed.query or b"", headers


def check_head(headers: Mapping[bytes, bytes], version: str) -> None:
    """Raise `BadRequest` or `UnknownCoding` for a head that breaks HTTP."""
    host = headers.get(b"host")
    if version not in {"1.0", "1.1"}:
        raise BadRequest(f"HTTP/{version} is not supported, only HTTP/1.1")
    if (host is None and version == "1.1") or (host and not _valid_host(host)):
        raise BadRequest(_INVALID_HOST)
    coding = headers.get(b"transfer-encoding")
    if coding is not None and coding.strip().lower() != b"chunked":
        raise UnknownCoding("the only transfer coding is chunked")
