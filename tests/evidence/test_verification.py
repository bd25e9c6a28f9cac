"""Cited spans are checked against a copy: what differs, what has only moved, what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence import verification
from app.evidence.text import Span, span_at, spans_of
from app.evidence.verification import Mismatch, mismatches

TEXT = "The boat left.\nThe ⛵ came home.\nNobody saw it."


def cited(*words: str) -> list[tuple[str, Span]]:
    return [(word, spans_of(TEXT, word)[0]) for word in words]


def told(text: str, *words: str) -> list[tuple[str, str, int]]:
    return [(m.record, m.kind, m.moved) for m in mismatches(text, cited(*words))]


def test_the_text_itself_matches_everything() -> None:
    assert told(TEXT, "boat", "⛵ came", "Nobody saw it.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(TEXT.replace("boat", "goat"), [("boat", "differs", 0)], id="differs"),
        pytest.param(
            "Oh! " + TEXT, [("boat", "moved", 4), ("came home", "moved", 4)], id="moved on"
        ),
        pytest.param(TEXT[4:], [("boat", "moved", -4), ("came home", "moved", -4)], id="back"),
        pytest.param(TEXT.replace("\n", " ", 1), [("came home", "moved", 0)], id="paragraph"),
        pytest.param(TEXT[:16], [("came home", "missing", 0)], id="ends"),
        pytest.param(" " + TEXT, [("boat", "moved", 1), ("came home", "moved", 1)], id="by one"),
        pytest.param(
            TEXT[1:], [("boat", "moved", -1), ("came home", "moved", -1)], id="by one back"
        ),
        pytest.param(
            " " * verification.REACH + TEXT,
            [("boat", "moved", verification.REACH), ("came home", "moved", verification.REACH)],
            id="as far as is looked",
        ),
        pytest.param("", [("boat", "missing", 0), ("came home", "missing", 0)], id="empty"),
        pytest.param(
            " " * (verification.REACH + 1) + TEXT,
            [("boat", "differs", 0), ("came home", "differs", 0)],
            id="beyond reach",
        ),
    ],
)
def test_each_mismatch_has_its_reason(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert told(text, "boat", "came home") == expected


def test_other_words_in_the_last_place_of_a_text_differ() -> None:
    assert told(TEXT.replace("it.", "us."), "saw it.") == [("saw it.", "differs", 0)]


def told_of(before: str, after: str, *places: tuple[int, int]) -> list[tuple[str, int]]:
    """The mismatches of the spans at `places` of one text in another text."""
    cited = [(str(number), span_at(before, *place)) for number, place in enumerate(places)]
    return [(m.kind, m.moved) for m in mismatches(after, cited)]


def test_words_in_their_place_but_in_another_line_have_not_moved() -> None:
    assert told_of("a\naa", "a aa", (2, 3)) == [("moved", 0)]


def test_words_in_several_places_have_moved_as_far_as_the_span_before() -> None:
    before = "Start here. tick tick tick."
    after = "------------" + before
    first, here, last = (0, 5), (6, 10), (22, 26)

    # The last span's words also occur nearer; one span that differs must not mislead the search.
    assert told_of(before, after, first, last) == [("moved", 12)] * 2
    assert told_of(before, after.replace("here", "hear"), first, here, last) == [
        ("moved", 12),
        ("differs", 0),
        ("moved", 12),
    ]


def test_unmoved_words_after_moved_ones_are_found_in_their_place() -> None:
    before = "Start here.    \ntick tick"
    after = "----Start here. tick tick"

    assert told_of(before, after, (0, 5), (16, 20)) == [("moved", 4), ("moved", 0)]


@pytest.mark.parametrize(
    ("kind", "moved", "reason"),
    [
        ("missing", 0, "that part of the article is not in the text"),
        ("differs", 0, "the words differ"),
        ("moved", 0, "the words are in another paragraph"),
        ("moved", -4, "the words have moved by -4 characters"),
        ("moved", 12, "the words have moved by +12 characters"),
    ],
)
def test_the_reason_in_words(kind: str, moved: int, reason: str) -> None:
    mismatch = Mismatch("a", span_at(TEXT, 0, 3), kind, moved)  # type: ignore[arg-type]  # one of its literals

    assert mismatch.reason == reason


def test_each_record_of_a_span_is_named() -> None:
    span = spans_of(TEXT, "boat")[0]

    found = mismatches(TEXT.replace("boat", "goat"), [("a", span), ("b", span)])

    assert [mismatch.record for mismatch in found] == ["a", "b"]


@pytest.mark.parametrize(("hostile", "kind"), [(5, "moved"), (150, "differs")])
def test_too_many_differences_end_the_search_for_moved_words(hostile: int, kind: str) -> None:
    text = "x" * 2000 + " boat"
    spans = [(str(i), span_at("y" * 2000, i + 500, i + 509)) for i in range(hostile)]

    *_, last = mismatches(text, [*spans, ("boat", span_at("x" * 1990 + " boat", 1991, 1995))])

    assert (last.record, last.kind) == ("boat", kind)


@given(st.data())
def test_one_changed_character_is_reported_for_its_spans_only(
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(TEXT) - 1).filter(lambda i: TEXT[i] != "\n"))
    spans = [
        (str(i), span_at(TEXT, *sorted(data.draw(st.tuples(*[st.integers(0, len(TEXT))] * 2)))))
        for i in range(5)
    ]
    spans = [(record, span) for record, span in spans if span.start < span.end]
    changed = TEXT[:place] + "#" + TEXT[place + 1 :]

    wrong = {mismatch.record for mismatch in mismatches(changed, spans)}

    assert wrong == {record for record, span in spans if span.start <= place < span.end}


PARAGRAPHS = [
    f"Paragraph {word} says that the {word} lighthouse was built in its own year, and adds more."
    for word in ("one", "two", "three", "four", "five", "six")
]
WHOLE = "\n".join(PARAGRAPHS)


def whole_cited() -> list[tuple[str, Span]]:
    words = ("one", "two", "three", "four", "five", "six")
    long = [
        spans_of(WHOLE, f"the {word} lighthouse was built in its own year")[0] for word in words
    ]
    short = [span for word in words for span in spans_of(WHOLE, f"{word} lighthouse")]
    return [(str(span.paragraph), span) for span in sorted([*long, *short])]


def kinds(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in mismatches(text, whole_cited()):
        found.setdefault(one.kind, []).append(one.record)
    return found


@pytest.mark.parametrize(
    ("chosen", "join"),
    [([3], "\n"), ([3, 4, 5], "\n"), ([3, 4, 5], "\n\n"), ([0, 1], "\n"), ([0, 1, 4, 5], "\n")],
)
def test_passages_of_another_part_are_missing_and_do_not_differ(
    chosen: list[int], join: str
) -> None:
    found = kinds(join.join(PARAGRAPHS[one] for one in chosen))

    absent = sorted(found.get("missing", []))
    others = [one for one in range(6) if one not in chosen]
    assert absent == sorted(str(one + 1) for one in others for _ in range(2))
    assert "differs" not in found


def test_a_changed_word_in_a_part_of_the_article_is_found() -> None:
    found = kinds("\n".join(PARAGRAPHS[2:5]).replace("four lighthouse was", "four lighthouse is"))

    assert found["differs"] == ["4"]
    assert len(found["moved"]) == 5
