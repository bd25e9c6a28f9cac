"""The writer, publisher, date and place that a text's first lines or its last line state."""

import pytest

from app.drafting.findings import find
from app.drafting.head import Head

TITLE = "Ferry sails again after ten years"
BODY = "The mayor of Kelm, Pia Holt, said on Monday that 40 people were there."


def read(*lines: str) -> tuple[str, Head]:
    text = "\n".join([TITLE, *lines])
    return text, find(text).head


@pytest.mark.parametrize(
    ("line", "writers", "publisher"),
    [
        ("By Ana Lind", ["Ana Lind"], ""),
        ("By Ana Lind, Eastern Echo", ["Ana Lind"], "Eastern Echo"),
        ("By Ana Lind for the Eastern Echo", ["Ana Lind"], "Eastern Echo"),
        ("BY Ana Lind | Eastern Echo", ["Ana Lind"], "Eastern Echo"),
        ("By Ana Lind and Bo Orre", ["Ana Lind", "Bo Orre"], ""),
        ("By Ana Lind, Cy Fox and Bo Orre", ["Ana Lind", "Cy Fox", "Bo Orre"], ""),
        ("By Ana Lind, environment correspondent", ["Ana Lind"], ""),
    ],
)
def test_a_byline_names_writers_and_publisher(
    line: str, writers: list[str], publisher: str
) -> None:
    text, found = read(line, BODY)
    assert [text[slice(*s)] for s in found.writers] == writers
    assert (text[slice(*found.publisher)] if found.publisher else "") == publisher
    assert found.byline
    assert text[slice(*found.byline)] == line


@pytest.mark.parametrize(
    ("line", "date", "place"),
    [
        (f"KELM, 4 June 2030 - {BODY}", "2030-06-04", "KELM"),
        (f"NEW KELM, June 4, 2030 — {BODY}", "2030-06-04", "NEW KELM"),
        (f"KELM, Oct. 4, 2030 — {BODY}", "2030-10-04", "KELM"),
        (f"KELM (Echo) – {BODY}", None, "KELM"),
        (f"Kelm, 4 June 2030 – {BODY}", "2030-06-04", "Kelm"),
        (f"4 June 2030 – {BODY}", "2030-06-04", ""),
        (f"Tuesday 4 June 2030\n{BODY}", "2030-06-04", ""),
        (f"Published: June 4, 2030, 10:12\n{BODY}", "2030-06-04", ""),
        (f"Published: 4 June 2030, 07:45\nKELM — {BODY}", "2030-06-04", "KELM"),
    ],
)
def test_a_date_line_states_day_and_place(line: str, date: str | None, place: str) -> None:
    text, found = read("By Ana Lind", line)
    assert found.date == date
    assert (text[slice(*found.place)] if found.place else "") == place


def test_a_name_may_come_before_the_publisher_and_the_day() -> None:
    text, found = read("Ana Lind", "Eastern Echo, 4 June 2030", BODY)
    assert [text[slice(*s)] for s in found.writers] == ["Ana Lind"]
    assert found.publisher
    assert text[slice(*found.publisher)] == "Eastern Echo"
    assert found.date == "2030-06-04"


@pytest.mark.parametrize(
    "line",
    [
        "On 4 June 2030 - a Tuesday - it sailed.",
        "It sailed on 4 June 2030.",
        "By the time Ana Lind came it was late.",
        "By Friday it was late.",
        "Kelm - a port - was asleep.",
        BODY,
    ],
)
def test_a_sentence_is_not_a_head(line: str) -> None:
    _, found = read(line)
    assert (found.writers, found.publisher, found.date, found.place) == ((), None, None, None)


def test_a_last_line_may_name_the_writer() -> None:
    last = "Ana Lind is a reporter who covers ferries for The Eastern Echo."
    text, found = read(BODY, last)
    assert [text[slice(*s)] for s in found.writers] == ["Ana Lind"]
    assert found.publisher
    assert text[slice(*found.publisher)] == "Eastern Echo"
    assert found.byline
    assert text[slice(*found.byline)] == last
    _, found = read(BODY, "Ana Lind is a baker who buys The Eastern Echo.")
    assert found.writers == ()
