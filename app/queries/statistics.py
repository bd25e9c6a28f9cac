"""Statistics and their observations."""

from app.model.statistics import (
    Observation,
    ObservationRow,
    ObservationShown,
    Statistic,
    StatisticItem,
    StatisticShown,
)
from app.queries.collection import (
    ARTICLE,
    SOURCE,
    SOURCES,
    Choice,
    Collection,
    DateBound,
    Linked,
    Related,
    ValueBound,
)

STATISTICS = Collection(
    name="statistics",
    table=Statistic,
    shown=StatisticShown,
    item=StatisticItem,
    parameters=(ARTICLE,),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="parade-attendance",
    includes={"articles": SOURCES},
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
        Choice(
            "fill",
            "`true` adds a row with the status `not_reported` for each year between the first and "
            "the last of the series that has none. Only for series of years without dimensions, "
            "at most 200 rows, and only together with `date_from`, `date_to`, `fields`, "
            "`include` and `format`.",
            "true",
            choices=("true", "false"),
            default="false",
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
    row=ObservationRow,
    example="parade-attendance-2025",
    includes={
        "statistic": Related(("statistic",)),
        "about": Related(("about",)),
        "asserted_by": Related(("asserted_by",)),
        "article": SOURCE,
    },
)
