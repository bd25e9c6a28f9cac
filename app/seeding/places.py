"""Countries and places: named once for all articles, cited by each."""

from collections.abc import Iterable
from typing import Annotated

from iso3166 import countries_by_alpha2
from pydantic import AfterValidator

from app.model.terms import CountryCode, Slug
from app.seeding.records import CitedRecord, Line, Record
from app.seeding.rendering import Rendering

FORMER_COUNTRIES = frozenset({"CSHH", "DDDE", "SUHH", "YUCS", "SCRS", "YDYE", "VDVN", "ZRCD"})
"""Codes of ISO 3166-3, for countries that are no more."""


def _assigned(code: str) -> str:
    if code not in countries_by_alpha2 and code not in FORMER_COUNTRIES:
        message = "not a country code of ISO 3166-1 (alpha-2) or ISO 3166-3"
        raise ValueError(message)
    return code


class CountryName(Record):
    """`[[country]]` in countries.toml."""

    id: Annotated[CountryCode, AfterValidator(_assigned)]
    name: Line


class CountryRecord(CitedRecord):
    """`[[country]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"country"})}

    id: CountryCode


class PlaceName(Record):
    """`[[place]]` in places.toml."""

    REFERENCES = {"country": frozenset({"country"}), "within": frozenset({"place"})}

    id: Slug
    name: Line
    kind: Slug
    country: CountryCode | None = None
    within: Slug | None = None


class PlaceRecord(CitedRecord):
    """`[[place]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"place"})}

    id: Slug


def around(places: Iterable[PlaceName]) -> dict[str, list[str]]:
    """The places that each place is within, the nearest first."""
    outer = {place.id: place.within for place in places}
    found: dict[str, list[str]] = {}
    for id_ in outer:
        chain: list[str] = []
        # Two places that name each other as what they are within end the chain.
        while (following := outer.get(chain[-1] if chain else id_)) and following not in chain:
            chain.append(following)
        found[id_] = chain
    return found


def render_country(record: CountryRecord, into: Rendering) -> None:
    """Keep where the article names the country."""
    into.name("country", record.id, record)


def render_place(record: PlaceRecord, into: Rendering) -> None:
    """Keep where the article names the place."""
    into.name("place", record.id, record)
