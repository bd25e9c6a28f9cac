"""A draft of news in straight quotation marks: what is found, and what is left to a person."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.evidence.spans import span_at
from app.seeding.drafting import draft
from app.seeding.stubs import Draft
from tests.serving import PROJECT

TEXT = (PROJECT / "tests/articles/paper-mill-2031.txt").read_text()


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    return draft(TEXT, "paper-mill-2031", tmp_path_factory.mktemp("seed"))


def test_the_head_names_writer_publisher_and_day(drafted: Draft) -> None:
    article = drafted.article
    assert article["byline"] == ["edda-falk"]
    assert article["publisher"] == "harbour-dispatch"
    assert article["date"] == "2031-03-12"
    assert [TEXT[c.start : c.end] for c in article["citations"]] == [
        "Sorrel council votes to reopen the old paper mill by 2033",
        "By Edda Falk, Harbour Dispatch",
        "SORREL, 12 March 2031",
    ]


def test_people_are_found_with_role_and_office(drafted: Draft) -> None:
    people = {stub["id"]: stub for stub in drafted.records["person"]}
    assert {id_: stub["occupation"] for id_, stub in people.items()} == {
        "bruno-leclair": "culture minister of Valdora",
        "anja-petrova": "mayor of Sorrel",
        "otto-brandt": "bookbinder",
        "ines-marchetti": "curator of the local museum",
        "edda-falk": None,
    }
    political = {id_ for id_, stub in people.items() for o in stub["office"] if o["political"]}
    assert political == {"bruno-leclair", "anja-petrova"}


def test_only_a_clear_voice_is_given(drafted: Draft) -> None:
    voices = {q["text"]: (q["source"], q["speakers"]) for q in drafted.records["quote"]}
    assert voices == {
        "Paper remembers more than we do,": ("person", ["anja-petrova"]),
        "A roof is not yet a plan,": ("person", ["otto-brandt"]),
        "open to a longer lease": ("", []),
        "We should have talked a year ago,": ("", []),
        "a small miracle": ("person", ["bruno-leclair"]),
        "museum": ("writer", []),
    }
    unclear = [q for q in drafted.records["quote"] if not q["source"]]
    assert [(q["statement"], q["attributed_to"]) for q in unclear] == [("", None)] * 2
    assert [q["#"] for q in unclear] == [
        "whose words these are is not clear",
        "whose words these are is not clear: bruno-leclair or otto-brandt?",
    ]


KEYS = ("value", "lower", "upper", "period", "#")


def test_numbers_are_counts_and_periods_of_their_own_clause(drafted: Draft) -> None:
    found = [
        (o["statistic"].removeprefix("paper-mill-2031-"), {k: o[k] for k in KEYS if o[k]})
        for o in drafted.records["observation"]
    ]
    assert found == [
        ("people", {"value": 230}),
        ("trainees", {"lower": 45}),
        ("posts", {"upper": 10}),
        ("crowns", {"value": 2_400_000, "#": '“last year”: period = "2030"?'}),
        ("people", {"#": "“Some 6,000” is not exact: give bounds"}),
        ("bridges", {"value": 2, "period": "2027"}),
    ]


def test_other_numbers_are_left_to_notes(drafted: Draft) -> None:
    assert [note for _, note in drafted.notes] == [
        "“four years” is no count but a length of time",
        "“under half” is no count but a share of something",
        "“50” is no count but an age",
        "“31 years” is no count but a length of time",
        "“a third” is no count but a share of something",
        "“first sheets” is no count but a place in an order",
    ]


def test_events_are_placed_in_time(drafted: Draft) -> None:
    found = [
        (e["date"] or re.sub(r'.*= "(.*)".*', r"\1?", e["#"]), e["status"], e["place"])
        for e in drafted.records["event"]
    ]
    assert found == [
        ("2033", "expected", None),
        ("2031-03-11?", "occurred", None),
        ("2029", "occurred", None),
        ("2031-10-03?", "expected", None),
        ("2031-04?", "expected", None),
        ("2027", "occurred", None),
    ]


def test_citations_are_of_the_text_as_it_is(drafted: Draft) -> None:
    cited: list[Any] = [
        c for stubs in drafted.records.values() for s in stubs for c in s["citations"]
    ]
    assert all(span == span_at(TEXT, span.start, span.end) for span in cited)
    assert any('"' in TEXT[span.start : span.end] for span in cited)


def test_a_place_is_given_only_next_to_the_date(tmp_path: Path) -> None:
    text = (
        "A title\nBo Orre, a cook, sat down in Kelm on 3 May 2030. He left the café in Kelm for "
        "a buyer in Ostmark, and in 2031 he died."
    )
    places = [e["place"] for e in draft(text, "kelm", tmp_path).records["event"]]
    assert places == ["kelm", None]


def test_who_was_a_minister_is_so_no_more(tmp_path: Path) -> None:
    text = (
        "A title\nBo Orre, the former mayor of Kelm, sat down. Ada Falk, mayor of Ostmark, stood."
    )
    people = draft(text, "kelm", tmp_path).records["person"]
    assert [office["former"] for stub in people for office in stub["office"]] == [True, False]
