"""Faults are listed by file and record, with numbers in numeric order."""

from pathlib import Path

import pytest

from app.seeding.report import check_folder
from tests.seeds import ARTICLE, INVENTED, append, edit, joined

QUOTE = "quote 'observers-on-the-race'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented seed."""
    return joined(tmp_path / "seed", INVENTED)


def test_faults_of_a_record_are_listed_together(folder: Path) -> None:
    edit(folder, ARTICLE, 'form = "fragment"', 'form = ""\nfrom = ""')

    first, second, _ = check_folder(folder, []).lines

    assert first.startswith(f"{ARTICLE}: {QUOTE}: form: Input should be 'direct' or 'fragment'; ")
    assert second.startswith(f"{ARTICLE}: {QUOTE}: from: Extra inputs are not permitted; ")


def test_a_file_with_only_an_empty_text_is_a_fault(folder: Path) -> None:
    (folder / "articles/empty.json").write_text('""')

    line, _ = check_folder(folder, []).lines

    assert line == "articles/empty.json: file: Input should be an object; the value is ''"


def test_names_may_have_any_numerals(folder: Path) -> None:
    append(folder, ARTICLE, '[[boilerplate]]\nname = "1²3"\ncitations = []\n')

    line, _ = check_folder(folder, []).lines

    assert line.startswith(f"{ARTICLE}: boilerplate '1²3': citations: ")


def test_numbers_in_names_are_in_order(folder: Path) -> None:
    facts = ",".join(f'{{"id": "x-{number}", "kind": ""}}' for number in ("10", "9", "09"))
    (folder / "articles/x.json").write_text(f'{{"fact": [{facts}]}}')

    lines = check_folder(folder, []).lines

    kinds = [line.split(": ")[1] for line in lines if ": kind: " in line]
    assert kinds == ["fact 'x-09'", "fact 'x-9'", "fact 'x-10'"]
