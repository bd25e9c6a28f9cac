"""A new article's text, drafted, refused, looked at, and accepted: through the command line."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.serving import PROJECT, command, environment

TEXT = PROJECT / "tests/articles/glass-orchard-2029.txt"
ID = "glass-orchard-2029"
RUN = 8


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=PROJECT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def draft(folder: Path, text: Path = TEXT) -> subprocess.CompletedProcess[str]:
    return run(folder, "draft", str(text), "--id", ID, "--seed", str(folder))


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(folder, "check", "--seed", str(folder), "--text", str(TEXT))


def records(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / f"articles/{ID}.toml").read_text())


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seed")
    outcome = draft(folder)
    assert outcome.returncode == 0, outcome.stderr
    return folder


def test_each_quotation_is_drafted_with_its_voice(drafted: Path) -> None:
    voices = {
        quote["text"]: (quote["form"], quote["source"], quote["speakers"], quote.get("said_to"))
        for quote in records(drafted)["quote"]
    }
    calandri, achterberg, oduya = "pietro-calandri", "leonie-achterberg", "hamish-oduya"
    assert voices == {
        "We counted every pane, and then we counted again,": (
            *("direct", "person", [achterberg], None),
        ),
        "patient people": ("fragment", "person", [calandri], None),
        "Warmth is cheap compared with regret.": (
            *("direct", "person", [calandri], "valdora-gazette"),
        ),
        "second spring": ("fragment", "document", [], None),
        "greenhouse with a ticket": ("fragment", "observers", [], None),
        "A tree does not read the calendar,": ("direct", "person", [oduya], None),
    }


def test_every_citation_drafted_points_at_the_text(drafted: Path) -> None:
    text = TEXT.read_text()
    file = records(drafted)
    cited = [
        (quote["text"], quote["citations"][0]) for quote in file["quote"] if quote["citations"]
    ]
    assert [text[c["start"] : c["end"]] for _, c in cited] == [words for words, _ in cited]
    assert "the words" not in check(drafted).stderr


def test_no_year_is_made_up(drafted: Path) -> None:
    file = (drafted / f"articles/{ID}.toml").read_text()
    dates = [event.get("date") for event in records(drafted)["event"]]
    assert dates == ["2029-04-14", None, "2025", "203X"]
    assert '# “March and May”: date = "YYYY-03/YYYY-05"?' in file


def test_a_vague_number_is_left_to_the_person(drafted: Path) -> None:
    panes = [o for o in records(drafted)["observation"] if o["statistic"].endswith("panes")]
    assert [{"value", "lower", "upper"} & observation.keys() for observation in panes] == [set()]
    assert (
        "# “nearly 200” is not exact: give bounds" in (drafted / f"articles/{ID}.toml").read_text()
    )


def test_a_draft_holds_no_prose(drafted: Path) -> None:
    words = re.compile(r"\w+")
    unquoted = re.sub(r"“[^“”]*”", "\n", TEXT.read_text().split("\n", 1)[1])
    seed = " ".join(words.findall((drafted / f"articles/{ID}.toml").read_text()))
    for line in unquoted.splitlines():
        run_ = words.findall(line)
        for i in range(len(run_) - RUN + 1):
            assert " ".join(run_[i : i + RUN]) not in seed


def test_check_refuses_every_drafted_record_by_name(drafted: Path) -> None:
    outcome = check(drafted)
    assert outcome.returncode == 1
    told = "draft: nobody has looked at it yet; look at it, then remove draft = true"
    marked = 0
    for path in drafted.rglob("*.toml"):
        file = path.relative_to(drafted).as_posix()
        for table, stubs in tomllib.loads(path.read_text()).items():
            for stub in [stubs] if table == "article" else stubs:
                name = stub.get("id") or stub["name"]
                assert f"{file}: {table} {name!r}: {told}" in outcome.stderr
                marked += 1
    assert marked == len(
        re.findall(r"(?m): (?:article|\w+) '[^']+': draft: nobody", outcome.stderr)
    ) - (sum(len(person.get("office", [])) for person in records(drafted)["person"]))


def test_check_tells_a_record_in_a_line_with_what_is_not_filled_in(drafted: Path) -> None:
    *lines, last = check(drafted).stderr.splitlines()
    told = "draft: nobody has looked at it yet; look at it, then remove draft = true"
    event = f"articles/{ID}.toml: event '{ID}-event-1': {told}; not filled in: kind, name, summary"
    assert event in lines
    assert (
        f"articles/{ID}.toml: fact '{ID}-fact-1': {told}; not filled in: kind, statement" in lines
    )
    assert last == f"{len(lines)} fault(s)"
    names = [line.split(": ")[1] for line in lines if line.startswith("articles/")]
    file = (drafted / f"articles/{ID}.toml").read_text()
    ids = [re.findall("'(.*?)'", name)[0] for name in names if not name.startswith("article")]
    places = [re.search(rf'(?m)^(?:id|name) = "{id_}"', file) for id_ in ids]
    starts = [place.start() for place in places if place]
    assert len(starts) == len(ids)
    assert starts == sorted(starts)


def test_what_is_blank_and_no_draft_is_not_filled_in(tmp_path: Path) -> None:
    assert draft(tmp_path).returncode == 0
    path = tmp_path / f"articles/{ID}.toml"
    path.write_text(path.read_text().replace("draft = true\n", ""))
    told = f"articles/{ID}.toml: event '{ID}-event-1': not filled in: kind, name, summary"
    assert f"{told}; fill it in, or delete the record" in check(tmp_path).stderr


def test_once_looked_at_the_draft_passes_every_check(tmp_path: Path) -> None:
    assert draft(tmp_path).returncode == 0
    for path in tmp_path.rglob("*.toml"):
        path.write_text(_looked_at(path.read_text()))
    outcome = check(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert "sentences cited (100%)" in outcome.stdout
    assert run(tmp_path, "seed", "--seed", str(tmp_path)).stdout.startswith("seeded")


def _looked_at(seed: str) -> str:
    """What a person would do: remove each mark, and say in own words what was left empty."""
    seed = seed.replace("draft = true\n", "")
    seed = seed.replace(
        "# “nearly 200” is not exact: give bounds", "upper = 200\nupper_inclusive = true"
    )
    seed = re.sub(r'(?m)^(statement|summary|description|name) = ""$', r'\1 = "In our words."', seed)
    events, found, facts = seed.partition("[[fact]]")
    events = re.sub(r'(?m)^kind = ""$', 'kind = "ceremony"', events)
    return events + found + re.sub(r'(?m)^kind = ""$', 'kind = "action"', facts)


def test_names_that_the_seed_knows_keep_their_ids(tmp_path: Path) -> None:
    (tmp_path / "people.toml").write_text('[[person]]\nid = "mayor-pc"\nname = "Pietro Calandri"\n')
    (tmp_path / "organisations.toml").write_text(
        '[[organisation]]\nid = "gazette"\nname = "Valdora Gazette"\nkind = "newspaper"\n'
    )
    assert draft(tmp_path).returncode == 0
    people = (tmp_path / "people.toml").read_text()
    assert people.startswith(
        '[[person]]\nid = "mayor-pc"\nname = "Pietro Calandri"\n\n[[person]]\n'
    )
    assert people.count("Calandri") == 1
    quotes = records(tmp_path)["quote"]
    assert ["mayor-pc"] in [quote["speakers"] for quote in quotes]
    assert "gazette" in [quote.get("said_to") for quote in quotes]


def test_the_terminal_shows_the_words_beside_each_record(tmp_path: Path) -> None:
    shown = draft(tmp_path).stdout
    assert "whom he described as “[patient people]”" in shown


def test_the_worksheet_tells_each_sentence_once_with_all_that_was_drafted_from_it(
    tmp_path: Path,
) -> None:
    text = tmp_path / "mill.txt"
    text.write_text((PROJECT / "tests/articles/paper-mill-2031.txt").read_text())
    shown = run(tmp_path, "draft", str(text), "--id", "mill", "--seed", str(tmp_path))
    assert (shown.returncode, shown.stderr) == (0, "")
    parts = [part.splitlines() for part in shown.stdout.split("\n\n")]
    flood = next(part for part in parts if "flood of 2027" in part[0])
    assert flood[0].endswith(
        ": Some 6,000 people live in Sorrel, a town that lost two bridges in the flood of 2027."
    )
    assert flood[1:] == [
        "  event mill-event-6: 2027, occurred",
        "  observation mill-people-2: “Some 6,000” is not exact: give bounds",
        "  observation mill-bridges-1: 2, period 2027",
        "  fact mill-fact-13",
    ]
    roof = next(part for part in parts if "A roof is not" in part[0])
    assert roof == [
        'paragraph 6: "[A roof is not yet a plan,]" he said.',
        "  quote mill-brandt-1: person otto-brandt",
    ]
    open_ = next(part for part in parts if "open to a longer" in part[0])
    assert "  quote mill-unknown-1: whose words these are is not clear" in open_
    lasted = next(part for part in parts if "31 years" in part[0])
    assert "  note: “31 years” is no count but a length of time" in lasted
    assert sum("flood of 2027" in line for line in shown.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("id_", "text", "told"),
    [
        ("Glass Orchard", "Some words.", "write lower case, digits and single hyphens"),
        ("empty", " \n", "the text is empty"),
        (
            *("straight", 'A title\nThe 12" pipe "broke, she said.\n"Yes," he said.'),
            'paragraph 2: the straight quotation marks (") do not pair up; write “ and ” there',
        ),
        (ID, "Some words.", "is there already; delete it or choose another --id"),
    ],
)
def test_what_cannot_be_drafted_is_told_in_a_line(
    tmp_path: Path, id_: str, text: str, told: str
) -> None:
    (tmp_path / "articles").mkdir()
    held = tmp_path / f"articles/{ID}.toml"
    if id_ == ID:
        held.write_text("# a person's work\n")
    copy = tmp_path / "copy.txt"
    copy.write_text(text)
    outcome = run(tmp_path, "draft", str(copy), "--id", id_, "--seed", str(tmp_path))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert told in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1
    assert not held.exists() or held.read_text() == "# a person's work\n"


def test_a_seed_with_faults_is_left_as_it_is(tmp_path: Path) -> None:
    people = tmp_path / "people.toml"
    people.write_text('[[person]]\nid = "someone"\n')
    outcome = draft(tmp_path)
    assert outcome.returncode == 1
    assert "people.toml: person 'someone': name: Field required; add it" in outcome.stderr
    assert [path.name for path in tmp_path.rglob("*.toml")] == ["people.toml"]
