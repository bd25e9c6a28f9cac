"""The command line as users run it: what it prints, where, and its exit status."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import typer.main

from app.cli import cli
from tests.commanding import held, ran
from tests.seeds import ARTICLE, INVENTED, TEXT, edit, joined
from tests.serving import PROJECT, command, environment


@pytest.mark.parametrize(
    ("argument", "url", "told"),
    [
        ("serve", "sqlite:///{folder}", "cannot be opened: it is not a regular file"),
        ("serve", "sqlite:///{folder}/text.db", "cannot be opened: file is not a database"),
        ("serve", "sqlite:////proc/nowhere/a.db", "cannot be written: No such file or directory"),
        ("serve", "facts.db", "DATABASE_URL is not understood: "),
        ("serve", "nosuch://facts", "DATABASE_URL is not understood: "),
        ("seed", "mysql://localhost/facts", "DATABASE_URL "),
        ("seed", "sqlite://tmp/facts.db", "DATABASE_URL is not understood: write sqlite:///FILE"),
        ("seed", "sqlite:///", "DATABASE_URL is not understood: write sqlite:///FILE"),
        ("seed", "sqlite:///a.db?mode=ro", "write sqlite:///FILE without options"),
        ("verify", "sqlite:///{folder}/text.db", "cannot be opened: file is not a database"),
    ],
)
def test_a_database_that_cannot_be_opened_gives_one_line(
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
def test_a_wrong_setting_gives_one_line(tmp_path: Path, name: str, value: str) -> None:
    status, out, err = ran(tmp_path, "serve", settings={name: value})

    assert (status, out) == (2, [])
    (line,) = err
    assert line.startswith(f"{name}: ")
    assert line.endswith(f"(found {value!r})")


def test_a_wrong_option_suggests_the_right_one(tmp_path: Path) -> None:
    status, _, err = ran(tmp_path, "serve", "--prot", "9000")

    assert status == 2
    assert any("--port" in line for line in err)


def test_seed_prints_what_it_did(tmp_path: Path) -> None:
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


def test_a_broken_link_is_a_fault(tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    (folder / "articles/gone.toml").symlink_to("nowhere")

    status, _, err = ran(tmp_path, "seed", "--seed", str(folder))

    told = "articles/gone.toml: file: cannot be read: No such file or directory; make it readable"
    assert (status, err) == (1, [told, "1 fault(s); nothing was changed"])


def test_serve_does_not_start_with_a_faulty_seed(tmp_path: Path) -> None:
    settings = {"ARTICLE_FACTS_SEED": str(tmp_path / "none")}

    status, out, err = ran(tmp_path, "serve", "--port", "0", settings=settings)

    assert (status, out) == (1, [])
    assert err[0].startswith(f"{tmp_path}/none: folder: does not exist; name a seed folder")


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


def test_openapi(tmp_path: Path) -> None:
    status, out, err = ran(tmp_path, "openapi")

    assert (status, err) == (0, [])
    assert json.loads("\n".join(out))["openapi"].startswith("3.1")


def test_help_lists_the_commands(tmp_path: Path) -> None:
    _, out, _ = ran(tmp_path, "--help")

    commands = typer.main.get_command(cli).commands  # type: ignore[attr-defined]  # a group of commands
    assert len(commands) >= 8
    for name in commands:
        assert any(re.match(rf"\W*{name}\s", line) for line in out), name


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], ""),
        (["PORT=9000"], " --port 9000"),
        (["HOST=0.0.0.0"], " --host 0.0.0.0"),
        (["PORT=9000", "HOST=0.0.0.0"], " --host 0.0.0.0 --port 9000"),
    ],
)
def test_make_run_passes_on_its_options_and_not_the_environment(
    arguments: list[str], options: str
) -> None:
    """Some environments set `HOST` to the machine's name; the command itself reads the settings."""
    done = subprocess.run(
        ["make", "--dry-run", "--silent", "run", *arguments],
        cwd=PROJECT,
        env={**os.environ, "HOST": "x86_64-conda-linux-gnu", "PORT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == f"exec .venv/bin/article-facts serve{options}"


def test_the_database_is_in_the_project_s_folder_wherever_the_command_starts(
    tmp_path: Path,
) -> None:
    variables = environment(tmp_path)
    del variables["DATABASE_URL"]
    told = subprocess.run(
        command("settings"), cwd=tmp_path, env=variables, capture_output=True, text=True, check=True
    ).stdout

    assert told.splitlines()[0] == f"DATABASE_URL=sqlite:///{PROJECT}/article-facts.db"


@pytest.mark.parametrize(
    ("arguments", "settings", "told"),
    [
        ("review latin.review", {}, "latin.review: 'utf-8' codec can't decode byte 0xe9"),
        ("review long.review", {}, "article: 'aaa"),
        ("review nul.review", {}, r"article: 'a\x00b': use lower case"),
        ("review file.review", {}, "File name too long"),
        ("review digits.review --html {folder}/no/dir/x", {}, "No such file or directory: "),
        ("cite digits.review \udcff", {}, "not UTF-8: byte 0 (0xff) cannot be decoded"),
        ("seed", {"DATABASE_URL": "sqlite:////tmp/a%00b.db"}, "DATABASE_URL is not understood: "),
        ("seed", {"DATABASE_URL": "sqlite:////tmp/\udcff.db"}, "DATABASE_URL is not understood: "),
        ("serve", {"ARTICLE_FACTS_PORT": "99999999999"}, "ARTICLE_FACTS_PORT: Input should"),
        ("seed --seed \udcff", {}, r"\udcff: folder: does not exist"),
        ("serve --host a..b", {}, "cannot serve on a..b: "),
        ("serve --host nowhere.invalid", {}, "cannot serve on nowhere.invalid: "),
        ("serve --host nowhere.invalid --workers 2", {}, "cannot serve on nowhere.invalid: "),
    ],
)
def test_unusable_input_gives_one_line(
    tmp_path: Path, arguments: str, settings: dict[str, str], told: str
) -> None:
    for name, content in {
        "latin": b"caf\xe9",
        "long": b"article: " + b"a" * 300 + b"\nfile: a.txt\n",
        "nul": b"article: a\0b\nfile: a.txt\n",
        "file": b"file: " + b"a" * 300,
        "digits": b"[" + b"9" * 5000 + b"] a\n",
    }.items():
        (tmp_path / f"{name}.review").write_bytes(content)
    (tmp_path / "a.txt").write_text("A title")
    words = [
        f"{tmp_path}/{word}" if word.endswith(".review") else word.format(folder=tmp_path)
        for word in arguments.split()
    ]

    status, out, err = ran(tmp_path, *words, settings=settings)

    assert (status in {1, 2}, out) == (True, [])
    assert told in err[0]
    assert len(err) == (2 if "seed --seed" in arguments else 1)
