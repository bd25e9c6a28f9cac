"""`check` notes what a seed says that is hardly possible."""

from pathlib import Path

import pytest

from app.seeding.report import check_folder
from tests.seeds import ARTICLE, INVENTED, edit, joined


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented seed, with a dated article."""
    return joined(tmp_path / "seed", INVENTED)


@pytest.mark.parametrize(
    ("date", "status", "told"),
    [
        ("2032-06", "occurred", True),
        ("2032-06/..", "ongoing", True),
        ("2022/..", "ongoing", False),
        ("2032-06", "expected", False),
        ("2031-06", "occurred", False),
        ("2031/2033", "occurred", True),
        ("2031/2033", "ongoing", False),
        ("[2031..2033]", "occurred", False),
    ],
)
def test_an_event_that_has_begun_does_not_begin_after_the_article(
    folder: Path, date: str, status: str, told: bool
) -> None:
    edit(folder, ARTICLE, 'date = "2031"', 'date = "2031-06-05"')
    edit(folder, ARTICLE, 'date = "2032-06"', f'date = "{date}"')
    edit(folder, ARTICLE, 'status = "expected"', f'status = "{status}"')

    report = check_folder(folder, [])

    line = (
        f"{ARTICLE}: event 'lantern-fair-2032': date: {date} is after the article's date, "
        '2031-06-05; correct the date, or write status = "expected"'
    )
    assert report.lines[:-1] == ([line] if told else [])
    assert report.ok != told


@pytest.mark.parametrize(("status", "told"), [("reported", True), ("expected", False)])
def test_a_reported_number_is_not_of_a_time_after_the_article(
    folder: Path, status: str, told: bool
) -> None:
    edit(folder, ARTICLE, 'date = "2031"', 'date = "2031-06-05"')
    edit(folder, ARTICLE, 'period = "2031"', f'period = "2032"\nstatus = "{status}"')

    lines = check_folder(folder, []).lines[:-1]

    line = (
        f"{ARTICLE}: observation 'lanterns-2031': period: 2032 is after the article's date, "
        '2031-06-05; correct the date, or write status = "expected"'
    )
    assert lines == ([line] if told else [])


def test_an_office_is_not_of_a_time_after_the_article(folder: Path) -> None:
    edit(folder, ARTICLE, 'date = "2031"', 'date = "2031-06-05"')
    edit(folder, ARTICLE, 'as_of = "2031"', 'as_of = "2032"')

    (line,) = check_folder(folder, []).lines[:-1]

    assert line == (
        f"{ARTICLE}: person 'mara-nunez': office 'mayor': as_of: 2032 is after the article's date, "
        "2031-06-05; correct the date"
    )


def test_a_quotation_of_the_writers_own_is_noted(folder: Path) -> None:
    edit(folder, ARTICLE, 'speakers = ["tomas-ferreira"]', 'speakers = ["ines-okafor"]')

    report = check_folder(folder, [])

    assert report.ok
    told = "its speaker, ines-okafor, wrote the article; is that right?"
    assert report.lines[:-1] == [f"note: {ARTICLE}: quote 'ferreira-on-next-year': {told}"]
