"""Anything in a seed is either used or listed as a fault: no traceback, no hang."""

import json
import os
import sqlite3
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from time import process_time
from typing import Any, cast

import pytest

from app.database.dataset import Tables
from app.evidence.text import digest
from app.resources import METADATA
from app.seeding.build import Build, seed
from app.seeding.faults import FaultySeed
from app.seeding.files import names
from app.seeding.report import check_folder
from app.seeding.sqlite_file import SqliteFile
from benchmarks import growth_corpus
from tests.seeds import ARTICLE, INVENTED, append, edit, joined

NAME = ARTICLE.replace(".toml", ".json")
SAID: dict[str, Any] = tomllib.loads((INVENTED / ARTICLE).read_text())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented seed."""
    return joined(tmp_path / "seed", INVENTED)


@pytest.fixture
def json_folder(folder: Path) -> Path:
    """A copy of the invented seed, with its article in JSON."""
    (folder / ARTICLE).unlink()
    (folder / NAME).write_text(json.dumps(SAID))
    return folder


def refused(folder: Path) -> list[str]:
    """The faults of a seed; `seed` and `check` must find the same."""
    lines = check_folder(folder).lines[:-1]
    with pytest.raises(FaultySeed) as raised:
        seed(SqliteFile(folder.parent / "facts.db"), folder)
    assert sorted(lines) == [str(fault) for fault in raised.value.faults]
    return lines


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "value = 7",
            'value = "7"',
            "observation 'boats-2030': value.int: Input should be a valid",
        ),
        ("value = 7", "value = true", "observation 'boats-2030': value.int: Input should be a val"),
        ("value = 7", "value = 1" + "0" * 5000, "file: is not TOML in UTF-8: Exceeds"),
        ("value = 7", "value = " + "[" * 1000 + "]" * 1000, "file: is nested too deeply"),
        ("value = 7", "value = 18446744073709551616", "a whole number may be at most"),
        ("paragraph = 8", "paragraph = 18446744073709551616", "paragraph: Input should be less"),
        ("paragraph = 8", "paragraph = 10_000_000", "paragraph: Input should be less than or eq"),
        ("characters = ", "characters = 99999", "characters: Input should be less than or equal"),
        ("political = true", 'political = "yes"', "political: Input should be a valid boolean"),
        ('name = "invitation', 'name = "\\u0000invitation', "it has the control character U+0000"),
        ('name = "invitation', 'name = "\\u009finvitation', "it has the control character U+009F"),
        (
            'part = "opened it"',
            'part = "opened\\u001bit"',
            "part: it has the control character U+00",
        ),
        (
            'title = "Lantern',
            'title = "Two\\nlines: Lantern',
            "title: it has a line break or a tab",
        ),
        (
            'language = "en"',
            f'language = "en{"-abcdefgh" * 1000}"',
            "language: String should have at most 100",
        ),
        (
            'language = "en"',
            'language = "en"\nurl = "https://e.org/\\u0001"',
            "url: it has the control character U+0001",
        ),
        ('id = "cafe-brisa"', 'id = "cafe\\u0000brisa"', "id: String should match pattern"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_fault(folder: Path, old: str, new: str, told: str) -> None:
    edit(folder, ARTICLE, old, new)

    assert any(told in line for line in refused(folder)), refused(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'"opened it"', b'"opened \xff"', "is not JSON in UTF-8"),
        (b'"value": 7', b'"value": 1e400', "a number must be finite"),
        (b'"value": 7', b'"value": 1' + b"0" * 5000, "is not JSON in UTF-8"),
        (b'"value": 7', b'"value": 9223372036854775808', "a whole number may be at most"),
        (b'"value": 7', b'"value": [[[[7]]]]', "value.int: Input should be a valid"),
        (b'"value": 7', b'"value": "7"', "value.int: Input should be a valid integer"),
        (b"{", b"{" * 100_000, "is not JSON in UTF-8"),
        (b'"value": 7', b'"value": ' + b"[" * 1000 + b"]" * 1000, "is not JSON in UTF-8"),
        (b'"opened it"', b'"opened \\ud800"', "is not JSON in UTF-8"),
        (b'"opened it"', b'"opened \\u0000"', "part: it has the control character U+0000"),
        (b'"upper": 15', b'"upper": 11', "lower must be below upper"),
        (b'"value": 7', b'"value": 7, "value": 8', "is not JSON in UTF-8: 'value' is there twice"),
        (b"{", b'{"fact": [], ', "is not JSON in UTF-8: 'fact' is there twice"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_fault_in_json_too(
    json_folder: Path, old: bytes, new: bytes, told: str
) -> None:
    content = (json_folder / NAME).read_bytes()
    assert old in content
    (json_folder / NAME).write_bytes(content.replace(old, new, 1))

    assert any(told in line for line in refused(json_folder)), refused(json_folder)


@pytest.mark.parametrize("name", ["a;b", "a=b", "a\\u0000", "a\\nb", "=a", ""])
def test_a_dimension_has_a_plain_name(folder: Path, name: str) -> None:
    boats = 'id = "boats-in-the-night-race"'
    edit(folder, "statistics.toml", boats, f'{boats}\ndimensions = ["{name}"]')

    assert any("dimensions.0: String should match pattern" in line for line in refused(folder))


@pytest.mark.parametrize(
    "number", ["value = 7.5", "value = -7", "lower = 6.5\nlower_inclusive = true"]
)
def test_an_ordinal_has_no_fraction_and_no_sign(folder: Path, number: str) -> None:
    boats = 'id = "boats-in-the-night-race"'
    edit(folder, "statistics.toml", boats, f"{boats}\nordinal = true")
    edit(folder, ARTICLE, "value = 7", number)

    assert any("'boats-2030': it is no ordinal" in line for line in refused(folder))


def test_what_a_place_lies_in_is_named_by_an_article(folder: Path) -> None:
    append(folder, "countries.toml", '[[country]]\nid = "PT"\nname = "Portugal"')
    port = '[[place]]\nid = "port-brisa"\nname = "Port Brisa"\nkind = "town"\ncountry = "PT"'
    append(folder, "places.toml", port)
    # Nobody sees a place that no article names.
    assert check_folder(folder).ok
    edit(folder, "places.toml", 'id = "cafe-brisa"', 'id = "cafe-brisa"\nwithin = "port-brisa"')

    (line,) = refused(folder)

    assert line.startswith("places.toml: 'cafe-brisa': within: no article names 'port-brisa'; add")


@pytest.mark.parametrize("kind", ["event", "quote"])
def test_no_record_has_the_id_of_an_unnamed_source(json_folder: Path, kind: str) -> None:
    said = deepcopy(SAID)
    said[kind].append({**said[kind][-1], "id": "observers"})
    said[kind][-1].pop("participant", None)
    (json_folder / NAME).write_text(json.dumps(said))

    taken = "the id is already used in the names of sources; choose another id"
    assert refused(json_folder) == [f"{NAME}: {kind} 'observers': {taken}"]


def test_an_id_that_no_request_could_name_is_a_fault(json_folder: Path) -> None:
    said = deepcopy(SAID)
    said["person"][0]["office"][0]["id"] = "m" * 100
    person = "n" * 100
    text = json.dumps(said).replace("mara-nunez", person)
    (json_folder / NAME).write_text(text)
    edit(json_folder, "people.toml", "mara-nunez", person)

    (line,) = refused(json_folder)

    assert line.endswith("has more than 200 characters; choose shorter ids")


def test_text_is_trimmed(json_folder: Path) -> None:
    text = (json_folder / NAME).read_text()
    (json_folder / NAME).write_text(text.replace('"opened it"', '" opened it\\n"'))
    file = SqliteFile(json_folder.parent / "facts.db")

    seed(file, json_folder)

    with file.open() as tables:
        documents = tables.run("SELECT document FROM event")
    assert any('"part":"opened it"' in document for (document,) in documents)


@pytest.mark.parametrize("form", ["toml", "json"])
def test_a_byte_order_mark_changes_nothing(
    folder: Path, request: pytest.FixtureRequest, form: str
) -> None:
    if form == "json":
        request.getfixturevalue("json_folder")
    for name in names(folder):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(BOM_UTF8 + content)

    assert check_folder(folder).lines[:-1] == []


@pytest.mark.parametrize("name", ["articles/pipe.toml", "people.toml"])
def test_a_pipe_is_refused_without_waiting(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)

    assert f"{name}: file: is not a regular file; replace it with one" in refused(folder)


def test_an_endless_file_is_not_read(folder: Path) -> None:
    (folder / "articles/zero.toml").symlink_to("/dev/zero")

    assert refused(folder) == [
        "articles/zero.toml: file: is not a regular file; replace it with one"
    ]


def test_a_name_that_is_not_utf_8_is_a_fault(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "articles") + b"/x\xff.toml")).touch()

    (line,) = refused(folder)

    assert line.startswith(r"articles/x\xff.toml: file: cannot be read")


def test_a_link_to_itself_is_a_fault(folder: Path) -> None:
    (folder / "articles/loop.toml").symlink_to("loop.toml")

    (line,) = refused(folder)

    assert line.startswith("articles/loop.toml: file: cannot be read: Too many levels of symbolic")


def test_links_to_parent_folders_are_not_followed(folder: Path) -> None:
    (folder / "again").symlink_to(".")
    (folder / "articles/up").symlink_to("..")
    (folder / "loop").symlink_to("loop")

    assert check_folder(folder).ok


def test_a_folder_that_links_to_itself_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")

    (line,) = refused(tmp_path / "loop")

    assert "folder: does not exist" in line


def test_a_file_in_another_folder_is_a_fault(folder: Path) -> None:
    (folder / "articles/old").mkdir()
    (folder / "articles/old/a.toml").touch()

    (line,) = refused(folder)

    assert line.startswith("articles/old/a.toml: file: is not a seed file")


def test_the_folder_of_articles_may_be_a_link(folder: Path) -> None:
    (folder / "articles").rename(folder.parent / "elsewhere")
    (folder / "articles").symlink_to("../elsewhere")

    assert check_folder(folder).ok
    assert names(folder)[0] == ARTICLE


def test_faults_are_listed_up_to_a_limit(tmp_path: Path) -> None:
    growth_corpus.write(tmp_path / "seed", 2)
    path = next((tmp_path / "seed/articles").iterdir())
    said = json.loads(path.read_bytes())
    said["fact"] = [{"id": f"x-{number}"} for number in range(1500)]
    path.write_text(json.dumps(said))

    with pytest.raises(FaultySeed) as raised:
        seed(SqliteFile(tmp_path / "facts.db"), tmp_path / "seed")

    assert len(raised.value.faults) == 1000
    assert raised.value.lines[-1] == "and more"
    assert check_folder(tmp_path / "seed").lines[-2:] == ["and more", "1000 fault(s)"]


def test_a_span_has_one_paragraph_and_one_hash(json_folder: Path) -> None:
    said = deepcopy(SAID)
    citation = said["fact"][0]["citations"][0]
    said["fact"][1]["citations"].append({**citation, "sha256": "0" * 64})
    said["fact"][1]["citations"].append({**citation, "paragraph": 1})
    (json_folder / NAME).write_text(json.dumps(said))

    lines = refused(json_folder)

    where = f"{citation['start']}-{citation['end']}"
    problem = f"characters {where} have another paragraph or sha256 elsewhere in this file"
    assert any(problem in line for line in lines), lines


def test_a_text_of_apostrophes_is_compared_soon(json_folder: Path, tmp_path: Path) -> None:
    text = "’" * 60_000
    said = deepcopy(SAID)
    said["article"] |= {"sha256": digest(text), "characters": len(text)}
    (json_folder / NAME).write_text(json.dumps(said))
    (tmp_path / "copy.txt").write_text(text)
    began = process_time()

    check_folder(json_folder, [tmp_path / "copy.txt"])

    assert process_time() - began < 5


def test_a_participant_is_listed_once(json_folder: Path) -> None:
    said = deepcopy(SAID)
    (event, *_) = (one for one in said["event"] if one.get("participant"))
    # Without a statement it has no fact, whose id would be used twice.
    silent = {k: v for k, v in event["participant"][0].items() if k != "statement"}
    event["participant"] += [{**silent, "part": "opened it"}, {**silent, "part": "closed it"}]
    (json_folder / NAME).write_text(json.dumps(said))

    (line,) = refused(json_folder)

    assert "a participant is listed twice" in line


def test_an_event_does_not_assert_itself(json_folder: Path) -> None:
    said = deepcopy(SAID)
    said["event"][0]["asserted_by"] = said["event"][0]["id"]
    (json_folder / NAME).write_text(json.dumps(said))

    (line,) = refused(json_folder)

    assert "an event does not assert itself" in line


HASH = "0123456789abcdef" * 4
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 7, 7.0, 7.5, 1e30, 10**30, 2**63, [], {}, [1], [{}], [[]]),
    *("", " ", "a", " a", "a ", "a\n", "\na", "\u2028a", "a\u00a0", "a\x1c", "a\x00", "7", "true"),
    *("CH", "CHE", "CHXX", "ch", "xi--x", "-x", "x-", "a" * 101, "é" * 2001, "en\n"),
    *("inferred", "stated", "certain", "joint", "writer", "fragment", "expected", "hope"),
    *("observers", "mara-nunez", "guild-of-ropemakers", "lantern-fair-2032", "old-harbour"),
    *("2031-06-31", "2031-06", "../..", "203X", HASH, HASH.upper(), f"{HASH}\n", HASH[1:]),
    *(["CH", "CH"], ["mara-nunez"], ["mara-nunez\n"], {"sail": "red"}, {"sail": " red"}),
]
KEYS = ["inference", "asserted_by", "about", "value", "upper", "spare", "attributed_to"]

Way = tuple[str | int, ...]


def ways(node: Any, way: Way = ()) -> Iterator[Way]:  # noqa: ANN401 - a JSON document
    """The path to every node in a document, including tables and lists."""
    yield way
    if isinstance(node, dict | list):
        for step in node if isinstance(node, dict) else range(len(node)):
            yield from ways(node[step], (*way, step))


def fields(said: Any) -> Iterator[Way]:  # noqa: ANN401 - the same
    """One path to each field; records in the same table have the same fields."""
    alike = {tuple(isinstance(step, int) or step for step in way): way for way in ways(said)}
    return filter(None, alike.values())


def changed(way: Way, value: Any) -> dict[str, Any]:  # noqa: ANN401 - the same
    """The article with another value at the end of a path; `...` removes it."""
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
    """The article with anything changed, removed, added or duplicated."""
    for way in fields(SAID):
        yield from (changed(way, value) for value in [*ODD, ...])
        node = reduce(getitem, way, cast(Any, SAID))
        if isinstance(node, dict):
            yield from (changed((*way, key), value) for key in KEYS for value in ODD[::9])
        if isinstance(node, list):
            yield changed(way, [*node, *node])


def written(folder: Path) -> bool:
    """Whether a seed can be written to a database in memory; only `FaultySeed` is expected."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    tables = Tables(connection)
    for table in METADATA.sorted_tables:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
        connection.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({keys}))")
    try:
        Build(tables, folder, names(folder)).run("")
    except FaultySeed:
        return False
    finally:
        connection.close()
    return True


