"""What is read quickly is what the records would have read; what they refuse, they tell of."""

import json
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from app.seeding.batching import Found, make
from app.seeding.batching import Shared as SharedByArticles
from app.seeding.checking import well
from app.seeding.faults import Fault
from app.seeding.reading import ArticleFile, read
from app.seeding.structs import structs_of
from benchmarks import growth_corpus
from tests.seeds import ARTICLE, INVENTED

NAME = ARTICLE.replace(".toml", ".json")
SAID: dict[str, Any] = tomllib.loads((INVENTED / ARTICLE).read_text())
SHARED = SharedByArticles(read(INVENTED))

HASH = "0123456789abcdef" * 4
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 7, 7.0, 7.5, 1e30, 10**30, 2**63, [], {}, [1], [{}], [[]]),
    *("", " ", "a", " a", "a ", "a\n", "\na", "\u2028a", "a\u00a0", "a\x1c", "a\x00", "7", "true"),
    *("CH", "CHE", "CHXX", "ch", "xi--x", "-x", "x-", "a" * 101, "é" * 2001, "\ud800", "en\n"),
    *("inferred", "stated", "certain", "joint", "writer", "fragment", "expected", "hope"),
    *("observers", "mara-nunez", "guild-of-ropemakers", "lantern-fair-2032", "old-harbour"),
    *("2031-06-31", "2031-06", "../..", "203X", HASH, HASH.upper(), f"{HASH}\n", HASH[1:]),
    *(["CH", "CH"], ["mara-nunez"], ["mara-nunez\n"], {"sail": "red"}, {"sail": " red"}),
]
KEYS = ["draft", "inference", "asserted_by", "about", "value", "upper", "spare", "attributed_to"]


Way = tuple[str | int, ...]


def ways(node: Any, way: Way = ()) -> Iterator[Way]:  # noqa: ANN401 - a JSON document
    """The way to everything in a document, tables and lists themselves included."""
    yield way
    if isinstance(node, dict | list):
        for step in node if isinstance(node, dict) else range(len(node)):
            yield from ways(node[step], (*way, step))


def kinds(said: Any) -> Iterator[Way]:  # noqa: ANN401 - the same
    """The first way to each field: those of other records in the same table are alike."""
    alike = {tuple(isinstance(step, int) or step for step in way): way for way in ways(said)}
    return filter(None, alike.values())


def changed(way: Way, value: Any) -> dict[str, Any]:  # noqa: ANN401 - the same
    """What is said, with something else at the end of a way; nothing there where that is `...`."""
    said = deepcopy(SAID)
    node: Any = said
    for step in way[:-1]:
        node = node[step]
    if value is ...:
        del node[way[-1]]
    else:
        node[way[-1]] = value
    return said


def variations() -> Iterator[dict[str, Any]]:
    """What is said, with anything changed, left out, added or said twice."""
    for way in kinds(SAID):
        yield from (changed(way, value) for value in [*ODD, ...])
        node = reduce(getitem, way, cast(Any, SAID))
        if isinstance(node, dict):
            yield from (changed((*way, key), value) for key in KEYS for value in ODD[::9])
        if isinstance(node, list):
            yield changed(way, [*node, *node])


def test_what_is_read_quickly_is_what_the_records_would_have_read() -> None:
    taken = 0
    for said in variations():
        content = json.dumps(said).encode()
        quickly = structs_of(content)
        if quickly and well(NAME, quickly, SHARED.known):
            taken += 1
            slowly = ArticleFile.model_validate_json(content)
            assert repr(msgspec.to_builtins(quickly)) == repr(slowly.model_dump())
            assert well(NAME, slowly, SHARED.known)
    assert taken > 200


def test_what_is_right_is_read_quickly(tmp_path: Path) -> None:
    growth_corpus.write(tmp_path, 2)
    files = [*tmp_path.glob("articles/*.json")]

    assert all(structs_of(path.read_bytes()) for path in files)
    assert structs_of(json.dumps(SAID).encode())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"quiet triumph"', '"Quiet triumph"', "text is not what the first citation points at"),
        ('"part": "opened it"', '"part": ""', "part: String should have at least 1 character"),
        ('"byline": ["ines-okafor"]', '"byline": ["ines-okfor"]', "byline: no person 'ines-okfor'"),
        ('"upper": 15', '"upper": 11', "lower must be below upper"),
        ('"value": 7', '"value": 7.5', "value: 7.5 is no whole number"),
    ],
)
def test_a_fault_of_json_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "articles").mkdir()
    text = json.dumps(SAID)
    assert old in text
    (tmp_path / NAME).write_text(text.replace(old, new, 1))

    batch = make(tmp_path, [Found(NAME, 0, 0)], SHARED)

    (fault,) = batch.faults
    assert isinstance(fault, Fault)
    assert fault.problem.startswith(told)
    assert "fact" not in batch.rows


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'"opened it"', b'"opened \xff"', "is not JSON in UTF-8"),
        (b'"value": 7', b'"value": 1e400', "is not JSON in UTF-8"),
        (b'"value": 7', b'"value": 1' + b"0" * 400, "is not JSON in UTF-8"),
        (b'"value": 7', b'"value": 9223372036854775808', "a whole number is at most"),
        (b'"value": 7', b'"value": 1e19', "a whole number is at most"),
        (b'"value": 7', b'"value": [[[[7]]]]', "value.int: Input should be a valid"),
        (b"{", b"{" * 100_000, "is not JSON in UTF-8"),
    ],
)
def test_what_no_program_writes_is_told(tmp_path: Path, old: bytes, new: bytes, told: str) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / NAME).write_bytes(json.dumps(SAID).encode().replace(old, new, 1))

    batch = make(tmp_path, [Found(NAME, 0, 0)], SHARED)

    assert batch.faults[0].problem.startswith(told)


def test_text_that_is_to_be_trimmed_is_trimmed(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / NAME).write_text(json.dumps(SAID).replace('"opened it"', '" opened it\\n"'))

    batch = make(tmp_path, [Found(NAME, 0, 0)], SHARED)

    assert not batch.faults
    assert any('"part":"opened it"' in row[3] for row in batch.rows["event"])
