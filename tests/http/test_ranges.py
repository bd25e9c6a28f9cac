"""Single byte ranges, for programs that resume a download or read a file in parts."""

import pytest

from tests.raw import ask

PATHS = ["/quotes", "/facts?format=csv", "/openapi.json", "/dataset.ndjson", "/dataset.sqlite"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("range_", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=10-", slice(10, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-999999999", slice(5, None)),
        ("bytes=-999999999", slice(None)),
        ("BYTES=3-3", slice(3, 4)),
        ("bytes=0-0", slice(0, 1)),
    ],
)
def test_a_part_has_the_same_bytes(address: str, path: str, range_: str, part: slice) -> None:
    whole = ask(address, path)
    assert whole.headers["accept-ranges"] == "bytes"

    answer = ask(address, path, {"Range": range_})

    first, last, _ = part.indices(len(whole.body))
    assert answer.status == 206
    assert answer.body == whole.body[part]
    assert answer.headers["content-range"] == f"bytes {first}-{last - 1}/{len(whole.body)}"
    assert answer.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("path", PATHS)
def test_a_range_beyond_the_end_gets_416(address: str, path: str) -> None:
    size = len(ask(address, path).body)

    for range_ in (f"bytes={size}-", "bytes=-0"):
        answer = ask(address, path, {"Range": range_})
        assert answer.status == 416
        assert answer.headers["content-range"] == f"bytes */{size}"
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "range_",
    [
        "bytes=0-1,3-4",
        "bytes=9-2",
        "bytes=a-b",
        "bytes=-",
        "bytes=",
        "lines=0-3",
        "",
        "0-5",
        "bytes = 0 - 5",
    ],
)
def test_anything_but_a_single_range_gets_the_whole_body(address: str, range_: str) -> None:
    assert ask(address, "/quotes", {"Range": range_}).status == 200


def test_a_part_is_sent_only_of_the_client_s_version(address: str) -> None:
    whole = ask(address, "/quotes").headers
    for condition, status in (
        (whole["etag"], 206),
        (whole["last-modified"], 206),
        ('"other"', 200),
        ("W/" + whole["etag"], 200),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
    ):
        answer = ask(address, "/quotes", {"Range": "bytes=0-4", "If-Range": condition})
        assert answer.status == status, condition


def test_ranges_refer_to_uncompressed_bytes(address: str) -> None:
    coded = ask(address, "/quotes", {"Accept-Encoding": "gzip"})
    part = ask(address, "/quotes", {"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    other = {"Range": "bytes=0-9", "If-Range": coded.headers["etag"]}

    assert "accept-ranges" not in coded.headers
    assert (part.status, part.body) == (206, ask(address, "/quotes").body[:10])
    assert ask(address, "/quotes", {"Accept-Encoding": "gzip", **other}).status == 200


def test_head_has_no_parts(address: str) -> None:
    head = ask(address, "/dataset.sqlite", {"Range": "bytes=0-9"}, "HEAD")

    assert (head.status, head.body) == (200, b"")
    assert head.headers["accept-ranges"] == "bytes"


def test_errors_have_no_parts(address: str) -> None:
    answer = ask(address, "/quotes/nothing", {"Range": "bytes=0-4"})

    assert answer.status == 404
    assert "accept-ranges" not in answer.headers


def test_the_bytes_of_a_coding_are_not_sent_to_those_who_do_not_accept_it(address: str) -> None:
    path = "/facts?limit=17"
    only_gzip = {"Range": "bytes=0-9", "Accept-Encoding": "gzip, identity;q=0"}

    assert ask(address, path, only_gzip).headers["content-encoding"] == "gzip"
    answer = ask(address, path, {"Range": "bytes=0-9"})

    assert answer.status == 206
    assert answer.body == ask(address, path).body[:10]
