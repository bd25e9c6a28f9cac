"""A seed is checked against the text of its article."""

import re
from pathlib import Path

import pytest

from app.evidence.text import digest
from app.seeding.report import check_folder
from tests.seeds import ARTICLE, INVENTED, OWN, TEXT, edit, joined


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented seed."""
    return joined(tmp_path / "seed", INVENTED)


def told(folder: Path, text: str | None = None) -> list[str]:
    """The findings for `folder` and `text`, by default the text of the invented article."""
    path = TEXT
    if text is not None:
        path = folder.parent / "copy.txt"
        path.write_text(text)
    report = check_folder(folder, [path])
    assert report.ok == report.lines[-1].startswith(f"{folder}: no faults")
    return report.lines


def recited(folder: Path, text: str) -> list[str]:
    """The findings for the invented article if it cites `text` instead."""
    path = folder / ARTICLE
    seed = re.sub(
        r'start = (\d+), end = (\d+), sha256 = "\w+"',
        lambda m: f'start = {m[1]}, end = {m[2]}, sha256 = "{digest(text[int(m[1]) : int(m[2])])}"',
        path.read_text(),
    )
    seed = re.sub(r'(?m)^sha256 = "\w+"', f'sha256 = "{digest(text)}"', seed)
    path.write_text(re.sub(r"(?m)^characters = \d+", f"characters = {len(text)}", seed))
    return told(folder, text)


def test_the_text_itself(folder: Path) -> None:
    assert told(folder) == [
        f"{ARTICLE}: 9 of 9 sentences cited (100%), 1 listed as boilerplate",
        f"{folder}: no faults in 1 article(s), 2 events, 3 quotes, 3 stated facts",
    ]


def test_a_changed_span_is_reported_with_each_record_that_cites_it(folder: Path) -> None:
    lines = told(folder, TEXT.read_text().replace("Swiss", "Welsh"))

    changed = [line for line in lines if "the words differ" in line]
    assert len(changed) == 3
    assert {line.split(": ")[1] for line in changed} == {
        "country 'CH'",
        "organisation 'guild-of-ropemakers'",
        "event 'lantern-fair-2032'",
    }
    assert any("this is not the article's text; sha256 = " in line for line in lines)
    assert lines[-1] == "4 fault(s)"


def test_a_wrong_length_of_the_text_is_reported(folder: Path) -> None:
    edit(folder, ARTICLE, "characters = 665", "characters = 666")

    lines = told(folder)

    assert any(line.endswith("characters = 665") for line in lines)
    assert lines[-1] == "1 fault(s)"


def test_for_another_text_only_the_differences_are_reported(folder: Path) -> None:
    text = TEXT.read_text().replace("“quiet triumph”", "‘quiet triumph’")

    lines = told(folder, f"{text}One more thing was said, at last.\n")

    another, *differ, last = lines
    assert f'sha256 = "{digest(text + "One more thing was said, at last." + chr(10))}"' in another
    assert all(": the words differ; cite the words again" in line for line in differ)
    assert last == f"{len(differ) + 1} fault(s)"


def test_straight_marks_are_read_as_curly_ones(folder: Path) -> None:
    straight = TEXT.read_text().replace("“", '"').replace("”", '"')

    assert recited(folder, straight)[-1].startswith(f"{folder}: no faults")


def test_straight_marks_that_do_not_pair_up_are_noted(folder: Path) -> None:
    text = TEXT.read_text().replace("“quiet triumph”", '"quiet triumph”')

    problem = 'the straight quotation marks (") do not pair up'
    line = f"note: {ARTICLE}: paragraph 5: {problem}"
    assert line in recited(folder, text)


def test_a_moved_span_is_reported_with_its_distance(folder: Path) -> None:
    lines = told(folder, "Oh! " + TEXT.read_text())

    assert sum("moved by +4 characters; cite the words again" in line for line in lines) > 20


def without_the_quote(folder: Path) -> None:
    """Take away the quote of the words “quiet triumph”."""
    text = (folder / ARTICLE).read_text()
    start = text.index('[[quote]]\nid = "observers-on-the-race"')
    end = text.index("[[quote]]", start + 1)
    (folder / ARTICLE).write_text(text[:start] + text[end:])


def test_a_missing_quotation_is_reported(folder: Path) -> None:
    without_the_quote(folder)

    _, uncited, line, _ = told(folder)

    assert "nothing cites the sentence" in uncited
    assert line.startswith(f"{ARTICLE}: paragraph 5: the quotation at characters ")
    assert line.endswith(" is not a quote yet; add a [[quote]] with it as first citation")


@pytest.mark.parametrize("around", ["–quiet triumph–", "”quiet triumph“", "“quiet triumph–"])
def test_a_quote_without_quotation_marks_is_reported(folder: Path, around: str) -> None:
    found = recited(folder, TEXT.read_text().replace("“quiet triumph”", around))

    problem = "the first citation is not exactly what is between two quotation marks"
    line = f"{ARTICLE}: quote 'observers-on-the-race': {problem}; cite the words inside the marks"
    assert line in found


DOUBLE = ["„ “", "„ ”", "« »", "» «", "「 」", '" "']
SINGLE = ["‘ ’", "‚ ‘", "‹ ›", "『 』", "' '", '“ "', '" ”']


@pytest.mark.parametrize("pair", [*DOUBLE, *SINGLE])
def test_a_quotation_may_be_in_any_marks(folder: Path, pair: str) -> None:
    before, after = pair.split()
    text = TEXT.read_text().replace("“", before).replace("”", after)

    faults = [line for line in recited(folder, text) if not line.startswith("note: ")]

    assert faults[-1].startswith(f"{folder}: no faults")


@pytest.mark.parametrize("pair", DOUBLE)
def test_a_missing_quotation_is_reported_whatever_its_marks(folder: Path, pair: str) -> None:
    without_the_quote(folder)
    before, after = pair.split()

    found = recited(folder, TEXT.read_text().replace("“", before).replace("”", after))

    (line,) = [line for line in found if "is not a quote yet" in line]
    assert "the quotation at characters 395-408 " in line


@pytest.mark.parametrize(
    ("words", "told_of"),
    [
        ("MARA NÚÑEZ, mayor of Port Brisa, opened the lantern", True),
        ("Mara Núñez, mayor of Port Brisa, unlocked the lantern", False),
        ("We lit fewer than 300 lanterns and every one of them", False),
    ],
)
def test_the_articles_prose_is_reported_and_its_quotations_are_not(
    folder: Path, words: str, told_of: bool
) -> None:
    edit(folder, ARTICLE, "The lantern fair of 2031 was opened", words)

    lines = told(folder)

    line = (
        f"{ARTICLE}: event 'lantern-fair-2031-opening': summary: repeats 8 or more words of the "
        "article in a row, from its character 70 on; say it in your own words"
    )
    assert (line in lines) == told_of


@pytest.mark.parametrize("field", ["part", "name", "attributed_to", "inference"])
def test_prose_is_reported_in_every_field(folder: Path, field: str) -> None:
    text = (folder / ARTICLE).read_text()
    copied = f'{field} = "Mara Núñez, mayor of Port Brisa, opened the lantern"'
    (folder / ARTICLE).write_text(re.sub(rf'(?m)^{field} = ".*"$', copied, text))

    assert any(f": {field}: repeats 8 or more words" in line for line in told(folder))


def test_an_uncited_sentence_is_reported(folder: Path) -> None:
    lines = recited(folder, TEXT.read_text() + "One more thing was said, at last.\n")

    (line,) = [line for line in lines if "nothing cites" in line]
    assert line.startswith(f"{ARTICLE}: paragraph 9: nothing cites the sentence at characters ")
    assert "list it as boilerplate: “One more thing was said, at …”" in line


def test_a_changed_text_is_reported_span_by_span_among_several_articles(tmp_path: Path) -> None:
    both = joined(tmp_path / "seed", OWN, INVENTED)

    lines = told(both, TEXT.read_text().replace("Swiss", "Welsh"))

    assert lines[-1] == "4 fault(s)"
    assert told(both)[-1].startswith(f"{both}: no faults in 2 article(s)")


def test_a_text_of_no_article_is_reported(tmp_path: Path) -> None:
    both = joined(tmp_path / "seed", OWN, INVENTED)

    problem = "is not the text of any article in the seed"
    these = "lantern-fair-2031, xi-putin-victory-day-2025"
    assert told(both, "Something else.\n") == [
        f"{tmp_path}/copy.txt: file: {problem}; the articles are: {these}",
        "1 fault(s)",
    ]


def test_a_date_whose_year_is_not_cited_is_reported(folder: Path) -> None:
    path = folder / ARTICLE
    inferred = r'basis = "inferred"\ninference = "The text gives no year.*\n'
    stated = re.sub(inferred, "", path.read_text())
    stated = stated.replace("start = 0, end = 35, ", "start = 0, end = 1, ")
    path.write_text(stated)
    told_ = "date: no citation says the year of 2031-06-04; cite words that do, or write basis"
    assert any(told_ in line for line in told(folder))
