"""The command line: `article-facts`.

Each command imports only what it needs, so that it starts quickly.
"""

import gc
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from signal import SIGINT, SIGTERM, signal
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from pydantic import ValidationError

from app.evidence.text import UnreadableText
from app.seeding.faults import FaultySeed
from app.settings import Settings, faults, masked, settings, variable

if TYPE_CHECKING:
    from app.seeding.report import Report

cli = typer.Typer(
    name="article-facts",
    help="Serve what a news article says, each fact with the passage that supports it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

SeedFolder = Annotated[
    Path | None, typer.Option("--seed", help="The seed folder; default: ARTICLE_FACTS_SEED.")
]
COPY = typer.Argument(help="The article's text, in UTF-8.", exists=True, dir_okay=False)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to serve on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="The port to serve on.", min=0, max=65535)
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="The number of processes.", min=1, max=256)
    ] = None,
) -> None:
    """Bring the database up to date with the seed, then serve it."""
    for stop in (SIGINT, SIGTERM):
        # The first process of a container would ignore them until the server runs.
        signal(stop, lambda number, _: sys.exit(128 + number))
    chosen = settings()
    _load(chosen, chosen.seed)
    with _importing():
        from app.server import run

    number = chosen.port if port is None else port
    run(chosen, host or chosen.host, number, workers or chosen.workers)


@cli.command("settings")
def list_settings() -> None:
    """List every setting: its variable, current value, default and purpose."""
    from app.database import shown

    chosen = settings()
    for name, field in Settings.model_fields.items():
        value, default = getattr(chosen, name), field.default
        plain = shown if name == "database_url" else _plain
        differs = "" if value == default else f" (default: {_line(plain(default))})"
        typer.echo(f"{variable(name)}={_line(plain(value))}{differs}\n    {field.description}")


@cli.command()
def seed(folder: SeedFolder = None) -> None:
    """Build the dataset from the seed folder; do nothing if it has not changed."""
    chosen = settings()
    typer.echo(_load(chosen, folder or chosen.seed))


