"""The command line, as users start it: what it prints, where, and how it exits."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.model.base import table_of
from app.model.dataset import Cited
from app.queries.citations import read as read_spans
from app.queries.engine import make_engine
from app.seeding.inspecting import cite, verify_text
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from tests.seeds import ARTICLE, INVENTED, OWN, TEXT, edit, joined
from tests.serving import PROJECT, command, environment


def ran(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> tuple[int, list[str], list[str]]:
    """The exit status and the lines of stdout and of stderr."""
    done = subprocess.run(
        command(*arguments),
        env=environment(folder, settings),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def held(folder: Path, seed_folder: Path) -> Engine:
    """The database of `folder`, seeded; each process that need not be started saves a second."""
    engine = make_engine(f"sqlite:///{folder}/facts.db")
    migrate(engine)
    seed(engine, seed_folder)
    return engine


@pytest.mark.parametrize(
    ("argument", "url", "told"),
    [
        ("serve", "sqlite:///{folder}", "cannot be opened: unable to open database file"),
        ("serve", "sqlite:///{folder}/text.db", "cannot be opened: file is not a database"),
        ("serve", "sqlite:////proc/nowhere/a.db", "cannot be opened: unable to open database file"),
        ("serve", "facts.db", "DATABASE_URL is not understood: "),
        ("serve", "nosuch://facts", "DATABASE_URL is not understood: "),
        ("seed", "mysql://localhost/facts", "DATABASE_URL "),
        ("verify", "sqlite:///{folder}/text.db", "cannot be opened: file is not a database"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_a_line(
    tmp_path: Path, argument: str, url: str, told: str
) -> None:
    (tmp_path / "text.db").write_text("Dear diary, " * 100)
    arguments = [argument, str(TEXT)] if argument == "verify" else [argument]

    status, out, err = ran(
        tmp_path, *arguments, settings={"DATABASE_URL": url.format(folder=tmp_path)}
    )

    assert (status, out) == (2, [])
    (line,) = err
    assert told in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARTICLE_FACTS_PORT", "65536"),
        ("ARTICLE_FACTS_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_told_in_a_line(tmp_path: Path, name: str, value: str) -> None:
    status, out, err = ran(tmp_path, "serve", settings={name: value})

    assert (status, out) == (2, [])
    (line,) = err
    assert line.startswith(f"setting {name}: ")
    assert line.endswith(f": {value!r}")


def test_a_wrong_option_names_the_right_one(tmp_path: Path) -> None:
    status, _, err = ran(tmp_path, "serve", "--prot", "9000")

    assert status == 2
    assert any("--port" in line for line in err)


def test_seed_tells_what_it_did(tmp_path: Path) -> None:
    arguments = ("seed", "--seed", str(INVENTED))

    first = ran(tmp_path, *arguments)
    again = ran(tmp_path, *arguments)

    assert first[0] == again[0] == 0
    (line,) = first[1]
    assert re.fullmatch(r"seeded \d+ facts from 1 article\(s\), version [0-9a-f]{12}", line)
    assert again[1] == [line.replace("seeded", "already held")]
    assert first[2] == again[2] == []


def test_a_faulty_seed_names_every_fault_and_changes_nothing(tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    held(tmp_path, folder)
    # The header counts how often the file was opened for writing.
    before = (tmp_path / "facts.db").read_bytes()[100:]
    edit(folder, ARTICLE, 'date = "2032-06"', 'date = "2032-13"')
    edit(folder, ARTICLE, 'form = "fragment"', 'form = "part"')

    status, out, err = ran(tmp_path, "seed", "--seed", str(folder))

    assert (status, out) == (1, [])
    assert err[0].startswith(f"{ARTICLE}: event 'lantern-fair-2032': date: ")
    assert err[1].startswith(f"{ARTICLE}: quote 'observers-on-the-race': form: ")
    assert err[2:] == ["2 fault(s); nothing was changed"]
    assert (tmp_path / "facts.db").read_bytes()[100:] == before


def test_a_file_that_leads_nowhere_is_a_fault(tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    (folder / "articles/gone.toml").symlink_to("nowhere")

    status, _, err = ran(tmp_path, "seed", "--seed", str(folder))

    told = "articles/gone.toml: file: cannot be read: No such file or directory; make it readable"
    assert (status, err) == (1, [told, "1 fault(s); nothing was changed"])


def test_serve_does_not_start_with_a_faulty_seed(tmp_path: Path) -> None:
    settings = {"ARTICLE_FACTS_SEED": str(tmp_path / "none")}

    status, out, err = ran(tmp_path, "serve", "--port", "0", settings=settings)

    assert (status, out) == (1, [])
    assert err[0] == f"{tmp_path}/none: folder: is not there; name a seed folder"


def test_check(tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)

    well = ran(tmp_path, "check", "--seed", str(folder))
    edit(folder, ARTICLE, 'byline = ["ines-okafor"]', 'byline = ["ines-okfor"]')
    ill = ran(tmp_path, "check", "--seed", str(folder))

    line = f"{folder}: no faults in 1 article(s), 2 events, 3 quotes, 3 stated facts"
    assert well == (0, [line], [])
    fault = f"{ARTICLE}: article: byline: no person 'ines-okfor'; did you mean 'ines-okafor'?"
    assert ill == (1, [], [fault, "1 fault(s)"])
    assert not (tmp_path / "facts.db").exists()


def test_check_against_the_text(tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    changed.write_text(TEXT.read_text().replace("dawn", "dusk"))
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"caf\xe9")
    against = ("check", "--seed", str(INVENTED), "--text")

    status, _, err = ran(tmp_path, *against, str(changed))
    assert status == 1
    assert sum("the words differ" in line for line in err) == 2
    told = f"{latin}: not UTF-8: byte 3 (0xe9) cannot be decoded"
    assert ran(tmp_path, *against, str(latin)) == (2, [], [told])


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


def test_verify_with_several_articles(tmp_path: Path) -> None:
    engine = held(tmp_path, joined(tmp_path / "both", OWN, INVENTED))
    changed = tmp_path / "changed.txt"
    changed.write_text(TEXT.read_text().replace("dawn", "dusk"))
    ids = "lantern-fair-2031, xi-putin-victory-day-2025"
    which = [f"say which article with --article; there are: {ids}"]

    assert verify_text(engine, TEXT, None).ok
    assert verify_text(engine, changed, None).lines == which
    assert verify_text(engine, changed, "none").lines == which
    status, _, err = ran(tmp_path, "verify", str(changed), "--article", "lantern-fair-2031")
    assert status == 1
    assert [line.split(": ")[0] for line in err] == [
        "/facts/dawn-is-possible",
        "/facts/quote-ferreira-on-next-year",
        "/quotes/ferreira-on-next-year",
        "lantern-fair-2031",
    ]


def test_verify_names_the_records_of_each_changed_span_and_no_others(tmp_path: Path) -> None:
    engine = held(tmp_path, INVENTED)
    text = TEXT.read_text()
    with engine.connect() as connection:
        cited = [
            (span.start, span.end, record)
            for row in connection.execute(select(table_of(Cited)))
            for record, span in read_spans(row.spans)
        ]
    places = {(start + end) // 2 for start, end, _ in cited}
    assert len(places) > 20
    copy = tmp_path / "copy.txt"
    for place in sorted(places):
        copy.write_text(text[:place] + "#" + text[place + 1 :])

        report = verify_text(engine, copy, None)

        hit = [record for start, end, record in cited if start <= place < end]
        *lines, last = report.lines
        assert not report.ok
        assert sorted(line.split(": ")[0] for line in lines) == sorted(hit)
        assert last.endswith(f"({len(set(hit))} records): {len(hit)} differ, 0 have only moved")

    status, out, err = ran(tmp_path, "verify", str(copy))
    assert (status, out, err) == (1, [], report.lines)


def test_verify_tells_what_has_only_moved_apart(tmp_path: Path) -> None:
    held(tmp_path, INVENTED)
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT.read_text().replace("dawn", "nightfall"))

    status, _, err = ran(tmp_path, "verify", str(copy))

    assert status == 1
    differ = [line for line in err if line.endswith(": the words differ")]
    assert err[: len(differ)] == differ
    assert "/quotes/ferreira-on-next-year" in {line.split(": ")[0] for line in differ}
    assert re.search(rf"{len(differ)} differ, [1-9]\d* have only moved$", err[-1])


CITATION = r"\{ paragraph = 5, start = \d+, end = \d+, sha256 = \"\w{64}\" \},"


def test_cite_prints_a_citation(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "cite", str(TEXT), "quiet triumph")

    assert (status, err) == (0, [])
    (line,) = out
    assert re.fullmatch(CITATION, line)


def test_cite_prints_each_place_where_the_words_stand(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "cite", str(TEXT), "June")

    assert (status, out) == (1, [])
    assert err[0] == "# stands 2 times, in paragraphs 3, 7; choose one"
    assert len(err) == 3


def test_cite_tells_of_words_that_stand_nowhere() -> None:
    for words in ("Quiet triumph", ""):
        report = cite(TEXT, words)
        assert (report.ok, report.lines) == (False, ["the text does not say that, to the letter"])


def test_cite_finds_decomposed_letters() -> None:
    assert cite(TEXT, "Mara Nu\u0301n\u0303ez") == cite(TEXT, "Mara Núñez")
    assert cite(TEXT, "Mara Núñez").ok


def test_cite_needs_a_file(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "cite", str(tmp_path / "none.txt"), "words")

    assert (status, out) == (2, [])
    assert "does not exist" in " ".join(line.strip("│ ") for line in err)


def test_openapi(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "openapi")

    assert (status, err) == (0, [])
    assert json.loads("\n".join(out))["openapi"].startswith("3.1")


def test_help_lists_the_commands(tmp_path: Path) -> None:
    _, out, _ = ran(tmp_path, "--help")

    for name in ("serve", "seed", "check", "verify", "cite", "openapi"):
        assert any(re.search(rf"\b{name}\b", line) for line in out)
