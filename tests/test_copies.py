"""The commands that check a copy of an article against the data, and what they print."""

import os
import re
from pathlib import Path

import pytest

from app.seeding.report import cite
from app.seeding.verification import verify_text
from tests.commanding import held, ran
from tests.seeds import INVENTED, OWN, TEXT, joined


def test_verify(tmp_path: Path) -> None:
    held(tmp_path, INVENTED)

    status, out, err = ran(tmp_path, "verify", str(TEXT))

    assert (status, err) == (0, [])
    (line,) = out
    assert re.fullmatch(
        r"lantern-fair-2031: all \d+ citations of \d+ records match \(\d+ spans\)", line
    )


def test_verify_before_anything_is_served(tmp_path: Path) -> None:
    assert ran(tmp_path, "verify", str(TEXT)) == (
        1,
        [],
        ["nothing is served yet: run `article-facts seed` first"],
    )
    assert not (tmp_path / "facts.db").exists()


def test_verify_with_several_articles(tmp_path: Path) -> None:
    file = held(tmp_path, joined(tmp_path / "both", OWN, INVENTED))
    changed = tmp_path / "changed.txt"
    changed.write_text(TEXT.read_text().replace("dawn", "dusk"))
    ids = "lantern-fair-2031, xi-putin-victory-day-2025"
    which = [f"say which article it is with --article; choose one of: {ids}"]

    assert verify_text(file, TEXT, None).ok
    assert verify_text(file, changed, None).lines == which
    assert verify_text(file, changed, "none").lines == which
    status, _, err = ran(tmp_path, "verify", str(changed), "--article", "lantern-fair-2031")
    assert status == 1
    assert [line.split(": ")[0] for line in err] == [
        "/facts/dawn-is-possible",
        "/facts/quote-ferreira-on-next-year",
        "/quotes/ferreira-on-next-year",
        "lantern-fair-2031",
    ]


def test_verify_names_the_records_of_each_changed_span_and_no_others(tmp_path: Path) -> None:
    file = held(tmp_path, INVENTED)
    text = TEXT.read_text()
    with file.open() as tables:
        cited = tables.run('SELECT start, "end", url FROM citation')
    places = {(start + end) // 2 for start, end, _ in cited}
    assert len(places) > 20
    copy = tmp_path / "copy.txt"
    for place in sorted(places):
        copy.write_text(text[:place] + "#" + text[place + 1 :])

        report = verify_text(file, copy, None)

        hit = [record for start, end, record in cited if start <= place < end]
        *lines, last = report.lines
        assert not report.ok
        assert sorted(line.split(": ")[0] for line in lines) == sorted(hit)
        assert last.endswith(f"({len(set(hit))} records): {len(hit)} differ, 0 have only moved")

    status, out, err = ran(tmp_path, "verify", str(copy))
    assert (status, out, err) == (1, [], report.lines)


def test_verify_lists_moved_passages_separately(tmp_path: Path) -> None:
    held(tmp_path, INVENTED)
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT.read_text().replace("dawn", "nightfall"))

    status, _, err = ran(tmp_path, "verify", str(copy))

    assert status == 1
    differ = [line for line in err if line.endswith(": the words differ")]
    assert err[: len(differ)] == differ
    assert "/quotes/ferreira-on-next-year" in {line.split(": ")[0] for line in differ}
    assert re.search(rf"{len(differ)} differ, [1-9]\d* have only moved$", err[-1])


CITATION = r"\{ paragraph = 5, sentence = 2, start = \d+, end = \d+, sha256 = \"\w{64}\" \},"


def test_cite_prints_a_citation(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "cite", str(TEXT), "quiet triumph")

    assert (status, err) == (0, [])
    (line,) = out
    assert re.fullmatch(CITATION, line)


def test_cite_prints_each_place_with_the_words(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "cite", str(TEXT), "June")

    assert (status, out) == (1, [])
    assert err[0] == "# these words occur 2 times, in paragraphs 3, 7; choose one"
    assert len(err) == 3


def test_cite_lists_few_of_many_places(tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text("a" * 300_000)
    status, out, err = ran(tmp_path, "cite", str(copy), "a")
    assert (status, out) == (1, [])
    assert err[0].startswith("# these words occur 300000 times, in paragraphs 1, 1, ")
    assert err[0].endswith(", 1, …; choose one")
    assert len(err) == 21


def test_cite_reports_words_that_are_not_in_the_text() -> None:
    for words in ("Quiet triumph", ""):
        report = cite(TEXT, words)
        assert (report.ok, report.lines) == (
            False,
            ["the text does not contain exactly these words"],
        )


def test_cite_finds_decomposed_letters() -> None:
    assert cite(TEXT, "Mara Nu\u0301n\u0303ez") == cite(TEXT, "Mara Núñez")
    assert cite(TEXT, "Mara Núñez").ok


def test_cite_needs_a_file(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "cite", str(tmp_path / "none.txt"), "words")

    assert (status, out) == (2, [])
    assert "does not exist" in " ".join(line.strip("│ ") for line in err)


@pytest.mark.parametrize("arguments", ["check --text", "verify", "cite", "draft", "review"])
def test_only_regular_files_are_read_without_waiting(tmp_path: Path, arguments: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    more = {"cite": ["words"], "draft": ["--format", "json"]}.get(arguments, [])
    for file in (str(tmp_path / "pipe"), "/dev/zero"):
        status, out, err = ran(tmp_path, *arguments.split(), file, *more)
        (line,) = out + err
        assert (status, file in line or Path(file).name in line) in {(1, True), (2, True)}
        told = "is not a regular file|cannot be read: "
        assert re.search(told, line), line
