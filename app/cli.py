"""The command line: `article-facts`."""

import gc
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.evidence.text import UnreadableText
from app.seeding.faults import FaultySeed
from app.settings import Settings, settings, variable

cli = typer.Typer(
    name="article-facts",
    help="Serve what a news article says, each fact with the place it comes from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

SeedFolder = Annotated[
    Path | None, typer.Option("--seed", help="The seed folder; ARTICLE_FACTS_SEED otherwise.")
]
Copy = Annotated[
    Path, typer.Argument(help="The article's text, in UTF-8.", exists=True, dir_okay=False)
]


class DraftForm(StrEnum):
    """What `draft` makes."""

    REVIEW = "review"
    JSON = "json"


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to serve on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="The port to serve on.", min=0, max=65535)
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="How many processes serve.", min=1, max=256)
    ] = None,
) -> None:
    """Bring the database up to date with the seed, then serve it."""
    chosen = settings()
    _load(chosen, chosen.seed)
    with _importing():
        from app.serving import run  # noqa: PLC0415 - the other commands need no server

    run(
        chosen,
        host or chosen.host,
        chosen.port if port is None else port,
        workers or chosen.workers,
    )


@cli.command("settings")
def list_settings() -> None:
    """List every setting: its variable, its value now, its default, and what it does."""
    chosen = settings()
    for name, field in Settings.model_fields.items():
        value, default = getattr(chosen, name), field.default
        told = "" if value == default else f" (default: {_plain(default)})"
        typer.echo(f"{variable(name)}={_plain(value)}{told}\n    {field.description}")


@cli.command()
def seed(folder: SeedFolder = None) -> None:
    """Make the database hold exactly what the seed folder says."""
    chosen = settings()
    typer.echo(_load(chosen, folder or chosen.seed))


