"""Quotes."""

from app.model.quotes import Quote, QuoteShown
from app.model.terms import Form, Source
from app.queries.collection import ARTICLE, SOURCE, Collection, Linked, Related, words_of

QUOTES = Collection(
    name="quotes",
    table=Quote,
    shown=QuoteShown,
    item=QuoteShown,
    parameters=(
        Linked(
            "speaker",
            "Words of these people, alone or jointly; those of a document have no speaker.",
            "cui-hongjian",
        ),
        Linked("form", "Full utterances or fragments.", "direct", choices=words_of(Form)),
        Linked(
            "source",
            "What kind of voice: a named person, several jointly, a document, observers or "
            "officials left unnamed, or the writer.",
            "person",
            choices=words_of(Source),
        ),
        Linked(
            "about",
            "Words about these people, countries, places, organisations or events.",
            "xi-jinping",
        ),
        Linked("event", "Words said on these occasions.", "xi-putin-joint-statement-2025"),
        Linked("said_to", "Words said to these.", "the-straits-times"),
        ARTICLE,
    ),
    sorts={"position": "position", "id": "id", "text": "name"},
    order="as they stand in the article",
    example="putin-on-xi-main-guest",
    includes={
        "speakers": Related(("speakers",)),
        "said_to": Related(("said_to",)),
        "reported_by": Related(("reported_by",)),
        "event": Related(("event",)),
        "about": Related(("about",)),
        "article": SOURCE,
    },
)
