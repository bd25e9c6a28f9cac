"""Every path supports the methods that it lists."""

from urllib.parse import urlsplit

import pytest

from tests.raw import ask, exchange

READING = "GET, HEAD, OPTIONS"
OWN = {"date", "x-request-id"}
COUNTED = {"/metrics": {"etag", "repr-digest", "content-length"}}
"""These responses change with each request, because they count requests."""


def test_head_has_the_headers_of_get_and_no_body(address: str, addresses: list[str]) -> None:
    host = urlsplit(address).netloc.encode()
    for path in set(addresses) - {"/metrics"}:  # which changes with each request
        got = ask(address, path)
        raw = exchange(
            address,
            b"HEAD %b HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % (path.encode(), host),
        )
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
        own = OWN | COUNTED.get(path, set())
        headers = {name: value for name, _, value in lines if name not in own}
        assert got.status == 200, path
        assert headers.pop("connection") == "close"
        assert headers == {n: v for n, v in got.headers.items() if n not in own}, path
        assert body == b""


def test_options_and_405_list_the_real_methods(address: str, addresses: list[str]) -> None:
    for path in addresses:
        options = ask(address, path, method="OPTIONS")
        refused = ask(address, path, method="DELETE")

        assert (options.status, options.body) == (204, b"")
        assert options.headers["allow"].startswith("GET, HEAD")
        assert options.headers["allow"].endswith("OPTIONS")
        assert refused.status == 405
        assert refused.headers["allow"] == options.headers["allow"]
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_an_extra_slash_is_not_found_with_a_suggestion(address: str, method: str) -> None:
    answer = ask(address, "/quotes/", method=method)

    assert answer.status == 404
    assert "location" not in answer.headers
    if method != "HEAD":
        assert b'"did_you_mean":["/quotes"]' in answer.body


@pytest.mark.parametrize(
    "path", ["/docs%2F", "/explore%2Fsearch", "/dataset.ndjson%2F", "/%2Fquotes"]
)
def test_an_encoded_slash_separates_no_segments(address: str, path: str) -> None:
    assert ask(address, path).status == 404
