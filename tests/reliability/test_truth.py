"""Changes of a cited text or a seed that are noticed; docs/reliability.md lists the others."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.evidence.text import Span, normalise
from app.evidence.verification import mismatches
from app.seeding.checks import checked_articles
from app.seeding.faults import Faults
from app.seeding.files import names, read_shared
from app.seeding.report import check_folder
from tests.seeds import ARTICLE, INVENTED, TEXT, joined

Change = Callable[[str], str]


def spans() -> list[tuple[str, Span]]:
    """Every span that the invented seed cites, with the record that cites it."""
    shared = read_shared(INVENTED, names(INVENTED), Faults())
    ((_, file),) = checked_articles(INVENTED, [ARTICLE], shared, Faults())
    assert file
    return [(name, citation.span) for name, citation in file.citations()]


def _other(character: str) -> str:
    return "~" if character != "~" else "#"


def test_a_change_of_any_character_in_a_span_is_noticed() -> None:
    text = normalise(TEXT.read_bytes())
    cited = spans()
    assert len(cited) > 25
    for place in sorted({n for _, span in cited for n in range(span.start, span.end)}):
        changed = text[:place] + _other(text[place]) + text[place + 1 :]
        noticed = {(m.record, m.span) for m in mismatches(changed, cited)}
        assert noticed == {(r, s) for r, s in cited if s.start <= place < s.end}


@pytest.mark.parametrize("longer", [-1, 1])
def test_an_added_or_removed_character_in_a_span_is_noticed(longer: int) -> None:
    text = normalise(TEXT.read_bytes())
    cited = spans()
    for record, span in cited:
        middle = (span.start + span.end) // 2
        new = text[middle] * 2 if longer > 0 else ""
        changed = text[:middle] + new + text[middle + 1 :]
        assert (record, span) in {(m.record, m.span) for m in mismatches(changed, cited)}


def _first(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Change:
    def change(text: str) -> str:
        changed, found = re.subn(pattern, new, text, count=1)
        assert found, pattern
        return changed

    return change


def _moved(field: str, by: int) -> Change:
    return _first(rf"\b{field} = (\d+)", lambda m: f"{field} = {int(m[1]) + by}")


def _record(kind: str, pattern: str, new: str) -> Change:
    """A change in the first record of this kind that matches `pattern`."""

    def change(text: str) -> str:
        parts = re.split(r"(?m)^(?=\[\[)", text)
        for number, part in enumerate(parts):
            if part.startswith(f"[[{kind}]]") and re.search(pattern, part):
                parts[number] = re.sub(pattern, new, part, count=1)
                return "".join(parts)
        raise AssertionError(pattern)

    return change


def _swapped(text: str) -> str:
    """Swaps the citations of two quotes."""
    pattern = re.compile(r"(?ms)^\[\[quote\]\]\n.*?^citations = (\[\n.*?^\])")
    one, two = list(pattern.finditer(text))[:2]
    between = text[one.end(1) : two.start(1)]
    return text[: one.start(1)] + two[1] + between + one[1] + text[two.end(1) :]


NOTICED: dict[str, Change] = {
    "an offset of a start, by one more": _moved("start", 1),
    "an offset of a start, by one less": _moved("start", -1),
    "an offset of an end, by one more": _moved("end", 1),
    "an offset of an end, by one less": _moved("end", -1),
    "a paragraph": _moved("paragraph", 1),
    "a hash": _first(r'sha256 = "(.)', lambda m: f'sha256 = "{"0" if m[1] != "0" else "1"}'),
    "the citations of two quotes, exchanged": _swapped,
    "all citations of a record": _record("quote", r"(?ms)^citations = \[.*?^\]", "citations = []"),
    "a word of a quote": _record("quote", r'(?m)^text = "(\w+)', r'text = "\1 not'),
    "the speaker of a quote, to nobody known": _record(
        "quote", r'(?m)^speakers = \["[^"]+"', 'speakers = ["nobody"'
    ),
    "a bound, to one above the other": _record(
        "observation", r"(?m)^(lower) = .*$", "lower = 999999999\nupper = 1"
    ),
    "a date that no calendar has": _record("event", r'(?m)^date = ".*"', 'date = "2031-13-41"'),
    "a status there is none of": _record("event", r'(?m)^status = ".*"', 'status = "perhaps"'),
    "an id, twice": _record("fact", r'(?m)^id = ".*"', 'id = "quote-nunez-on-lanterns"'),
    "a key there is none of": _record("fact", r"(?m)^basis", "basys"),
}
"""Changes that `check --text` refuses."""


@pytest.mark.parametrize("change", NOTICED.values(), ids=NOTICED)
def test_a_change_of_a_seed_is_noticed(tmp_path: Path, change: Change) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    file = folder / ARTICLE
    assert check_folder(folder, [TEXT]).ok
    before = file.read_text()
    file.write_text(change(before))
    assert file.read_text() != before

    assert not check_folder(folder, [TEXT]).ok


UNNOTICED: dict[str, Change] = {
    "a date, to another that there is": _record("event", r'(?m)^date = "20(\d\d)', r'date = "19\1'),
    "a bound, to another that is possible": _record(
        "observation", r"(?m)^upper = 300", "upper = 200"
    ),
    "a speaker, to another who is named": _record(
        "quote", r'(?m)^speakers = \["mara-nunez"\]', 'speakers = ["tomas-ferreira"]'
    ),
    "a fact's statement, to something else": _record(
        "fact", r'(?m)^(text|statement) = ".*"', r'\1 = "The harbour froze over."'
    ),
    "one of several citations, left out": _first(
        r"(?m)(citations = \[\n)  \{.*\},\n(  \{)", r"\1\2"
    ),
}
"""Changes that only a reader can notice; if a new rule notices one, move it up."""


@pytest.mark.parametrize("change", UNNOTICED.values(), ids=UNNOTICED)
def test_a_change_that_only_a_reader_can_notice(tmp_path: Path, change: Change) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    file = folder / ARTICLE
    before = file.read_text()
    file.write_text(change(before))
    assert file.read_text() != before

    assert check_folder(folder, [TEXT]).ok
