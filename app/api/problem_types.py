"""What each type of problem means, at the address that its `type` names."""

from typing import Any

from pydantic import Field

from app.api.http import JSON, Request, Response
from app.api.operation_objects import documented, path_parameter
from app.api.problems import PROBLEMS, NotFound, Problem
from app.core.schema import Shown
from app.nearest import nearest_names


class ProblemType(Shown):
    """What a type of problem means."""

    type: str
    title: str
    status: int
    description: str
    example: dict[str, Any] = Field(description="A body of this type.")


@documented(
    "Index",
    "/problems/{slug}",
    "What a problem means",
    {JSON: ProblemType},
    path_parameter("invalid-parameters", "slug"),
    database=False,
)
def problem_type(request: Request) -> Response:
    """Explains the `type` of a problem, with an example; as a page where that is preferred."""
    problem = problem_named(request.params["slug"])
    shown = ProblemType(
        type=f"/problems/{problem.slug}",
        title=problem.title,
        status=problem.status,
        description=problem.explanation,
        example=problem.example_body(),
    )
    return Response(shown.model_dump_json().encode(), JSON)


def problem_named(slug: str) -> type[Problem]:
    """The problem whose `type` ends in `slug`; raises `NotFound` with the nearest ones."""
    known = {problem.slug: problem for problem in PROBLEMS}
    if slug not in known:
        close = [f"/problems/{name}" for name in nearest_names(slug, known, most=3)]
        raise NotFound(f"there is no problem type {slug!r}", close)
    return known[slug]
