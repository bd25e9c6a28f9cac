"""Columns, timelines and words show what is known, for any numbers."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.core.edtf import in_words, parse
from app.explorer.chart import BASE, TOP, chart_of, figures_of
from app.explorer.timeline import timeline_of
from app.explorer.wording import by_place, event_date

NUMBERS = st.integers(-1000, 1000)


def row(period: str, **bounds: int) -> dict[str, Any]:
    empty = {"value": None, "lower": None, "upper": None}
    return {
        "period": period,
        "period_in_words": period,
        "phrase": "x",
        "dimensions": {},
        "about": [],
        "status": "reported",
        "display": "x",
        "statement": "",
        "statistic": {"id": "x", "name": "x", "url": "/statistics/x"},
        "unit": "x",
        "cumulative": False,
        "basis": "stated",
        "inferred": None,
        **empty,
        **bounds,
    }


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for year in sorted(draw(st.sets(st.integers(1990, 2030), min_size=2, max_size=15))):
        low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
        found.append(
            draw(
                st.sampled_from(
                    [
                        row(str(year), value=low, lower=low, upper=low),
                        row(str(year), lower=low),
                        row(str(year), upper=high),
                        row(str(year), lower=low, upper=high + 1),
                    ]
                )
            )
        )
    return found


@given(rows())
def test_every_column_stays_on_the_drawing(observations: list[dict[str, Any]]) -> None:
    chart = chart_of({"observations": observations, "unit": "x"})
    assert chart

    years = [int(observation["period"]) for observation in observations]
    assert len(chart.columns) == max(years) - min(years) + 1
    for column in chart.columns:
        assert column.left >= 0
        assert column.left + column.width <= 100
        for top, height in filter(None, (column.solid, column.faded)):
            assert height >= 0
            assert top >= TOP - 0.1
            assert top + height <= BASE + 0.1


@given(rows())
def test_exact_columns_are_as_high_as_their_numbers(observations: list[dict[str, Any]]) -> None:
    chart = chart_of({"observations": observations, "unit": "x"})
    assert chart
    by_year = {observation["period"]: observation["value"] for observation in observations}
    exact = [
        (by_year[c.row["period"]], c.solid[1])
        for c in chart.columns
        if c.solid and c.shape == "exact"
    ]

    for number, height in exact:
        for other, other_height in exact:
            assert abs(abs(number) * other_height - abs(other) * height) <= 0.2 * (
                abs(number) + abs(other)
            )


def event(
    date: str | None, earliest: str | None, latest: str | None, precision: str | None
) -> dict[str, Any]:
    return {"date": date, "earliest": earliest, "latest": latest, "precision": precision}


def test_a_timeline_is_in_order_and_has_gaps() -> None:
    line = timeline_of(
        [
            event("1972", "1972-01-01", "1972-12-31", "year"),
            event("2022-02/..", "2022-02-01", None, "interval"),
            event("2024-01/2024-12", "2024-01-01", "2024-12-31", "interval"),
            event("2025-05-09", "2025-05-09", "2025-05-09", "day"),
            event(None, None, None, None),
        ]
    )

    assert [band.year for band in line.bands] == [1972, 2022, 2024, 2025]
    assert [mark.shape for mark in line.marks] == [
        "within",
        "open_end",
        "throughout",
        "day",
    ]
    lefts = [mark.left for mark in line.marks]
    assert lefts == sorted(lefts)
    assert len(line.undated) == 1
    assert line.written is None


def test_a_span_with_ends_in_doubt_is_not_drawn_as_all_of_its_time() -> None:
    line = timeline_of(
        [
            event(date, "1983-01-01", "2005-12-31", "interval")
            for date in ("1984?/2004~", "1983/2005~", "1983/2005")
        ]
    )

    assert [mark.shape for mark in line.marks] == ["within", "within", "throughout"]


def test_a_timeline_marks_when_the_article_was_written() -> None:
    article = event("[2025-05-09..2025-09-30]", "2025-05-09", "2025-09-30", "interval")
    line = timeline_of([event("1972", "1972-01-01", "1972-12-31", "year")], article)

    assert [band.year for band in line.bands] == [1972, 2025]
    assert line.written
    assert line.written.left > line.bands[1].left
    assert line.written.left + line.written.width < 100


def test_an_event_without_a_day_is_sometime_in_its_date() -> None:
    words = {
        "1972": "some time in 1972",
        "197X": "some time in the 1970s",
        "19XX": "some time in the years 1900 to 1999",
        "0900": "some time in AD 900",
        "2025-05-09": "9 May 2025",
        "1874~": "about 1874",
        "1984?": "possibly 1984",
        "1984-05%": "possibly about May 1984",
        "2024-01/2024-12": "January to December 2024",
        "[2025-01..2025-05]": "some time between January and May 2025",
    }

    for date, said in words.items():
        event = {"date_in_words": in_words(date), "precision": parse(date).precision}
        assert event_date(event) == said


def test_equal_numbers_in_both_directions_are_one_figure() -> None:
    about = [{"id": "AA", "name": "Aland"}, {"id": "BB", "name": "Bland"}]
    rows = [
        row("2025", lower=100) | {"about": about, "dimensions": {"by": one, "on": other}}
        for one, other in (("AA", "BB"), ("BB", "AA"))
    ]
    series = {"unit": "per cent", "observations": rows}

    assert chart_of(series) is None
    assert [figure.words for figure in figures_of(rows)] == ["x, each way"]
    rows[1]["phrase"] = "y"
    assert [(figure.words, figure.of) for figure in figures_of(rows)] == [
        ("x", ["by Aland, on Bland"]),
        ("y", ["by Bland, on Aland"]),
    ]


def test_a_place_names_the_paragraph_and_the_sentence() -> None:
    at = {"article": "a", "paragraph": 22}

    assert [place for place, _ in by_place([at, at])] == ["Paragraph 22"]
    assert [place for place, _ in by_place([{**at, "sentence": 2}])] == [
        "Paragraph 22, second sentence"
    ]
    assert [place for place, _ in by_place([{**at, "sentence": 2, "last_sentence": 3}])] == [
        "Paragraph 22, second and third sentences"
    ]
