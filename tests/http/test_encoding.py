"""The response has the content coding that the client prefers."""

import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard

from tests.raw import ask

DECODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.mark.parametrize("coding", DECODED)
@pytest.mark.parametrize("path", ["/quotes", "/quotes?format=csv"])
def test_a_coded_body_is_the_same_body(address: str, path: str, coding: str) -> None:
    plain = ask(address, path)
    coded = ask(address, path, {"Accept-Encoding": coding})

    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == coding
    assert len(coded.body) < len(plain.body) / 2
    assert DECODED[coding](coded.body) == plain.body
    assert coded.headers["vary"] == plain.headers["vary"]
    assert plain.headers["vary"].endswith("Accept-Encoding")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", None),
        ("identity", None),
        ("deflate", None),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=0, br", "br"),
        ("gzip;q=1.0, br;q=0.5, zstd;q=0.4", "gzip"),
        ("br;q=0.1", "br"),
        ("GZIP", "gzip"),
        ("identity;q=0.8, gzip;q=0.2", None),
        ("*", "gzip"),
        ("*;q=0.5, br", "br"),
        ("*;q=0, gzip", "gzip"),
        ("gzip;q=2, br", "br"),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=0, *", "br"),
        ("*;q=0.1, identity", None),
    ],
)
def test_the_client_chooses(address: str, accepted: str, chosen: str | None) -> None:
    answer = ask(address, "/quotes", {"Accept-Encoding": accepted})

    assert answer.status == 200
    assert answer.headers.get("content-encoding") == chosen


@pytest.mark.parametrize("accepted", ["identity;q=0", "*;q=0", "identity;q=0, deflate"])
def test_no_acceptable_coding(address: str, accepted: str) -> None:
    answer = ask(address, "/quotes", {"Accept-Encoding": accepted})

    assert answer.status == 406
    assert b'"available":["zstd","br","gzip","identity"]' in answer.body
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_small_body_is_compressed_only_if_required(address: str) -> None:
    small = ask(address, "/livez", {"Accept-Encoding": "gzip"})
    insisted = ask(address, "/livez", {"Accept-Encoding": "gzip, identity;q=0"})

    assert "content-encoding" not in small.headers
    assert gzip.decompress(insisted.body) == small.body


def test_a_database_is_compressed_on_request(address: str) -> None:
    plain = ask(address, "/dataset.sqlite")
    coded = ask(address, "/dataset.sqlite", {"Accept-Encoding": "gzip"})

    assert gzip.decompress(coded.body) == plain.body
    assert len(coded.body) < len(plain.body) / 2
    assert coded.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("path", ["/dataset.ndjson", "/dataset.sqlite"])
@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("zstd, br, gzip;q=0.1", "gzip"), ("br, zstd", None), ("br, identity;q=0", "406")],
)
def test_what_is_sent_in_pieces_is_coded_only_with_gzip(
    address: str, path: str, accepted: str, chosen: str | None
) -> None:
    answer = ask(address, path, {"Accept-Encoding": accepted})

    if chosen == "406":
        assert answer.status == 406
        assert b'"available":["gzip","identity"]' in answer.body
    else:
        assert answer.headers.get("content-encoding") == chosen