def test_check_passes_exactly_what_seeding_can_write(json_folder: Path) -> None:
    taken = 0
    for said in list(variations())[::41]:
        (json_folder / NAME).write_text(json.dumps(said))
        ok = check_folder(json_folder).ok
        assert written(json_folder) == ok, said
        taken += ok
    assert taken > 10


def test_a_file_of_more_than_16_mib_is_not_read(folder: Path) -> None:
    (folder / "articles/a.toml").write_bytes(b"#" * (17 << 20))

    (line,) = refused(folder)

    assert "has more than 16 MiB" in line


def test_many_unknown_keys_are_not_all_listed(folder: Path) -> None:
    keys = {str(number): 1 for number in range(200_000)}
    (folder / "articles/a.json").write_text(json.dumps({"article": keys}))
    began = process_time()

    lines = check_folder(folder).lines

    assert process_time() - began < 15
    assert len(lines) == 1002
    assert lines[-2] == "and more"


def test_many_wrong_ids_are_not_all_compared(json_folder: Path) -> None:
    people = [f'[[person]]\nid = "p-{n}"\nname = "P"' for n in range(5_000)]
    append(json_folder, "people.toml", "\n".join(people))
    said = deepcopy(SAID)
    said["fact"][0]["about"] = [f"nobody-{n}" for n in range(50_000)]
    (json_folder / NAME).write_text(json.dumps(said))
    began = process_time()

    lines = check_folder(json_folder).lines

    assert process_time() - began < 15
    assert lines[-2] == "and more"
    assert "no country or event" in lines[0]
