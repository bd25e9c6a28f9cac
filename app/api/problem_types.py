"""What each type of problem means, with an example."""

from typing import Any

from pydantic import Field

from app.api.http import JSON, Request, Response, Route
from app.api.operation_objects import operation, path_parameter
from app.api.parameters import read
from app.api.problems import (
    PROBLEMS,
    InvalidParameters,
    NotAcceptable,
    NotFound,
    ParameterError,
    Problem,
)
from app.core.schema import Shown
from app.nearest import nearest_names

_SPECIAL: dict[type[Problem], Problem] = {
    InvalidParameters: InvalidParameters(
        [
            ParameterError(
                parameter="contry",
                detail="'contry' is not a parameter of this path",
                allowed=["country", "cursor", "limit"],
                did_you_mean="country",
            )
        ]
    ),
    NotFound: NotFound("there is no 'xi-jinpin' in /people", ["/people/xi-jinping"]),
    NotAcceptable: NotAcceptable(["application/json", "text/csv"]),
}
"""Examples of the types that have more members than `detail`."""


class ProblemType(Shown):
    """What a type of problem means."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    description: str
    example: dict[str, Any] = Field(description="A body of this type.")


def problem_type(request: Request) -> Response:
    """The type `{slug}`; raises `NotFound`. Browsers get a page of the explorer instead."""
    read(request.query, {})
    slug = request.params["slug"]
    for problem in PROBLEMS:
        if problem.slug == slug:
            return Response(explained(problem).model_dump_json().encode(), JSON)
    near = nearest_names(slug, [problem.slug for problem in PROBLEMS], most=3)
    raise NotFound(f"there is no problem type {slug!r}", [f"/problems/{name}" for name in near])


def explained(problem: type[Problem]) -> ProblemType:
    """What a type of problem means."""
    example = _SPECIAL.get(problem) or problem(problem.example)
    return ProblemType(
        type=f"/problems/{problem.slug}",
        title=problem.title,
        status=problem.status,
        description=problem.explanation,
        example=example.body(problem.instance),
    )


PROBLEM_TYPE = Route(
    "/problems/{slug}",
    problem_type,
    "get_problem_type",
    database=False,
    operation=operation(
        "What a problem means",
        "Explains the `type` of a problem, with an example; as a page where that is preferred.",
        "Index",
        content={JSON: ProblemType},
        parameters=[path_parameter(InvalidParameters.slug, "slug")],
    ),
)
