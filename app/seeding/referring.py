"""Check that what the records of an article refer to is there, and of the right kind."""

from collections.abc import Iterator

from app.core.terms import VOICES
from app.seeding.contents import all_records, mentions, records_of
from app.seeding.faults import Fault, nearest
from app.seeding.naming import Kinds
from app.seeding.reading import ArticleFile


def references(name: str, file: ArticleFile, shared: Kinds) -> Iterator[Fault]:
    """The references of an article's records to what is not there, or not named in its file."""
    mentioned = {id_ for _, id_ in mentions(file)}
    own = {event.id: "event" for event in file.event} | {q.id: "quote" for q in file.quote}
    voices = dict.fromkeys(VOICES, "voice")
    for record_name, record in records_of(file):
        for field, id_, kinds in record.references():
            kind = own.get(id_) or voices.get(id_) or shared.get(id_)
            if kind not in kinds:
                known = [k for k, of in (shared | own | voices).items() if of in kinds]
                problem = f"{field}: no {' or '.join(sorted(kinds))} {id_!r}"
                yield Fault(name, record_name, problem, nearest(id_, known))
            elif id_ in shared and id_ not in mentioned and shared[id_] != "statistic":
                problem = f"{field}: {id_!r} is not among those that this article names"
                yield Fault(name, record_name, problem, f"add [[{kind}]] with a citation")


def refer_well(file: ArticleFile, shared: Kinds) -> bool:
    """Whether each reference leads to what the article names or holds."""
    allowed = _allowed(file, shared)
    for record in all_records(file):
        for field, kinds in record.REFERENCES.items():
            ids = getattr(record, field)
            if ids is None:
                continue
            for id_ in (ids,) if isinstance(ids, str) else ids:
                if allowed.get(id_) not in kinds:
                    return False
    return True


def _allowed(file: ArticleFile, shared: Kinds) -> Kinds:
    """The kind of each id that may be referred to, but of statistics that are only spoken of."""
    allowed = dict.fromkeys(VOICES, "voice")
    for _, id_ in mentions(file):
        allowed[id_] = shared.get(id_, "")
    for observation in file.observation:
        if shared.get(observation.statistic) == "statistic":
            allowed[observation.statistic] = "statistic"
    for event in file.event:
        allowed[event.id] = "event"
    for quote in file.quote:
        allowed[quote.id] = "quote"
    return allowed
