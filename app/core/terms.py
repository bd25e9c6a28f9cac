"""The ids and the words that fields are limited to, in seed files as in what is served."""

from typing import Annotated, Literal

from pydantic import StringConstraints

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}([A-Z]{2})?$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY)]

Basis = Literal["stated", "inferred"]
Certainty = Literal["certain", "likely", "possible"]
Status = Literal["occurred", "ongoing", "expected"]
Form = Literal["direct", "fragment"]
Source = Literal["person", "joint", "document", "observers", "officials", "writer"]

StatedKind = Literal[
    "action",
    "appearance",
    "comparison",
    "credit",
    "criticism",
    "display",
    "expectation",
    "history",
    "hope",
    "meaning",
    "motive",
    "analysis",
    "possibility",
    "reason",
    "relationship",
    "risk",
    "sanctions",
    "trade",
]
DerivedKind = Literal["event", "participation", "office", "quotation", "observation"]
FactKind = StatedKind | DerivedKind

VOICES = {"observers": "observers, unnamed", "officials": "officials, unnamed"}
"""Those whom an article lets speak without naming them."""

USUAL = {
    "fact.certainty": "certain",
    "fact.basis": "stated",
    "quote.form": "direct",
    "quote.source": "person",
    "event.status": "occurred",
}
"""What most records have. It has no links: those of other values stand under an empty one, too."""

SHARED_KINDS = ("person", "country", "organisation", "place", "statistic")
"""The kinds of record that articles share; people first, since others list theirs."""

UNLINKED = frozenset(f"{kind}.article" for kind in ("article", "fact", "quote", *SHARED_KINDS))
"""What is found by what is kept of an article anyway: it has no links either."""

LISTED = 50
"""So many records of one kind are listed on an item, as on a page; its links lead to all."""

RARE = 100
"""How many records are found under a value is kept where they are more; else they are counted."""
