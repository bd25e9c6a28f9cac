"""Statements are in plain English that a newspaper would print."""

import re

import pytest

from tests.asking.datasets import Asking
from tests.truth.conftest import items

_ODD = re.compile(
    r"\bis the one who\b|\bthe one to\b|\bwas the visitor\b|\bthe latter\b|\bwhat .* covers\b|"
    r"\bbring about\b|\bput sanctions\b|\bnumber of the\b|\bmakers of\b"
)


def test_statements_are_plain_sentences(own: Asking) -> None:
    for fact in items(own, "/facts"):
        statement = fact["statement"]
        assert statement[0].isupper() or statement[0] in "“‘"
        assert statement[-1] in ".”"
        assert not _ODD.search(statement), statement
        assert len(statement.split()) <= 40, statement
        assert " ," not in statement
        assert "  " not in statement


@pytest.mark.parametrize("path", ["/quotes", "/people", "/search?q=tariffs"])
def test_no_comma_dangles_at_the_end_of_a_quotation(own: Asking, path: str) -> None:
    assert ",”" not in own.get(path).text


def test_a_quotation_is_verbatim_and_displayed_without_its_last_comma(own: Asking) -> None:
    quote = own.get("/quotes/cui-on-strong-wording").json()

    assert quote["text"].endswith("posture,")
    assert quote["display"].endswith("posture”")
    assert quote["display"][1:-1] == quote["text"][:-1]


def test_a_possessive_makes_no_host(own: Asking) -> None:
    parade = own.get("/events/victory-day-parade-2025").json()

    assert "RU" not in {one["id"] for one in parade["participants"]}
    assert "RU" in {one["id"] for one in parade["about"]}
    assert "Russia held" not in own.get("/facts", limit="200").text


def test_the_article_leads_with_its_own_facts(own: Asking) -> None:
    lead = own.get("/articles/xi-putin-victory-day-2025").json()["lead"]

    assert 3 <= len(lead) <= 7
    for one in lead:
        assert own.get(one["url"]).json()["statement"] == one["name"]
