"""Survey a text: all that can be found in it, with the ids that a seed has for what is named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.evidence.clauses import Stretch, clause_at
from app.evidence.dates import dates
from app.evidence.figures import asides, figures
from app.evidence.gazetteer import COUNTRIES
from app.evidence.heads import head
from app.evidence.marks import curled
from app.evidence.mentions import Kind, Mention, Name
from app.evidence.names import names
from app.evidence.quotations import quotations
from app.evidence.sentences import sentences
from app.evidence.spans import Span
from app.seeding.reading import SHARED, Seed
from app.seeding.stubs import slug

_DAY = len("2030-06-05")


class Survey:
    """What is found in `text`, its straight quotation marks read as curly ones."""

    def __init__(self, text: str, article: str, seed: Seed) -> None:
        """Look through `text`, of the article with the id `article`, for a `seed` to come."""
        self.text = curled(text)
        self.article = article
        self.known = {
            kind: {record.id: record for record in getattr(seed, noun)}
            for noun, (_, kind) in SHARED.items()
        }
        self.sentences = sentences(self.text)
        found = names(self.text)
        self.head = head(self.text, found)
        self.named = list(self._with_head(found))
        found_dates = dates(self.text)
        taken = [mention.span for mention in found_dates]
        dated = self.head.dated
        self.dates = [one for one in found_dates if not (dated and _touch(one.span, dated))]
        self.figures = figures(self.text, taken)
        self.asides = asides(self.text, taken)
        self.quotes = quotations(self.text, self._cast())
        self.ids: dict[tuple[str, str], str] = {
            (e.kind, e.name): self._id(e) for e in self.named if e.kind != "other"
        }

    @property
    def written(self) -> date | None:
        """The day of writing, where the text tells it to the day."""
        said = self.head.date or ""
        return date.fromisoformat(said) if len(said) == _DAY else None

    def words(self, span: Span) -> str:
        """What stands at `span`."""
        return self.text[span.start : span.end]

    def sentence(self, span: Span) -> Span:
        """The sentence in which `span` begins."""
        whole = [s for s in self.sentences if s.start <= span.start < s.end]
        return whole[0] if whole else span

    def clause(self, span: Span) -> Stretch:
        """Where the clause in which `span` begins starts and ends."""
        sentence = self.sentence(span)
        return clause_at(self.text, span.start, (sentence.start, sentence.end))

    def id_at(self, kind: Kind, span: Span) -> str:
        """The id of what is named at `span`."""
        return next(
            self.ids[kind, entry.name]
            for entry in self.named
            if entry.kind == kind and any(mention.span == span for mention in entry.mentions)
        )

    def about(self, span: Span) -> list[tuple[str, str]]:
        """The kinds and ids of the names within `span`."""
        return [(entry.kind, self.ids[entry.kind, entry.name]) for entry, _ in self.within(span)]

    def within(self, span: Span) -> list[tuple[Name, Mention]]:
        """The names within `span`, each with where it first stands there."""
        return [
            (entry, standing[0])
            for entry in self.named
            if entry.kind != "other"
            and (standing := [m for m in entry.mentions if span.start <= m.span.start < span.end])
        ]

    def _with_head(self, found: list[Name]) -> Iterator[Name]:
        """The names of the text, with those that its head tells what they are."""
        spans: list[tuple[Kind, Span]] = [("person", span) for span in self.head.writers]
        spans += [("organisation", self.head.publisher)] if self.head.publisher else []
        place = self.head.place
        if place and self.words(place).title() not in COUNTRIES:
            spans.append(("place", place))
        told: dict[str, Name] = {}
        for kind, span in spans:
            entry = self._told(kind, span, found)
            told[entry.name] = entry
        yield from (entry for entry in found if entry.name not in told)
        yield from told.values()

    def _told(self, kind: Kind, span: Span, found: list[Name]) -> Name:
        words = self.words(span)
        name = words.title() if kind == "place" and words.isupper() else words
        standing = [
            one for one in found if one.kind == kind and any(m.span == span for m in one.mentions)
        ]
        known = standing or [one for one in found if one.name == name and one.kind == kind]
        entry = known[0] if known else Name(kind, name, sort="" if kind == "person" else kind)
        if kind == "organisation" and not known:
            entry.sort = "publisher"
        if all(mention.span != span for mention in entry.mentions):
            entry.mentions.append(Mention(span, full=True))
        return entry

    def _cast(self) -> list[Name]:
        """Who may speak: whoever wrote the text is no speaker for being named at its head."""
        byline = self.head.byline
        if byline is None:
            return self.named
        cast = [
            replace(entry, mentions=[m for m in entry.mentions if not _touch(m.span, byline)])
            for entry in self.named
        ]
        return [entry for entry in cast if entry.mentions]

    def _id(self, entry: Name) -> str:
        """The id of a name: that which the seed has, by the whole or by the last name."""
        if entry.kind == "country":
            return entry.name
        known = self.known[entry.kind]
        for id_, record in known.items():
            if record.name.casefold() == entry.name.casefold():
                return str(id_)
        if entry.kind == "person" and " " not in entry.name:
            bearers = [i for i, one in known.items() if entry.name in one.name.split(" ")]
            if len(bearers) == 1:
                return str(bearers[0])
        id_ = slug(entry.name)
        taken = {i for kind, ids in self.known.items() if kind != entry.kind for i in ids}
        return f"{id_}-{entry.kind}" if id_ in taken else id_


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
