"""Statistics and their observations."""

from app.model.statistics import (
    Observation,
    ObservationShown,
    Statistic,
    StatisticItem,
    StatisticShown,
)
from app.queries.collection import ARTICLE, Choice, Collection, DateBound, Linked, ValueBound

STATISTICS = Collection(
    name="statistics",
    table=Statistic,
    shown=StatisticShown,
    item=StatisticItem,
    parameters=(ARTICLE,),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="parade-attendance",
)

OBSERVATIONS = Collection(
    name="observations",
    table=Observation,
    shown=ObservationShown,
    item=ObservationShown,
    parameters=(
        DateBound("date_from", "Rows of periods that end at this date or later.", "2022"),
        DateBound("date_to", "Rows of periods that begin at this date or earlier.", "2025"),
        ValueBound("value_gte", "Rows whose number is at least this; see `match`.", "9"),
        ValueBound("value_lte", "Rows whose number is at most this; see `match`.", "30"),
        Choice(
            "match",
            "How a number known only by its bounds is compared: `certain` finds it if every "
            "number within its bounds would be found, `possible` if any would.",
            "certain",
            choices=("certain", "possible"),
            default="certain",
        ),
        Linked(
            "about",
            "Rows about these people, countries, organisations, places or events.",
            "victory-day-parade-2025",
        ),
        ARTICLE,
    ),
    sorts={"period": "position", "id": "id"},
    order="by period",
    example="parade-attendance-2025",
)
