"""A new article's text, drafted into one review file, decided, and turned into its seed."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.drafting.review import read_review
from tests.serving import PROJECT, command, environment

TEXT = PROJECT / "tests/articles/paper-mill-2031.txt"
ID = "paper-mill-2031"


def run(_: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in this process: the pipeline is loaded once."""
    outcome = CliRunner().invoke(cli, arguments)
    return subprocess.CompletedProcess(arguments, outcome.exit_code, outcome.stdout, outcome.stderr)


def run_apart(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as users run it, in a process of its own."""
    return subprocess.run(
        command(*arguments),
        cwd=PROJECT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a text and its review."""
    folder = tmp_path_factory.mktemp("draft")
    (folder / "mill.txt").write_bytes(TEXT.read_bytes())
    outcome = run_apart(
        folder, "draft", f"{folder}/mill.txt", "--id", ID, "--seed", f"{folder}/seed"
    )
    assert outcome.returncode == 0, outcome.stderr
    return folder


@pytest.fixture
def folder(drafted: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    for name in ("mill.txt", "mill.review"):
        (tmp_path / name).write_bytes((drafted / name).read_bytes())
    return tmp_path


def review(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "review", f"{folder}/mill.review", "--seed", f"{folder}/seed", *options)


def decide(folder: Path) -> None:
    """Keep all lines, but drop the vague number; say in own words what the others state."""
    path = folder / "mill.review"
    lines = []
    for number, line in enumerate(path.read_text().splitlines()):
        decided = re.sub(r"^\? ", "- " if "number: ~" in line else "+ ", line)
        if re.match(r"\+ (?:event|fact|number)", decided):
            words = f" | Statement {number}, in our own words."
            decided = re.sub(r" \| [^|]*[^ |]", words, decided, count=1)
        lines.append(decided)
    path.write_text("\n".join(lines))


def records(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / f"seed/articles/{ID}.toml").read_text())


def test_a_draft_leaves_the_seed_alone(drafted: Path) -> None:
    assert not (drafted / "seed").exists()
    assert sorted(path.name for path in drafted.iterdir()) == ["mill.review", "mill.txt"]


def test_every_record_is_a_line_under_its_sentence_and_none_is_empty(drafted: Path) -> None:
    read = read_review((drafted / "mill.review").read_text())
    assert read.faults == []
    assert {line.mark for line in read.lines} == {"?"}
    assert all(line.words for line in read.lines)
    under = {line.kind: line.sentence for line in read.lines if line.id.startswith("brandt-roof")}
    assert under == {"quote": 8}
    stated = [line.sentence for line in read.lines if line.kind in ("fact", "event")]
    assert len(stated) == len(set(stated))


def test_a_decided_review_becomes_a_seed_that_passes_every_check(folder: Path) -> None:
    decide(folder)
    outcome = review(folder)
    assert outcome.returncode == 0, outcome.stderr
    seeded = f"{folder}/seed"
    checked = run_apart(folder, "check", "--seed", seeded, "--text", f"{folder}/mill.txt")
    assert checked.returncode == 0, checked.stderr
    assert "(100%)" in checked.stdout
    assert run_apart(folder, "seed", "--seed", seeded).stdout.startswith("seeded")
    text, file = TEXT.read_text(), records(folder)
    for quote in file["quote"]:
        cited = quote["citations"][0]
        assert text[cited["start"] : cited["end"]] == quote["text"]
    assert (file["article"]["date"], file["article"]["byline"]) == ("2031-03-12", ["edda-falk"])
    assert {o["id"]: o["political"] for p in file["person"] for o in p.get("office", [])} == {
        "culture-minister-of-valdora": True,
        "mayor-of-sorrel": True,
    }


def test_a_second_article_shares_what_the_first_brought(folder: Path) -> None:
    decide(folder)
    assert review(folder).returncode == 0
    (folder / "next.txt").write_text("Mill opens\nOtto Brandt met Ida Falk in Sorrel.")
    seed = f"{folder}/seed"
    assert (
        run(folder, "draft", f"{folder}/next.txt", "--id", "next", "--seed", seed).returncode == 0
    )
    path = folder / "next.review"
    path.write_text(re.sub(r"(?m)^\? ", "+ ", path.read_text()))
    outcome = run(folder, "review", str(path), "--seed", seed)
    assert outcome.returncode == 0, outcome.stderr
    people = (folder / "seed/people.toml").read_text()
    assert people.count("Otto Brandt") == 1
    assert "Ida Falk" in people


def test_what_is_not_decided_is_told_with_all_other_faults_and_nothing_is_written(
    folder: Path,
) -> None:
    path = folder / "mill.review"
    content = path.read_text().replace("? person otto-brandt", "+ person otto-brandt")
    path.write_text(content.replace("by: otto-brandt", "by: otto-brand"))
    outcome = review(folder)
    assert outcome.returncode == 1
    lines = outcome.stderr.splitlines()
    undecided = [
        line for line in lines if "is not decided: write + to keep it or - to drop it" in line
    ]
    assert len(undecided) == content.count("\n? ")
    assert any("quote 'brandt-roof-not-yet-plan' by: who said it?" in e for e in lines)
    assert any("write 5, >5, >=5, <5, <=5 or 3..5" in line for line in lines)
    assert any("repeats 8 or more words of the article" in line for line in lines)
    assert lines[-1].endswith("fault(s); nothing was written")
    assert not (folder / "seed").exists()


def test_a_check_writes_nothing(folder: Path) -> None:
    decide(folder)
    outcome = review(folder, "--check")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert not (folder / "seed").exists()


def test_dropping_a_person_drops_them_from_what_is_about_them(folder: Path) -> None:
    decide(folder)
    path = folder / "mill.review"
    content = path.read_text().replace("+ person ines-marchetti", "- person ines-marchetti")
    path.write_text(content)
    assert review(folder).returncode == 0
    assert '"ines-marchetti"' not in json.dumps(records(folder))


def test_ids_and_words_may_be_changed(folder: Path) -> None:
    decide(folder)
    path = folder / "mill.review"
    content = path.read_text().replace("brandt-roof-not-yet-plan", "brandt-on-the-roof")
    path.write_text(content.replace("otto-brandt", "o-brandt"))
    assert review(folder).returncode == 0
    quotes = {quote["id"]: quote.get("speakers") for quote in records(folder)["quote"]}
    assert quotes["brandt-on-the-roof"] == ["o-brandt"]


def test_a_line_may_be_added_by_hand(folder: Path) -> None:
    decide(folder)
    path = folder / "mill.review"
    added = "+ fact | The printers have a club. | kind: relationship | about: otto-brandt"
    path.write_text(re.sub(r"(?m)^(\[7\] .*)$", rf"\1\n{added}", path.read_text()))
    assert review(folder).returncode == 0
    stated = [fact["statement"] for fact in records(folder)["fact"]]
    assert "The printers have a club." in stated


def test_a_vague_number_may_become_a_fact(folder: Path) -> None:
    decide(folder)
    path = folder / "mill.review"
    fact = "+ fact | Sorrel has some thousands of people."
    path.write_text(re.sub(r"(?m)^- number \| [^|]*[^ |]", fact, path.read_text()))
    outcome = review(folder)
    assert outcome.returncode == 0, outcome.stderr
    stated = [fact["statement"] for fact in records(folder)["fact"]]
    assert "Sorrel has some thousands of people." in stated


def test_a_changed_text_is_noticed(folder: Path) -> None:
    decide(folder)
    (folder / "mill.txt").write_text(TEXT.read_text() + "More.")
    outcome = review(folder)
    assert "the text has changed since it was drafted: draft it again" in outcome.stderr


def test_the_worksheet_is_one_page_with_every_line(folder: Path) -> None:
    page = folder / "mill.html"
    assert review(folder, "--html", str(page)).returncode == 0
    html = page.read_text()
    held = re.search(r'id="held">(.*?)</script>', html, re.DOTALL)
    assert held
    assert json.loads(held[1].replace("<\\/", "</"))["review"] == (
        (folder / "mill.review").read_text()
    )
    assert "http" not in html.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("id_", "text", "told"),
    [
        ("Glass Orchard", "Some words.", "use lower case, digits and single hyphens"),
        ("empty", " \n", "the text is empty"),
        ("long", "A word. " * 5000, "draft it in parts of 8,000"),
    ],
)
def test_what_cannot_be_drafted_is_told_in_a_line(
    tmp_path: Path, id_: str, text: str, told: str
) -> None:
    (tmp_path / "copy.txt").write_text(text)
    outcome = run(tmp_path, "draft", f"{tmp_path}/copy.txt", "--id", id_)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert told in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_review_that_is_there_is_not_lost(folder: Path) -> None:
    outcome = run(folder, "draft", f"{folder}/mill.txt", "--id", ID)
    assert outcome.returncode == 1
    assert "already exists; move it away or delete it" in outcome.stderr


def test_a_folder_is_drafted_as_json_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A title\n“We cannot wait,” said Nora Feldt on Tuesday.")
    (tmp_path / "b.txt").write_text("")
    options = ("--format", "json", "--written", "2031-03-12")
    first, second = map(
        json.loads, run(tmp_path, "draft", str(tmp_path), *options).stdout.split("\n")[:2]
    )
    assert second == {"file": "b.txt", "error": "the text is empty"}
    assert first["quotations"] == [
        {"start": 9, "end": 24, "source": "person", "speakers": ["Nora Feldt"]}
    ]
    assert first["names"] == [{"kind": "person", "name": "Nora Feldt", "mentions": [[31, 41]]}]
    assert first["dates"] == [{"start": 45, "end": 52, "edtf": "2031-03-11"}]
