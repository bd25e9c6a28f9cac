"""What a seed may say by its form, and what can yet hardly be so."""

from collections.abc import Iterator

from app.core.edtf import days
from app.seeding.faults import Fault
from app.seeding.reading import Seed


def doubts(seed: Seed) -> Iterator[Fault]:
    """Each event that is to have occurred, and begins after the day its article was written."""
    for name, file in seed.articles.items():
        _, written = days(file.article.date)
        for event in file.event:
            begins, _ = days(event.date)
            if event.status == "occurred" and written and begins and begins > written:
                problem = f"it occurred in {event.date}, after the article's date, "
                remedy = 'write status = "expected", or mend the date'
                record = f"event {event.id!r}"
                yield Fault(name, record, f"{problem}{file.article.date}", remedy)


def own_words(seed: Seed) -> Iterator[str]:
    """Each quotation that is given to whoever wrote the article, which is seldom so."""
    for name, file in seed.articles.items():
        for quote in file.quote:
            for writer in sorted({*quote.speakers} & {*file.article.byline}):
                speaker = f"its speaker, {writer}, is who wrote the article; is that so?"
                yield f"{name}: quote {quote.id!r}: {speaker}"
