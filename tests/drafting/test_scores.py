"""Recall and precision of drafting on invented news, for each kind of record."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.drafting.findings import Findings, find

ARTICLES = tomllib.loads(Path(__file__).with_name("news.toml").read_text())["article"]
LEAST = {  # lowest recall and precision over all articles
    "quotations": (1.0, 1.0),
    "speakers": (0.9, 0.9),
    "people": (1.0, 1.0),
    "organisations": (0.8, 0.8),
    "places": (0.85, 0.8),
    "numbers": (0.95, 0.9),
    "dates": (0.95, 0.95),
}


def answers(article: dict[str, Any]) -> dict[str, set[str]]:
    told = {kind: {*article[kind]} for kind in ("people", "organisations", "places", "numbers")}
    told["quotations"] = {words for words, _ in article["quotations"]}
    told["speakers"] = {" ".join(pair) for pair in article["quotations"] if pair[1]}
    told["dates"] = {" ".join(pair) for pair in article["dates"]}
    return told


def findings(found: Findings) -> dict[str, set[str]]:
    text, names = found.text, found.names
    voices = [(text[q.start : q.end], voice.speakers) for q, voice in found.quotations]
    counted = [one for one in (*found.numbers, *found.asides) if one.kind != "order"]
    days = [(text[day.start : day.end], day.best or "") for day in found.dates]
    return {
        "quotations": {words for words, _ in voices},
        "speakers": {f"{words} {s[0].name}" for words, s in voices if s},
        "people": {n.name for n in names if n.kind == "person"},
        "organisations": {n.name for n in names if n.kind == "organisation"},
        "places": {n.name for n in names if n.kind in ("place", "country") and n.stated},
        "numbers": {f"{one} {one.unit}".strip() for one in counted},
        "dates": {f"{words.removeprefix('the ')} {edtf}" for words, edtf in days},
    }


def pairs() -> Iterator[tuple[dict[str, set[str]], dict[str, set[str]]]]:
    for article in ARTICLES:
        written = date.fromisoformat(article["written"])
        yield answers(article), findings(find(article["text"].lstrip(), written))


@pytest.fixture(scope="module")
def scored() -> list[tuple[dict[str, set[str]], dict[str, set[str]]]]:
    return list(pairs())


@pytest.mark.parametrize("kind", LEAST)
def test_most_is_found_and_most_of_it_is_right(
    kind: str, scored: list[tuple[dict[str, set[str]], dict[str, set[str]]]]
) -> None:
    wanted = sum(len(told[kind]) for told, _ in scored)
    made = sum(len(found[kind]) for _, found in scored)
    right = sum(len(told[kind] & found[kind]) for told, found in scored)
    missed = [told[kind] - found[kind] for told, found in scored]
    surplus = [found[kind] - told[kind] for told, found in scored]
    recall, precision = LEAST[kind]
    assert right >= recall * wanted, (missed, surplus)
    assert right >= precision * made, (missed, surplus)
