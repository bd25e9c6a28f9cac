"""Countries that the articles name or that are inferred from them, by ISO 3166 code."""

from typing import Annotated

from iso3166 import countries_by_alpha2
from pydantic import AfterValidator, Field

from app.core import records, schema
from app.core.collection import ARTICLE, Collection
from app.core.resource import Joined, Resource, SharedRecord
from app.core.terms import CountryCode


class Country(schema.SharedRow, table=True):
    """A country by its ISO 3166 code."""


class CountryShown(schema.NamedShown):
    """A country that an article names; if `basis` is `inferred`, one that it implies."""

    id: str = Field(description="ISO 3166-1 alpha-2, or ISO 3166-3 for a former country.")


FORMER_COUNTRIES = frozenset(
    (
        *("AIDJ", "ANHH", "BQAQ", "BUMM", "BYAA", "CSHH", "CSXX", "CTKI"),
        *("DDDE", "DYBJ", "FQHH", "FXFR", "GEHH", "HVBF", "JTUM", "MIUM"),
        *("NHVU", "NQAQ", "NTHH", "PCHH", "PUUM", "PZPA", "RHZW", "SKIN"),
        *("SUHH", "TPTL", "VDVN", "WKUM", "YDYE", "YUCS", "ZRCD"),
    )
)
"""All codes of ISO 3166-3, for countries that no longer exist."""


def _assigned(code: str) -> str:
    if code not in countries_by_alpha2 and code not in FORMER_COUNTRIES:
        raise ValueError("not a country code of ISO 3166-1 (alpha-2) or ISO 3166-3")
    return code


class CountryDescription(records.NamedRecord):
    """`[[country]]` in countries.toml."""

    id: Annotated[CountryCode, AfterValidator(_assigned)]


def join(one: SharedRecord) -> Joined:
    """Make the country's document; people search for its code, too."""
    return one.join(keywords=[one.id])


COUNTRIES = Collection(
    name="countries",
    description="Countries that an article names or, if their `basis` is `inferred`, implies; by "
    "ISO 3166 code.",
    tag="Places",
    table=Country,
    shown=CountryShown,
    lists={"people": "person.country", "events": "event.about", "facts": "fact.about"},
    parameters=(ARTICLE,),
    example="CN",
)

RESOURCE = Resource(
    collections=(COUNTRIES,),
    record=records.mention_of("country", records.CountryId),
    shared=CountryDescription,
    join=join,
    words="country nation",
)
