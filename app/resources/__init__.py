"""Every collection, in the order in which a reader should meet them."""

from sqlmodel import SQLModel

from app.database import tables  # noqa: F401 - every table is in METADATA
from app.resources.articles import ARTICLES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.organisations import ORGANISATIONS
from app.resources.people import LEADERS, PEOPLE
from app.resources.places import COUNTRIES, PLACES
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

METADATA = SQLModel.metadata

COLLECTIONS = (
    LEADERS,
    PEOPLE,
    EVENTS,
    QUOTES,
    STATISTICS,
    FACTS,
    ARTICLES,
    COUNTRIES,
    PLACES,
    ORGANISATIONS,
)
