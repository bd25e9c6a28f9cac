"""The ids and the words that fields are limited to, in seed files as in what is served."""

from typing import Annotated, Literal

from pydantic import StringConstraints

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}([A-Z]{2})?$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY)]

Basis = Literal["stated", "inferred"]
Certainty = Literal["certain", "likely", "possible"]
Voice = Literal["report", "judgement", "reported_speech"]
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

UNNAMED = {"observers": "observers, unnamed", "officials": "officials, unnamed"}
"""Sources that an article quotes without naming them."""

LISTED = 50
"""How many records of one kind an item lists; its links lead to all of them."""
