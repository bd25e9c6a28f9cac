"""Draft observations: one for each number that a text counts with, as exact as its words."""

import re
from collections.abc import Iterator

from app.evidence.clauses import is_future
from app.evidence.figures import Figure
from app.seeding.dating import suggested
from app.seeding.stubs import Stub, slug
from app.seeding.surveying import Survey

_OPEN = re.compile(r"\b(?:[Ss]ince|[Uu]ntil|till|[Ff]rom|[Bb]efore|[Aa]fter|[Bb]y) (?:the )?$")


def observations(survey: Survey) -> Iterator[Stub]:
    """A stub for each count, in a series of what it counts."""
    for figure in survey.figures:
        yield _observation(survey, figure)


def series(survey: Survey, figure: Figure) -> Stub:
    """The series that a number may belong to, by what it counts."""
    unit = figure.unit or "number"
    stub: Stub = {"id": f"{survey.article}-{slug(unit)}", "name": "", "description": ""}
    return stub | {"unit": unit, "whole_numbers": unit != "per cent", "dimensions": []}


def _observation(survey: Survey, figure: Figure) -> Stub:
    sentence = survey.sentence(figure.span)
    stub: Stub = {"id": "", "statistic": series(survey, figure)["id"]}
    period, when = _period(survey, figure)
    exact = f"“{survey.words(figure.span)}” is not exact: give bounds"
    notes = [when, exact if figure.near is not None else ""]
    stub |= {"period": period, "#": "\n".join(filter(None, notes)) or None}
    for key in ("value", "lower", "lower_inclusive", "upper", "upper_inclusive"):
        stub[key] = getattr(figure, key)
    stub |= {"about": [i for _, i in survey.about(sentence)], "statement": "", "basis": "stated"}
    return stub | {"citations": [sentence]}


def _period(survey: Survey, figure: Figure) -> tuple[str | None, str]:
    """When the number holds, if the same clause says so; else a note, or nothing."""
    low, high = survey.clause(figure.span)
    near = [one for one in survey.dates if low <= one.span.start < high]
    if len(near) != 1:
        return None, ""
    (mention,) = near
    within = not _OPEN.search(survey.text[low : mention.span.start])
    if mention.edtf and within:
        return mention.edtf, ""
    guess = suggested(survey, mention, future=is_future(survey.text[low:high]))
    return None, f'“{survey.words(mention.span)}”: period = "{guess}"?' if within else ""
