"""A cursor works only with its own query and dataset; with any other it is refused."""

import base64
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.cursors import decode, encode
from app.api.problems import InvalidParameters
from tests.seeds import ARTICLE, INVENTED, edit, joined
from tests.serving import serving
from tests.starting import ran

VERSION = b"0123456789abcdef"


def cursor_of(client: httpx.Client, path: str) -> str:
    following = str(client.get(path).json()["next"])
    return parse_qs(urlsplit(following).query)["cursor"][0]


def detail(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "cursor"
    return str(error["detail"])


@pytest.mark.parametrize(
    "other",
    [
        "/quotes?limit=2&form=direct",
        "/quotes?limit=2&sort=id",
        "/quotes?limit=2&sort=-position",
        "/facts?limit=2",
        "/people?limit=2",
        "/search?q=tariffs&limit=2",
    ],
)
def test_a_cursor_of_another_query_is_refused(client: httpx.Client, other: str) -> None:
    cursor = cursor_of(client, "/quotes?limit=2")

    assert "another query" in detail(client, f"{other}&cursor={cursor}")


def test_a_cursor_of_another_series_is_refused(client: httpx.Client) -> None:
    cursor = cursor_of(client, "/statistics/parade-attendance/observations?limit=1")

    other = f"/statistics/us-china-tariffs/observations?limit=1&cursor={cursor}"
    assert "another query" in detail(client, other)


def test_a_cursor_works_with_another_page_size(client: httpx.Client) -> None:
    cursor = cursor_of(client, "/quotes?limit=2")

    page = client.get(f"/quotes?limit=200&cursor={cursor}").json()

    assert len(page["items"]) == page["total"] - 2


def test_a_forged_cursor_is_refused(client: httpx.Client) -> None:
    cursor = cursor_of(client, "/quotes?limit=2")
    parts = json.loads(base64.urlsafe_b64decode(cursor + "=="[: -len(cursor) % 4]))

    def written(parts: list[str]) -> str:
        body = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(body).decode().rstrip("=")

    assert written(parts) == cursor
    forged = written([*parts[:-1], ""])

    assert "another query" in detail(client, f"/quotes?cursor={forged}")
    for nonsense in (
        "x",
        "W10",
        "e30",
        "MQ",
        "bnVsbA",
        "!!",
        "%C3%A9",
        "W1tdLDEsbnVsbF0",
        "a" * 99,
    ):
        assert "not a cursor" in detail(client, f"/quotes?cursor={nonsense}")
    assert "longer than 2000" in detail(client, f"/quotes?cursor={'a' * 2001}")


@pytest.mark.parametrize("after", ["abc", "-5", " 7 ", "1_0", "²", "1" * 30, ""])
def test_a_cursor_forged_for_search_is_refused(client: httpx.Client, after: str) -> None:
    version = client.get("/readyz").json()["version"].encode()
    asked = repr(("search", "tariffs", None, None, None))

    forged = encode((after,), asked, version)
    genuine = encode(("2",), asked, version)

    assert "not a cursor" in detail(client, f"/search?q=tariffs&cursor={forged}")
    assert client.get(f"/search?q=tariffs&cursor={genuine}").status_code == 200


def test_a_cursor_of_older_data_is_refused(tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    settings = {"ARTICLE_FACTS_SEED": str(folder)}
    with serving(tmp_path, settings) as address, httpx.Client(base_url=address) as client:
        following = client.get("/facts?limit=2").json()["next"]
        held = client.get("/readyz").json()["version"]
        edit(folder, ARTICLE, "Seven boats took part", "Seven boats raced")

        ran(tmp_path, "seed", settings=settings).check_returncode()

        end = time.monotonic() + 10
        while client.get("/readyz").json()["version"] == held:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert "belongs to an older dataset" in detail(client, following)
        assert client.get("/facts?limit=2").status_code == httpx.codes.OK


@pytest.mark.parametrize(
    ("made_for", "change", "message"),
    [
        (("a", VERSION), lambda _: "!", "it is not a cursor of this service"),
        (
            ("a", VERSION),
            lambda cursor: cursor[:8] + "!!!!" + cursor[8:],
            "it is not a cursor of this service",
        ),
        (
            ("a", b"f" * 16),
            str,
            "it belongs to an older dataset; start again without it",
        ),
        (
            ("b", VERSION),
            str,
            "it belongs to another query; use `next` exactly as the page has it",
        ),
        (
            # A dataset whose version begins with the same letters.
            ("a", VERSION[:8] + b"f" * 8),
            str,
            "it belongs to another query; use `next` exactly as the page has it",
        ),
    ],
)
def test_what_is_wrong_with_a_cursor_is_told(
    made_for: tuple[str, bytes], change: Callable[[str], str], message: str
) -> None:
    cursor = change(encode(("x",), *made_for))

    with pytest.raises(InvalidParameters) as refused:
        decode(cursor, "a", VERSION, 1)

    assert str(refused.value) == f"cursor: {message}"


@given(st.text(max_size=9))
def test_a_cursor_stands_in_a_url_as_it_is(last: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", encode((last,), "question", VERSION))


@given(st.lists(st.text(), min_size=1, max_size=3), st.text())
def test_a_cursor_is_read_as_it_was_written(last: list[str], question: str) -> None:
    cursor = encode(tuple(last), question, VERSION)

    assert decode(cursor, question, VERSION, len(last)) == tuple(last)
    for other, version, keys in (
        (question + "x", VERSION, len(last)),
        (question, b"f" * 16, len(last)),
        (question, VERSION, len(last) + 1),
    ):
        with pytest.raises(InvalidParameters):
            decode(cursor, other, version, keys)


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda b: base64.b64encode(b).decode()))
def test_nothing_else_is_read_as_a_cursor(text: str) -> None:
    with pytest.raises(InvalidParameters):
        decode(text, "question", VERSION, 1)
