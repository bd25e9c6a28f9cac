"""What misled first-time readers of a citation."""

import pytest

from tests.asking.datasets import Asking
from tests.truth.conftest import items

ARTICLE = "/articles/xi-putin-victory-day-2025"


@pytest.mark.parametrize("form", ["text", "bibtex", "ris", "csl"])
def test_a_citation_of_a_fragment_keeps_the_words_around_it(own: Asking, form: str) -> None:
    cited_as = own.get(f"/quotes/officials-on-no-alliance/citation?format={form}").text

    assert "do not involve “alliance" in cited_as


def test_a_citation_says_what_is_inferred(own: Asking) -> None:
    for fact in items(own, "/facts"):
        for form in ("text", "bibtex", "ris", "csl"):
            written = own.get(f"{fact['url']}/citation?format={form}").text
            begins = (fact["inference"] or "nferred")[:20]
            said = written.replace("(source and date inferred)", "")
            assert (begins in said) == (fact["basis"] == "inferred"), written


def test_a_date_of_writing_is_not_a_date_of_publication(own: Asking) -> None:
    citation = own.get("/facts/sat-side-by-side/citation").json()

    assert own.get(ARTICLE).json()["date_of"] == "writing"
    for form in ("text", "bibtex", "ris"):
        assert "ritten 9 or 10 May 2025 (source and date inferred)" in citation[form]
        assert "ublished" not in citation[form]
    assert "datePublished" not in own.get(f"{ARTICLE}?format=jsonld").json()


def test_a_record_s_address_is_not_given_as_the_article_s(own: Asking) -> None:
    citation = own.get("/facts/sat-side-by-side/citation").json()

    assert "  url = " not in citation["bibtex"]
    assert "UR  - " not in citation["ris"]
    assert "URL" not in citation["csl"]
    assert "http://test/facts/sat-side-by-side" in citation["csl"]["note"]


def test_a_citation_says_what_its_paragraphs_count(own: Asking) -> None:
    citation = own.get("/facts/sat-side-by-side/citation").json()

    for form in ("text", "bibtex", "ris"):
        assert "counted from the headline, with captions, credits and notices" in citation[form]


@pytest.mark.parametrize("year", ["2015", "2022", "2024"])
def test_the_passage_that_states_it_is_cited_first(own: Asking, year: str) -> None:
    event = own.get(f"/events/victory-day-parade-{year}").json()

    assert [one["paragraph"] for one in event["citations"]][:2] == [10, 1]


def test_a_citation_names_the_sentence_that_makes_the_claim_first(own: Asking) -> None:
    counted = own.get("/observations/parade-attendance-2025/citation?format=text").text

    assert "paragraph 10, second sentence; see also the first sentence." in counted


def test_the_citation_of_a_number_leads_to_that_number(own: Asking) -> None:
    path = "/observations/parade-attendance-2024/citation?format=text"

    assert "/statistics/parade-attendance#parade-attendance-2024" in own.get(path).text


def test_citations_say_that_the_source_is_inferred(own: Asking) -> None:
    cited = own.get("/facts/ribbon-meaning/citation?format=text").text

    assert "(source and date inferred)" in cited
