"""Every resource, in the order in which readers see them and in which an article is rendered."""

from app.core.resource import Resource
from app.database.tables import Link
from app.resources import (
    articles,
    countries,
    events,
    facts,
    observations,
    organisations,
    people,
    places,
    quotes,
    statistics,
)

METADATA = Link.metadata
"""Every table: those of the resources, and those behind all of them."""

RESOURCES: tuple[Resource, ...] = (
    people.RESOURCE,
    events.RESOURCE,
    quotes.RESOURCE,
    statistics.RESOURCE,
    observations.RESOURCE,
    facts.RESOURCE,
    articles.RESOURCE,
    countries.RESOURCE,
    places.RESOURCE,
    organisations.RESOURCE,
)

COLLECTIONS = tuple(
    collection
    for resource in RESOURCES
    for collection in resource.collections
    if not collection.parent
)
"""Every collection with a path of its own; observations are listed below their statistic."""