@cli.command()
def check(
    folder: SeedFolder = None,
    text: Annotated[
        list[Path] | None,
        typer.Option(
            help="A copy of an article: its spans, quotations and coverage are checked too.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Check a seed folder; with --text also against a copy of each article given."""
    from app.seeding.inspecting import check_folder  # noqa: PLC0415 - `--help` needs none of it

    report = check_folder(folder or settings().seed, text or [])
    _tell(report.lines, ok=report.ok)


@cli.command()
def verify(
    file: Copy,
    article: Annotated[
        str | None, typer.Option(help="Which article it is a copy of, if it differs from each.")
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Ask this running service instead of the database."),
    ] = None,
) -> None:
    """Check all that is served against a copy of the article: every cited span, by its hash."""
    if server:
        from app.seeding.asking import verify_served  # noqa: PLC0415 - `--help` needs none of it

        report = verify_served(server, file, article)
        _tell(report.lines, ok=report.ok)
        return
    from app.queries.engine import make_engine  # noqa: PLC0415 - `--help` needs none of it
    from app.seeding.inspecting import verify_text  # noqa: PLC0415 - the same

    report = verify_text(make_engine(settings().database_url), file, article)
    _tell(report.lines, ok=report.ok)


@cli.command()
def cite(
    file: Copy,
    words: Annotated[str, typer.Argument(help="Words of the article, to the letter.")],
) -> None:
    """Print the citation of some words of an article, ready to paste into a seed file."""
    from app.seeding.inspecting import cite as cited  # noqa: PLC0415 - `--help` needs none of it

    report = cited(file, words)
    _tell(report.lines, ok=report.ok)


@cli.command()
def draft(
    file: Annotated[
        Path,
        typer.Argument(help="The article's text, in UTF-8; with json also a folder.", exists=True),
    ],
    article: Annotated[
        str | None, typer.Option("--id", help="The new article's id: lower case and hyphens.")
    ] = None,
    written: Annotated[
        datetime | None,
        typer.Option(
            help="The day of writing, if the text does not tell it.", formats=["%Y-%m-%d"]
        ),
    ] = None,
    form: Annotated[
        DraftForm, typer.Option("--format", help="A review file to decide, or JSON to read.")
    ] = DraftForm.REVIEW,
    folder: SeedFolder = None,
) -> None:
    """Draft a new article: writes a review file beside its text, for a person to decide."""
    from app.drafting.commands import (  # noqa: PLC0415 - the other commands need none of it
        UndraftableArticle,
        draft_json,
        draft_text,
    )

    day = written.date() if written else None
    try:
        if form is DraftForm.JSON:
            refused = False
            for ok, line in draft_json(file, day):
                typer.echo(line)
                refused = refused or not ok
            if refused and file.is_file():
                raise typer.Exit(1)
            return
        if article is None or file.is_dir():
            raise typer.BadParameter("name a text file, and the new article's id with --id")
        outcome = draft_text(file, article, folder or settings().seed, day)
    except UndraftableArticle as error:
        _tell([str(error)], ok=False)
    else:
        _tell(outcome.lines, ok=outcome.ok)


@cli.command()
def review(
    file: Annotated[Path, typer.Argument(help="The review file.", exists=True, dir_okay=False)],
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say what is wrong; write nothing.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the review as a page to this file instead.")
    ] = None,
    folder: SeedFolder = None,
) -> None:
    """Turn a decided review into the seed of its article; says all that is wrong at once."""
    from app.drafting.commands import (  # noqa: PLC0415 - the other commands need none of it
        UndraftableArticle,
        make_seed,
        show_worksheet,
    )

    if html:
        html.write_text(show_worksheet(file), encoding="utf-8")
        typer.echo(f"{html}: open it in a browser, decide, save over {file}")
        return
    try:
        outcome = make_seed(file, folder or settings().seed, "check" if check_only else "write")
    except UndraftableArticle as error:
        _tell([str(error)], ok=False)
    else:
        _tell(outcome.lines, ok=outcome.ok)


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document, with examples out of the seeded data."""
    import asyncio  # noqa: PLC0415 - the other commands need none of these

    import orjson  # noqa: PLC0415 - `--help` needs none of it

    from app.api.openapi import describe  # noqa: PLC0415 - `--help` needs none of it
    from app.main import create_app  # noqa: PLC0415 - `--help` needs none of it
    from app.queries.opening import open_database  # noqa: PLC0415 - `--help` needs none of it

    chosen = settings()
    _load(chosen, chosen.seed)

    async def described() -> dict[str, object]:
        database = open_database(chosen)
        try:
            await database.open()
            return await database.ask(describe, create_app(chosen), database)
        finally:
            await database.close()

    typer.echo(orjson.dumps(asyncio.run(described()), option=orjson.OPT_INDENT_2).decode())


def _plain(value: object) -> str:
    """A setting's value as it is written; of a URL with a password all but that."""
    return re.sub(r"(?<=://)([^:/@]*):[^@]*@", r"\1:***@", str(value))


def _load(chosen: Settings, folder: Path) -> str:
    """Migrate and seed as far as needed; what was done, in a line."""
    from app.seeding.listing import Listing  # noqa: PLC0415 - `--help` needs none of it

    listing = Listing(folder)
    with _importing():
        from app.seeding.settling import bring_up_to_date  # noqa: PLC0415 - while files are listed

    outcome = bring_up_to_date(chosen.database_url, listing, _progress("seeding"))
    verb = "seeded" if outcome.changed else "already held"
    return (
        f"{verb} {outcome.facts} facts from {outcome.articles} article(s), "
        f"version {outcome.version[:12]}"
    )


def _progress(what: str) -> Callable[[int, int], None]:
    """Tell how far the work has got, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _done, _of: None
    return lambda done, of: typer.echo(f"\r{what} {done}/{of}", err=True, nl=done == of)


def _tell(lines: list[str], *, ok: bool) -> None:
    for line in lines:
        typer.echo(line, err=not ok)
    if not ok:
        raise typer.Exit(1)


@contextmanager
def _importing() -> Iterator[None]:
    """Look for no garbage among what is imported: looking took a fifth of a start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def _unusable() -> type[Exception]:
    from app.queries.engine import UnusableDatabase  # noqa: PLC0415 - SQLAlchemy comes with it

    return UnusableDatabase


def main() -> None:
    """Run the command line; what a person can mend is told in a line, not as a traceback."""
    try:
        cli()
    except ValidationError as error:
        for detail in error.errors():
            (name,) = detail["loc"]
            typer.echo(f"setting {name}: {detail['msg']}: {detail['input']!r}", err=True)
        sys.exit(2)
    except (_unusable(), UnreadableText, ChildProcessError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except FaultySeed as error:
        number = len(error.faults) + error.untold
        typer.echo(f"{error}\n{number} fault(s); nothing was changed", err=True)
        sys.exit(1)
