"""What of a question its SQL depends on, and the values that are bound in it."""

from collections.abc import Mapping
from math import ceil, floor
from typing import Any, NamedTuple

from app.core.collection import Choice, Collection, DateBound, Linked, ValueBound
from app.queries.question import Question


class Shape(NamedTuple):
    """All that a statement depends on: `filters` pairs a parameter with how many values.

    Those of `usual` are asked for their usual value, too, which is not counted among them.
    `no_whole` says that no whole number lies between the values asked for; `lead` names the link
    that the fewest records have, which the others are then looked up for; `held` that documents are
    at hand, so that the numbers of their rows will do; `walked` that records are gone through in
    the order asked for, and the links looked up for each.
    """

    collection: Collection
    filters: tuple[tuple[str, int], ...]
    match: str
    sort: tuple[tuple[str, bool], ...]
    after: bool
    within: tuple[str, ...]
    counted: bool = False
    no_whole: bool = False
    lead: str = ""
    held: bool = False
    usual: tuple[str, ...] = ()
    walked: bool = False


def shape_of(
    question: Question,
    *,
    counted: bool,
    lead: str = "",
    held: bool = False,
    walked: bool = False,
) -> Shape:
    """The shape of a question for a page, or for its total."""
    filters = question.filters
    usual = tuple(
        [n for n, value in question.collection.usual.items() if value in filters.get(n, ())]
    )
    return Shape(
        question.collection,
        tuple([(n, _how_many(value) - (n in usual)) for n, value in filters.items()]),
        filters.get("match", "certain"),
        () if counted else question.sort,
        not counted and question.after is not None,
        tuple([name for name, _ in question.within]),
        counted,
        bool(filters) and _no_whole(filters),
        lead,
        held,
        usual,
        walked,
    )


def _how_many(value: Any) -> int:  # noqa: ANN401 - each kind of parameter has its own
    return len(value) if isinstance(value, tuple) else 1


def _no_whole(filters: Mapping[str, Any]) -> bool:
    least, most = filters.get("value_gte"), filters.get("value_lte")
    return least is not None and most is not None and ceil(least) > floor(most)


def values_of(question: Question) -> dict[str, Any]:
    """The values of a question's filters, by the names under which they are bound."""
    values: dict[str, Any] = {}
    fixed = (*question.collection.always.items(), *question.within)
    for place, (_, value) in enumerate(fixed):
        values[f"fixed_{place}"] = value
    for name, value in question.filters.items():
        parameter = question.collection.filters[name]
        if isinstance(parameter, Linked):
            usual = question.collection.usual.get(name)
            for place, one in enumerate([v for v in value if v != usual] if usual else value):
                values[f"{name}_{place}"] = one
        elif isinstance(parameter, DateBound):
            day = value.earliest if name == "date_from" else value.latest
            values[name] = day.isoformat()
        elif isinstance(parameter, ValueBound):
            values[name] = value
    return values


def links(question: Question) -> list[tuple[str, str]]:
    """The links that all records found have, by parameter and value."""
    parameters = question.collection.filters
    usual = question.collection.usual
    singles = [
        (name, value[0])
        for name, value in question.filters.items()
        if isinstance(parameters[name], Linked) and len(value) == 1 and value[0] != usual.get(name)
    ]
    return [*question.collection.always.items(), *question.within, *singles]


def alternatives(question: Question) -> list[list[tuple[str, str]]]:
    """The links of which all records found have one of several, by parameter and value."""
    return [
        [(name, value) for value in values]
        for name, values in question.filters.items()
        if isinstance(values, tuple)
        and len(values) > 1
        and question.collection.usual.get(name) not in values
    ]


def only_links(question: Question, found_under: list[tuple[str, str]]) -> bool:
    """Whether nothing but `found_under`, its `links`, tells which records are found."""
    parameters = question.collection.filters
    narrowing = sum(not isinstance(parameters[name], Choice) for name in question.filters)
    fixed = len(question.collection.always) + len(question.within)
    return narrowing == len(found_under) - fixed


def only_usual(question: Question) -> str | None:
    """The parameter whose usual value is all that tells which records are found."""
    if len(question.filters) != 1 or question.within or question.collection.always:
        return None
    ((name, value),) = question.filters.items()
    return name if value == (question.collection.usual.get(name),) else None


def linked(shape: Shape) -> tuple[list[tuple[str, str]], list[tuple[str, list[str]]]]:
    """The links asked for, with the names of their values: with one value, and with several."""
    fixed = (*shape.collection.always, *shape.within)
    single = [(name, f"fixed_{place}") for place, name in enumerate(fixed)]
    several = []
    counts = dict(shape.filters)
    for name, parameter in shape.collection.filters.items():
        if isinstance(parameter, Linked) and name in counts:
            binds = [f"{name}_{n}" for n in range(counts[name])]
            if name in shape.usual:
                continue
            if len(binds) == 1:
                single.append((name, binds[0]))
            else:
                several.append((name, binds))
    single.sort(key=lambda link: link[0] != shape.lead)
    return single, several
