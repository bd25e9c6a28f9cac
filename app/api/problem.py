"""A request that cannot be answered, and how it is told: RFC 9457 problem details."""

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class ParameterError(BaseModel):
    """What is wrong with one parameter, what is allowed, and what was probably meant."""

    parameter: str = Field(examples=["contry"])
    detail: str = Field(examples=["there is no parameter 'contry' here"])
    allowed: list[str] | None = Field(examples=[["country", "limit"]])
    did_you_mean: str | None = Field(examples=["country"])


class ProblemDetails(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/problems/invalid-parameters"])
    title: str = Field(examples=["A parameter is not understood"])
    status: int = Field(examples=[422])
    detail: str
    instance: str = Field(examples=["/leaders?contry=CN"])


class InvalidParametersDetails(ProblemDetails):
    """Problem details that name each parameter at fault."""

    errors: list[ParameterError]


class Problem(Exception):
    """A request that cannot be answered; each subclass is one type of problem."""

    status = 500
    slug = "internal-error"
    title = "The service failed"
    explanation = "A fault of the service. It has been logged; trying again may help."
    details: type[ProblemDetails] = ProblemDetails

    def __init__(
        self, detail: str, headers: dict[str, str] | None = None, **extensions: object
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extensions = extensions

    def body(self, instance: str) -> dict[str, Any]:
        """The problem details for the request of the path and query `instance`."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            **self.extensions,
        }

    def response(self, instance: str) -> Response:
        """The answer that tells the problem."""
        return Response(
            orjson.dumps(self.body(instance)),
            self.status,
            {**self.headers, "Cache-Control": "no-store"},
            MEDIA_TYPE,
        )


def problem_documented(problem: type[Problem]) -> dict[str, Any]:
    """What the OpenAPI document says of an answer that tells this problem."""
    schema = {"$ref": f"#/components/schemas/{problem.details.__name__}"}
    return {
        "description": problem.title,
        "content": {MEDIA_TYPE: {"schema": schema}},
        "x-problem": problem.__name__,
    }
