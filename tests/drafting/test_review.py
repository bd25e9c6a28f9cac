"""A new article's text is drafted into a review file, decided, and turned into its seed."""

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
from tests.serving import PROJECT
from tests.starting import ran

TEXT = PROJECT / "tests/articles/paper-mill-2031.txt"
ID = "paper-mill-2031"


def run(_: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, so that the pipeline is loaded only once."""
    outcome = CliRunner().invoke(cli, arguments)
    return subprocess.CompletedProcess(arguments, outcome.exit_code, outcome.stdout, outcome.stderr)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a text and its review."""
    folder = tmp_path_factory.mktemp("draft")
    (folder / "mill.txt").write_bytes(TEXT.read_bytes())
    outcome = ran(folder, "draft", f"{folder}/mill.txt", "--id", ID, "--seed", f"{folder}/seed")
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
    """Keep all lines except the vague number, and reword the statements."""
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
    checked = ran(folder, "check", "--seed", seeded, "--text", f"{folder}/mill.txt")
    assert checked.returncode == 0, checked.stderr
    assert "(100%)" in checked.stdout
    assert ran(folder, "seed", "--seed", seeded).stdout.startswith("seeded")
    text, file = TEXT.read_text(), records(folder)
    for quote in file["quote"]:
        cited = quote["citations"][0]
        assert text[cited["start"] : cited["end"]] == quote["text"]
    assert (file["article"]["date"], file["article"]["byline"]) == ("2031-03-12", ["edda-falk"])
    assert {o["id"]: o["political"] for p in file["person"] for o in p.get("office", [])} == {
        "culture-minister-of-valdora": True,
        "mayor-of-sorrel": True,
    }


def test_a_full_disk_leaves_every_file_of_the_seed_as_it_was(folder: Path) -> None:
    decide(folder)
    seed = folder / "seed"
    seed.mkdir()
    people = '# Written by hand.\n[[person]]\nid = "ada"\nname = "Ada"\n'
    (seed / "people.toml").write_text(people)
    # Nothing can be written there.
    (seed / "people.toml.new").symlink_to("/dev/full")

    full = review(folder)
    left = [*seed.rglob("*.toml")], (seed / "people.toml").read_text()
    (seed / "people.toml.new").unlink()
    again = review(folder)

    assert (full.returncode, again.returncode) == (1, 0), again.stderr
    assert left == ([seed / "people.toml"], people)
    assert (seed / "people.toml").read_text().startswith(people)


def test_a_second_article_shares_what_the_first_brought(folder: Path) -> None:
    decide(folder)
    assert review(folder).returncode == 0
    (folder / "next.txt").write_text("Mill opens\nOtto Brandt met Ida Falk in Sorrel.")
    seed = f"{folder}/seed"
    assert (
        run(
            folder, "draft", f"{folder}/next.txt", "--id", "next", "--seed", seed,
            "--written", "2031-04-02",
        ).returncode
        == 0
    )  # fmt: skip
    path = folder / "next.review"
    path.write_text(re.sub(r"(?m)^\? ", "+ ", path.read_text()))
    outcome = run(folder, "review", str(path), "--seed", seed)
    assert outcome.returncode == 0, outcome.stderr
    people = (folder / "seed/people.toml").read_text()
    assert people.count("Otto Brandt") == 1
    assert "Ida Falk" in people


def test_undecided_lines_are_listed_with_all_other_faults_and_nothing_is_written(
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


def test_dropping_a_person_removes_them_from_other_records(folder: Path) -> None:
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


def test_the_worksheet_does_not_replace_the_review(folder: Path) -> None:
    before = (folder / "mill.review").read_bytes()

    outcome = review(folder, "--html", str(folder / "mill.review"))

    assert outcome.returncode == 2
    assert "would replace the review file" in outcome.stderr
    assert (folder / "mill.review").read_bytes() == before


@pytest.mark.parametrize(
    ("id_", "text", "told"),
    [
        ("Glass Orchard", "Some words.", "use lower case, digits and single hyphens"),
        ("empty", " \n", "the text is empty"),
        ("long", "A word. " * 5000, "draft it in parts of 8,000"),
        ("longer", "“" * 1_000_001, "draft it in parts of 200,000"),
    ],
)
def test_a_text_that_cannot_be_drafted_gives_one_line(
    tmp_path: Path, id_: str, text: str, told: str
) -> None:
    (tmp_path / "copy.txt").write_text(text)
    outcome = run(tmp_path, "draft", f"{tmp_path}/copy.txt", "--id", id_)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert told in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_changed_review_is_not_overwritten(folder: Path) -> None:
    decide(folder)
    outcome = run(folder, "draft", f"{folder}/mill.txt", "--id", ID)
    assert outcome.returncode == 1
    assert "already exists and was changed; move it away or delete it" in outcome.stderr


def test_an_untouched_review_is_drafted_again(folder: Path) -> None:
    before = (folder / "mill.review").read_text()
    outcome = run(folder, "draft", f"{folder}/mill.txt", "--id", ID, "--seed", f"{folder}/seed")
    assert outcome.returncode == 0, outcome.stderr
    assert (folder / "mill.review").read_text() == before


def test_a_corrected_review_replaces_its_own_article(folder: Path) -> None:
    decide(folder)
    assert review(folder).returncode == 0
    kept = (folder / "seed/statistics.toml").read_text().replace("Trainees", "Young trainees")
    (folder / "seed/statistics.toml").write_text(kept)
    path = folder / "mill.review"
    content = path.read_text().replace("+ person ines-marchetti", "- person ines-marchetti")
    path.write_text(content.replace("| Otto Brandt |", "| Otto J. Brandt | as: Otto Brandt |"))
    assert review(folder, "--check").returncode == 0
    refused = review(folder)
    assert "is already in the seed; --replace puts this review in its place" in refused.stderr
    outcome = review(folder, "--replace")
    assert outcome.returncode == 0, outcome.stderr
    people = (folder / "seed/people.toml").read_text()
    assert "ines-marchetti" not in people
    assert people.count("otto-brandt") == people.count("Otto J. Brandt") == 1
    assert "Young trainees" in (folder / "seed/statistics.toml").read_text()
    checked = run(folder, "check", "--seed", f"{folder}/seed", "--text", f"{folder}/mill.txt")
    assert checked.returncode == 0, checked.stderr


def write(
    folder: Path, text: str, *lines: str, head: str = "date: 2031\ninferred: By hand."
) -> None:
    """A text and a handwritten review of it, with the lines in the order given."""
    (folder / "mill.txt").write_text(text)
    title = text.split("\n", 1)[0]
    told = f"article: {ID}\nfile: mill.txt\ntitle: {title}\ncites: 1\n{head}\n"
    (folder / "mill.review").write_text("\n".join([told, *lines]))


def test_an_office_cites_the_sentence_that_states_it(tmp_path: Path) -> None:
    text = "A quiet week\nIda Falk sat down.\nThe secretary of state, Ida Falk, left for Austria."
    person = "+ person ida-falk | Ida Falk | office: Secretary of State | political: yes"
    write(
        tmp_path, text, f"{person} | country: US | also: 3",
        "+ country US | United States | as: state",
        "+ country AT | Austria", "[2] x", "+ fact | Ida Falk took a seat. | about: ida-falk",
    )  # fmt: skip
    outcome = review(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    person_ = records(tmp_path)["person"][0]
    (office,) = person_["office"]
    assert office["statement"] == "Ida Falk was Secretary of State when the article was written."
    assert [c["paragraph"] for c in office["citations"]] == [3]
    assert all(c["sentence"] == 1 for c in [*office["citations"], *person_["citations"]])


def test_an_office_that_no_sentence_states_is_a_fault(tmp_path: Path) -> None:
    text = "A quiet week\nIda Falk sat down."
    write(
        tmp_path, text, "+ person ida-falk | Ida Falk | office: mayor of Sorrel | political: yes",
        "[2] x", "+ fact | Ida Falk took a seat. | about: ida-falk",
    )  # fmt: skip
    outcome = review(tmp_path, "--check")
    assert "line 8: person 'ida-falk' the text does not say 'mayor of Sorrel'" in outcome.stderr


def test_the_inferred_part_of_a_date_is_served_with_it(tmp_path: Path) -> None:
    text = "A quiet week\nThe mill opened in May. It had 7 looms in June."
    write(
        tmp_path, text, "[2] x",
        "+ event mill | The mill began work. | name: Start | date: 2031-05 | inferred: By hand.",
        "[3] x", "+ number | There were 7 looms. | number: 7 | unit: looms | period: 2031-06"
        " | inferred: The year is that of the article.",
    )  # fmt: skip
    outcome = review(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    made = records(tmp_path)
    assert made["event"][0]["date_inference"] == "The year is inferred."
    assert made["observation"][0]["period_inference"] == "The year is that of the article."


def test_the_day_of_writing_becomes_the_date_of_the_article(tmp_path: Path) -> None:
    (tmp_path / "mill.txt").write_text("A quiet week\nIda Falk sat down.")
    options = ("--id", ID, "--seed", f"{tmp_path}/seed", "--written", "2031-04-02")
    assert run(tmp_path, "draft", f"{tmp_path}/mill.txt", *options).returncode == 0
    path = tmp_path / "mill.review"
    path.write_text(path.read_text().replace("\n? ", "\n+ "))
    outcome = review(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    article = records(tmp_path)["article"]
    assert (article["date"], article["date_of"]) == ("2031-04-02", "writing")
    assert article["basis"] == "inferred"
    assert article["date_inference"] == "The day of writing is not in the text."


@pytest.mark.parametrize("said", ["9" * 5000, f"1..{'9' * 5000}", f"1.{'9' * 5000}"])
def test_a_number_of_endless_digits_is_a_fault(tmp_path: Path, said: str) -> None:
    text = "A quiet week\nFive came."
    write(tmp_path, text, "[2] x", f"+ number | Five came. | number: {said}")
    outcome = review(tmp_path, "--check")
    assert "number: write 5, >5" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_one_check_names_every_fault_with_its_line_and_sentence(tmp_path: Path) -> None:
    text = (
        "A quiet week\nThe mill opened in May and its looms ran day and night for a year.\n"
        "Ida Falk had “no doubt” of it. Nobody came. It was late."
    )
    write(
        tmp_path, text, "+ person ida-falk | Ida Falk", "[2] x",
        "+ event | The mill opened in May and its looms ran day and night. | date: 2031-05",
        "+ fact | The mill works. | kind: deed", "+ fact | It works. | asserted_by: nora",
        "[3] x", "+ number | Some came. | number: many", "[5] x",
        "+ fact late | It was late. | asserted_by: writer",
        "+ event other | It was late. | date: 2031-13 | inferred: The year.", head="date:",
    )  # fmt: skip
    told = review(tmp_path, "--check").stderr
    event = "event 'The mill opened in May and its looms ran'"
    for line in (
        "line 5: date: is empty",
        f"line 9, sentence 2: {event} date: no citation says the year of 2031-05; add the",
        f"line 9, sentence 2: {event} summary: repeats 8 or",
        "line 10, sentence 2: fact 'The mill works.' kind: 'deed' is none of: action, ",
        "line 11, sentence 2: fact 'It works.' asserted_by: 'nora' is not a source here",
        "line 13, sentence 3: number 'Some came.' number: write 5, >5",
        "line 12, sentence 3: the quotation is not a quote yet",
        "the review, sentence 4: nothing cites the sentence",
        "line 15, sentence 5: fact 'late' asserted_by: the article names neither writer nor",
        "line 16, sentence 5: event 'other' date: ",
    ):
        assert f"mill.review: {line}" in told, (line, told)
    assert "toml" not in told
    assert "10 fault(s); nothing was written" in told.splitlines()[-1]


def test_observers_or_the_publisher_may_hold_a_view(tmp_path: Path) -> None:
    text = "A quiet week\nThe Brisa Courier watched. It was late."
    write(
        tmp_path, text, "+ organisation brisa-courier | Brisa Courier | kind: newspaper", "[2] x",
        "+ fact one | They watched. | asserted_by: observers", "[3] x",
        "+ fact two | The hour was late. | asserted_by: writer",
        head="date: 2031\ninferred: By hand.\npublisher: brisa-courier",
    )  # fmt: skip
    outcome = review(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    one, two = records(tmp_path)["fact"]
    assert one["asserted_by"] == "observers"
    assert (two["asserted_by"], two["voice"]) == ("brisa-courier", "judgement")


def test_a_folder_is_drafted_as_one_json_line_for_each_text(tmp_path: Path) -> None:
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


def test_a_statistic_is_named_after_what_is_measured(tmp_path: Path) -> None:
    text = "A quiet week\nPrices rose by 3 per cent."
    number = "+ number | Prices were 3 per cent higher. | number: 3 | unit: per cent"
    write(tmp_path, text, "[2] x", number)
    assert "name: “per cent” of what?" in review(tmp_path, "--check").stderr
    write(tmp_path, text, "[2] x", f"{number} | name: Prices")
    assert review(tmp_path).returncode == 0
    (statistic,) = tomllib.loads((tmp_path / "seed/statistics.toml").read_text())["statistic"]
    assert (statistic["id"], statistic["name"]) == ("paper-mill-2031-prices", "Prices")


def test_the_statement_of_a_quote_has_its_verb(tmp_path: Path) -> None:
    text = "A quiet week\n“We wait,” Ida Falk wrote."
    quote = "+ quote wait | We wait, | by: ida-falk | verb: wrote"
    write(tmp_path, text, "+ person ida-falk | Ida Falk", "[2] x", quote)
    outcome = review(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert records(tmp_path)["quote"][0]["statement"] == "Ida Falk wrote: “We wait”."