@cli.command()
def check(
    folder: SeedFolder = None,
    text: Annotated[
        list[Path] | None,
        typer.Option(
            help="A copy of an article, to check passages, quotations and coverage against.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Check a seed folder; with --text also against a copy of each article given."""
    from app.seeding.report import check_folder

    _print(check_folder(folder or settings().seed, text or []))


@cli.command()
def verify(
    file: Annotated[Path | None, COPY] = None,
    article: Annotated[
        str | None,
        typer.Option(help="The id of the article; needed if the text matches none exactly."),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Check this running service instead of the database."),
    ] = None,
    database: Annotated[
        bool, typer.Option("--database", help="Check that the seeded database is unchanged.")
    ] = False,
) -> None:
    """Check every served citation against a copy of the article, or check the database."""
    from app.seeding import verification
    from app.seeding.build import place_of

    if file is None and not database:
        raise typer.BadParameter("name a copy of an article, or give --database")
    if database:
        _print(verification.verify_database(place_of(settings().database_url)))
    if file and server is not None:
        _print(verification.verify_served(server, file, article))
    elif file:
        _print(verification.verify_text(place_of(settings().database_url), file, article))


@cli.command()
def cite(
    file: Annotated[Path, COPY],
    words: Annotated[str, typer.Argument(help="Words of the article, exactly as in its text.")],
) -> None:
    """Print the citation for some words of an article, ready to paste into a seed file."""
    from app.seeding.report import cite as cited

    _print(cited(file, words))


@cli.command()
def draft(
    file: Annotated[
        Path,
        typer.Argument(
            help="The article's text, in UTF-8; with --format json, also a folder.", exists=True
        ),
    ],
    article: Annotated[
        str | None,
        typer.Option("--id", help="The new article's id: lower case, digits and hyphens."),
    ] = None,
    written: Annotated[
        datetime | None,
        typer.Option(
            help="The day the article was written, if its text does not state it.",
            formats=["%Y-%m-%d"],
        ),
    ] = None,
    form: Annotated[
        Literal["review", "json"],
        typer.Option("--format", help="A review file for a person, or JSON for a program."),
    ] = "review",
    folder: SeedFolder = None,
) -> None:
    """Draft a new article: write a review file next to its text, for you to edit."""
    from app.drafting.commands import UndraftableArticle, draft_json, draft_text

    day = written.date() if written else None
    try:
        if form == "json":
            refused = False
            for ok, line in draft_json(file, day):
                typer.echo(line)
                refused = refused or not ok
            if refused and not file.is_dir():
                raise typer.Exit(1)
            return
        if article is None or file.is_dir():
            raise typer.BadParameter("name a text file, and the new article's id with --id")
        _print(draft_text(file, article, folder or settings().seed, day))
    except UndraftableArticle as error:
        _fail(error)


@cli.command()
def review(
    file: Annotated[Path, typer.Argument(help="The review file.", exists=True, dir_okay=False)],
    check_only: Annotated[
        bool, typer.Option("--check", help="Only list the faults; write nothing.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the article's earlier seed.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the review to this file as an HTML page instead.")
    ] = None,
    folder: SeedFolder = None,
) -> None:
    """Turn a finished review file into the article's seed, or list every fault in it."""
    from app.drafting.commands import UndraftableArticle, make_seed, show_worksheet

    try:
        if html:
            if html.exists() and html.samefile(file):
                raise typer.BadParameter("the page would replace the review file")
            html.write_text(show_worksheet(file), encoding="utf-8")
            typer.echo(f"{html}: open it in a browser, decide on each record, and save over {file}")
            return
        chosen = folder or settings().seed
        _print(make_seed(file, chosen, "check" if check_only else "write", replace=replace))
    except UndraftableArticle as error:
        _fail(error)


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document, with examples from the seeded data."""
    import orjson

    from app.api.http import Request
    from app.api.openapi import document
    from app.main import create_service

    chosen = settings()
    _load(chosen, chosen.seed)
    service = create_service(chosen)
    service.database.open()
    with closing(service.database), service.database.snapshot() as snapshot:
        request = Request("GET", b"", b"", {}, service, opened=snapshot)
        described = document(service.routes, request)
    typer.echo(orjson.dumps(described, option=orjson.OPT_INDENT_2).decode())


def _plain(value: object) -> str:
    """A setting's value as it is written."""
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _load(chosen: Settings, folder: Path) -> str:
    """Build the dataset of a seed folder if it has changed; returns a line about it."""
    with _importing():
        from app.seeding.build import place_of, seed

    outcome = seed(place_of(chosen.database_url), folder)
    verb, dataset = ("seeded" if outcome.changed else "already held"), outcome.dataset
    return (
        f"{verb} {dataset.facts} facts from {dataset.articles} article(s), "
        f"version {dataset.version[:12]}"
    )


def _line(text: object) -> str:
    """`text` as one line that shows no password and cannot change the terminal."""
    return _UNPRINTABLE.sub(lambda one: one[0].encode("unicode_escape").decode(), masked(str(text)))


def _fail(error: Exception) -> None:
    typer.echo(_line(error), err=True)
    raise typer.Exit(1)


def _print(report: "Report") -> None:
    for line in report.lines:
        typer.echo(_line(line), err=not report.ok)
    if not report.ok:
        raise typer.Exit(1)


@contextmanager
def _importing() -> Iterator[None]:
    """Collects no garbage while modules are imported, which took a fifth of the start-up time."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def main() -> None:
    """Run the command line; print an error that a person can correct as a line, not a traceback."""
    from app.database import UnusableDatabase

    try:
        cli()
    except (ValidationError, UnusableDatabase, UnreadableText, OSError, UnicodeError) as error:
        for line in faults(error) if isinstance(error, ValidationError) else [error]:
            typer.echo(_line(line), err=True)
        sys.exit(2)
    except FaultySeed as error:
        for line in [*error.lines, f"{len(error.faults)} fault(s); nothing was changed"]:
            typer.echo(_line(line), err=True)
        sys.exit(1)
