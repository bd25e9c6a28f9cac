"""What is wrong with a seed is told record by record, what is not filled in all in one line."""

from pathlib import Path

import pytest

from app.seeding.report import check_folder
from tests.seeds import ARTICLE, INVENTED, append, edit, joined

QUOTE = "quote 'observers-on-the-race'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented seed."""
    return joined(tmp_path / "seed", INVENTED)


def test_an_unknown_key_without_a_value_is_not_told_to_be_filled_in(folder: Path) -> None:
    edit(folder, ARTICLE, 'form = "fragment"', 'form = ""\nfrom = ""')

    filled, unknown, _ = check_folder(folder, []).lines

    assert filled == (f"{ARTICLE}: {QUOTE}: not filled in: form; fill it in, or delete the record")
    assert unknown.startswith(f"{ARTICLE}: {QUOTE}: from: Extra inputs are not permitted; ")


def test_a_field_that_is_not_filled_in_is_named_in_full(folder: Path) -> None:
    edit(folder, ARTICLE, "value = 7", 'value = 7\ndimensions = { "sail: red" = "" }')

    told, _ = check_folder(folder, []).lines

    field = "dimensions.sail: red"
    record = f"{ARTICLE}: observation 'boats-2030'"
    assert told == f"{record}: not filled in: {field}; fill it in, or delete the record"


def test_a_file_that_is_but_an_empty_text_has_no_field_to_fill_in(folder: Path) -> None:
    (folder / "articles/empty.json").write_text('""')

    told, _ = check_folder(folder, []).lines

    assert told == "articles/empty.json: file: Input should be an object; the value is ''"


def test_records_are_told_whatever_numerals_stand_in_their_names(folder: Path) -> None:
    append(folder, ARTICLE, '[[boilerplate]]\nname = "1²3"\ncitations = []\n')

    told, _ = check_folder(folder, []).lines

    assert told.startswith(f"{ARTICLE}: boilerplate '1²3': citations: ")


def test_records_whose_numbers_are_equal_are_told_apart(folder: Path) -> None:
    facts = ",".join(f'{{"id": "x-{number}", "kind": ""}}' for number in ("10", "1", "01"))
    (folder / "articles/x.json").write_text(f'{{"fact": [{facts}]}}')

    lines = check_folder(folder, []).lines

    blank = [line.split(": ")[1] for line in lines if "not filled in: kind" in line]
    assert blank == ["fact 'x-01'", "fact 'x-1'", "fact 'x-10'"]
