"""Find ids that two articles claim: the database's own unique keys tell."""

from app.seeding.batching import Batch
from app.seeding.faults import Fault
from app.seeding.storing import Writer

NAMED = ("article", "event", "quote", "observation")
"""The kinds whose records share one space of ids; facts have their own."""

_REMEDY = "choose another id"


def insert(writer: Writer, batch: Batch) -> list[Fault]:
    """Write a batch, or tell which of its ids are taken."""
    try:
        writer.add(batch)
    except writer.taken:
        writer.forget()
        return ids(writer, batch) or [_unexplained(batch)]
    return []


def ids(writer: Writer, batch: Batch) -> list[Fault]:
    """The ids of a batch that another of its articles, or one in the database, has as well."""
    faults = []
    for kind in (*NAMED, "fact"):
        owners: dict[str, str] = {}
        for row in batch.rows.get(kind, ()):
            id_, article = row[1], row[4]
            held = writer.run(f"SELECT article FROM {kind} WHERE id = ?", [id_])  # noqa: S608 - a kind of ours
            owner = held[0][0] if held else owners.get(id_)
            if owner is not None:
                where = _file(writer, batch, owner, article)
                problem = f"the id is taken in {where}"
                name = _file(writer, batch, article, None)
                faults.append(Fault(name, f"{kind} {id_!r}", problem, _REMEDY))
            owners[id_] = article
    return faults


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


def _file(writer: Writer, batch: Batch, article: str, beside: str | None) -> str:
    """The file of an article: in the database, or in the batch, last where `beside` is None."""
    files = [row[0] for row in batch.rows.get("source", ()) if row[1] == article]
    if files and (beside != article or len(files) > 1):
        return str(files[-1] if beside is None else files[0])
    held = writer.run("SELECT file FROM source WHERE article = ?", [article])
    return str(held[0][0]) if held else f"articles/{article}"


def _unexplained(batch: Batch) -> Fault:
    """Two names whose hashes are the same: as good as never, and told all the same."""
    articles = ", ".join(sorted({str(row[1]) for row in batch.rows.get("source", ())})[:10])
    problem = f"the search numbers of an article clash with another's; it is one of {articles}"
    return Fault("articles", "article", problem, _REMEDY)
