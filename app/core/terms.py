"""The ids and codes that fields may have, in seed files and in served records."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}([A-Z]{2})?$"
SHA256 = r"^[0-9a-f]{64}$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY)]

Basis = Literal["stated", "inferred"]
Inferred = Literal["year", "date", "country", "year_and_country", "date_and_country", "content"]
"""What is inferred: only a date or a part of it, such as its year, its country, both, or more."""

Hedge = Literal["certain", "likely", "possible"]
"""A hedge in the seed; `certain` means no hedge."""

Certainty = Literal["certain", "unhedged", "likely", "possible"]
"""A hedge as served: without one, only what the article itself reports is `certain`."""

Voice = Literal["report", "judgement", "reported_speech"]
Status = Literal["occurred", "ongoing", "expected"]
Form = Literal["direct", "fragment"]
Source = Literal["person", "joint", "organisation", "document", "observers", "officials", "writer"]

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
FactKind = Literal[StatedKind, DerivedKind]

UNNAMED = {"observers": "observers, unnamed", "officials": "officials, unnamed"}
"""Sources that an article quotes without naming them."""

LISTED = 50
"""How many records of one kind an item lists; its links lead to all of them."""


LABELS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("labels.toml").read_text(encoding="utf-8")
)
"""What a frontend shows for each code; the OpenAPI document has them as `x-enum-labels`."""
