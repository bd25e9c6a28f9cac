"""The draft of invented news, record by record."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drafting.draft import draft
from app.drafting.findings import find
from app.drafting.ids import slug
from app.drafting.project import Known
from app.drafting.review import Line
from tests.serving import PROJECT

ARTICLES = PROJECT / "tests/articles"


def lines_of(text: str, known: Known | None = None) -> list[Line]:
    return draft(find(text), "kelm-2031", "kelm.txt", known or Known()).lines


@pytest.fixture(scope="module")
def mill() -> list[Line]:
    return lines_of((ARTICLES / "paper-mill-2031.txt").read_text())


def test_people_have_a_role_or_an_office(mill: list[Line]) -> None:
    people = {
        line.id: line.keys["office"] or line.keys["role"] for line in mill if line.kind == "person"
    }
    assert people == {
        "bruno-leclair": "culture minister of Valdora",
        "anja-petrova": "mayor of Sorrel",
        "otto-brandt": "bookbinder",
        "ines-marchetti": "curator of the local museum",
        "edda-falk": "",
    }


def test_quotations_have_their_sources(mill: list[Line]) -> None:
    assert {line.words: line.keys["by"] for line in mill if line.kind == "quote"} == {
        "Paper remembers more than we do,": "anja-petrova",
        "A roof is not yet a plan,": "otto-brandt",
        "open to a longer lease": "papyra",
        "We should have talked a year ago,": "bruno-leclair",
        "a small miracle": "bruno-leclair",
        "museum": "writer",
    }


def test_numbers_have_bounds_units_and_periods(mill: list[Line]) -> None:
    found = [
        (line.keys["number"], line.keys["unit"], line.keys["period"])
        for line in mill
        if line.kind == "number"
    ]
    assert found == [
        ("230", "people", ""),
        (">=45", "trainees", ""),
        ("<10", "posts", ""),
        ("2400000", "crowns", "2030"),
        ("~6000", "people", ""),
        ("2", "bridges", "2027"),
    ]


def test_calculated_dates_are_marked(mill: list[Line]) -> None:
    crowns = next(line for line in mill if line.keys.get("unit") == "crowns")
    assert crowns.keys["inferred"] == "The date is calculated from the day of writing, 2031-03-12."


def test_no_statement_says_the_opposite() -> None:
    text = (
        "A title\nOtto Brandt was less sure. He did not sign the lease. "
        "Ida Falk doubts that the mill will open."
    )
    facts = [line.words for line in lines_of(text) if line.kind in ("fact", "event")]
    assert "Otto Brandt was less sure." in facts
    assert "Otto Brandt did not sign the lease." in facts
    assert not any(words.startswith("The mill will open") for words in facts)


def test_an_opinion_is_asserted_by_its_holder() -> None:
    text = "A title\nIda Falk argued that the mill needs a new roof."
    (fact,) = [line for line in lines_of(text) if line.kind == "fact"]
    assert (fact.words, fact.keys["asserted_by"]) == ("The mill needs a new roof.", "ida-falk")


def test_a_statement_keeps_its_condition_and_its_adjectives() -> None:
    text = "A title\nIda Falk will sign a real estate lease if the old roof holds."
    (fact,) = [line.words for line in lines_of(text) if line.kind == "fact"]
    assert fact == "Ida Falk will sign a real estate lease if the old roof holds."


def test_a_clause_that_cannot_stand_alone_gives_no_event() -> None:
    text = "A title\nOtto Brandt praised the talk that Ida Falk had with him in 2029."
    assert [line.kind for line in lines_of(text) if line.sentence == 2] == ["fact"]


def test_a_sum_is_stated_with_what_was_done_with_it() -> None:
    text = "A title\nSorrel is suing Otto Brandt for $40 million."
    (number,) = [line.words for line in lines_of(text) if line.kind == "number"]
    assert number == "Sorrel is suing Otto Brandt for $40 million."


def test_two_things_with_one_name_have_two_ids() -> None:
    text = "A title\nMs Paris sat down. They flew to Paris in May 2030."
    ids = [line.id for line in lines_of(text) if line.kind in ("person", "place")]
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Łucja Żmijewska", "lucja-zmijewska"),
        ("Søren Ødegård", "soren-odegard"),
        ("Café Luna", "cafe-luna"),
        ("People’s Bank", "peoples-bank"),
    ],
)
def test_an_id_keeps_every_letter(name: str, id_: str) -> None:
    assert slug(name) == id_


def test_a_kind_is_an_id_too() -> None:
    text = "A title\nThe fair opened at the Café Luna at noon."
    (place,) = [line for line in lines_of(text) if line.kind == "place"]
    assert (place.id, place.keys["kind"]) == ("cafe-luna", "cafe")


def test_no_id_counts_unknown_sources() -> None:
    text = (
        "A title\nIt was “open to a longer and better lease” and “not yet decided at all by them”."
    )
    ids = [line.id for line in lines_of(text) if line.kind == "quote"]
    assert len(ids) == 2
    assert not any(part in id_ for id_ in ids for part in ("unknown", "-1"))


def test_records_of_the_seed_keep_their_ids() -> None:
    known = Known({"person": {"mayor-pc": "Pietro Calandri"}}, {"mayor-pc"})
    text = "A title\n“Yes,” said Pietro Calandri."
    lines = lines_of(text, known)
    assert [line.id for line in lines if line.kind == "person"] == ["mayor-pc"]
    assert [line.keys["by"] for line in lines if line.kind == "quote"] == ["mayor-pc"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        f"The number {'7' * 5000} is long.",
        " ".join(f"“We wait {n},” Nora Feldt said." for n in range(4000)),
        "-".join(["Abc"] * 20_000),
        "“" * 50_000,
        '"\n' * 1_500,
        ("'a " * 1_000),
    ],
    ids=["word", "digits", "quotations", "hyphens", "marks", "straight", "single"],
)
def test_no_text_makes_drafting_hang(text: str, tmp_path: Path) -> None:
    from app.drafting.commands import draft_json  # noqa: PLC0415 - the command itself

    (tmp_path / "copy.txt").write_text(f"A title\n{text}")
    ((_, line),) = draft_json(tmp_path / "copy.txt")
    assert line.startswith('{"file": "copy.txt"')


TEXTS = [path.read_text() for path in sorted(ARTICLES.glob("*.txt"))]
PIECES = st.tuples(st.sampled_from(TEXTS), st.integers(0, 1500), st.integers(1, 300))


@settings(max_examples=10, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4), st.sampled_from(["", " ", "\n"]))
def test_no_mixture_of_news_breaks_a_draft(pieces: list[tuple[str, int, int]], joint: str) -> None:
    text = joint.join(text[start : start + length] for text, start, length in pieces)
    if text.strip():
        found = find(text)
        lines = draft(found, "patchwork", "copy.txt", Known()).lines
        assert sum(line.kind == "quote" for line in lines) == len(found.quotations)


def of(kind: str, text: str) -> list[Line]:
    """The lines of a kind in the draft of a text written on 12 March 2031."""
    found = find(f"A title\n{text}", date(2031, 3, 12))
    return [one for one in draft(found, "kelm", "k.txt", Known()).lines if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "day", "status"),
    [
        ("Ida Falk won the vote last November.", "2030-11", "occurred"),
        ("Ida Falk hopes to win the November vote.", "2031-11", "expected"),
        ("The vote is set for November.", "2031-11", "expected"),
        ("Ida Falk could win in November.", "2031-11", "expected"),
        ("Voters will decide in November.", "2031-11", "expected"),
        ("The mill closed last week.", "[2031-03-03..2031-03-09]", "occurred"),
        ("The fair lasted from May to June 2030.", "2030-05/2030-06", "occurred"),
    ],
)
def test_an_event_has_the_nearest_date_that_its_verb_allows(
    text: str, day: str, status: str
) -> None:
    events = of("event", text)
    assert [(one.keys["date"], one.keys["status"]) for one in events] == [(day, status)]


def test_places_and_books_are_not_organisations() -> None:
    text = "Ida Falk moved to Chelsea. The Beige Book said that growth slowed in Dallas."
    assert [one.id for one in of("place", text)] == ["chelsea", "dallas"]
    assert of("organisation", text) == []


def test_an_organisation_is_recognised_by_all_its_names() -> None:
    text = "The Federal Reserve met. The Fed said it would wait. The US Federal Reserve is slow."
    (bank,) = of("organisation", text)
    assert (bank.id, bank.keys["as"]) == ("federal-reserve", "Fed; US Federal Reserve")


def test_a_quote_keeps_its_own_verb() -> None:
    quotes = of("quote", "“We cannot wait,” Ida Falk wrote. “We cannot go,” Otto Brandt said.")
    assert [one.keys["verb"] for one in quotes] == ["wrote", ""]


def test_per_cent_is_not_the_name_of_a_statistic() -> None:
    (number,) = of("number", "Ticket prices rose by 3 per cent in 2030.")
    assert (number.keys["unit"], number.keys["name"]) == ("per cent", "Ticket prices")


def test_who_pays_is_no_name_of_a_statistic() -> None:
    (number,) = of("number", "Papyra Guild paid $40 million in 2030.")
    assert (number.keys["unit"], number.keys["name"]) == ("dollars", "")


def test_saint_and_mount_do_not_end_a_sentence() -> None:
    facts = of("fact", "The bank of St. Louis is old. Ft. Worth is far. Mt. Elbert is high.")
    assert [one.sentence for one in facts] == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "words", "by"),
    [
        ("Ida Falk said that the mill was weak.", "The mill was weak.", "ida-falk"),
        ("According to Ida Falk, the mill is weak.", "The mill is weak.", "ida-falk"),
        ("The mill is weak, Ida Falk said.", "The mill is weak.", "ida-falk"),
        ("Officials said that the mill was weak.", "The mill was weak.", "officials"),
    ],
)
def test_the_source_is_in_asserted_by(text: str, words: str, by: str) -> None:
    assert [(one.words, one.keys["asserted_by"]) for one in of("fact", text)] == [(words, by)]


def test_each_clause_with_a_subject_has_its_record() -> None:
    facts = of("fact", "Ida Falk sold the house but Otto Brandt kept the boat.")
    assert [one.words for one in facts] == [
        "Ida Falk sold the house.",
        "Otto Brandt kept the boat.",
    ]


def test_what_somebody_said_on_a_day_is_their_statement_and_no_event_of_saying_so() -> None:
    text = "Ida Falk said during a call last week that Otto Brandt used the mill for years."
    assert of("event", text) == []
    (fact,) = of("fact", text)
    assert (fact.words, fact.keys["asserted_by"]) == (
        "Otto Brandt used the mill for years.",
        "ida-falk",
    )


def test_the_year_of_a_thing_is_not_when_something_took_place() -> None:
    text = "Ida Falk left the firm over the release of the 2005 film."
    assert of("event", text) == []
    assert [one.words for one in of("fact", text)]


def test_a_statement_keeps_what_something_lets_or_makes_others_do() -> None:
    (fact,) = of("fact", "The fund lets the firm collect larger sums.")
    assert fact.words == "The fund lets the firm collect larger sums."


def test_a_reported_clause_loses_no_word() -> None:
    text = "An earlier version said the guild did not get any money directly from Papyra."
    assert [one.words for one in of("fact", text)] == [text]


def test_a_statement_names_whom_a_role_is_of() -> None:
    facts = of("fact", "The economist Nora Feldt sold the mill. The former owner Otto Brandt left.")
    assert [one.words for one in facts] == [
        "The economist Nora Feldt sold the mill.",
        "The former owner Otto Brandt left.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Complaints are handled by the little-known Office of Mills.",
        "The contests could determine who owns the mill in Kelm.",
        "Otto Brandt allegedly sold the mill.",
        "It was important that Otto Brandt not interfere with the work of the guild.",
    ],
)
def test_a_statement_drops_no_word_that_changes_it(text: str) -> None:
    assert [one.words for one in of("fact", text)] == [text]


def test_a_statement_has_a_subject() -> None:
    text = (
        "The owner isn’t planning any more fairs that raise money for the mill, Papyra’s finance "
        "director, Otto Brandt, told The Brisa Courier earlier this week."
    )
    assert not [one for one in of("event", text) if one.words.startswith("Told")]


def test_no_role_is_too_long_to_be_a_name_of_one() -> None:
    text = "“No,” said Ida Falk, executive director of the State Board of Old Mills in Kelm."
    (person,) = of("person", text)
    assert person.keys["office"] == "executive director"


def test_reverend_is_no_office() -> None:
    (person,) = of("person", "Rev. Otto Brandt, president of the guild, sat down.")
    assert (person.keys["office"], person.keys["political"]) == ("president of the guild", "no")


def test_names_before_counties_are_places() -> None:
    text = "Papyra is suing the boards of Orre, Moore and Cumberland counties."
    assert {"moore", "cumberland"} <= {one.id for one in of("place", text)}
