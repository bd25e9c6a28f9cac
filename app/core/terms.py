"""The ids and codes that fields may have, in seed files and in served records."""

from typing import Annotated, Literal

from pydantic import StringConstraints

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}([A-Z]{2})?$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY)]

Basis = Literal["stated", "inferred"]
Inferred = Literal["date", "content"]
"""What is inferred: only a date or a part of it, such as its year, or something else."""

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
FactKind = StatedKind | DerivedKind

UNNAMED = {"observers": "observers, unnamed", "officials": "officials, unnamed"}
"""Sources that an article quotes without naming them."""

LISTED = 50
"""How many records of one kind an item lists; its links lead to all of them."""


LABELS = {
    "report": "Reported as fact",
    "judgement": "Judgement",
    "reported_speech": "Reported speech",
    "certain": "Reported without a hedge",
    "unhedged": "No hedge",
    "likely": "Likely",
    "possible": "Possible",
    "stated": "Stated",
    "inferred": "Partly inferred",
    "date": "Only its date",
    "content": "More than its date",
    "occurred": "Took place",
    "ongoing": "Under way when the article was written",
    "expected": "Expected when the article was written",
    "direct": "Full quotation",
    "fragment": "A few words",
    "person": "A person",
    "joint": "Several people jointly",
    "document": "A document",
    "observers": "Unnamed observers",
    "officials": "Unnamed officials",
    "organisation": "An organisation",
    "writer": "The article's writer",
    "action": "What somebody did",
    "appearance": "Appearance",
    "comparison": "Comparison",
    "credit": "Credit",
    "criticism": "Criticism",
    "display": "What was shown",
    "expectation": "Expectation",
    "history": "Background",
    "hope": "Hope",
    "meaning": "What it means",
    "motive": "Motive",
    "analysis": "Analysis",
    "possibility": "Possibility",
    "reason": "Reason",
    "relationship": "Relationship",
    "risk": "Risk",
    "sanctions": "Sanctions",
    "trade": "Trade",
    "event": "Event",
    "participation": "Who took part",
    "office": "Office",
    "quotation": "Quotation",
    "observation": "Number",
    "reported": "Reported",
    "not_reported": "Not reported",
    "day": "Day",
    "month": "Month",
    "season": "Part of a year",
    "year": "Year",
    "decade": "Decade",
    "century": "Century",
    "interval": "From one date to another, or between two",
}
"""What a frontend shows for each code; the OpenAPI document has them as `x-enum-labels`."""
