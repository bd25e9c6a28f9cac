"""A running service understands what people type into a search box, with either database."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest


def search(client: httpx.Client, q: str, more: str = "") -> dict[str, Any]:
    answer = client.get(f"/search?q={quote(q)}{more}&limit=200")
    assert answer.status_code == httpx.codes.OK, answer.text
    page: dict[str, Any] = answer.json()
    return page


def found(client: httpx.Client, q: str) -> set[tuple[str, str]]:
    return {(hit["kind"], hit["id"]) for hit in search(client, q)["items"]}


@pytest.mark.parametrize("q", ["list", "easing", "seven", "none", "area"])
def test_a_word_of_its_own_is_not_corrected(client: httpx.Client, q: str) -> None:
    assert search(client, f"{q} tariffs")["did_you_mean"] is None


@pytest.mark.parametrize("q", ["said", "parade", "who is a main guest"])
def test_every_hit_has_the_phrase_whatever_else_is_searched_for(
    client: httpx.Client, q: str
) -> None:
    page = search(client, f'"main guest" {q}')

    assert len(page["items"]) == page["total"]
    assert found(client, f'"main guest" {q}') == found(client, '"main guest"')


def test_a_phrase_of_other_kinds_only_is_not_missing(client: httpx.Client) -> None:
    page = search(client, '"main guest"', "&kind=person")

    assert (page["items"], page["kinds"], page["not_found"]) == ([], {"quote": 1}, [])


@pytest.mark.parametrize(
    ("q", "same"),
    [
        ("Feb 2022", "February 2022"),
        ("Sept. 2025", "September 2025"),
        ("2025-09", "September 2025"),
        ("2025-05-09", "9 May 2025"),
        ("09 May 2025", "9 May 2025"),
        ("Prof Cui", "Professor Cui"),
        ("St George", "Saint George"),
        ("Mr Nixon", "Nixon"),
        ("photos", "photographs"),
        ("strong ties", "strongest ties"),
        ("Nixon AND China", "Nixon China"),
        ("Nixon OR China", "Nixon China"),
        ("parade NOT 2025", "parade -2025"),
        ("US-China", "US China"),
        ("Sino-American", "China America"),
        ("vice-premier", "vice premier"),
        ("how many times Nixon", "Nixon"),
        ("parades that took place", "parades"),
    ],
)
def test_what_is_written_another_way_finds_the_same(
    client: httpx.Client, q: str, same: str
) -> None:
    page = search(client, q)

    assert found(client, q) == found(client, same)
    assert (page["not_found"], page["matched"]) == ([], "all")


def test_a_hit_with_one_half_of_a_word_does_not_have_all_words(client: httpx.Client) -> None:
    hits = search(client, "US-China")["items"]
    matched = {(hit["kind"], hit["id"]): hit["matched"] for hit in hits}

    assert matched["country", "CN"] == "some"
    assert matched["event", "us-china-trade-talks-2025"] == "all"


def test_a_capital_may_stand_for_its_country(client: httpx.Client) -> None:
    page = search(client, "Kyiv")

    assert page["items"][0]["url"] == "/countries/UA"
    assert (page["matched"], page["not_found"]) == ("some", ["Kyiv"])
    assert ("country", "RU") not in found(client, "Moscow")
    assert ("country", "RU") in found(client, "Moscow trade")


@pytest.mark.parametrize(
    ("q", "url"),
    [
        ("When did Nixon go to China?", "/events/nixon-visit-to-china"),
        ("When was the Victory Day parade in May?", "/events/victory-day-parade-2025"),
        ("How many times has Xi been to Russia?", "/statistics/xi-visits-to-russia"),
    ],
)
def test_what_is_asked_for_is_among_the_first(client: httpx.Client, q: str, url: str) -> None:
    assert url in [hit["url"] for hit in search(client, q)["items"][:3]]
