"""Every collection, in the order in which a reader should meet them."""

from app.queries.articles import ARTICLES
from app.queries.events import EVENTS
from app.queries.facts import FACTS
from app.queries.organisations import ORGANISATIONS
from app.queries.people import LEADERS, PEOPLE
from app.queries.places import COUNTRIES, PLACES
from app.queries.quotes import QUOTES
from app.queries.statistics import STATISTICS

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
