"""Strong ETags of the bytes sent, and 304 for clients that already have them."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from tests.raw import ask

FORMS = ["application/json", "text/csv", "application/x-ndjson", "application/ld+json"]
CODINGS = ["identity", "gzip", "br", "zstd"]


def test_each_representation_has_its_own_strong_etag(address: str) -> None:
    tags = {}
    for form in FORMS:
        for coding in CODINGS:
            answer = ask(address, "/quotes", {"Accept": form, "Accept-Encoding": coding})
            assert answer.headers["etag"].startswith('"')
            tags[form, coding] = answer.headers["etag"]
            digest = base64.b64encode(hashlib.sha256(answer.body).digest()).decode()
            assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert len(set(tags.values())) == len(FORMS) * len(CODINGS)


def test_the_same_request_has_the_same_etag(address: str) -> None:
    assert ask(address, "/facts").headers["etag"] == ask(address, "/facts").headers["etag"]


@pytest.mark.parametrize("path", ["/quotes", "/people/xi-jinping", "/", "/openapi.json"])
@pytest.mark.parametrize(
    "condition", ["{}", "W/{}", '"other", {}', 'W/"a,b" , W/{},"c"', "*", ' "x",\t{}']
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_matching_etag_gets_304(address: str, path: str, condition: str, method: str) -> None:
    whole = ask(address, path)
    etag = whole.headers["etag"]

    answer = ask(address, path, {"If-None-Match": condition.format(etag)}, method)

    assert (answer.status, answer.body) == (304, b"")
    for name in ("etag", "vary", "cache-control", "access-control-allow-origin"):
        assert answer.headers[name] == whole.headers[name]
    assert answer.headers.keys().isdisjoint({"content-type", "repr-digest", "content-encoding"})


def test_every_path_answers_304_to_a_matching_etag(address: str, addresses: list[str]) -> None:
    for path in set(addresses) - {"/metrics"}:  # which changes with each request
        etag = ask(address, path).headers["etag"]
        answer = ask(address, path, {"If-None-Match": etag})
        assert (answer.status, answer.headers["etag"]) == (304, etag), path


@pytest.mark.parametrize("condition", ['"other"', "nonsense", "", '"a*"', "W/"])
def test_another_etag_gets_the_response(address: str, condition: str) -> None:
    assert ask(address, "/quotes", {"If-None-Match": condition}).status == 200


def test_each_coding_has_its_own_etag(address: str) -> None:
    etag = ask(address, "/quotes", {"Accept-Encoding": "gzip"}).headers["etag"]

    plain = ask(address, "/quotes", {"If-None-Match": etag})
    coded = ask(address, "/quotes", {"If-None-Match": etag, "Accept-Encoding": "gzip"})

    assert (plain.status, coded.status) == (200, 304)


EARLY, LATE = "Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT"


def test_data_was_modified_when_it_was_seeded(address: str) -> None:
    modified = ask(address, "/quotes").headers["last-modified"]

    assert ask(address, "/facts").headers["last-modified"] == modified
    assert abs(parsedate_to_datetime(modified) - datetime.now(UTC)) < timedelta(hours=2)


@pytest.mark.parametrize(
    ("since", "status"),
    [("{}", 304), (LATE, 304), (EARLY, 200), ("nonsense", 200), ("", 200), ("1", 200)],
)
def test_a_date_decides_without_an_etag(address: str, since: str, status: int) -> None:
    modified = ask(address, "/quotes").headers["last-modified"]
    asked = {"If-Modified-Since": since.format(modified)}

    assert ask(address, "/quotes", asked).status == status
    # An ETag takes precedence over a date.
    assert ask(address, "/quotes", {**asked, "If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Match": "{}"}, 200),
        ({"If-Match": '"other", {}'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": "W/{}"}, 412),
        ({"If-Match": "nonsense"}, 412),
        ({"If-Match": '"other"', "If-None-Match": "{}"}, 412),
        ({"If-Match": "{}", "If-None-Match": "{}"}, 304),
        ({"If-Unmodified-Since": LATE}, 200),
        ({"If-Unmodified-Since": EARLY}, 412),
        ({"If-Unmodified-Since": "nonsense"}, 200),
        ({"If-Unmodified-Since": EARLY, "If-Match": "{}"}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_condition_that_is_not_met_fails(
    address: str, headers: dict[str, str], status: int, method: str
) -> None:
    etag = ask(address, "/quotes").headers["etag"]
    sent = {name: value.format(etag) for name, value in headers.items()}

    answer = ask(address, "/quotes", sent, method)

    assert answer.status == status
    if status == 412 and method == "GET":
        assert json.loads(answer.body)["type"] == "/problems/precondition-failed"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"If-Match": '"other"'}, 412), ({"Range": "bytes=999999999-"}, 416)],
)
@pytest.mark.parametrize(
    "path", ["/quotes?limit=3", "/quotes.csv?limit=3", "/quotes?limit=3&sort=text"]
)
def test_an_error_has_the_same_vary_the_first_time_and_later(
    address: str, path: str, headers: dict[str, str], status: int
) -> None:
    first = ask(address, path, headers)
    ask(address, path)
    later = ask(address, path, headers)

    assert first.status == later.status == status
    # A browser gets the error as a page.
    assert first.headers["vary"] == later.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("path", ["/nothing", "/quotes/nothing", "/quotes?nothing=1"])
def test_errors_have_no_etag_and_are_not_cached(address: str, path: str) -> None:
    answer = ask(address, path, {"If-None-Match": "*"})

    assert answer.status in {404, 422}
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_the_state_of_the_service_is_not_cached(address: str, path: str) -> None:
    assert ask(address, path).headers["cache-control"] == "no-store"
