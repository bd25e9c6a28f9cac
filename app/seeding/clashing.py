"""Find ids that two articles claim: the database's own unique keys tell."""

from collections.abc import Iterator

from app.seeding.batching import Batch
from app.seeding.faults import Fault
from app.seeding.lister import ENDINGS
from app.seeding.storing import Writer

NAMED = ("article", "event", "quote", "observation")
"""The kinds whose records share one space of ids; facts have their own."""

_REMEDY = "choose another id"


def insert(writer: Writer, batch: Batch) -> list[Fault]:
    """Write a batch, or tell which of its ids are taken."""
    try:
        with writer.attempt():
            writer.add(batch)
    except writer.taken:
        if faults := ids(writer, batch):
            return faults
        raise
    return enter(writer) if writer.full else []


def enter(writer: Writer) -> list[Fault]:
    """Write what has been kept of batches, or tell whose search numbers are taken."""
    try:
        with writer.attempt():
            writer.enter()
    except writer.taken:
        if faults := list(_numbers(writer)):
            return faults
        raise
    return []


def ids(writer: Writer, batch: Batch) -> list[Fault]:
    """The ids of a batch that another of its articles, or one in the database, has as well.

    A part of the batch may already be in the database: what it was found to be taken by is not.
    """
    files: dict[str, str] = {}
    faults = []
    for file, article, *_ in batch.rows.get("source", ()):
        taken = files.get(article) or _file(writer, article, beside=file)
        if taken:
            faults.append(_taken(file, f"article {article!r}", taken))
        files.setdefault(article, file)
    for kind in (*NAMED, "fact"):
        owners: dict[str, str] = {}
        for row in batch.rows.get(kind, ()):
            id_, article = row[1], row[4]
            held = writer.run(f"SELECT article FROM {kind} WHERE id = ?", [id_])  # noqa: S608 - a kind of ours
            owner = str(held[0][0] if held else owners.get(id_, article))
            if owner != article:
                where = files.get(owner) or _file(writer, owner)
                faults.append(_taken(files[article], f"{kind} {id_!r}", where))
            owners[id_] = article
    return faults


def _taken(file: str, record: str, where: str | None) -> Fault:
    return Fault(file, record, f"the id is taken in {where}", _REMEDY)


def _file(writer: Writer, article: str, beside: str = "") -> str | None:
    """The file in the database, but `beside`, that an article has come from."""
    names = {f"articles/{article}{ending}" for ending in ENDINGS} - {beside}
    held = [writer.run("SELECT file FROM source WHERE file = ?", [name]) for name in sorted(names)]
    return next((str(rows[0][0]) for rows in held if rows), None)


def _numbers(writer: Writer) -> Iterator[Fault]:
    """Two names whose hashes are the same: as good as never, and told all the same."""
    owners: dict[int, str] = {}
    for number, _, _, article, *_ in writer.entries:
        held = writer.run("SELECT article FROM search_entry WHERE number = ?", [number])
        owner = held[0][0] if held else owners.get(number, article)
        if owner != article:
            problem = f"its search numbers clash with those of {owner}"
            yield Fault(f"articles/{article}", "article", problem, _REMEDY)
        owners[number] = article


def across_kinds(writer: Writer, ids_: list[str] | None) -> list[Fault]:
    """Ids that records of different kinds have in different articles; of all, or of `ids_`."""
    faults = []
    for place, kind in enumerate(NAMED):
        for other in NAMED[place + 1 :]:
            sql = (
                f"SELECT a.id, a.article, b.article FROM {other} AS b "  # noqa: S608 - kinds of ours
                f"CROSS JOIN {kind} AS a WHERE a.id = b.id"
            )
            if ids_ is None:
                found = writer.run(sql)
            else:
                found = [row for id_ in ids_ for row in writer.run(f"{sql} AND b.id = ?", [id_])]
            for id_, first, second in found:
                problem = f"the id is taken by the {kind} of that name in {first}"
                faults.append(Fault(f"articles/{second}", f"{other} {id_!r}", problem, _REMEDY))
    return faults
