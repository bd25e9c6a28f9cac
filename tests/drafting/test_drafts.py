"""A draft of news in straight quotation marks: what is found, and what is left to a person."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.spans import span_at
from app.seeding.drafting import draft
from app.seeding.reading import Seed
from app.seeding.stubs import Draft
from app.seeding.surveying import Survey
from app.seeding.voicing import quotes
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


def test_a_title_is_the_first_line_with_anything_on_it(tmp_path: Path) -> None:
    article = draft(f"\n \n{TEXT}", "paper-mill-2031", tmp_path).article
    assert article["title"] == TEXT.partition("\n")[0]
    first = article["citations"][0]
    assert (first.paragraph, first.start, first.end) == (3, 3, 3 + len(article["title"]))


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


def test_a_writer_with_a_title_is_one_person_and_a_known_house_one_organisation(
    tmp_path: Path,
) -> None:
    text = "A title\nIt rained.\nDr Ada Falk is a reporter who covers the weather for reuters."
    article = draft(text.replace("reuters", "REUTERS"), "rain", tmp_path)
    assert (article.article["byline"], article.article["publisher"]) == (["ada-falk"], "reuters")
    assert [stub["id"] for stub in article.records["person"]] == ["ada-falk"]
    assert [stub["id"] for stub in article.records["organisation"]] == ["reuters"]


TEXTS = [path.read_text() for path in sorted((PROJECT / "tests/articles").glob("*.txt"))]
PIECES = st.tuples(st.sampled_from(TEXTS), st.integers(0, 1500), st.integers(1, 300))


@given(st.lists(PIECES, min_size=1, max_size=6), st.sampled_from(["", " ", "\n"]))
def test_no_patchwork_of_news_breaks_a_survey(
    pieces: list[tuple[str, int, int]], joint: str
) -> None:
    text = joint.join(text[start : start + length] for text, start, length in pieces)
    survey = Survey(text, "patchwork", Seed())
    assert len(list(quotes(survey, text))) == len(survey.quotes)
